"""An improvement action on a phone: carried out by one, verified by another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from drills.domain import actions
from drills.domain.queries import board
from drills.enums import OWNERS_TURN, ActionState
from drills.forms.phone import ProofForm, VerdictForm
from drills.models import ActionEvidence, DrillDocument, ImprovementAction
from portal.lib import uploads
from portal.lib.refusals import Refusal
from portal.lib.responses import as_message
from portal.people.domain.queries.canonical import is_same


@method_decorator(never_cache, name="dispatch")
class SeeAction(LoginRequiredMixin, View):
    """One action; its owner begins, proves and submits, its verifier verifies or sends back."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def find_action(self) -> ImprovementAction:
        return get_object_or_404(board.actions(self.request.user), uuid=self.kwargs["uuid"])

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.show(self.find_action())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        action = self.find_action()
        act = request.POST.get("act")
        if act == "start":
            return self.start(action)
        if act == "submit":
            return self.submit(action)
        if act in {"verify", "send_back"}:
            return self.judge(action, act)
        return self.show(action, status=400)

    def start(self, action: ImprovementAction) -> HttpResponse:
        try:
            actions.start(action=action, by=self.request.user, at=self.at)
        except Refusal as refusal:
            as_message(self.request, refusal)
        else:
            messages.success(self.request, _("Begun. Hand it in when it is done."))
        return redirect(self.request.path)

    def submit(self, action: ImprovementAction) -> HttpResponse:
        form = ProofForm(self.request.POST, self.request.FILES, action=action)
        if not form.is_valid():
            return self.show(action, proof=form, status=422)
        values, given = form.cleaned_data, {"action": action, "by": self.request.user}
        file = values["file"]
        try:
            with transaction.atomic():
                if file or values["text"]:
                    actions.prove(
                        **given,
                        at=self.at,
                        text=values["text"],
                        file=file,
                        file_name=getattr(file, "original_name", ""),
                    )
                actions.submit(
                    **given,
                    at=self.at,
                    result=values["result"],
                    plan_reference=values.get("plan_reference", ""),
                )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return self.show(action, proof=form, status=409)
        messages.success(self.request, _("Handed in. The verifier has been told."))
        return redirect(self.request.path)

    def judge(self, action: ImprovementAction, act: str) -> HttpResponse:
        form = VerdictForm(self.request.POST)
        if not form.is_valid():
            return self.show(action, verdict=form, status=422)
        decide, said = {
            "verify": (actions.verify, _("Verified and closed. Thank you.")),
            "send_back": (actions.send_back, _("Sent back. The owner has been told.")),
        }[act]
        try:
            decide(
                action=action,
                by=self.request.user,
                at=self.at,
                comment=form.cleaned_data["comment"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return self.show(action, verdict=form, status=409)
        messages.success(self.request, said)
        return redirect(self.request.path)

    def show(
        self,
        action: ImprovementAction,
        *,
        proof: ProofForm | None = None,
        verdict: VerdictForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        person = self.request.user.person
        owners = is_same(person, action.owner) and action.state in OWNERS_TURN
        verifiers = (
            is_same(person, action.verifier)
            and not is_same(person, action.owner)
            and action.state == ActionState.SUBMITTED
        )
        context: dict[str, Any] = {
            "action": action,
            "finding": action.finding,
            "drill": action.finding.drill,
            "overdue": action.is_overdue(timezone.localdate(self.at)),
            "evidence": list(action.evidence.select_related("added_by")),
            "steps": list(action.transitions.select_related("made_by")),
            "sent_back": action.transitions.filter(verb="SEND_BACK").last(),
            "may_start": owners and action.state != ActionState.IN_PROGRESS,
            "proof": (proof or ProofForm(action=action)) if owners else None,
            "verdict": (verdict or VerdictForm()) if verifiers else None,
        }
        return render(self.request, "drills/phone/action.html", context, status=status)


class ShowFile(LoginRequiredMixin, View):
    """Gives a file out; what is not a picture is only ever downloaded."""

    def answer(self, file: Any, name: str) -> FileResponse:
        kind = uploads.content_type(file.name)
        response = FileResponse(
            file.open("rb"),
            as_attachment=kind != uploads.CONTENT_TYPES["jpg"],
            filename=name,
            content_type=kind,
        )
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class ShowEvidence(ShowFile):
    """The file behind a proof, for those who may see the action."""

    def get(self, request: HttpRequest, uuid: Any) -> FileResponse:
        seen = board.actions(request.user).order_by().values("pk")
        row = get_object_or_404(ActionEvidence.objects.exclude(file=""), uuid=uuid, action__in=seen)
        return self.answer(row.file, row.file_name)


class ShowDocument(ShowFile):
    """A drill's document, for those who may see the drill."""

    def get(self, request: HttpRequest, uuid: Any) -> FileResponse:
        seen = board.drills(request.user).order_by().values("pk")
        row = get_object_or_404(DrillDocument.objects.exclude(file=""), uuid=uuid, drill__in=seen)
        ending = row.file.name.rpartition(".")[2]
        return self.answer(row.file, f"{row.title}.{ending}")
