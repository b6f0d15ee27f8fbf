"""Identity numbers from a course that asks for them to the register, and into nothing else."""

import logging
import re
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.urls import reverse
from xlsxwriter import Workbook

from portal.events.forms import door, registering
from portal.lib import sheets
from portal.lib.sealing import unseal
from portal.people.domain.matching import identity_digest
from portal.people.forms import PersonForm
from portal.people.models import Person, RosterImport, RosterRow
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.training import CourseFactory, CourseRunFactory
from training.models import Course

pytestmark = pytest.mark.django_db

BASIS = "《特种作业人员安全技术培训考核管理规定》"
# As the office types them: valid, old, small x, with a wrong digit, with a digit too few.
WANG, LI, HAN, ZHAO, QIAN = (
    "11010519491231002X",
    "110101900307001",
    "110101 19900307 002X",
    "440101198507120011",
    "44010119850712001",
)
NUMBERS = [WANG, LI, "11010119900307001", HAN, ZHAO, QIAN]
TYPED = [number.replace(" ", "") for number in NUMBERS]
# Any ten in a row of what may not be shown, or a day of birth by itself; shorter ones turn up by
# chance among digests and microseconds.
SECRETS = {number[at : at + 10] for number in TYPED for at in range(len(number) - 10)}
DAYS = re.compile(r"(?<![0-9a-f])(?:19491231|19900307|19850712)(?![0-9a-f])")
HEADING = ["姓名", "手机", "单位", "身份证号", "备注"]


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    caches["shared"].clear()


@pytest.fixture
def course():
    return CourseFactory(
        code="te-zhong", title="低压电工作业", keeps_identity=True, identity_basis=BASIS
    )


def upload(browser, office, content, **fields):
    return browser.post(
        reverse("roster:add"),
        {
            "organisation": office.pk,
            "since_date": "2026-03-04",
            "upload": SimpleUploadedFile("花名册110105194912310021.xlsx", content),
            **fields,
        },
    )


def rows(more=0):
    return [
        ["王强", "13800001111", "", WANG.lower(), f"证 {WANG}"],
        ["李雷", "13800002222", "", LI, LI],
        ["韩梅", "", "", HAN, ""],
        ["赵敏", "13800003333", ZHAO, ZHAO, ""],
        ["钱多", ZHAO, "", QIAN, QIAN],
        [ZHAO, "", "", "", ""],
        *[[f"孙{chr(0x4E00 + at)}", "", "", "", ""] for at in range(more)],
    ]


def as_csv(table):
    return sheets.write_csv([HEADING, *table])


def as_xlsx(table):
    return sheets.write_xlsx([sheets.Sheet("名单", HEADING, table)])


def database():
    """Everything in every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def readable(*texts):
    """What of the numbers can be read."""
    text = unescape("\n".join(texts)).replace(" ", "")
    return {secret for secret in SECRETS if secret in text} | set(DAYS.findall(text))


# --- The course -------------------------------------------------------------------------------


def test_course_names_the_rule_it_asks_by():
    with pytest.raises(IntegrityError, match="training_course_identity_has_basis"):
        CourseFactory(keeps_identity=True)


def test_course_keeps_no_identity_numbers_unless_somebody_says_so(back_office):
    response = back_office.get(reverse("course:add"))

    assert response.context["form"]["keeps_identity"].value() is False
    assert CourseFactory().keeps_identity is False


@pytest.mark.parametrize(("basis", "saved"), [("", False), (BASIS, True)])
def test_form_of_a_course_asks_for_the_rule(back_office, course, basis, saved):
    fields = ["title", "kind", "audience", "planned_minutes", "code"]
    typed = {name: getattr(course, name) for name in fields}
    Course.objects.update(keeps_identity=False, identity_basis="")

    response = back_office.post(
        reverse("course:edit", args=[course.pk]),
        {**typed, "topic": course.topic_id, "keeps_identity": "on", "identity_basis": basis},
    )

    course.refresh_from_db()
    assert course.keeps_identity is saved
    assert saved or list(response.context["form"].errors) == ["identity_basis"]


def test_run_of_the_course_leads_to_the_import(back_office, office, course):
    run = CourseRunFactory(course=course, organiser=office)
    other = CourseRunFactory(organiser=office)
    address = f"{reverse('roster:add')}?identity_for=te-zhong"

    page = back_office.get(reverse("run:inspect", args=[run.pk])).content.decode()
    plain = back_office.get(reverse("run:inspect", args=[other.pk])).content.decode()

    assert (address in page, BASIS in page, "identity_for" in plain) == (True, True, False)
    form = back_office.get(address).context["form"]
    assert form["identity_for"].value() == "te-zhong"


# --- The import -------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{}, {"active": False}, {"keeps_identity": False}])
def test_upload_offers_only_courses_that_ask(back_office, course, fields):
    Course.objects.update(**fields)

    form = back_office.get(reverse("roster:add")).context["form"]

    offered = form.fields["identity_for"].choices if "identity_for" in form.fields else []
    assert [code for code, _label in offered] == ([] if fields else ["", "te-zhong"])


@pytest.mark.parametrize("asked", [True, False])
def test_nothing_is_kept_unless_the_upload_says_for_which_course(
    back_office, office, course, asked
):
    if not asked:
        Course.objects.update(keeps_identity=False)

    upload(back_office, office, as_csv(rows()), **({"identity_for": ""} if asked else {}))
    made = RosterImport.objects.get()
    waiting = list(RosterRow.objects.values_list("identity_digest", flat=True))
    back_office.post(reverse("roster:confirm", args=[made.uuid]))

    assert made.identity_for == ""
    assert set(waiting) == {""}
    assert Person.objects.filter(name="王强").exists()
    assert not Person.objects.exclude(identity_digest=None, identity_last4="").exists()


def test_course_that_does_not_ask_is_no_answer(back_office, office, course):
    Course.objects.create(code="other", title="其他", topic=course.topic)

    response = upload(back_office, office, as_csv(rows()), identity_for="other")

    assert list(response.context["form"].errors) == ["identity_for"]
    assert not RosterImport.objects.exists()


def test_course_that_stops_asking_stops_the_roster(back_office, office, course):
    upload(back_office, office, as_csv(rows()), identity_for="te-zhong")
    made = RosterImport.objects.get()
    Course.objects.update(keeps_identity=False)

    response = back_office.post(reverse("roster:confirm", args=[made.uuid]), follow=True)

    made.refresh_from_db()
    assert (made.state, Person.objects.count()) == ("PREVIEWED", 0)
    assert len(list(response.context["messages"])) == 1


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@pytest.mark.parametrize("identity_for", ["te-zhong", ""])
@pytest.mark.parametrize("more", [0, 201])
def test_number_is_in_no_table_log_page_report_or_file(
    back_office,
    office,
    course,
    write,
    identity_for,
    more,
    caplog,
    django_capture_on_commit_callbacks,
):
    caplog.set_level(logging.DEBUG)
    with django_capture_on_commit_callbacks(execute=False) as later:
        upload(back_office, office, write(rows(more)), identity_for=identity_for)
    made = RosterImport.objects.get()
    waiting = Path(made.file.path).read_bytes() if made.file else b""
    for call in later:
        call()
    seen = [database(), *(unseal(row.sealed) for row in made.rows.all())]
    seen.append(back_office.get(reverse("roster:show", args=[made.uuid])).content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        back_office.post(reverse("roster:confirm", args=[made.uuid]))
    made.refresh_from_db()
    report = back_office.get(reverse("roster:report", args=[made.uuid])).content
    seen += [database(), *(unseal(row.sealed) for row in made.rows.all())]
    seen += [str(sheets.read(report)), caplog.text]

    assert made.state == "APPLIED"
    assert bool(waiting) is bool(more)
    assert readable(*seen, waiting.decode("latin1")) == set()
    kept = dict(Person.objects.exclude(identity_digest=None).values_list("name", "identity_digest"))
    assert kept == (
        {
            "王强": identity_digest("11010519491231002X"),
            "李雷": identity_digest("110101199003070011"),
            "韩梅": identity_digest("11010119900307002X"),
        }
        if identity_for
        else {}
    )


def test_preview_shows_the_last_four_and_where_a_number_is_wrong(back_office, office, course):
    PersonFactory(name="王强", organisation=office)

    upload(back_office, office, as_csv(rows()), identity_for="te-zhong")

    response = back_office.get(reverse("roster:show", args=[RosterImport.objects.get().uuid]))
    page = response.content.decode()
    said = {
        row.number: [place for place, _sentence in row.said] for row in response.context["page"]
    }
    assert "**************002X" in page
    assert "低压电工作业" in page
    assert [any("D" in place for place in said[number]) for number in (5, 6)] == [True, True]


def test_phone_and_identity_of_two_persons_wait_for_somebody(back_office, office, course):
    wang = PersonFactory(
        name="王强",
        organisation=office,
        identity_digest=identity_digest(WANG),
        identity_last4="002X",
    )
    upload(back_office, office, as_csv([["李雷", "13800001111", "", "", ""]]))
    back_office.post(reverse("roster:confirm", args=[RosterImport.objects.get().uuid]))

    upload(
        back_office,
        office,
        as_csv([["王强", "13800001111", "", WANG, ""]]),
        identity_for="te-zhong",
    )

    response = back_office.get(reverse("roster:show", args=[RosterImport.objects.first().uuid]))
    (row,) = response.context["page"]
    assert (row.outcome, row.problems[0]["code"]) == ("ERROR", "numbers_conflict")
    assert "李*" in row.said[0][1]
    assert "王*" in row.said[0][1]
    wang.refresh_from_db()
    assert wang.phone_digest is None


def test_number_that_excel_rounded_is_named(back_office, office, course):
    result = BytesIO()
    with Workbook(result) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["姓名", "身份证号"])
        sheet.write_row("A2", ["王强", 110105194912310021])

    upload(back_office, office, result.getvalue(), identity_for="te-zhong")

    (row,) = RosterRow.objects.all()
    assert [one["code"] for one in row.problems] == ["identity_rounded"]
    assert readable(database(), unseal(row.sealed)) == set()


def test_template_has_the_column_where_a_course_asks(back_office, course):
    address = f"{reverse('roster:template')}?identity=1"

    (first, *_rest) = sheets.read(back_office.get(address).content)
    Course.objects.update(keeps_identity=False)
    (without, *_rest) = sheets.read(back_office.get(address).content)

    assert (first.rows[0].cells[-1], len(without.rows[0].cells)) == ("身份证号", 5)


# --- The person -------------------------------------------------------------------------------


@pytest.fixture
def person(office):
    return PersonFactory(
        organisation=office, identity_digest=identity_digest(WANG), identity_last4="002X"
    )


def test_person_shows_the_last_four_and_lets_them_be_removed(back_office, person):
    address = reverse("person:forget_identity", args=[person.pk])
    page = back_office.get(reverse("person:edit", args=[person.pk])).content.decode()

    empty = back_office.post(address, {"reason": ""})
    response = back_office.post(address, {"reason": "本人要求"})

    person.refresh_from_db()
    assert ("**************002X" in page, address in page) == (True, True)
    assert (empty.status_code, response.url) == (200, reverse("person:edit", args=[person.pk]))
    assert (person.identity_digest, person.identity_last4) == (None, "")
    after = back_office.get(reverse("person:edit", args=[person.pk])).content.decode()
    assert "identity-heading" not in after


def test_number_of_a_person_elsewhere_cannot_be_removed(back_office, person):
    Person.objects.update(organisation=OrganisationFactory())

    response = back_office.post(
        reverse("person:forget_identity", args=[person.pk]), {"reason": "本人要求"}
    )

    person.refresh_from_db()
    assert (response.status_code, person.identity_last4) == (404, "002X")


def test_who_may_not_change_persons_removes_nothing(reader, person):
    response = reader.post(
        reverse("person:forget_identity", args=[person.pk]), {"reason": "本人要求"}
    )

    person.refresh_from_db()
    assert (response.status_code, person.identity_last4) == (302, "002X")


def test_command_removes_all_once_no_course_asks(course, person):
    with pytest.raises(CommandError, match="低压电工作业"):
        call_command("forget_identity_numbers")
    Course.objects.update(keeps_identity=False)
    said = StringIO()

    call_command("forget_identity_numbers", stdout=said)

    person.refresh_from_db()
    assert (person.identity_digest, "1" in said.getvalue()) == (None, True)


# --- Who never asks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", [door.IdentifyForm, door.WalkInForm, registering.RegistrationForm, PersonForm]
)
def test_door_registration_and_register_by_hand_do_not_ask(form, course):
    fields = {name: str(field.label) for name, field in form.base_fields.items()}

    assert "name" in fields
    assert not [name for name, label in fields.items() if "identity" in name + label.lower()]
