"""Remove the identity numbers of everybody, once no course asks for them any more."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from portal.people.domain import keeping
from portal.people.forms import identity_purposes


class Command(BaseCommand):
    """Removes what is kept of identity numbers; refuses while a course asks for them."""

    help = "Remove the identity numbers of everybody, once no course asks for them any more."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them, and say of how many rows of the register."""
        titles = identity_purposes().values()
        if titles:
            raise CommandError(
                f"Still asked for by: {', '.join(titles)}. Switch it off in the course first."
            )
        self.stdout.write(f"Removed identity numbers of {keeping.forget_identities()} persons.")
