"""A page read aloud in large type, by a voice that is made up for the test."""

import pytest
from playwright.sync_api import expect

from cms.models import NewsIndexPage
from tests.factories.cms import ArticlePageFactory, build_tree

# Speaks at once, or waits for the test to say that it has finished.
VOICE = """(() => {
  window.said = [];
  window.cancelled = 0;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const voices = [{ lang: "en-US", name: "Amy" }, { lang: "zh_CN", name: "Ting" }];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices,
    cancel: () => { window.cancelled += 1; },
    speak: (one) => {
      window.said.push([one.text, one.lang, one.voice?.name]);
      window.current = one;
      if (!window.waits) setTimeout(() => one.onend(), 0);
    },
  } });
})();"""


@pytest.fixture
def article(db):
    homes = build_tree()
    return ArticlePageFactory(
        parent=NewsIndexPage.objects.child_of(homes["zh-hans"]).get(),
        title="燃气泄漏怎么办",
        summary="先开窗，再关阀。",
        plain_summary="闻到煤气味，先开窗。不要开灯。",
        slug="gas",
        body=[("paragraph", "<p>关上阀门。到屋外打电话！</p>")],
    )


@pytest.fixture
def elder(page, live_server):
    page.context.add_cookies([{"name": "display", "value": "elder", "url": live_server.url}])
    return page


def test_plain_words_are_read_first_then_title_and_text(article, elder):
    elder.add_init_script(VOICE)
    elder.goto("/news/gas/")

    elder.get_by_role("button", name="读给我听").press("Enter")
    elder.get_by_text("读完了。").wait_for()

    texts = [text for text, _language, _voice in elder.evaluate("said")]
    assert [text.strip() for text in texts] == [
        "大白话",
        "闻到煤气味，先开窗。",
        "不要开灯。",
        "燃气泄漏怎么办",
        "先开窗，再关阀。",
        "关上阀门。",
        "到屋外打电话！",
    ]
    assert {(language, voice) for _text, language, voice in elder.evaluate("said")} == {
        ("zh-CN", "Ting")
    }
    expect(elder.locator(".being-read")).to_have_count(0)
    expect(elder.get_by_role("button", name="再读一遍")).to_be_visible()


def test_reading_stops_by_button_and_by_escape(article, elder):
    elder.add_init_script(f"{VOICE} window.waits = true;")
    elder.goto("/news/gas/")
    for stop in ("Enter", "Escape"):
        elder.locator("[data-start]").press("Enter")
        assert elder.evaluate("document.activeElement.matches('[data-stop]')")
        expect(elder.locator(".being-read")).to_have_count(1)

        elder.keyboard.press(stop)

        expect(elder.locator("[data-stop]")).to_be_hidden()
        assert elder.evaluate("document.activeElement.matches('[data-start]')")
        expect(elder.locator(".being-read")).to_have_count(0)
        before = elder.evaluate("said.length")
        elder.evaluate("current.onend()")
        assert elder.evaluate("said.length") == before, "what was stopped does not go on"


def test_voice_that_fails_is_told(article, elder):
    elder.add_init_script(f"{VOICE} window.waits = true;")
    elder.goto("/news/gas/")
    elder.locator("[data-start]").click()

    elder.evaluate("current.onerror({ error: 'synthesis-failed' })")

    expect(elder.get_by_text("这台手机不能朗读本页。")).to_be_visible()


def test_browser_without_a_voice_offers_nothing(article, elder):
    elder.add_init_script("delete window.speechSynthesis; delete window.SpeechSynthesisUtterance")
    elder.goto("/news/gas/")

    expect(elder.locator("[data-read]")).to_have_count(1)
    expect(elder.locator("[data-read]")).to_be_hidden()


def test_ordinary_type_has_no_such_button(article, page):
    page.goto("/news/gas/")

    expect(page.locator("[data-read]")).to_have_count(0)
