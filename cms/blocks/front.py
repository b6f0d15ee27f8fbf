"""The sections of a home page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks.events import EventListBlock
from cms.blocks.text import CalloutBlock
from cms.enums import CalloutKind, Drawing

# Of this site: no script, and no other host after two slashes.
_ON_THIS_SITE = RegexValidator(
    r"\A/(?![/\\])", _("Write an address of this site, beginning with one slash.")
)


class ActionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Words on the button"), max_length=20)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("or address"),
        max_length=200,
        required=False,
        help_text=_("Beginning with a slash, for example /calendar/."),
        validators=[_ON_THIS_SITE],
    )

    class Meta:
        icon = "link"
        label = _("Button")

    def clean(self, value: Any) -> Any:
        """Refuse a button that leads nowhere."""
        cleaned = super().clean(value)
        if not cleaned["page"] and not cleaned["address"]:
            nowhere = ValidationError(_("Choose a page or write an address."))
            raise StructBlockValidationError({"page": nowhere})
        return cleaned


class LeadBlock(blocks.StructBlock):
    kicker = blocks.CharBlock(label=_("Line above the title"), max_length=40, required=False)
    sign = blocks.ChoiceBlock(label=_("Sign"), choices=CalloutKind.choices, default="SAFE")
    title = blocks.TextBlock(
        label=_("Title"), rows=2, max_length=60, help_text=_("A new line here is a new line there.")
    )
    text = blocks.TextBlock(label=_("Text"), rows=2, max_length=160, required=False)
    points = blocks.ListBlock(
        blocks.CharBlock(label=_("Sentence"), max_length=40),
        label=_("Three to remember"),
        max_num=3,
        default=[],
    )
    drawing = blocks.ChoiceBlock(label=_("Drawing"), choices=Drawing.choices, default="STAIRS")
    actions = blocks.ListBlock(ActionBlock(), label=_("Buttons"), max_num=2, default=[])

    class Meta:
        icon = "warning"
        label = _("What to know this month")
        description = _("The first thing people see: one topic, three sentences, two buttons.")
        template = "cms/blocks/lead.html"
        preview_value = {
            "kicker": "本月要知道",
            "sign": "SAFE",
            "title": "先认路，再出门",
            "text": "到一栋楼，先看两条出口。",
            "points": ["认两条路", "楼道不堆物", "先撤离，再拨 119"],
            "drawing": "STAIRS",
            "actions": [],
        }


class YearFiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"),
        max_length=40,
        required=False,
        help_text=_("Empty: “What we did together”."),
    )

    class Meta:
        icon = "order"
        label = _("The year in figures")
        description = _("Classes, people, drills and communities of the year, from the totals.")
        template = "cms/blocks/year_figures.html"


class CommunitiesBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Model communities”.")
    )
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=6)

    class Meta:
        icon = "home"
        label = _("Model communities")
        description = _("Cards of the communities, the pilot first.")
        template = "cms/blocks/communities.html"


class LatestArticlesBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Just published”.")
    )
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=6)

    class Meta:
        icon = "doc-full"
        label = _("Latest articles")
        description = _("The newest articles, notices and cases.")
        template = "cms/blocks/latest_articles.html"


class TopicsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Safety topics”.")
    )

    class Meta:
        icon = "tag"
        label = _("Topics")
        description = _("The pages about topics, each with its sign.")
        template = "cms/blocks/topics.html"


class LatestFilmsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Films”.")
    )
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=3)

    class Meta:
        icon = "media"
        label = _("Latest films")
        description = _("The newest films with picture and length.")
        template = "cms/blocks/latest_films.html"


class FrontBlock(blocks.StreamBlock):
    lead = LeadBlock()
    event_list = EventListBlock()
    year_figures = YearFiguresBlock()
    communities = CommunitiesBlock()
    latest_articles = LatestArticlesBlock()
    topics = TopicsBlock()
    latest_films = LatestFilmsBlock()
    callout = CalloutBlock()
