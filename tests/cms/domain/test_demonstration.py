"""The pages of the demonstration."""

from datetime import date, timedelta

import pytest
from django.test import Client
from wagtail.models import Page

from cms.domain import demonstration
from cms.models import ArticlePage, CampaignPage, CommunityPage, HomePage
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
    assert loaded == {"campaigns": 2, "communities": 6, "articles": 15}
    for model, number in [(CampaignPage, 4), (CommunityPage, 12), (ArticlePage, 30)]:
        assert model.objects.live().count() == number
    for article in ArticlePage.objects.filter(locale__language_code="zh-hans"):
        english = article.get_translations().get().specific
        assert [block.block_type for block in english.body] == [
            block.block_type for block in article.body
        ]
        assert all([article.summary, article.plain_summary, english.plain_summary])
        assert list(article.topics.all()) == list(english.topics.all()) != []


def test_pilot_stands_first_with_its_facilities_and_its_street(loaded):
    pilot = CommunityPage.objects.filter(locale__language_code="zh-hans").listed().first()

    assert (pilot.title, pilot.pilot, pilot.facility_words.count()) == ("凤凰城北区小区", True, 6)
    assert pilot.street.name == "凤凰街道办事处"
    assert pilot.facility_words.last().facility.condition == "REPAIR"


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
    assert len(answers) == 32
