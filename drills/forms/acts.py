"""Forms of the drill's board: each asks for what one act needs and calls the domain."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from drills.domain import actions, concluding, conducting, findings, planning, preparing, rating
from drills.enums import (
    ActionKind,
    DocumentKind,
    FindingKind,
    FindingTarget,
    Grade,
    ItemScore,
    ObjectiveResult,
    PersonRole,
    RootCause,
    StopReason,
)
from drills.forms.phone import UploadField
from drills.models import Drill, FormItem, FormSection, Objective
from portal.events.enums import HeadCountMethod
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.people.domain import scope
from portal.people.models import Organisation, Person, User


def units(user: User, drill: Drill) -> QuerySet[Organisation]:
    """Return the units an act may name: those the account sees, and those that drill along."""
    seen = scope.organisations(user).order_by().values("pk")
    along = Q()
    for unit in drill.co_organisers.all():
        along |= Q(path__startswith=unit.path)
    return Organisation.objects.filter(Q(pk__in=seen) | along).order_by("path")


def accounts(user: User, drill: Drill) -> QuerySet[User]:
    """Return the accounts that may be given a role: of those units, and the account itself."""
    return (
        User.objects.filter(is_active=True)
        .filter(Q(scope__in=units(user, drill).order_by().values("pk")) | Q(pk=user.pk))
        .select_related("scope")
        .order_by("scope__path", "username")
    )


def people(user: User, drill: Drill) -> QuerySet[Person]:
    """Return the persons who can sign in and so can own or verify an action."""
    return (
        Person.objects.filter(account__in=accounts(user, drill).order_by().values("pk"))
        .select_related("organisation")
        .order_by("organisation__path", "name_key")
    )


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj} · {obj.scope}" if obj.scope else str(obj)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Person) -> str:
        return f"{obj} · {obj.unit_name}" if obj.unit_name else str(obj)


class ActForm(forms.Form):
    """Base of the acts: knows the drill, what of it is concerned, and who acts."""

    def __init__(self, *args, drill: Drill, target: Any, user: User, **kwargs) -> None:
        self.drill, self.target, self.user = drill, target, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and what is known."""

    def save(self, *, by: User, at: datetime) -> None:
        """Do it; a Refusal of the domain is shown in the form."""
        raise NotImplementedError


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=1000, required=required, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApproveForm(ActForm):
    comment = _reason(pgettext_lazy("on a step", "comment"), required=False)

    def save(self, *, by: User, at: datetime) -> None:
        planning.approve(drill=self.drill, by=by, at=at, **self.cleaned_data)


class OpenForm(ActForm):
    def save(self, *, by: User, at: datetime) -> None:
        planning.open_preparation(drill=self.drill, by=by, at=at)


class AnnounceForm(ActForm):
    def save(self, *, by: User, at: datetime) -> None:
        preparing.announce(drill=self.drill, by=by, at=at)


class ConfirmForm(ActForm):
    comment = _reason(pgettext_lazy("on a step", "comment"), required=False)

    def save(self, *, by: User, at: datetime) -> None:
        preparing.confirm(drill=self.drill, by=by, at=at, **self.cleaned_data)


class StartForm(ActForm):
    site_check = _reason(_("site check"))

    def save(self, *, by: User, at: datetime) -> None:
        conducting.start(drill=self.drill, by=by, at=at, **self.cleaned_data)


class PauseForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        conducting.pause(drill=self.drill, by=by, at=at, **self.cleaned_data)


class ResumeForm(ActForm):
    def save(self, *, by: User, at: datetime) -> None:
        conducting.resume(drill=self.drill, by=by, at=at)


class EndForm(ActForm):
    players = forms.IntegerField(label=_("people counted at the end"), min_value=0, max_value=99999)
    method = forms.ChoiceField(
        label=_("how they were counted"),
        choices=HeadCountMethod.choices,
        initial=HeadCountMethod.ROLL_CALL,
    )
    injuries = forms.IntegerField(
        label=_("people really hurt"), min_value=0, max_value=999, initial=0
    )
    comment = _reason(pgettext_lazy("on a step", "comment"), required=False)

    def save(self, *, by: User, at: datetime) -> None:
        conducting.end(drill=self.drill, by=by, at=at, **self.cleaned_data)


