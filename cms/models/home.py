"""The home page: sections put together by the editors, never empty."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from cms.blocks.front import FrontBlock
from cms.models.pages import PortalPage


def standing_sections() -> list[tuple[str, dict[str, Any]]]:
    """Return the sections of a home page that nobody has put together yet."""
    return [
        (
            "lead",
            {
                "kicker": gettext("To know before you need it"),
                "sign": "SAFE",
                "title": gettext("Know the way out\nbefore you need it"),
                "text": gettext(
                    "Classes, drills and advice of the district: come, learn it once, "
                    "tell it at home."
                ),
                "points": [
                    gettext("Know two ways out of every building"),
                    gettext("Keep stairs and landings free"),
                    gettext("Leave first, then call 119"),
                ],
                "drawing": "STAIRS",
                "actions": [],
            },
        ),
        ("event_list", {"title": "", "scope": "ALL", "count": 4}),
        ("year_figures", {"title": ""}),
        ("communities", {"title": "", "count": 6}),
        ("topics", {"title": ""}),
        ("latest_films", {"title": "", "count": 3}),
        ("latest_articles", {"title": "", "count": 6}),
    ]


class HomePage(PortalPage):
    """The first page of one language."""

    body = StreamField(FrontBlock(), verbose_name=_("sections"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.NewsIndexPage",
        "cms.CommunityIndexPage",
        "cms.CampaignIndexPage",
        "cms.TopicIndexPage",
        "cms.VideoIndexPage",
        "cms.ResourceIndexPage",
        "cms.CalendarPage",
        "cms.FeedbackPage",
        "cms.StandardPage",
    ]
    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def trail(self) -> list[tuple[str, str]]:
        """Nothing stands above the home page, and its name leads nowhere."""
        return []

    @property
    def sections(self) -> StreamValue:
        """The sections put together by the editors, or the standing ones."""
        if self.body:
            return self.body
        block = self._meta.get_field("body").stream_block
        return block.normalize(standing_sections())
