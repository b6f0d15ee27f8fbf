"""What drills know of a person, forgotten with him."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from drills.models import DrillPerson, ImprovementAction
from portal.lib.refusals import Refusal
from portal.people.models import Person


class ActionsOpen(Refusal):
    """Somebody waits for the person to carry out or to verify an action."""

    code = "actions_open"


def forget(*, persons: Collection[Person]) -> None:
    """Leave the roles of a person in drills without a name of their own.

    Args:
        persons: all rows of the register that are one person.

    Raises:
        ActionsOpen: an improvement action still waits for the person.
    """
    waiting = ImprovementAction.objects.unfinished().filter(
        Q(owner__in=persons) | Q(verifier__in=persons)
    )
    if first := waiting.select_related("finding__drill__event").first():
        raise ActionsOpen(
            _(
                "This person still has to carry out or to verify an improvement action "
                "(“%(action)s”, %(drill)s). Give it to somebody else first."
            )
            % {"action": first, "drill": first.finding.drill}
        )
    DrillPerson.objects.filter(person__in=persons).update(name="")
