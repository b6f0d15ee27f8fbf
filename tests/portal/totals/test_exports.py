import re
from datetime import datetime
from io import BytesIO

import docx
import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from drills.enums import DrillState
from portal.events.enums import EventKind, RegistrationStatus
from portal.events.models import Event, Registration
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.enums import OrganisationKind, PersonStatus
from portal.totals import documents, exports
from portal.totals.domain import annual, behind, closing, columns
from portal.totals.domain.lines import Question
from portal.totals.enums import Dimension, Measure, Part
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.totals import came, drilled, headed, held
from tests.factories.training import CourseRunFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
LATER = datetime(2026, 1, 12, 9, 5, tzinfo=BUSINESS_ZONE)


@pytest.fixture
def year():
    """Two classes (one at a company, with a head count), two drills, a film."""
    office = OrganisationFactory(name="安委办", kind=OrganisationKind.COMMITTEE)
    works = OrganisationFactory(name="=1+1有限公司", kind=OrganisationKind.ENTERPRISE)
    village = OrganisationFactory(name="榆林村", kind=OrganisationKind.VILLAGE)
    people = [PersonFactory(name="王强", organisation=works)]
    people.append(PersonFactory(name="李敏", organisation=village, status=PersonStatus.PROVISIONAL))
    first = held(code="CLASS001", title="消防课", organiser=office, host=works)
    came(first, *people)
    headed(first, 12)
    TrainingSessionFactory(run=CourseRunFactory(), event=first)
    second = held(
        code="CLASS002",
        title="防汛课",
        organiser=office,
        topic="flood",
        starts_at=NOON.replace(month=7),
    )
    came(second, people[0], minutes=44)
    for person in people:
        Registration.objects.create(
            event=second,
            person=person,
            status=RegistrationStatus.CONFIRMED,
            requested_at=NOON,
            changed_at=NOON,
        )
    drilled(code="DRILL001", title="化工演练", organiser=office, topic="hazchem", joined_by=[works])
    drilled(
        code="DRILL002",
        title="消防演练",
        organiser=works,
        state=DrillState.SUMMARISED,
        topic="fire",
    )
    held(kind=EventKind.FILM, organiser=office, title="警示片")
    return {"office": office, "works": works, "village": village, "people": people}


def opened(content: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        for name in book.sheet_names
    }


def totals(organisation=None):
    return annual.totals(period=YEAR, organisation=organisation, at=LATER)


def source(organisation=None):
    return behind.live(period=YEAR, organisation=organisation, at=LATER)


def lines(part, measure, dimension=Dimension.TOTAL, value=""):
    question = Question(part, measure, dimension, value)
    return list(behind.listing(source=source(), question=question))


def test_workbook_holds_every_figure_cell_by_cell(year):
    counted = totals()

    book = opened(
        exports.report_xlsx(totals=counted, source=source(), snapshot=None, by="周敏", at=LATER)
    )

    sheets = list(book.values())
    assert len(sheets) == 10
    overview = {line[0]: line[1] for line in sheets[0]}
    for part in Part:
        for column in columns.columns(part):
            assert overview[f"{part.label} · {column.name}"] == column.of(counted.part(part).total)
    by_month = [line for line in sheets[1][1:] if line[0] == str(Part.TRAINING.label)]
    figures = [counted.training.slice("month", str(n)) for n in range(1, 13)]
    assert [line[2:8] for line in by_month] == [
        [one.events, one.runs, one.joint, one.named, one.headed, one.person_times]
        for one in [*figures, counted.training.total]
    ]
    assert [line[9] for line in by_month] == [
        one.provisional for one in [*figures, counted.training.total]
    ]


def test_workbook_lists_events_and_keeps_text_as_text(year):
    book = list(
        opened(
            exports.report_xlsx(
                totals=totals(), source=source(), snapshot=None, by="周敏", at=LATER
            )
        ).values()
    )

    training, drills, publicity = book[6:9]
    assert [line[1:10] for line in training[1:]] == [
        ["消防课", "安委办", "=1+1有限公司", 2, 10, 12, 4.0, 20.0, "CLASS001"],
        ["防汛课", "安委办", "", 1, 0, 1, 0.5, 0.0, "CLASS002"],
        ["", "", "", 3, 10, 13, 4.5, 20.0, ""],
    ]
    assert [line[1] for line in drills[1:-1]] == ["化工演练", "消防演练"]
    assert [line[1] for line in publicity[1:-1]] == ["警示片"]


