"""A drill's page in the back office: one board for its whole life."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from drills import permissions
from drills.acts import offers
from drills.domain import concluding, conducting, gates, rating
from drills.domain.queries import board, history
from drills.enums import CHANGEABLE_STATES, EVALUATING_ROLES, DrillState, DrillVerb
from drills.models import Drill, ImprovementAction
from portal.events.domain import headcounts
from portal.events.permissions import may_change
from portal.lib.refusals import Refusal

# From the evaluation on, the ratings are put together.
_EVALUATED = (
    DrillState.EVALUATING,
    DrillState.SUMMARISED,
    DrillState.ARCHIVED,
    DrillState.REOPENED,
)


class DrillPage(WagtailAdminTemplateMixin, View):
    """What the pages about one drill share: the drill, if the account may see it."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    @cached_property
    def drill(self) -> Drill:
        rows = board.drills(self.request.user).prefetch_related(
            "co_organisers", "topics", "people__account", "people__person"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def address(self) -> str:
        return reverse("drill:board", args=[self.drill.pk])

    def trail(self, *last: str) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("drill:index"), "label": _("Drills")},
            {"url": self.address if last else "", "label": self.drill.event.title},
        ]
        return items + [{"url": "", "label": label} for label in last]


class SeeBoard(DrillPage):
    """State and next steps, what is missing, people, documents, ratings, grade, findings."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        drill, user = self.drill, request.user
        codes = offers.offered(drill, user)
        today = timezone.localdate(self.at)
        return render(
            request,
            "drills/board.html",
            {
                "header_title": drill.event.title,
                "breadcrumbs_items": self.trail(),
                "drill": drill,
                "event": drill.event,
                "clock": conducting.clock(drill, self.at),
                "today": today,
                "codes": codes,
                "may_change": drill.state in CHANGEABLE_STATES and permissions.may_own(user, drill),
                "steps": offers.steps_of(drill, user),
                "waiting": offers.waiting(drill, user),
                "gates": self.gates(),
                "documents": drill.documents.select_related("added_by", "approved_by"),
                "objectives": list(drill.objectives.select_related("retests__drill__event")),
                "evaluating_roles": EVALUATING_ROLES,
                "keeps_event": may_change(user, drill.event),
                "tasks": {task.evaluator_id: task for task in drill.tasks.all()},
                "coverage": board.coverage(drill),
                "disagreements": rating.disagreements(drill=drill),
                "proposal": self.proposal,
                "decision": drill.decisions.filter(current=True).select_related("made_by").first(),
                "findings": self.findings(codes, today),
                "action_counts": board.count_actions(drill, today),
                "show": request.GET.get("actions", ""),
                "head_count": headcounts.latest(drill.event),
                "present": drill.event.attendances.counted().count(),
                "history": history.of_drill(drill)[:30],
            },
        )

    @cached_property
    def proposal(self) -> Any:
        if self.drill.state not in _EVALUATED:
            return None
        return concluding.current_proposal(drill=self.drill)

    def gates(self) -> tuple[str, list[gates.Gate]] | None:
        """Return what the next step asks for, with the step's name."""
        drill = self.drill
        if drill.state in {DrillState.PROPOSED, DrillState.PROGRAMMED, DrillState.PREPARING}:
            return _("Before it is ready"), gates.to_ready(drill)
        if drill.state == DrillState.EVALUATING:
            return _("Before the reports are signed"), gates.to_summary(drill, self.proposal)
        if drill.state in {DrillState.SUMMARISED, DrillState.REOPENED}:
            return _("Before it is archived"), gates.to_archive(drill, self.proposal)
        return None

    def findings(self, codes: set[str], today: Any) -> list[dict[str, Any]]:
        """Return the findings with their actions, filtered, and what can be done with each."""
        show = self.request.GET.get("actions", "")
        rows = []
        for finding in self.drill.findings.select_related(
            "raised_by", "objective", "item"
        ).prefetch_related("actions__owner", "actions__verifier", "actions__owner_unit"):
            kept = [row for row in finding.actions.all() if _is_shown(row, show, today)]
            if show and not kept:
                continue
            rows.append(
                {
                    "finding": finding,
                    "acts": offers.finding_acts(finding.state, codes),
                    "actions": [(row, offers.action_acts(row.state, codes)) for row in kept],
                }
            )
        return rows


def _is_shown(action: ImprovementAction, show: str, today: Any) -> bool:
    return {
        "open": action.is_unfinished,
        "overdue": action.is_overdue(today),
        "closed": not action.is_unfinished,
    }.get(show, True)


class DoAct(DrillPage):
    """One act on a drill or a part of it: asks for what it needs, then does it."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            self.act = offers.ACTS[kwargs["act"]]
        except KeyError:
            raise Http404 from None
        if not self.act.allowed(request.user, self.drill):
            raise PermissionDenied
        self.target = None
        if self.act.about:
            self.target = get_object_or_404(
                offers.target_rows(self.drill, self.act.about), pk=kwargs.get("target", 0)
            )
        return super().dispatch(request, *args, **kwargs)

    def form(self, *data: Any) -> Any:
        return self.act.form(*data, drill=self.drill, target=self.target, user=self.request.user)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.act.possible(self.drill):
            messages.warning(request, _("This step is not possible now."))
            return redirect(self.address)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            form.save(by=request.user, at=self.at)
        except Refusal as refusal:
            if not self.act.asks:
                messages.error(request, refusal.message)
                return redirect(self.address)
            form.add_error(None, refusal.message)
            return self.show(form, status=409)
        messages.success(request, self.act.done)
        return redirect(self.address)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        return render(
            self.request,
            "drills/act.html",
            {
                "header_title": self.act.label,
                "breadcrumbs_items": self.trail(str(self.act.label)),
                "act": self.act,
                "drill": self.drill,
                "target": self.target,
                "ratings": self.ratings(),
                "gates": self.conditions(),
                "form": form,
                "media": form.media,
                "address": self.address,
            },
            status=status,
        )

    def ratings(self) -> Any:
        if self.act.about != "item":
            return None
        rows = rating.disagreements(drill=self.drill)
        return next((row for row in rows if row.item == self.target), None)

    def conditions(self) -> list[gates.Gate]:
        """Return what is still missing for a step with conditions, to be seen beside its form."""
        drill = self.drill
        conditions = {
            DrillVerb.CONFIRM: lambda: gates.to_ready(drill),
            DrillVerb.SUMMARISE: lambda: gates.to_summary(
                drill, concluding.current_proposal(drill=drill)
            ),
            DrillVerb.ARCHIVE: lambda: gates.to_archive(
                drill, concluding.current_proposal(drill=drill)
            ),
        }.get(self.act.code.upper())
        return gates.missing(conditions()) if conditions else []
