"""How often the demonstration's pages were opened in the last weeks; invented, and steady."""

import random
from datetime import datetime, timedelta

from cms.models import ArticlePage, PageReach
from portal.lib.periods import business_date

DAYS = 45
SEED = 12350


def load(*, at: datetime) -> int:
    """Enter numbers for the articles in Chinese; the first days of an article have the most.

    Returns:
        How many days of pages were entered.
    """
    today, dice, rows = business_date(at), random.Random(SEED), []  # noqa: S311 - invented numbers
    articles = ArticlePage.objects.live().filter(locale__language_code="zh-hans")
    for page in articles.order_by("pk"):
        known = 20 + dice.randrange(180)
        for days_ago in range(min(DAYS, (today - page.published_date).days), 0, -1):
            day = today - timedelta(days=days_ago)
            age = (day - page.published_date).days
            views = known // (age + 2) + dice.randrange(6)
            rows.append(
                PageReach(
                    page=page.page_ptr,
                    title=page.title,
                    section="动态与知识",
                    day=day,
                    views=views,
                    reads=views * dice.randrange(30, 70) // 100,
                )
            )
    PageReach.objects.bulk_create(rows, batch_size=500)
    return len(rows)
