"""Rating the items of a locked form: several evaluators, each in rows of his own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from drills.domain import steps
from drills.domain.grading import Category, Item
from drills.enums import (
    DECIDING_STATES,
    EXPLAINED_SCORES,
    RATING_STATES,
    DrillState,
    ItemScore,
    PersonRole,
    TemplateUse,
)
from drills.models import (
    Drill,
    DrillSection,
    EvaluationTask,
    FormItem,
    FormSection,
    ItemRating,
    Reconciliation,
)
from portal.lib.refusals import Refusal
from portal.people.models import User


class RatingClosed(Refusal):
    """The drill is not in a state in which items are rated."""

    code = "rating_closed"


class NotYourTask(Refusal):
    """Somebody rates for another evaluator, or an item that is not his."""

    code = "not_your_task"


class RatingRefused(Refusal):
    """The rating makes no sense."""

    code = "rating_refused"


class ReferenceReused(Refusal):
    """One client reference came with two different contents."""

    code = "reference_reused"


class NotChiefEvaluator(Refusal):
    """Somebody else than the chief evaluator decides."""

    code = "not_chief_evaluator"


def record(
    *,
    task: EvaluationTask,
    item: FormItem,
    score: str,
    by: User,
    at: datetime,
    note: str = "",
    client_ref: UUID | None = None,
) -> ItemRating:
    """Record how one evaluator rates one item; an earlier rating of his stays as history.

    Args:
        task: the evaluator's own task.
        item: one of a category assigned to him.
        score: an `ItemScore` value.
        at: when he rated, timezone-aware.
        client_ref: made by the phone, one per change. A retry with the same value and
            contents returns the first row.

    Returns:
        The row in force. The same rating once more makes no new row.

    Raises:
        RatingClosed: before the forms are locked, or after the report was signed.
        NotYourTask: another evaluator's task, or an item outside his categories.
        RatingRefused: an unknown score.
        ReferenceReused: the reference was used for something else.
    """
    if task.evaluator_id != by.pk:
        raise NotYourTask(_("These are another evaluator's ratings. Open your own list."))
    if not task.sections.filter(pk=item.section_id).exists():
        raise NotYourTask(
            _("%(code)s is not among the categories assigned to you.") % {"code": item.code}
        )
    if score not in ItemScore:
        raise RatingRefused(_("Choose one of the ratings offered."))
    with transaction.atomic():
        # Nobody signs the reports meanwhile; of two requests of one phone the quicker stands.
        _check_open(steps.locked_drill(task.drill), item)
        return _store(task, item, score, note.strip(), at, client_ref)


@transaction.atomic
def record_section(
    *,
    task: EvaluationTask,
    section: FormSection,
    ratings: Mapping[FormItem, tuple[str, str]],
    by: User,
    at: datetime,
    seen: Mapping[int, int] | None = None,
) -> int:
    """Record a page of one category at once; unchanged items are left alone.

    Args:
        ratings: item to (score, note); items without a score are left out by the caller.
        seen: key of an item to the revision the page showed. What the page did not change stays as
            another page of the same evaluator has meanwhile made it.

    Returns:
        How many ratings are new or changed.
    """
    seen = seen or {}
    known = {(row.item_id, row.revision): row for row in task.ratings.filter(item__section=section)}
    before = {row.item_id: row.pk for row in known.values() if row.current}
    changed = 0
    for item, (score, note) in ratings.items():
        shown = known.get((item.pk, seen.get(item.pk, 0)))
        if shown is not None and (shown.score, shown.note) == (score, note.strip()):
            continue
        row = record(task=task, item=item, score=score, note=note, by=by, at=at)
        changed += before.get(item.pk) != row.pk
    return changed


@transaction.atomic
def reconcile(
    *, drill: Drill, item: FormItem, chosen: str, reason: str, by: User, at: datetime
) -> Reconciliation:
    """Decide an item on which evaluators lie two or more steps apart.

    The ratings stay as they are; the decision is kept beside them with its reason. A later
    decision replaces an earlier one, which stays as history.

    Raises:
        NotChiefEvaluator: only he decides.
        RatingClosed: before or after the evaluation.
        RatingRefused: the evaluators do not lie apart, or the value is unknown.
        steps.CommentMissing: without a reason.
    """
    drill = steps.locked_drill(drill)
    check_chief(drill=drill, by=by)
    if drill.state not in DECIDING_STATES:
        raise RatingClosed(_("Ratings are reconciled while the drill is being evaluated."))
    if chosen not in ItemScore:
        raise RatingRefused(_("Choose one of the ratings offered."))
    reason = steps.need_comment(reason)
    rows = ItemRating.objects.filter(task__drill=drill, item=item, current=True).select_related(
        "task__evaluator"
    )
    given = {str(row.task.evaluator): row.score for row in rows}
    if not Item(code=item.code, ratings=tuple(row.score for row in rows)).apart:
        raise RatingRefused(
            _("The evaluators agree on %(code)s closely enough; the median counts.")
            % {"code": item.code}
        )
    drill.reconciliations.filter(item=item, current=True).update(current=False)
    return Reconciliation.objects.create(
        drill=drill,
        item=item,
        chosen=chosen,
        ratings=given,
        reason=reason,
        made_by=by,
        made_at=at,
    )


def unexplained(
    *, drill: Drill | None = None, task: EvaluationTask | None = None
) -> QuerySet[ItemRating]:
    """Return the ratings of 1 or 0 without a note, of a whole drill or of one evaluator.

    They count all the same; the reports are not signed before somebody can read why.
    """
    rows = ItemRating.objects.filter(current=True, score__in=EXPLAINED_SCORES, note="")
    return rows.filter(task=task) if task is not None else rows.filter(task__drill=drill)


def is_chief(*, drill: Drill, by: User) -> bool:
    """Say whether an account is the drill's chief evaluator."""
    return drill.people.filter(role=PersonRole.CHIEF_EVALUATOR, account=by).exists()


