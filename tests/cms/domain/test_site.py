"""The page tree of a new installation."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.domain import site
from cms.models import CalendarPage, HomePage
from portal.people.models import Role

SLUGS = [
    "exercises",
    "communities",
    "news",
    "campaigns",
    "calendar",
    "topics",
    "films",
    "resources",
    "feedback",
    "about",
    "accessibility",
    "privacy",
]


def test_tree_stands_in_both_languages(homes):
    chinese, english = homes["zh-hans"], homes["en"]

    assert [page.slug for page in chinese.get_children()] == SLUGS
    assert [page.slug for page in english.get_children()] == SLUGS
    assert chinese.get_translations().get() == english
    for page in chinese.get_children().specific():
        other = page.get_translations().get().specific
        assert (other.slug, other.locale.language_code) == (page.slug, "en")
        assert other.title != page.title
        assert other.summary != page.summary


def test_site_has_the_given_address_and_wagtail_s_welcome_page_is_gone(homes):
    only = Site.objects.get()

    assert (only.root_page.specific, only.hostname, only.port) == (
        homes["zh-hans"],
        "testserver",
        80,
    )
    assert [page.specific_class for page in Page.objects.filter(depth=2)] == [HomePage, HomePage]


def test_building_again_changes_nothing_an_editor_did(homes):
    page = CalendarPage.objects.child_of(homes["zh-hans"]).get(slug="calendar")
    page.title = "全部日程"
    page.save()
    before = Page.objects.count()

    site.build(address="https://anquan.example.gov.cn", name="门户")

    page.refresh_from_db()
    assert (page.title, Page.objects.count()) == ("全部日程", before)
    assert (Site.objects.get().hostname, Site.objects.get().port) == ("anquan.example.gov.cn", 443)


@pytest.mark.django_db
def test_missing_site_is_made():
    Site.objects.all().delete()

    homes = site.build(address="http://127.0.0.1:8000", name="门户")

    only = Site.objects.get()
    assert (only.root_page.specific, only.is_default_site, only.port) == (
        homes["zh-hans"],
        True,
        8000,
    )


@pytest.mark.django_db
def test_command_builds_pages_and_groups_and_says_so():
    said = StringIO()

    call_command("build_site", stdout=said)

    assert said.getvalue() == "zh-hans: 13 pages\nen: 13 pages\n"
    assert Role.objects.exists()
