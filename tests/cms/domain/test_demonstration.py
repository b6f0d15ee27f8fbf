"""The pages of the demonstration."""

from datetime import date, timedelta

import pytest
from django.test import Client
from wagtail.models import Page

from cms.domain import demonstration
from cms.models import (
    ArticlePage,
    CampaignPage,
    CommunityPage,
    HomePage,
    Message,
    ResourcePage,
    TopicPage,
    VideoAsset,
    VideoPage,
)
from portal.events.models import Topic
from tests.factories.events import NOON, EventFactory
from tests.factories.people import OrganisationFactory


@pytest.fixture
def loaded(db):
    street = OrganisationFactory(name="凤凰街道办事处")
    OrganisationFactory(name="凤凰城北区小区", parent=street)
    EventFactory(topic=Topic.objects.get(code="ebike"), starts_at=NOON + timedelta(days=1))
    return demonstration.load(at=NOON)


def test_demonstration_is_complete_in_both_languages(loaded):
    assert loaded == {
        "campaigns": 2,
        "communities": 6,
        "articles": 15,
        "films": 12,
        "resources": 4,
        "topics": 8,
    }
    for model, number in [
        (CampaignPage, 4),
        (CommunityPage, 12),
        (ArticlePage, 30),
        (VideoPage, 24),
        (ResourcePage, 8),
        (TopicPage, 16),
    ]:
        assert model.objects.live().count() == number
    for article in ArticlePage.objects.filter(locale__language_code="zh-hans"):
        english = article.get_translations().get().specific
        assert [block.block_type for block in english.body] == [
            block.block_type for block in article.body
        ]
        assert all([article.summary, article.plain_summary, english.plain_summary])
        assert list(article.topics.all()) == list(english.topics.all()) != []


@pytest.mark.parametrize("model", [VideoPage, ResourcePage, TopicPage])
def test_pages_fit_the_form_in_which_editors_open_them(loaded, model):
    for page in model.objects.all():
        assert page.topics.all()
        if hasattr(page, "body"):
            page.body.stream_block.clean(page.body)


def test_every_film_has_its_words_in_both_languages(loaded):
    for film in VideoAsset.objects.all():
        assert film.transcript.startswith("画面：")
        assert film.transcript_en.startswith("Seen: ")
        assert not film.file


def test_messages_are_answered_waiting_and_late(loaded):
    assert Message.objects.count() == 6
    assert Message.objects.filter(state="ANSWERED").count() == 3
    assert Message.objects.overdue(at=NOON).count() == 1


def test_pilot_stands_first_with_its_facilities_and_its_street(loaded):
    pilot = CommunityPage.objects.filter(locale__language_code="zh-hans").listed().first()

    assert (pilot.title, pilot.pilot, pilot.facility_count) == ("凤凰城北区小区", True, 6)
    assert pilot.street.name == "凤凰街道办事处"
    assert pilot.facilities.last().condition == "REPAIR"


def test_articles_are_dated_back_and_invite_to_the_next_event(loaded):
    article = ArticlePage.objects.get(slug="dian-dong-zi-xing-che", locale__language_code="zh-hans")

    assert article.published_date == date(2025, 6, 9)
    assert article.event.topic.code == "ebike"


def test_loading_again_leaves_everything_as_it_is(loaded):
    home = HomePage.objects.get(locale__language_code="zh-hans")
    home.body = [("latest_articles", {"title": "最新", "count": 3})]
    home.save()
    before = Page.objects.count()

    assert demonstration.load(at=NOON) == loaded

    home.refresh_from_db()
    assert Page.objects.count() == before
    assert [block.block_type for block in home.body] == ["latest_articles"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_demonstration_answers(loaded, prefix):
    code = "en" if prefix else "zh-hans"
    pages = Page.objects.filter(locale__language_code=code, depth__gte=2).live()
    client = Client()

    answers = {page.url: client.get(page.url).status_code for page in pages}

    assert set(answers.values()) == {200}
    assert len(answers) == 60
