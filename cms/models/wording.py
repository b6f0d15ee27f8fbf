"""The wording gate: the dictionary, and what it finds in a page before it is submitted.

What must be mended holds a text up; what is doubtful may stand for a reason that reviewers see.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.enums import WordingLevel
from portal.lib import wording

# Fields of a page that nobody reads as its text.
NO_TEXT = frozenset(
    {"slug", "url_path", "path", "draft_title", "sign", "drawing", "kind", "wording_note"}
)


class WordingTerm(models.Model):
    """One wrong or doubtful word, and what to write instead."""

    term = models.CharField(
        _("word"), max_length=60, unique=True, help_text=_("As it is found in the text.")
    )
    better = models.CharField(
        _("better"), max_length=120, help_text=_("What to write instead, or what to do.")
    )
    level = models.CharField(
        _("level"), max_length=5, choices=WordingLevel.choices, default=WordingLevel.WARN
    )

    class Meta:
        verbose_name = _("word of the dictionary")
        verbose_name_plural = _("dictionary of words")
        ordering = ["level", "term"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(term=""), name="cms_wordingterm_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.term

    @classmethod
    def dictionary(cls) -> dict[str, tuple[str, str]]:
        """Return the office's words: word → (better, level)."""
        return {
            term: (better, level)
            for term, better, level in cls.objects.values_list("term", "better", "level")
        }


def findings(page: Page) -> list[wording.Finding]:
    """Return what needs a look in everything that a page says, in the order of its fields."""
    return wording.check("\n".join(_texts(page)), terms=WordingTerm.dictionary())


def _texts(page: Page) -> Iterator[str]:
    for field in page._meta.concrete_fields:
        if field.name in NO_TEXT or field.is_relation:
            continue
        value: Any = getattr(page, field.name)
        if isinstance(value, StreamValue):
            yield from (str(text) for text in value.stream_block.get_searchable_content(value))
        elif isinstance(value, str):
            yield value