class AbortForm(ActForm):
    reason = forms.ChoiceField(
        label=_("why it is stopped"),
        choices=[row for row in StopReason.choices if row[0] != StopReason.COMPLETED],
        widget=forms.RadioSelect,
    )
    comment = _reason(_("what happened"))
    injuries = forms.IntegerField(
        label=_("people really hurt"), min_value=0, max_value=999, initial=0
    )

    def save(self, *, by: User, at: datetime) -> None:
        conducting.abort(drill=self.drill, by=by, at=at, **self.cleaned_data)


class EvaluateForm(ActForm):
    def save(self, *, by: User, at: datetime) -> None:
        concluding.open_evaluation(drill=self.drill, by=by, at=at)


class SummariseForm(ActForm):
    comment = _reason(pgettext_lazy("on a step", "comment"), required=False)

    def save(self, *, by: User, at: datetime) -> None:
        concluding.summarise(drill=self.drill, by=by, at=at, **self.cleaned_data)


class ArchiveForm(ActForm):
    comment = _reason(_("why records are missing"), required=False)

    def save(self, *, by: User, at: datetime) -> None:
        concluding.archive(drill=self.drill, by=by, at=at, **self.cleaned_data)


class ReopenForm(ActForm):
    comment = _reason(_("what is to be corrected"))

    def save(self, *, by: User, at: datetime) -> None:
        concluding.reopen(drill=self.drill, by=by, at=at, **self.cleaned_data)


class PostponeForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        planning.postpone(drill=self.drill, by=by, at=at, **self.cleaned_data)


class CancelForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        planning.cancel(drill=self.drill, by=by, at=at, **self.cleaned_data)


class RescheduleForm(ActForm):
    start_date = forms.DateField(label=_("day"), widget=AdminDateInput)
    start_time = forms.TimeField(label=_("from"), widget=AdminTimeInput)
    end_time = forms.TimeField(label=pgettext_lazy("time of day", "until"), widget=AdminTimeInput)

    def save(self, *, by: User, at: datetime) -> None:
        values = self.cleaned_data
        planning.reschedule(
            drill=self.drill,
            by=by,
            at=at,
            starts_at=moment(values["start_date"], values["start_time"]),
            ends_at=moment(values["start_date"], values["end_time"]),
        )


def moment(day: date, clock: time) -> datetime:
    """Return a day and a clock time of Asia/Shanghai as an aware moment."""
    return datetime.combine(day, clock, tzinfo=BUSINESS_ZONE)


