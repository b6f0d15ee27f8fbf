"""One line stays one line, wherever it comes from."""

import pytest
from django.db import models

from portal.lib.lines import LineField, one_line
from portal.people.models import Organisation
from tests.factories.people import OrganisationFactory


@pytest.mark.parametrize(
    ("given_text", "line"),
    [
        ("课堂\r\nATTENDEE:mailto:a@b.c", "课堂 ATTENDEE:mailto:a@b.c"),
        ("一\u2028二\u2029三\x85四", "一 二 三 四"),
        ("\u202e反\u2066的", "反的"),
        (" a\x00b\x1f \t c ", "a b c"),
        ("半\ud800个", "半 个"),
        ("", ""),
    ],
)
def test_text_that_would_break_a_line_is_made_one(given_text, line):
    assert one_line(given_text) == line


@pytest.mark.django_db
def test_field_of_one_line_stores_one_and_is_found_by_what_was_typed():
    office = OrganisationFactory(name="安监\r局\u2028\u202e一")

    assert Organisation.objects.get(name="安监\r局\u2028\u202e一") == office
    office.refresh_from_db()
    assert office.name == "安监 局 一"


def test_field_of_one_line_cleans_what_a_form_gives_and_leaves_the_rest_alone():
    field = LineField(max_length=40, blank=True)

    assert field.clean("第一讲　“用电”\u2028安全", None) == "第一讲　“用电” 安全"
    assert field.clean("👨‍👩‍👧 家庭", None) == "👨‍👩‍👧 家庭"
    assert LineField(null=True).to_python(None) is None


def test_field_of_one_line_is_a_plain_column_for_migrations():
    assert LineField(max_length=9).deconstruct() == models.CharField(max_length=9).deconstruct()
