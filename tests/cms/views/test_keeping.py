"""The page of kept cards and the worker that shows them: nothing of anybody, quick to change."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from cms.models import NewsIndexPage
from cms.views import keeping
from tests.factories.cms import ArticlePageFactory

pytestmark = pytest.mark.django_db


def settings_of(text):
    return json.loads(text.partition("closed } = ")[2].partition(";\n")[0])


def test_worker_stands_at_the_root_and_is_asked_for_again():
    answer = Client().get("/sw.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    again = Client().get("/sw.js", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_worker_knows_the_pages_of_cards_and_their_files(homes):
    given = settings_of(Client().get("/sw.js").content.decode())

    assert given["pages"] == {"zh-hans": "/cards/", "en": "/en/cards/"}
    assert given["files"] == [f"/static/{name}" for name in keeping.FILES]
    assert all(finders.find(name) for name in keeping.FILES)
    page = Client().get("/cards/").content.decode()
    for link in ("portal/site.css", "cms/pages.css", "cms/cards.js"):
        assert f'"/static/{link}"' in page
        assert f"/static/{link}" in given["files"]


def test_worker_never_sees_requests_of_the_back_office_the_door_and_of_persons():
    closed = settings_of(Client().get("/sw.js").content.decode())["closed"]

    for path in ("/admin/", "/C/AB", "/c/AB", "/door/AB", "/r/0", "/en/my-calendar/x/"):
        assert any(path.startswith(start) for start in closed), path
    for path in ("/news/gas/", "/", "/en/news/gas/", "/cards/"):
        assert not any(path.startswith(start) for start in closed), path


def test_worker_of_another_edition_has_another_cache(monkeypatch):
    before = settings_of(Client().get("/sw.js").content.decode())["version"]
    monkeypatch.setattr(keeping, "EDITION", 999)
    cache.clear()

    assert settings_of(Client().get("/sw.js").content.decode())["version"] != before


def test_page_of_cards_says_the_same_to_everybody(homes):
    text = Client().get("/en/cards/").content.decode()

    assert "<h1>Saved safety cards</h1>" in text
    assert '<meta name="robots" content="noindex">' in text
    assert 'href="tel:119"' in text


@pytest.mark.parametrize(
    ("kind", "offered"), [("KNOWLEDGE", True), ("NEWS", False), ("NOTICE", False), ("CASE", False)]
)
def test_safety_knowledge_can_be_kept_and_nothing_else(homes, kind, offered):
    news = NewsIndexPage.objects.child_of(homes["zh-hans"]).get()
    page = ArticlePageFactory(parent=news, kind=kind)

    text = Client().get(page.get_url()).content.decode()

    assert ("data-keep=" in text) is offered
    assert ("cms/cards.js" in text) is offered


def test_large_type_brings_the_reader_aloud(homes):
    news = NewsIndexPage.objects.child_of(homes["zh-hans"]).get()
    page = ArticlePageFactory(parent=news)
    client = Client()
    client.cookies["display"] = "elder"

    texts = [one.get(page.get_url()).content.decode() for one in (client, Client())]

    assert ["cms/reading.js" in text for text in texts] == [True, False]
    assert ["data-read=" in text for text in texts] == [True, False]
