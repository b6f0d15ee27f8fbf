"""Whoever works in the back office or reads the site reads Chinese, and no word of English."""

import importlib
import json
import pkgutil
import re

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from factory.django import DjangoModelFactory
from wagtail.admin.viewsets import viewsets
from wagtail.coreutils import resolve_model_string
from wagtail.models import Locale, Page
from wagtail_factories import PageFactory

from portal.events.models import Topic
from portal.people.enums import RoleCode
from portal.people.models import Organisation, OrganisationTag
from tests import factories
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(r"(?<![\w@./#&;=-])[A-Za-z][a-z]{2,}(?:['’][a-z]+)?(?![\w@./-])")
# Proper names and words that offices write in Latin letters too.
ALLOWED = {
    "English",  # a language is named in itself
    "Wagtail",
    "Asia",  # time zones: Asia/Shanghai
    "Shanghai",
    "JavaScript",
    "Excel",
    "Word",
    "Ctrl",  # keys
    "Alt",
    "Shift",
    "Enter",
    "Esc",
    "Command",
    "Option",
    "Tab",
    "Cookie",
}
# Written into Wagtail's templates without a translation, and only read aloud; the last is the
# page that the site's history remembers having removed.
WAGTAILS_OWN = {"Actions", "Search", "True", "False", "Welcome to your new Wagtail site!"}
PAGES = ("text/html", "application/json")
HIDDEN = ["script", "style", "svg", "code", "kbd", "noscript"]
UNREAD = "[lang=en], [data-side-panel-toggle-counter]"
READ_ALOUD = ["placeholder", "title", "aria-label", "alt", "aria-description"]
LABELS = re.compile(r'"(?:label|helpText|text|title|placeholder)":\s*("(?:[^"\\]|\\.)*")')
# Answers to scripts, not pages.
NO_PAGES = re.compile(r"/(api|failwhale|jsi18n|sprite|preview|logout|results)/?")
# The English site, files and calendars.
AWAY = re.compile(r"/(en|static|media|documents|display|admin)/|.*\.(ics|xlsx|docx|pdf|svg|png)")


