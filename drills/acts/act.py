"""One act on a drill's board: button, form, and who may."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from drills import permissions
from drills.forms import acting
from drills.models import Drill
from portal.people.models import User

Allowed = Callable[[User, Drill], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its button, what it asks for, and for whom it is there.

    Args:
        code: stands in the address.
        label: on the button; a verb.
        done: said afterwards.
        form: asks for what the act needs, and calls the domain.
        allowed: whether an account may do it with a drill, whatever the drill's state.
        possible: whether the drill's state lets it; the domain has the last word.
        explains: what the act means, above its form.
        about: which part of the drill it concerns: "", "document", "person", "task", ….
        tone: "primary", "secondary" or "serious".
    """

    code: str
    label: str | Promise
    done: str | Promise
    form: type[acting.ActForm]
    allowed: Allowed
    possible: Callable[[Drill], bool]
    explains: str | Promise = ""
    about: str = ""
    tone: str = "secondary"

    @property
    def asks(self) -> bool:
        """Whether it has a form of its own page, or is done by its button."""
        return bool(self.form.base_fields) or self.form.asks_more


def may_take(verb: str) -> Allowed:
    """Return the condition that an account may take a step of a drill."""
    return lambda user, drill: permissions.may_take(user, drill, verb)


def in_states(*states: str) -> Callable[[Drill], bool]:
    """Return the condition that a drill stands in one of these states."""
    return lambda drill: drill.state in states
