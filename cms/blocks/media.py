"""Blocks of pictures, films and sounds."""

from typing import Any

from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.coreutils import resolve_model_string
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms.widgets import FilmWidget, SoundWidget


def latest(model: str, number: int = 1) -> list[Model]:
    """Return the newest rows of a model: what a preview shows of a block that chooses them."""
    return list(resolve_model_string(model).objects.order_by("-pk")[:number])


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Line under the picture"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with its alternative text and a caption.")
        template = "cms/blocks/picture.html"


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=40, required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2, max_num=12)

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Two to twelve pictures side by side; each opens large.")
        template = "cms/blocks/gallery.html"

    def get_preview_value(self) -> Any:
        rows = [
            {"image": {"image": one.pk, "decorative": True}, "caption": one.title}
            for one in latest("cms.Picture", 4)
        ]
        return self.to_python({"title": "活动现场", "pictures": rows})


class BeforeAfterBlock(blocks.StructBlock):
    before = ImageBlock(label=pgettext_lazy("picture", "Before"))
    after = ImageBlock(label=pgettext_lazy("picture", "After"))
    text = blocks.CharBlock(
        label=_("What was done"),
        max_length=120,
        help_text=_("Where, what, and when: “Building 3, stairwell cleared, 12 March 2025”."),
    )

    class Meta:
        icon = "view"
        label = _("Before and after")
        description = _("Two pictures of one place: before and after it was put right.")
        template = "cms/blocks/before_after.html"

    def get_preview_value(self) -> Any:
        one = next(iter(latest("cms.Picture")), None)
        image = {"image": one.pk if one else None, "decorative": True}
        said = {"before": image, "after": image, "text": "3 号楼楼道清理完毕"}
        return self.to_python(said)


class PosterBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture of the poster"))
    title = blocks.CharBlock(label=_("Title"), max_length=60)
    document = DocumentChooserBlock(label=_("File to print"), required=False)

    class Meta:
        icon = "image"
        label = _("Poster")
        description = _("A poster to look at, with the file to print below it.")
        template = "cms/blocks/poster.html"

    def get_preview_value(self) -> Any:
        one = next(iter(latest("cms.Picture")), None)
        image = {"image": one.pk if one else None, "decorative": True}
        return self.to_python({"image": image, "title": "逃生路线图", "document": None})


class FilmChooserBlock(blocks.ChooserBlock):
    target_model = "cms.VideoAsset"

    @cached_property
    def widget(self) -> FilmWidget:
        return FilmWidget()

    class Meta:
        icon = "media"


class SoundChooserBlock(blocks.ChooserBlock):
    target_model = "cms.AudioAsset"

    @cached_property
    def widget(self) -> SoundWidget:
        return SoundWidget()

    class Meta:
        icon = "media"


class VideoBlock(blocks.StructBlock):
    film = FilmChooserBlock(label=_("Film"))
    caption = blocks.CharBlock(label=_("Line under the film"), max_length=120, required=False)

    class Meta:
        icon = "media"
        label = _("Film")
        description = _("A film with subtitles and, folded away, its transcript.")
        template = "cms/blocks/video.html"

    def get_preview_value(self) -> Any:
        film = next(iter(latest("cms.VideoAsset")), None)
        return self.to_python({"film": film and film.pk, "caption": "片长三分钟，带字幕"})


class AudioBlock(blocks.StructBlock):
    sound = SoundChooserBlock(label=_("Sound file"))
    caption = blocks.CharBlock(label=_("What is to be heard"), max_length=120)

    class Meta:
        icon = "media"
        label = _("Sound")
        description = _("A sound to listen to, with its words to read.")
        template = "cms/blocks/audio.html"

    def get_preview_value(self) -> Any:
        sound = next(iter(latest("cms.AudioAsset")), None)
        return self.to_python(
            {"sound": sound and sound.pk, "caption": "听一听：一分钟学会四步灭火"}
        )
