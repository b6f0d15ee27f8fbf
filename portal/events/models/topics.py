"""What an event is about: one list for classes, drills and publicity."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.lib.lines import LineField


class Topic(models.Model):
    """A subject of safety work. Administrators add to the list; codes never change."""

    class Sign(models.TextChoices):
        SAFE = "SAFE", _("green square: the way")
        MUST = "MUST", _("blue circle: duty")
        CARE = "CARE", _("yellow triangle: caution")
        STOP = "STOP", _("barred red circle: prohibition and fire")

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name_zh = LineField(_("name in Chinese"), max_length=40)
    name_en = LineField(_("name in English"), max_length=60)
    sign = models.CharField(_("sign"), max_length=4, choices=Sign.choices, default=Sign.CARE)
    for_drills = models.BooleanField(_("used for drills"), default=True)
    position = models.PositiveSmallIntegerField(
        pgettext_lazy("order in a list", "position"), default=100
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh
