"""What the first page of the back office offers to editors."""

import pytest

from cms.wagtail_hooks import offer_article
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.people import OrganisationFactory, UserFactory


@pytest.fixture
def editor(db):
    user = UserFactory(scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    return user


def test_editor_is_led_to_a_new_article(client, homes, editor):
    client.force_login(editor)

    (act,) = offer_article(editor)

    assert client.get(act.url).status_code == 200
    assert act.url in client.get("/admin/").content.decode()


def test_nothing_is_offered_before_there_is_a_site(editor):
    assert offer_article(editor) == []


def test_nothing_is_offered_to_others(homes):
    assert offer_article(UserFactory()) == []
