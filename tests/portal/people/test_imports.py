"""Rosters as offices send them."""

import string
import unicodedata
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from portal.lib.names import is_mobile
from portal.lib.sheets import Row, Sheet, write_csv, write_xlsx
from portal.people import imports
from portal.people.domain.comparing import Line
from portal.people.domain.matching import identity_digest
from portal.people.enums import Audience


def read(*rows):
    return imports.read_roster(write_csv(rows))


def lines(*rows, heading=("姓名", "手机", "单位")):
    return read(heading, *rows).lines


def one(name="王强", phone="", unit=""):
    return lines([name, phone, unit])[0]


def test_roster_of_every_column():
    roster = read(
        ["序号", "姓名", "手机号码", "工作单位", "岗位", "人员类别", "身份证号"],
        [
            "1",
            "王 小 强",
            "１３８００００００００",
            "平安机械",
            "焊工",
            "新员工",
            "110101199003070000",
        ],
    )

    assert roster.columns == {
        "name": "B",
        "phone": "C",
        "unit": "D",
        "position": "E",
        "audience": "F",
        "identity": "G",
    }
    assert roster.lines == [
        Line(
            number=2,
            name="王小强",
            phone="13800000000",
            unit="平安机械",
            position="焊工",
            audience="NEW_RECRUIT",
            cells=(
                "1",
                "王 小 强",
                "１３８００００００００",
                "平安机械",
                "焊工",
                "新员工",
                "**************0000",
            ),
        )
    ]
    assert roster.notes == [
        {"code": "identity_ignored", "column": "G"},
        {"code": "columns_ignored", "columns": "序号"},
    ]


@pytest.mark.parametrize(
    "heading",
    [
        ["姓名", "联系电话", "所在单位"],
        ["学员 姓名*", "手 机 号(必填)", "企业名称：", "备注"],
        ["名字", "联系方式", "部门"],
        ["Name", "Mobile phone", "Company"],
        ["姓　名", "电话", "单位名称"],
    ],
)
@pytest.mark.parametrize("above", [0, 1, 19])
def test_heading_is_found_on_any_of_the_first_rows(heading, above):
    roster = read(*[["2026年安全培训花名册"]] * above, heading, ["王强", "13800000000", "平安机械"])

    assert roster.columns == {"name": "A", "phone": "B", "unit": "C"}
    assert roster.lines[0].number == above + 2


def test_heading_below_the_first_rows_is_missing():
    with pytest.raises(imports.HeadingMissing):
        read(*[["花名册"]] * 20, ["姓名", "手机"], ["王强", ""])


@pytest.mark.parametrize("rows", [[["手机", "单位"], ["1", "2"]], [["王强", "138"]]])
def test_heading_without_a_name_is_missing(rows):
    with pytest.raises(imports.HeadingMissing):
        read(*rows)


def test_roster_of_which_all_sheets_are_hidden_has_no_heading():
    result = BytesIO()
    with Workbook(result) as book:
        book.add_chartsheet()

    with pytest.raises(imports.HeadingMissing):
        imports.read_roster(result.getvalue())


def test_roster_with_nobody_is_refused():
    with pytest.raises(imports.RosterEmpty, match="2"):
        read(["花名册"], ["姓名", "手机"], ["合计", ""])


def test_surer_column_wins():
    roster = read(
        ["姓名", "电话", "手机", "部门", "单位"],
        ["王强", "88880000", "13800000000", "一车间", "平机"],
    )

    assert (roster.lines[0].phone, roster.lines[0].unit) == ("13800000000", "平机")
    assert roster.notes == [{"code": "columns_ignored", "columns": "电话、部门"}]


def test_best_sheet_is_read_and_the_others_named():
    content = write_xlsx(
        [
            Sheet("填表说明", ["姓名"], [["照实填写"]]),
            Sheet("名单", ["姓名", "手机", "岗位"], [["王强", "13800000000", ""]]),
            Sheet("二车间", ["姓名", "手机"], [["李雷", "13900000000"]]),
            Sheet("空", [], []),
        ]
    )

    roster = imports.read_roster(content)

    assert roster.sheet_name == "名单"
    assert roster.notes == [
        {"code": "rosters_left", "read": "名单", "left": "二车间"},
        {"code": "sheets_left", "read": "名单", "left": "填表说明"},
        {"code": "no_unit_column"},
    ]


def test_roster_of_names_alone_is_read():
    roster = read(["姓名"], ["王强"])

    assert [note["code"] for note in roster.notes] == ["no_unit_column", "no_phone_column"]


