"""The portal answers a browser."""


def test_first_page_answers_a_phone_in_chinese(page):
    answer = page.goto("/")

    assert answer.status == 200
    assert page.evaluate("document.readyState") == "complete"


def test_rows_of_migrations_are_back_after_a_test_that_commits(desktop):
    from wagtail.models import Page

    from portal.events.models import Topic

    assert (Page.objects.filter(depth=1).count(), Topic.objects.exists()) == (1, True)
