"""What a community shows: what stands there, who may be seen, how to get there."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.documents.models import Document

from cms.models import (
    CommunityIndexPage,
    CommunityLeaflet,
    CommunityPage,
    CommunityPhoto,
    FacilityWords,
    Picture,
)
from portal.events.enums import EventKind, RegistrationMode
from tests.factories.cms import (
    CommunityPageFactory,
    FacilityFactory,
)
from tests.factories.events import EventFactory
from tests.factories.people import OrganisationFactory


def below(homes, model, code="zh-hans"):
    return model.objects.child_of(homes[code]).get()


def test_community_shows_facilities_and_events_of_its_organisation(homes):
    at = timezone.now()
    organisation = OrganisationFactory()
    page = CommunityPageFactory(
        parent=below(homes, CommunityIndexPage), organisation=organisation, households=10
    )
    board, screen = (
        FacilityFactory(organisation=organisation, kind=kind, condition=condition)
        for kind, condition in (("BOARD", "WORN"), ("SCREEN", "REPAIR"))
    )
    gone = FacilityFactory(organisation=organisation, removed_date=date(2025, 1, 1))
    elsewhere = FacilityFactory()
    for place, facility in enumerate((screen, board, gone, elsewhere)):
        page.facility_words.add(
            FacilityWords(facility=facility, place=f"{place} 号楼", sort_order=place)
        )
    page.save()
    coming = EventFactory(host=organisation, starts_at=at + timedelta(days=1))
    past = EventFactory(host=organisation, starts_at=at - timedelta(days=2))
    EventFactory(starts_at=at + timedelta(days=1))

    answer = Client().get(page.url)

    assert answer.context["coming"] == [coming]
    assert answer.context["past"] == [past]
    assert [words.facts for words in answer.context["facilities"]] == [screen, board]
    assert f"/f/{board.code}/" in answer.content.decode()


def picture(title):
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "#1f7a4d").save(drawn, "PNG")
    return Picture.objects.create(title=title, file=ContentFile(drawn.getvalue(), "drawn.png"))


# Wagtail leaves the file open in which it draws a picture in another size.
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
def test_photographs_are_shown_where_consent_is_noted_by_few_questions(homes):
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage))
    document = Document.objects.create(title="宣传单", file=ContentFile(b"%PDF-1.4", "a.pdf"))
    numbers = []
    for number in (1, 4):
        for more in range(number):
            for consent, said in (("本人书面同意", "有人同意"), (" ", "没人同意")):
                page.photos.add(
                    CommunityPhoto(
                        picture=picture(said), caption=f"{said}{more}", consent_note=consent
                    )
                )
            page.leaflets.add(CommunityLeaflet(document=document, title=f"宣传单{more}"))
        page.save()
        Client().get(page.url)
        with CaptureQueriesContext(connection) as asked:
            text = Client().get(page.url).content.decode()
        numbers.append(len(asked))

    assert numbers[0] == numbers[1]
    assert ("有人同意0" in text, "没人同意" in text, "书面" in text) == (True, False, False)
    assert document.url in text


def test_next_lecture_leads_to_its_registration(homes):
    place = OrganisationFactory()
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage), organisation=place)
    at = timezone.now()
    given = {"host": place, "registration_mode": RegistrationMode.OPEN, "hard_capacity": 9}
    EventFactory(starts_at=at + timedelta(days=1), kind=EventKind.FILM, **given)
    lecture = EventFactory(starts_at=at + timedelta(days=2), kind=EventKind.LECTURE, **given)

    answer = Client().get(page.url)

    assert answer.context["lecture"] == lecture
    assert f'href="/e/{lecture.code}/register/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "opens"),
    [
        ({}, []),
        ({"address": "和平路 6 号"}, ["https://uri.amap.com/search?", "geo:0,0?q="]),
        (
            {"latitude": "38.9", "longitude": "118.4"},
            ["https://uri.amap.com/marker?position=118.4", "geo:38.9"],
        ),
    ],
)
def test_way_to_a_community_opens_in_a_map_program(homes, values, opens):
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage), **values)

    answer = Client().get(page.url)
    text = answer.content.decode()

    assert [one for one in opens if one not in text] == []
    assert ("导航到这里" in text) is bool(opens)


def test_communities_are_marked_on_the_drawn_map(homes):
    index = below(homes, CommunityIndexPage)
    page = CommunityPageFactory(parent=index, title="<b>和平里</b>", map_x=100, map_y=0)
    CommunityPageFactory(parent=index, title="没有位置")

    text = Client().get(index.url).content.decode()

    assert f'class="map-mark" href="{page.url}"' in text
    assert "<b>和平里" not in text
    assert text.count("map-mark") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityPage.objects.filter(pk=page.pk).update(map_y=None)


def test_community_never_has_more_households_than_residents(homes):
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage))

    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityPage.objects.filter(pk=page.pk).update(households=5, residents=4)
