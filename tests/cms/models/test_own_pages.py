"""A community's own editor works on its pages, and never meets the neighbour's."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.models import ArticlePage, CommunityIndexPage, CommunityPage, NewsIndexPage
from cms.wagtail_hooks import offer_article
from portal.people.domain import roles
from portal.people.enums import OrganisationKind, RoleCode
from tests.factories.cms import ArticlePageFactory, CommunityPageFactory, FacilityFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(homes):
    return _community(homes, "凤凰城北区")


@pytest.fixture
def neighbour(homes, own):
    return _community(homes, "和平里", parent=own.organisation.get_parent())


def _community(homes, title, parent=None):
    if parent is None:
        district = OrganisationFactory(name="新区", kind=OrganisationKind.DISTRICT)
        parent = OrganisationFactory(parent=district, kind=OrganisationKind.SUBDISTRICT)
    place = OrganisationFactory(name=title, parent=parent, kind=OrganisationKind.COMMUNITY)
    index = CommunityIndexPage.objects.child_of(homes["zh-hans"]).get()
    page = CommunityPageFactory(parent=index, title=title, organisation=place, live=False)
    page.save_revision()
    return page


@pytest.fixture
def editor(client, own):
    user = UserFactory(scope=own.organisation)
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return user


# What was searched for is said again.
ASKED = r'\?q=和平里|value="和平里"|<em>和平里</em>'
# What a form of a community sends besides.
REST = {
    "body-count": "0",
    **{
        f"{name}-{part}_FORMS": 0
        for name in ("facility_words", "leaflets", "photos", "comments")
        for part in ("TOTAL", "INITIAL")
    },
}
# What one may do with a page in the back office, by the name of its address.
ACTS = (
    "edit",
    "history",
    "history_results",
    "usage",
    "copy",
    "move",
    "delete",
    "unpublish",
    "view_draft",
    "workflow_history",
    "preview_on_edit",
    "set_privacy",
)
# Of these not even the own page's editor may do one: they are the district's.
OF_THE_DISTRICT = {"unpublish", "set_privacy"}


def answer(client, name, page):
    got = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
    # Wagtail leads whoever may not to its first page.
    return "no" if got.status_code in {302, 403, 404} else "in"


@pytest.mark.parametrize("act", ACTS)
def test_neighbours_page_is_refused_where_the_own_one_opens(client, editor, own, neighbour, act):
    assert answer(client, act, neighbour) == "no"
    assert answer(client, act, own) == ("no" if act in OF_THE_DISTRICT else "in")


def test_versions_of_the_neighbours_page_are_refused(client, editor, own, neighbour):
    for page, status in ((own, 200), (neighbour, 302)):
        version = page.get_latest_revision()
        for name, more in (
            ("revisions_view", [version.pk]),
            ("revisions_revert", [version.pk]),
            ("revisions_compare", [version.pk, "latest"]),
        ):
            address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])
            assert client.get(address).status_code == status, (page.title, name)


def test_neighbours_page_is_neither_listed_nor_found_nor_chosen(client, editor, own, neighbour):
    index = own.get_parent()
    for address in (
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_explore", args=[neighbour.pk]),
        reverse("wagtailadmin_pages:search") + "?q=和平里",
        reverse("wagtailadmin_choose_page_child", args=[index.pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=和平里",
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_reports:aging_pages") + "?export=csv",
        reverse("wagtailadmin_reports:locked_pages"),
        f"/admin/api/main/pages/?child_of={index.pk}",
        f"/admin/api/main/pages/{neighbour.pk}/",
    ):
        got = client.get(address)
        content = re.sub(
            r"\?q=和平里|value=\"和平里\"|<em>和平里</em>", "", got.getvalue().decode()
        )
        assert "和平里" not in content, address
    led = client.get(reverse("wagtailadmin_explore_root"))
    assert led["Location"] == reverse("wagtailadmin_explore", args=[own.pk])


def test_bulk_acts_pass_the_neighbours_page_over(client, editor, own, neighbour):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    client.post(f"{address}?id={neighbour.pk}&id={own.pk}")

    assert Page.objects.filter(pk=neighbour.pk).exists()


def test_editor_of_a_community_changes_no_other_part_of_the_site(client, editor, homes, own):
    news = NewsIndexPage.objects.child_of(homes["zh-hans"]).get()
    article = ArticlePageFactory(parent=news)

    assert answer(client, "edit", article) == "no"
    assert not news.permissions_for_user(editor).can_add_subpage()
    assert not own.get_parent().permissions_for_user(editor).can_add_subpage()
    client.post(reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk]))
    assert ArticlePage.objects.count() == 1


def test_editor_cannot_turn_the_own_page_into_the_neighbours(client, editor, own, neighbour):
    text = client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).content.decode()
    form = own.get_edit_handler().get_form_class()(
        REST | {"organisation": neighbour.organisation.pk},
        instance=own,
        for_user=editor,
        parent_page=own.get_parent(),
    )
    form.is_valid()

    assert form.cleaned_data["organisation"] == own.organisation
    assert 'name="address"' in text


def test_facilities_of_others_are_not_offered_and_not_taken(client, editor, own, neighbour):
    mine = FacilityFactory(organisation=own.organisation)
    theirs = FacilityFactory(organisation=neighbour.organisation)
    form = own.get_edit_handler().get_form_class()(instance=own, for_user=editor)

    offered = form.formsets["facility_words"].empty_form.fields["facility"].queryset

    assert list(offered) == [mine]
    for name in ("edit", "show", "poster", "poster-pdf", "history"):
        address = reverse(f"facility:{name}", args=[theirs.pk])
        assert client.get(address).status_code in {302, 404}, name
    address = reverse("facility:posters", args=[neighbour.organisation.pk])
    assert client.get(address).status_code == 404


def test_facility_of_another_community_is_refused_with_a_sentence(own, neighbour):
    root = UserFactory(is_superuser=True)
    theirs = FacilityFactory(organisation=neighbour.organisation)
    form = own.get_edit_handler().get_form_class()(
        REST
        | {
            "title": "凤凰城北区",
            "slug": "feng",
            "organisation": own.organisation.pk,
            "map_x": 5,
            "facility_words-TOTAL_FORMS": 1,
            "facility_words-INITIAL_FORMS": 0,
            "facility_words-0-facility": theirs.pk,
            "facility_words-0-place": "东门",
            "facility_words-0-ORDER": 1,
        },
        instance=own,
        for_user=root,
        parent_page=own.get_parent(),
    )

    assert not form.is_valid()
    words = form.formsets["facility_words"].forms[0]
    assert words.errors["facility"] == ["这处设施属于另一个小区。"]
    assert form.errors["map_x"] == ["位置要两个数一起填，或者都不填。"]


def test_editor_of_a_street_writes_for_all_its_communities(own, neighbour):
    editor = UserFactory(scope=own.organisation.get_parent())
    editor.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])

    pages = CommunityPage.objects.all()

    assert [page.permissions_for_user(editor).can_edit() for page in pages] == [True, True]


def test_editor_is_led_to_the_own_page(editor, own, homes):
    own.live = True
    own.save()

    (act,) = offer_article(editor)

    assert act.url == reverse("wagtailadmin_pages:edit", args=[own.pk])


def test_account_that_sees_nothing_works_on_no_page(own):
    nobody = UserFactory(scope=None)
    nobody.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])

    assert not own.permissions_for_user(nobody).can_edit()
    assert offer_article(nobody) == []
