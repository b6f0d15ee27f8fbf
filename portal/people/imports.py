"""The roster as offices send it: found on the sheet, cleaned, handed to the domain."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.identity import (
    Unusable,
    all_but_last_four,
    canonical_identity,
    without_identities,
)
from portal.lib.names import is_mobile, tidy_name, tidy_phone
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.lib.sheets import ReadSheet, Row, column_letters, read
from portal.people.domain.comparing import Line, Problem
from portal.people.domain.matching import identity_digest
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
        "居民身份证号码", "有效证件号码", "id number", "identity number", "id card",
    ),
}  # fmt: skip

# How longer headings end: 参训人员姓名, 员工手机号码, 公司全称.
ENDINGS: Mapping[str, str] = {
    "name": "姓名",
    "phone": "手机|手机号|手机号码|电话|电话号码|联系方式",
    "unit": "单位|单位名称|单位全称|公司全称|企业全称|企业名称|公司名称",
    "position": "岗位|工种|职务|岗位名称",
    "identity": "身份证|身份证号|身份证号码",
}
# Headings of somebody or something else.
_OF_OTHERS = re.compile(
    "紧急|联系人|负责人|法人|代表|家长|家属|亲属|监护|配偶|办公|座机|固定|填报|报送|上报|主管|主办"
    "|承办|上级|介绍|导师|师傅|培训单位|发证|原单位|^单位(?:联系)?电话|曾用"
)

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

_IN_BRACKETS = re.compile(r"[(（\[【<《][^)）\]】>》]*[)）\]】>》]")
_NOT_WORD = re.compile(r"[\W_]+")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-–—.·](?=\d)")
_FLOAT = re.compile(r"(?<=\d)\.0+$")
_NO_NUMBER = re.compile(r"(?:无|暂无|没有|没|未填|空|不详|无手机|n/?a|0|['\s\-—–_/\\、.]+)?", re.I)
_NONE_SAID = re.compile(r"(?:无|暂无|其他|其它|不详|['\s\-—–_/\\、.]+)?")
_SUM = re.compile(
    r"(?:本页|本表|全表)?(?:合计|总计|小计|共计|累计|总人数|共\d+[人名]|total(?:s|:|\d|$))", re.I
)
_REMARK = re.compile(r"(?:制表|填表|填报|审核|审批|备注|说明|注:)")
_SIGNATURE = re.compile(
    r"(?:制表|填[表报]|编制|审[核批]|复核|批准|经办|联系|负责|报送|上报|主管|分管|领导|签[字名发]"
    r"|盖章|日期|备注|说明|注|(?:填报|报送|参训|派出)?单位)"
    r"(?:人|者|员|单位|日期|时间|领导|负责|签[字名]|盖章|电话|\(.{0,8}?\)){0,4}:"
)
_DITTO = re.compile(r"""(?:同上|同前|同|[-—\s]*["″〃”“〞＂]+[-—\s]*|'{2})""")
_CELL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
# As the report and the preview show it.
_MASKED = re.compile(r"[*＊]{4,}\s*([0-9]{3}[0-9Xx])")
_SERIAL = re.compile(r"^\d{1,4}\s*[、.)]\s*(?=\D)")
_MARKS = "*★☆※▲△●○◎■□◆◇✓√#"
_DIGIT = re.compile(r"\d")
_BETWEEN_NAMES = re.compile(r"[、/,，;；&|\\]")
_NOT_IN_NAME = re.compile(r"[^\w·'’.\-\s\ue000-\uf8ff\u0300-\u036f]|_")
_ROWS_SAID = 12


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", _without_brackets(_plain(text)))


def _without_brackets(text: str) -> str:
    # Only as far as one closes: of thousands that open, each would look for its end.
    last = max(map(text.rfind, ")）]】>》"))
    return _IN_BRACKETS.sub("", text[: last + 1]) + text[last + 1 :]


_RANKS = {
    _bare(alias): (rank, name)
    for name, aliases in ALIASES.items()
    for rank, alias in enumerate(aliases)
}
_ENDINGS = {name: re.compile(f"(?:{ending})$") for name, ending in ENDINGS.items()}
_PARTS = re.compile(r"[/\\|、及或和]")
_SAME_AS_ABOVE = {"unit", "position", "audience"}
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


def read_roster(content: bytes, *, keep_identity: bool = False) -> Roster:
    """Read a roster from the bytes of an XLSX or CSV file.

    The heading is the row among the first twenty of a sheet that names most of what a roster
    has, a name among it; the sheet is the one with the best heading. Printed headings that
    repeat, sums and signatures at the end are passed over.

    Args:
        content: of the file.
        keep_identity: whether identity numbers are checked and become digests; otherwise they
            are passed over. In clear they stand in nothing that is returned, either way.

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
    lines: list[Line] = []
    passed: list[int] = []
    above: dict[str, str] = {}
    for row in sheet.rows:
        if row.number <= heading.number or _is_heading_again(row, places):
            continue
        if _is_blank(row, places) or _is_footer(row, places):
            if any(cell and not _is_numbered(cell) for cell in _aside(row, places)):
                passed.append(row.number)
            continue
        texts = _texts(row, places, above)
        above = texts
        lines.append(line_of(row, places, texts, keep_identity=keep_identity))
    if not lines:
        raise RosterEmpty(
            _("There is nobody below the heading in row %(row)s.") % {"row": heading.number}
        )
    return Roster(
        sheet_name=without_identities(sheet.name),
        headings=[without_identities(cell) for cell in heading.cells],
        columns={name: column_letters(place) for name, place in places.items()},
        lines=lines,
        notes=[
            *_identity_notes(places, lines, keep_identity),
            *_notes(sheet, found, heading, places),
            *_rows_note("rows_passed", passed),
            *_rows_note("rows_hidden", [one.number for one in lines if one.number in sheet.hidden]),
        ],
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


def line_of(
    row: Row,
    places: Mapping[str, int],
    texts: Mapping[str, str] | None = None,
    *,
    keep_identity: bool = False,
) -> Line:
    """Return a row cleaned, with what could not be cleaned among its problems.

    Args:
        row: as it stands in the file; identity numbers in it are made unreadable.
        places: columns by field.
        texts: what the row says by field where a cell means the one above it; None reads it.
        keep_identity: whether the identity number is checked and becomes a digest.
    """
    if texts is None:
        texts = _texts(row, places, {})
    line = Line(number=row.number, cells=_without_identity(row.cells, places.get("identity")))
    for name, clean in _CLEANERS.items():
        with _problems_of(line, places.get(name)):
            text = _checked(texts.get(name, ""))
            # What is wrong with a phone number is said without repeating it.
            setattr(line, name, clean(text if name == "phone" else without_identities(text)))
    if keep_identity:
        with _problems_of(line, places.get("identity")):
            line.identity, line.identity_last4 = _identity(_checked(texts.get("identity", "")))
    return line


@contextmanager
def _problems_of(line: Line, place: int | None) -> Iterator[None]:
    try:
        yield
    except (_Unclean, Unusable) as problem:
        column = column_letters(place) if place is not None else ""
        line.problems.append({"code": problem.code, "column": column, **problem.values})


def _checked(text: str) -> str:
    if _CELL_ERROR.fullmatch(text):
        raise _Unclean("cell_error", text=text)
    return text


# --- Headings -------------------------------------------------------------------------------


def _places(row: Row) -> dict[str, int]:
    best: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(row.cells):
        rank, name = _field(cell)
        if name and (name not in best or rank < best[name][0]):
            best[name] = rank, place
    return {name: place for name, (_rank, place) in best.items()}


def _field(heading: str) -> tuple[int, str]:
    """Return which field a heading names and how surely (0 is surest); (0, "") for none.

    The whole heading first, then its parts (所在单位/部门), then how it ends (参训人员姓名).
    """
    bare = _bare(heading)
    if bare in _RANKS:
        return _RANKS[bare]
    if not bare or len(bare) > 16 or _OF_OTHERS.search(bare):
        return 0, ""
    for part in _PARTS.split(_plain(heading)):
        rank, name = _RANKS.get(_bare(part), (0, ""))
        if name:
            return 100 + rank, name
    ends = next((name for name, ending in _ENDINGS.items() if ending.search(bare)), "")
    return (200, ends) if ends else (0, "")


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _aside(row: Row, places: Mapping[str, int]) -> Iterator[str]:
    """What a row says outside of a unit's column, which is filled in advance where merged."""
    return (cell for at, cell in enumerate(row.cells) if at != places.get("unit"))


def _is_numbered(cell: str) -> bool:
    return cell.isdigit() or bool(_CELL_ERROR.fullmatch(cell))


def _texts(row: Row, places: Mapping[str, int], above: Mapping[str, str]) -> dict[str, str]:
    texts = {name: _cell(row, place) for name, place in places.items()}
    for name in _SAME_AS_ABOVE & texts.keys():
        if _DITTO.fullmatch(texts[name]):
            texts[name] = above.get(name, "")
    return texts


def _is_blank(row: Row, places: Mapping[str, int]) -> bool:
    """Whether nobody stands in a row: numbered in advance, or part of a merged unit."""
    said = (_cell(row, place) for name, place in places.items() if name != "unit")
    return not any(text and not _CELL_ERROR.fullmatch(text) for text in said)


def _is_heading_again(row: Row, places: Mapping[str, int]) -> bool:
    return _field(_cell(row, places["name"]))[1] == "name"


def _is_footer(row: Row, places: Mapping[str, int]) -> bool:
    first = _packed(next(cell for cell in row.cells if cell))
    name = _packed(_cell(row, places["name"]))
    if not name and _SIGNATURE.match(first):
        return True
    if _MOBILE.search("".join(row.cells)):
        return False
    return bool(
        _SUM.match(first) or any(test.match(name or first) for test in (_SUM, _REMARK, _SIGNATURE))
    )


def _packed(text: str) -> str:
    return "".join(_plain(text).split())


def _notes(
    sheet: ReadSheet,
    found: Sequence[tuple[ReadSheet, Row | None, Mapping[str, int]]],
    heading: Row,
    places: Mapping[str, int],
) -> list[Problem]:
    notes: list[Problem] = []
    others = [
        (without_identities(one.name), len(fields) > 1)
        for one, _head, fields in found
        if one is not sheet and one.rows
    ]
    for code, names in (
        ("rosters_left", [name for name, is_roster in others if is_roster]),
        ("sheets_left", [name for name, is_roster in others if not is_roster]),
    ):
        if names:
            read_name = without_identities(sheet.name)
            notes.append({"code": code, "read": read_name, "left": "、".join(names)})
    again = [
        column_letters(at)
        for at, cell in enumerate(heading.cells)
        if at != places["name"] and _field(cell) == _field(heading.cells[places["name"]])
    ]
    if again:
        notes.append({"code": "names_beside", "columns": "、".join(again)})
    taken = set(places.values())
    unread = [
        without_identities(cell)
        for at, cell in enumerate(heading.cells)
        if cell and at not in taken
    ]
    if unread:
        notes.append({"code": "columns_ignored", "columns": "、".join(unread)[:200]})
    if "unit" not in places:
        notes.append({"code": "no_unit_column"})
    if "phone" not in places:
        notes.append({"code": "no_phone_column"})
    return notes


def _identity_notes(
    places: Mapping[str, int], lines: Sequence[Line], keep_identity: bool
) -> Iterator[Problem]:
    if "identity" not in places:
        if keep_identity:
            yield {"code": "no_identity_column"}
        return
    code = "identity_kept" if keep_identity else "identity_ignored"
    yield {"code": code, "column": column_letters(places["identity"])}
    if keep_identity:
        sound = [one for one in lines if not one.problems and not one.identity]
        yield from _rows_note("identity_blank", [one.number for one in sound])


def _rows_note(code: str, numbers: Sequence[int]) -> Iterator[Problem]:
    if numbers:
        said = "、".join(map(str, numbers[:_ROWS_SAID]))
        more = "…" if len(numbers) > _ROWS_SAID else ""
        yield {"code": code, "count": len(numbers), "rows": said + more}


def _without_identity(cells: Sequence[str], column: int | None) -> tuple[str, ...]:
    """Return cells in which no identity number can be read beyond its last four digits."""
    return tuple(
        all_but_last_four(cell) if at == column else without_identities(cell)
        for at, cell in enumerate(cells)
    )


# --- Cells ----------------------------------------------------------------------------------


class _Unclean(Exception):
    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _name(text: str) -> str:
    plain = _SERIAL.sub("", unicodedata.normalize("NFKC", _without_brackets(text)).strip())
    name = tidy_name(plain.strip(_MARKS))
    if not name:
        raise _Unclean("name_missing")
    if _DIGIT.search(name):
        raise _Unclean("name_digits")
    if _field(name)[1]:
        raise _Unclean("name_heading", text=name)
    if _BETWEEN_NAMES.search(name):
        raise _Unclean("name_several")
    if signs := "".join(dict.fromkeys(_NOT_IN_NAME.findall(name))):
        raise _Unclean("name_signs", signs=signs[:20])
    if len(name) > 60:
        raise _Unclean("name_long", limit=60)
    return name


def _phone(text: str) -> str:
    plain = _FLOAT.sub("", unicodedata.normalize("NFKC", text).strip())
    digits = tidy_phone(plain)
    if is_mobile(digits) or _NO_NUMBER.fullmatch(plain):
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


def _identity(text: str) -> tuple[str, str]:
    """Return the digest of an identity number and its last four characters, "" for none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _NONE_SAID.fullmatch(plain):
        return "", ""
    if masked := _MASKED.fullmatch(plain):
        return "", masked[1].upper()
    if _ROUNDED.fullmatch(plain):
        raise _Unclean("identity_rounded")
    number = canonical_identity(plain, today=business_date(timezone.now()))
    return identity_digest(number), number[-4:]


def _unit(text: str) -> str:
    unit = " ".join(text.split())
    if len(unit) > 120:
        raise _Unclean("unit_long", limit=120)
    return unit


def _position(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())[:60]


def _audience(text: str) -> str:
    if _NONE_SAID.fullmatch(text):
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
