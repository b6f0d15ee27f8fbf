import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.totals.domain import closing
from portal.totals.models import Snapshot
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.totals import came, held

pytestmark = pytest.mark.django_db


def run(*args, **options) -> str:
    out = StringIO()
    call_command("annual_totals", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def unit():
    unit = OrganisationFactory(name="安委办", parent=OrganisationFactory(name="新区"))
    came(held(organiser=unit), PersonFactory(organisation=unit))
    return unit


def test_table_shows_the_figures(unit):
    text = run("2025", language="en")

    assert "came to 1 training session," in text
    assert "           1  Named person-times" in text
    assert "50.0%  Coverage (1 / 2)" in text


def test_json_holds_figures_and_digest(unit):
    first, second = json.loads(run("2025", format="json")), json.loads(run("2025", format="json"))

    assert first == second
    assert first["parts"]["TRAINING"]["total"]["named"] == 1
    assert len(first["sha256"]) == 64
    assert first["rows"] > 2


@pytest.mark.parametrize("ending", ["xlsx", "docx", "json", "table"])
def test_file_is_written(unit, tmp_path, ending):
    target = tmp_path / f"totals.{ending}"

    run("2025Q2", format=ending, output=target)

    assert target.stat().st_size > 100


def test_freezing_keeps_a_snapshot(unit):
    UserFactory(username="zhou")

    text = run("2025", freeze=True, by="zhou", organisation="安委办")

    snapshot = Snapshot.objects.get()
    assert (snapshot.organisation, snapshot.frozen_by.username) == (unit, "zhou")
    assert snapshot.digest in text


@pytest.mark.parametrize("form", ["table", "json"])
def test_freezing_prints_what_was_frozen_and_not_what_came_meanwhile(unit, monkeypatch, form):
    UserFactory(username="zhou")
    freeze = closing.freeze

    def freeze_then_somebody_comes(**values):
        snapshot = freeze(**values)
        came(held(organiser=unit), PersonFactory(organisation=unit))
        return snapshot

    monkeypatch.setattr(closing, "freeze", freeze_then_somebody_comes)

    text = run("2025", freeze=True, by="zhou", format=form, language="en")

    snapshot = Snapshot.objects.get()
    assert snapshot.digest in text
    if form == "json":
        values = json.loads(text)
        assert values["parts"]["TRAINING"]["total"]["named"] == 1
        assert (values["rows"], values["sha256"]) == (snapshot.rows_total, snapshot.digest)
    else:
        assert "           1  Named person-times" in text


def test_root_of_the_tree_is_the_whole_district(unit):
    UserFactory(username="zhou")

    run("2025", freeze=True, by="zhou", organisation="新区")

    assert Snapshot.objects.get().organisation is None


def test_organisation_is_found_by_name_code_or_uuid(unit):
    other = OrganisationFactory(name="另一家")

    by_uuid = json.loads(run("2025", format="json", organisation=str(unit.uuid)))
    by_name = json.loads(run("2025", format="json", organisation=other.name))

    assert by_uuid["parts"]["TRAINING"]["total"]["events"] == 1
    assert by_name["parts"]["TRAINING"]["total"] == {}


@pytest.mark.parametrize(
    ("args", "options", "said"),
    [
        (["20x5"], {}, "no period"),
        (["2025"], {"organisation": "没有"}, "no organisation"),
        (["2025"], {"organisation": "重名"}, "give the UUID"),
        (["2025"], {"format": "xlsx"}, "--output"),
        (["2025"], {"freeze": True}, "--by"),
        (["2025"], {"freeze": True, "by": "nobody"}, "no active account"),
        (["2125"], {"freeze": True, "by": "zhou"}, "2126"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(args, options, said):
    UserFactory(username="zhou")
    OrganisationFactory(name="重名")
    OrganisationFactory(name="重名")

    with pytest.raises(CommandError) as refused:
        run(*args, **options)

    assert said in str(refused.value)
