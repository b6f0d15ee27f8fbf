"""A roster from upload to report, as a person in the office does it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.lib.sheets import Sheet, read, write_csv, write_xlsx
from portal.people import tasks
from portal.people.models import Person, RosterImport
from tests.factories.people import PersonFactory, RosterImportFactory

HEADING = ["姓名", "手机", "单位"]


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    caches["shared"].clear()


def upload(browser, unit, rows, name="花名册.csv", **fields):
    content = rows if isinstance(rows, bytes) else write_csv([HEADING, *rows])
    data = {
        "organisation": unit.pk,
        "since_date": "2026-03-04",
        "upload": SimpleUploadedFile(name, content),
        **fields,
    }
    return browser.post(reverse("roster:add"), data)


def show(browser, made):
    return browser.get(reverse("roster:show", args=[made.uuid]))


def post(browser, act, made):
    return browser.post(reverse(f"roster:{act}", args=[made.uuid]))


def many(count):
    return [[f"王{chr(0x4E00 + n)}", str(13_000_000_000 + n), "平机"] for n in range(count)]


def test_upload_page_offers_own_organisation_and_template(house, as_):
    response = as_(house.contact).get(reverse("roster:add"))

    assert response.status_code == 200
    assert response.context["form"]["organisation"].value() == house.mechanics.pk
    assert reverse("roster:template") in response.content.decode()


def test_small_roster_is_previewed_confirmed_and_reported(house, as_):
    browser = as_(house.manager)

    response = upload(browser, house.park, [["王强", "13800001234", "平机"], ["李雷", "", "火星"]])
    made = RosterImport.objects.get()
    assert response.url == reverse("roster:show", args=[made.uuid])
    preview = show(browser, made)
    assert (made.state, made.file_name, bool(made.file)) == ("PREVIEWED", "花名册.csv", False)
    assert [row.outcome for row in preview.context["page"]] == ["ADD", "ERROR"]
    assert "13800001234" not in preview.content.decode()
    assert not Person.objects.exists()

    post(browser, "confirm", made)
    made.refresh_from_db()
    report = show(browser, made)
    assert (made.state, made.confirmed_by) == ("APPLIED", house.manager)
    assert [str(person) for person in Person.objects.all()] == ["王强"]
    assert reverse("roster:confirm", args=[made.uuid]) not in report.content.decode()
    assert reverse("roster:report", args=[made.uuid]) in report.content.decode()


def test_report_is_downloaded_whole_or_with_errors_only(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [["王强", "", "平机"], ["李雷", "", "火星"]])
    address = reverse("roster:report", args=[RosterImport.objects.get().uuid])

    whole = browser.get(address)
    errors = browser.get(address, {"outcome": "ERROR"})
    other = browser.get(address, {"outcome": "x"})

    assert "no-store" in whole["Cache-Control"]
    assert "attachment" in whole["Content-Disposition"]
    lengths = [len(read(response.content)[0].rows) for response in (whole, errors, other)]
    assert lengths == [3, 2, 3]


def test_template_is_downloaded_by_who_may_import(house, as_):
    address = reverse("roster:template")

    own, root = as_(house.contact).get(address), as_(house.root).get(address)

    assert read(own.content)[0].rows[1].cells[2] == "平安机械有限公司"
    assert read(root.content)[0].rows[1].cells[2] == "平安新区"
    assert as_(house.desk).get(address).status_code == 302


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 broken", "xlsx"),
        (b"\xd0\xcf\x11\xe0", "xls"),
        ("甲,乙\n丙,丁".encode(), "姓名"),
        ("姓名\n".encode(), "1"),
        (b"x" * (10 * 1024 * 1024 + 1), "10"),
    ],
)
def test_file_that_cannot_be_read_is_refused_beside_the_field(house, as_, rows, word):
    response = upload(as_(house.manager), house.park, rows)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, ["upload"])
    assert word in form.errors["upload"][0]
    assert form["since_date"].value() == "2026-03-04"
    assert not RosterImport.objects.exists()


def test_organisation_of_others_and_a_day_to_come_are_refused(house, as_):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    response = upload(as_(house.contact), house.park, [["王强"]], since_date=tomorrow)

    assert sorted(response.context["form"].errors) == ["organisation", "since_date"]


def test_big_roster_is_read_and_applied_in_the_background(
    house, as_, django_capture_on_commit_callbacks
):
    browser = as_(house.manager)
    with django_capture_on_commit_callbacks(execute=False) as later:
        upload(browser, house.park, many(201))
    made = RosterImport.objects.get()
    assert (made.state, made.rows_total, bool(made.file)) == ("READING", 201, True)
    assert made.file.storage.exists(made.file.name)

    tasks.Meter(made)(0.4)
    waiting = show(browser, made)
    assert waiting["Refresh"] == "2"
    assert '<progress max="100" value="40">' in waiting.content.decode()
    assert reverse("roster:confirm", args=[made.uuid]) not in waiting.content.decode()

    later[0]()
    made.refresh_from_db()
    assert (made.state, made.added, bool(made.file)) == ("PREVIEWED", 201, False)

    with django_capture_on_commit_callbacks(execute=True):
        post(browser, "confirm", made)
    made.refresh_from_db()
    assert (made.state, Person.objects.count()) == ("APPLIED", 201)
    assert tasks.Meter(made).percent() == 100
    assert "Refresh" not in show(browser, made)


def test_preview_is_paged_filtered_and_searched(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [*many(60), ["李雷", "", "火星"]])
    address = reverse("roster:show", args=[RosterImport.objects.get().uuid])

    def numbers(**query):
        return [row.number for row in browser.get(address, query).context["page"]]

    assert numbers() == list(range(2, 52))
    assert numbers(p=2) == list(range(52, 63))
    assert numbers(outcome="ERROR") == [62]
    assert numbers(outcome="nonsense", p="x") == list(range(2, 52))
    assert numbers(q="李") == [62]
    assert numbers(q="无") == []
    assert numbers(q="长" * 70) == list(range(2, 52))


def test_preview_shows_before_and_after(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [["王强", "13800001234", "平机"]])
    post(browser, "confirm", RosterImport.objects.get())

    upload(browser, house.park, [["王强", "13800001234", "红旗化工"]])

    page = show(browser, RosterImport.objects.first()).content.decode()
    assert "<del>平安机械有限公司</del>" in page
    assert "<ins>红旗化工</ins>" in page


def test_roster_with_nothing_to_do_offers_no_button(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [["李雷", "", "火星"]])
    made = RosterImport.objects.get()

    assert reverse("roster:confirm", args=[made.uuid]) not in show(browser, made).content.decode()


def test_second_confirmation_says_that_it_is_done(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [["王强", "", "平机"]])
    made = RosterImport.objects.get()
    post(browser, "confirm", made)

    for act in ("confirm", "discard"):
        response = post(browser, act, made)
        assert response.url == reverse("roster:show", args=[made.uuid])
    assert Person.objects.count() == 1


def test_discarded_roster_keeps_nothing_of_the_rows(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [["王强", "", "平机"]])
    made = RosterImport.objects.get()

    response = post(browser, "discard", made)

    page = show(browser, made)
    assert response.url == reverse("roster:index")
    assert made.rows.count() == 0
    assert reverse("roster:report", args=[made.uuid]) not in page.content.decode()


def test_changed_register_asks_to_look_again(house, as_):
    browser = as_(house.manager)
    upload(browser, house.park, [["王强", "", "平机"]])
    made = RosterImport.objects.get()
    PersonFactory(name="王强", organisation=house.mechanics)

    post(browser, "confirm", made)

    made.refresh_from_db()
    assert made.state == "PREVIEWED"
    assert 'class="help-block help-warning"' in show(browser, made).content.decode()


@pytest.mark.parametrize("act", ["show", "report", "confirm", "discard"])
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("nobody", 404), ("desk", 302)])
def test_roster_of_others_does_not_exist(house, as_, act, who, status):
    upload(as_(house.manager), house.park, [["王强", "", "平机"]])
    made = RosterImport.objects.get()
    browser = as_(getattr(house, who))
    call = browser.get if act in {"show", "report"} else browser.post

    response = call(reverse(f"roster:{act}", args=[made.uuid]))

    made.refresh_from_db()
    assert (response.status_code, made.state) == (status, "PREVIEWED")


@pytest.mark.parametrize("act", ["confirm", "discard"])
def test_who_may_only_look_changes_nothing(house, as_, act):
    upload(as_(house.manager), house.park, [["王强", "", "平机"]])
    made = RosterImport.objects.get()
    looker = house.account(None, house.district)
    looker.user_permissions.add(*_permissions("access_admin", "view_rosterimport"))

    response = post(as_(looker), act, made)

    made.refresh_from_db()
    assert (response.status_code, made.state) == (302, "PREVIEWED")


def _permissions(*codenames):
    return Permission.objects.filter(codename__in=codenames)


def test_report_of_a_roster_not_yet_read_does_not_exist(house, as_):
    made = RosterImportFactory(organisation=house.park, uploaded_by=house.manager)

    assert as_(house.manager).get(reverse("roster:report", args=[made.uuid])).status_code == 404


def test_notes_say_what_was_left_aside(house, as_):
    content = write_xlsx(
        [Sheet("名单", [*HEADING, "身份证号"], [["王强", "", "平机", "110101199003070000"]])]
    )
    browser = as_(house.manager)

    upload(browser, house.park, content, name="名单.xlsx")

    page = show(browser, RosterImport.objects.get()).content.decode()
    assert re.search(r'help-info">.*D', page, re.S)
    assert "110101199003070000" not in page


def test_preview_asks_as_much_for_three_rows_as_for_one(house, as_, django_assert_num_queries):
    browser = as_(house.manager)
    upload(browser, house.park, many(1))
    one = RosterImport.objects.first()
    upload(browser, house.park, many(3))
    three = RosterImport.objects.first()
    show(browser, one)
    with CaptureQueriesContext(connection) as asked:
        show(browser, one)

    with django_assert_num_queries(len(asked)):
        show(browser, three)
