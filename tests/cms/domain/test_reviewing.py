"""Three reviews by three people who did not write the text; what an opinion does."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image

from cms.domain import reviewing
from cms.enums import ReviewPart, ReviewState
from cms.models import Picture, Review, ReviewEntry, ReviewRule, ReviewTask
from cms.models.reviews import digest_of
from portal.notices.models import Notice
from portal.people.domain import merging
from tests.factories.people import UserFactory
from tests.factories.reviews import AT, build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return build_desk()


def told(template):
    rows = Notice.objects.filter(template=f"cms/{template}", withdrawn_at=None)
    return sorted(rows.values_list("person__name", flat=True))


def test_text_is_published_by_the_third_opinion_and_not_before(desk):
    page = desk.write()
    review = desk.submit(page)
    seen = []

    for reviewer in (desk.first, desk.second, desk.third):
        seen.append((review.next_part, review.state))
        review = desk.decide(review, reviewer)
        page.refresh_from_db()
        seen.append(page.live)

    assert seen == [
        ("FIRST", "OPEN"),
        False,
        ("SECOND", "OPEN"),
        False,
        ("THIRD", "OPEN"),
        True,
    ]
    assert (review.state, review.closed_at, review.due_at) == ("APPROVED", AT, None)
    assert page.live_revision_id == review.revision_id


def test_authors_are_all_who_saved_a_version_since_the_last_approved_one(desk):
    page = desk.write()
    desk.release(page)
    page.refresh_from_db()
    page.save_revision(user=desk.manager)
    page.save_revision(user=desk.root)

    review = desk.submit(page, by=desk.root)

    authors = review.entries.filter(part=ReviewPart.AUTHOR)
    assert set(authors.values_list("name", flat=True)) == {str(desk.manager), str(desk.root)}


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("editor", "您不负责这一审"),
        ("root", "您不负责这一审"),
        ("manager", "您不负责这一审"),
        ("first", "您已经审过这篇稿件"),
    ],
)
def test_second_opinion_is_refused_to(desk, who, sentence):
    review = desk.decide(desk.submit(desk.write()), desk.first)

    with pytest.raises(reviewing.MayNotReview, match=sentence):
        desk.decide(review, getattr(desk, who))

    assert review.entries.exclude(part=ReviewPart.AUTHOR).count() == 1


def test_reviewer_who_wrote_a_version_may_not_review_it(desk):
    page = desk.write()
    page.save_revision(user=desk.first)

    review = desk.submit(page)

    with pytest.raises(reviewing.MayNotReview, match="您写的"):
        desk.decide(review, desk.first)


def test_two_accounts_of_one_person_are_one_reviewer(desk):
    review = desk.decide(desk.submit(desk.write()), desk.first)
    merging.merge(
        source=desk.second.person, target=desk.first.person, by=desk.root, reason="同一人", at=AT
    )
    desk.second.refresh_from_db()

    with pytest.raises(reviewing.MayNotReview, match="您已经审过这篇稿件"):
        desk.decide(review, desk.second)


def test_account_that_was_closed_reviews_nothing(desk):
    review = desk.submit(desk.write())
    desk.first.is_active = False
    desk.first.save()

    with pytest.raises(reviewing.MayNotReview):
        desk.decide(review, desk.first)
    assert desk.first not in reviewing.reviewers_of(review)


def test_opinion_has_to_say_something(desk):
    review = desk.submit(desk.write())

    with pytest.raises(reviewing.OpinionMissing):
        desk.decide(review, desk.first, opinion=" 。 ")


def test_text_that_is_sent_back_begins_anew_from_the_first_stage(desk):
    page = desk.write()
    review = desk.decide(desk.submit(page), desk.first)

    review = desk.decide(
        review,
        desk.second,
        "RETURNED",
        opinion="日期不对。",
        corrections=[{"wrong": "十一月三十一日", "right": "十一月三十日"}],
    )

    assert (review.state, review.closed_at) == ("RETURNED", AT)
    assert review.entries.get(part="SECOND").corrections == [
        {"wrong": "十一月三十一日", "right": "十一月三十日"}
    ]
    page.refresh_from_db()
    assert (page.live, page.current_workflow_state) == (False, None)
    page.save_revision(user=desk.editor)
    again = desk.submit(page)
    assert (again.pk != review.pk, again.next_part) == (True, "FIRST")


def test_nobody_decides_what_is_over(desk):
    review = desk.decide(desk.submit(desk.write()), desk.first, "RETURNED")

    with pytest.raises(reviewing.NothingToReview):
        desk.decide(review, desk.second)


def test_submission_that_its_author_takes_back_is_closed(desk):
    page = desk.write()
    review = desk.submit(page)

    page.current_workflow_state.cancel(user=desk.editor)

    review.refresh_from_db()
    assert (review.state, review.due_at) == ("WITHDRAWN", None)
    with pytest.raises(reviewing.NothingToReview):
        desk.decide(review, desk.first)
    assert told("review_waiting") == []


def test_version_that_is_not_the_submitted_one_is_not_decided(desk):
    page = desk.write()
    review = desk.submit(page)
    revision = review.revision
    revision.content["title"] = "换掉的标题"
    revision.save(update_fields=["content"])

    with pytest.raises(reviewing.TextChanged):
        desk.decide(review, desk.first)


def test_digest_is_that_of_what_people_read(desk):
    page = desk.write()
    revision = page.get_latest_revision()
    before = digest_of(revision)

    revision.content |= {"go_live_at": "2026-01-01T00:00:00Z", "live": True, "locked": True}
    hours = digest_of(revision)
    revision.content["summary"] = "改了一个字"

    assert hours == before
    assert digest_of(revision) != before


def test_picture_that_is_exchanged_makes_another_text(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cover = picture("red")
    page = desk.write(cover=cover)
    before = digest_of(page.get_latest_revision())

    cover.file = picture("blue").file
    cover.file_hash = ""
    cover.save()

    assert digest_of(page.get_latest_revision()) != before


def picture(colour):
    drawn = BytesIO()
    Image.new("RGB", (8, 8), colour).save(drawn, "PNG")
    return Picture.objects.create(title=colour, file=ContentFile(drawn.getvalue(), f"{colour}.png"))


@pytest.mark.parametrize(
    ("stages", "parts"),
    [(1, ["THIRD"]), (2, ["FIRST", "THIRD"]), (3, ["FIRST", "SECOND", "THIRD"])],
)
def test_rule_says_how_many_reviews_a_kind_needs(desk, stages, parts):
    ReviewRule.objects.create(kind="NEWS", stages=stages, days=5)
    page = desk.write(kind="NEWS")
    review = desk.submit(page)
    reviewers = [desk.first, desk.second, desk.third]
    went = []

    for reviewer in reviewers[:stages]:
        went.append(str(review.next_part))
        review = desk.decide(review, reviewer)

    page.refresh_from_db()
    assert (went, page.live, review.days) == (parts, True, 5)


def test_manager_gives_the_final_opinion_only(desk):
    review = desk.submit(desk.write())
    assert desk.manager not in reviewing.reviewers_of(review)

    review = desk.decide(desk.decide(review, desk.first), desk.second)

    assert reviewing.reviewers_of(review) == [desk.third, desk.manager]


def test_emergency_notice_is_published_by_one_opinion_and_read_by_two_more(desk):
    page = desk.write(kind="NOTICE", urgent=True)

    review = desk.decide(desk.submit(page), desk.manager)

    page.refresh_from_db()
    assert (page.live, review.state, review.next_part) == (True, "APPROVED", "FIRST")
    assert review.due_at == AT + timedelta(hours=24)
    assert reviewing.waiting_for(desk.first) == [review]
    review = desk.decide(review, desk.first)
    assert (review.next_part, review.closed_at) == ("SECOND", None)
    review = desk.decide(review, desk.second)
    assert (review.next_part, review.due_at, review.closed_at) == (None, None, AT)


def test_emergency_notice_comes_down_when_somebody_objects(desk):
    page = desk.write(kind="NOTICE", urgent=True)
    review = desk.decide(desk.submit(page), desk.manager)

    review = desk.decide(review, desk.second, "RETURNED", opinion="消息不实。")

    page.refresh_from_db()
    assert (page.live, review.state) == (False, "OBJECTED")
    assert told("review_objected") == ["editor"]


def test_emergency_notice_of_a_later_version_stays_when_somebody_objects_to_the_earlier(desk):
    page = desk.write(kind="NOTICE", urgent=True)
    review = desk.decide(desk.submit(page), desk.manager)
    page.refresh_from_db()
    page.urgent = False
    page.save_revision(user=desk.editor)
    desk.release(page)

    desk.decide(review, desk.second, "RETURNED", opinion="消息不实。")

    page.refresh_from_db()
    assert page.live is True


def test_emergency_notice_is_a_notice(desk):
    page = desk.write(kind="NEWS")
    page.urgent = True

    with pytest.raises(IntegrityError), transaction.atomic():
        page.save(clean=False)


def test_who_may_give_the_next_opinion_is_asked_and_the_author_hears_of_the_end(desk):
    review = desk.submit(desk.write())
    asked = [told("review_waiting")]

    for reviewer in (desk.first, desk.second, desk.third):
        review = desk.decide(review, reviewer)
        asked.append(told("review_waiting"))

    assert asked == [
        ["first", "second", "third"],
        ["second", "third"],
        ["manager", "third"],
        [],
    ]
    assert told("review_passed") == ["editor"]


def test_overdue_review_is_reminded_of_once_a_day(desk):
    review = desk.submit(desk.write())
    late = review.due_at + timedelta(hours=1)

    counts = [reviewing.remind(at=moment) for moment in (AT, late, late + timedelta(minutes=5))]
    reviewing.remind(at=late + timedelta(days=1))

    assert counts == [0, 1, 1]
    assert told("review_overdue") == ["first", "first", "second", "second", "third", "third"]


def test_inbox_holds_what_one_may_decide_the_most_urgent_first(desk):
    later = desk.submit(desk.write("后到期"))
    sooner = desk.submit(desk.write("先到期"))
    Review.objects.filter(pk=sooner.pk).update(due_at=AT)
    own = desk.write("自己写的")
    own.save_revision(user=desk.first)
    desk.submit(own)

    assert [row.title for row in reviewing.waiting_for(desk.first)] == ["先到期", "后到期"]
    assert reviewing.waiting_for(desk.editor) == []
    assert later in reviewing.waiting_for(desk.second)


def test_inbox_asks_the_same_number_of_questions_for_any_number(
    desk, django_assert_max_num_queries
):
    for number in range(6):
        desk.submit(desk.write(f"稿件{number}"))

    with django_assert_max_num_queries(6):
        assert len(reviewing.waiting_for(desk.first)) == 6


def test_sheets_are_read_by_reviewers_authors_and_administrators(desk):
    review = desk.submit(desk.write())
    readers = (desk.editor, desk.first, desk.manager, desk.root)

    assert [reviewing.may_read(user, review) for user in readers] == [True] * 4
    assert reviewing.may_read(UserFactory(), review) is False


def test_database_refuses_one_account_in_two_parts(desk):
    review = desk.decide(desk.submit(desk.write()), desk.first)

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(review, desk.first, "SECOND")


def test_database_refuses_a_stage_twice(desk):
    review = desk.decide(desk.submit(desk.write()), desk.first)

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(review, desk.second, "FIRST")


def test_database_refuses_an_opinion_that_says_nothing(desk):
    review = desk.submit(desk.write())

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(review, desk.second, "FIRST", opinion="")


def test_database_refuses_two_open_reviews_of_a_page(desk):
    review = desk.submit(desk.write())

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            page=review.page, title="又一次", kind="NEWS", submitted_at=AT, digest="0" * 64
        )


def test_database_refuses_no_review_at_all():
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRule.objects.create(kind="NEWS", stages=0)


def entry(review, account, part, **values):
    given = {"verdict": "PASSED", "opinion": "同意。", "given_at": AT} | values
    return ReviewEntry.objects.create(
        review=review, account=account, name=str(account), part=part, **given
    )


def test_stage_is_locked_to_everybody_and_says_why(desk):
    page = desk.write()
    desk.submit(page)
    page = type(page).objects.get(pk=page.pk)
    lock = page.get_lock()

    assert [lock.for_user(user) for user in (desk.editor, desk.first, desk.root)] == [True] * 3
    assert "正在“初审”" in str(lock.get_message(desk.editor))
    assert ReviewTask.objects.get(stage="FIRST").get_actions(page, desk.root) == []


def test_state_names_are_chinese():
    assert str(ReviewState.OPEN.label) == "审校中"
