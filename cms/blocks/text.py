"""Blocks of words: what an article is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.enums import CalloutKind

TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=60)

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Parts a long text; the page's title stands above all headings.")
        template = "cms/blocks/heading.html"
        preview_value = {"text": "先断电，再离开"}


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        description = _("Running text with bold words, links and lists.")
        template = "cms/blocks/paragraph.html"
        preview_value = "<p>闻到焦味时，先切断电源，再带上家人从楼梯离开。</p>"


class KeyPointsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Three to remember”.")
    )
    points = blocks.ListBlock(
        blocks.CharBlock(label=_("Sentence"), max_length=40),
        label=_("Sentences"),
        min_num=1,
        max_num=5,
    )

    class Meta:
        icon = "list-ol"
        label = _("Three to remember")
        description = _("The short sentences everybody should keep; large and numbered.")
        template = "cms/blocks/key_points.html"
        preview_value = {"title": "", "points": ["停在室外，充在桩上", "不拉飞线", "不改电池"]}


class StepsBlock(blocks.StructBlock):
    do = blocks.ListBlock(blocks.CharBlock(label=_("Do"), max_length=80), label=_("Do"), min_num=1)
    dont = blocks.ListBlock(
        blocks.CharBlock(label=_("Do not"), max_length=80), label=_("Do not"), default=[]
    )

    class Meta:
        icon = "tasks"
        label = _("Do and do not")
        description = _("Two columns: what to do, in order, and what never to do.")
        template = "cms/blocks/steps.html"
        preview_value = {"do": ["先摸门", "再选路"], "dont": ["乘电梯", "返回取物"]}


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=CalloutKind.choices, default="CARE")
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "link"])

    class Meta:
        icon = "warning"
        label = _("Call-out")
        description = _("One thing that must not be missed, in the sign that fits it.")
        template = "cms/blocks/callout.html"
        preview_value = {"kind": "STOP", "text": "<p>火灾时不要乘坐电梯。</p>"}


class HotlineBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("Number"), max_length=20)
    text = blocks.CharBlock(label=_("When to call"), max_length=80)

    class Meta:
        icon = "mobile-alt"
        label = _("Hotline")
        description = _("A number to call, large enough to read in a hurry.")
        template = "cms/blocks/hotline.html"
        preview_value = {"number": "119", "text": "发生火灾立即拨打"}


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=120)
    answer = blocks.RichTextBlock(label=_("Answer"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        description = _("A question people really ask, and its answer.")
        template = "cms/blocks/question.html"
        preview_value = {"question": "充电能充一整夜吗？", "answer": "<p>不能，充满即拔。</p>"}


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quoted words"), rows=2)
    source = blocks.CharBlock(label=_("Who says so"), max_length=80, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Words of a person or of a regulation, with their source.")
        template = "cms/blocks/quote.html"
        preview_value = {"text": "人人讲安全，个个会应急。", "source": "安全生产月主题"}


class FiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("value", blocks.IntegerBlock(label=_("Number"))),
                ("unit", blocks.CharBlock(label=_("Unit and what it counts"), max_length=40)),
                ("note", blocks.CharBlock(label=_("Note"), max_length=60, required=False)),
            ],
            label=_("Figure"),
        ),
        label=_("Large figures"),
        min_num=1,
        max_num=4,
    )

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return each number with its unit; by themselves neither says anything."""
        return [f"{one['value']} {one['unit']} {one['note']}".strip() for one in value["figures"]]

    class Meta:
        icon = "order"
        label = _("Large figures")
        description = _("One to four large numbers, each with its unit and source.")
        template = "cms/blocks/figures.html"
        preview_value = {"figures": [{"value": 97, "unit": "秒，浓烟封住楼梯", "note": ""}]}
