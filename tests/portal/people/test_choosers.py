"""Choosers show what the account may see, and do not fail on what is no key."""

from datetime import date

import pytest
from django.urls import reverse

from portal.people.choosers import OrganisationWidget
from portal.people.models import Organisation


def rows(response):
    return [str(row) for row in response.context["results"]]


def test_closed_organisations_are_not_offered(house, as_):
    Organisation.objects.filter(pk=house.chemistry.pk).update(closed_date=date(2025, 1, 1))

    response = as_(house.manager).get(reverse("organisation_chooser:choose_results"))

    assert rows(response) == ["平安新区", "高新园区", "平安机械有限公司"]


@pytest.mark.parametrize(("text", "found"), [("hqhg", ["红旗化工"]), ("邻区", [])])
def test_organisations_are_searched_within_the_scope(house, as_, text, found):
    response = as_(house.manager).get(reverse("organisation_chooser:choose_results"), {"q": text})

    assert rows(response) == found


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["abc", "9" * 40, None])
def test_widget_shows_nothing_for_what_is_no_key(value):
    html = OrganisationWidget().render("organiser", value, {"id": "id_organiser"})

    assert "选择单位" in html
