"""Every address, every method, every role, at an own object, a foreign one and none."""

import pytest
from django.urls import reverse

from portal.people.domain import scope
from portal.people.forms import MergeForm
from portal.people.models import Person
from tests.policy import asking
from tests.policy.addresses import addresses
from tests.policy.table import ADMIN, DESK, EVALUATOR, MANAGER, POLICY
from tests.policy.world import NO_PK, NOBODY, ROLES, SIDES, World

pytestmark = pytest.mark.django_db

OURS = [one for one in addresses() if one.is_ours]
# `put` of a Django form is its `post`.
LINES = [(one, method) for one in OURS for method in one.methods if method != "put"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole module; the requests take back what they write."""
    with django_db_blocker.unblock(), asking.taken_back(), pytest.MonkeyPatch.context() as patch:
        asking.render_nothing(patch)
        yield World()


def test_every_address_has_its_line_in_the_policy():
    assert {(one.name, method) for one, method in LINES} == set(POLICY)


@pytest.mark.parametrize(
    ("address", "method"), LINES, ids=[f"{one.name} {method}" for one, method in LINES]
)
def test_address_lets_in_whom_the_policy_names(world, address, method):
    rule = POLICY[address.name, method]
    sides = SIDES if address.wanted else SIDES[:1]

    heard, told = {}, {}
    for side in sides:
        path = reverse(address.name, kwargs=world.arguments(address.name, address.wanted, side))
        for role in ROLES:
            heard[role, side] = asking.ask(
                world.accounts.get(role), method, path, world.data(address.name, side)
            )
            told[role, side] = rule.answer(role, side)

    assert heard == told


# Wagtail sees to everything below /admin/.
OUTSIDE_ADMIN = [
    one
    for one in OURS
    if not one.route.startswith("admin/")
    and (one.name, "get") in POLICY
    and not POLICY[one.name, "get"].public
]


@pytest.mark.parametrize("address", OUTSIDE_ADMIN, ids=[one.name for one in OUTSIDE_ADMIN])
def test_page_that_asks_who_one_is_is_kept_by_no_cache(world, client, address):
    """On a phone or a computer of several, "back" would show it after signing out.

    The pages of an evaluator's own ratings are kept by his phone, which may have no network.
    """
    kept = address.name in {"drills:rate", "drills:rate-section"}
    role = EVALUATOR if POLICY[address.name, "get"].personal else ADMIN
    path = reverse(address.name, kwargs=world.arguments(address.name, address.wanted, "own"))

    with asking.taken_back():
        client.force_login(world.accounts[role])
        answer = client.get(path)
        for close in answer._resource_closers:
            close()

    said = set(answer.headers.get("Cache-Control", "").split(", "))
    assert said >= {"private", "no-cache" if kept else "no-store"}


# The second object of an address, and whose of the other street it must not be.
NESTED = [
    ("get", "event:evidence", "count", lambda side: side.count.pk),
    ("get", "event:correct", "attendance", lambda side: side.attendance.pk),
    ("get", "event:withdraw_correction", "correction", lambda side: side.correction.pk),
    ("get", "event:correction_evidence", "correction", lambda side: side.correction.pk),
    ("post", "event:add_person", "person", lambda side: side.person.uuid),
    ("post", "event:decide", "registration", lambda side: side.registration.uuid),
    ("post", "events:desk-see", "scan", lambda side: side.scan.pk),
    ("post", "events:desk-turn-down", "scan", lambda side: side.scan.pk),
    ("post", "events:desk-annul", "scan", lambda side: side.scan.pk),
    ("post", "drill:do-about", "target", lambda side: side.finding.pk),
]


@pytest.mark.parametrize(("method", "name", "inner", "of"), NESTED, ids=[one[1] for one in NESTED])
def test_object_of_another_street_is_not_found_below_an_own_one(world, method, name, inner, of):
    wanted = next(one.wanted for one in OURS if one.name == name)
    arguments = world.arguments(name, wanted, "own")
    good = reverse(name, kwargs=arguments)
    mixed = reverse(name, kwargs=arguments | {inner: of(world.foreign)})
    manager = world.accounts[MANAGER]

    assert (asking.ask(manager, method, good), asking.ask(manager, method, mixed)) == ("in", "404")


def test_somebody_on_another_street_cannot_be_ticked_in(world):
    path = reverse("events:desk-tick", args=[world.own.event.code])
    sent = world.data("events:desk-tick", "foreign")

    assert asking.ask(world.accounts[DESK], "post", path, sent) == "404"


@pytest.mark.parametrize(
    ("method", "name"),
    [("get", "report"), ("get", "rows"), ("get", "download"), ("post", "freeze")],
)
def test_figures_of_another_street_are_not_found(world, method, name):
    path = reverse(f"totals_admin:{name}", kwargs={"ending": "docx"} if name == "download" else {})
    sent = world.data("totals_admin:rows", "own") | {"year": 2025}
    manager = world.accounts[MANAGER]

    answers = [
        asking.ask(manager, method, path, sent | {"organisation": pk})
        for pk in (world.own.street.pk, world.foreign.street.pk, NO_PK)
    ]

    assert answers == ["in", "404", "404"]


def test_frozen_figures_of_another_street_are_not_found(world):
    path = reverse("totals_admin:report")
    manager = world.accounts[MANAGER]

    answers = [
        asking.ask(manager, "get", path, {"snapshot": uuid})
        for uuid in (world.own.snapshot.uuid, world.foreign.snapshot.uuid, NOBODY, "x")
    ]

    assert answers == ["in", "404", "404", "404"]


def test_form_that_comes_back_names_nobody_of_another_street(world):
    """A chooser would say who has a key that was sent."""
    form = MergeForm(
        {"target": str(world.foreign.person.pk), "reason": "同一人"},
        among=scope.within(Person.objects.all(), world.accounts[MANAGER], "organisation__path"),
    )
    own = MergeForm({"target": str(world.own.person.pk), "reason": ""}, among=Person.objects.all())

    assert not form.is_valid()
    names = [
        one.fields["target"].widget.get_value_data(one["target"].value()) for one in (form, own)
    ]
    assert names[0] is None
    assert names[1]["id"] == world.own.person.pk
