"""What everybody may read: every page once, in its languages, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.domain.queries import readable
from cms.models import ArticlePage, NewsIndexPage
from portal.events.enums import EventStatus
from tests.factories.cms import ArticlePageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def paths(at=None):
    return [entry.paths for entry in readable.entries(at=at or timezone.now())]


def news(homes, code="zh-hans"):
    return NewsIndexPage.objects.child_of(homes[code]).get()


def test_pages_of_editors_and_of_code_are_there_once_with_their_languages(homes):
    found = paths()

    assert {"zh-hans": "/", "en": "/en/"} in found
    assert {"zh-hans": "/news/", "en": "/en/news/"} in found
    for path in ("classes/", "drills/", "figures/"):
        assert {"zh-hans": f"/{path}", "en": f"/en/{path}"} in found
    every = [path for entry in found for path in entry.values()]
    assert len(every) == len(set(every))


def test_page_in_one_language_stands_alone_with_its_last_change(homes):
    at = timezone.now()
    ArticlePageFactory(parent=news(homes), slug="nur", last_published_at=at)

    entry = next(one for one in readable.entries(at=at) if "/news/nur/" in one.paths.values())
    assert entry.paths == {"zh-hans": "/news/nur/"}
    assert entry.changed_at == at


def test_drafts_and_private_pages_are_not_there(homes):
    ArticlePageFactory(parent=news(homes), slug="draft", live=False)
    hidden = ArticlePageFactory(parent=news(homes, "en"), slug="hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    ArticlePageFactory(parent=news(homes), slug="open")

    every = str(paths())
    assert "/open/" in every
    assert "/draft/" not in every
    assert "/hidden/" not in every


def test_pages_outside_the_site_have_no_address(homes):
    root = homes["zh-hans"].get_parent()
    root.add_child(instance=ArticlePage(title="ausserhalb", slug="ausserhalb"))

    assert "ausserhalb" not in str(paths())


def test_public_events_are_there_for_a_year(homes):
    at = timezone.now()
    public = EventFactory(starts_at=at + timedelta(days=1))
    past = EventFactory(starts_at=at - timedelta(days=100))
    others = [
        EventFactory(starts_at=at - timedelta(days=400)),
        EventFactory(starts_at=at, public=False),
        EventFactory(starts_at=at, status=EventStatus.DRAFT),
    ]

    every = str(paths(at))
    for event in (public, past):
        assert f"'/e/{event.code}/', 'en': '/en/e/{event.code}/'" in every
    assert not any(event.code in every for event in others)


def test_more_pages_ask_no_more_questions(homes):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            readable.entries(at=timezone.now())
        return len(queries)

    ArticlePageFactory(parent=news(homes))
    EventFactory(starts_at=timezone.now())
    asked()
    one = asked()
    ArticlePageFactory.create_batch(5, parent=news(homes))
    EventFactory.create_batch(5, starts_at=timezone.now())

    assert (one, asked()) == (2, 2)
