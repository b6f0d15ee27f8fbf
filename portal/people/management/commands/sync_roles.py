"""Write the roles and their permissions into the database."""

from django.core.management.base import BaseCommand

from portal.people.domain import roles


class Command(BaseCommand):
    help = "Gives every role its group with exactly its permissions; may be run at any time."

    def handle(self, *args, **options) -> None:
        groups = roles.sync()
        for code, group in groups.items():
            self.stdout.write(f"{code}: {group.name}, {group.permissions.count()} permissions")
