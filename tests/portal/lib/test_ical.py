"""Calendars as octets: what RFC 5545 asks for, whatever stands in a title."""

import json
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.lib import ical
from portal.lib.lines import BREAKS, one_line
from portal.lib.periods import BUSINESS_ZONE

START = datetime(2025, 6, 16, 9, tzinfo=BUSINESS_ZONE)
ENTRY = ical.Entry(
    uid="4c1b@portal.example",
    sequence=2,
    starts_at=START,
    ends_at=START + timedelta(hours=2, minutes=30),
    changed_at=datetime(2025, 6, 1, 1, 2, 3, 456789, tzinfo=UTC),
    title="小微企业负责人初训",
)


def _entry(**changes):
    values = {name: getattr(ENTRY, name) for name in ical.Entry.__slots__}
    return ical.Entry(**(values | changes))


def _unfold(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def _one(data: bytes) -> icalendar.Event:
    return icalendar.Calendar.from_ical(data).events[0]


def test_calendar_of_one_entry_is_exactly_this():
    entry = _entry(
        place="安信街道办三楼会议室；人民路 1 号",
        description="请带身份证。\n\n主讲：王老师",
        url="https://portal.example/e/7K3M9QXA/",
        contact="区安委办",
        alarm=timedelta(hours=1),
    )

    data = ical.calendar(name="安全课堂", entries=[entry])

    assert _unfold(data) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Safety Culture Portal//Events//EN",
        "CALSCALE:GREGORIAN",
        "NAME:安全课堂",
        "X-WR-CALNAME:安全课堂",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "COMMENT:This timezone only works from 2020-01-01 to 2038-01-01.",
        "BEGIN:STANDARD",
        "DTSTART:20200101T000000",
        "TZNAME:CST",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:小微企业负责人初训",
        "DTSTART;TZID=Asia/Shanghai:20250616T090000",
        "DTEND;TZID=Asia/Shanghai:20250616T113000",
        "DTSTAMP:20250601T010203Z",
        "UID:4c1b@portal.example",
        "SEQUENCE:2",
        "CONTACT:区安委办",
        "DESCRIPTION:请带身份证。\\n\\n主讲：王老师",
        "LAST-MODIFIED:20250601T010203Z",
        "LOCATION:安信街道办三楼会议室；人民路 1 号",
        "STATUS:CONFIRMED",
        "URL:https://portal.example/e/7K3M9QXA/",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:小微企业负责人初训",
        "TRIGGER:-PT1H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_calendar_without_entries_still_has_one_timezone():
    read = icalendar.Calendar.from_ical(ical.calendar(name="空", entries=[]))

    assert (len(read.timezones), read.events) == (1, [])


def test_calendar_says_the_same_bytes_for_the_same_values():
    entries = [_entry(uid=str(number)) for number in range(3)]

    assert ical.calendar(name="a", entries=entries) == ical.calendar(name="a", entries=entries)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "CONFIRMED"),
        ({"tentative": True}, "TENTATIVE"),
        ({"cancelled": True}, "CANCELLED"),
        ({"cancelled": True, "tentative": True}, "CANCELLED"),
    ],
)
def test_status_says_whether_it_takes_place(changes, status):
    assert str(_one(ical.calendar(name="a", entries=[_entry(**changes)]))["STATUS"]) == status


def test_moments_of_another_zone_are_shown_as_in_shanghai():
    entry = _entry(
        starts_at=datetime(2025, 12, 31, 17, 30, tzinfo=UTC), ends_at=START.replace(year=2026)
    )

    rows = _unfold(ical.calendar(name="a", entries=[entry]))

    assert "DTSTART;TZID=Asia/Shanghai:20260101T013000" in rows


@given(title=st.text(max_size=200), place=st.text(max_size=80), description=st.text(max_size=400))
def test_any_text_stays_one_property_of_whole_characters(title, place, description):
    data = ical.calendar(
        name=title, entries=[_entry(title=title, place=place, description=description)]
    )

    rows = data.split(b"\r\n")
    assert rows[-1] == b""
    assert all(len(row) <= 75 for row in rows)
    assert all(row.decode() is not None for row in rows)
    text = data.decode()
    assert not set(text) & (BREAKS - {"\r", "\n"})
    assert text.count("\n") == text.count("\r") == text.count("\r\n")
    read = icalendar.Calendar.from_ical(data)
    assert (len(read.events), len(read.timezones)) == (1, 1)
    assert str(read.events[0]["SUMMARY"]) == one_line(title)
    assert str(read.events[0].get("DESCRIPTION", "")) == ical.lines(description)


TEXTS = st.text(max_size=200) | st.text("期;,\\^:n é", max_size=200)


@given(
    title=TEXTS,
    place=TEXTS,
    description=st.lists(TEXTS, max_size=3).map("\n".join),
    url=st.sampled_from(["", "https://portal.example/e/7K3M9QXA/?a=1,2;3" + "x" * 80]),
    starts_at=st.datetimes(
        datetime(2020, 1, 2), datetime(2037, 12, 31), timezones=st.just(BUSINESS_ZONE)
    ),
    sequence=st.integers(0, 10**6),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_event_is_written_as_the_library_writes_it(
    title, place, description, url, starts_at, sequence, flags
):
    # The library takes \\N for a line feed, where somebody wrote a path such as C:\\New.
    assume(r"\N" not in title + place + description)
    entry = _entry(
        title=title,
        place=place,
        contact=place,
        description=description,
        url=url,
        starts_at=starts_at,
        sequence=sequence,
        cancelled=flags[0],
        tentative=flags[1],
    )

    assert ical._written(entry) == ical._event(entry).to_ical()


def test_path_in_a_title_is_no_line_feed():
    data = ical.calendar(name="a", entries=[_entry(title=r"C:\New,1;2")])

    assert r"SUMMARY:C:\\New\,1\;2" in _unfold(data)


@pytest.mark.parametrize(
    ("given_text", "several"),
    [
        ("课堂\r\nATTENDEE:mailto:a@b.c", "课堂\nATTENDEE:mailto:a@b.c"),
        ("一\u2028二\u2029三\x85四", "一\n二\n三\n四"),
        ("\u202e反\u2066的", "反的"),
        (" a\x00b\x1f \t c ", "a b c"),
        ("半\ud800个", "半 个"),
        ("第一行\r第二行", "第一行\n第二行"),
        ("", ""),
    ],
)
def test_text_that_would_break_a_line_is_made_harmless(given_text, several):
    assert ical.lines(given_text) == several


@pytest.mark.parametrize("alarm", [None, timedelta(), timedelta(hours=1)])
def test_entry_comes_back_from_its_values(alarm):
    entry = _entry(alarm=alarm, cancelled=True)

    assert ical.from_values(json.loads(json.dumps(ical.to_values(entry)))) == entry
