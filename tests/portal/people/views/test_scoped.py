"""What a narrowed page says when the database has the last word."""

import pytest
from django.urls import reverse

from portal.events.models import Venue
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("used", "left", "word"), [(True, 1, "正在使用，不能删除"), (False, 0, "删除")]
)
def test_row_in_use_is_kept_and_said_to_be_in_use(client, used, left, word):
    client.force_login(UserFactory(is_superuser=True))
    venue = VenueFactory()
    if used:
        EventFactory(venue=venue)

    page = client.post(reverse("venue:delete", args=[venue.pk]), follow=True)

    assert Venue.objects.count() == left
    assert word in page.content.decode()
