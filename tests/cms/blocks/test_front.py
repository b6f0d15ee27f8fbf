"""The sections of the home page: what an editor may put there, and what is shown of it."""

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks.front import ActionBlock, LeadBlock
from tests.factories.cms import ArticlePageFactory, build_tree

pytestmark = pytest.mark.django_db


def button(**values):
    return ActionBlock().to_python({"label": "去看看", "page": None, "address": "", **values})


@pytest.mark.parametrize("address", ["/calendar/", "/e/7K3M9QXA/?lang=en"])
def test_button_leads_to_an_address_of_this_site(address):
    assert ActionBlock().clean(button(address=address))["address"] == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "calendar",
    ],
)
def test_button_to_somewhere_else_is_refused(address):
    with pytest.raises(StructBlockValidationError) as refused:
        ActionBlock().clean(button(address=address))

    assert list(refused.value.block_errors) == ["address"]


def test_button_without_page_and_address_is_refused():
    with pytest.raises(StructBlockValidationError) as refused:
        ActionBlock().clean(button())

    assert list(refused.value.block_errors) == ["page"]


def test_button_to_a_page_that_was_taken_down_is_not_shown():
    home = build_tree()["zh-hans"]
    shown, gone = (ArticlePageFactory(parent=home, live=live) for live in (True, False))
    lead = LeadBlock().to_python(
        {
            "title": "先认路",
            "actions": [
                {"label": "读一读", "page": shown.pk, "address": ""},
                {"label": "已下架", "page": gone.pk, "address": ""},
            ],
        }
    )

    text = LeadBlock().render(lead)

    assert f'href="{shown.url}">读一读</a>' in text
    assert "已下架" not in text
