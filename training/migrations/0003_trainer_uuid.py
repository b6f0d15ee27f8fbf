import uuid

from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    trainers = apps.get_model("training", "Trainer").objects
    for pk in trainers.values_list("pk", flat=True):
        trainers.filter(pk=pk).update(uuid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_lesson_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="trainer",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="trainer",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
