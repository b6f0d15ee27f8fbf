"""Who may do what with courses, runs and sessions; who sees them is `domain.queries.schedule`."""

from portal.events import permissions as events
from portal.events.enums import EventStatus
from portal.people.domain import scope
from portal.people.models import User
from training.domain.queries import schedule
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


def drafts_to_publish(user: User, run: CourseRun) -> list[TrainingSession]:
    """Return the drafts of a run an account may publish, in their order in the run."""
    drafts = schedule.sessions(user=user).filter(run=run, event__status=EventStatus.DRAFT)
    return [session for session in drafts.order_by("number") if may_change_session(user, session)]
