from django.db import migrations, models


def keep_nothing(apps, schema_editor):
    """Empty the rows that were only called anonymised; they were counted as verified."""
    apps.get_model("people", "Person").objects.filter(status="ANONYMISED").update(
        name="***",
        name_key="",
        name_sounds="",
        unit_text="",
        phone_digest=None,
        phone_last4="",
        phone_sealed="",
        identity_digest=None,
        identity_last4="",
        walk_in_key=None,
        status="VERIFIED",
        anonymised_at=models.F("updated_at"),
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0006_identity_numbers")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="anonymised_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="anonymised at"
            ),
        ),
        migrations.RemoveConstraint(
            model_name="person", name="people_person_anonymised_has_no_identity"
        ),
        migrations.RunPython(keep_nothing, migrations.RunPython.noop),
    ]
