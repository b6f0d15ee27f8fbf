"""Large type, remembered without an account and without a script."""

import pytest
from django.test import Client


def test_large_type_is_remembered_and_the_reader_stays_on_the_page():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/display/", {"mode": "elder", "next": "/en/news/?page=2"})

    assert (response.status_code, response.url) == (302, "/en/news/?page=2")
    assert client.cookies["display"].value == "elder"
    assert client.cookies["display"]["httponly"] is True


def test_standard_view_forgets_the_mode():
    client = Client()
    client.cookies["display"] = "elder"

    response = client.post("/display/", {"mode": "standard", "next": "/"})

    assert response.url == "/"
    assert client.cookies["display"].value == ""


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_foreign_target_leads_home(target):
    assert Client().post("/display/", {"mode": "elder", "next": target}).url == "/"


def test_link_preview_changes_nothing():
    response = Client().get("/display/")

    assert response.status_code == 405
    assert not response.cookies
