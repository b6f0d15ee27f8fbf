"""Blocks that are tried, looked up or followed."""

from datetime import date

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks.learning import QuizBlock
from cms.blocks.links import RelatedBlock
from cms.blocks.places import FacilityListBlock, MapPointBlock
from cms.models import FacilityWords
from tests.factories.cms import (
    ArticlePageFactory,
    CommunityPageFactory,
    FacilityFactory,
    build_tree,
)


def quiz(*right):
    answers = [{"text": f"答{n}", "right": one, "why": "因为"} for n, one in enumerate(right)]
    return QuizBlock().to_python({"question": "问？", "answers": answers})


def test_quiz_needs_a_right_answer():
    assert QuizBlock().clean(quiz(False, True))["answers"][1]["right"]
    with pytest.raises(StructBlockValidationError) as refused:
        QuizBlock().clean(quiz(False, False))

    assert list(refused.value.block_errors) == ["answers"]


def test_quiz_answers_without_a_script():
    text = QuizBlock().render(quiz(False, True))

    assert text.count("<details>") == 2
    assert text.index("不对。") < text.index("<strong>对。")


def test_place_leads_to_map_apps_and_fetches_nothing():
    point = {"name": "馆 & <b>", "address": "大道", "longitude": "116.397000", "latitude": "39.908"}
    block = MapPointBlock()

    text = block.render(block.to_python(point))

    assert "https://uri.amap.com/marker?position=116.397000,39.908&amp;name=" in text
    assert "%E9%A6%86" in text
    assert "<b>" not in text
    assert "<img" not in text
    assert "高德地图" in text


@pytest.mark.django_db
def test_facilities_are_those_of_a_public_community():
    board = FacilityFactory()
    gone = FacilityFactory(organisation=board.organisation, removed_date=date(2025, 1, 1))
    page = CommunityPageFactory(parent=build_tree()["zh-hans"], organisation=board.organisation)
    for facility, shows in ((board, "逃生路线"), (gone, "老展板")):
        page.facility_words.add(FacilityWords(facility=facility, place="东门", shows=shows))
    page.save()
    block = FacilityListBlock()

    text = block.render(block.to_python({"community": page.pk, "title": ""}))
    assert "逃生路线" in text
    assert "老展板" not in text
    page.unpublish()
    assert "逃生路线" not in block.render(block.to_python({"community": page.pk, "title": ""}))


@pytest.mark.django_db
def test_related_pages_are_those_that_everybody_may_read():
    home = build_tree()["zh-hans"]
    shown, gone = (ArticlePageFactory(parent=home, live=live) for live in (True, False))
    block = RelatedBlock()

    text = block.render(block.to_python({"title": "", "pages": [gone.pk, shown.pk, 999999]}))

    assert f'href="{shown.url}"' in text
    assert gone.title not in text
