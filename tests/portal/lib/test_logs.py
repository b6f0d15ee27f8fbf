import json
import logging

import pytest
import structlog
from django.test import RequestFactory
from django.urls import resolve

from portal.lib import logs


def line(message, *arguments, as_json=True, **extra):
    record = logging.makeLogRecord(
        {"name": "portal", "levelno": 20, "levelname": "INFO", "msg": message, "args": arguments}
        | extra
    )
    return logs.formatter(as_json=as_json).format(record)


def test_json_line_holds_message_extras_and_request():
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        values = json.loads(line("Sent %s", 3, milliseconds=12))

    moment = values.pop("timestamp")
    assert moment.endswith("Z")
    assert values == {
        "event": "Sent 3",
        "level": "info",
        "logger": "portal",
        "milliseconds": 12,
        "request_id": "abc",
    }


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    "number", ["13800138000", "110101199003070011", "11010119900307001X", "110101900307001"]
)
def test_personal_numbers_never_reach_a_line(number, as_json):
    text = line("来自 %s", f"手机{number}，", as_json=as_json, note=number)

    assert number not in text
    assert text.count("***") == 2


def test_longer_numbers_stay():
    assert "1732345678901" in line("at %s", 1732345678901)


def test_traceback_is_cleaned_as_well():
    try:
        raise ValueError("13800138000")
    except ValueError as error:
        text = line("Failed", exc_info=(type(error), error, error.__traceback__))

    assert "ValueError: ***" in text


def test_request_object_of_djangos_own_lines_is_left_out():
    assert "request" not in json.loads(line("Not Found", request=object()))


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("known", [True, False])
def test_djangos_own_lines_name_the_route_and_not_the_token(as_json, known):
    request = RequestFactory().get("/calendar/personal/a-secret-token.ics")
    if known:
        request.resolver_match = resolve(request.path)

    text = line("Forbidden (%s): %s", "no cookie", request.path, as_json=as_json, request=request)

    assert "a-secret-token" not in text
    assert ("/calendar/personal/<slug:secret>.ics" in text) == known


@pytest.mark.parametrize("as_json", [True, False])
def test_address_cannot_write_a_line_of_its_own(as_json):
    text = line("Not Found: %s", "/a\r\n2026 [info] Locked\u2028", as_json=as_json)

    assert not set(text.strip()) & {"\r", "\n", "\u2028"}
