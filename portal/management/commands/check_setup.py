"""Explain what is wrong with this installation, one sentence each."""

from typing import Any

from django.core.checks import ERROR, INFO, run_checks
from django.core.management import BaseCommand

from portal.checks import LIVE


class Command(BaseCommand):
    """Settings and services as production needs them."""

    help = "Check settings, database, queue and storage; say in a sentence what is wrong."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; the exit code is 1 when something must be put right."""
        found = [message for check in LIVE for message in check()]
        found += run_checks(include_deployment_checks=True)
        found = [m for m in found if m.level > INFO and not m.is_silenced()]
        for message in sorted(found, key=lambda message: -message.level):
            word = "Wrong" if message.level >= ERROR else "Look at"
            self.stdout.write(f"{word}: {message.msg} [{message.id}]")
            if message.hint:
                self.stdout.write(f"       {message.hint}")
        if any(message.level >= ERROR for message in found):
            raise SystemExit(1)
        self.stdout.write("The portal can start." if found else "Everything is in order.")