def test_workbook_of_a_unit_lists_the_drills_it_took_part_in(year):
    snapshot = closing.freeze(period=YEAR, organisation=year["works"], by=UserFactory(), at=LATER)

    book = opened(
        exports.report_xlsx(
            totals=closing.figures_of(snapshot),
            source=behind.frozen(snapshot),
            snapshot=snapshot,
            by="周敏",
            at=LATER,
        )
    )

    sheets = list(book.values())
    assert len(sheets) == 11
    assert [line[:2] for line in sheets[9][1:]] == [["DRILL001", "化工演练"]]
    assert snapshot.digest in {line[1] for line in sheets[0]}


@pytest.mark.parametrize(
    ("part", "measure", "dimension", "value", "expected"),
    [
        (Part.TRAINING, Measure.EVENTS, Dimension.TOTAL, "", ["CLASS001", "CLASS002"]),
        (Part.TRAINING, Measure.EVENTS, Dimension.MONTH, "7", ["CLASS002"]),
        (Part.TRAINING, Measure.EVENTS, Dimension.TOPIC, "flood", ["CLASS002"]),
        (Part.TRAINING, Measure.EVENTS, Dimension.UNIT_KIND, "VILLAGE", ["CLASS001"]),
        (Part.TRAINING, Measure.RUNS, Dimension.TOTAL, "", ["CLASS001"]),
        (Part.TRAINING, Measure.HEADED, Dimension.TOTAL, "", ["CLASS001"]),
        (Part.TRAINING, Measure.HEADED, Dimension.UNIT_KIND, "VILLAGE", []),
        (Part.TRAINING, Measure.PERSON_TIMES, Dimension.TOTAL, "", ["CLASS001", "CLASS002"]),
        (Part.DRILLS, Measure.JOINT, Dimension.TOTAL, "", ["DRILL001"]),
    ],
)
def test_figure_leads_to_its_events(year, part, measure, dimension, value, expected):
    found = lines(part, measure, dimension, value)

    assert [line.code for line in found] == expected


def test_rows_behind_each_figure_add_up_to_it(year):
    total = totals().training.total

    assert len(lines(Part.TRAINING, Measure.NAMED)) == total.named
    assert len(lines(Part.TRAINING, Measure.PERSONS)) == total.verified + total.provisional
    assert [line.person for line in lines(Part.TRAINING, Measure.PROVISIONAL)] == ["李敏"]
    assert sum(line.hours for line in lines(Part.TRAINING, Measure.HOURS)) == total.hours
    assert sum(line.times for line in lines(Part.TRAINING, Measure.PERSONS)) == total.named
    assert [line.came for line in lines(Part.TRAINING, Measure.CONFIRMED)].count(True) == total.came
    events = lines(Part.TRAINING, Measure.EVENTS)
    assert sum(line.person_times for line in events) == total.person_times
    assert sum(line.headed_hours for line in events) == total.headed_hours
    units = lines(Part.TRAINING, Measure.UNITS)
    assert [(line.unit, line.times) for line in units] == [("=1+1有限公司", 2), ("榆林村", 1)]
    reached = {line.unit for line in units}
    missing = {line.unit for line in lines(Part.TRAINING, Measure.NOT_REACHED)}
    assert not reached & missing
    assert len(reached) + len(missing) == totals().register + total.units - total.registered_units
    by_kind = lines(Part.TRAINING, Measure.UNITS, Dimension.UNIT_KIND, "VILLAGE")
    assert [line.unit for line in by_kind] == ["榆林村"]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure.NAMED, {"王强", "李敏"}),
        (Measure.CONFIRMED, {"王强", "李敏"}),
        (Measure.PERSONS, {"王强", "李敏"}),
        (Measure.UNITS, {"=1+1有限公司", "榆林村"}),
        (Measure.EVENTS, {"消防课", "防汛课"}),
    ],
)
def test_rows_are_exported_with_names(year, measure, expected):
    question = Question(Part.TRAINING, measure)

    listing = behind.listing(source=source(), question=question)
    book = list(
        opened(
            exports.rows_xlsx(
                question=question,
                listing=listing,
                facts=exports.facts(
                    period=YEAR, organisation="", snapshot=None, by="周敏", at=LATER
                ),
                slice_label="合计",
                search="强",
            )
        ).values()
    )
    text = b"".join(exports.rows_csv(listing=listing)).decode("utf-8-sig")

    assert expected <= {cell for line in book[0] for cell in line}
    assert len(book[0]) == len(listing) + 2
    about = {line[0]: line[1] for line in book[1]}
    assert {"周敏", len(listing), "强", "2025"} <= {*about.values()} | {"2025"}
    assert all(name in text for name in expected)
    assert len(text.splitlines()) == len(listing) + 1


