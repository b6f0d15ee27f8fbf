"""What belongs to the whole district, and what Wagtail says of rows it is asked for by key."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from portal.people.enums import RoleCode
from portal.people.models import DistrictSetting, OrganisationTag, User
from tests.factories.people import PersonFactory


@pytest.fixture
def whole(house):
    """The manager's district is the only one: he sees the whole."""
    house.other.move(house.district, "last-child")
    house.manager = User.objects.get(pk=house.manager.pk)
    return house


@pytest.fixture
def settings_address():
    site = Site.objects.get(is_default_site=True)
    return reverse("wagtailsettings:edit", args=["people", "districtsetting", site.pk])


TAG = {"code": "gas", "name_zh": "燃气", "name_en": "Gas"}


def test_tag_is_added_and_changed_by_who_sees_the_whole_district(whole, as_):
    browser = as_(whole.manager)

    browser.post(reverse("organisationtag:add"), TAG)
    tag = OrganisationTag.objects.get()
    address = reverse("organisationtag:edit", args=[tag.pk])
    browser.post(address, TAG | {"name_zh": "城镇燃气"})

    tag.refresh_from_db()
    assert tag.name_zh == "城镇燃气"
    assert address in browser.get(reverse("organisationtag:index")).content.decode()


def test_tag_is_read_only_to_a_manager_who_sees_a_part(house, as_):
    browser, tag = as_(house.manager), OrganisationTag.objects.create(**TAG)
    address = reverse("organisationtag:edit", args=[tag.pk])
    delete = reverse("organisationtag:delete", args=[tag.pk])

    browser.post(reverse("organisationtag:add"), TAG | {"code": "x", "name_zh": "x"})
    browser.post(address, TAG | {"name_zh": "x"})
    browser.post(delete)
    page = browser.get(reverse("organisationtag:index")).content.decode()

    assert [one.name_zh for one in OrganisationTag.objects.all()] == ["燃气"]
    assert ("燃气" in page, address in page) == (True, False)


def test_district_is_named_by_its_manager(whole, as_, settings_address):
    given = {"name_zh": "青山区", "icp_number": "示ICP备00000000号-1"}

    as_(whole.manager).post(settings_address, given)

    assert DistrictSetting.objects.get().name_zh == "青山区"
    page = as_(whole.manager).get("/classes/").content.decode()
    assert "青山区" in page
    assert "beian.miit.gov.cn" in page
    assert settings_address.rsplit("/", 2)[0] in as_(whole.manager).get("/admin/").content.decode()


def test_district_is_not_named_by_a_manager_who_sees_a_part(house, as_, settings_address):
    answer = as_(house.manager).post(settings_address, {"name_zh": "青山区"})

    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert not DistrictSetting.objects.filter(name_zh="青山区").exists()
    page = as_(house.manager).get("/admin/").content.decode()
    assert settings_address.rsplit("/", 2)[0] not in page


def test_filing_number_in_another_form_is_refused(whole, as_, settings_address):
    response = as_(whole.manager).post(
        settings_address, {"name_zh": "青山区", "icp_number": "12345"}
    )

    assert "请照备案信息填写" in response.content.decode()


@pytest.mark.parametrize("role", ["manager", "root"])
def test_nobody_learns_who_edits_a_row_he_does_not_see(house, as_, role):
    """Wagtail's question "who else edits this" takes any key."""
    account = getattr(house, role)
    seen = {}
    for name, row in {
        "own person": PersonFactory(organisation=house.mechanics),
        "foreign person": PersonFactory(organisation=house.other),
        "own organisation": house.mechanics,
        "foreign organisation": house.other,
        "own account": house.contact,
        "foreign account": house.stranger,
        "administrator": house.root,
    }.items():
        kind = [row._meta.app_label, row._meta.model_name]
        address = reverse("wagtailadmin_editing_sessions:ping", args=[*kind, row.pk, 999_999])
        seen[name] = as_(account).post(address).status_code

    assert set(seen.values()) <= {200, 404}
    assert {name for name, status in seen.items() if status == 200} == (
        set(seen) if account == house.root else {"own person", "own organisation", "own account"}
    )


def test_rights_over_what_is_shared_follow_the_scope_at_once(whole, as_):
    browser = as_(whole.manager)
    assert browser.get(reverse("organisationtag:add")).status_code == 200

    whole.manager.scope = whole.park
    whole.manager.save()

    assert browser.get(reverse("organisationtag:add")).status_code == 302
    assert whole.manager.has_role(RoleCode.DISTRICT_MANAGER)
