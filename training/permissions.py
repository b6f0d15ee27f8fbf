"""Who may do what with courses, runs and sessions; who sees them is `domain.queries.schedule`."""

from portal.events import permissions as events
from portal.people.domain import scope
from portal.people.models import User
from training.models import CourseRun, TrainingSession


def may_plan(user: User) -> bool:
    """Say whether an account may begin runs and plan sessions."""
    return events.may_plan(user)


def may_change_run(user: User, run: CourseRun) -> bool:
    """Say whether an account may change a run and add sessions to it."""
    return may_plan(user) and scope.sees(user, run.organiser)


def may_change_session(user: User, session: TrainingSession) -> bool:
    """Say whether an account may change, move or cancel a session."""
    return events.may_change(user, session.event)
