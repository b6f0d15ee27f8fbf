"""How often pages are opened and read, by day; nothing is kept of who did."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.enums import ReachKind


class ReachBeat(models.Model):
    """One opening or reading of a page, until it is added to its day's numbers."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=4, choices=ReachKind.choices)

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id} {self.day}"


class PageReach(models.Model):
    """How often one page was opened and read on one day; stays when the page goes."""

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.SET_NULL, related_name="reach", null=True
    )
    title = models.CharField(_("title"), max_length=255)
    section = models.CharField(_("section"), max_length=255, blank=True)
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)
    reads = models.PositiveIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("reach of a page")
        verbose_name_plural = _("reach of pages")
        constraints = [
            models.UniqueConstraint(fields=["page", "day"], name="cms_pagereach_day_once"),
            models.CheckConstraint(
                condition=Q(reads__lte=F("views")), name="cms_pagereach_read_was_opened"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="cms_pagereach_day")]

    def __str__(self) -> str:
        return f"{self.title} {self.day}"