def test_report_reads_like_the_source_and_says_where_it_comes_from(year):
    author, second = UserFactory(username="zhou"), UserFactory(username="lin")
    snapshot = closing.freeze(period=YEAR, organisation=year["works"], by=author, at=LATER)
    unsigned = documents.report_docx(
        totals=closing.figures_of(snapshot), snapshot=snapshot, by="周敏", at=LATER
    )
    snapshot = closing.sign(snapshot=snapshot, by=second, at=LATER)
    frozen = documents.report_docx(
        totals=closing.figures_of(snapshot), snapshot=snapshot, by="周敏", at=LATER
    )
    live = documents.report_docx(totals=totals(), snapshot=None, by="周敏", at=LATER)

    def text(content):
        return "\n".join(one.text for one in docx.Document(BytesIO(content)).paragraphs)

    assert documents.sentence(totals()) in text(live)
    assert snapshot.digest in text(frozen)
    assert snapshot.digest in text(unsigned)
    assert "lin" in text(frozen)
    assert "lin" not in text(unsigned)
    assert "zhou" in text(frozen)
    tables = docx.Document(BytesIO(live)).tables
    assert [cell.text for cell in tables[0].rows[-1].cells][1:4] == ["2", "1", "3"]
    assert len(docx.Document(BytesIO(live)).inline_shapes) == 2


def test_report_holds_every_part_along_every_dimension_and_the_rates(year):
    came(Event.objects.get(code="DRILL001"), year["people"][0])
    came(Event.objects.get(title="警示片"), year["people"][0])
    with translation.override("en"):
        content = documents.report_docx(totals=totals(), snapshot=None, by="周敏", at=LATER)

    document = docx.Document(BytesIO(content))
    assert [table.rows[0].cells[0].text for table in document.tables] == 3 * [
        "Month",
        "Topic",
        "Audience",
        "Kind of unit",
        "Organiser",
    ]
    texts = [one.text for one in document.paragraphs]
    assert "Attendance rate: 50.0 % (1 of 2)." in texts
    assert "Coverage: 50.0 % (2 of 4)." in texts


def test_report_of_nothing_has_no_empty_tables():
    content = documents.report_docx(totals=totals(), snapshot=None, by="", at=LATER)

    assert [len(table.rows) for table in docx.Document(BytesIO(content)).tables] == [14, 14, 14]


def test_compared_names_each_change(year):
    before = totals()
    came(held(), PersonFactory())

    changed = [one for one in columns.compared(before, totals()) if one.change]

    assert {(one.part, one.change) for one in changed if one.part == Part.TRAINING} >= {
        (Part.TRAINING, 1)
    }


def test_rates_have_their_denominators(year):
    attendance, coverage = columns.rates(totals(), Part.TRAINING)

    assert (attendance.numerator, attendance.denominator, attendance.percent) == (1, 2, 50.0)
    assert coverage.denominator == totals().register
    assert columns.rates(totals(), Part.PUBLICITY)[0].percent is None


def test_sheets_bear_chinese_names(year):
    with translation.override("zh-hans"):
        book = opened(
            exports.report_xlsx(
                totals=totals(), source=source(), snapshot=None, by="周敏", at=LATER
            )
        )

    assert all(re.fullmatch(r"[^a-zA-Z]+", name) for name in book)
