"""Queries cut into words, texts written for the index."""

import pytest

from cms.search import words
from cms.search.words import PAUSE, Word


def cut(query):
    return [word.text for word in words.cut(query)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＦＩＲＥ　１１９", "fire 119"),
        ("電動自行車", "电动自行车"),
        ("著火", "着火"),
        ("㎡", "m2"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert words.fold(text) == folded


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("消防", ["消防"]),
        # A word of the cutter's dictionary is cut on, a term of ours is not.
        ("消防安全知识讲座", ["消防", "安全", "知识", "讲座"]),
        ("有限空间作业", ["有限空间作业"]),
        ("九小场所安全生产月", ["九小场所", "安全生产月"]),
        ("飛線充電怎麼辦", ["飞线充电"]),
        ("高层着火怎么跑", ["高层", "着火", "跑"]),
        ("fire 灭火器", ["fire", "灭火器"]),
        ("119报警", ["119", "报警"]),
        ("How do I leave a high-rise?", ["leave", "high", "rise"]),
        # What no dictionary has stays together.
        ("防烟", ["防烟"]),
        ("如何", ["如何"]),
        ("电 电", ["电"]),
        ("", []),
        ("  ？！…\"'*:^-()", []),
        ("‮消防", ["消防"]),
        ("🔥🧯", []),
        (PAUSE, []),
    ],
)
def test_query_is_cut(query, expected):
    assert cut(query) == expected


@pytest.mark.parametrize("query", ['"消防 演练"', "“消防 演练”", "「消防 演练」"])
def test_words_in_quotation_marks_stay_as_they_are(query):
    assert words.cut(query) == [Word("消防 演练", exact=True)]
    assert words.alternatives(words.cut(query)[0]) == ("消防 演练",)


@pytest.mark.parametrize("query", ['"', "'", '"消防', '消防"', '""', "”消防“"])
def test_lone_quotation_mark_is_nothing(query):
    assert cut(query) in ([], ["消防"])


def test_long_query_is_cut_off():
    assert cut("消防" * 5000) == ["消防"]
    assert len(words.cut(" ".join(f"w{number}" for number in range(500)))) == words.MOST_WORDS
    assert len(words.cut("ﷺ" * 5000)) <= words.MOST_WORDS


@pytest.mark.parametrize(
    ("word", "among"),
    [
        ("电瓶车", {"电瓶车", "电动自行车", "电动车"}),
        ("煤气", {"煤气", "燃气", "天然气"}),
        ("drills", {"drill", "drills", "drilling", "drilled"}),
        ("charging", {"charging", "charge", "charged"}),
        ("batteries", {"battery", "batteries"}),
        ("lift", {"lift", "lifts", "elevator"}),
        ("gb2894", {"gb2894"}),
        ("pm", {"pm"}),
        ("gas", {"gas"}),
    ],
)
def test_word_is_looked_for_by_its_other_names(word, among):
    found = words.alternatives(Word(word))

    assert found[0] == word
    assert among <= set(found)


@pytest.mark.parametrize(
    ("word", "parts"),
    [("有限空间作业", ["有限", "空间", "作业"]), ("消防", ["消防"]), ("fire", ["fire"])],
)
def test_term_is_taken_to_pieces(word, parts):
    assert [one.text for one in words.pieces(Word(word))] == parts


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("消防", f"消 防 {PAUSE}"),
        ("着火，灾民在“高层”楼。", f"着 火 {PAUSE} 灾 民 在 高 层 楼 {PAUSE}"),
        ("GB2894-2008", f"gb 2894 2008 {PAUSE}"),
        ("3.5米\n\n（约）", f"3 5 米 {PAUSE} 约 {PAUSE}"),
        ("𠮷野", f"𠮷 野 {PAUSE}"),
        ("\x00 \ud800", ""),
        ("！？", ""),
    ],
)
def test_text_is_written_for_the_index(text, stored):
    assert words.for_index(text) == stored


def test_dictionaries_hold_each_word_once():
    terms = [word for row in words._rows("dictionary.txt") for word in row]

    assert len(terms) == len(set(terms))
    assert len(terms) > 400
    for row in words._rows("synonyms.txt"):
        assert len(row) == len(set(row)) != 1, row


def test_words_that_only_ask_are_no_terms():
    assert words.terms() & words._asking() == set()
