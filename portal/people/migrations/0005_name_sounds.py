import portal.people.models.persons
from django.db import migrations

from portal.lib.pinyin import name_sounds


def write_sounds(apps, schema_editor):
    """Write the pinyin of the names that are on the register."""
    person = apps.get_model("people", "Person")
    rows = list(person.objects.order_by("pk").values_list("pk", "name"))
    for at in range(0, len(rows), 1000):
        person.objects.bulk_update(
            [
                person(pk=pk, name_sounds=name_sounds(name)[:240])
                for pk, name in rows[at : at + 1000]
            ],
            ["name_sounds"],
            batch_size=400,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_district'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='name_sounds',
            field=portal.people.models.persons.SoundsField(default='', editable=False, max_length=240),
        ),
        migrations.RunPython(write_sounds, migrations.RunPython.noop),
    ]
