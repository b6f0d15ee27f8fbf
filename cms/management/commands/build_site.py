"""Make the pages, languages, site and groups of a new installation; repeatable."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.domain import office, site, wording
from portal.people.domain import roles
from portal.people.enums import RoleCode


class Command(BaseCommand):
    help = "Make the pages, languages, site and groups of a new installation; repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is missing and say where the two home pages are."""
        groups = roles.sync()
        office.furnish(
            reviewers=groups[RoleCode.REVIEWER], managers=groups[RoleCode.DISTRICT_MANAGER]
        )
        wording.load()
        homes = site.build(address=settings.PORTAL_BASE_URL, name=settings.WAGTAIL_SITE_NAME)
        for code, home in homes.items():
            self.stdout.write(f"{code}: {home.get_descendants().count() + 1} pages")
