"""A person is forgotten in every table, and counted as before in every total."""

import json
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from drills.domain.forgetting import ActionsOpen
from portal.events.domain import registering, subscribing
from portal.events.enums import AttendanceStatus, EventStatus, RegistrationStatus
from portal.events.models import Attendance, AttendanceOverride, DeviceClaim, Scan
from portal.lib.identity import canonical_identity
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.lib.sealing import fingerprint, unseal
from portal.notices.domain import outbox
from portal.people.domain import anonymising, keeping, matching, merging, persons, roles, roster
from portal.people.domain.comparing import Line
from portal.people.enums import PersonStatus, RoleCode
from portal.people.models import Membership, Pass, Person, RosterImport
from portal.totals.domain import annual, closing, evidence
from tests.factories.drills import ActionFactory, DrillPersonFactory
from tests.factories.people import (
    OrganisationFactory,
    PersonFactory,
    RosterImportFactory,
    UserFactory,
)
from tests.factories.registrations import RegistrationFactory
from tests.factories.totals import came, held
from tests.factories.training import TrainerFactory, TrainingSessionFactory
from training.domain import credits  # noqa: A004 - the word of the trade
from training.models import CreditEntry

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
AT = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)
NAME, OTHER_NAME, PHONE = "欧阳不见", "欧阳卜见", "13912345678"
NUMBER = canonical_identity("11010519491231002X", today=AT.date())


@pytest.fixture
def unit():
    return OrganisationFactory(name="平安机械")


@pytest.fixture
def manager(unit):
    user = UserFactory(scope=unit)
    user.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])
    return user


def known(unit, **fields):
    given = {"name": NAME, "organisation": unit, **persons.phone_columns(PHONE), **fields}
    return PersonFactory(**given)


def anonymise(person, by, **changed):
    given = {"person": person, "by": by, "at": AT, "reason": "本人书面要求", **changed}
    return anonymising.anonymise(**given)


def everything_known_of(unit, manager):
    """One person under two names, with a row in every table that can hold something of him."""
    person = known(
        unit, identity_digest=matching.identity_digest(NUMBER), identity_last4=NUMBER[-4:]
    )
    walk_in = persons.admit_walk_in(
        name=OTHER_NAME, phone_or_last4="5678", unit_text=f"{OTHER_NAME}早点铺", audience="", at=AT
    )
    Person.objects.filter(pk=walk_in.pk).update(organisation=unit)
    merging.merge(source=walk_in, target=person, by=manager, at=AT, reason=f"{NAME}说是他")
    Membership.objects.create(
        person=person, organisation=unit, position=f"{NAME}班班长", since_date=YEAR.start_date
    )
    Pass.objects.create(
        person=person, issued_at=AT, expires_at=AT + timedelta(days=9), revoked_reason=NAME
    )
    log(instance=person, action="people.unmask", user=manager, data={"reason": f"找{NAME}"})
    log(instance=walk_in, action="wagtail.edit", user=manager)
    made = RosterImportFactory(organisation=unit, uploaded_by=manager)
    lines = [
        Line(
            number=2, name=NAME, phone=PHONE, unit=unit.name, cells=[NAME, PHONE], position="工人"
        ),
        Line(number=3, name=NAME, unit="不知道哪里", cells=[NAME, "不知道哪里"]),
    ]
    roster.preview(roster=made, lines=lines, columns={"name": "A", "unit": "C"})

    event = held()
    session = TrainingSessionFactory(event=event)
    came(event, person)
    coming = held(starts_at=AT + timedelta(days=3), status=EventStatus.PUBLISHED)
    RegistrationFactory(event=event, person=person, status=RegistrationStatus.CONFIRMED)
    seat = RegistrationFactory(event=coming, person=person, status=RegistrationStatus.CONFIRMED)
    device = fingerprint("phone of his", "device")
    DeviceClaim.objects.create(event=event, device_digest=device, person=person, claimed_at=AT)
    scan = Scan.objects.create(
        event=event,
        person=person,
        kind="IN",
        source="VENUE_QR",
        device_digest=device,
        received_at=event.starts_at,
        effective_at=event.starts_at,
        note=f"{NAME}本人",
        raw={"name": NAME},
    )
    subscribing.send(person=person, at=AT)
    outbox.put(person=walk_in, template="x", values={"who": OTHER_NAME}, key="k", due_at=AT)
    AttendanceOverride.objects.create(
        event=event,
        person=person,
        status=AttendanceStatus.PRESENT,
        credited_minutes=90,
        reason=f"{NAME}有事先走",
        evidence_file=ContentFile(b"%PDF-1.4", name="proof.pdf"),
        made_by=manager,
        made_at=AT,
    )
    credits.enter(session=session, at=AT)
    trainer = TrainerFactory(name=NAME, title=f"{NAME}工作室", person=person)
    log(instance=trainer, action="wagtail.create", user=manager)
    log(
        instance=event,
        action="events.clash",
        user=manager,
        data={"reason": f"{NAME}要求", "clashes": [{"kind": "TRAINER", "what": NAME}]},
    )
    DrillPersonFactory(person=person, name=NAME)
    return person, walk_in, seat, scan


