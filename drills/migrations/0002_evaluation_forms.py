"""The forms every installation starts with: A1, A2 and B1, first versions."""

import hashlib
import json
from pathlib import Path

from django.db import migrations

from drills.domain import reference

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = ["form-a1-v1.json", "form-a2-v1.json", "form-b1-v1.json"]


def add_forms(apps, schema_editor):
    models = [apps.get_model("drills", name) for name in ("FormTemplate", "FormSection", "FormItem")]
    for name in FILES:
        raw = (DATA / name).read_bytes()
        reference.write(json.loads(raw), hashlib.sha256(raw).hexdigest(), *models)


def remove_forms(apps, schema_editor):
    codes = [name.split("-")[1].upper() for name in FILES]
    for name, lookup in (
        ("FormItem", "section__template__code__in"),
        ("FormSection", "template__code__in"),
        ("FormTemplate", "code__in"),
    ):
        apps.get_model("drills", name).objects.filter(**{lookup: codes}).delete()


class Migration(migrations.Migration):
    dependencies = [("drills", "0001_initial")]
    operations = [migrations.RunPython(add_forms, remove_forms)]
