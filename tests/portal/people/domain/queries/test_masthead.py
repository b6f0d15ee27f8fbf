"""Whose portal it is, in each language."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from portal.people.domain.queries import masthead
from portal.people.domain.queries.masthead import Masthead
from portal.people.models import DistrictSetting

pytestmark = pytest.mark.django_db


def fill(**fields):
    DistrictSetting.objects.create(site=Site.objects.get(is_default_site=True), **fields)


def test_names_before_anybody_filled_them_in():
    assert masthead.of_site("zh-hans") == Masthead(
        "平安新区", "安全文化门户", "区安全生产委员会办公室"
    )
    assert masthead.of_site("en").district == "Ping'an New District"


def test_setting_without_a_district_counts_as_not_filled_in():
    fill(phone="0000-1")

    assert masthead.of_site("zh-hans") == masthead.unnamed("zh-hans")


def test_names_of_the_district_in_both_languages():
    fill(
        name_zh="青山区",
        name_en="Qingshan District",
        office_zh="区安委办",
        phone="0000-1",
        address_zh="青山路 1 号",
        icp_number="示ICP备00000000号",
        police_number="示公网安备 11010502000001号",
        site_code="1101050001",
    )

    assert masthead.of_site("zh-hans") == Masthead(
        "青山区",
        "安全文化门户",
        "区安委办",
        "青山路 1 号",
        "0000-1",
        "示ICP备00000000号",
        "示公网安备 11010502000001号",
        "1101050001",
    )
    assert masthead.of_site("zh-hans").name == "青山区安全文化门户"
    english = masthead.of_site("en")
    assert (english.district, english.portal) == ("Qingshan District", "Safety Culture Portal")
    assert english.name == "Qingshan District Safety Culture Portal"
    # Not translated: better in Chinese than the name of another office.
    assert english.office == "区安委办"


@pytest.mark.parametrize("code", ["1101050001", "bm01000001"])
def test_site_code_has_ten_characters(code):
    DistrictSetting(site=Site.objects.get(is_default_site=True), site_code=code).full_clean()


@pytest.mark.parametrize("code", ["110105", "bm1", "１" * 10, "bm010000012"])
def test_site_code_of_another_form_is_refused(code):
    setting = DistrictSetting(site=Site.objects.get(is_default_site=True), site_code=code)

    with pytest.raises(ValidationError) as refused:
        setting.full_clean()

    assert list(refused.value.message_dict) == ["site_code"]


def test_code_of_the_police_register_is_the_digits():
    assert Masthead("", "", "", police_number="京公网安备 11010502000001号").police_code == (
        "11010502000001"
    )
