"""Evaluation forms: versioned templates, never edited once loaded into use."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from drills.enums import SourceMark, TemplateUse


def _in_language(chinese: str, english: str) -> str:
    return english if (get_language() or "").startswith("en") else chinese


class FormTemplate(models.Model):
    """One version of an evaluation form, as loaded from a reviewed data file."""

    code = models.CharField(_("code"), max_length=8)
    version = models.PositiveSmallIntegerField(_("version"))
    use = models.CharField(_("used for"), max_length=12, choices=TemplateUse.choices)
    title_zh = models.CharField(_("title in Chinese"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120)
    source_zh = models.CharField(_("source in Chinese"), max_length=160)
    source_en = models.CharField(_("source in English"), max_length=160)
    mark = models.CharField(_("confidence"), max_length=1, choices=SourceMark.choices)
    confidence = models.DecimalField(
        _("estimate that it is right"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    digest = models.CharField(_("digest of the data file"), max_length=64)

    class Meta:
        verbose_name = _("evaluation form")
        verbose_name_plural = _("evaluation forms")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="drills_formtemplate_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return _in_language(self.title_zh, self.title_en)

    @property
    def source(self) -> str:
        """Where the form comes from, in the reader's language."""
        return _in_language(self.source_zh, self.source_en)


class FormSection(models.Model):
    """One category of a form."""

    template = models.ForeignKey(FormTemplate, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(_("code"), max_length=12)
    text_zh = models.CharField(_("name in Chinese"), max_length=60)
    text_en = models.CharField(_("name in English"), max_length=80)
    position = models.PositiveSmallIntegerField(pgettext_lazy("order in a list", "position"))

    class Meta:
        verbose_name = _("category of a form")
        verbose_name_plural = _("categories of forms")
        ordering = ["template__code", "template__version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "code"], name="drills_formsection_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """The name in the reader's language."""
        return _in_language(self.text_zh, self.text_en)


class FormItem(models.Model):
    """One point that evaluators rate."""

    section = models.ForeignKey(FormSection, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=12)
    text_zh = models.CharField(_("check point in Chinese"), max_length=120)
    text_en = models.CharField(_("check point in English"), max_length=160)
    critical = models.BooleanField(_("critical"), default=False)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    hint_zh = models.CharField(_("data in Chinese"), max_length=40, blank=True)
    hint_en = models.CharField(_("data in English"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("order in a list", "position"))

    class Meta:
        verbose_name = _("item of a form")
        verbose_name_plural = _("items of forms")
        ordering = ["section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "code"], name="drills_formitem_code_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0), name="drills_formitem_has_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """The check point in the reader's language."""
        return _in_language(self.text_zh, self.text_en)

    @property
    def hint(self) -> str:
        """The measurement or evidence to look at, in the reader's language."""
        return _in_language(self.hint_zh, self.hint_en)
