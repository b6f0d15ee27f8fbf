"""Evaluation forms as reviewed data files, brought into the database."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from drills.models import FormItem, FormSection, FormTemplate
from portal.lib.refusals import Refusal

DATA = Path(__file__).resolve().parents[1] / "data"

# A product rule: the standard weighs nothing, a critical item counts twice here.
ORDINARY_WEIGHT = 1
CRITICAL_WEIGHT = 2


class FormChanged(Refusal):
    """The file of a version that is already loaded says something else now."""

    code = "form_changed"


def form_files() -> list[Path]:
    """Return the data files of all forms and versions, in order."""
    return sorted(DATA.glob("form-*.json"))


def load() -> int:
    """Load every version of every form that is not there yet; repeatable.

    Returns:
        How many versions were added.

    Raises:
        FormChanged: a loaded version differs from its file. Versions are never edited:
            drills have been rated with them. Put the change into a new version.
    """
    return sum(load_form(path) for path in form_files())


@transaction.atomic
def load_form(path: Path) -> bool:
    """Load one version of one form; says whether it was new.

    Raises:
        FormChanged: this version is loaded with other contents.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    values = json.loads(raw)
    known = FormTemplate.objects.filter(code=values["code"], version=values["version"]).first()
    if known is not None:
        if known.digest != digest:
            raise FormChanged(
                _(
                    "Form %(code)s, version %(version)s, is loaded with other contents. "
                    "Put the change into a file with the next version number."
                )
                % {"code": known.code, "version": known.version}
            )
        return False
    write(values, digest, FormTemplate, FormSection, FormItem)
    return True


def write(values: Mapping[str, Any], digest: str, template: Any, section: Any, item: Any) -> None:
    """Write one form; the models are given, so that a migration can give its own."""
    form = template.objects.create(
        code=values["code"],
        version=values["version"],
        use=values["use"],
        title_zh=values["title"]["zh"],
        title_en=values["title"]["en"],
        source_zh=values["source"]["zh"],
        source_en=values["source"]["en"],
        mark=values["mark"],
        confidence=str(values["confidence"]),
        digest=digest,
    )
    for place, category in enumerate(values["sections"], start=1):
        row = section.objects.create(
            template=form,
            code=category["code"],
            text_zh=category["zh"],
            text_en=category["en"],
            position=place,
        )
        item.objects.bulk_create(
            item(
                section=row,
                code=point["code"],
                text_zh=point["zh"],
                text_en=point["en"],
                critical=point.get("critical", False),
                weight=CRITICAL_WEIGHT if point.get("critical") else ORDINARY_WEIGHT,
                hint_zh=point.get("data", {}).get("zh", ""),
                hint_en=point.get("data", {}).get("en", ""),
                position=number,
            )
            for number, point in enumerate(category["items"], start=1)
        )
