"""What the evaluator's phone sends while he taps: one rating, saved at once."""

import json
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from drills.domain import rating
from drills.domain.queries import board
from drills.enums import EXPLAINED_SCORES
from drills.models import FormItem
from portal.lib.names import without_invisible
from portal.lib.refusals import Refusal
from portal.lib.responses import as_json


@require_POST
def rate_item(request: HttpRequest, code: str, item: int) -> JsonResponse:
    """Store one rating; a retry with the same reference answers the same.

    Body: ``{"ref": uuid, "score": "5" | … , "note": text}``. Answers 200 with the revision
    stored, whether it lacks a note, and the numbers of rated items; 401 without a session, 404
    for another's drill, 409 with a refusal, 400 for anything that is not such a body.
    """
    if not request.user.is_authenticated:
        return JsonResponse(
            {"code": "signed_out", "message": _("Please sign in again.")}, status=401
        )
    task = get_object_or_404(board.tasks(request.user), drill__event__code=code.upper())
    row = get_object_or_404(
        FormItem.objects.select_related("section__template"),
        pk=item,
        section__in=task.sections.all(),
    )
    try:
        body = json.loads(request.body)
        ref, score = UUID(body["ref"]), str(body["score"])
        # No form stands before it: what no database takes is left out here.
        note = without_invisible(str(body.get("note", "")))[:500]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse(
            {"code": "not_understood", "message": _("This could not be read. Reload the page.")},
            status=400,
        )
    try:
        stored = rating.record(
            task=task,
            item=row,
            score=score,
            note=note,
            by=request.user,
            at=timezone.now(),
            client_ref=ref,
        )
    except Refusal as refusal:
        return as_json(refusal)
    progress = board.progress(task)
    return JsonResponse(
        {
            "score": stored.score,
            "revision": stored.revision,
            "to_explain": stored.score in EXPLAINED_SCORES and not stored.note,
            "done": sum(part.done for part in progress),
            "all": sum(part.all for part in progress),
        }
    )
