"""The demonstration year against figures added up by hand from the office's own list.

Nothing here uses the code that computes the annual totals: the rows are counted one by one.
"""

from collections import Counter, defaultdict
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cms.models import ArticlePage, CommunityPage
from drills.enums import DrillState
from drills.models import Drill, ImprovementAction
from portal.events.domain import headcounts
from portal.events.enums import PUBLICITY_KINDS, EventKind, EventStatus
from portal.events.models import Attendance, Event
from portal.lib.periods import BUSINESS_ZONE, Period, business_date
from portal.management.demonstration import running_year
from portal.notices.models import Notice
from portal.people.models import Person, RosterImport, User
from portal.totals.domain import annual, closing
from portal.totals.models import Snapshot
from training.models import Course, CourseRun, TrainingSession

# Month: sessions, people by name, people only counted, drills.
BY_HAND = {
    1: (2, 210, 0, 1),
    2: (3, 286, 14, 0),
    3: (4, 402, 18, 2),
    4: (4, 388, 22, 3),
    5: (6, 641, 49, 4),
    6: (9, 1120, 120, 5),
    7: (4, 412, 18, 3),
    8: (4, 380, 20, 2),
    9: (5, 520, 36, 2),
    10: (5, 571, 49, 1),
    11: (4, 480, 18, 3),
    12: (3, 332, 22, 1),
}
PRESENT = {"PRESENT", "LATE", "EARLY_LEAVE", "LATE_AND_EARLY", "PARTIAL"}


