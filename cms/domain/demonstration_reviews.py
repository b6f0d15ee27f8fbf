"""Texts on their way to publication, for the demonstration: passed, waiting, sent back, urgent."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from cms.domain import demonstration, reviewing
from cms.domain.stories import story
from cms.models import ArticlePage, NewsIndexPage, Review
from portal.events.models import Topic
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.people.models import User

# An opinion takes an hour, in the demonstration.
READING = timedelta(hours=1)
MORNING = time(9, 10)


def load(*, author: User, reviewers: Sequence[User], at: datetime) -> int:
    """Write texts and have them reviewed, as the people of the office would.

    Args:
        author: writes and submits.
        reviewers: of the first, second and final stage.
        at: now, timezone-aware; the texts are dated back from it.

    Returns:
        How many texts were submitted.
    """
    news = NewsIndexPage.objects.get(locale__language_code="zh-hans")
    rows = demonstration.read("reviews")
    for row in rows:
        submitted_at = _submitted_at(row["days_ago"], at)
        page = _write(news, row, author, submitted_at)
        review = _submit(page, author, submitted_at)
        for number, said in enumerate(row["opinions"], 1):
            reviewing.decide(
                review=review,
                by=reviewers[said["by"]],
                verdict=said["verdict"],
                opinion=said["opinion"],
                corrections=said.get("corrections", []),
                at=submitted_at + number * READING,
            )
    return len(rows)


def _submitted_at(days_ago: int, at: datetime) -> datetime:
    if not days_ago:
        return at - 3 * READING
    day = business_date(at) - timedelta(days=days_ago)
    return datetime.combine(day, MORNING, tzinfo=BUSINESS_ZONE)


def _write(news: NewsIndexPage, row: dict[str, Any], author: User, at: datetime) -> ArticlePage:
    page = ArticlePage(
        title=row["title"],
        summary=row["summary"],
        kind=row["kind"],
        urgent=row.get("urgent", False),
        drawing=row["drawing"],
        sign=row["sign"],
        published_date=business_date(at),
        author_unit="区安委办",
        body=story(row["body"]),
        locale=news.locale,
        owner=author,
        live=False,
    )
    news.add_child(instance=page)
    known = Topic.objects.in_bulk(field_name="code")
    page.topics = [known[code] for code in row["topics"]]
    page.save()
    page.save_revision(user=author)
    return page


def _submit(page: ArticlePage, author: User, at: datetime) -> Review:
    workflow = page.get_workflow()
    assert workflow is not None  # noqa: S101 - `build_site` has made it
    review = Review.objects.get(workflow_state=workflow.start(page, author))
    review.submitted_at, review.due_at = at, at + timedelta(days=review.days)
    review.save(update_fields=["submitted_at", "due_at"])
    return review
