"""Forms of the board for findings, and for the actions that put them right."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from drills.domain import actions, findings
from drills.enums import ActionKind, FindingKind, FindingTarget, RootCause
from drills.forms.acting import (
    ActForm,
    CommentForm,
    PersonField,
    ReasonForm,
    people,
    reason_field,
    units,
)
from drills.models import FormItem, Objective
from portal.lib.periods import business_date
from portal.people.models import Organisation, Person


class FindingForm(ActForm):
    performs = staticmethod(findings.report)

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


class ConfirmFindingForm(CommentForm):
    """Confirms, with what the meeting has found out about cause and objective."""

    performs = staticmethod(findings.confirm)
    subject = "finding"

    cause = forms.ChoiceField(
        label=_("cause"), choices=[("", _("not known yet")), *RootCause.choices], required=False
    )
    objective = forms.ModelChoiceField(
        label=_("objective"),
        queryset=Objective.objects.none(),
        required=False,
        help_text=_("A drill that is held again tests this objective."),
    )

    field_order = ("cause", "objective", "comment")

    def prepare(self) -> None:
        self.fields["objective"].queryset = self.drill.objectives.all()
        self.initial = {"cause": self.target.cause, "objective": self.target.objective_id}


class DisputeFindingForm(ReasonForm):
    performs = staticmethod(findings.dispute)
    subject = "finding"


class WithdrawFindingForm(ReasonForm):
    performs = staticmethod(findings.withdraw)
    subject = "finding"


class OpenActionForm(ActForm):
    performs = staticmethod(actions.open_action)
    subject = "finding"

    kind = forms.ChoiceField(label=_("kind"), choices=ActionKind.choices, initial=ActionKind.TRAIN)
    measure = forms.CharField(label=_("what is to be done"), max_length=300)
    goal = forms.CharField(label=_("how one will see that it is done"), max_length=300)


class AssignForm(ActForm):
    performs = staticmethod(actions.assign)
    subject = "action"

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

    objective = forms.ModelChoiceField(
        label=_("objective to be tested again"), queryset=Objective.objects.none()
    )

    def prepare(self) -> None:
        if self.target.kind == ActionKind.REDRILL and not self.target.finding.objective_id:
            self.fields["objective"].queryset = self.drill.objectives.all()
        else:
            del self.fields["objective"]
        known = people(self.user, self.drill)
        self.fields["owner"].queryset = self.fields["verifier"].queryset = known
        self.fields["owner_unit"].queryset = units(self.user, self.drill)
        self.initial = {
            "measure": self.target.measure,
            "goal": self.target.goal,
            "owner_unit": self.drill.event.organiser_id,
            "due_date": business_date(timezone.now()) + timedelta(days=30),
        }


class ReassignForm(AssignForm):
    comment = reason_field(_("why others get it"))

    def prepare(self) -> None:
        super().prepare()
        day = self.target.due_date
        self.initial |= {
            "owner_unit": self.target.owner_unit_id,
            "owner": self.target.owner_id,
            "verifier": self.target.verifier_id,
            "due_date": max(day, business_date(timezone.now())) if day else None,
            "budget_yuan": self.target.budget_yuan,
        }


class WaiveForm(ReasonForm):
    performs = staticmethod(actions.waive)
    subject = "action"


class CancelActionForm(ReasonForm):
    performs = staticmethod(actions.cancel)
    subject = "action"