def test_merged_unit_and_title_are_understood():
    result = BytesIO()
    with Workbook(result) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "花名册")
        sheet.write_row("A2", ["单位", "姓名", "手机"])
        sheet.merge_range("A3:A5", "平安机械")
        sheet.write_row("B3", ["王强", 13800000000.0])
        sheet.write_row("B4", ["李雷"])

    roster = imports.read_roster(result.getvalue())

    assert [(line.name, line.phone, line.unit) for line in roster.lines] == [
        ("王强", "13800000000", "平安机械"),
        ("李雷", "", "平安机械"),
    ]


def test_rows_of_nobody_are_passed_over():
    found = lines(
        ["王强", "13800000000", "平机"],
        ["姓名", "手机", "单位"],
        ["", "", "平机"],
        ["合计", "35人", ""],
        ["", "备注：以上人员", ""],
        ["注：请如实填写", "", ""],
        ["总计", "13900000000", ""],
        ["李雷"],
    )

    assert [line.name for line in found] == ["王强", "总计", "李雷"]


def test_rows_passed_over_are_named():
    roster = read(
        ["序号", "姓名", "手机", "单位"],
        ["", "一、生产部"],
        ["1", "王强", "13800000000", "平机"],
        ["小计", "2人"],
        ["2", "李雷", "", "平机"],
        ["3", "", "", ""],
        ["", "", "", "平机"],
        ["4", "#N/A", "#N/A", ""],
        ["填报人：韩梅", "", "电话：13911112222"],
        ["单位负责人（签字）：", "", "单位（盖章）"],
        ["合  计：120人"],
    )

    assert [line.name for line in roster.lines] == ["", "王强", "李雷"]
    assert roster.notes[1:] == [{"code": "rows_passed", "count": 4, "rows": "4、9、10、11"}]


def test_many_rows_passed_over_are_counted():
    roster = read(["序号", "姓名"], ["1", "王强"], *[["（续表）", ""]] * 14)

    note = next(note for note in roster.notes if note["code"] == "rows_passed")
    assert (note["count"], note["rows"]) == (14, "3、4、5、6、7、8、9、10、11、12、13、14…")


def test_hidden_rows_are_read_and_named():
    result = BytesIO()
    with Workbook(result) as book:
        sheet = book.add_worksheet("甲 & 乙")
        for number, row in enumerate([["姓名", "手机"], ["王强", ""], ["李雷", ""], ["合计", ""]]):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})

    roster = imports.read_roster(result.getvalue())

    assert [line.name for line in roster.lines] == ["王强", "李雷"]
    assert {"code": "rows_hidden", "count": 1, "rows": "3"} in roster.notes


def test_names_beside_are_named():
    roster = read(["姓名", "手机", "姓名", "手机"], ["王强", "", "李雷", ""])

    assert roster.notes[0] == {"code": "names_beside", "columns": "C"}


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", '"', "— ″ —", "''"])
def test_ditto_says_what_stands_above(ditto):
    found = read(
        ["姓名", "单位", "岗位"],
        ["甲", ditto, ""],
        ["乙", "平机", "焊工"],
        ["丙", ditto, ditto],
        ["丁", ditto, "电工"],
    ).lines

    assert [(line.unit, line.position) for line in found] == [
        ("", ""),
        ("平机", "焊工"),
        ("平机", "焊工"),
        ("平机", "电工"),
    ]


def test_headings_are_found_by_their_parts_and_ends():
    of_others = ["负责人姓名", "单位电话", "培训单位", "紧急联系人手机"]
    of_person = ["参训人员姓名", "学员手机号码", "所在单位/部门", "工种/岗位", "个人居民身份证号码"]
    roster = read(
        [*of_others, *of_person],
        ["赵总", "88880000", "安培", "13900000000", "王强", "13800000000", "平机", "焊工", ""],
    )

    assert roster.columns == {
        "name": "E",
        "phone": "F",
        "unit": "G",
        "position": "H",
        "identity": "I",
    }


def test_identity_numbers_stay_readable_nowhere():
    line = read(
        ["姓名", "身份证号", "备注"],
        ["王强", "11010519491231002X", "证号11010519491231002X"],
    ).lines[0]

    assert line.cells == ("王强", "**************002X", "证号**************002X")


