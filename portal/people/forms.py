"""Forms of the register's back office; each saves through the domain."""

from datetime import date

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.lib.sheets import SIZE_LIMIT
from portal.people.choosers import OrganisationWidget, PersonWidget
from portal.people.domain import keeping, organisations, rights, scope
from portal.people.imports import Roster, read_roster
from portal.people.models import Headcount, Organisation, Person, RosterImport, User


def today() -> date:
    """Return the day it is in the district."""
    return business_date(timezone.now())


class OrganisationForm(WagtailAdminModelForm):
    """An organisation and its place in the tree."""

    parent = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("belongs to"),
        help_text=_(
            "Moving an organisation takes everything below it along, and changes which accounts "
            "see it."
        ),
        required=False,
        widget=OrganisationWidget,
    )
    field_order = ["name", "kind", "parent"]
    refused_fields = {"name_taken": "name", "not_yours": "parent", "below_itself": "parent"}

    class Meta:
        model = Organisation
        fields = ["name", "kind", "aliases", "credit_code", "address", "tags", "closed_date"]
        widgets = {"tags": forms.CheckboxSelectMultiple, "closed_date": AdminDateInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.above = self.instance.get_parent() if self.instance.pk else None
        if self.instance.pk and not scope.sees(self.for_user, self.above):
            # The top of an account's own scope: where it stands is not the account's business.
            del self.fields["parent"]
            return
        self.fields["parent"].queryset = scope.organisations(self.for_user)
        self.fields["parent"].required = scope.path_of(self.for_user) != ""
        self.fields["parent"].initial = self.above

    def save(self, commit: bool = True) -> Organisation:
        """Add or change through the domain; raises its refusals."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        parent = self.cleaned_data["parent"] if "parent" in self.fields else self.above
        if self.instance.pk:
            self.instance = organisations.change(
                organisation=self.instance, parent=parent, by=self.for_user, **given
            )
        else:
            self.instance = organisations.add(parent=parent, by=self.for_user, **given)
        return self.instance


class HeadcountForm(WagtailAdminModelForm):
    """How many people a unit of the account's scope had on a day."""

    class Meta:
        model = Headcount
        fields = ["organisation", "counted_date", "people"]
        widgets = {"organisation": OrganisationWidget, "counted_date": AdminDateInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = scope.organisations(self.for_user)
        self.fields["organisation"].initial = self.for_user.scope
        self.fields["counted_date"].initial = today

    def clean_counted_date(self) -> date:
        counted: date = self.cleaned_data["counted_date"]
        if counted > today():
            raise ValidationError(_("This day is still to come. Choose today or an earlier day."))
        return counted


class PersonForm(WagtailAdminModelForm):
    """A person entered or corrected by hand."""

    phone = forms.CharField(
        label=pgettext_lazy("of a person", "mobile number"), max_length=30, required=False
    )
    position = forms.CharField(label=_("position"), max_length=60, required=False)
    since = forms.DateField(
        label=_("in this unit since"),
        help_text=_("Counts when the unit changes: the day before is the last in the old one."),
        widget=AdminDateInput,
    )
    field_order = ["name", "phone", "organisation", "position", "since", "audience"]
    refused_fields = {
        "name_missing": "name",
        "phone_unusable": "phone",
        "phone_taken": "phone",
        "anonymised": "name",
        "not_yours": "organisation",
    }

    class Meta:
        model = Person
        fields = ["name", "organisation", "audience"]
        widgets = {"organisation": OrganisationWidget}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = scope.organisations(self.for_user)
        self.fields["organisation"].required = True
        self.fields["since"].initial = today
        if not self.instance.pk:
            return
        if self.instance.anonymised_at:
            for field in self.fields.values():
                field.disabled = True
        self.before = Person.objects.get(pk=self.instance.pk)
        now = self.before.memberships.filter(
            organisation=self.before.organisation, until_date=None
        ).first()
        if now:
            self.fields["position"].initial = now.position
        if self.before.phone_last4:
            self.fields["phone"].help_text = _(
                "On the register: %(phone)s. Enter a number only to replace it."
            ) % {"phone": self.before.masked_phone}

    def save(self, commit: bool = True) -> Person:
        """Enter or change through the domain; raises its refusals."""
        given = {
            name: self.cleaned_data[name]
            for name in ("name", "phone", "organisation", "audience", "position", "since")
        }
        if self.instance.pk:
            self.instance = keeping.change(person=self.before, by=self.for_user, **given)
        else:
            self.instance = keeping.enter(by=self.for_user, **given)
        return self.instance


class ReasonForm(forms.Form):
    """Why something is done that leaves a line in the log."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class AnonymiseForm(ReasonForm):
    """Who asked that a person be forgotten, and that it is meant."""

    confirmed = forms.BooleanField(
        label=_("I have checked who asks for it, and I know that it cannot be undone.")
    )


class MergeForm(ReasonForm):
    """Into whom a person is merged, and why."""

    target = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("is the same person as"),
        help_text=_("The other one stays; what belongs to this one is counted as his."),
        widget=PersonWidget,
    )
    field_order = ["target", "reason"]

    def __init__(self, *args, among: QuerySet[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = among


def identity_purposes() -> dict[str, str]:
    """Return what identity numbers may be kept for: title by code, from ``identity_purposes``.

    A function under that hook takes nothing and returns pairs of code and title; the training
    app offers the courses that ask for identity numbers.
    """
    return {
        code: title for offer in hooks.get_hooks("identity_purposes") for code, title in offer()
    }


class RosterForm(forms.ModelForm):
    """A roster to upload; the file is read at once, so that what is wrong is said here."""

    identity_for = forms.ChoiceField(
        label=_("identity numbers"),
        help_text=_(
            "Only for a course that asks for them. The numbers themselves are not kept: a digest "
            "tells persons apart, the last four characters are shown."
        ),
        required=False,
    )
    upload = forms.FileField(
        label=pgettext_lazy("on disk", "file"),
        help_text=_("An Excel workbook (.xlsx) or CSV, up to 10 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    # What the file is read for comes before the file.
    field_order = ["organisation", "identity_for", "upload", "since_date", "unknown_to_chosen"]
    read: Roster
    content: bytes

    class Meta:
        model = RosterImport
        fields = ["organisation", "since_date", "unknown_to_chosen"]
        widgets = {"organisation": OrganisationWidget, "since_date": AdminDateInput}

    def __init__(self, *args, for_user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = scope.organisations(for_user)
        self.fields["organisation"].initial = for_user.scope
        self.fields["since_date"].initial = today
        purposes = identity_purposes()
        if purposes:
            self.fields["identity_for"].choices = [
                ("", _("not kept")),
                *(
                    (code, _("kept for the course “%(course)s”") % {"course": title})
                    for code, title in purposes.items()
                ),
            ]
        else:
            del self.fields["identity_for"]

    def clean_since_date(self) -> date:
        since: date = self.cleaned_data["since_date"]
        if since > today():
            raise ValidationError(_("This day is still to come. Choose today or an earlier day."))
        return since

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        # One byte more than allowed is enough to be refused as too big.
        self.content = upload.read(SIZE_LIMIT + 1)
        try:
            self.read = read_roster(
                self.content, keep_identity=bool(self.cleaned_data.get("identity_for"))
            )
        except Refusal as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        return upload

    def save(self, commit: bool = True) -> RosterImport:
        """Note what identity numbers are kept for, besides the fields of the roster."""
        self.instance.identity_for = self.cleaned_data.get("identity_for", "")
        return super().save(commit)


class RowFilterForm(forms.Form):
    """Which rows of a roster to show."""

    outcome = forms.CharField(required=False)
    q = forms.CharField(required=False, max_length=60)


class _AccountFields(forms.ModelForm):
    """What both account forms share: nobody gives more than he has."""

    # A Chinese name is one word; it stands in the field that is sorted by.
    first_name = None
    last_name = forms.CharField(
        label=pgettext_lazy("of an account", "name"),
        max_length=150,
        help_text=_("The full Chinese name, or the name of the office."),
    )
    email = forms.EmailField(label=_("Email"), required=False)
    for_user: User
    field_order = [
        "last_name",
        "username",
        "scope",
        "groups",
        "person",
        "email",
        "password1",
        "password2",
        "is_active",
        "is_superuser",
    ]

    def narrow(self) -> None:
        """Take away what the acting account may not give."""
        by = self.for_user
        fields = self.fields
        fields["scope"].queryset = scope.organisations(by)
        fields["scope"].required = not by.is_superuser
        fields["person"].queryset = scope.persons(by).living()
        fields["groups"].queryset = fields["groups"].queryset.filter(
            portal_role__isnull=False, portal_role__in=rights.grantable_roles(by)
        )
        fields["groups"].label = _("roles")
        fields["groups"].help_text = _("What the account may do.")
        fields["groups"].required = not by.is_superuser
        if not by.is_superuser:
            fields.pop("is_superuser", None)

    def clean_groups(self) -> list[Group]:
        """Keep the groups that are not the acting account's to give or take."""
        given = list(self.cleaned_data["groups"])
        if not self.instance.pk:
            return given
        kept = self.instance.groups.exclude(pk__in=self.fields["groups"].queryset)
        return [*given, *kept]


class AccountCreationForm(_AccountFields, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields - {"first_name"} | {"scope", "person"}
        widgets = UserCreationForm.Meta.widgets | {
            "scope": OrganisationWidget,
            "person": PersonWidget,
        }

    def __init__(self, *args, for_user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.for_user = for_user
        self.narrow()


class AccountEditForm(_AccountFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields - {"first_name"} | {"scope", "person"}
        widgets = UserEditForm.Meta.widgets | {
            "scope": OrganisationWidget,
            "person": PersonWidget,
        }

    def __init__(self, *args, for_user: User, **kwargs) -> None:
        self.editing_self = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
        self.for_user = for_user
        self.narrow()
        if self.editing_self and not for_user.is_superuser:
            # Nobody widens his own scope or roles.
            del self.fields["scope"], self.fields["groups"], self.fields["person"]
