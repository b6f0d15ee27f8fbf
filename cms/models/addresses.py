"""The form of a page: its address made from its title, its words looked at when it is submitted."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from cms.enums import WordingLevel
from cms.models.wording import findings
from portal.lib.slugs import pinyin_slug
from portal.lib.wording import Finding
from portal.people.enums import Audience

# The buttons below the editor that ask others to read the page.
SUBMITTING = ("submit", "restart-workflow")
# The most that is said at once; whoever mends it is told the rest next time.
MOST_SHOWN = 20


def _said(one: Finding) -> str:
    return gettext("“%(found)s” in “…%(where)s…”: %(advice)s") % {
        "found": one.found,
        "where": one.where,
        "advice": one.advice,
    }


class PageForm(WagtailAdminPageForm):
    """Gives a page an address made from its title, in pinyin, where no editor writes one.

    Wagtail does that in the browser, where nothing is left of Chinese letters. The address follows
    the title until the page is published: it is saved while somebody still types.
    """

    audiences = forms.MultipleChoiceField(
        label=_("for whom"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody marked: everybody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Declared above, it would stand in the forms of pages that have no panel for it.
        if "audiences" not in (self._meta.fields or ()):
            del self.fields["audiences"]
        if "title" in self.fields:
            self.fields["title"].widget.attrs.setdefault("placeholder", _("Title of the page"))
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The last part of the page's address. Empty: made from the title, in pinyin."
            )

    def clean(self) -> dict[str, Any]:
        """Fill in the address, unless one was written."""
        given = self.cleaned_data
        if "title" in given and "slug" in given and (not given["slug"] or self._follows_title()):
            given["slug"] = self._free_slug(pinyin_slug(given["title"]) or "page")
        return super().clean()

    def _post_clean(self) -> None:
        """Look at the words of a page that is submitted; a draft may say anything."""
        super()._post_clean()
        if not any(f"action-{name}" in self.data for name in SUBMITTING):
            return
        found = findings(self.instance)
        errors = [one for one in found if one.level == WordingLevel.BLOCK]
        doubts = [one for one in found if one.level == WordingLevel.WARN]
        for one in errors[:MOST_SHOWN]:
            self.add_error(None, _said(one))
        if doubts and not self.instance.wording_note.strip():
            for one in doubts[:MOST_SHOWN]:
                self.add_error(None, _said(one))
            self.add_error(
                None,
                _(
                    "Change the doubtful words, or write in the tab “Promote” why they stay; "
                    "reviewers see it."
                ),
            )

    def _follows_title(self) -> bool:
        page = self.instance
        if not page.pk or page.first_published_at or "slug" in self.changed_data:
            return False
        before = pinyin_slug(page.draft_title) or "page"
        return re.fullmatch(rf"{re.escape(before)}(-\d+)?", page.slug) is not None

    def _free_slug(self, wanted: str) -> str:
        slug, number = wanted, 1
        while not Page._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{wanted}-{number}"
        return slug
