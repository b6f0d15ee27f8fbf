"""Blocks of pictures."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Line under the picture"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with its alternative text and a caption.")
        template = "cms/blocks/picture.html"
