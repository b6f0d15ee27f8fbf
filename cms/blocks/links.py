"""Blocks that lead on: a file, other pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.media import latest


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    text = blocks.CharBlock(label=_("What it is for"), max_length=120, required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")
        description = _("A file to download, with its kind and size.")
        template = "cms/blocks/document.html"

    def get_preview_value(self) -> Any:
        one = next(iter(latest("wagtaildocs.Document")), None)
        said = {"document": one and one.pk, "text": "填好后交到社区居委会"}
        return self.to_python(said)


class RelatedBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Read on”.")
    )
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("Page")), label=_("Pages"), min_num=1, max_num=6
    )

    class Meta:
        icon = "link"
        label = _("Related pages")
        description = _("Pages to read next; one that is taken down disappears here too.")
        template = "cms/blocks/related.html"
        preview_value = {"title": "接着看", "pages": []}
