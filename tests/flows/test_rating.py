"""An evaluator's phone where the network comes and goes."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from drills.models import ItemRating
from tests.factories.drills import EvaluationTaskFactory

WAITING = "[data-waiting]"


@pytest.fixture
def task():
    return EvaluationTaskFactory()


@pytest.fixture
def signed_in(page, client, live_server, task):
    """The evaluator's phone, signed in."""
    client.force_login(task.evaluator)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    return page


def tap(page, place, score):
    page.locator("fieldset.item").nth(place).locator(f"input[type=radio][value='{score}']").check(
        force=True
    )


def stored(task):
    rows = ItemRating.objects.filter(task=task, current=True).order_by("item__position")
    return [(row.item.code, row.score, row.note) for row in rows.select_related("item")]


def test_ratings_made_without_a_network_survive_a_closed_page(signed_in, task):
    address = reverse("drills:rate-section", args=[task.drill.event.code, "B1-1"])
    signed_in.goto(address)
    tap(signed_in, 0, "5")
    signed_in.locator("fieldset.item .saved", has_text="已保存").wait_for()

    signed_in.context.set_offline(True)
    tap(signed_in, 1, "1")
    signed_in.locator("fieldset.item").nth(1).locator("textarea").fill("集合点没有人清点")
    tap(signed_in, 2, "NA")
    signed_in.click(".save button")
    signed_in.locator(WAITING).wait_for()
    expect(signed_in.locator("[data-number]")).to_have_text("2")
    assert stored(task) == [("B1-1.1", "5", "")]
    signed_in.close(run_before_unload=False)

    signed_in.context.set_offline(False)
    again = signed_in.context.new_page()
    again.goto(reverse("drills:rate", args=[task.drill.event.code]))
    again.locator("[data-done]", has_text="3").wait_for()
    expect(again.locator(WAITING)).to_be_hidden()
    assert stored(task) == [
        ("B1-1.1", "5", ""),
        ("B1-1.2", "1", "集合点没有人清点"),
        ("B1-1.3", "NA", ""),
    ]


def test_low_rating_asks_at_once_what_was_seen(signed_in, task):
    signed_in.goto(reverse("drills:rate-section", args=[task.drill.event.code, "B1-1"]))
    item = signed_in.locator("fieldset.item").first
    expect(item.locator(".explain")).to_be_hidden()

    tap(signed_in, 0, "0")

    item.locator(".explain").wait_for()
    expect(item.locator("textarea")).to_be_visible()
