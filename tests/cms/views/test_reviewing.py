"""The pages of review: the inbox, a text with its sheet, and the sheet on paper."""

from uuid import uuid4

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.models import Review
from tests.factories.people import UserFactory
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return build_desk()


def show(client, user, review, name="show"):
    client.force_login(user)
    return client.get(reverse(f"review:{name}", args=[review.uuid]))


def say(client, user, review, verdict="PASSED", **said):
    client.force_login(user)
    given = {"opinion": "同意发布。", "corrections": "", "verdict": verdict} | said
    return client.post(reverse("review:show", args=[review.uuid]), given)


def words(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_opinion_moves_the_text_on_and_says_so(client, desk):
    review = desk.submit(desk.write("用气安全"))

    answer = say(client, desk.first, review)

    assert (answer.status_code, answer.url) == (302, reverse("review:index"))
    review = Review.objects.get()
    assert (review.next_part, review.entries.get(part="FIRST").opinion) == ("SECOND", "同意发布。")
    assert "《用气安全》本审通过" in words(client.get(answer.url))


def test_last_opinion_publishes(client, desk):
    page = desk.write()
    review = desk.submit(page)

    for user in (desk.first, desk.second, desk.manager):
        assert say(client, user, review).status_code == 302

    page.refresh_from_db()
    assert page.live is True
    assert client.get(page.get_url()).status_code == 200


def test_form_that_is_wrong_keeps_what_was_typed(client, desk):
    review = desk.submit(desk.write())

    answer = say(client, desk.first, review, opinion="日期要核对", corrections="三十一日")

    assert answer.status_code == 422
    page = words(answer)
    assert "第 1 行：请写“原文 → 改为”。" in page
    assert "日期要核对" in page
    assert "三十一日" in page
    assert review.entries.exclude(part="AUTHOR").count() == 0


@pytest.mark.parametrize("arrow", ["→", "->", "=>", " → "])
def test_corrections_are_read_line_by_line(client, desk, arrow):
    review = desk.submit(desk.write())
    typed = f"三十一日{arrow}三十日\n\n 安委会 {arrow} 安委办 "

    say(client, desk.first, review, "RETURNED", corrections=typed)

    assert review.entries.get(part="FIRST").corrections == [
        {"wrong": "三十一日", "right": "三十日"},
        {"wrong": "安委会", "right": "安委办"},
    ]


def test_text_with_mistakes_does_not_pass(client, desk):
    review = desk.submit(desk.write())

    answer = say(client, desk.first, review, corrections="三十一日 → 三十日")

    assert answer.status_code == 422
    assert "有差错的稿件不能通过" in words(answer)


def test_opinion_that_comes_second_is_told_so_and_keeps_its_words(client, desk):
    review = desk.submit(desk.write())
    desk.decide(review, desk.first, "RETURNED")

    answer = say(client, desk.second, review, opinion="我的意见")

    assert answer.status_code == 409
    assert "别人已经给出了意见" in words(answer)
    assert "我的意见" in words(answer)
    assert review.entries.filter(account=desk.second).count() == 0


@pytest.mark.parametrize("who", ["editor", "manager", "root"])
def test_who_may_not_decide_sees_why_and_is_refused(client, desk, who):
    review = desk.submit(desk.write())
    user = getattr(desk, who)

    page = show(client, user, review)
    answer = say(client, user, review)

    assert page.status_code == 200
    assert page.context["may_decide"] is False
    assert "您不负责这一审" in words(page)
    assert answer.status_code == 409
    assert review.entries.exclude(part="AUTHOR").count() == 0


def test_review_of_others_does_not_exist_for_strangers(client, desk):
    review = desk.submit(desk.write())
    stranger = UserFactory(username="stranger")
    stranger.groups.add(*desk.editor.groups.all())

    for name in ("show", "text", "sheet"):
        assert show(client, stranger, review, name).status_code == 404
    review.uuid = uuid4()
    assert show(client, desk.root, review).status_code == 404


def test_text_is_shown_as_its_readers_will_see_it(client, desk):
    review = desk.submit(desk.write("用气安全", summary="睡前看一眼阀门"))

    answer = show(client, desk.first, review, "text")

    assert "睡前看一眼阀门" in words(answer)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_text_that_was_deleted_leaves_its_sheet(client, desk):
    page = desk.write("用气安全")
    review = desk.release(page)
    page.delete()

    answer = show(client, desk.first, review)

    assert answer.status_code == 200
    assert "页面已删除，只保留审校单" in words(answer)
    assert show(client, desk.first, review, "text").status_code == 404
    assert show(client, desk.first, review, "sheet").status_code == 200


def test_sheet_is_a_pdf_with_every_opinion(client, desk):
    review = desk.submit(desk.write("用气安全"))
    desk.decide(
        review,
        desk.first,
        "RETURNED",
        opinion="日期有误。",
        corrections=[{"wrong": "三十一日", "right": "三十日"}],
    )

    answer = show(client, desk.editor, review, "sheet")

    assert answer["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    text = text.replace("\r\n", "").replace("\n", "")
    for said in ("用气安全", "日期有误。", "三十一日 → 三十日", "editor", "first", review.digest):
        assert said in text.replace("\ufffe", "")


def test_author_who_opens_a_text_that_came_back_reads_why(client, desk):
    page = desk.write()
    desk.decide(desk.submit(page), desk.first, "RETURNED", opinion="日期有误。")
    client.force_login(desk.editor)

    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert "first退回了这篇稿件：日期有误。" in words(answer)


def test_author_takes_a_text_back(client, desk):
    page = desk.write()
    review = desk.submit(page)
    client.force_login(desk.editor)

    answer = client.post(reverse("review:take-back", args=[review.uuid]))

    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    review.refresh_from_db()
    assert review.state == "WITHDRAWN"


def test_reviewer_does_not_take_a_text_back_but_a_manager_does(client, desk):
    review = desk.submit(desk.write())
    states = []

    for user in (desk.first, desk.manager):
        client.force_login(user)
        client.post(reverse("review:take-back", args=[review.uuid]))
        review.refresh_from_db()
        states.append(review.state)

    assert states == ["OPEN", "WITHDRAWN"]


def test_inbox_lists_by_state_and_by_page(client, desk):
    for number in range(3):
        desk.submit(desk.write(f"待审{number}"))
    desk.decide(Review.objects.last(), desk.first, "RETURNED")
    client.force_login(desk.first)

    everything = client.get(reverse("review:index"))
    returned = client.get(reverse("review:index"), {"state": "RETURNED", "page": "99"})

    assert [row.title for row in everything.context["waiting"]] == ["待审1", "待审2"]
    assert everything.context["page_obj"].paginator.count == 3
    assert [row.title for row in returned.context["page_obj"]] == ["待审0"]


def test_inbox_asks_the_same_number_of_questions_for_any_number(client, desk):
    client.force_login(desk.first)
    counts = []

    for number in range(8):
        desk.submit(desk.write(f"待审{number}"))
        if number in (0, 7):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("review:index"))
            counts.append(len(asked))

    assert counts[1] == counts[0]


def test_first_page_of_the_back_office_shows_what_waits(client, desk):
    desk.submit(desk.write("等您审的稿件"))

    client.force_login(desk.first)
    waiting = words(client.get(reverse("wagtailadmin_home")))
    client.force_login(desk.editor)
    own = words(client.get(reverse("wagtailadmin_home")))

    assert "1 篇稿件等您审校" in waiting
    assert "等您审校" not in own
