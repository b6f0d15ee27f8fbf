"""Forms of the board after a drill: results, grade, signatures, archive."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.domain import concluding, rating
from drills.enums import Grade, ItemScore, ObjectiveResult
from drills.forms.acting import ActForm, CommentForm, reason_field
from portal.people.models import User


class EvaluateForm(ActForm):
    performs = staticmethod(concluding.open_evaluation)


class JudgeForm(ActForm):
    performs = staticmethod(concluding.judge_objective)
    subject = "objective"

    result = forms.ChoiceField(
        label=_("result"), choices=ObjectiveResult.choices, widget=forms.RadioSelect
    )
    reason = reason_field(_("why"), required=False)

    def prepare(self) -> None:
        self.initial = {"result": self.target.result, "reason": self.target.result_reason}


class ReconcileForm(ActForm):
    chosen = forms.ChoiceField(
        label=_("rating"), choices=ItemScore.choices, widget=forms.RadioSelect
    )
    reason = reason_field(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        rating.reconcile(drill=self.drill, item=self.target, by=by, at=at, **self.cleaned_data)


class GradeForm(ActForm):
    performs = staticmethod(concluding.confirm_grade)

    grade = forms.ChoiceField(label=_("grade"), choices=Grade.choices, widget=forms.RadioSelect)
    reason = reason_field(_("reason for another grade than the proposed one"), required=False)
    coverage_reason = reason_field(_("why it is graded in spite of low coverage"), required=False)

    def prepare(self) -> None:
        self.initial["grade"] = concluding.current_proposal(drill=self.drill).grade


class SummariseForm(CommentForm):
    performs = staticmethod(concluding.summarise)


class ArchiveForm(ActForm):
    performs = staticmethod(concluding.archive)

    comment = reason_field(_("why records are missing"), required=False)


class ReopenForm(ActForm):
    performs = staticmethod(concluding.reopen)

    comment = reason_field(_("what is to be corrected"))
