"""Three reviews, three proofreadings (三审三校): who may review, and what an opinion does.

No two parts in one review belong to one person: not to one account, and not to two accounts of
somebody. The version that was read is the one that is published; if it was changed meanwhile,
nothing is decided.

Source: the office's rule of publicity, and 出版管理条例 for what three reviews mean.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from cms.domain import review_notices
from cms.enums import ReviewPart, ReviewState, Verdict
from cms.models.reviews import AFTERWARDS, Review, ReviewEntry, ReviewTask, digest_of
from portal.lib.refusals import Refusal
from portal.people.domain.queries.canonical import is_same_hand
from portal.people.models import User

# Whoever sets the rules of review.
KEEPS_RULES = "cms.change_reviewrule"
# The least an opinion says, in characters: "可" is none.
SHORTEST_OPINION = 2


class MayNotReview(Refusal):
    """The account has no part to play in this review, or has played one already."""

    code = "may_not_review"


class NothingToReview(Refusal):
    """The review is over."""

    code = "nothing_to_review"


class TextChanged(Refusal):
    """The text is not the one that was submitted."""

    code = "text_changed"


class OpinionMissing(Refusal):
    """Nothing, or next to nothing, is said."""

    code = "opinion_missing"


def begin(*, state: WorkflowState, at: datetime) -> Review | None:
    """Tell those who may give the first opinion that a text has been submitted.

    Returns:
        The review; None where the submitted thing is reviewed in another way.
    """
    review = Review.objects.filter(workflow_state=state).first()
    if review:
        review_notices.ask(review, reviewers_of(review), at=at)
    return review


def withdraw(*, state: WorkflowState, at: datetime) -> None:
    """Close the review of a submission that its author took back."""
    open_ones = Review.objects.filter(workflow_state=state, state=ReviewState.OPEN)
    for review in open_ones:
        review_notices.silence(review)
    open_ones.update(state=ReviewState.WITHDRAWN, closed_at=at, due_at=None)


def decide(
    *,
    review: Review,
    by: User,
    verdict: str,
    opinion: str,
    corrections: Sequence[dict[str, str]],
    at: datetime,
) -> Review:
    """Give an opinion on a text for the stage it has reached.

    Passed by the last stage it needs before publication, the version is published, now or at the
    hour its author set. Sent back, it is a draft again, and starts anew from the first stage.

    Args:
        review: of the text.
        by: who read it.
        verdict: `Verdict.PASSED` or `RETURNED`.
        opinion: in words, for the sheet.
        corrections: what proofreading found, ``{"wrong": …, "right": …}`` each; may be empty.
        at: now, timezone-aware.

    Raises:
        MayNotReview: when somebody wrote the text or reviewed another stage, or lacks the right.
        NothingToReview: when the review is over.
        TextChanged: when the text, or a picture in it, is not the one submitted.
        OpinionMissing: without an opinion.
    """
    opinion = opinion.strip()
    if len(opinion) < SHORTEST_OPINION:
        raise OpinionMissing(_("Write your opinion; it stands on the review sheet."))
    with transaction.atomic():
        review = Review.objects.select_for_update(no_key=True, of=("self",)).get(pk=review.pk)
        part = review.next_part
        if part is None or review.state not in (ReviewState.OPEN, ReviewState.APPROVED):
            raise NothingToReview(_("This review is over. Somebody else has given the opinion."))
        refusal = objection(review, by)
        if refusal:
            raise refusal
        if review.revision is None or digest_of(review.revision) != review.digest:
            raise TextChanged(
                _(
                    "The text or a picture in it is not the one that was submitted. The author "
                    "has to take it back and submit it again."
                )
            )
        ReviewEntry.objects.create(
            review=review,
            account=by,
            name=str(by),
            part=part,
            verdict=verdict,
            opinion=opinion,
            corrections=list(corrections),
            given_at=at,
        )
        review_notices.silence(review)
        if review.state == ReviewState.APPROVED:
            _decide_afterwards(review, by, verdict, at)
        elif verdict == Verdict.RETURNED:
            _send_back(review, by, opinion, at)
        else:
            _pass(review, part, by, opinion, at)
    return review


def objection(review: Review, user: User) -> MayNotReview | None:
    """Return why an account may not give the next opinion on a text; None when it may."""
    if review.next_part not in _stages_of(user):
        return MayNotReview(_("You do not review this stage. The district manager says who does."))
    entry = _other_part(review, user)
    if entry is None:
        return None
    return MayNotReview(
        _("You wrote this text. Somebody else has to review it.")
        if entry.part == ReviewPart.AUTHOR
        else _("You have reviewed this text before. Each stage needs another person.")
    )


def reviewers_of(review: Review) -> list[User]:
    """Return the accounts that may give the next opinion on a text."""
    groups = ReviewTask.objects.filter(stage=review.next_part).values("groups")
    accounts = User.objects.filter(is_active=True, groups__in=groups).select_related("person")
    return [one for one in accounts.distinct().order_by("pk") if _other_part(review, one) is None]


def waiting_for(user: User) -> list[Review]:
    """Return the texts an account may give the next opinion on, the most urgent first."""
    stages = _stages_of(user)
    if not stages:
        return []
    rows = Review.objects.unfinished().exclude(entries__account=user).order_by("due_at", "pk")
    return [
        review
        for review in _with_entries(rows)
        if review.next_part in stages and _other_part(review, user) is None
    ]


def reviews(user: User) -> bool:
    """Say whether an account gives opinions at some stage."""
    return bool(_stages_of(user))


def _stages_of(user: User) -> set[str]:
    if not user.is_active:
        return set()
    return set(ReviewTask.objects.filter(groups__user=user).values_list("stage", flat=True))


def _with_entries(rows: QuerySet[Review]) -> QuerySet[Review]:
    return rows.select_related("submitted_by", "page").prefetch_related("entries__account__person")


def _other_part(review: Review, user: User) -> ReviewEntry | None:
    """Return what the person behind an account has done with a text already."""
    for entry in review.entries.all():
        if entry.account and is_same_hand(entry.account, user):
            return entry
    return None


def may_take_back(user: User, review: Review) -> bool:
    """Say whether an account may take a text out of review: its authors, and who sets the rules."""
    if review.state != ReviewState.OPEN or not user.is_active:
        return False
    own = _other_part(review, user)
    return user.has_perm(KEEPS_RULES) or (own is not None and own.part == ReviewPart.AUTHOR)


@transaction.atomic
def take_back(*, review: Review, by: User) -> None:
    """Take a text out of review; it is a draft again, and its author may change it.

    Raises:
        MayNotReview: when it is somebody else's text.
        NothingToReview: when the review is over.
    """
    review = Review.objects.select_for_update(no_key=True, of=("self",)).get(pk=review.pk)
    if review.state != ReviewState.OPEN or review.workflow_state is None:
        raise NothingToReview(_("This review is over. Somebody else has given the opinion."))
    if not may_take_back(by, review):
        raise MayNotReview(_("Only its authors and the district's managers take a text back."))
    # Wagtail tells of it, and `withdraw` closes the review.
    review.workflow_state.cancel(user=by)


def readable_by(user: User) -> QuerySet[Review]:
    """Return the reviews an account may read the sheets of, the latest first.

    Reviewers and administrators read all; an editor those of texts it wrote or submitted.
    """
    if user.is_superuser or _stages_of(user):
        return Review.objects.all()
    mine = Q(submitted_by=user) | Q(entries__account=user)
    return Review.objects.filter(mine).distinct()


def may_read(user: User, review: Review) -> bool:
    """Say whether an account may read the sheet of a review."""
    return user.is_active and readable_by(user).filter(pk=review.pk).exists()


def remind(*, at: datetime) -> int:
    """Remind reviewers of texts whose time is over, once a day; safe to repeat.

    Returns:
        How many texts are overdue.
    """
    overdue = list(_with_entries(Review.objects.unfinished().filter(due_at__lte=at)))
    for review in overdue:
        review_notices.remind(review, reviewers_of(review), at=at)
    return len(overdue)


def _pass(review: Review, part: str, by: User, opinion: str, at: datetime) -> None:
    task_state = _task_state(review)
    if part != review.before_publication[-1]:
        Review.objects.filter(pk=review.pk).update(due_at=at + timedelta(days=review.days))
        task_state.approve(user=by, comment=opinion)
        review.refresh_from_db()
        review_notices.ask(review, reviewers_of(review), at=at)
        return
    afterwards = review.next_part is not None
    review.state = ReviewState.APPROVED
    review.due_at = at + AFTERWARDS if afterwards else None
    review.closed_at = None if afterwards else at
    review.save(update_fields=["state", "due_at", "closed_at"])
    # Publishes, by the gate that asks for this approval.
    task_state.approve(user=by, comment=opinion)
    review_notices.tell(review, "review_passed", at=at)
    if afterwards:
        review_notices.ask(review, reviewers_of(review), at=at)


def _send_back(review: Review, by: User, opinion: str, at: datetime) -> None:
    _close(review, ReviewState.RETURNED, at)
    state = _task_state(review)
    state.reject(user=by, comment=opinion)
    # Taken up again it would go on where it was sent back; another text begins from the first.
    state.workflow_state.refresh_from_db()
    state.workflow_state.cancel(user=by)
    review_notices.tell(review, "review_returned", at=at, opinion=opinion, by=str(by))


def _decide_afterwards(review: Review, by: User, verdict: str, at: datetime) -> None:
    """A text that was published at once is read in full; what should not be there goes."""
    if verdict == Verdict.RETURNED:
        _close(review, ReviewState.OBJECTED, at)
        page = review.page.specific if review.page else None
        if page and page.live and page.live_revision_id == review.revision_id:
            page.unpublish(user=by)
        review_notices.tell(review, "review_objected", at=at, by=str(by))
    elif review.next_part is None:
        _close(review, ReviewState.APPROVED, at)
    else:
        review_notices.ask(review, reviewers_of(review), at=at)


def _close(review: Review, state: str, at: datetime) -> None:
    review.state, review.due_at, review.closed_at = state, None, at
    review.save(update_fields=["state", "due_at", "closed_at"])


def _task_state(review: Review) -> Any:
    state = review.workflow_state
    current = state.current_task_state if state else None
    if current is None:
        raise NothingToReview(_("This review is over. Somebody else has given the opinion."))
    return current.specific
