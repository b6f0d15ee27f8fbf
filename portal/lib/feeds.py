"""Plain values -> RSS 2.0, the same bytes for the same values."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed

from portal.lib.ical import lines
from portal.lib.lines import one_line

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one page.

    Args:
        guid: the same for ever, whatever becomes of title and address.
        title: one line.
        address: whole.
        summary: plain text.
        published_at: timezone-aware.
        changed_at: timezone-aware; moves the feed's own moment.
        kinds: words to sort it by.
    """

    guid: str
    title: str
    address: str
    summary: str
    published_at: datetime
    changed_at: datetime
    kinds: tuple[str, ...] = ()


class _Feed(Rss201rev2Feed):
    def latest_post_date(self) -> datetime:
        # Django takes the clock for an empty feed; here the same values give the same bytes.
        return self.feed["changed_at"]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {}


def rss(
    *, title: str, address: str, own_address: str, about: str, language: str, items: Iterable[Item]
) -> bytes:
    """Return a feed as bytes.

    Args:
        title: of the feed, one line.
        address: of the page whose news it holds.
        own_address: where the feed itself is.
        about: a sentence on what is in it.
        language: tag such as ``zh-Hans``.
        items: the newest first.
    """
    items = list(items)
    feed = _Feed(
        title=_text(title),
        link=address,
        description=_text(about),
        language=language,
        feed_url=own_address,
        ttl=60,
        changed_at=max((item.changed_at for item in items), default=_NEVER),
    )
    for item in items:
        feed.add_item(
            title=_text(item.title),
            link=item.address,
            description=_UNWRITABLE.sub("", lines(item.summary)),
            unique_id=item.guid,
            unique_id_is_permalink=False,
            pubdate=item.published_at,
            categories=[_text(kind) for kind in item.kinds],
        )
    written = io.BytesIO()
    feed.write(written, "utf-8")
    return written.getvalue()


def _text(text: str) -> str:
    return _UNWRITABLE.sub("", one_line(text))
