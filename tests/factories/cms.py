"""Pages, below the tree that every installation starts with."""

from datetime import date

import factory
from wagtail_factories import PageFactory

from cms.domain import site
from cms.models import ArticlePage, CampaignPage, CommunityPage, Facility, HomePage
from portal.events.models import Campaign
from tests.factories.people import OrganisationFactory


def build_tree() -> dict[str, HomePage]:
    """Return the home pages of a new installation by language code."""
    return site.build(address="http://testserver", name="安全文化门户")


class ArticlePageFactory(PageFactory):
    class Meta:
        model = ArticlePage

    title = factory.Sequence(lambda n: f"文章{n}")
    published_date = date(2025, 6, 11)


class CommunityPageFactory(PageFactory):
    class Meta:
        model = CommunityPage

    title = factory.Sequence(lambda n: f"小区{n}")


class FacilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Facility

    organisation = factory.SubFactory(OrganisationFactory)
    kind = "BOARD"
    name = factory.Sequence(lambda n: f"{n} 号位")


class CampaignPageFactory(PageFactory):
    class Meta:
        model = CampaignPage

    title = factory.Sequence(lambda n: f"安全生产月{n}")
    campaign = factory.LazyFunction(
        lambda: Campaign.objects.get_or_create(
            name="安全生产月",
            start_date=date(2025, 6, 1),
            defaults={"end_date": date(2025, 7, 1), "theme": "人人讲安全", "theme_en": "Safety"},
        )[0]
    )
