"""Whoever kept an old address arrives: after another slug, after a move, in both languages."""

import pytest
from django.test import Client

from cms.domain import site
from cms.models import NewsIndexPage, StandardPage
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return build_desk()


def ends_at(path):
    answer = Client().get(path, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain


@pytest.mark.parametrize("code", ["zh-hans", "en"])
def test_article_with_another_slug_is_found_at_the_old_one(
    desk, code, django_capture_on_commit_callbacks
):
    homes = site.build(address="http://testserver", name="x")
    news = NewsIndexPage.objects.child_of(homes[code]).get()
    article = desk.write("旧标题", locale=news.locale)
    article.move(news, pos="last-child")
    article.refresh_from_db()
    desk.release(article)
    article.refresh_from_db()
    old = article.get_url()
    assert ends_at(old) == []

    article.slug = "another"
    article.save_revision(user=desk.editor)
    with django_capture_on_commit_callbacks(execute=True):
        desk.release(article)

    article.refresh_from_db()
    assert article.get_url().endswith("/news/another/")
    assert ends_at(old) == [(article.get_url(), 301)]


@pytest.mark.parametrize("code", ["zh-hans", "en"])
def test_page_that_moved_takes_what_is_below_it_along(code):
    homes = site.build(address="http://testserver", name="x")
    home = homes[code]
    one, two = (StandardPage(title=name, slug=name, locale=home.locale) for name in ("one", "two"))
    below = StandardPage(title="below", slug="below", locale=home.locale)
    home.add_child(instance=one)
    home.add_child(instance=two)
    one.add_child(instance=below)
    prefix = "" if code == "zh-hans" else "/en"
    assert ends_at(f"{prefix}/one/below/") == []

    one.move(StandardPage.objects.get(pk=two.pk), pos="last-child")

    assert ends_at(f"{prefix}/one/") == [(f"{prefix}/two/one/", 301)]
    assert ends_at(f"{prefix}/one/below/") == [(f"{prefix}/two/one/below/", 301)]
