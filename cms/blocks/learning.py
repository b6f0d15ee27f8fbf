"""Blocks to learn by doing: steps in order, a question with answers to try."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock


class ProcedureBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=40, required=False)
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("text", blocks.CharBlock(label=_("In this step"), max_length=80)),
                ("why", blocks.CharBlock(label=_("Why"), max_length=120, required=False)),
                ("image", ImageBlock(label=_("Picture"), required=False)),
            ],
            label=_("Step"),
        ),
        label=_("Steps"),
        min_num=2,
        max_num=10,
    )

    class Meta:
        icon = "list-ol"
        label = _("Step by step")
        description = _("What to do one after the other, each step with its reason and a picture.")
        template = "cms/blocks/procedure.html"
        preview_value = {
            "title": "四步用好灭火器",
            "steps": [
                {"text": "提：提起灭火器", "why": "压力表指针在绿区才能用"},
                {"text": "拔：拔掉保险销", "why": ""},
                {"text": "握：握住喷管", "why": ""},
                {"text": "压：压下压把，对准火焰根部", "why": "站在上风，距火两三米"},
            ],
        }


class QuizBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=120)
    answers = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("text", blocks.CharBlock(label=_("Answer"), max_length=80)),
                ("right", blocks.BooleanBlock(label=_("This is right"), required=False)),
                ("why", blocks.CharBlock(label=_("Why"), max_length=160)),
            ],
            label=_("Answer"),
        ),
        label=_("Answers"),
        min_num=2,
        max_num=5,
    )

    class Meta:
        icon = "help"
        label = _("Quiz")
        description = _(
            "A question to try: who opens an answer reads whether it is right, and why."
        )
        template = "cms/blocks/quiz.html"
        preview_value = {
            "question": "闻到燃气味，第一步做什么？",
            "answers": [
                {"text": "打开排风扇", "right": False, "why": "开关的火花可能引爆燃气。"},
                {"text": "关阀门，开门窗", "right": True, "why": "先断气源，再让燃气散掉。"},
            ],
        }

    def clean(self, value: Any) -> Any:
        """Refuse a question without a right answer."""
        cleaned = super().clean(value)
        if not any(answer["right"] for answer in cleaned["answers"]):
            raise StructBlockValidationError(
                block_errors={"answers": ValidationError(_("Mark at least one answer as right."))}
            )
        return cleaned
