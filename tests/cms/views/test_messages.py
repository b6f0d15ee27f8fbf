"""Writing to the office without an account, and answering in the back office."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.forms.messages import new_ref
from cms.models import FeedbackPage, Message
from portal.people.domain import roles
from portal.people.enums import OrganisationKind, RoleCode
from tests.factories.cms import SECRET, MessageFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(homes):
    return FeedbackPage.objects.child_of(homes["zh-hans"]).get()


def written(**more):
    said = {"kind": "HAZARD", "text": "楼道堆满杂物", "phone": "", "ref": new_ref(timezone.now())}
    return {**said, **more}


def send(page, client=None, **more):
    return (client or Client()).post(reverse("messages:send", args=[page.pk]), written(**more))


def test_message_is_written_and_read_without_a_script_or_an_account(page):
    client = Client(enforce_csrf_checks=True)
    text = client.get(page.url).content.decode()
    token = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    ref = text.partition('name="ref" value="')[2].partition('"')[0]

    answer = send(page, client, ref=ref, csrfmiddlewaretoken=token, phone="138 0013 8000")
    shown = client.get(answer["Location"])

    message = Message.objects.get()
    said = shown.content.decode()
    assert message.reference in said
    assert "楼道堆满杂物" in said
    assert "1******8000" in said
    assert "13800138000" not in said
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Robots-Tag"] == "noindex"


def test_form_sent_twice_is_one_message(page):
    ref = new_ref(timezone.now())

    assert send(page, ref=ref)["Location"] == send(page, ref=ref)["Location"]
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": " …… "}, "请填写留言内容。"),
        ({"phone": "123"}, "11 位"),
        ({"kind": "NONSENSE"}, "NONSENSE"),
        ({"text": "x" * 1001}, "1000"),
        ({"ref": "x"}, "页面打开太久了"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(page, more, said):
    answer = send(page, **({"text": "一句要留下的话"} | more))

    text = answer.content.decode()
    assert answer.status_code == 400
    assert said in text or "请检查" in text
    assert more.get("text", "一句要留下的话").strip() in text
    assert not Message.objects.exists()


def test_form_that_lay_open_too_long_is_shown_with_a_fresh_key(page):
    text = send(page, ref=new_ref(timezone.now() - timedelta(days=1))).content.decode()
    fresh = text.partition('name="ref" value="')[2].partition('"')[0]

    assert "楼道堆满杂物" in text
    assert send(page, ref=fresh).status_code == 302


def test_messages_without_end_are_stopped_with_a_sentence(page, monkeypatch):
    monkeypatch.setattr("cms.views.messages.TRIES_PER_ADDRESS", 1)

    assert [send(page).status_code, send(page).status_code] == [302, 429]
    assert "楼道堆满杂物" in send(page).content.decode()


def test_hostile_text_is_text(page):
    address = send(page, text="<script>alert(1)</script>\r\nSet-Cookie: a=b")["Location"]

    assert "&lt;script&gt;alert(1)" in Client().get(address).content.decode()


def test_page_that_is_not_public_takes_nothing(page):
    page.unpublish()

    assert send(page).status_code == 404
    assert Client().get("/messages/0000/").status_code == 404


def test_answer_stands_where_it_was_promised(page):
    message = MessageFactory()
    address = reverse("messages:show", args=[SECRET])
    assert "已超过答复期限" in Client().get(address).content.decode()

    Message.objects.update(
        state="ANSWERED", answer="已清理。", answered_at=message.sent_at + timedelta(days=2)
    )

    text = Client().get(address).content.decode()
    assert "<p>已清理。</p>" in text
    assert "用时 2 个工作日" in text


@pytest.fixture
def office(client):
    district = OrganisationFactory(kind=OrganisationKind.DISTRICT)
    user = UserFactory(scope=district)
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return client


def test_editor_answers_and_the_list_says_what_is_late(office):
    message = MessageFactory()
    listed = office.get(reverse("message:index"), {"overdue": "on"}).content.decode()
    assert "报警器装在哪里？" in listed
    assert "超期" in listed
    assert "1 条留言待答复" in office.get("/admin/").content.decode()

    address = reverse("message:edit", args=[message.pk])
    assert "请写明答复内容" in office.post(address, {"state": "ANSWERED"}).content.decode()
    office.post(address, {"state": "ANSWERED", "answer": "装在灶台上方。"})

    message.refresh_from_db()
    assert (message.state, message.answer) == ("ANSWERED", "装在灶台上方。")
    assert message.answered_by.last_name or message.answered_by.username
    assert (
        "报警器装在哪里？"
        not in office.get(reverse("message:index"), {"state": "OPEN"}).content.decode()
    )


def test_who_works_for_one_street_reads_no_messages(client):
    MessageFactory()
    street = OrganisationFactory(parent=OrganisationFactory(kind=OrganisationKind.DISTRICT))
    user = UserFactory(scope=street)
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)

    assert "报警器" not in client.get(reverse("message:index")).content.decode()
    assert "报警器" not in client.get("/admin/").content.decode()