def check_chief(*, drill: Drill, by: User) -> None:
    """Refuse anybody but the drill's chief evaluator.

    Raises:
        NotChiefEvaluator: somebody else decides.
    """
    if not is_chief(drill=drill, by=by):
        raise NotChiefEvaluator(_("Only the chief evaluator of this drill decides here."))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One item on which evaluators lie apart: who gave what, and what was decided."""

    item: FormItem
    ratings: tuple[tuple[str, ItemRating], ...]
    decision: Reconciliation | None


def categories(*, drill: Drill) -> list[Category]:
    """Return the tested categories of a drill with the ratings in force, for `grading`."""
    ratings: dict[int, list[str]] = {}
    for item_id, score in ItemRating.objects.filter(task__drill=drill, current=True).values_list(
        "item_id", "score"
    ):
        ratings.setdefault(item_id, []).append(score)
    decided = dict(drill.reconciliations.filter(current=True).values_list("item_id", "chosen"))
    return [
        Category(
            code=row.section.code,
            use=row.section.template.use,
            weight=row.weight,
            items=tuple(
                Item(
                    code=item.code,
                    weight=item.weight,
                    critical=item.critical,
                    ratings=tuple(ratings.get(item.pk, ())),
                    reconciled=decided.get(item.pk, ""),
                )
                for item in row.section.items.all()
            ),
        )
        for row in tested_sections(drill)
    ]


def tested_sections(drill: Drill) -> list[DrillSection]:
    """Return the categories the drill declared to test, with their items, in order."""
    return list(
        drill.sections.filter(tested=True)
        .select_related("section__template")
        .prefetch_related("section__items")
    )


def disagreements(*, drill: Drill) -> list[Disagreement]:
    """Return the items on which evaluators lie two or more steps apart, in form order."""
    rows = (
        ItemRating.objects.filter(task__drill=drill, current=True)
        .select_related("item__section__template", "task__evaluator")
        .order_by("item__section__template__code", "item__section__position", "item__position")
    )
    by_item: dict[FormItem, list[ItemRating]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    decisions = {
        row.item_id: row
        for row in drill.reconciliations.filter(current=True).select_related("made_by")
    }
    return [
        Disagreement(
            item,
            tuple((str(row.task.evaluator), row) for row in given),
            decisions.get(item.pk),
        )
        for item, given in by_item.items()
        if Item(code=item.code, ratings=tuple(row.score for row in given)).apart
    ]


def _check_open(drill: Drill, item: FormItem) -> None:
    if drill.state not in RATING_STATES:
        raise RatingClosed(
            _("This drill is “%(state)s”; nothing is rated now.")
            % {"state": drill.get_state_display()}
        )
    if drill.state == DrillState.READY and not _rates_preparation(item.section):
        raise RatingClosed(_("The drill has not begun. Until then rate its preparation only."))


def _rates_preparation(section: FormSection) -> bool:
    """Say whether a category can be rated before the start; of form B1 the first one can."""
    use = section.template.use
    return use == TemplateUse.PREPARATION or (use == TemplateUse.TABLETOP and section.position == 1)


def _store(
    task: EvaluationTask,
    item: FormItem,
    score: str,
    note: str,
    at: datetime,
    client_ref: UUID | None,
) -> ItemRating:
    if client_ref is not None:
        known = task.ratings.filter(client_ref=client_ref).first()
        if known is not None:
            if (known.item_id, known.score, known.note) != (item.pk, score, note):
                raise ReferenceReused(
                    _("This change was already sent with other contents. Reload the page.")
                )
            return known
    current = task.ratings.select_for_update(no_key=True).filter(item=item, current=True).first()
    if current is not None:
        if (current.score, current.note) == (score, note):
            return current
        current.current = False
        current.save(update_fields=["current"])
    return ItemRating.objects.create(
        task=task,
        item=item,
        score=score,
        note=note,
        revision=current.revision + 1 if current else 1,
        client_ref=client_ref,
        rated_at=at,
    )