@pytest.fixture(scope="module", autouse=True)
def _year(django_db_setup, django_db_blocker):
    """Load once for all tests of this file, and take everything back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("build_site", stdout=StringIO())
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def of_2025(kind):
    return [
        event
        for event in Event.objects.filter(kind=kind).order_by("starts_at")
        if business_date(event.starts_at).year == 2025
    ]


def named(event):
    return [row for row in event.attendances.all() if row.status in PRESENT]


def test_classes_by_month():
    months = defaultdict(lambda: [0, 0, 0])
    for event in of_2025(EventKind.TRAINING):
        month = months[business_date(event.starts_at).month]
        count = headcounts.latest(event)
        month[0] += 1
        month[1] += len(named(event))
        month[2] += max(0, count.count - len(named(event))) if count else 0

    assert {number: tuple(month) for number, month in months.items()} == {
        number: row[:3] for number, row in BY_HAND.items()
    }


def test_classes_of_the_year():
    classes = of_2025(EventKind.TRAINING)
    people = {row.person for event in classes for row in named(event)}
    sessions = TrainingSession.objects.filter(event__in=classes)

    assert len(classes) == 53
    assert sum(len(named(event)) for event in classes) == 5742
    assert Counter(person.status for person in people) == {"VERIFIED": 2214, "PROVISIONAL": 37}
    assert CourseRun.objects.filter(sessions__in=sessions).distinct().count() == 33
    assert sum(event.host is not None for event in classes) == 12
    assert {event.status for event in classes} == {EventStatus.LOCKED}


def test_nobody_is_twice_in_one_class():
    pairs = list(Attendance.objects.values_list("event", "person"))

    assert len(pairs) == len(set(pairs))


def test_drills_by_month_and_topic():
    held = of_2025(EventKind.DRILL)
    months = Counter(business_date(event.starts_at).month for event in held)

    assert dict(months) == {number: row[3] for number, row in BY_HAND.items() if row[3]}
    assert Counter(event.topic.code for event in held) == {
        "hazchem": 5,
        "fire": 7,
        "flood": 4,
        "special_equipment": 3,
        "highrise_fire": 5,
        "geohazard": 3,
    }


def test_drills_are_archived_graded_and_six_are_joint():
    drills = Drill.objects.filter(event__in=of_2025(EventKind.DRILL))

    assert Counter(drills.values_list("state", flat=True)) == {DrillState.ARCHIVED: 27}
    assert drills.filter(co_organisers__isnull=False).distinct().count() == 6
    assert drills.filter(decisions__current=True).distinct().count() == 27
    assert not ImprovementAction.objects.filter(owner=F("verifier")).exists()


def test_one_course_asks_for_identity_numbers_and_a_few_persons_have_one():
    applied, waiting = RosterImport.objects.order_by("uploaded_at")

    assert list(Course.objects.filter(keeps_identity=True).values_list("code", flat=True)) == [
        "diya-diangong"
    ]
    assert Person.objects.exclude(identity_digest=None).count() == 6
    assert (applied.state, applied.changed, applied.errors) == ("APPLIED", 6, 0)
    assert (waiting.state, [row.outcome for row in waiting.rows.all()]) == (
        "PREVIEWED",
        ["SAME", "ERROR", "CHANGE", "ERROR"],
    )
    assert [row.problems[0]["code"] for row in waiting.rows.filter(outcome="ERROR")] == [
        "numbers_conflict",
        "identity_check",
    ]


def test_publicity_is_the_safety_month_and_58_activities():
    events = [event for kind in PUBLICITY_KINDS for event in of_2025(kind)]
    in_campaign = [event for event in events if event.campaign]

    assert (len(events), len(in_campaign)) == (63, 5)
    assert len({event.host for event in events if event.host}) == 6


def test_annual_totals_say_what_was_counted_by_hand():
    now = timezone.now()

    year = annual.totals(period=Period(2025), organisation=None, at=now)
    months = {
        month: annual.totals(period=Period(2025, month, 1), organisation=None, at=now)
        for month in BY_HAND
    }

    training, drills = year.training.total, year.drills.total
    assert (training.events, training.runs, drills.events, drills.joint) == (53, 33, 27, 6)
    assert (training.named, training.headed, training.person_times) == (5742, 386, 6128)
    assert (training.verified, training.provisional) == (2214, 37)
    assert (year.publicity.total.events, year.publicity.total.named) == (63, 0)
    assert {
        month: (
            one.training.total.events,
            one.training.total.named,
            one.training.total.headed,
            one.drills.total.events,
        )
        for month, one in months.items()
    } == BY_HAND


def test_year_is_frozen_signed_and_unchanged_since():
    snapshot = Snapshot.objects.get()

    assert (snapshot.frozen_by.username, snapshot.signed_by.username) == ("guanli", "shenhe")
    with pytest.raises(closing.NothingChanged):
        closing.freeze(
            period=Period(2025),
            organisation=None,
            by=snapshot.frozen_by,
            at=timezone.now(),
            reason="复核",
        )


def test_register_has_some_2400_people():
    assert Person.objects.filter(account__isnull=True).count() == 2437


def test_something_is_on_now_and_something_to_register_for():
    now = timezone.now()
    running = Event.objects.filter(starts_at__lte=now, ends_at__gt=now, status="PUBLISHED")
    coming = Event.objects.filter(starts_at__gt=now, status="PUBLISHED", registration_mode="OPEN")

    assert [event.registrations.seated().count() for event in running] == [86]
    assert coming.count() == 8
    assert Drill.objects.filter(state=DrillState.PREPARING).count() == 1


def test_a_database_in_use_is_left_alone():
    User.objects.filter(username="pinggu2").update(username="somebody")

    with pytest.raises(CommandError, match="empty one only"):
        call_command("load_demo", verbosity=0)


def test_pages_stand_in_both_languages():
    pages = Counter(CommunityPage.objects.live().values_list("locale__language_code", flat=True))
    joined = CommunityPage.objects.filter(organisation__isnull=False).count()

    assert (dict(pages), joined) == ({"zh-hans": 6, "en": 6}, 12)
    assert ArticlePage.objects.live().count() >= 24


def test_nobody_is_told_today_what_was_due_in_the_past():
    assert Notice.objects.exists()
    assert not Notice.objects.due(timezone.now()).exists()


def test_loading_again_only_keeps_a_door_open():
    before = Event.objects.count()
    running = Event.objects.get(title__startswith="小微企业负责人初训")

    call_command("load_demo", verbosity=0)
    unchanged = Event.objects.count()
    Event.objects.filter(pk=running.pk).update(status=EventStatus.ENDED)
    call_command("load_demo", verbosity=0)

    assert (unchanged, Event.objects.count()) == (before, before + 1)
    opened = Event.objects.get(title__startswith="小微企业负责人初训", status="PUBLISHED")
    assert opened.title.endswith("（第 2 场）")


@pytest.mark.parametrize(("hour", "shift"), [(1, "夜班专场"), (9, ""), (20, ""), (22, "夜班专场")])
def test_class_open_at_night_is_one_for_the_night_shift(hour, shift):
    start = datetime(2026, 3, 5, hour, 5, tzinfo=BUSINESS_ZONE)

    assert running_year._shift(start) == shift
