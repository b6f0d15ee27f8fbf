"""Editors write Chinese titles; the address comes of itself."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.models import ArticlePage, NewsIndexPage
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.cms import build_tree
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def news():
    return NewsIndexPage.objects.child_of(build_tree()["zh-hans"]).get()


@pytest.fixture
def editor(client):
    user = UserFactory(scope=OrganisationFactory(), is_superuser=True)
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return client


def written(title, **more):
    return nested_form_data(
        {
            "title": title,
            "kind": "NEWS",
            "published_date": "2025-06-11",
            "sign": "SAFE",
            "body": streamfield([]),
            "slug": "",
            **{f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
            **more,
        }
    )


def write(editor, news, title, **more):
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk])
    answer = editor.post(address, written(title, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return ArticlePage.objects.latest("pk")


def change(editor, page, title, **more):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    slug = page.get_latest_revision_as_object().slug
    answer = editor.post(address, written(title, **{"slug": slug, **more}))
    assert answer.status_code == 302, answer.context["form"].errors
    page.refresh_from_db()
    return page.get_latest_revision_as_object().slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("冬季取暖防一氧化碳中毒", "dong-ji-qu-nuan-fang-yi-yang-hua-tan-zhong-du"),
        ("119 消防月", "119-xiao-fang-yue"),
        ("★★★", "page"),
    ],
)
def test_address_is_made_of_a_chinese_title(editor, news, title, slug):
    assert write(editor, news, title).slug == slug


def test_second_page_of_a_title_has_an_address_of_its_own(editor, news):
    first, second = (write(editor, news, "用电安全") for _ in range(2))

    assert (first.slug, second.slug) == ("yong-dian-an-quan", "yong-dian-an-quan-2")


def test_address_that_an_editor_writes_is_kept(editor, news):
    page = write(editor, news, "用电安全", slug="power")

    assert page.slug == "power"
    assert change(editor, page, "冬季用电安全") == "power"


def test_address_follows_the_title_until_the_page_is_published(editor, news):
    page = write(editor, news, "用电")

    assert change(editor, page, "用电安全") == "yong-dian-an-quan"

    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now())
    assert change(editor, page, "冬季用电安全") == "yong-dian-an-quan"


def test_address_in_use_is_refused_in_words(editor, news):
    write(editor, news, "用电安全")
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk])

    answer = editor.post(address, written("别的", slug="yong-dian-an-quan"))

    assert "slug" in answer.context["form"].errors


def test_title_of_a_page_is_one_line(editor, news):
    page = write(editor, news, "用电\r安全\u2028一", seo_title="安\x0b全\u202e")

    assert {page.title, page.draft_title} == {"用电 安全 一"}
    assert page.seo_title == "安 全"
