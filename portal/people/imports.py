"""The roster as offices send it: found on the sheet, cleaned, handed to the domain."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.lib.names import is_mobile, tidy_name, tidy_phone
from portal.lib.refusals import Refusal
from portal.lib.sheets import ReadSheet, Row, column_letters, read
from portal.people.domain.comparing import Line, Problem
from portal.people.enums import Audience

HEADING_ROWS = 20

# What a column may be called, the surest name first: of two columns for one thing the surer
# is read.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "姓名", "名字", "学员姓名", "人员姓名", "员工姓名", "职工姓名", "参训人员", "学员",
        "name", "full name", "participant",
    ),
    "phone": (
        "手机", "手机号", "手机号码", "移动电话", "本人手机", "联系手机", "联系电话", "联系方式",
        "电话", "电话号码", "联系号码", "mobile", "mobile phone", "mobile number",
        "phone", "phone number", "cell phone", "tel", "telephone",
    ),
    "unit": (
        "单位", "工作单位", "所在单位", "单位名称", "企业名称", "企业", "公司", "公司名称",
        "所属单位", "所属企业", "工作单位名称", "所属社区", "社区", "村社区", "学校",
        "部门", "所在部门", "科室", "unit", "organisation", "organization", "company",
        "employer", "department",
    ),
    "position": (
        "岗位", "职务", "工种", "职位", "岗位名称", "职务职称", "从事岗位",
        "position", "post", "job", "job title",
    ),
    "audience": (
        "人员类别", "人员类型", "类别", "人员性质", "人员分类", "category", "audience",
        "kind of person",
    ),
    "identity": (
        "身份证", "身份证号", "身份证号码", "证件号", "证件号码", "公民身份号码",
        "id number", "identity number", "id card",
    ),
}  # fmt: skip

# What people write for a kind of person, beside the label in either language.
AUDIENCE_WORDS: Mapping[str, tuple[str, ...]] = {
    Audience.PUBLIC: (
        "社会公众", "一般公众", "公众", "群众", "居民", "市民", "村民", "general public",
    ),
    Audience.WORKER: (
        "企业职工", "企业员工", "职工", "员工", "从业人员", "一线员工", "一线职工", "工人",
        "在职员工", "enterprise staff", "worker", "employee",
    ),
    Audience.NEW_RECRUIT: (
        "新员工", "新职工", "新入职", "新进人员", "新入职员工", "新上岗", "new recruits",
        "new recruit",
    ),
    Audience.MIGRANT_WORKER: ("农民工", "外来务工", "务工人员", "外来务工人员", "migrant workers"),
    Audience.PRINCIPAL: (
        "主要负责人", "负责人", "安全管理人员", "安全员", "企业负责人",
        "主要负责人和安全管理人员", "principals and safety managers", "principal",
        "safety manager",
    ),
    Audience.OFFICIAL: ("机关干部", "干部", "公务员", "领导干部", "监管人员", "officials"),
    Audience.GRID_WORKER: ("网格员", "网格员队伍", "专职网格员", "grid workers", "grid worker"),
    Audience.STUDENT: ("学生", "师生", "教师", "老师", "students and teachers", "student"),
    Audience.RESCUER: (
        "救援队伍", "救援人员", "救援队员", "应急队员", "应急救援队伍", "rescue teams",
    ),
}  # fmt: skip

_IN_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
_NOT_WORD = re.compile(r"[\W_]+")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-–—.·](?=\d)")
_FLOAT = re.compile(r"(?<=\d)\.0+$")
_FOOTER = re.compile(
    r"(合计|总计|小计|共计|共\d*人|制表|填表|审核|审批|备注|说明|注[:：]|total)", re.I
)
_DIGIT = re.compile(r"\d")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", _IN_BRACKETS.sub("", _plain(text)))


_RANKS = {
    _bare(alias): (rank, name)
    for name, aliases in ALIASES.items()
    for rank, alias in enumerate(aliases)
}
_AUDIENCES = {
    _bare(word): str(audience)
    for audience, words in AUDIENCE_WORDS.items()
    for word in (*words, str(audience))
}


class HeadingMissing(Refusal):
    code = "heading_missing"


class RosterEmpty(Refusal):
    code = "roster_empty"


@dataclass(slots=True)
class Roster:
    """A roster as read: the cleaned lines, where they stood, and what to tell the office."""

    sheet_name: str
    headings: list[str]
    columns: dict[str, str]
    lines: list[Line]
    notes: list[Problem] = field(default_factory=list)


def read_roster(content: bytes) -> Roster:
    """Read a roster from the bytes of an XLSX or CSV file.

    The heading is the row among the first twenty of a sheet that names most of what a roster
    has, a name among it; the sheet is the one with the best heading. Printed headings that
    repeat, sums and signatures at the end are passed over.

    Raises:
        SheetUnreadable, WorkbookUnsafe: see `portal.lib.sheets.read`.
        HeadingMissing: no sheet has a row with a heading for the name.
        RosterEmpty: nobody stands below the heading.
    """
    sheets = read(content)
    found = [(sheet, *find_heading(sheet.rows)) for sheet in sheets]
    sheet, heading, places = max(found, key=lambda one: len(one[2]), default=(None, None, {}))
    if sheet is None or heading is None:
        raise HeadingMissing(
            _(
                "None of the first %(rows)s rows is a heading. One row has to name the columns: "
                "姓名 at least, and 手机, 单位, 岗位. The template shows how."
            )
            % {"rows": HEADING_ROWS}
        )
    rows = [row for row in sheet.rows if row.number > heading.number]
    lines = [
        line_of(row, places)
        for row in rows
        if not (_is_blank(row, places) or _is_heading_again(row, places) or _is_footer(row, places))
    ]
    if not lines:
        raise RosterEmpty(
            _("There is nobody below the heading in row %(row)s.") % {"row": heading.number}
        )
    return Roster(
        sheet_name=sheet.name,
        headings=list(heading.cells),
        columns={name: column_letters(place) for name, place in places.items()},
        lines=lines,
        notes=_notes(sheet, sheets, heading, places),
    )


def find_heading(rows: Sequence[Row]) -> tuple[Row | None, dict[str, int]]:
    """Return the heading row and the place of each field in it; (None, {}) when there is none.

    Only the first rows are looked at; of equally good rows the first is it.
    """
    best: tuple[Row | None, dict[str, int]] = (None, {})
    for row in rows:
        if row.number > HEADING_ROWS:
            break
        places = _places(row)
        if "name" in places and len(places) > len(best[1]):
            best = row, places
    return best


def line_of(row: Row, places: Mapping[str, int]) -> Line:
    """Return a row cleaned, with what could not be cleaned among its problems."""
    line = Line(number=row.number, cells=row.cells)
    for name, clean in _CLEANERS.items():
        place = places.get(name)
        text = row.cells[place] if place is not None and place < len(row.cells) else ""
        try:
            setattr(line, name, clean(text))
        except _Unclean as problem:
            column = column_letters(place) if place is not None else ""
            line.problems.append({"code": problem.code, "column": column, **problem.values})
    return line


# --- Headings -------------------------------------------------------------------------------


def _places(row: Row) -> dict[str, int]:
    best: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(row.cells):
        rank, name = _RANKS.get(_bare(cell), (0, ""))
        if name and (name not in best or rank < best[name][0]):
            best[name] = rank, place
    return {name: place for name, (_rank, place) in best.items()}


def _is_blank(row: Row, places: Mapping[str, int]) -> bool:
    """Whether nobody stands in a row: numbered in advance, or part of a merged unit."""
    return not any(
        row.cells[place]
        for name, place in places.items()
        if name != "unit" and place < len(row.cells)
    )


def _is_heading_again(row: Row, places: Mapping[str, int]) -> bool:
    return _places(row).get("name") == places["name"]


def _is_footer(row: Row, places: Mapping[str, int]) -> bool:
    first = next(cell for cell in row.cells if cell)
    name = row.cells[places["name"]] if places["name"] < len(row.cells) else ""
    return bool(_FOOTER.match(_plain(name or first))) and not _MOBILE.search("".join(row.cells))


def _notes(
    sheet: ReadSheet, sheets: Sequence[ReadSheet], heading: Row, places: Mapping[str, int]
) -> list[Problem]:
    notes: list[Problem] = []
    others = [one.name for one in sheets if one is not sheet and one.rows]
    if others:
        notes.append({"code": "sheets_left", "read": sheet.name, "left": "、".join(others)})
    if "identity" in places:
        notes.append({"code": "identity_ignored", "column": column_letters(places["identity"])})
    taken = set(places.values())
    unread = [cell for at, cell in enumerate(heading.cells) if cell and at not in taken]
    if unread:
        notes.append({"code": "columns_ignored", "columns": "、".join(unread)[:200]})
    if "unit" not in places:
        notes.append({"code": "no_unit_column"})
    if "phone" not in places:
        notes.append({"code": "no_phone_column"})
    return notes


# --- Cells ----------------------------------------------------------------------------------


class _Unclean(Exception):
    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _name(text: str) -> str:
    name = tidy_name(_IN_BRACKETS.sub("", text))
    if not name:
        raise _Unclean("name_missing")
    if _DIGIT.search(name):
        raise _Unclean("name_digits")
    if len(name) > 60:
        raise _Unclean("name_long", limit=60)
    return name


def _phone(text: str) -> str:
    plain = _FLOAT.sub("", unicodedata.normalize("NFKC", text).strip())
    digits = tidy_phone(plain)
    if is_mobile(digits) or not plain.strip(" -—/、无"):
        return digits if is_mobile(digits) else ""
    mobiles = set(_MOBILE.findall(plain) or _MOBILE.findall(_BETWEEN_DIGITS.sub("", plain)))
    if len(mobiles) == 1:
        return mobiles.pop()
    if mobiles:
        raise _Unclean("phone_several")
    if _ROUNDED.fullmatch(plain):
        raise _Unclean("phone_rounded")
    if digits.startswith("1") and len(digits) != 11:
        raise _Unclean("phone_length", digits=len(digits))
    raise _Unclean("phone_not_mobile")


def _unit(text: str) -> str:
    unit = " ".join(text.split())
    if len(unit) > 120:
        raise _Unclean("unit_long", limit=120)
    return unit


def _position(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())[:60]


def _audience(text: str) -> str:
    if not text:
        return ""
    try:
        return _AUDIENCES[_bare(text)]
    except KeyError:
        raise _Unclean("audience_unknown", text=text[:40]) from None


_CLEANERS: Mapping[str, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "unit": _unit,
    "position": _position,
    "audience": _audience,
}
