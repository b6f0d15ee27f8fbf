"""The page tree of a new installation, in both languages."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.domain.stories import story
from cms.models import HomePage
from cms.models.pages import PortalPage
from portal.events.models import Topic

TREE = Path(__file__).resolve().parents[1] / "data" / "site.toml"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@transaction.atomic
def build(*, address: str, name: str) -> dict[str, HomePage]:
    """Make the pages every installation starts with; what exists is left as it is.

    Args:
        address: where the portal is reached, such as ``https://anquan.example.gov.cn``.
        name: of the site, shown in the back office.

    Returns:
        The home pages by language code, ``zh-hans`` and ``en``.
    """
    tree = tomllib.loads(TREE.read_text(encoding="utf-8"))
    homes = _homes(tree["home"])
    _site(homes["zh-hans"], address=address, name=name)
    for row in tree["pages"]:
        place(
            parents=dict(homes),
            model=apps.get_model("cms", row["type"]),
            slug=row["slug"],
            words={LANGUAGES[key]: row[key] for key in LANGUAGES},
            **{key: row[key] for key in ("scope", "sign") if key in row},
        )
    return homes


def place(
    *,
    parents: dict[str, Page],
    model: type[PortalPage],
    slug: str,
    words: dict[str, dict[str, Any]],
    topics: Sequence[Topic] = (),
    **values: Any,
) -> dict[str, PortalPage]:
    """Put one page into the trees of both languages, once.

    Args:
        parents: the page above, by language code.
        model: the type of page.
        slug: the address, the same in both languages.
        words: by language code, the fields that differ; ``body`` in short-hand.
        topics: what the page is about.
        values: the fields that are the same.

    Returns:
        The page by language code.
    """
    pages: dict[str, PortalPage] = {}
    for code, parent in parents.items():
        page = model.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            fields = dict(words[code])
            body = fields.pop("body", None)
            page = model(slug=slug, locale=parent.locale, **values, **fields)
            if body is not None:
                page.body = story(body)
            if topics:
                page.topics = topics
            if pages:
                page.translation_key = next(iter(pages.values())).translation_key
            parent.add_child(instance=page)
        pages[code] = page
    return pages


def _homes(words: dict[str, dict[str, str]]) -> dict[str, HomePage]:
    root = Page.get_first_root_node()
    homes: dict[str, HomePage] = {}
    for key, code in LANGUAGES.items():
        locale, _created = Locale.objects.get_or_create(language_code=code)
        home = HomePage.objects.child_of(root).filter(locale=locale).first()
        if home is None:
            # Wagtail's welcome page sits at "home"; it goes in `_site`.
            home = HomePage(slug=f"site-{key}", locale=locale, **words[key])
            if homes:
                home.translation_key = homes["zh-hans"].translation_key
            root.add_child(instance=home)
        homes[code] = home
    return homes


def _site(home: HomePage, *, address: str, name: str) -> None:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    welcome = site.root_page if site else None
    if site is None:
        site = Site(is_default_site=True)
    if welcome != home.page_ptr:
        site.root_page = home
    site.hostname, site.port, site.site_name = parts.hostname or "localhost", port, name
    site.save()
    if welcome and welcome.specific_class is Page and welcome.is_leaf():
        welcome.delete()
