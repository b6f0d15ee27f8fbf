"""Getting a drill ready: documents, safety, people, forms, and the gate at the end."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills.domain import gates, planning, rating, steps
from drills.enums import (
    BEFORE_START,
    CLOSED_STATES,
    EVALUATING_ROLES,
    DocumentKind,
    DrillState,
    DrillVerb,
)
from drills.models import (
    Drill,
    DrillDocument,
    DrillPerson,
    EvaluationTask,
    FormSection,
    ItemRating,
    Objective,
)
from portal.events.domain import lifecycle
from portal.events.enums import EventStatus
from portal.lib.refusals import Refusal
from portal.people.models import Organisation, Person, User


class NotReady(Refusal):
    """Something is missing; the sentence names it."""

    code = "not_ready"


class DocumentRefused(Refusal):
    """The document is empty, or was approved already."""

    code = "document_refused"


class PersonRefused(Refusal):
    """The person cannot take this role."""

    code = "person_refused"


class TaskRefused(Refusal):
    """The task makes no sense for this drill."""

    code = "task_refused"


class AlreadyPublished(Refusal):
    """The notice is out."""

    code = "already_published"


@transaction.atomic
def add_document(
    *,
    drill: Drill,
    kind: str,
    title: str,
    by: User,
    at: datetime,
    text: str = "",
    file: Any = None,
) -> DrillDocument:
    """Add a document, as text or as a file; it counts once it is approved.

    Raises:
        DocumentRefused: it has neither text nor file.
        steps.StepRefused: the drill is archived or was called off.
    """
    drill = steps.locked_drill(drill)
    _check_not_closed(drill)
    if not text.strip() and not file:
        raise DocumentRefused(_("Write the text or choose a file."))
    return DrillDocument.objects.create(
        drill=drill,
        kind=kind,
        title=title.strip() or str(DocumentKind(kind).label),
        text=text.strip(),
        file=file or "",
        added_by=by,
        added_at=at,
    )


@transaction.atomic
def approve_document(*, document: DrillDocument, by: User, at: datetime) -> DrillDocument:
    """Approve a document; from then on it counts and is not changed.

    Approving the evaluation report is the chief evaluator's signature under it.

    Raises:
        DocumentRefused: it was approved before.
        rating.NotChiefEvaluator: somebody else approves the evaluation report.
    """
    drill = steps.locked_drill(document.drill)
    document = DrillDocument.objects.get(pk=document.pk)
    _check_not_closed(drill)
    if document.approved_at is not None:
        raise DocumentRefused(_("“%(title)s” was already approved.") % {"title": document.title})
    if document.kind == DocumentKind.EVALUATION_REPORT:
        rating.check_chief(drill=drill, by=by)
    document.approved_by, document.approved_at = by, at
    document.save(update_fields=["approved_by", "approved_at"])
    return document


@transaction.atomic
def assess_safety(*, drill: Drill, text: str, by: User, at: datetime) -> Drill:
    """Record what the drill itself may cause, what is done about it, when it is stopped."""
    drill = steps.locked_drill(drill)
    planning.check_open_to_change(drill)
    if not text.strip():
        raise steps.CommentMissing(
            _("Write what the drill itself may cause, what is done about it, when it is stopped.")
        )
    drill.safety_assessment = text.strip()
    drill.safety_assessed_by, drill.safety_assessed_at = by, at
    drill.save()
    return drill


@transaction.atomic
def add_person(
    *,
    drill: Drill,
    role: str,
    account: User | None = None,
    person: Person | None = None,
    name: str = "",
    organisation: Organisation | None = None,
) -> DrillPerson:
    """Give somebody a role; evaluators get an empty task at once.

    Raises:
        PersonRefused: nobody is named, an evaluator has no account, the role is taken.
    """
    drill = steps.locked_drill(drill)
    _check_not_closed(drill)
    if account is None and person is None and not name.strip():
        raise PersonRefused(_("Choose an account or a person, or write a name."))
    if role in EVALUATING_ROLES and account is None:
        raise PersonRefused(_("Evaluators work in the portal: choose an account."))
    try:
        with transaction.atomic():
            row = DrillPerson.objects.create(
                drill=drill,
                role=role,
                account=account,
                person=person,
                name=name.strip(),
                organisation=organisation,
            )
    except IntegrityError as error:
        raise PersonRefused(
            _("This role is already taken, or the person holds it already.")
        ) from error
    if role in EVALUATING_ROLES:
        EvaluationTask.objects.get_or_create(drill=drill, evaluator=account)
    return row


@transaction.atomic
def remove_person(*, row: DrillPerson) -> None:
    """Take a role from somebody; an evaluator who has rated keeps it.

    Raises:
        PersonRefused: he has rated already.
        planning.ChangeRefused: the drill is ready or has begun.
    """
    planning.check_open_to_change(steps.locked_drill(row.drill))
    task = row.drill.tasks.filter(evaluator=row.account).first() if row.account else None
    if row.role in EVALUATING_ROLES and task is not None:
        if ItemRating.objects.filter(task=task).exists():
            raise PersonRefused(_("This evaluator has rated already and stays."))
        others = row.drill.people.filter(account=row.account, role__in=EVALUATING_ROLES)
        if not others.exclude(pk=row.pk).exists():
            task.delete()
    row.delete()


@transaction.atomic
def assign_sections(
    *, task: EvaluationTask, sections: Iterable[FormSection], location: str = ""
) -> EvaluationTask:
    """Say which categories an evaluator rates, and from which post.

    The forms may be locked by then: an evaluator who falls ill is replaced until the start.

    Raises:
        TaskRefused: a category the drill does not test, or one he has rated is taken away.
        steps.StepRefused: the drill has begun.
    """
    drill = steps.locked_drill(task.drill)
    if drill.state not in BEFORE_START:
        raise steps.StepRefused(
            _("This drill is “%(state)s”; categories are assigned before the start.")
            % {"state": drill.get_state_display()}
        )
    wanted = list(sections)
    tested = set(task.drill.sections.filter(tested=True).values_list("section_id", flat=True))
    if not {section.pk for section in wanted} <= tested:
        raise TaskRefused(_("Choose only categories that this drill tests."))
    rated = FormSection.objects.filter(items__ratings__task=task, pk__in=tested).distinct()
    if not set(rated) <= set(wanted):
        raise TaskRefused(_("A category that this evaluator has rated already stays with him."))
    task.sections.set(wanted)
    task.location = location.strip()
    task.save(update_fields=["location"])
    return task


@transaction.atomic
def choose_sections(*, drill: Drill, weights: Mapping[FormSection, int]) -> None:
    """Declare which categories a drill tests, and how much each weighs.

    Args:
        weights: tested category to weight, 1 or more; what is not named is not tested.

    Raises:
        TaskRefused: nothing is tested, or a weight is below 1.
        planning.ChangeRefused: the forms are locked.
    """
    drill = steps.locked_drill(drill)
    planning.check_open_to_change(drill)
    if not weights or min(weights.values()) < 1:
        raise TaskRefused(_("Test at least one category; every weight is 1 or more."))
    by_section = {section.pk: weight for section, weight in weights.items()}
    for row in drill.sections.all():
        row.tested = row.section_id in by_section
        row.weight = by_section.get(row.section_id, 1)
        row.save(update_fields=["tested", "weight"])
    for task in drill.tasks.all():
        task.sections.set(task.sections.filter(pk__in=by_section))


@transaction.atomic
def add_objective(*, drill: Drill, text: str, retests: Objective | None = None) -> Objective:
    """Add an objective at the end of the list."""
    drill = steps.locked_drill(drill)
    planning.check_open_to_change(drill)
    last = drill.objectives.order_by("-number").values_list("number", flat=True).first() or 0
    return Objective.objects.create(
        drill=drill, number=last + 1, text=text.strip(), retests=retests
    )


@transaction.atomic
def announce(*, drill: Drill, by: User, at: datetime) -> Drill:
    """Publish the notice of a drill that concerns the public: its event becomes visible.

    Raises:
        NotReady: the public notice is not approved, or the drill is not for the public.
        AlreadyPublished: it is out already.
    """
    drill = steps.locked_drill(drill)
    if drill.state != DrillState.PREPARING or not planning.needs_notice(drill):
        raise NotReady(_("A notice is published while a drill that others notice is prepared."))
    if not drill.documents.filter(
        kind=DocumentKind.PUBLIC_NOTICE, approved_at__isnull=False
    ).exists():
        raise NotReady(_("Add the public notice and have it approved first."))
    if drill.event.status != EventStatus.DRAFT:
        raise AlreadyPublished(_("The notice is already published."))
    drill.event = lifecycle.publish(event=drill.event, by=by, at=at)
    return drill


@transaction.atomic
def confirm(*, drill: Drill, by: User, at: datetime, comment: str = "") -> Drill:
    """Declare a drill ready and lock its forms; the door's event is published with it.

    Raises:
        NotReady: a condition of `gates.to_ready` is not met; the sentence names all.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.CONFIRM)
    refuse_missing(gates.to_ready(drill))
    drill.forms_locked_at = at
    if drill.event.status == EventStatus.DRAFT:
        drill.event = lifecycle.publish(event=drill.event, by=by, at=at)
    approved = drill.documents.filter(approved_at__isnull=False)
    steps.move_drill(
        drill,
        DrillVerb.CONFIRM,
        by=by,
        at=at,
        comment=comment,
        attachments=[str(uuid) for uuid in approved.values_list("uuid", flat=True)],
    )
    return drill


def refuse_missing(conditions: list[gates.Gate]) -> None:
    """Raise NotReady with everything that is missing in one sentence."""
    lacking = gates.missing(conditions)
    if lacking:
        raise NotReady(
            _("Still missing: %(list)s.")
            % {
                "list": pgettext("between the parts of a sentence", "; ").join(
                    gate.text for gate in lacking
                )
            }
        )


def _check_not_closed(drill: Drill) -> None:
    if drill.state in CLOSED_STATES:
        raise steps.StepRefused(
            _("This drill is “%(state)s”; nothing is added any more.")
            % {"state": drill.get_state_display()}
        )
