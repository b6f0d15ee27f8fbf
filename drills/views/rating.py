"""The evaluator's phone: his drills, his categories, the items of one category."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.generic import View

from drills.domain import conducting, rating
from drills.domain.queries import board
from drills.enums import CLOSED_STATES, RATING_STATES
from drills.forms.phone import SectionForm
from drills.models import EvaluationTask
from portal.lib.phrases import listed
from portal.lib.refusals import Refusal
from portal.lib.responses import as_message

# Of the drills that are not open for rating, the latest.
MOST_SHOWN = 20


@method_decorator(never_cache, name="dispatch")
class SeeMyTasks(LoginRequiredMixin, View):
    """What waits for an account: drills to rate, actions to carry out or to verify."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tasks = board.tasks(request.user)
        return render(
            request,
            "drills/phone/mine.html",
            {
                "open_tasks": list(tasks.filter(drill__state__in=RATING_STATES)),
                "other_tasks": list(
                    tasks.exclude(drill__state__in=(*RATING_STATES, *CLOSED_STATES))[:MOST_SHOWN]
                ),
                "actions": list(board.to_do(request.user)),
                "today": timezone.localdate(),
            },
        )


@method_decorator(cache_control(private=True, no_cache=True), name="dispatch")
class RatingPage(LoginRequiredMixin, View):
    """What the pages of one evaluator's task share.

    The phone may keep them: where there is no network, "back" leads to the category before.
    """

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def find_task(self) -> EvaluationTask:
        return get_object_or_404(
            board.tasks(self.request.user), drill__event__code=self.kwargs["code"].upper()
        )

    def frame(self, task: EvaluationTask) -> dict[str, Any]:
        progress = board.progress(task)
        return {
            "task": task,
            "drill": task.drill,
            "clock": conducting.clock(task.drill, self.at),
            "open": task.drill.state in RATING_STATES,
            "progress": progress,
            "done": sum(row.done for row in progress),
            "all": sum(row.all for row in progress),
        }


class RateDrill(RatingPage):
    """The categories assigned to the evaluator, with how far he is."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return render(request, "drills/phone/rate.html", self.frame(self.find_task()))


class RateSection(RatingPage):
    """One category: all items with big keys; works without a script, saved at once."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        task = self.find_task()
        return self.show(task, self.form(task))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        task = self.find_task()
        form = self.form(task, request.POST)
        if not form.is_valid():
            return self.show(task, form, status=422)
        try:
            changed = rating.record_section(
                task=task,
                section=self.section(task),
                ratings=form.ratings(),
                seen=form.seen(),
                by=request.user,
                at=self.at,
            )
        except Refusal as refusal:
            as_message(request, refusal)
            return self.show(task, form, status=409)
        lacking = rating.unexplained(task=task).filter(item__section=self.section(task))
        codes = list(lacking.values_list("item__code", flat=True))
        if codes:
            messages.warning(
                request,
                _("Saved. Now say in a note what you saw: %(items)s.") % {"items": listed(codes)},
            )
            return redirect(f"{request.path}#item-{codes[0]}")
        messages.success(request, _said(changed))
        return redirect(self.next_address(task))

    def form(self, task: EvaluationTask, data: Any = None) -> SectionForm:
        return SectionForm(data, task=task, section=self.section(task))

    def section(self, task: EvaluationTask) -> Any:
        return get_object_or_404(
            task.sections.select_related("template"), code=self.kwargs["section"].upper()
        )

    def next_address(self, task: EvaluationTask) -> str:
        """Return the next category that is not complete, else the list of categories."""
        code = task.drill.event.code
        rows = board.progress(task)
        here = [row.section.code for row in rows].index(self.section(task).code)
        for row in rows[here + 1 :]:
            if not row.complete:
                return reverse("drills:rate-section", args=[code, row.section.code])
        return reverse("drills:rate", args=[code])

    def show(self, task: EvaluationTask, form: SectionForm, status: int = 200) -> HttpResponse:
        section = self.section(task)
        context = {**self.frame(task), "section": section, "form": form, "rows": form.rows()}
        return render(self.request, "drills/phone/rate_section.html", context, status=status)


def _said(changed: int) -> str:
    if not changed:
        return _("Nothing was changed.")
    return ngettext("Saved: %(count)s rating.", "Saved: %(count)s ratings.", changed) % {
        "count": changed
    }
