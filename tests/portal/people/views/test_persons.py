"""A person in the back office."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.people.domain import merging, persons
from portal.people.models import Person, PersonMerge
from tests.factories.people import PersonFactory

AT = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def person(house):
    return PersonFactory(
        name="王强", organisation=house.mechanics, **persons.phone_columns("13800001234")
    )


def typed(house, **changed):
    return {
        "name": "王强",
        "phone": "",
        "organisation": house.mechanics.pk,
        "position": "焊工",
        "since": "2026-03-04",
        "audience": "WORKER",
        **changed,
    }


def test_person_is_entered(house, as_):
    response = as_(house.contact).post(reverse("person:add"), typed(house, phone="138 0000 5678"))

    person = Person.objects.get()
    assert response.status_code == 302
    assert (person.name, person.organisation, person.phone_last4, person.status) == (
        "王强",
        house.mechanics,
        "5678",
        "VERIFIED",
    )
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(person.pk)).exists()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"phone": "123"}, "phone"),
        ({"phone": "13800001234"}, "phone"),
        ({"name": ""}, "name"),
        ({"organisation": ""}, "organisation"),
        ({"since": "morgen"}, "since"),
    ],
)
def test_person_that_cannot_be_entered_keeps_what_was_typed(house, as_, person, changed, wrong):
    response = as_(house.contact).post(reverse("person:add"), typed(house, **changed))

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, [wrong])
    assert form["position"].value() == "焊工"
    assert Person.objects.count() == 1


def test_person_cannot_be_put_into_another_scope(house, as_, person):
    response = as_(house.contact).post(
        reverse("person:edit", args=[person.pk]), typed(house, organisation=house.chemistry.pk)
    )

    assert list(response.context["form"].errors) == ["organisation"]


def test_person_is_changed_and_his_page_shows_where_he_belonged(house, as_, person):
    browser, address = as_(house.manager), reverse("person:edit", args=[person.pk])
    browser.post(address, typed(house))

    browser.post(address, typed(house, organisation=house.chemistry.pk, since="2026-05-01"))

    page = browser.get(address).content.decode()
    assert "13800001234" not in page
    assert "1******1234" in page
    assert [row in page for row in ("平安机械有限公司", "红旗化工", "2026-05-01")] == [True] * 3


def test_page_shows_the_position_he_has(house, as_, person):
    browser, address = as_(house.manager), reverse("person:edit", args=[person.pk])
    browser.post(address, typed(house))

    assert browser.get(address).context["form"]["position"].value() == "焊工"


@pytest.mark.parametrize("page", ["edit", "history", "phone", "merge"])
def test_person_of_others_does_not_exist(house, as_, person, page):
    address = reverse(f"person:{page}", args=[person.pk])

    assert as_(house.stranger).get(address).status_code == 404
    assert as_(house.manager).get(address).status_code == 200


def test_number_is_shown_for_a_reason_and_only_once(house, as_, person):
    browser, address = as_(house.manager), reverse("person:phone", args=[person.pk])

    refused = browser.post(address, {"reason": ""})
    shown = browser.post(address, {"reason": "通知培训改期"})

    assert "13800001234" not in refused.content.decode()
    assert "13800001234" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "13800001234" not in browser.get(address).content.decode()
    assert ModelLogEntry.objects.get(action="people.unmask").user == house.manager


def test_number_is_not_shown_without_the_right(house, as_, person):
    browser = as_(house.contact)

    response = browser.post(reverse("person:phone", args=[person.pk]), {"reason": "好奇"})

    page = browser.get(reverse("person:edit", args=[person.pk])).content.decode()
    assert response.status_code == 302
    assert reverse("person:phone", args=[person.pk]) not in page


def test_merge_and_undo(house, as_, person):
    double = PersonFactory(name="王 强强", organisation=house.chemistry)
    browser = as_(house.manager)

    response = browser.post(
        reverse("person:merge", args=[double.pk]), {"target": person.pk, "reason": "同一人"}
    )

    made = PersonMerge.objects.get()
    undo = reverse("person:undo_merge", args=[made.pk])
    assert response.url == reverse("person:edit", args=[person.pk])
    for one in (person, double):
        page = browser.get(reverse("person:edit", args=[one.pk])).content.decode()
        assert undo in page
        assert "同一人" in page
    browser.post(undo)
    browser.post(undo)
    made.refresh_from_db()
    double.refresh_from_db()
    assert (made.undone_by, double.canonical) == (house.manager, None)


@pytest.mark.parametrize("target", ["self", "outside", "merged"])
def test_merge_that_cannot_be_is_refused_beside_the_field(house, as_, person, target):
    outside = PersonFactory(organisation=house.other)
    merged = PersonFactory(organisation=house.park)
    merging.merge(source=merged, target=person, by=house.root, at=AT, reason="同一人")
    pk = {"self": person.pk, "outside": outside.pk, "merged": merged.pk}[target]

    response = as_(house.manager).post(
        reverse("person:merge", args=[person.pk]), {"target": pk, "reason": "同一人"}
    )

    assert list(response.context["form"].errors) == ["target"]


def test_merge_and_undo_need_the_right_and_the_scope(house, as_, person):
    double = PersonFactory(organisation=house.mechanics)
    made = merging.merge(source=double, target=person, by=house.root, at=AT, reason="同一人")
    undo = reverse("person:undo_merge", args=[made.pk])

    assert as_(house.contact).get(reverse("person:merge", args=[person.pk])).status_code == 302
    assert as_(house.contact).post(undo).status_code == 302
    assert as_(house.stranger).post(undo).status_code == 404
    made.refresh_from_db()
    assert made.undone_at is None


def test_person_said_at_the_door_is_shown_with_his_words(house, as_):
    walk_in = persons.admit_walk_in(
        name="路人", phone_or_last4="1234", unit_text="早点摊", audience="", at=AT
    )

    page = as_(house.root).get(reverse("person:edit", args=[walk_in.pk])).content.decode()

    assert "早点摊" in page


# --- To be forgotten --------------------------------------------------------------------------


def test_manager_anonymises_for_a_reason_once_he_has_confirmed(house, as_, person):
    browser, address = as_(house.manager), reverse("person:anonymise", args=[person.pk])
    page = browser.get(reverse("person:edit", args=[person.pk])).content.decode()

    unsure = browser.post(address, {"reason": "本人要求"})
    person.refresh_from_db()
    kept = person.name
    done = browser.post(address, {"reason": "本人要求", "confirmed": "on"}, follow=True)

    assert address in page
    assert (unsure.status_code, list(unsure.context["form"].errors)) == (200, ["confirmed"])
    assert kept == "王强"
    after = done.content.decode()
    assert "王强" not in after
    assert address not in after
    assert all(field.disabled for field in done.context["form"].fields.values())


def test_page_names_the_rows_that_are_forgotten_as_well(house, as_, person):
    twin = PersonFactory(name="王墙", organisation=house.chemistry)
    merging.merge(source=twin, target=person, by=house.manager, at=AT, reason="写错")

    page = as_(house.manager).get(reverse("person:anonymise", args=[person.pk]))

    assert list(page.context["others"]) == [twin]
    assert "王墙" in page.content.decode()


def test_refusal_stands_on_the_page(house, as_, person):
    house.manager.person = person
    house.manager.save()

    page = as_(house.manager).post(
        reverse("person:anonymise", args=[person.pk]), {"reason": "本人要求", "confirmed": "on"}
    )

    assert house.manager.username in page.content.decode()
    assert Person.objects.get(pk=person.pk).name == "王强"


def test_anonymised_persons_are_listed_as_such_and_offered_nowhere(house, as_, person):
    browser = as_(house.manager)
    browser.post(
        reverse("person:anonymise", args=[person.pk]), {"reason": "本人要求", "confirmed": "on"}
    )

    listed = browser.get(reverse("person:index"), {"anonymised": "true"})
    offered = browser.get(reverse("person_chooser:choose_results"))

    assert "已匿名" in listed.content.decode()
    assert list(listed.context["object_list"]) == [person]
    assert list(offered.context["results"]) == []
