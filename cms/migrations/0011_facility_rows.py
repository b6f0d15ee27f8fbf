"""One facility for both languages, and its words on the page of each."""

import json
import secrets
import uuid

from django.db import migrations
from django.utils import timezone

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# The rows are the office's; they are in its language.
FOUND_BEFORE = "此前登记的状况"
NOT_FOUND = (
    "These community pages have facilities and belong to no organisation: {}. "
    "Choose the organisation of each on its page, publish it, and migrate again."
)


def part(apps, schema_editor):
    """Give each facility to its community, and what was written of it to the page."""
    facilities = apps.get_model("cms", "Facility")
    pages = apps.get_model("cms", "CommunityPage")
    words = apps.get_model("cms", "FacilityWords")
    with_some = pages.objects.filter(facilities__isnull=False).distinct()
    orphans = with_some.filter(organisation=None)
    if orphans:
        raise RuntimeError(NOT_FOUND.format(", ".join(page.title for page in orphans)))
    chinese_first = with_some.select_related("locale").order_by("-locale__language_code", "path")
    seen, gone, written = {}, [], {}
    for page in chinese_first:
        for place, row in enumerate(page.facilities.order_by("sort_order", "pk")):
            key = (page.translation_key, place, row.kind)
            facility = seen.setdefault(key, row)
            if facility is row:
                _stand_alone(apps, row, page)
            else:
                gone.append(row.pk)
            written.setdefault(page.pk, []).append(
                words.objects.create(
                    page=page,
                    facility=facility,
                    sort_order=place,
                    place=row.place,
                    shows=row.shows,
                )
            )
    facilities.objects.filter(pk__in=gone).delete()
    _keep_in_drafts(apps, written)


def _stand_alone(apps, row, page):
    row.uuid = uuid.uuid4()
    row.code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    row.organisation_id = page.organisation_id
    row.name = row.place
    row.save()
    if row.inspected_date:
        apps.get_model("cms", "FacilityInspection").objects.create(
            uuid=uuid.uuid4(),
            facility=row,
            inspected_date=row.inspected_date,
            condition=row.condition,
            note="" if row.condition == "GOOD" else FOUND_BEFORE,
            by_name="",
            entered_at=timezone.now(),
        )


def _keep_in_drafts(apps, written):
    """An editor opens the latest version of a page; it shall have the words too."""
    page_type = apps.get_model("wagtailcore", "Page")
    for pk, rows in written.items():
        newest = page_type.objects.select_related("latest_revision").get(pk=pk).latest_revision
        if newest is None:
            continue
        content = newest.content if isinstance(newest.content, dict) else json.loads(newest.content)
        content.pop("facilities", None)
        content["facility_words"] = [
            {
                "pk": row.pk,
                "sort_order": row.sort_order,
                "page": pk,
                "facility": row.facility_id,
                "place": row.place,
                "shows": row.shows,
                "text": "",
                "photo": None,
                "photo_text": "",
            }
            for row in rows
        ]
        newest.content = content
        newest.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_facilities")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop)]
