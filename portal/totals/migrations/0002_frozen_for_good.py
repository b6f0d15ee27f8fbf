"""On PostgreSQL a trigger keeps what is frozen: only a missing signature may be added."""

from django.db import migrations

GUARD = """
CREATE FUNCTION totals_snapshot_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.signed_at IS NULL
           AND to_jsonb(NEW) - 'signed_by_id' - 'signed_at'
             = to_jsonb(OLD) - 'signed_by_id' - 'signed_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'frozen figures never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER totals_snapshot_guard BEFORE UPDATE OR DELETE ON totals_snapshot
    FOR EACH ROW EXECUTE FUNCTION totals_snapshot_guard();
CREATE FUNCTION totals_snapshotrow_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'frozen rows never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER totals_snapshotrow_guard BEFORE UPDATE OR DELETE ON totals_snapshotrow
    FOR EACH ROW EXECUTE FUNCTION totals_snapshotrow_guard();
"""
UNGUARD = """
DROP TRIGGER IF EXISTS totals_snapshotrow_guard ON totals_snapshotrow;
DROP FUNCTION IF EXISTS totals_snapshotrow_guard();
DROP TRIGGER IF EXISTS totals_snapshot_guard ON totals_snapshot;
DROP FUNCTION IF EXISTS totals_snapshot_guard();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNGUARD)


class Migration(migrations.Migration):
    dependencies = [("totals", "0001_snapshots")]
    operations = [migrations.RunPython(guard, unguard)]
