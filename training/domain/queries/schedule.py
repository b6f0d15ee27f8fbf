"""Which sessions there are, as an account may see them."""

from django.db.models import QuerySet

from portal.people.domain import scope
from portal.people.models import User
from training.models import Course, CourseRun, Trainer, TrainingSession

# An event belongs to whom it is organised by; its host may see it too.
EVENT_OWNERS = ("event__organiser__path", "event__host__path")


def sessions(*, user: User) -> QuerySet[TrainingSession]:
    """Return the sessions organised, or hosted, within an account's scope."""
    return (
        scope.within(TrainingSession.objects.all(), user, *EVENT_OWNERS)
        .select_related(
            "run__course", "event__topic", "event__organiser", "event__host", "event__venue"
        )
        .order_by("-event__starts_at", "-pk")
    )


def runs(*, user: User) -> QuerySet[CourseRun]:
    """Return the runs organised within an account's scope."""
    return scope.within(CourseRun.objects.all(), user, "organiser__path").select_related(
        "course", "organiser"
    )


def trainers(*, user: User) -> QuerySet[Trainer]:
    """Return the trainers of an account's scope and those who belong to nobody: experts."""
    mine = scope.within(Trainer.objects.all(), user, "organisation__path")
    if scope.path_of(user) is None:
        return mine
    return (mine | Trainer.objects.filter(organisation__isnull=True)).select_related("organisation")


def own_trainers(*, user: User) -> QuerySet[Trainer]:
    """Return the trainers an account may change; experts belong to the district."""
    return scope.owned(trainers(user=user), user, "organisation")


def courses(*, user: User) -> QuerySet[Course]:
    """Return the catalogue, which every account may read."""
    if scope.path_of(user) is None:
        return Course.objects.none()
    return Course.objects.select_related("topic", "organisation")


def own_courses(*, user: User) -> QuerySet[Course]:
    """Return the courses an account may change; those of nobody belong to the district."""
    return scope.owned(courses(user=user), user, "organisation")
