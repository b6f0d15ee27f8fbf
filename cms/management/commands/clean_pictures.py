"""Take place, time, device and owner out of pictures kept before the site did so itself."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from cms.domain import pictures


class Command(BaseCommand):
    """Cleans what is not clean yet; repeatable."""

    help = "Take place, time, device and owner out of pictures that still tell them; repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the administrator say how many rows are read at a time."""
        parser.add_argument("--batch", type=int, default=100, help="Rows read at a time (100).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean them, and say how many were looked at, cleaned and left."""
        done = pictures.take_traces_out(batch=options["batch"])
        self.stdout.write(f"Looked at {done.looked_at} pictures, cleaned {done.cleaned}.")
        if done.unreadable:
            numbers = ", ".join(map(str, done.unreadable))
            self.stdout.write(f"Left as they are, because they cannot be read: {numbers}.")
