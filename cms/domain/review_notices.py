"""What reviewers and authors are told about a text under review."""

from collections.abc import Iterable
from datetime import datetime

from cms.enums import ReviewPart
from cms.models.reviews import Review
from portal.lib.periods import business_date
from portal.notices.domain import outbox
from portal.people.models import Person, User


def ask(review: Review, accounts: Iterable[User], *, at: datetime) -> None:
    """Ask those who may give the next opinion to read a text; once for each stage."""
    _say(review, accounts, "review_waiting", occasion=str(review.next_part), at=at)


def remind(review: Review, accounts: Iterable[User], *, at: datetime) -> None:
    """Remind them that its time is over; once a day."""
    occasion = f"{review.next_part}.{business_date(at):%Y%m%d}"
    _say(review, accounts, "review_overdue", occasion=occasion, at=at)


def tell(review: Review, template: str, *, at: datetime, **values: str) -> None:
    """Tell the authors what became of their text."""
    authors = [
        entry.account
        for entry in review.entries.filter(part=ReviewPart.AUTHOR).select_related("account__person")
        if entry.account
    ]
    _say(review, authors, template, occasion=template, at=at, **values)


def silence(review: Review) -> None:
    """Take back what was asked for a stage that somebody has dealt with."""
    for part in ReviewPart:
        outbox.withdraw(key=_key(review, part))


def _say(
    review: Review,
    accounts: Iterable[User],
    template: str,
    *,
    occasion: str,
    at: datetime,
    **values: str,
) -> None:
    for person in _persons(accounts):
        outbox.put(
            person=person,
            template=f"cms/{template}",
            values={
                "title": review.title,
                "kind": review.kind,
                "author": str(review.submitted_by or ""),
                "due_date": business_date(review.due_at).isoformat() if review.due_at else "",
                "path": f"/admin/review/{review.uuid}/",
                **values,
            },
            key=_key(review, occasion),
            due_at=at,
        )


def _persons(accounts: Iterable[User]) -> list[Person]:
    return [account.person for account in accounts if account.person]


def _key(review: Review, occasion: str) -> str:
    return f"cms.review.{review.uuid}.{occasion}"
