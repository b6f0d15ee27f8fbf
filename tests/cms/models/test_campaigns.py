"""What a campaign shows of its theme and its events."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from cms.models import (
    CampaignIndexPage,
    CampaignPage,
)
from tests.factories.cms import (
    CampaignPageFactory,
)
from tests.factories.events import EventFactory


def below(homes, model, code="zh-hans"):
    return model.objects.child_of(homes[code]).get()


def test_campaign_shows_its_theme_and_parts_its_events(homes):
    at = timezone.now()
    chinese = CampaignPageFactory(parent=below(homes, CampaignIndexPage))
    english = CampaignPageFactory(parent=below(homes, CampaignIndexPage, "en"))
    coming = EventFactory(campaign=chinese.campaign, starts_at=at + timedelta(days=1))
    past = EventFactory(campaign=chinese.campaign, starts_at=at - timedelta(days=2))

    answer = Client().get(chinese.url)

    assert (answer.context["coming"], list(answer.context["page_obj"])) == ([coming], [past])
    assert (chinese.theme, english.theme) == ("人人讲安全", "Safety")
    assert chinese.last_date == date(2025, 6, 30)


def test_campaign_with_many_events_shows_a_page_of_them_the_latest_first(homes, monkeypatch):
    monkeypatch.setattr(CampaignPage, "PER_PAGE", 2)
    page = CampaignPageFactory(parent=below(homes, CampaignIndexPage))
    at = timezone.now()
    past, coming = (
        [
            EventFactory(campaign=page.campaign, starts_at=at + sign * timedelta(days=1 + n))
            for n in range(3)
        ]
        for sign in (-1, 1)
    )

    first, second = (Client().get(f"{page.url}?page={number}") for number in (1, 2))

    assert first.context["coming"] == coming[:2]
    assert [list(one.context["page_obj"]) for one in (first, second)] == [past[:2], past[2:]]
