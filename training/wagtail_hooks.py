"""What the training app hangs into Wagtail's admin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.events.enums import EventKind
from portal.events.models import Event
from portal.events.views.organising import Description
from portal.events.views.today import Act
from portal.lib.phrases import listed
from portal.people.domain.anonymising import Names
from portal.people.models import Person, User
from training.domain import trainers
from training.models import Course, TrainingSession
from training.permissions import may_plan
from training.viewsets import TrainingGroup


@hooks.register("register_admin_viewset")
def register_training() -> ViewSetGroup:
    return TrainingGroup()


@hooks.register("describe_event")
def describe_event(event: Event) -> Description | None:
    """Tell an event's page of its class: course, run, way of teaching, trainers."""
    if event.kind != EventKind.TRAINING:
        return None
    session = (
        TrainingSession.objects.filter(event=event)
        .select_related("run__course")
        .prefetch_related("trainers")
        .first()
    )
    if session is None:
        return None
    return Description(
        facts=[
            (_("run"), str(session.run), reverse("run:inspect", args=[session.run_id])),
            (_("number in the run"), str(session.number), ""),
            (_("way of teaching"), session.get_kind_display(), ""),
            (
                _("trainers"),
                listed(trainer.name for trainer in session.trainers.all()),
                "",
            ),
        ],
        edit_url=reverse("session:edit", args=[session.pk]),
    )


@hooks.register("identity_purposes")
def offer_identity_purposes() -> list[tuple[str, str]]:
    """Offer rosters the courses that ask for identity numbers."""
    courses = Course.objects.filter(keeps_identity=True, active=True)
    return list(courses.values_list("code", "title"))


@hooks.register("forget_persons")
def forget_persons(*, persons: list[Person], names: Names, **said: Any) -> None:
    trainers.forget(persons=persons, names=names)


@hooks.register("common_acts", order=10)
def offer_session(user: User) -> list[Act]:
    if not may_plan(user):
        return []
    return [Act(_("Plan a training session"), reverse("session:add"), "plus", primary=True)]
