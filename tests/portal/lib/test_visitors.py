"""Addresses of visitors: what our own servers say, and nothing the visitor says."""

import pytest

from portal.lib import visitors


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.7"),
        (2, "9.9.9.9, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
    ],
)
def test_address_is_what_our_own_servers_saw(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    meta = {"REMOTE_ADDR": "10.0.0.1"}
    if forwarded is not None:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded

    assert visitors.address(meta) == address


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("[2001:DB8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("unknown", "unknown"),
    ],
)
def test_address_of_ipv6_is_the_network_of_one_line(settings, seen, counted):
    settings.PROXIES = 0

    assert visitors.address({"REMOTE_ADDR": seen}) == counted


def test_address_of_a_request_without_any_is_empty(settings):
    settings.PROXIES = 0

    assert visitors.address({}) == ""


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        (None, "EN-GB,en", "en"),
        (None, "fr, en", "zh-hans"),
        (None, "", "zh-hans"),
        ("xx", "en", "en"),
    ],
)
def test_language_is_the_chosen_one_else_the_phones_else_chinese(chosen, accepted, language):
    assert visitors.language(chosen=chosen, accepted=accepted) == language


PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Mobile MicroMessenger/8.0"


@pytest.mark.parametrize(
    ("meta", "reads"),
    [
        ({"HTTP_USER_AGENT": PHONE}, True),
        ({"HTTP_USER_AGENT": PHONE, "REQUEST_METHOD": "HEAD"}, False),
        ({"HTTP_USER_AGENT": PHONE, "HTTP_SEC_PURPOSE": "prefetch;prerender"}, False),
        ({"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, False),
        ({"HTTP_USER_AGENT": "curl/8.5"}, False),
        ({}, False),
    ],
)
def test_programs_that_fetch_pages_are_no_persons(meta, reads):
    assert visitors.is_person(meta) is reads
