"""What the nightly inspection of the site has found: one row a thing to mend."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.enums import InspectionCode


class InspectionRun(models.Model):
    """One look at the whole site; the latest is shown."""

    at = models.DateTimeField(_("inspected"), db_index=True)
    pages = models.PositiveIntegerField(_("pages looked at"))

    class Meta:
        verbose_name = _("inspection of the site")
        verbose_name_plural = _("inspections of the site")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class InspectionFinding(models.Model):
    """One thing to mend, and the page to mend it on."""

    run = models.ForeignKey(InspectionRun, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(_("what"), max_length=12, choices=InspectionCode.choices)
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+", null=True
    )
    detail = models.CharField(_("detail"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("thing to mend")
        verbose_name_plural = _("things to mend")
        ordering = ["code", "pk"]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.detail}"
