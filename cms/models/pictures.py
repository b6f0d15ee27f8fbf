"""Pictures with their rights."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.lib.lines import LineField


class Picture(AbstractImage):
    """An uploaded picture; who made it and who may use it stands beside it."""

    credit = LineField(
        _("credit"), max_length=120, blank=True, help_text=_("Who made it, and by what right.")
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="cms_picturerendition_size_once",
            ),
        ]