def kept(*numbers, heading=("姓名", "身份证号")):
    rows = [[f"王{chr(0x4E00 + at)}", number] for at, number in enumerate(numbers)]
    return imports.read_roster(write_csv([heading, *rows]), keep_identity=True)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "'11010519491231002X",
        "110105491231002",
    ],
)
@pytest.mark.parametrize(
    "write", [write_csv, lambda rows: write_xlsx([Sheet("1", *rows_of(rows))])]
)
def test_identity_number_becomes_a_digest_however_it_is_typed(typed, write):
    content = write([["姓名", "身份证号"], ["王强", typed]])

    line = imports.read_roster(content, keep_identity=True).lines[0]

    assert (line.identity, line.identity_last4, line.problems) == (
        identity_digest("11010519491231002X"),
        "002X",
        [],
    )
    assert line.cells[1].count("*") == len([one for one in typed if one.isalnum()]) - 4


def rows_of(rows):
    return rows[0], rows[1:]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1101051949123100X", {"code": "identity_length", "digits": 17}),
        ("110105194912310021", {"code": "identity_check"}),
        ("11010519491331002X", {"code": "identity_birth"}),
        ("护照E12345678", {"code": "identity_form"}),
        ("1.10105E+17", {"code": "identity_rounded"}),
        ("#REF!", {"code": "cell_error", "text": "#REF!"}),
    ],
)
def test_identity_number_that_is_none_is_a_problem_of_its_cell(typed, problem):
    line = kept(typed).lines[0]

    assert line.problems == [{**problem, "column": "B"}]
    assert (line.identity, line.identity_last4) == ("", "")


def test_identity_number_that_a_workbook_rounded_is_a_problem():
    result = BytesIO()
    with Workbook(result) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["姓名", "身份证号", "备注"])
        sheet.write_row("A2", ["王强", 110105194912310021, 110105194912310021])

    line = imports.read_roster(result.getvalue(), keep_identity=True).lines[0]

    assert line.problems == [{"code": "identity_rounded", "column": "B"}]
    assert line.cells == ("王强", "*.**************" + "*+**", "*.**************" + "*+**")


def test_identity_number_that_a_report_masked_gives_its_last_four():
    line = kept("**************002x").lines[0]

    assert (line.identity, line.identity_last4, line.problems) == ("", "002X", [])


def test_notes_say_what_becomes_of_identity_numbers():
    found = kept("11010519491231002X", "", "无", "**************002X", "1")
    without = imports.read_roster(write_csv([["姓名"], ["王强"]]), keep_identity=True)

    assert found.notes[:2] == [
        {"code": "identity_kept", "column": "B"},
        {"code": "identity_blank", "count": 3, "rows": "3、4、5"},
    ]
    assert without.notes[0] == {"code": "no_identity_column"}


@given(
    typed=st.sampled_from(
        [
            "11010519491231002X",
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "1101 0519 4912 3100 2X",
            "110105491231002",
            "11010519491231002",
            "110105194912310021",
        ]
    ),
    column=st.integers(0, 6),
    keep_identity=st.booleans(),
)
def test_identity_number_in_any_column_is_in_nothing_that_is_read(typed, column, keep_identity):
    row = ["王强", "13800000000", "平安机械", "焊工", "新员工", "", "备注"]
    row[column] = f"{row[column]} {typed}".strip() if column else typed
    heading = ["姓名", "手机", "单位", "岗位", "人员类别", "身份证号", "备注"]

    found = imports.read_roster(write_csv([heading, row]), keep_identity=keep_identity)

    said = unicodedata.normalize("NFKC", str(found)).replace(" ", "")
    assert "491231" not in said


