"""Load the evaluation forms from drills/data; new versions are added, none is changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from drills.domain import reference


class Command(BaseCommand):
    help = "Load new versions of the evaluation forms from drills/data. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is new and say how much that was."""
        try:
            added = reference.load()
        except reference.FormChanged as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{added} new form version(s), {len(reference.form_files())} in all.")