def addresses(resolver=None, prefix="", names=()):
    """Yield the name of every back-office address that takes no argument."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from addresses(pattern, route, inner)
        elif is_page_of_the_office(pattern, route):
            yield ":".join((*names, pattern.name))


def is_page_of_the_office(pattern: URLPattern, route):
    return (
        route.startswith("admin/")
        and pattern.name
        and not pattern.pattern.regex.groups
        and not NO_PAGES.search(route)
    )


def wording(response):
    """The text a reader meets in a page or a dialogue, with what is read aloud."""
    content = response.content.decode()
    if response["Content-Type"].startswith("application/json"):
        answer = json.loads(content)
        content = answer.get("html") or "" if isinstance(answer, dict) else ""
    soup = BeautifulSoup(content, "html.parser")
    menu = soup.find(id="wagtail-sidebar-props")
    drawn_later = [menu.string] if menu else []
    drawn_later += [element["data-block"] for element in soup.find_all(attrs={"data-block": True})]
    texts = [json.loads(label) for code in drawn_later for label in LABELS.findall(code)]
    for element in soup.find_all(HIDDEN) + soup.select(UNREAD):
        element.decompose()
    texts += [str(text) for text in soup.find_all(string=True) if type(text) is NavigableString]
    for name in READ_ALOUD:
        texts += [element[name] for element in soup.find_all(attrs={name: True})]
    texts += [
        element["value"]
        for element in soup.find_all("input", type=["submit", "button"])
        if element.get("value")
    ]
    return texts


def english(response):
    """The sentences of a page with English words in them, but for what is kept in English."""
    beside = re.compile("|".join([r"https?://\S+", *map(re.escape, kept_in_english())]))
    sentences = {" ".join(text.split()) for text in wording(response)} - WAGTAILS_OWN
    return sorted(
        text for text in sentences if set(ENGLISH.findall(beside.sub("", text))) - ALLOWED
    )


def kept_in_english():
    """Titles of the English pages; names of rows that have one in each language; codes.

    Names of permissions are rows that Django writes in English, and only read aloud.
    """
    titles = Page.objects.filter(locale__language_code="en").values_list("title", flat=True)
    permissions = Permission.objects.values_list("name", flat=True)
    words = {
        word
        for model in (Topic, OrganisationTag)
        for row in model.objects.values_list("name_en", "code")
        for word in row
    }
    return sorted({*titles, *permissions, *words}, key=len, reverse=True)


def found_on(client, paths):
    """Return {path: English sentences} for the pages and dialogues that have some."""
    found = {}
    for path in paths:
        response = client.get(path)
        if response.status_code != 200 or not response["Content-Type"].startswith(PAGES):
            continue
        if sentences := english(response):
            found[path] = sentences
    return found


@pytest.fixture
def furnished(tmp_path, settings):
    """A site with its pages, the roles, and one row of everything that has a factory."""
    settings.MEDIA_ROOT = tmp_path
    call_command("build_site", verbosity=0)
    for factory in every_factory():
        if issubclass(factory, PageFactory):
            factory(parent=parent_for(factory._meta.model))
        else:
            factory()


def every_factory():
    for module in pkgutil.iter_modules(factories.__path__, "tests.factories."):
        for value in vars(importlib.import_module(module.name)).values():
            if getattr(value, "__module__", "") == module.name and is_factory(value):
                yield value


def is_factory(value):
    return (
        isinstance(value, type)
        and issubclass(value, DjangoModelFactory)
        and not value._meta.abstract
    )


def parent_for(model):
    """A page of the Chinese tree that may stand above pages of a type."""
    types = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    here = Locale.objects.get(language_code="zh-hans")
    return Page.objects.filter(content_type__in=types, locale=here).first().specific


def log_in(client, *codes):
    """An account over the whole district with these roles; without any, the administrator."""
    user = UserFactory(last_name="长", first_name="江", is_superuser=not codes)
    user.scope = Organisation.get_first_root_node()
    user.save()
    user.groups.set(Group.objects.filter(portal_role__code__in=codes))
    client.force_login(user)
    return user


def editable():
    """Yield the addresses about one row: every act of every viewset on its first row."""
    for viewset in viewsets.viewsets:
        model = getattr(viewset, "model", None)
        row = model and resolve_model_string(model)._default_manager.first()
        for pattern in viewset.get_urlpatterns() if row else ():
            arguments = list(pattern.pattern.regex.groupindex)
            if len(arguments) == 1 and not NO_PAGES.search(f"/{pattern.pattern}"):
                key = row.uuid if arguments == ["uuid"] else quote(row.pk)
                yield reverse(viewset.get_url_name(pattern.name), args=[key])


def pages():
    """Yield the addresses to explore, edit and add pages, of every type that a site may have."""
    here = Locale.objects.get(language_code="zh-hans")
    for page in Page.objects.filter(locale=here).exclude(depth=1).specific():
        yield reverse("wagtailadmin_explore", args=[page.pk])
        yield reverse("wagtailadmin_pages:edit", args=[page.pk])
        for model in page.creatable_subpage_models():
            yield reverse(
                "wagtailadmin_pages:add",
                args=[model._meta.app_label, model._meta.model_name, page.pk],
            )


def test_back_office_has_no_english_for_the_administrator(client, furnished):
    log_in(client)
    paths = [reverse(name) for name in addresses()] + list(editable()) + list(pages())

    assert len(paths) > 100
    assert found_on(client, paths) == {}


def test_back_office_has_no_english_for_any_role(client, furnished):
    found = {}

    for code in RoleCode:
        log_in(client, code)

        menu = client.get("/admin/").content.decode()
        paths = set(re.findall(r'"url": "(/admin/[^"]*)"', menu)) | {"/admin/", "/admin/account/"}
        found |= found_on(client, sorted(paths - {reverse("wagtailadmin_logout")}))

    assert found == {}


def test_site_has_no_english_for_the_public(client, furnished):
    seen, waiting = {}, ["/"]

    while waiting and len(seen) < 80:
        path = waiting.pop(0)
        response = client.get(path, follow=True)
        seen[path] = response
        if response.status_code == 200 and "text/html" in response.get("Content-Type", ""):
            links = BeautifulSoup(response.content, "html.parser").select("a[href^='/']")
            for link in links:
                address = link["href"].split("#")[0]
                if address not in seen and address not in waiting and not AWAY.match(address):
                    waiting.append(address)

    assert len(seen) > 10
    assert [path for path, answer in seen.items() if answer.status_code != 200] == []
    assert {path: words for path, answer in seen.items() if (words := english(answer))} == {}
