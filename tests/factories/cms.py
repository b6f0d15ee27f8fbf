"""Pages, below the tree that every installation starts with."""

from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from wagtail_factories import PageFactory

from cms.domain import site
from cms.models import (
    ArticlePage,
    AudioAsset,
    CampaignPage,
    CommunityPage,
    Facility,
    HomePage,
    Message,
    ResourcePage,
    TopicPage,
    VideoAsset,
    VideoPage,
)
from portal.events.models import Campaign
from portal.lib import tokens
from tests.factories.people import OrganisationFactory

SECRET = "0123456789abcdef0123456789abcdef"


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


class VideoAssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VideoAsset

    title = factory.Sequence(lambda n: f"影片{n}")
    file = factory.LazyFunction(lambda: ContentFile(b"film", name=f"{'a' * 32}.mp4"))
    sha256 = "a" * 64
    seconds = 205
    transcript = "画面：门厅。\n旁白：车停室外。"


class AudioAssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AudioAsset

    title = factory.Sequence(lambda n: f"音频{n}")
    file = factory.LazyFunction(lambda: ContentFile(b"sound", name=f"{'b' * 32}.mp3"))
    sha256 = "b" * 64
    seconds = 60


class VideoPageFactory(PageFactory):
    class Meta:
        model = VideoPage

    title = factory.Sequence(lambda n: f"影片页{n}")
    published_date = date(2025, 6, 11)
    film = factory.SubFactory(VideoAssetFactory)


class TopicPageFactory(PageFactory):
    class Meta:
        model = TopicPage

    title = factory.Sequence(lambda n: f"专题{n}")


class ResourcePageFactory(PageFactory):
    class Meta:
        model = ResourcePage

    title = factory.Sequence(lambda n: f"海报{n}")


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    reference = factory.Sequence(lambda n: f"250611-{n:04}")
    secret_digest = factory.LazyFunction(lambda: tokens.digest(SECRET))
    kind = "QUESTION"
    text = "报警器装在哪里？"
    language = "zh-hans"
    sent_at = datetime(2025, 6, 11, 4, tzinfo=UTC)
    due_date = date(2025, 6, 18)
