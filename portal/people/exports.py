"""Files about people: the template of a roster, and the report of an imported one."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.lib.sheets import Sheet, write_xlsx
from portal.people.domain import roster, wording
from portal.people.enums import Audience
from portal.people.models import RosterImport, RosterRow

EXAMPLE = ("张三", "13800000000", "焊工")
# The example of the standard, GB 11643.
EXAMPLE_IDENTITY = "11010519491231002X"
_BATCH = 2000


def template(unit: str, *, with_identity: bool = False) -> bytes:
    """Return an empty roster as XLSX: an example row, choices, and notes on each column.

    Args:
        unit: the name that stands in the example.
        with_identity: whether there is a column for identity numbers, for a course that asks
            for them.
    """
    kinds = [str(label) for label in Audience.labels]
    notes = {
        0: _("Required. Spaces inside the name do no harm."),
        1: _("11 digits. Finds the person again next time; leave empty if there is none."),
        2: _(
            "The name as on the register, or one of its other names. Empty: everybody belongs "
            "to the organisation chosen when uploading."
        ),
        3: _("For example welder, driver, team leader."),
        4: _("Choose from the list, or leave empty."),
    }
    headings = ["姓名", "手机", "单位", "岗位", "人员类别"]
    name, phone, position = EXAMPLE
    example = [name, phone, unit, position, str(Audience.WORKER.label)]
    if with_identity:
        headings.append("身份证号")
        example.append(EXAMPLE_IDENTITY)
        notes[5] = _("18 characters. Only for a course that asks for them; see the preview.")
    rows = [example]
    explained = [[heading, notes[at]] for at, heading in enumerate(headings)]
    explained.append([_("Example row"), _("Overwrite the first row; it is only an example.")])
    return write_xlsx(
        [
            Sheet(
                _("Roster"),
                headings,
                rows,
                widths={0: 14, 1: 18, 2: 36, 3: 18, 4: 26, 5: 24},
                choices={4: kinds},
                notes=notes,
                typed_as_text=[5],
            ),
            Sheet(_("How to fill it in"), [_("Column"), _("Explanation")], explained),
        ]
    )


def report(made: RosterImport, outcome: str = "") -> bytes:
    """Return what became of each row as XLSX: the row as it was sent, and what to do about it.

    Args:
        made: a roster that was read.
        outcome: only the rows with it; "" for all.
    """
    rows = made.rows.order_by("number")
    if outcome:
        rows = rows.filter(outcome=outcome)
    width = len(made.headings)
    headings = [
        *made.headings,
        _("Row in the file"),
        _("Outcome"),
        pgettext("column of a report", "What to do, or what changes"),
    ]
    cells = []
    for row in rows.iterator(chunk_size=_BATCH):
        sent = roster.cells(row)[:width]
        sent += [""] * (width - len(sent))
        cells.append([*sent, row.number, row.get_outcome_display(), explanation(row)])
    return write_xlsx([Sheet(_("Report"), headings, cells)])


def explanation(row: RosterRow) -> str:
    """Return all that is to be said of a row in one text."""
    problems = [
        f"{wording.place(row, problem)}: {wording.sentence(problem)}" for problem in row.problems
    ]
    changes = []
    for change in row.changes:
        what, before, after = wording.change(change)
        changes.append(f"{what}: {before or '–'} → {after}")
    return "\n".join(problems + changes)
