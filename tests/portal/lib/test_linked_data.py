"""Facts for machines: whatever stands in them, the element ends where it shall."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from portal.lib import linked_data


class Reader(HTMLParser):
    """Collects elements and the text of scripts as a browser does."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@given(
    text=st.text() | st.sampled_from(["</script><script>alert(1)</script>", "<!--<script>", "]]>"])
)
def test_no_text_ends_the_element(text):
    reader = read(linked_data.script({"@type": "Article", "headline": f"a{text}"}))

    assert reader.tags == [("script", {"type": "application/ld+json"})]
    assert json.loads(reader.text)["headline"] == f"a{text}"


def test_what_is_empty_is_left_out_and_moments_are_written_as_such():
    facts = {
        "@type": "Event",
        "startDate": datetime(2025, 6, 16, 1, tzinfo=UTC),
        "location": {"name": "", "address": None},
        "keywords": ["", "消防"],
        "seats": 0,
        "free": False,
    }

    assert json.loads(read(linked_data.script(facts)).text) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "startDate": "2025-06-16T01:00:00Z",
        "keywords": ["", "消防"],
        "seats": 0,
        "free": False,
    }
