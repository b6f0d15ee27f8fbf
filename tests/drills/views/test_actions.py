"""Owner and verifier on their phones."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from drills.enums import ActionKind, ActionState
from drills.models import ActionEvidence
from tests.factories.drills import ActionFactory, DrillDocumentFactory
from tests.factories.events import NOON
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def photo():
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("现场.jpg", out.getvalue())


def page(action):
    return reverse("drills:action", args=[action.uuid])


@pytest.fixture
def action(office):
    return ActionFactory(assigned=True, owner=office.evaluator.person, verifier=office.chief.person)


def test_owner_hands_in_with_a_photo_without_its_metadata(client, office, action):
    client.force_login(office.evaluator)

    answer = client.post(page(action), {"act": "submit", "result": "已补训", "file": photo()})

    action.refresh_from_db()
    proof = ActionEvidence.objects.get()
    assert (answer.status_code, action.state, action.result) == (302, "SUBMITTED", "已补训")
    assert (proof.file_name, proof.file.name.endswith(".jpg")) == ("现场.jpg", True)
    with proof.file.open() as stored, Image.open(stored) as picture:
        assert dict(picture.getexif()) == {}


def test_owner_says_that_he_has_begun(client, office, action):
    client.force_login(office.evaluator)
    offered = client.get(page(action)).context["may_start"]

    client.post(page(action), {"act": "start"})

    action.refresh_from_db()
    assert (offered, action.state) == (True, ActionState.IN_PROGRESS)
    assert not client.get(page(action)).context["may_start"]
    assert action.transitions.last().made_by == office.evaluator


def test_verifier_begins_nothing(client, office, action):
    client.force_login(office.chief)

    answer = client.post(page(action), {"act": "start"}, follow=True)

    action.refresh_from_db()
    assert action.state == ActionState.ASSIGNED
    assert not answer.context["may_start"]
    assert [message.level_tag for message in answer.context["messages"]] != ["success"]


def test_refused_hand_in_stores_nothing_and_keeps_the_words(client, office, action):
    client.force_login(office.evaluator)

    answer = client.post(page(action), {"act": "submit", "text": "照片稍后补"})

    action.refresh_from_db()
    assert (answer.status_code, action.state) == (409, ActionState.ASSIGNED)
    assert ActionEvidence.objects.count() == 0
    assert "照片稍后补" in answer.content.decode()


def test_file_of_another_kind_is_refused_in_words(client, office, action):
    client.force_login(office.evaluator)

    answer = client.post(
        page(action),
        {"act": "submit", "result": "好", "file": SimpleUploadedFile("a.jpg", b"<svg/>")},
    )

    assert answer.status_code == 422
    assert answer.context["proof"].errors["file"]


def test_plan_reference_is_asked_of_plan_actions_only(client, office, action):
    client.force_login(office.evaluator)
    plan = ActionFactory(assigned=True, owner=office.evaluator.person, kind=ActionKind.REVISE_PLAN)

    fields = [
        "plan_reference" in client.get(page(one)).context["proof"].fields for one in (action, plan)
    ]

    assert fields == [False, True]


def submitted(action):
    ActionEvidence.objects.create(action=action, text="照片", added_by=UserFactory(), added_at=NOON)
    action.state, action.result = ActionState.SUBMITTED, "已补训"
    action.save()
    return action


def test_verifier_verifies(client, office, action):
    client.force_login(office.chief)

    answer = client.post(page(submitted(action)), {"act": "verify"})

    action.refresh_from_db()
    assert (answer.status_code, action.state) == (302, ActionState.VERIFIED)


def test_verifier_sends_back_with_a_reason_only(client, office, action):
    client.force_login(office.chief)

    refused = client.post(page(submitted(action)), {"act": "send_back"})
    done = client.post(page(action), {"act": "send_back", "comment": "缺签到表"})

    action.refresh_from_db()
    assert (refused.status_code, done.status_code, action.state) == (409, 302, "RETURNED")
    client.force_login(office.evaluator)
    assert "缺签到表" in client.get(page(action)).content.decode()


def test_comment_too_long_is_refused_in_the_form(client, office, action):
    client.force_login(office.chief)

    answer = client.post(page(submitted(action)), {"act": "verify", "comment": "长" * 501})

    assert (answer.status_code, bool(answer.context["verdict"].errors)) == (422, True)


def test_owner_cannot_verify_even_by_hand(client, office, action):
    client.force_login(office.evaluator)

    answer = client.post(page(submitted(action)), {"act": "verify"})

    action.refresh_from_db()
    assert (answer.status_code, action.state) == (409, ActionState.SUBMITTED)


def test_each_sees_his_own_form(client, office, action):
    client.force_login(office.evaluator)
    assert bool(client.get(page(action)).context["proof"]) is True
    client.force_login(office.chief)
    assert client.get(page(action)).context["verdict"] is None
    answer = client.get(page(submitted(action)))
    assert (bool(answer.context["verdict"]), answer.context["proof"]) == (True, None)


def test_unknown_act_changes_nothing(client, office, action):
    client.force_login(office.evaluator)

    assert client.post(page(action), {"act": "explode"}).status_code == 400


def test_others_do_not_see_the_action(client, office, action):
    client.force_login(office.stranger)

    assert client.get(page(action)).status_code == 404


def test_manager_of_the_unit_sees_it(client, office, action):
    action.owner_unit = office.department
    action.due_date = NOON.date() - timedelta(days=400)
    action.save()
    client.force_login(office.organiser)

    answer = client.get(page(action))

    assert (answer.status_code, answer.context["overdue"]) == (200, True)


def test_evidence_is_given_out_safely_to_those_who_see_the_action(client, office, action):
    picture = ActionEvidence.objects.create(
        action=action,
        file=ContentFile(b"jpeg", name="a.jpg"),
        file_name="现场.jpg",
        added_by=office.evaluator,
        added_at=NOON,
    )
    paper = ActionEvidence.objects.create(
        action=action,
        file=ContentFile(b"%PDF-", name="b.pdf"),
        file_name="总结.pdf",
        added_by=office.evaluator,
        added_at=NOON,
    )
    client.force_login(office.chief)

    shown = client.get(reverse("drills:evidence", args=[picture.uuid]))
    saved = client.get(reverse("drills:evidence", args=[paper.uuid]))

    assert (shown["Content-Type"], shown["Content-Disposition"].split(";")[0]) == (
        "image/jpeg",
        "inline",
    )
    assert saved["Content-Disposition"].startswith("attachment")
    assert shown["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(shown) == b"jpeg"
    assert b"".join(saved) == b"%PDF-"
    client.force_login(office.stranger)
    assert client.get(reverse("drills:evidence", args=[picture.uuid])).status_code == 404


def test_document_is_given_out_to_those_who_see_the_drill(client, office):
    document = DrillDocumentFactory(
        drill=office.drill(), file=ContentFile(b"%PDF-", name="x.pdf"), title="方案"
    )
    address = reverse("drills:document", args=[document.uuid])
    client.force_login(office.organiser)

    answer = client.get(address)

    assert b"".join(answer) == b"%PDF-"
    client.force_login(office.stranger)
    assert client.get(address).status_code == 404
