"""Forms of the pages on a phone: rating a category, proving and verifying an action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.enums import EXPLAINED_SCORES, ActionKind, ItemScore
from drills.models import EvaluationTask, FormItem, FormSection, ImprovementAction
from portal.lib import uploads
from portal.lib.refusals import Refusal

# In the order of the keys on the phone.
KEYS = [
    (ItemScore.EXCELLENT, "safe"),
    (ItemScore.AVERAGE, "safe half"),
    (ItemScore.POOR, "care"),
    (ItemScore.ABSENT, "stop"),
    (ItemScore.NA, ""),
    (ItemScore.NOT_OBSERVED, ""),
]


class SectionForm(forms.Form):
    """The items of one category with what the evaluator gave them so far."""

    def __init__(self, *args, task: EvaluationTask, section: FormSection, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(section.items.all())
        self.given = given = {
            row.item_id: row for row in task.ratings.filter(current=True, item__section=section)
        }
        for item in self.items:
            row = given.get(item.pk)
            self.fields[f"score-{item.pk}"] = forms.ChoiceField(
                choices=ItemScore.choices,
                required=False,
                initial=row.score if row else "",
                label=item.text,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of the ratings offered.")},
            )
            self.fields[f"note-{item.pk}"] = forms.CharField(
                max_length=500,
                required=False,
                initial=row.note if row else "",
                label=pgettext_lazy("on a rating", "Note"),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"seen-{item.pk}"] = forms.IntegerField(
                required=False,
                initial=row.revision if row else 0,
                widget=forms.HiddenInput(attrs={"data-seen": ""}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return what the template shows for each item."""
        rows = []
        for item in self.items:
            score, note = self[f"score-{item.pk}"], self[f"note-{item.pk}"]
            chosen = score.value()
            rows.append(
                {
                    "item": item,
                    "score": score,
                    "note": note,
                    "seen": self[f"seen-{item.pk}"],
                    "to_explain": self._lacks_note(item),
                    "keys": [
                        (value.value, value.label, sign, chosen == value.value)
                        for value, sign in KEYS
                    ],
                }
            )
        return rows

    def _lacks_note(self, item: FormItem) -> bool:
        """Whether what is stored is a low rating without a word of why."""
        row = self.given.get(item.pk)
        return row is not None and row.score in EXPLAINED_SCORES and not row.note

    def seen(self) -> dict[int, int]:
        """Return which revision of each item the page showed."""
        return {item.pk: self.cleaned_data[f"seen-{item.pk}"] or 0 for item in self.items}

    def ratings(self) -> dict[FormItem, tuple[str, str]]:
        """Return score and note of every item that was given a score."""
        values = self.cleaned_data
        return {
            item: (values[f"score-{item.pk}"], values[f"note-{item.pk}"])
            for item in self.items
            if values[f"score-{item.pk}"]
        }


class UploadField(forms.FileField):
    """A file that is one of the kinds we take; pictures come out drawn anew."""

    widget = forms.FileInput(attrs={"accept": uploads.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return what is to be stored, with the name it came under in `original_name`."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            stored = uploads.accept(file)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        stored.original_name = file.name[:200]
        return stored


class ProofForm(forms.Form):
    """What was done, with a proof of it."""

    result = forms.CharField(
        label=_("What was done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
    )
    plan_reference = forms.CharField(
        label=_("Issued plan"),
        help_text=_("Title, version and date of issue of the revised plan."),
        required=False,
        max_length=160,
    )
    file = UploadField(
        label=_("Photo or document"),
        help_text=_("JPEG, PNG, PDF, Word or Excel, 15 MB at most. Place and time are removed."),
        required=False,
    )
    text = forms.CharField(
        label=_("A line about the proof"),
        help_text=_("What is to be seen, or a proof in words where there is no file."),
        required=False,
        max_length=500,
    )

    def __init__(self, *args, action: ImprovementAction, **kwargs) -> None:
        known = {"result": action.result, "plan_reference": action.plan_reference}
        super().__init__(*args, initial=known, **kwargs)
        if action.kind != ActionKind.REVISE_PLAN:
            del self.fields["plan_reference"]


class VerdictForm(forms.Form):
    """A comment on what was handed in; sending back needs one."""

    comment = forms.CharField(
        label=pgettext_lazy("of the verifier", "Comment"),
        help_text=_("Needed to send it back: what is still missing?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=500,
    )
