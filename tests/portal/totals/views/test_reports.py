from datetime import datetime
from urllib.parse import parse_qs, urlparse

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.enums import OrganisationKind
from portal.totals.domain import closing
from portal.totals.models import Snapshot, SnapshotRow
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.totals import came, drilled, held

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)
REPORT = "totals_admin:report"


def account(*, scope=None, acts=("view",), superuser=False, **fields):
    user = UserFactory(scope=scope, is_superuser=superuser, is_staff=True, **fields)
    codes = ["access_admin", *(f"{act}_snapshot" for act in acts)]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return user


@pytest.fixture
def district():
    top = OrganisationFactory(name="新区", kind=OrganisationKind.DISTRICT)
    town = OrganisationFactory(name="榆林镇", kind=OrganisationKind.TOWN, parent=top)
    other = OrganisationFactory(name="河西镇", kind=OrganisationKind.TOWN, parent=top)
    came(held(organiser=town, title="镇里的课"), PersonFactory(name="王小强", organisation=town))
    came(held(organiser=other, title="别处的课"), PersonFactory(name="李大力", organisation=other))
    drilled(organiser=top, joined_by=[town])
    return {"top": top, "town": town, "other": other}


def rows(client, **query):
    values = {"year": 2025, "part": "TRAINING", "measure": "events", "dimension": "total"}
    return client.get(reverse("totals_admin:rows"), {**values, **query})


def test_report_shows_figures_of_the_whole_tree_to_who_sees_all(client, district):
    client.force_login(account(superuser=True))

    answer = client.get(reverse(REPORT), {"year": 2025})

    totals = answer.context["totals"]
    assert (totals.training.total.events, totals.drills.total.events) == (2, 1)
    assert "<svg" in answer.content.decode()


def test_town_sees_its_subtree_only(client, district):
    client.force_login(account(scope=district["town"]))

    answer = client.get(reverse(REPORT), {"year": 2025})
    listed = rows(client)

    assert answer.context["totals"].training.total.events == 1
    assert answer.context["totals"].took_part == 1
    assert [line.title for line in listed.context["page_obj"]] == ["镇里的课"]
    assert "别处的课" not in listed.content.decode()
    other = client.get(reverse(REPORT), {"year": 2025, "organisation": district["other"].pk})
    assert other.status_code == 404


def test_every_figure_of_the_page_opens_its_rows(client, district):
    client.force_login(account(superuser=True))
    page = client.get(reverse(REPORT), {"year": 2025}).content.decode()
    links = {
        link.split('"')[0].replace("&amp;", "&")
        for link in page.split('href="')[1:]
        if link.startswith(reverse("totals_admin:rows"))
    }

    measures = {parse_qs(urlparse(link).query)["measure"][0] for link in links}
    statuses = {client.get(link).status_code for link in sorted(links)[::3]}

    assert measures >= {"events", "named", "person_times", "verified", "hours", "units", "joint"}
    assert statuses == {200}


def test_rows_lead_to_the_event_in_the_back_office(client, district):
    event = held(organiser=district["town"], title="送教上门", public=False)
    client.force_login(account(scope=district["town"]))

    answer = rows(client)

    inspected = reverse("event:inspect", args=[event.pk])
    assert f'{inspected}">送教上门</a>' in answer.content.decode()


