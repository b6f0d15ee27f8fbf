"""On PostgreSQL a trigger keeps scans append-only: time and person stay, no row goes."""

from django.db import migrations

GUARD = """
CREATE FUNCTION events_scan_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a scan is never deleted; annul it' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.event_id, NEW.kind, NEW.source, NEW.received_at, NEW.effective_at)
        IS DISTINCT FROM
       (OLD.id, OLD.event_id, OLD.kind, OLD.source, OLD.received_at, OLD.effective_at)
       OR NEW.claimed_at IS DISTINCT FROM OLD.claimed_at
       OR (OLD.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id) THEN
        RAISE EXCEPTION 'time and person of a scan never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_scan_guard BEFORE UPDATE OR DELETE ON events_scan
    FOR EACH ROW EXECUTE FUNCTION events_scan_guard();
"""
UNGUARD = """
DROP TRIGGER IF EXISTS events_scan_guard ON events_scan;
DROP FUNCTION IF EXISTS events_scan_guard();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNGUARD)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