def texts():
    """Yield every text of every table, with where it stands; what is sealed is opened."""
    for model in apps.get_models(include_auto_created=True):
        fields = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values(*[field.attname for field in fields]):
            for name, value in row.items():
                said = json.dumps(value, ensure_ascii=False) if value is not None else ""
                yield f"{model._meta.label}.{name}", said
                if value and "sealed" in name:
                    yield f"{model._meta.label}.{name}, opened", unseal(value)


def places_of(*words):
    return sorted({place for place, text in texts() if any(word in text for word in words)})


def test_nothing_that_tells_who_it_was_is_left_in_any_table(
    unit, manager, django_capture_on_commit_callbacks
):
    person, walk_in, _seat, _scan = everything_known_of(unit, manager)
    words = [
        *(NAME, OTHER_NAME, PHONE, person.phone_digest, person.name_sounds.strip()),
        *(person.identity_digest, walk_in.walk_in_key, walk_in.name_sounds.strip()),
        fingerprint("phone of his", "device"),
    ]
    before = places_of(*words)
    proof = AttendanceOverride.objects.get().evidence_file

    with django_capture_on_commit_callbacks(execute=True):
        anonymise(person, manager, reason=f"{NAME}本人书面要求，电话 {PHONE}")

    assert len(before) > 20
    assert places_of(*words) == []
    assert not proof.storage.exists(proof.name)


def test_totals_frozen_years_hours_and_lists_are_what_they_were(unit, manager):
    person, _walk_in, _seat, _scan = everything_known_of(unit, manager)
    stranger = persons.admit_walk_in(
        name="路人", phone_or_last4="0001", unit_text="", audience="", at=AT
    )
    Person.objects.filter(pk=stranger.pk).update(organisation=unit)
    came(held(), stranger)
    snapshot = closing.freeze(period=YEAR, organisation=None, by=manager, at=AT)

    def counted():
        given = {"period": YEAR, "organisation": None, "at": AT}
        rows = [row.line for row in evidence.rows(**given)]
        earned = credits.balance(entries=CreditEntry.objects.all())
        columns = ("person", "status", "credited_minutes", "organisation_then", "first_in_at")
        return (
            annual.totals(**given),
            rows,
            earned,
            list(Attendance.objects.order_by("pk").values_list(*columns)),
            list(CreditEntry.objects.order_by("pk").values_list("person", "minutes")),
        )

    before = counted()
    anonymise(person, manager)
    anonymise(Person.objects.get(pk=stranger.pk), manager)

    assert counted() == before
    assert before[0].training.total.provisional == 1
    assert closing.is_intact(snapshot)
    with pytest.raises(closing.NothingChanged):
        closing.freeze(period=YEAR, organisation=None, by=manager, at=AT, reason="再看一遍")


