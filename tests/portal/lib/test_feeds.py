"""Feeds as a reader's program sees them; any title, the same bytes for the same values."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from portal.lib import feeds
from portal.lib.ical import lines
from portal.lib.lines import one_line

AT = datetime(2025, 6, 16, 1, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def item(**values):
    given = {
        "guid": "urn:uuid:1",
        "title": "标题",
        "address": "https://anquan.example/a/",
        "summary": "简介",
        "published_at": AT,
        "changed_at": AT,
        "kinds": ("安全知识",),
    }
    return feeds.Item(**given | values)


def written(*items):
    return feeds.rss(
        title="安全\r\n文化",
        address="https://anquan.example/news/",
        own_address="https://anquan.example/feed.xml",
        about="文章",
        language="zh-Hans",
        items=items,
    )


def test_feed_says_what_is_new_where_and_since_when():
    channel = etree.fromstring(written(item())).find("channel")

    assert channel.findtext("title") == "安全 文化"
    assert channel.findtext("link") == "https://anquan.example/news/"
    assert channel.findtext("language") == "zh-Hans"
    assert channel.find(f"{ATOM}link").attrib == {
        "href": "https://anquan.example/feed.xml",
        "rel": "self",
    }
    one = channel.find("item")
    assert {child.tag: child.text for child in one} == {
        "title": "标题",
        "link": "https://anquan.example/a/",
        "description": "简介",
        "pubDate": "Mon, 16 Jun 2025 01:00:00 +0000",
        "guid": "urn:uuid:1",
        "category": "安全知识",
    }
    assert one.find("guid").get("isPermaLink") == "false"


def test_empty_feed_says_the_same_each_time():
    channel = etree.fromstring(written()).find("channel")

    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).year == 2020
    assert written() == written()


@given(title=st.text(min_size=1), summary=st.text())
def test_any_text_makes_a_feed_that_can_be_read(title, summary):
    one = etree.fromstring(written(item(title=title, summary=summary))).find("channel/item")

    writable = {"￾": "", "￿": ""}
    assert one.findtext("title") == one_line(title).translate(str.maketrans(writable))
    assert one.findtext("description") == lines(summary).translate(str.maketrans(writable))