def test_formula_that_failed_is_a_problem():
    result = BytesIO()
    with Workbook(result) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["姓名", "手机", "单位"])
        sheet.write_formula("A2", "=VLOOKUP(1,A1:A1,1)", value="#N/A")
        sheet.write_row("B2", ["13800000000", "平机"])
        sheet.write_row("A3", ["李雷", "", "平机"])
        sheet.write_formula("B3", "=1/0", value="#DIV/0!")

    lines = imports.read_roster(result.getvalue()).lines

    assert [line.problems for line in lines] == [
        [{"code": "cell_error", "column": "A", "text": "#N/A"}],
        [{"code": "cell_error", "column": "B", "text": "#DIV/0!"}],
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王 强", "王强"),
        ("王强（组长）", "王强"),
        ("Anna  Li", "Anna Li"),
        ("12、王强", "王强"),
        ("王强★", "王强"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("𠀀 𠀁", "𠀀𠀁"),
        ("李\ue863", "李\ue863"),
        ("Seán O’Brien-Li", "Seán O’Brien-Li"),
    ],
)
def test_name_is_tidied(typed, name):
    assert one(name=typed).name == name


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", {"code": "name_missing", "column": "A"}),
        ("王强13800000000", {"code": "name_digits", "column": "A"}),
        ("手机号码", {"code": "name_heading", "column": "A", "text": "手机号码"}),
        ("郑一、冯二", {"code": "name_several", "column": "A"}),
        ("王?@?", {"code": "name_signs", "column": "A", "signs": "?@"}),
        ("王" * 61, {"code": "name_long", "column": "A", "limit": 60}),
    ],
)
def test_name_that_is_none_is_a_problem(typed, problem):
    assert one(name=typed, phone="13800000000").problems == [problem]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800000000", "13800000000"),
        ("13800000000.0", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("手机：13800000000", "13800000000"),
        ("13800000000（本人）", "13800000000"),
        ("13800000000 0571-88880000", "13800000000"),
        ("1380000 0000/1380000 0000", "13800000000"),
        ("", ""),
        ("无", ""),
        ("暂无", ""),
        ("0", ""),
        ("—", ""),
        ("1.3800138000E+10", "13800138000"),
    ],
)
def test_phone_is_tidied(typed, phone):
    assert (one(phone=typed).phone, one(phone=typed).problems) == (phone, [])


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("13800000000/13900000000", {"code": "phone_several"}),
        ("1.38E+10", {"code": "phone_rounded"}),
        ("1380000000", {"code": "phone_length", "digits": 10}),
        ("138000000000", {"code": "phone_length", "digits": 12}),
        ("0571-88880000", {"code": "phone_not_mobile"}),
        ("12800000000", {"code": "phone_not_mobile"}),
        ("看群里", {"code": "phone_not_mobile"}),
    ],
)
def test_phone_that_is_none_is_a_problem(typed, problem):
    assert one(phone=typed).problems == [{"column": "B", **problem}]


@given(st.text(string.digits + " -+()（）/.８６１３E ", max_size=30))
def test_phone_of_any_text_is_mobile_blank_or_a_problem(text):
    line = imports.line_of(Row(1, ("王强", text)), {"name": 0, "phone": 1})

    assert is_mobile(line.phone) or (line.phone == "" and len(line.problems) <= 1)


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=5), max_size=25))
def test_heading_of_any_rows_is_one_of_the_first_or_none(cells):
    rows = [Row(number, tuple(row)) for number, row in enumerate(cells, 1) if any(row)]

    heading, places = imports.find_heading(rows)

    assert (heading is None) == (places == {})
    assert heading is None or (heading.number <= 20 and "name" in places)


@given(
    st.integers(0, 19),
    st.permutations(["姓名", "手机", "单位", "岗位", "人员类别"]),
    st.lists(st.sampled_from(["花名册", "", "制表：办公室", "2026年"]), max_size=4),
)
def test_heading_in_any_place_and_order_is_found(above, names, title):
    rows = [Row(n + 1, (*title, "。")) for n in range(above)]
    rows.append(Row(above + 1, tuple(names)))

    heading, places = imports.find_heading(rows)

    assert heading == rows[-1]
    assert {names[place] for place in places.values()} == set(names)


def test_unit_too_long_is_a_problem():
    assert one(unit="长" * 121).problems == [{"code": "unit_long", "column": "C", "limit": 120}]


def test_position_is_cut():
    line = read(["姓名", "岗位"], ["王强", "焊 " * 40]).lines[0]

    assert len(line.position) == 60


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_audience_is_read_by_its_label_in_both_languages(language):
    with translation.override(language):
        labels = [str(label) for label in Audience.labels]

    found = [
        line.audience
        for line in lines(
            *([f"甲{chr(97 + n)}", label] for n, label in enumerate(labels)),
            heading=("姓名", "类别"),
        )
    ]

    assert found == list(Audience.values)


@pytest.mark.parametrize("typed", ["", "-", "其他", "无"])
def test_audience_that_says_nothing_is_none(typed):
    line = read(["姓名", "类别"], ["王强", typed]).lines[0]

    assert (line.audience, line.problems) == ("", [])


def test_audience_unknown_is_a_problem():
    line = read(["姓名", "类别"], ["王强", "宇航员"]).lines[0]

    assert line.problems == [{"code": "audience_unknown", "column": "B", "text": "宇航员"}]
