"""Every block shows an editor what it is before it is chosen."""

import pytest
from django.template.loader import render_to_string
from wagtail.blocks import BoundBlock

from cms.blocks.front import FrontBlock
from cms.blocks.story import StoryBlock

BLOCKS = [
    *((f"story-{name}", block) for name, block in StoryBlock().child_blocks.items()),
    *((f"front-{name}", block) for name, block in FrontBlock().child_blocks.items()),
]


@pytest.mark.parametrize("block", [block for _name, block in BLOCKS], ids=[n for n, _b in BLOCKS])
def test_block_has_words_and_an_icon_of_its_own(block):
    assert str(block.get_description())
    assert str(block.label)
    assert block.meta.icon != "placeholder"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "block",
    [block for name, block in BLOCKS if name != "story-picture"],
    ids=[name for name, _block in BLOCKS if name != "story-picture"],
)
def test_block_is_previewed_in_the_site_s_letters(block, rf):
    value = block.get_preview_value()
    text = render_to_string(
        block.get_preview_template(value),
        {"bound_block": BoundBlock(block, value), "block_def": block, "page_title": "x"},
        request=rf.get("/"),
    )

    assert "portal/site.css" in text
    assert " style=" not in text
