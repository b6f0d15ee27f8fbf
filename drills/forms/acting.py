"""Bases of the forms on a drill's board: each asks for what one act needs, and does it."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.models import Drill
from portal.lib.periods import BUSINESS_ZONE
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


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return a field for a sentence or two."""
    return forms.CharField(
        label=label, max_length=1000, required=required, widget=forms.Textarea(attrs={"rows": 3})
    )


class ActForm(forms.Form):
    """Base of the acts: knows the drill, what of it is concerned, and who acts.

    Args:
        performs: the domain's function; takes the subject, by, at and what the form gave.
        subject: what that function calls the drill, or the part of it that is concerned.
        asks_more: fields are only known with the drill.
    """

    performs: ClassVar[Callable[..., Any]]
    subject: ClassVar[str] = "drill"
    asks_more: ClassVar[bool] = False

    def __init__(self, *args, drill: Drill, target: Any, user: User, **kwargs) -> None:
        self.drill, self.target, self.user = drill, target, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and what is known."""

    def save(self, *, by: User, at: datetime) -> None:
        """Do it; a Refusal of the domain is shown in the form."""
        about = {self.subject: self.target or self.drill}
        self.performs(**about, by=by, at=at, **self.cleaned_data)


class CommentForm(ActForm):
    comment = reason_field(pgettext_lazy("on a step", "comment"), required=False)


class ReasonForm(ActForm):
    comment = reason_field(_("reason"))


def moment(day: date, clock: time) -> datetime:
    """Return a day and a clock time of Asia/Shanghai as an aware moment."""
    return datetime.combine(day, clock, tzinfo=BUSINESS_ZONE)
