"""Three faces below a page and for an event."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms.domain import opinions
from cms.models import CommunityIndexPage, OpinionCount
from tests.factories.cms import CommunityPageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def page(homes):
    index = CommunityIndexPage.objects.child_of(homes["zh-hans"]).get()
    return CommunityPageFactory(parent=index)


def ticket_in(answer):
    return answer.content.decode().split('name="ticket" value="')[1].split('"')[0]


def test_face_is_counted_once_and_thanked_for_without_a_cookie(page):
    client = Client()
    ticket = ticket_in(client.get(page.url))

    answer = client.post("/opinion/", {"ticket": ticket, "face": "GOOD"})
    thanks = client.get(answer["Location"]).content.decode()
    again = client.post("/opinion/", {"ticket": ticket, "face": "POOR"})

    assert answer.status_code == 302
    assert "谢谢" in thanks
    assert f'href="{page.url}"' in thanks
    assert (again.status_code, "您刚才已经评过了" in again.content.decode()) == (409, True)
    assert list(OpinionCount.objects.values_list("page", "face", "count")) == [(page.pk, "GOOD", 1)]
    assert not client.cookies


def test_one_copy_of_a_page_serves_many_readers(page):
    """A page may come from a cache; what is counted once is the visit and not the copy."""
    ticket = ticket_in(Client().get(page.url))

    for browser in ("A", "B"):
        client = Client(headers={"user-agent": browser})
        assert client.post("/opinion/", {"ticket": ticket, "face": "FAIR"}).status_code == 302

    assert OpinionCount.objects.get().count == 2


def test_event_that_has_begun_asks_for_a_face(homes):
    now = timezone.now()
    past, coming = (EventFactory(starts_at=now + timedelta(hours=one)) for one in (-3, 3))
    client = Client()

    asked = client.get(f"/opinion/{past.code}/")

    assert client.get(f"/opinion/{coming.code}/").status_code == 404
    client.post("/opinion/", {"ticket": ticket_in(asked), "face": "POOR"})
    assert OpinionCount.objects.get().event == past


@pytest.mark.parametrize("sent", [{}, {"ticket": "X"}, {"ticket": "", "face": "GOOD"}])
def test_face_without_a_ticket_is_not_counted(homes, sent):
    answer = Client().post("/opinion/", sent)

    assert answer.status_code == 409
    assert not OpinionCount.objects.exists()


def test_nobody_is_thanked_who_said_nothing(homes):
    assert Client().get("/opinion/?of=X")["Location"] == "/"


def test_page_that_is_not_public_takes_no_faces(page):
    ticket = opinions.ticket(target="page", pk=page.pk, at=timezone.now())
    page.unpublish()

    answer = Client().post("/opinion/", {"ticket": ticket, "face": "GOOD"})

    assert answer.status_code == 404
    assert not OpinionCount.objects.exists()
