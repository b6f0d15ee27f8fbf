import json

from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage

from portal.lib import responses
from portal.lib.refusals import Refusal


class DoorIsClosed(Refusal):
    code = "door_closed"


def test_refusal_as_json_is_a_conflict_with_code_and_sentence():
    answer = responses.as_json(DoorIsClosed("签到已于 09:15 结束，请找培训老师补签。"))

    assert answer.status_code == 409
    assert json.loads(answer.content) == {
        "code": "door_closed",
        "message": "签到已于 09:15 结束，请找培训老师补签。",
    }


def test_refusal_as_message_waits_for_the_next_page(rf):
    request = rf.get("/")
    request.session = {}
    request._messages = FallbackStorage(request)

    responses.as_message(request, DoorIsClosed("签到已结束。"))

    assert [(m.level_tag, m.message) for m in get_messages(request)] == [("error", "签到已结束。")]
