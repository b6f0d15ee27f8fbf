"""The forms as the standard numbers them, and the command that loads them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from drills.domain import reference
from drills.models import FormItem, FormSection, FormTemplate

pytestmark = pytest.mark.django_db

CRITICAL = {
    "A1": ["A1-1.6", "A1-2.1", "A1-3.5", "A1-3.6", "A1-3.7"],
    "A2": [
        "A2-1.7",
        "A2-1.8",
        "A2-4.1",
        "A2-5.6",
        "A2-5.7",
        "A2-5.8",
        "A2-9.1",
        "A2-9.2",
        "A2-9.3",
        "A2-9.4",
        "A2-11.1",
        "A2-12.3",
        "A2-13.2",
    ],
    "B1": ["B1-1.8", "B1-2.2", "B1-2.7", "B1-2.13", "B1-2.20"],
}


@pytest.mark.parametrize(
    ("code", "sections", "items"), [("A1", 3, 28), ("A2", 13, 73), ("B1", 2, 30)]
)
def test_form_has_the_categories_and_items_of_the_standard(code, sections, items):
    assert FormSection.objects.filter(template__code=code).count() == sections
    assert FormItem.objects.filter(section__template__code=code).count() == items


@pytest.mark.parametrize("code", ["A1", "A2", "B1"])
def test_critical_items_are_the_given_ones_and_weigh_double(code):
    rows = FormItem.objects.filter(section__template__code=code).order_by(
        "section__position", "position"
    )

    assert [row.code for row in rows if row.critical] == CRITICAL[code]
    assert {(row.critical, row.weight) for row in rows} == {(True, 2), (False, 1)}


def test_every_text_stands_in_both_languages():
    for row in [*FormSection.objects.all(), *FormItem.objects.all()]:
        assert row.text_zh
        assert row.text_en
        assert not row.text_zh.isascii()
        assert row.text_en.isascii()


def test_codes_follow_their_category():
    for item in FormItem.objects.select_related("section"):
        assert item.code == f"{item.section.code}.{item.position}"


def test_load_again_adds_nothing():
    assert reference.load() == 0
    assert FormTemplate.objects.count() == 3


def test_load_refuses_a_changed_file_of_a_loaded_version(tmp_path):
    values = json.loads(reference.form_files()[0].read_text())
    values["title"]["zh"] = "另一个题目"
    changed = tmp_path / "form.json"
    changed.write_text(json.dumps(values))

    with pytest.raises(reference.FormChanged, match="A1"):
        reference.load_form(changed)


def test_load_adds_a_new_version_beside_the_old(tmp_path):
    values = json.loads(reference.form_files()[0].read_text())
    values["version"] = 2
    new = tmp_path / "form.json"
    new.write_text(json.dumps(values))

    assert reference.load_form(new) is True
    assert list(FormTemplate.objects.filter(code="A1").values_list("version", flat=True)) == [2, 1]


def test_command_says_what_it_did():
    out = StringIO()

    call_command("load_drill_reference", stdout=out)

    assert out.getvalue() == "0 new form version(s), 3 in all.\n"


def test_command_fails_where_a_version_was_changed():
    FormTemplate.objects.filter(code="A1").update(digest="0" * 64)

    with pytest.raises(CommandError, match="A1"):
        call_command("load_drill_reference")
