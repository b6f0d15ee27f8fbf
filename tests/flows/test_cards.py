"""Safety cards kept in the browser: only those asked for, with their looks, and nothing private."""

import pytest
from playwright.sync_api import expect

from cms.models import ArticlePage, NewsIndexPage
from tests.factories.cms import ArticlePageFactory, build_tree
from tests.factories.people import UserFactory

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    found[name.replace(/-.*/, "")] = keys.map((one) => new URL(one.url).pathname);
  }
  return found;
}"""


@pytest.fixture
def card(db):
    """An article on safety knowledge, in a site of an installation."""
    homes = build_tree()
    return ArticlePageFactory(
        parent=NewsIndexPage.objects.child_of(homes["zh-hans"]).get(),
        title="燃气泄漏怎么办",
        summary="先开窗，再关阀。",
        kind="KNOWLEDGE",
        sign="STOP",
        slug="gas",
        body=[("paragraph", "<p>不要开灯。</p>")],
    )


def save(page):
    page.goto("/news/gas/")
    page.get_by_role("button", name="保存这张卡片").click()
    page.get_by_text("已存到这台手机").wait_for()


def test_saved_card_opens_without_a_network_and_can_be_taken_away(card, page):
    save(page)
    page.context.set_offline(True)

    page.goto("/news/gas/")
    expect(page.get_by_text("不要开灯。")).to_be_visible()
    size = page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight")
    assert int(size) >= 700, "the styles are kept with the card"

    page.goto("/cards/")
    expect(page.get_by_role("link", name="燃气泄漏怎么办")).to_be_visible()
    expect(page.get_by_text("先开窗，再关阀。")).to_be_visible()
    page.get_by_role("link", name="燃气泄漏怎么办").click()
    expect(page.locator("h1")).to_have_text("燃气泄漏怎么办")

    page.goto("/cards/")
    page.get_by_role("button", name="移除: 燃气泄漏怎么办").click()
    page.get_by_text("还没有存卡片").wait_for()
    assert "cards" not in page.evaluate(KEPT)


def test_page_that_is_not_saved_leads_to_those_that_are(card, page):
    save(page)
    page.context.set_offline(True)

    for path, heading in (
        ("/communities/", "已存的安全卡片"),
        ("/en/about/", "Saved safety cards"),
    ):
        page.goto(path)
        expect(page.locator("h1")).to_have_text(heading)
        expect(page.locator("[data-no-network]")).to_be_visible()
        expect(page.get_by_role("link", name="燃气泄漏怎么办")).to_be_visible()


def test_nothing_is_kept_before_a_reader_asks_and_nothing_private_after(card, page):
    page.goto("/news/gas/")
    page.goto("/cards/")
    assert page.evaluate(KEPT) == {}
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )

    save(page)
    UserFactory(username="root", is_superuser=True)
    for path in ("/admin/login/", "/C/", "/", "/figures/"):
        page.goto(path)

    kept = page.evaluate(KEPT)
    assert sorted(kept) == ["cards", "shell"]
    pages = [path for paths in kept.values() for path in paths if not path.startswith("/static/")]
    assert sorted(pages) == ["/cards/", "/en/cards/", "/news/gas/"]


def test_back_office_and_door_are_not_shown_in_the_place_of_a_lost_network(card, page):
    save(page)
    page.context.set_offline(True)

    for path in ("/admin/", "/C/ABCDEFGH/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(path)


def test_card_follows_its_article(card, page):
    save(page)
    ArticlePage.objects.filter(pk=card.pk).update(title="闻到煤气味怎么办")
    page.goto("/news/gas/")
    page.wait_for_function(
        "caches.match('/news/gas/').then((one) => one.text()).then((all) => all.includes('煤气味'))"
    )

    ArticlePage.objects.filter(pk=card.pk).update(live=False)
    page.goto("/news/gas/")
    page.wait_for_function("caches.match('/news/gas/').then((one) => !one)")


def test_saving_that_fails_says_so(card, page):
    page.goto("/news/gas/")
    page.route("**/cms/pages.css", lambda route: route.abort())

    page.get_by_role("button", name="保存这张卡片").click()

    page.get_by_text("没有存上。请检查网络后再试一次。").wait_for()
    expect(page.get_by_role("button", name="保存这张卡片")).to_be_enabled()


def test_without_a_script_nothing_is_offered(card, browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/news/gas/")

    expect(page.locator("[data-keep]")).to_be_hidden()
    page.goto("/cards/")
    expect(page.locator("noscript p")).to_be_visible()
    context.close()


def test_browser_that_cannot_save_says_so(card, page):
    page.add_init_script("delete window.caches; delete Navigator.prototype.serviceWorker")
    page.goto("/news/gas/")
    expect(page.locator("[data-keep]")).to_be_hidden()

    page.goto("/cards/")

    expect(page.get_by_text("这个浏览器不能保存卡片")).to_be_visible()
