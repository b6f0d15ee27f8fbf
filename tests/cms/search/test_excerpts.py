"""What was found, marked in the original."""

import pytest

from cms.search import excerpts, words


def groups(query):
    return [words.alternatives(word) for word in words.cut(query)]


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("消防安全", "消防", "<mark>消防</mark>安全"),
        ("消防安全", "消防安全", "<mark>消防安全</mark>"),
        ("ＦＩＲＥ 与滅火器", "fire 灭火器", "<mark>ＦＩＲＥ</mark> 与<mark>滅火器</mark>"),
        ("“高层”住宅", '"高层住宅"', "“<mark>高层”住宅</mark>"),
        ("着火，灾民", "火灾", "<mark>着火</mark>，灾民"),
        ("a < b & fire", "fire", "a &lt; b &amp; <mark>fire</mark>"),
        (
            "<script>火灾</script>",
            "script",
            "&lt;<mark>script</mark>&gt;火灾&lt;/<mark>script</mark>&gt;",
        ),
        ("misfire, fires", "fire", "misfire, <mark>fires</mark>"),
        ("1190 和 119", "119", "1190 和 <mark>119</mark>"),
        ("ﬁre", "fire", "<mark>ﬁre</mark>"),
        ("nothing", "消防", "nothing"),
        ("", "消防", ""),
        ("消防", "", "消防"),
    ],
)
def test_words_are_marked_where_they_stand(text, query, html):
    assert excerpts.marked(text, groups(query)) == html


def test_excerpt_shows_the_place_with_most_words():
    text = "消防。" + "别的话，" * 60 + "这里讲消防演练和灭火器。" + "还有别的，" * 60

    shown = excerpts.excerpt(text, groups("消防 灭火器"))

    assert "<mark>消防</mark>演练和<mark>灭火器</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 160


def test_excerpt_begins_with_the_text_where_no_word_stands_in_it():
    assert excerpts.excerpt("第一句。" * 50, groups("消防")).startswith("第一句。第一句。")


def test_excerpt_of_letters_ends_between_words():
    shown = excerpts.excerpt(
        "Some words before it. " * 20 + "Fire! " + "afterwards " * 40, groups("fire")
    )

    assert "<mark>Fire</mark>" in shown
    assert shown.endswith("afterwards…")


def test_entities_are_never_broken():
    shown = excerpts.excerpt("&" * 400 + "消防" + "<" * 400, groups("消防"))

    assert shown.replace("&amp;", "").replace("&lt;", "") == "…<mark>消防</mark>…"


@pytest.mark.parametrize(
    ("text", "query", "holds"),
    [
        ("电动自行车充电", "电瓶车 充电", True),
        ("电动自行车", "电瓶车 充电", False),
        ("anything", "", False),
    ],
)
def test_text_holds_all_words(text, query, holds):
    assert excerpts.holds_all(text, groups(query)) is holds
