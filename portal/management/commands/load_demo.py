"""Load the demonstration year."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from cms.domain import demonstration as pages
from cms.domain import demonstration_reach, office
from cms.domain import demonstration_reviews as reviews
from portal.management.demonstration import (
    accounts,
    classes,
    closed_year,
    drills,
    organisations,
    persons,
    publicity,
    rosters,
    running_year,
)
from portal.notices.models import Notice
from portal.people.models import Organisation


class Command(BaseCommand):
    """Load invented people and a whole year of work, once; keep one class open at the door."""

    help = (
        "Load the demonstration year into an empty database. "
        "Run again, it only makes sure that one class is open for check-in now."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-pages", action="store_true", help="leave the site as it is")

    def handle(self, *args: Any, without_pages: bool, **options: Any) -> None:
        """Load everything in one transaction, or only open a door when it is loaded."""
        at = timezone.now()
        with translation.override("zh-hans"), transaction.atomic():
            staff = accounts.known()
            if staff is not None:
                running_year.open_door_now(accounts=staff, at=at)
                return
            if Organisation.objects.exists():
                raise CommandError(
                    "The database is in use. The demonstration year goes into an empty one only: "
                    "set DATABASE_URL or VAR_DIR to another place."
                )
            places = organisations.load()
            staff = accounts.load(places)
            people = persons.load(places)
            teaching = classes.load_courses(places)
            classes.load_year(places, people, teaching, staff.organiser)
            drills.load_year(places, people, staff)
            publicity.load_year(places, staff.organiser)
            running_year.load(places, people, teaching, staff, at)
            rosters.load(people, staff, at)
            closed_year.load(staff)
            if not without_pages:
                pages.load(at=at)
                office.furnish(**accounts.groups_of_the_site())
                writers = accounts.writers()
                reviews.load(author=writers[0], reviewers=writers[1:], at=at)
                demonstration_reach.load(at=at)
            # Nobody is to be told today what was due in the past.
            Notice.objects.filter(due_at__lte=at).update(withdrawn_at=at)
        self.stdout.write("The demonstration year is loaded.")
