"""Forms of the board until a drill is ready: programme, papers, people, forms, objectives."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from drills.domain import planning, preparing
from drills.enums import DocumentKind, ObjectiveResult, PersonRole
from drills.forms.acting import AccountField, ActForm, CommentForm, ReasonForm, accounts, moment
from drills.forms.phone import UploadField
from drills.models import FormSection, Objective
from portal.people.domain import scope
from portal.people.models import User


class ApproveForm(CommentForm):
    performs = staticmethod(planning.approve)


class OpenForm(ActForm):
    performs = staticmethod(planning.open_preparation)


class AnnounceForm(ActForm):
    performs = staticmethod(preparing.announce)


class ConfirmForm(CommentForm):
    performs = staticmethod(preparing.confirm)


class PostponeForm(ReasonForm):
    performs = staticmethod(planning.postpone)


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


class CancelForm(ReasonForm):
    performs = staticmethod(planning.cancel)


class DocumentForm(ActForm):
    performs = staticmethod(preparing.add_document)

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


class ApproveDocumentForm(ActForm):
    performs = staticmethod(preparing.approve_document)
    subject = "document"


class SafetyForm(ActForm):
    performs = staticmethod(preparing.assess_safety)

    text = forms.CharField(
        label=_("safety of the drill itself"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What the drill itself may cause, what is done about it, when it is stopped."),
    )

    def prepare(self) -> None:
        self.initial["text"] = self.drill.safety_assessment


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

    asks_more = True

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
