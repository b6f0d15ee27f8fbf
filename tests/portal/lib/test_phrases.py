import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import phrases


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("凤凰城北区高层住宅火灾逃生演练", "凤凰城北区 高层 住宅 火灾 逃生 演练"),
        ("主要负责人和安全管理人员培训", "主要负责人 和安全 管理人员 培训"),
        ("防灾减灾日地质灾害综合演练", "防灾减灾日 地质灾害 综合 演练"),
        ("企业警示教育课", "企业 警示教育课"),
        ("消防演练的总结", "消防 演练的总结"),
        ("东湖花园", "东湖花园"),
        ("Fire drill", "Fire_drill"),
        ("", ""),
    ],
)
def test_title_breaks_between_words_only(title, pieces):
    assert phrases.pieces(title) == tuple(one.replace("_", " ") for one in pieces.split())


def test_bracket_stays_in_one_piece():
    assert phrases.pieces("小微企业负责人初训（第 3 场）")[-1] == "（第 3 场）"
    assert phrases.pieces("电梯困人救援演练（商场）")[-2:] == ("演练", "（商场）")


def test_long_bracket_may_break():
    pieces = phrases.pieces("讲座（面向全区小微企业负责人）")

    assert "".join(pieces) == "讲座（面向全区小微企业负责人）"
    assert len(pieces) > 2


@given(st.text(alphabet="安全演练消防的与（）第 3场，abc"))
def test_pieces_are_the_whole_title(title):
    assert "".join(phrases.pieces(title)) == title


@pytest.mark.parametrize(
    ("text", "chinese"), [("演练", True), ("Drill 演", True), ("Drill", False)]
)
def test_chinese_is_told_by_its_characters(text, chinese):
    assert phrases.is_chinese(text) is chinese


@pytest.mark.parametrize(("language", "line"), [("zh-hans", "王强、李敏"), ("en", "王强, 李敏")])
def test_items_are_listed_as_the_language_does(language, line):
    with translation.override(language):
        assert phrases.listed(["王强", "李敏"]) == line