def test_history_says_who_when_and_why_without_the_name(unit, manager):
    person = known(unit)

    done = anonymise(person, manager, reason=f" {NAME}书面要求 ")

    entry = ModelLogEntry.objects.get(action="people.anonymise")
    assert (entry.user, entry.label, entry.data) == (manager, "***", {"reason": "***书面要求"})
    assert (done.name, done.anonymised_at, done.status) == ("***", AT, PersonStatus.VERIFIED)


def test_coming_seats_are_given_back_and_past_ones_stay(unit, manager):
    person, _walk_in, seat, _scan = everything_known_of(unit, manager)
    seat.event.hard_capacity, seat.event.registration_mode = 1, "OPEN"
    seat.event.save()
    waiting = registering.request(event=seat.event, person=PersonFactory(), at=AT)

    anonymise(person, manager)

    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.status, waiting.status) == ("CANCELLED", "OFFERED")
    assert [one.status for one in person.registrations.exclude(pk=seat.pk)] == ["CONFIRMED"]


def test_whoever_comes_again_is_somebody_new(unit, manager):
    person, walk_in, _seat, _scan = everything_known_of(unit, manager)
    anonymise(person, manager)

    again = persons.admit_walk_in(
        name=OTHER_NAME, phone_or_last4="5678", unit_text=f"{OTHER_NAME}早点铺", audience="", at=AT
    )

    assert again.pk not in {person.pk, walk_in.pk}
    assert matching.by_phone_and_name(phone=PHONE, name=NAME) is None


def test_roster_that_waits_does_not_bring_him_back(unit, manager):
    person, _walk_in, _seat, _scan = everything_known_of(unit, manager)
    made = RosterImport.objects.get()
    roster.confirm(roster=made, by=manager, at=AT)
    anonymise(person, manager)
    number = Person.objects.count()

    made = roster.apply(roster=made, at=AT)

    assert Person.objects.count() == number
    assert [row.problems[0]["code"] for row in made.rows.all()] == ["anonymised", "anonymised"]


def test_manager_alone_and_only_in_his_scope(unit, manager):
    person = known(unit)
    organiser, elsewhere = UserFactory(scope=unit), UserFactory(scope=OrganisationFactory())
    organiser.groups.add(roles.sync()[RoleCode.ORGANISER])
    elsewhere.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])

    for by in (organiser, elsewhere):
        with pytest.raises(anonymising.NotYours):
            anonymise(person, by)


def test_row_of_another_scope_keeps_the_person(unit, manager):
    person = known(unit)
    merging.merge(source=PersonFactory(), target=person, by=manager, at=AT, reason="同一人")

    with pytest.raises(anonymising.NotYours):
        anonymise(person, manager)


def test_reason_is_needed_and_once_is_enough(unit, manager):
    person = known(unit)

    with pytest.raises(anonymising.ReasonMissing):
        anonymise(person, manager, reason=" ")
    anonymise(person, manager)
    with pytest.raises(anonymising.AlreadyAnonymised):
        anonymise(person, manager)


def test_account_and_open_actions_come_first(unit, manager):
    person, verifier = known(unit), PersonFactory(organisation=unit)
    account = UserFactory(person=person)
    ActionFactory(assigned=True, owner=person, verifier=verifier)

    with pytest.raises(anonymising.HasAccount, match=account.username):
        anonymise(person, manager)
    account.person = None
    account.save()
    for one in (person, verifier):
        with pytest.raises(ActionsOpen):
            anonymise(one, manager)
    person.refresh_from_db()
    assert person.name == NAME


def test_nothing_is_entered_or_merged_afterwards(unit, manager):
    person = anonymise(known(unit), manager)
    other = PersonFactory(organisation=unit)

    with pytest.raises(keeping.Anonymised):
        keeping.change(
            person=person,
            name="张三",
            phone="",
            organisation=unit,
            audience="",
            position="",
            since=AT.date(),
            by=manager,
        )
    for source, target in ((person, other), (other, person)):
        with pytest.raises(merging.Anonymised):
            merging.merge(source=source, target=target, by=manager, at=AT, reason="同一人")


def test_database_keeps_nothing_of_an_anonymised_person(unit, manager):
    person = anonymise(known(unit), manager)

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(name=NAME)