@pytest.mark.parametrize(
    ("measure", "shown"),
    [
        ("events", "镇里的课"),
        ("named", "王小强"),
        ("persons", "王小强"),
        ("units", "榆林镇"),
        ("not_reached", "新区"),
    ],
)
def test_rows_are_listed_and_downloaded(client, district, measure, shown):
    client.force_login(account(superuser=True))

    listed = rows(client, measure=measure)
    file = rows(client, measure=measure, format="xlsx")

    assert shown in listed.content.decode()
    assert file.content[:2] == b"PK"
    assert "attachment" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "query",
    [
        {"measure": "nothing"},
        {"part": "X"},
        {"dimension": "y"},
        {"year": "1066"},
        {"year": "abc"},
        {"span": "Q9"},
        {"organisation": "999999"},
        {"snapshot": "no-uuid"},
        {"snapshot": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_question_that_means_nothing_is_not_found(client, district, query):
    client.force_login(account(superuser=True))

    assert rows(client, **query).status_code == 404


def test_without_the_right_nothing_is_shown(client, district):
    client.force_login(account(superuser=False, acts=(), scope=district["top"]))

    for name in ("report", "rows", "frozen"):
        assert client.get(reverse(f"totals_admin:{name}")).status_code == 302
    assert client.get(reverse("totals_admin:download", args=["xlsx"])).status_code == 302


def test_account_without_scope_has_no_figures(client, district):
    client.force_login(account())

    assert client.get(reverse(REPORT), {"year": 2025}).status_code == 302


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_report_is_downloaded(client, district, ending):
    client.force_login(account(superuser=True))

    answer = client.get(reverse("totals_admin:download", args=[ending]), {"year": 2025})

    assert answer.content[:2] == b"PK"
    assert f"totals-2025.{ending}" in answer.headers["Content-Disposition"]


def test_freeze_then_sign_by_two_persons(client, district):
    first, second = account(superuser=True), account(superuser=True)
    client.force_login(first)
    frozen = client.post(reverse("totals_admin:freeze"), {"year": 2025})
    snapshot = Snapshot.objects.get()
    own = client.post(reverse("totals_admin:sign", args=[snapshot.uuid]), follow=True)
    assert "在本页签字" in own.content.decode()
    client.force_login(second)

    signed = client.post(reverse("totals_admin:sign", args=[snapshot.uuid]))

    snapshot.refresh_from_db()
    assert frozen.url == f"{reverse(REPORT)}?snapshot={snapshot.uuid}"
    assert [message.level_tag for message in own.context["messages"]] == ["success", "error"]
    assert (snapshot.frozen_by, snapshot.signed_by) == (first, second)
    assert signed.status_code == 302
    page = client.get(signed.url)
    assert snapshot.digest in page.content.decode()
    assert (
        client.get(reverse("totals_admin:download", args=["docx"]), {"snapshot": snapshot.uuid})
        .headers["Content-Disposition"]
        .endswith('totals-2025-r1.docx"')
    )


def test_freezing_again_without_change_comes_back_with_a_sentence(client, district):
    client.force_login(account(superuser=True))
    client.post(reverse("totals_admin:freeze"), {"year": 2025})

    answer = client.post(
        reverse("totals_admin:freeze"), {"year": 2025, "reason": "再来"}, follow=True
    )

    assert Snapshot.objects.count() == 1
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "error"]


def test_freezing_and_signing_need_their_rights(client, district):
    snapshot = closing.freeze(
        period=Period(2025), organisation=district["town"], by=UserFactory(), at=LATER
    )
    client.force_login(account(scope=district["town"]))

    assert client.post(reverse("totals_admin:freeze"), {"year": 2025}).status_code == 302
    client.post(reverse("totals_admin:sign", args=[snapshot.uuid]))
    snapshot.refresh_from_db()
    assert (Snapshot.objects.count(), snapshot.signed_at) == (1, None)


def test_frozen_figures_of_others_do_not_exist(client, district):
    of_all = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    own = closing.freeze(
        period=Period(2025), organisation=district["town"], by=UserFactory(), at=LATER
    )
    client.force_login(account(scope=district["town"]))

    listed = client.get(reverse("totals_admin:frozen"))

    assert list(listed.context["page_obj"]) == [own]
    assert client.get(reverse(REPORT), {"snapshot": of_all.uuid}).status_code == 404
    differences = reverse("totals_admin:differences", args=[of_all.uuid])
    assert client.get(differences).status_code == 404


def test_differences_are_shown_by_cause_and_row(client, district):
    client.force_login(account(superuser=True))
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    address = reverse("totals_admin:differences", args=[snapshot.uuid])
    nothing = client.get(address)
    event = held(organiser=district["top"], code="NEWCLASS", title="消防课")
    came(event, PersonFactory(name="赵新"))
    since = client.get(address)
    closing.freeze(
        period=Period(2025), organisation=None, by=UserFactory(), at=LATER, reason="补录"
    )

    between = client.get(address, {"to": "next"})

    assert nothing.context["summary"] == []
    for answer in (since, between):
        assert [one.cause for one in answer.context["summary"]] == [
            "EVENT_ADDED",
            "REGISTER_CHANGED",
        ]
        inspected = reverse("event:inspect", args=[event.pk])
        assert f'{inspected}">消防课</a>' in answer.content.decode()
        assert "赵新" in answer.content.decode()


def test_changed_row_is_reported_as_broken(client, district):
    client.force_login(account(superuser=True))
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    SnapshotRow.objects.bulk_create(
        [SnapshotRow(snapshot=snapshot, position=10_000, kind="UNIT", key="x", values={})]
    )

    answer = client.get(reverse(REPORT), {"snapshot": snapshot.uuid})

    assert answer.context["check"].intact is False


def test_digest_is_recomputed_once_and_on_demand(client, district, monkeypatch):
    client.force_login(account(superuser=True))
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    read = []
    honest = closing.is_intact
    monkeypatch.setattr(
        closing, "is_intact", lambda snapshot: read.append(snapshot) or honest(snapshot)
    )
    address = f"{reverse(REPORT)}?snapshot={snapshot.uuid}"

    looks = [client.get(address).context["check"] for _ in range(3)]
    again = client.post(reverse("totals_admin:check", args=[snapshot.uuid]))

    assert (looks[0].intact, looks[0] == looks[2], len(read)) == (True, True, 2)
    assert again.url == address
    assert client.get(address).context["check"].at > looks[0].at


def test_digest_is_recomputed_by_readers_only(client, district):
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    address = reverse("totals_admin:check", args=[snapshot.uuid])
    client.force_login(account(acts=(), scope=district["top"]))
    assert client.post(address).status_code == 302
    client.force_login(account(scope=district["town"]))

    assert client.post(address).status_code == 404


def test_who_sees_the_root_sees_the_figures_signed_for_the_whole_district(client, district):
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    client.force_login(account(scope=district["top"]))

    asked = client.get(reverse(REPORT), {"year": 2025})
    by_root = client.get(reverse(REPORT), {"year": 2025, "organisation": district["top"].pk})
    frozen = client.get(reverse(REPORT), {"snapshot": snapshot.uuid})

    assert [one.context["latest"] for one in (asked, by_root)] == [snapshot, snapshot]
    assert frozen.context["totals"].training.total.events == 2
    assert list(client.get(reverse("totals_admin:frozen")).context["page_obj"]) == [snapshot]


def test_root_is_not_the_whole_district_beside_a_second_root(client, district):
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    OrganisationFactory(name="邻区")
    client.force_login(account(scope=district["top"]))

    asked = client.get(reverse(REPORT), {"year": 2025})

    assert asked.context["latest"] is None
    assert asked.context["asked"].organisation == district["top"]
    assert client.get(reverse(REPORT), {"snapshot": snapshot.uuid}).status_code == 404


def test_downloads_are_written_down_with_who_what_and_filter(client, district):
    user = account(scope=district["town"])
    client.force_login(user)
    snapshot = closing.freeze(
        period=Period(2025), organisation=district["town"], by=UserFactory(), at=LATER
    )

    client.get(reverse("totals_admin:download", args=["docx"]), {"year": 2025, "span": "Q2"})
    client.get(reverse("totals_admin:download", args=["xlsx"]), {"snapshot": snapshot.uuid})
    rows(client, measure="named", dimension="month", value="6", format="xlsx")

    found = ModelLogEntry.objects.filter(action="totals.download").order_by("pk")
    town = str(district["town"].pk)
    assert [(one.user, one.data) for one in found] == [
        (user, {"file": "totals-2025Q2.docx", "year": "2025", "span": "Q2", "organisation": town}),
        (user, {"file": "totals-2025-r1.xlsx", "snapshot": str(snapshot.uuid)}),
        (
            user,
            {
                "file": "totals-2025-named.xlsx",
                "year": "2025",
                "organisation": town,
                "part": "TRAINING",
                "measure": "named",
                "dimension": "month",
                "value": "6",
                "search": "",
                "rows": 1,
            },
        ),
    ]
    assert found[0].object_id == town
    assert "totals-2025Q2.docx" in found[0].message


def test_lists_take_as_many_queries_for_one_row_as_for_three(
    client, district, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(account(superuser=True))
    rows(client, measure="named")
    with django_assert_max_num_queries(60) as few:
        rows(client, measure="named")
    for _ in range(3):
        came(held(organiser=district["town"]), PersonFactory(organisation=district["town"]))

    with django_assert_num_queries(len(few.captured_queries)):
        rows(client, measure="named")
