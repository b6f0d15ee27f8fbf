"""Posters: the code on the paper leads to the event, and the words fit the sheet."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.utils import timezone

from portal.events.enums import EventStatus, RegistrationMode
from portal.events.models import Topic
from portal.events.views import posters
from portal.lib import pdf
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    cache.clear()


@pytest.fixture
def event():
    return OpenEventFactory(
        title="小微企业负责人初训（第 3 场）",
        starts_at=timezone.now() + timedelta(days=1),
        topic=Topic.objects.get(code="fire"),
        venue=VenueFactory(name="安信街道办三楼会议室", address="人民路 128 号"),
        organiser=OrganisationFactory(name="区安委办"),
    )


def _pdf(client, event, **query):
    response = client.get(f"/e/{event.code}/poster.pdf", query)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return pypdfium2.PdfDocument(response.content)


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize(
    ("query", "size"),
    [
        ({}, (595, 842)),
        ({"size": "A4"}, (595, 842)),
        ({"size": "a3"}, (842, 1191)),
        ({"size": "tent"}, (595, 842)),
    ],
)
def test_pdf_is_one_sheet_whose_code_is_read_from_the_picture(client, event, query, size):
    with _pdf(client, event, **query) as document:
        assert len(document) == 1
        assert tuple(round(side) for side in document[0].get_size()) == size
        picture = document[0].render(scale=1.5).to_pil().convert("L")
        text = document[0].get_textpage().get_text_range()

    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == f"HTTPS://PORTAL.EXAMPLE/E/{event.code}"
    missing = [
        words
        for words in (
            "小微企业负责人初训",
            "安信街道办三楼会议室",
            "区安委办",
            f"portal.example/e/{event.code}/",
        )
        if words not in text
    ]
    assert missing == []


@pytest.mark.usefixtures("pango")
def test_longest_words_stay_above_the_code_on_one_sheet(client, event):
    event.title, event.place, event.venue = "安" * 120, "地" * 160, None
    event.save()

    with _pdf(client, event) as document:
        assert len(document) == 1
        (code,) = zxingcpp.read_barcodes(document[0].render(scale=1.5).to_pil().convert("L"))
    assert code.text.endswith(event.code)


def test_code_leads_to_the_event(client, event):
    response = client.get(f"/E/{event.code}", follow=True)

    assert response.context["event"] == event


@pytest.mark.parametrize("mode", RegistrationMode)
@pytest.mark.parametrize("language", ["", "/en"])
def test_page_to_print_is_shown_in_both_languages(client, event, mode, language):
    event.registration_mode, event.hard_capacity = mode, 30
    event.save()

    response = client.get(f"{language}/e/{event.code}/poster/")

    page = response.content.decode()
    assert response.status_code == 200
    assert f"{language}/e/{event.code}/poster.pdf?size=a3" in page
    assert "<style>" not in page


def test_poster_of_an_event_that_is_off_says_so(client, event):
    event.status = EventStatus.CANCELLED
    event.save()

    assert '<p class="off">' in client.get(f"/e/{event.code}/poster/").content.decode()


def test_poster_needs_no_topic(client):
    bare = EventFactory(starts_at=timezone.now() + timedelta(days=1), title="咨询日")

    assert '<main class="sheet must">' in client.get(f"/e/{bare.code}/poster/").content.decode()


@pytest.mark.usefixtures("pango")
def test_pdf_is_made_once(client, event, monkeypatch):
    first = client.get(f"/e/{event.code}/poster.pdf").content
    monkeypatch.delattr(pdf, "render")

    assert client.get(f"/e/{event.code}/poster.pdf").content == first


def test_server_without_pango_answers_with_the_page_and_a_sentence(client, event, monkeypatch):
    def _no_pango(html):
        raise pdf.PdfUnavailable("Pango fehlt")

    monkeypatch.setattr(posters.pdf, "render", _no_pango)

    response = client.get(f"/e/{event.code}/poster.pdf")

    assert response.status_code == 503
    assert "Pango fehlt" in response.content.decode()


def test_made_up_code_is_not_found(client):
    assert client.get("/e/ZZZZZZZZ/poster/").status_code == 404


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("小微企业负责人初训", ""),
        ("安" * 19, "long"),
        ("a" * 36, ""),
        ("a" * 73, "longer"),
        ("安" * 61, "longest"),
    ],
)
def test_heading_is_set_by_its_width(title, size):
    assert posters._heading(title) == size


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize(
    ("hours", "status", "words"),
    [
        (1, EventStatus.PUBLISHED, "扫码报名"),
        (-1, EventStatus.PUBLISHED, "请到现场扫屏幕上的码签到"),
        (-9, EventStatus.ENDED, "活动已经结束"),
        (1, EventStatus.CANCELLED, "取消"),
        (1, EventStatus.POSTPONED, "延期"),
    ],
)
def test_poster_asks_for_what_is_possible_now(client, event, hours, status, words):
    event.starts_at = timezone.now() + timedelta(hours=hours)
    event.ends_at = event.starts_at + timedelta(hours=2)
    event.status, event.status_reason = status, "台风"
    event.save()

    page = client.get(f"/e/{event.code}/poster/").content.decode()
    with _pdf(client, event) as document:
        paper = document[0].get_textpage().get_text_range()

    assert words in page
    assert ("扫码报名" in page, "扫码报名" in paper) == ((words == "扫码报名",) * 2)
