"""A text with wrong words is not submitted; one with doubtful words needs a reason."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.domain import wording
from cms.models import ArticlePage, Review, WordingTerm
from cms.models.wording import findings
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    WordingTerm.objects.create(term="灭火气", better="灭火器", level="BLOCK")
    WordingTerm.objects.create(term="安监局", better="应急管理局", level="WARN")
    return build_desk()


def send(client, desk, act, **more):
    client.force_login(desk.editor)
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", desk.news.pk])
    given = {
        "title": "用电安全",
        "kind": "NEWS",
        "published_date": "2025-06-11",
        "sign": "SAFE",
        "slug": "",
        "body": streamfield([("paragraph", rich_text("<p>先断电</p>"))]),
        **{f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }
    return client.post(address, nested_form_data(given | {act: "1"} | more))


def words(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def body(text):
    return streamfield([("paragraph", rich_text(f"<p>{text}</p>"))])


def test_wrong_word_holds_a_submission_up_and_keeps_what_was_typed(client, desk):
    answer = send(client, desk, "action-submit", body=body("放两具灭火气"))

    assert "“灭火气”（见“…放两具灭火气…”）：建议：灭火器" in words(answer)
    assert "用电安全" in answer.content.decode()
    assert Review.objects.count() == 0


def test_draft_may_say_anything(client, desk):
    assert send(client, desk, "action-save", summary="灭火气").status_code == 302
    assert ArticlePage.objects.get().summary == "灭火气"


def test_doubtful_word_needs_a_reason_that_reviewers_see(client, desk):
    refused = send(client, desk, "action-submit", summary="原安监局旧址")
    told = words(refused)
    taken = send(client, desk, "action-submit", summary="原安监局旧址", wording_note="指旧址名称")

    assert "在“推广”页签写明理由" in told
    assert taken.status_code == 302
    review = Review.objects.get()
    assert [one["found"] for one in review.wording] == ["安监局"]
    assert review.wording_note == "指旧址名称"
    client.force_login(desk.first)
    page = words(client.get(reverse("review:show", args=[review.uuid])))
    assert "保留了 1 处存疑词" in page
    assert "保留理由：指旧址名称" in page


def test_all_that_a_page_says_is_looked_at(desk):
    page = desk.write(
        title="灭火气一",
        plain_summary="灭火气一",
        body=[
            ("paragraph", RichText("<p>灭火气<b>一</b></p>")),
            ("steps", {"do": ["安监局"], "dont": []}),
            ("hotline", {"number": "13800138000", "text": "值班"}),
        ],
    )

    found = sorted(one.found for one in findings(page))
    assert found == ["13800138000", "安监局", "灭火气"]


def test_words_that_come_with_the_portal_leave_those_of_the_office(desk):
    WordingTerm.objects.create(term="部暑", better="按我们的写法", level="WARN")

    new = wording.load()

    assert wording.load() == 0
    assert new > 50
    assert WordingTerm.objects.get(term="部暑").better == "按我们的写法"


def test_word_is_not_empty(desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingTerm.objects.create(term="", better="x")
