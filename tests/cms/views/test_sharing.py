"""Pictures of shared pages by their addresses: public pages only, kept for ever, one address."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from cms.domain import sharing
from cms.models import NewsIndexPage
from portal.lib import throttles
from tests.factories.cms import ArticlePageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def article(homes):
    return ArticlePageFactory(
        parent=NewsIndexPage.objects.child_of(homes["zh-hans"]).get(), title="用气安全"
    )


def picture_of(page):
    """The path of the picture that a page names."""
    return picture_at(page.get_url())


def picture_at(path):
    text = Client().get(path).content.decode()
    return (
        text.partition('property="og:image" content="')[2].partition('"')[0].partition(":8000")[2]
    )


def test_page_names_a_picture_that_is_there_and_is_kept(article):
    path = picture_of(article)

    answer = Client().get(path)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    again = Client().get(path, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_old_address_leads_to_the_new_picture(article):
    old = picture_of(article)
    article.title = "用电安全"
    article.save()

    answer = Client().get(old, follow=True)

    assert answer.redirect_chain == [(picture_of(article), 302)]
    assert answer.status_code == 200


def test_draft_and_private_pages_have_no_picture(article):
    path = picture_of(article)
    restriction = PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert Client().get(path).status_code == 404

    restriction.delete()
    assert Client().get(path).status_code == 200
    article.live = False
    article.save()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("pk", ["1", "999999", "99999999999999999999999999"])
def test_what_is_no_page_of_ours_has_no_picture(homes, pk):
    assert Page.objects.filter(pk=1, depth=1).exists()
    assert Client().get(f"/share/{pk}-abc.png").status_code in {400, 404}


@pytest.mark.parametrize(("language", "status"), [("zh-hans", 200), ("en", 200), ("fr", 404)])
def test_portal_has_a_picture_in_each_language(homes, language, status):
    answer = Client().get(f"/share/{language}.png")

    assert answer.status_code == status


def test_too_many_new_pictures_are_put_off(article):
    path = picture_of(article)
    for _ in range(sharing.MOST_DRAWN):
        throttles.count("share-pictures", limit=sharing.MOST_DRAWN, seconds=60)

    answer = Client().get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_picture_asks_few_questions(article):
    path = picture_of(article)
    Client().get(path)

    with CaptureQueriesContext(connection) as asked:
        Client().get(path)

    assert len(asked) <= 5


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_event_has_a_picture_while_the_public_may_see_it(homes, prefix):
    event = EventFactory(title="用气讲座")
    path = picture_at(f"{prefix}/e/{event.code}/")
    assert Client().get(path)["Content-Type"] == "image/png"

    event.title = "用电讲座"
    event.save()
    assert Client().get(path, follow=True).redirect_chain == [
        (picture_at(f"{prefix}/e/{event.code}/"), 302)
    ]

    event.public = False
    event.save()
    assert Client().get(path).status_code == 404


def test_event_has_no_picture_in_a_language_there_is_not(homes):
    assert Client().get(f"/share/fr/e/{EventFactory().code}-x.png").status_code == 404
