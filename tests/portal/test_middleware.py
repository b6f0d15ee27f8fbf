import logging

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal import urls
from portal.lib import uploads
from tests.factories.people import UserFactory


def _fail(request):
    raise OperationalError("server closed the connection")


def _lose(request):
    raise InterfaceError("connection already closed")


def _err(request):
    raise KeyError("ours")


urlpatterns = [
    path("fail/", _fail),
    path("lose/", _lose),
    path("err/", _err),
    path("feed/<str:token>/", lambda request, token: HttpResponse("ok")),
    *urls.urlpatterns,
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def signed_in():
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(UserFactory())
    return client


@pytest.mark.parametrize("address", ["/fail/", "/lose/"])
def test_lost_database_asks_to_try_again(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "<h1>" in answer.content.decode()
    assert "server closed" not in answer.content.decode()


def test_mistake_of_ours_is_not_blamed_on_the_database(client):
    with pytest.raises(KeyError):
        client.get("/err/")


def test_developer_sees_the_error_itself(client, settings):
    settings.DEBUG = True

    with pytest.raises(OperationalError):
        client.get("/fail/")


def test_log_names_the_route_and_not_the_token(client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.requests"):
        answer = client.get("/feed/a-secret-token/")

    assert caplog.messages == ["GET /feed/<str:token>/ 200"]
    assert len(answer["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_log_names_a_page_by_its_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.requests"):
        client.get("/missing-page/")

    assert "GET /missing-page/ 404" in caplog.messages


def test_number_given_by_the_proxy_is_kept(client):
    answer = client.get("/healthz", headers={"X-Request-ID": "0f3c2b1a-1234"})

    assert answer["X-Request-ID"] == "0f3c2b1a-1234"


@pytest.mark.parametrize("given", ["a", "x" * 65, "1\u20282345678", "<script>alert(1)"])
def test_number_that_is_none_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given})

    assert answer["X-Request-ID"] != given


def test_health_is_not_logged(client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.requests"):
        client.get("/healthz")

    assert caplog.messages == []


def test_public_pages_have_the_strict_policy(client):
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "script-src 'self';" in f"{policy};"
    assert "unsafe-inline" not in policy


@pytest.mark.django_db
def test_back_office_may_run_its_inline_scripts(client):
    policy = client.get("/admin/login/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "object-src 'none'" in policy


@pytest.mark.django_db
def test_page_opened_the_wrong_way_says_so_in_words(client):
    answer = client.get("/display/", headers={"accept": "text/html,*/*"})

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "<h1>这一页不能直接打开</h1>" in answer.content.decode()


def test_machine_gets_a_plain_refusal(client):
    answer = client.get("/display/", headers={"accept": "*/*"})

    assert (answer.status_code, answer.content) == (405, b"")


# --- At the door ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_door_asks_for_no_account_and_tells_browsers_the_same_as_other_pages(
    client, signed_in, django_assert_num_queries
):
    elsewhere = client.get("/healthz")
    kept = {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"}

    with django_assert_num_queries(0):
        page = signed_in.get("/c/")

    assert set(page.cookies) == {"csrftoken", "portal_device"}
    assert not hasattr(page.wsgi_request, "user")
    assert not hasattr(page.wsgi_request, "session")
    assert {name: _directives(page[name]) for name in kept} == {
        name: _directives(elsewhere[name]) for name in kept
    }
    assert (page["Content-Language"], page["Vary"]) == ("zh-hans", "Cookie")


@pytest.mark.parametrize("address", ["/C/7K3M9QXA", "/c/7K3M9QXA/XYZ", "/C/x/../y"])
def test_what_only_begins_like_the_door_is_answered_in_its_words(client, address):
    asked, sent = client.get(address, headers={"accept-language": "en"}), client.post(address)

    assert (asked.status_code, sent.status_code) == (404, 404)
    assert "<h1>No such code</h1>" in asked.content.decode()
    assert 'lang="zh-Hans"' in sent.content.decode()


def _directives(header):
    return {part.strip() for part in header.split(";")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("/admin/login/", "zh-CN", "<h1>文件太大，无法上传</h1>"),
        ("/c/", "zh-CN", "不能超过15 MB"),
        ("/en/classes/", "en", "up to 15 MB altogether"),
    ],
)
def test_body_larger_than_any_form_is_refused_unread_in_words(
    client, settings, address, language, words
):
    settings.MOST_BODY_BYTES = 2
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HttpRequest, "_load_post_and_files", lambda request: kept.append(request))
        answer = client.post(
            address,
            "a=1",
            content_type="application/x-www-form-urlencoded",
            headers={"accept-language": language},
        )

    assert (answer.status_code, kept) == (413, [])
    assert words in answer.content.decode()
    assert "Content-Security-Policy" in answer


@pytest.mark.django_db
def test_largest_file_fits_into_the_largest_form(client, settings):
    assert settings.MOST_UPLOAD_BYTES == uploads.MOST_BYTES < settings.MOST_BODY_BYTES

    for length in (settings.MOST_BODY_BYTES, "", "9" * 5000):
        answer = client.post("/healthz", "", content_type="text/plain", CONTENT_LENGTH=str(length))
        assert answer.status_code in (200, 405)


@pytest.mark.django_db
def test_body_in_pieces_of_no_length_is_refused(client):
    pieces = {"Transfer-Encoding": "chunked"}

    answer = client.post("/admin/login/", {"username": "li"}, headers=pieces)

    assert answer.status_code == 411
    assert "<h1>" in answer.content.decode()
