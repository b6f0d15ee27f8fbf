import pytest
from kombu.exceptions import OperationalError

from portal.lib import probes


@pytest.mark.django_db
def test_nothing_fails_when_all_services_answer():
    assert probes.failures() == {}


def test_failure_is_named_by_its_kind_and_not_by_its_message():
    def refuse():
        raise ConnectionRefusedError("secret@10.0.0.1")

    failing = probes.failures({"database": refuse, "broker": lambda: None})

    assert failing == {"database": "ConnectionRefusedError"}


def test_broker_that_is_away_fails_within_seconds(use_queue):
    use_queue("redis://127.0.0.1:1/0")

    with pytest.raises(OperationalError):
        probes.broker()


@pytest.mark.django_db
def test_no_migration_waits_after_migrating():
    assert probes.pending_migrations() is False
