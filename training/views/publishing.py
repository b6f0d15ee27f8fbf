"""Publishing the planned classes of a run at once."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin import messages

from portal.lib.refusals import Refusal
from training.domain import sessions
from training.domain.queries import schedule
from training.permissions import drafts_to_publish, may_change_run, may_plan


class PublishRun(View):
    """Publishes every draft of a run that the account may publish one by one."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_plan(request.user):
            raise PermissionDenied
        run = get_object_or_404(schedule.runs(user=request.user), pk=pk)
        if not may_change_run(request.user, run):
            raise PermissionDenied
        drafts = drafts_to_publish(request.user, run)
        try:
            sessions.schedule_all(sessions=drafts, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            self.tell(request, len(drafts))
        return redirect("run:inspect", run.pk)

    def tell(self, request: HttpRequest, number: int) -> None:
        if number == 0:
            messages.warning(request, _("No class of this run waits to be published."))
            return
        messages.success(
            request,
            ngettext(
                "%(number)s class is published. People can find it and register.",
                "%(number)s classes are published. People can find them and register.",
                number,
            )
            % {"number": number},
        )
