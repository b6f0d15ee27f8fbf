"""What readers looked for and did not find: the words and a number a day, nobody's trace."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MissedSearch(models.Model):
    """One query that found nothing, how often on one day, in one language of the site."""

    words = models.CharField(_("searched for"), max_length=100)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    date = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "date"], name="cms_missedsearch_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="cms_missedsearch_has_words"),
        ]

    def __str__(self) -> str:
        return self.words
