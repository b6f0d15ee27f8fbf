"""Facilities become things of their own; this last part takes away what they had of a page."""

import django.db.models.deletion
import portal.events.models.events
import uuid
from django.db import migrations, models

GUARD = """
CREATE FUNCTION cms_facilityinspection_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an inspection is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.facility_id, NEW.inspected_date, NEW.condition, NEW.note, NEW.by_name,
        NEW.entered_at)
        IS DISTINCT FROM
       (OLD.id, OLD.facility_id, OLD.inspected_date, OLD.condition, OLD.note, OLD.by_name,
        OLD.entered_at) THEN
        RAISE EXCEPTION 'an inspection never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cms_facilityinspection_guard BEFORE UPDATE OR DELETE ON cms_facilityinspection
    FOR EACH ROW EXECUTE FUNCTION cms_facilityinspection_guard();
"""
UNGUARD = """
DROP TRIGGER IF EXISTS cms_facilityinspection_guard ON cms_facilityinspection;
DROP FUNCTION IF EXISTS cms_facilityinspection_guard();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNGUARD)


class Migration(migrations.Migration):

    dependencies = [("cms", "0011_facility_rows"), ("people", "0009_password_letters")]

    operations = [
        migrations.AlterModelOptions(
            name='facility',
            options={'ordering': ['organisation__path', 'kind', 'pk'], 'verbose_name': 'facility', 'verbose_name_plural': 'facilities'},
        ),
        migrations.RemoveField(
            model_name='facility',
            name='inspected_date',
        ),
        migrations.RemoveField(
            model_name='facility',
            name='page',
        ),
        migrations.RemoveField(
            model_name='facility',
            name='place',
        ),
        migrations.RemoveField(
            model_name='facility',
            name='shows',
        ),
        migrations.RemoveField(
            model_name='facility',
            name='sort_order',
        ),
        migrations.AlterField(
            model_name='facility',
            name='code',
            field=models.CharField(default=portal.events.models.events.new_event_code, editable=False, max_length=8, unique=True, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='facility',
            name='organisation',
            field=models.ForeignKey(help_text="Where it stands; its words are written on this community's page.", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='community'),
        ),
        migrations.AlterField(
            model_name='facility',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddIndex(
            model_name='facility',
            index=models.Index(condition=models.Q(('removed_date__isnull', True)), fields=['next_inspection_date'], name='cms_facility_next_inspection'),
        ),
        migrations.AddConstraint(
            model_name='facility',
            constraint=models.CheckConstraint(condition=models.Q(('removed_date__isnull', True), ('installed_date__isnull', True), ('removed_date__gte', models.F('installed_date')), _connector='OR'), name='cms_facility_installed_before_taken_away'),
        ),
        migrations.RunPython(guard, unguard),
    ]
