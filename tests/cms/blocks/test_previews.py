"""Every block shows an editor what it is before it is chosen."""

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from wagtail.blocks import BoundBlock

from cms.blocks.front import FrontBlock
from cms.blocks.story import StoryBlock
from portal.lib import phrases

BLOCKS = [
    *((f"story-{name}", block) for name, block in StoryBlock().child_blocks.items()),
    *((f"front-{name}", block) for name, block in FrontBlock().child_blocks.items()),
]


@pytest.mark.parametrize("block", [block for _name, block in BLOCKS], ids=[n for n, _b in BLOCKS])
def test_block_has_words_and_an_icon_of_its_own(block):
    assert str(block.get_description())
    assert str(block.label)
    assert block.meta.icon != "placeholder"


def words(value):
    """Yield what a preview's value says to people: Chinese texts, without their markup."""
    if isinstance(value, str):
        yield from [strip_tags(value)] if phrases.is_chinese(value) else []
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from words(one)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "block",
    [block for name, block in BLOCKS if name != "story-picture"],
    ids=[name for name, _block in BLOCKS if name != "story-picture"],
)
def test_block_is_previewed_in_the_site_s_letters_with_its_words(block, rf):
    value = block.get_preview_value()
    text = render_to_string(
        block.get_preview_template(value),
        {"bound_block": BoundBlock(block, value), "block_def": block, "page_title": "x"},
        request=rf.get("/"),
    )

    assert "portal/site.css" in text
    assert " style=" not in text
    assert [one for one in words(getattr(block.meta, "preview_value", "")) if one not in text] == []


@pytest.mark.parametrize("name", ["story-steps", "story-key_points", "story-figures", "front-lead"])
def test_block_with_words_of_its_own_shows_some_before_it_is_chosen(name):
    assert getattr(dict(BLOCKS)[name].meta, "preview_value", None)
