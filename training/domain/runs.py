"""Runs (期) of a course: begun by hand, their status follows their sessions."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from wagtail.log_actions import log

from portal.events.enums import EventStatus
from portal.people.models import Organisation, User
from training.enums import RunStatus
from training.models import Course, CourseRun

# A session in one of these asks nothing more of the organiser.
DONE_STATUSES = frozenset({EventStatus.RECONCILED, EventStatus.LOCKED, EventStatus.CANCELLED})


@transaction.atomic
def begin(
    *, course: Course, organiser: Organisation, year: int, by: User, at: datetime, note: str = ""
) -> CourseRun:
    """Begin the next run of a course in a year.

    Args:
        year: calendar year in Asia/Shanghai; runs are numbered within it, from 1.
    """
    # The course's row is the lock under which the numbers of its runs are drawn.
    course = Course.objects.select_for_update(no_key=True, of=("self",)).get(pk=course.pk)
    last = course.runs.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    run = CourseRun.objects.create(
        course=course, organiser=organiser, year=year, number=last + 1, note=note
    )
    log(instance=run, action="wagtail.create", user=by, timestamp=at)
    return run


def status_from(statuses: Collection[str]) -> str:
    """Return the status of a run whose sessions' events have these statuses."""
    found = set(statuses)
    if found <= {EventStatus.DRAFT}:
        return RunStatus.PLANNED
    if found == {EventStatus.CANCELLED}:
        return RunStatus.CANCELLED
    if found <= DONE_STATUSES:
        return RunStatus.CLOSED
    if found <= {EventStatus.DRAFT, EventStatus.CANCELLED}:
        return RunStatus.PLANNED
    return RunStatus.RUNNING


@transaction.atomic
def settle(*, run_id: int) -> CourseRun:
    """Let the status of a run follow its sessions."""
    run = CourseRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run_id)
    status = status_from(run.sessions.values_list("event__status", flat=True))
    if run.status != status:
        run.status = status
        run.save(update_fields=["status"])
    return run


def settle_open() -> int:
    """Settle every run that is not over; events are also ended and cancelled without us.

    Returns:
        How many runs changed.
    """
    changed = 0
    unfinished = CourseRun.objects.filter(status__in=[RunStatus.PLANNED, RunStatus.RUNNING])
    for run in unfinished.prefetch_related("sessions__event").order_by("pk"):
        statuses = [session.event.status for session in run.sessions.all()]
        if status_from(statuses) != run.status:
            settle(run_id=run.pk)
            changed += 1
    return changed
