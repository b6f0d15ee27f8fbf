"""What one account sees of drills, and the figures of one drill's board."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from drills.enums import EXPLAINED_SCORES, OPEN_ACTIONS, OWNERS_TURN, ActionState
from drills.models import Drill, EvaluationTask, FormSection, ImprovementAction, ItemRating
from portal.people.domain import scope
from portal.people.domain.queries.canonical import same_person
from portal.people.models import User


def drills(user: User) -> QuerySet[Drill]:
    """Return the drills an account sees: led or joined by its units, or it has a role there.

    Those of its units only to who may read drills at all; a role in a drill is enough for it.
    """
    seen = Q(people__account=user)
    if user.has_perm("drills.view_drill"):
        led_or_joined = scope.within(
            Drill.objects.all(), user, "event__organiser__path", "co_organisers__path"
        )
        seen |= Q(pk__in=led_or_joined.values("pk"))
    return (
        Drill.objects.filter(seen)
        .select_related("event__topic", "event__organiser", "event__venue", "event__host")
        .distinct()
        .order_by("-event__starts_at", "-pk")
    )


def actions(user: User) -> QuerySet[ImprovementAction]:
    """Return the actions an account sees: of its drills, or its own to do or to verify."""
    return (
        ImprovementAction.objects.filter(
            Q(finding__drill__in=drills(user).order_by().values("pk"))
            | scope_of_owner(user)
            | _own(user)
        )
        .select_related(
            "finding__drill__event", "owner", "owner_unit", "verifier", "finding__drill"
        )
        .distinct()
        .order_by("due_date", "pk")
    )


def scope_of_owner(user: User) -> Q:
    """Return the condition "a unit in the account's scope is responsible", for who may read it."""
    if not user.has_perm("drills.view_improvementaction"):
        return Q(pk__in=[])
    units = scope.organisations(user).values("pk")
    return Q(owner_unit__in=units)


def to_do(user: User) -> QuerySet[ImprovementAction]:
    """Return the actions that wait for this account: to carry out, or to verify."""
    if user.person is None:
        return ImprovementAction.objects.none()
    return (
        ImprovementAction.objects.filter(
            (same_person(user.person, "owner") & Q(state__in=OWNERS_TURN))
            | (same_person(user.person, "verifier") & Q(state=ActionState.SUBMITTED))
        )
        .select_related("finding__drill__event", "owner", "verifier")
        .order_by("due_date", "pk")
    )


def tasks(user: User) -> QuerySet[EvaluationTask]:
    """Return the evaluation tasks of an account, the latest drill first."""
    return (
        EvaluationTask.objects.filter(evaluator=user)
        .select_related("drill__event")
        .order_by("-drill__event__starts_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one evaluator is in one category.

    Args:
        to_explain: low ratings that still lack a note.
    """

    section: FormSection
    done: int
    all: int
    to_explain: int = 0

    @property
    def complete(self) -> bool:
        """Whether every item has a rating, and every low one a note."""
        return self.done >= self.all and not self.to_explain


def progress(task: EvaluationTask) -> list[Progress]:
    """Return, for every category of a task in form order, how many items are rated."""
    bare = Q(score__in=EXPLAINED_SCORES, note="")
    done = {
        section: (rated, to_explain)
        for section, rated, to_explain in ItemRating.objects.filter(task=task, current=True)
        .order_by()
        .values_list("item__section")
        .annotate(rated=Count("pk"), bare=Count("pk", filter=bare))
    }
    sections = (
        task.sections.select_related("template")
        .annotate(number_of_items=Count("items"))
        .order_by("template__code", "position")
    )
    return [
        Progress(section, rated, section.number_of_items, to_explain)
        for section in sections
        for rated, to_explain in [done.get(section.pk, (0, 0))]
    ]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One tested category on the board: its evaluators, and how much each has rated."""

    section: FormSection
    weight: int
    all: int
    evaluators: tuple[tuple[str, int], ...]


def coverage(drill: Drill) -> list[CoverageRow]:
    """Return, for every tested category, how many items each assigned evaluator has rated."""
    done: dict[tuple[int, int], int] = {
        (task, section): number
        for task, section, number in ItemRating.objects.filter(task__drill=drill, current=True)
        .order_by()
        .values_list("task", "item__section")
        .annotate(Count("pk"))
    }
    assigned: dict[int, list[tuple[str, int]]] = {}
    for task in drill.tasks.select_related("evaluator").prefetch_related("sections"):
        for section in task.sections.all():
            assigned.setdefault(section.pk, []).append(
                (str(task.evaluator), done.get((task.pk, section.pk), 0))
            )
    rows = (
        drill.sections.filter(tested=True)
        .select_related("section__template")
        .annotate(number_of_items=Count("section__items"))
    )
    return [
        CoverageRow(
            row.section, row.weight, row.number_of_items, tuple(assigned.get(row.section_id, ()))
        )
        for row in rows
    ]


def count_actions(drill: Drill, today: date) -> dict[str, int]:
    """Return how many actions of a drill are open, overdue and closed."""
    rows = ImprovementAction.objects.filter(finding__drill=drill)
    unfinished = Q(state__in=OPEN_ACTIONS)
    return rows.aggregate(
        open=Count("pk", filter=unfinished),
        overdue=Count("pk", filter=unfinished & Q(due_date__lt=today)),
        closed=Count("pk", filter=~unfinished),
    )


def _own(user: User) -> Q:
    if user.person is None:
        return Q(pk__in=[])
    return same_person(user.person, "owner") | same_person(user.person, "verifier")
