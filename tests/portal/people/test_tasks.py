"""Rosters in the background."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from portal.lib.sealing import seal_file
from portal.people import tasks
from portal.people.domain import roster
from portal.people.models import RosterImport, RosterRow
from tests.factories.people import OrganisationFactory, RosterImportFactory

pytestmark = pytest.mark.django_db
CSV = "姓名\n王强\n".encode()


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def sent(content=CSV, **fields):
    made = RosterImportFactory(**fields)
    made.file.save("one.roster", ContentFile(seal_file(content)))
    return made


def state(made):
    return RosterImport.objects.get(pk=made.pk).state


def test_read_stores_the_preview_and_deletes_the_file():
    made = sent()
    storage, name = made.file.storage, made.file.name

    tasks.read(made.pk)

    assert (state(made), storage.exists(name)) == ("PREVIEWED", False)


def test_read_again_does_nothing():
    made = sent()
    tasks.read(made.pk)

    tasks.read(made.pk)

    assert RosterRow.objects.count() == 1


def test_read_of_a_file_that_was_not_sealed_fails_with_a_sentence(caplog):
    made = sent()
    Path(made.file.path).write_bytes(CSV)

    tasks.read(made.pk)

    made.refresh_from_db()
    assert (made.state, made.message) == ("FAILED", "broken")


@pytest.mark.parametrize("content", [b"%PDF", None])
def test_read_of_what_cannot_be_read_fails_with_a_sentence(content, caplog):
    made = sent(content or CSV)
    if content is None:
        made.file.storage.delete(made.file.name)

    tasks.read(made.pk)

    made.refresh_from_db()
    assert (made.state, made.message, bool(made.file)) == ("FAILED", "broken", False)
    assert "Could not read roster" in caplog.text


def test_read_that_breaks_is_not_tried_for_ever(caplog, monkeypatch):
    made = sent(uploaded_at=timezone.now() - timedelta(minutes=4))
    monkeypatch.setattr(tasks, "read_roster", lambda *given, **more: 1 / 0)

    tasks.resume()

    made.refresh_from_db()
    assert (made.state, made.message, bool(made.file)) == ("FAILED", "broken", False)


def test_roster_put_aside_while_it_is_read_stays_aside(monkeypatch):
    made = sent()
    compare = roster.compare

    def put_aside_meanwhile(**given):
        roster.discard(roster=RosterImport.objects.get())
        return compare(**given)

    monkeypatch.setattr(roster, "compare", put_aside_meanwhile)

    tasks.read(made.pk)

    assert (state(made), RosterRow.objects.count()) == ("DISCARDED", 0)


def test_second_worker_that_fails_leaves_the_preview_of_the_first(caplog, monkeypatch):
    made = sent()
    first = RosterImport.objects.get()
    tasks.read(made.pk)
    monkeypatch.setattr(RosterImport.objects, "get", lambda **given: first)

    tasks.read(made.pk)

    made.refresh_from_db()
    assert (made.state, RosterRow.objects.count()) == ("PREVIEWED", 1)


def test_apply_that_breaks_fails_with_a_sentence(caplog):
    made = sent()
    tasks.read(made.pk)
    roster.confirm(roster=RosterImport.objects.get(), by=made.uploaded_by, at=timezone.now())
    RosterRow.objects.update(sealed="broken")

    tasks.apply(made.pk)

    made.refresh_from_db()
    assert (made.state, made.message) == ("FAILED", "broken")
    assert "Could not apply roster" in caplog.text


def test_resume_takes_up_what_was_left_lying():
    now = timezone.now()
    lost = {"uploaded_at": now - timedelta(minutes=4), "organisation": OrganisationFactory()}
    reading, fresh = sent(**lost), sent(uploaded_at=now)
    applying = sent(**lost)
    tasks.read(applying.pk)
    RosterImport.objects.filter(pk=applying.pk).update(
        state="APPLYING", confirmed_at=now - timedelta(minutes=4)
    )

    tasks.resume()

    assert [state(one) for one in (reading, fresh, applying)] == [
        "PREVIEWED",
        "READING",
        "APPLIED",
    ]
