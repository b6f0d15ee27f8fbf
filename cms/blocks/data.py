"""Blocks of dates and numbers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.blocks.text import TEXT_FEATURES


class TimelineBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=40, required=False)
    moments = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("when", blocks.CharBlock(label=_("When"), max_length=30)),
                ("title", blocks.CharBlock(label=_("What happened"), max_length=60)),
                ("text", blocks.TextBlock(label=_("More about it"), rows=2, required=False)),
            ],
            label=_("Moment"),
        ),
        label=_("Moments"),
        min_num=2,
    )

    class Meta:
        icon = "history"
        label = _("Timeline")
        description = _("What happened one after the other: minutes of an accident, years of work.")
        template = "cms/blocks/timeline.html"
        preview_value = {
            "title": "97 秒里发生了什么",
            "moments": [
                {"when": "0 秒", "title": "电池冒出白烟", "text": ""},
                {"when": "31 秒", "title": "白烟变成明火", "text": "门厅里没有人。"},
                {"when": "97 秒", "title": "浓烟封住楼梯口", "text": ""},
            ],
        }


class TableBlock(TypedTableBlock):
    text = blocks.CharBlock(label=_("Text"), required=False)
    number = blocks.FloatBlock(label=_("Number"), required=False, template="cms/blocks/cell.html")
    rich_text = blocks.RichTextBlock(
        label=_("Text with links"), features=TEXT_FEATURES, required=False
    )

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with a title; numbers stand right, one below the other.")
        template = "cms/blocks/table.html"
        preview_value = {
            "caption": "新员工岗前培训学时",
            "columns": [
                {"type": "text", "heading": "单位类别"},
                {"type": "number", "heading": "不少于（学时）"},
            ],
            "rows": [{"values": ["一般企业", 24]}, {"values": ["危险化学品企业", 72]}],
        }


class LiveFiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"),
        max_length=40,
        required=False,
        help_text=_("Empty: “What we did together”."),
    )

    class Meta:
        icon = "order"
        label = _("Figures of the year")
        description = _("Classes, people and drills of the year from the totals; always current.")
        template = "cms/blocks/live_figures.html"