class DocumentForm(ActForm):
    kind = forms.ChoiceField(label=_("kind"), choices=DocumentKind.choices)
    title = forms.CharField(
        label=_("title"), max_length=120, required=False, help_text=_("Empty: the kind.")
    )
    text = forms.CharField(
        label=_("text"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    file = UploadField(
        label=_("file"),
        required=False,
        help_text=_("PDF, Word, Excel or a picture, 15 MB at most."),
    )

    def save(self, *, by: User, at: datetime) -> None:
        preparing.add_document(drill=self.drill, by=by, at=at, **self.cleaned_data)


class ApproveDocumentForm(ActForm):
    def save(self, *, by: User, at: datetime) -> None:
        preparing.approve_document(document=self.target, by=by, at=at)


class SafetyForm(ActForm):
    text = forms.CharField(
        label=_("safety of the drill itself"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What the drill itself may cause, what is done about it, when it is stopped."),
    )

    def prepare(self) -> None:
        self.initial["text"] = self.drill.safety_assessment

    def save(self, *, by: User, at: datetime) -> None:
        preparing.assess_safety(drill=self.drill, by=by, at=at, **self.cleaned_data)


class AddPersonForm(ActForm):
    role = forms.ChoiceField(label=_("role"), choices=PersonRole.choices)
    account = AccountField(
        label=_("account"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("somebody without an account"),
        help_text=_("Evaluators, the chief evaluator and whoever starts or stops the drill."),
    )
    name = forms.CharField(
        label=pgettext_lazy("person", "name"),
        max_length=60,
        required=False,
        help_text=_("For somebody without an account."),
    )

    def prepare(self) -> None:
        self.fields["account"].queryset = accounts(self.user, self.drill)

    def save(self, *, by: User, at: datetime) -> None:
        preparing.add_person(drill=self.drill, **self.cleaned_data)


class RemovePersonForm(ActForm):
    def save(self, *, by: User, at: datetime) -> None:
        preparing.remove_person(row=self.target)


class SectionsForm(ActForm):
    """A tick and a weight for every category of the drill's forms."""

    def prepare(self) -> None:
        self.rows = list(self.drill.sections.select_related("section__template"))
        for row in self.rows:
            self.fields[f"weight-{row.pk}"] = forms.IntegerField(
                label=str(row.section),
                min_value=0,
                max_value=9,
                initial=row.weight if row.tested else 0,
            )

    def save(self, *, by: User, at: datetime) -> None:
        weights: dict[FormSection, int] = {
            row.section: self.cleaned_data[f"weight-{row.pk}"]
            for row in self.rows
            if self.cleaned_data[f"weight-{row.pk}"]
        }
        preparing.choose_sections(drill=self.drill, weights=weights)


class TaskForm(ActForm):
    sections = forms.ModelMultipleChoiceField(
        label=_("categories"),
        queryset=FormSection.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    location = forms.CharField(
        label=pgettext_lazy("of an evaluator", "post"),
        max_length=120,
        required=False,
        help_text=_("Where the evaluator stands, such as: assembly point, 3rd floor."),
    )

    def prepare(self) -> None:
        tested = self.drill.sections.filter(tested=True).values("section")
        self.fields["sections"].queryset = FormSection.objects.filter(pk__in=tested).select_related(
            "template"
        )
        self.initial = {
            "sections": list(self.target.sections.values_list("pk", flat=True)),
            "location": self.target.location,
        }

    def save(self, *, by: User, at: datetime) -> None:
        preparing.assign_sections(task=self.target, **self.cleaned_data)


class ObjectiveForm(ActForm):
    text = forms.CharField(
        label=_("objective"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who does what, under which condition, to which standard."),
    )
    retests = forms.ModelChoiceField(
        label=_("tests again"),
        queryset=Objective.objects.none(),
        required=False,
        empty_label=_("nothing; this is a new objective"),
        help_text=_("Objectives of earlier drills that were not achieved."),
    )

    def prepare(self) -> None:
        self.fields["retests"].queryset = scope.within(
            Objective.objects.exclude(drill=self.drill).exclude(
                result__in=["", ObjectiveResult.ACHIEVED, ObjectiveResult.NOT_TESTED]
            ),
            self.user,
            "drill__event__organiser__path",
        )

    def save(self, *, by: User, at: datetime) -> None:
        preparing.add_objective(drill=self.drill, **self.cleaned_data)


class JudgeForm(ActForm):
    result = forms.ChoiceField(
        label=_("result"), choices=ObjectiveResult.choices, widget=forms.RadioSelect
    )
    reason = _reason(_("why"), required=False)

    def prepare(self) -> None:
        self.initial = {"result": self.target.result, "reason": self.target.result_reason}

    def save(self, *, by: User, at: datetime) -> None:
        concluding.judge_objective(objective=self.target, by=by, at=at, **self.cleaned_data)


class ReconcileForm(ActForm):
    chosen = forms.ChoiceField(
        label=_("rating"), choices=ItemScore.choices, widget=forms.RadioSelect
    )
    reason = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        rating.reconcile(drill=self.drill, item=self.target, by=by, at=at, **self.cleaned_data)


class GradeForm(ActForm):
    grade = forms.ChoiceField(label=_("grade"), choices=Grade.choices, widget=forms.RadioSelect)
    reason = _reason(_("reason for another grade than the proposed one"), required=False)
    coverage_reason = _reason(_("why it is graded in spite of low coverage"), required=False)

    def prepare(self) -> None:
        self.initial["grade"] = concluding.current_proposal(drill=self.drill).grade

    def save(self, *, by: User, at: datetime) -> None:
        concluding.confirm_grade(drill=self.drill, by=by, at=at, **self.cleaned_data)


class FindingForm(ActForm):
    kind = forms.ChoiceField(
        label=_("kind"), choices=FindingKind.choices, initial=FindingKind.MINOR
    )
    text = forms.CharField(
        label=_("finding"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    expected = forms.CharField(label=_("what was expected"), max_length=300, required=False)
    actual = forms.CharField(label=_("what happened"), max_length=300, required=False)
    target = forms.ChoiceField(
        label=_("concerns"), choices=FindingTarget.choices, initial=FindingTarget.PEOPLE
    )
    cause = forms.ChoiceField(
        label=_("cause"), choices=[("", _("not known yet")), *RootCause.choices], required=False
    )
    objective = forms.ModelChoiceField(
        label=_("objective"), queryset=Objective.objects.none(), required=False
    )
    item = forms.ModelChoiceField(
        label=_("item of the form"), queryset=FormItem.objects.none(), required=False
    )

    def prepare(self) -> None:
        self.fields["objective"].queryset = self.drill.objectives.all()
        tested = self.drill.sections.filter(tested=True).values("section")
        self.fields["item"].queryset = FormItem.objects.filter(section__in=tested).order_by(
            "section__template__code", "section__position", "position"
        )

    def save(self, *, by: User, at: datetime) -> None:
        findings.report(drill=self.drill, by=by, at=at, **self.cleaned_data)


class ConfirmFindingForm(ActForm):
    comment = _reason(pgettext_lazy("on a step", "comment"), required=False)

    def save(self, *, by: User, at: datetime) -> None:
        findings.confirm(finding=self.target, by=by, at=at, **self.cleaned_data)


class DisputeFindingForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        findings.dispute(finding=self.target, by=by, at=at, **self.cleaned_data)


class WithdrawFindingForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        findings.withdraw(finding=self.target, by=by, at=at, **self.cleaned_data)


class OpenActionForm(ActForm):
    kind = forms.ChoiceField(label=_("kind"), choices=ActionKind.choices, initial=ActionKind.TRAIN)
    measure = forms.CharField(label=_("what is to be done"), max_length=300)
    goal = forms.CharField(label=_("how one will see that it is done"), max_length=300)

    def save(self, *, by: User, at: datetime) -> None:
        actions.open_action(finding=self.target, by=by, at=at, **self.cleaned_data)


class AssignForm(ActForm):
    measure = forms.CharField(label=_("what is to be done"), max_length=300)
    goal = forms.CharField(label=_("how one will see that it is done"), max_length=300)
    owner_unit = forms.ModelChoiceField(
        label=_("responsible unit"), queryset=Organisation.objects.none()
    )
    owner = PersonField(label=_("responsible person"), queryset=Person.objects.none())
    verifier = PersonField(
        label=_("verified by"),
        queryset=Person.objects.none(),
        help_text=_("Never the responsible person."),
    )
    due_date = forms.DateField(label=_("due on"), widget=AdminDateInput)
    budget_yuan = forms.DecimalField(
        label=_("budget in yuan"), min_value=0, max_digits=12, decimal_places=2, required=False
    )

    def prepare(self) -> None:
        known = people(self.user, self.drill)
        self.fields["owner"].queryset = self.fields["verifier"].queryset = known
        self.fields["owner_unit"].queryset = units(self.user, self.drill)
        self.initial = {
            "measure": self.target.measure,
            "goal": self.target.goal,
            "owner_unit": self.drill.event.organiser_id,
            "due_date": business_date(timezone.now()) + timedelta(days=30),
        }

    def save(self, *, by: User, at: datetime) -> None:
        actions.assign(action=self.target, by=by, at=at, **self.cleaned_data)


class WaiveForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        actions.waive(action=self.target, by=by, at=at, **self.cleaned_data)


class CancelActionForm(ActForm):
    comment = _reason(_("reason"))

    def save(self, *, by: User, at: datetime) -> None:
        actions.cancel(action=self.target, by=by, at=at, **self.cleaned_data)
