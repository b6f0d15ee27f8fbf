"""The pictures pages are shared with: drawn once, for public pages only, old ones dropped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import translation
from wagtail.models import PageViewRestriction

from cms.domain import sharing
from cms.drawings import cards
from cms.models import CommunityIndexPage, HomePage, NewsIndexPage
from cms.tasks import draw_share_pictures
from portal.events.enums import EventStatus
from portal.events.models import Topic
from portal.lib import throttles
from portal.lib.throttles import TriedTooOften
from portal.people.domain.queries import masthead
from tests.factories.cms import ArticlePageFactory, CommunityPageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


AT = datetime(2025, 6, 16, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The files stay in the test."""
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path / "share"


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.child_of(homes["zh-hans"]).get()


@pytest.fixture
def drawn(monkeypatch):
    """How often a picture was drawn, with quick ones."""
    titles = []

    def draw(card):
        titles.append(card.title)
        return b"png"

    monkeypatch.setattr(cards, "png", draw)
    return titles


def card(page):
    return sharing.card(page, head=masthead.of_site("zh-hans"))


def test_card_says_what_the_page_says(news):
    page = ArticlePageFactory(
        parent=news, title="标题", kind="KNOWLEDGE", sign="STOP", drawing="GAS", slug="gas"
    )

    assert card(page) == cards.Card(
        "标题", "安全知识", "STOP", "GAS", "gas", "平安新区", "安全文化门户"
    )
    page.share_title = "分享\r\n标题"
    assert card(page).title == "分享 标题"


def test_home_page_is_shared_by_the_name_of_the_portal(homes):
    assert card(homes["zh-hans"]).title == "安全文化门户"


def test_kinds_of_pages_are_named(homes):
    parent = CommunityIndexPage.objects.child_of(homes["zh-hans"]).get()
    page = CommunityPageFactory(parent=parent)

    assert card(page).kicker == "安全文化示范小区"
    with translation.override("en"):
        assert card(page).kicker == "Model community for safety culture"


def test_card_of_an_event_says_when_and_that_a_drill_is_one():
    event = EventFactory(
        kind="DRILL",
        title="高层逃生演练",
        topic=Topic.objects.get(code="highrise_fire"),
        starts_at=AT,
        ends_at=AT + timedelta(hours=2),
    )

    shown = sharing.event_card(event, head=masthead.of_site("zh-hans"))
    assert (shown.title, shown.exercise) == ("高层逃生演练", True)
    assert (shown.sign, shown.drawing) == ("STOP", "STAIRS")
    assert shown.kicker == "应急演练 · 2025年6月16日 (星期一) 09:00–11:00"
    event.status, event.topic, event.kind = EventStatus.CANCELLED, None, "LECTURE"
    shown = sharing.event_card(event, head=masthead.of_site("zh-hans"))
    assert (shown.kicker, shown.exercise) == ("讲座 · 已取消", False)
    assert (shown.sign, shown.drawing) == ("MUST", "PEOPLE")


def test_events_have_pictures_in_both_languages_while_they_are_near(homes, drawn):
    EventFactory(title="近", starts_at=AT)
    EventFactory(title="远", starts_at=AT - timedelta(days=60))
    EventFactory(title="内", starts_at=AT, public=False)

    sharing.refresh(at=AT)

    assert drawn.count("近") == 2
    assert not {"远", "内"} & set(drawn)


def test_picture_is_drawn_once(news, drawn, folder):
    page = ArticlePageFactory(parent=news, title="一次")

    assert [sharing.picture(card(page)), sharing.picture(card(page))] == [b"png", b"png"]
    assert drawn == ["一次"]
    assert [file.name for file in folder.iterdir()] == [f"{card(page).digest}.png"]


def test_two_who_draw_at_once_keep_one_file(news, drawn, folder, monkeypatch):
    page = ArticlePageFactory(parent=news)
    sharing.picture(card(page))

    def absent(*args):
        raise FileNotFoundError

    monkeypatch.setattr(FileSystemStorage, "open", absent)
    sharing.picture(card(page))

    assert len(list(folder.iterdir())) == 1


def test_nobody_keeps_the_server_drawing(news, drawn):
    for _ in range(sharing.MOST_DRAWN):
        throttles.count("share-pictures", limit=sharing.MOST_DRAWN, seconds=60)

    with pytest.raises(TriedTooOften):
        sharing.picture(card(ArticlePageFactory(parent=news)))
    assert drawn == []


def test_clock_draws_what_is_missing_and_drops_what_is_old(news, drawn, folder):
    page = ArticlePageFactory(parent=news, title="先")
    number, dropped = draw_share_pictures()
    assert (number, dropped) == (len(drawn), 0)
    assert "先" in drawn
    assert draw_share_pictures() == (0, 0)

    page.title = "后"
    page.save()

    assert draw_share_pictures() == (1, 1)
    assert f"{card(page).digest}.png" in [file.name for file in folder.iterdir()]


def test_drafts_and_private_pages_get_no_picture(news, drawn):
    ArticlePageFactory(parent=news, title="草稿", live=False)
    hidden = ArticlePageFactory(parent=news, title="内部")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    ArticlePageFactory(parent=news, title="公开")

    sharing.refresh(at=AT)

    assert "公开" in drawn
    assert not {"草稿", "内部"} & set(drawn)
    assert sharing.page_of(hidden.pk) is None


def test_clock_draws_a_few_at_a_time(news, drawn, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_AT_ONCE", 1)

    assert [sharing.refresh(at=AT)[0], sharing.refresh(at=AT)[0]] == [1, 1]


def test_nothing_is_dropped_where_nothing_was_drawn(homes, drawn, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_AT_ONCE", 0)

    assert sharing.refresh(at=AT) == (0, 0)


def test_home_page_of_a_language(homes):
    assert isinstance(sharing.home("en"), HomePage)
    assert sharing.home("fr") is None
