"""Whole addresses, and the languages of a page."""

import pytest

from portal.lib import addresses


@pytest.fixture(autouse=True)
def _base(settings):
    settings.PORTAL_BASE_URL = "https://anquan.example"


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/news/", "https://anquan.example/news/"),
        ("https://other.example/a/", "https://other.example/a/"),
    ],
)
def test_address_is_made_whole(path, whole):
    assert addresses.absolute(path) == whole


def test_portal_below_a_path_keeps_the_path_of_its_addresses(settings):
    settings.PORTAL_BASE_URL = "https://qu.example/anquan"

    assert addresses.absolute("/anquan/news/") == "https://qu.example/anquan/news/"
    assert addresses.domain() == "qu.example"


def test_page_in_two_languages_names_both_and_the_one_for_all_others():
    assert addresses.alternates({"en": "/en/a/", "zh-hans": "/a/"}) == [
        ("zh-Hans", "https://anquan.example/a/"),
        ("en", "https://anquan.example/en/a/"),
        ("x-default", "https://anquan.example/a/"),
    ]


def test_page_in_one_language_has_no_alternates():
    assert addresses.alternates({"zh-hans": "/a/"}) == []


def test_page_without_the_first_language_has_no_default():
    assert addresses.alternates({"en": "/a/", "fr": "/b/"}) == [("en", "https://anquan.example/a/")]


def test_other_languages_are_called_by_their_code():
    assert addresses.language_tag("fr") == "fr"
