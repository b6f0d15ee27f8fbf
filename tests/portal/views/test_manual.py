"""The manual in the back office: every leaflet, in both languages, reached from the menu."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from portal.people.domain import roles
from portal.people.enums import RoleCode
from portal.views import manual
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = UserFactory(scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.EVALUATOR])
    client.force_login(user)
    return user


def article(page):
    return re.search("<article>(.*)</article>", page.content.decode(), re.DOTALL).group(1)


@pytest.mark.parametrize("leaflet", manual.LEAFLETS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_leaflet_is_shown_without_a_mark_of_its_source(client, reader, leaflet, language):
    UserProfile.objects.create(user=reader, preferred_language=language)

    shown = article(client.get(manual.address(leaflet)))

    assert shown.startswith("<h1>")
    # Three stars stand for the name of a person who was forgotten.
    assert re.findall(r"(?<!\*)\*\*(?!\*)|\]\(|^#|^\||^- ", shown, re.MULTILINE) == []
    chinese = len(re.findall("[一-鿿]", shown))
    assert (chinese > 100) == (language == "zh-hans")


def test_every_file_of_the_manual_is_a_leaflet():
    for language in ("zh", "en"):
        files = {path.stem for path in (manual.FOLDER / language).glob("*.md")}
        assert files == set(manual.LEAFLETS)


def test_links_between_leaflets_lead_to_leaflets(client, reader):
    page = client.get(reverse("manual"))

    assert f'href="{manual.address("drills")}"' in article(page)
    assert client.get(reverse("manual"), {"page": "../../secrets"}).status_code == 404


def test_manual_stands_in_the_menu_and_beside_the_drills(client, reader):
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    drills = client.get(reverse("drill:index")).content.decode()

    assert reverse("manual") in home
    assert manual.address("drills") in drills


def test_manual_is_for_the_back_office(client):
    assert client.get(reverse("manual")).status_code == 302
