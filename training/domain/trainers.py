"""Trainers of the register."""

from collections.abc import Collection

from portal.people.domain.anonymising import Names, forget_in_log
from portal.people.models import Person
from portal.people.models.persons import NO_NAME
from training.models import Trainer


def forget(*, persons: Collection[Person], names: Names) -> None:
    """Name nobody as a trainer any more who is forgotten; the classes stay taught.

    Args:
        persons: all rows of the register that are one person.
        names: what texts may call the person.
    """
    rows = list(Trainer.objects.filter(person__in=persons))
    if not rows:
        return
    Trainer.objects.filter(pk__in=[one.pk for one in rows]).update(
        name=NO_NAME, title="", active=False
    )
    names = Names((*names.words, *(one.name for one in rows)))
    forget_in_log(rows, names, actions=["events.clash"])
