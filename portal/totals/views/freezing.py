"""Frozen figures: made, signed and checked, listed, and compared with what came after."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from portal.lib.periods import Period
from portal.lib.refusals import Refusal
from portal.totals import permissions
from portal.totals.domain import annual, behind, closing, columns, differences
from portal.totals.forms import FreezeForm
from portal.totals.models import Snapshot
from portal.totals.views.asking import Asked, snapshot_of
from portal.totals.views.reports import ROWS_ON_A_PAGE, Report, addresses_of

DIFFERENCES_ON_A_PAGE = 100


class ListFrozen(Report):
    """All frozen figures an account may see."""

    template_name = "portal/totals/frozen.html"
    page_title = gettext_lazy("Frozen figures")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = permissions.snapshots(self.request.user).select_related(
            "organisation", "frozen_by", "signed_by"
        )
        page = Paginator(found.order_by("-counted_at"), ROWS_ON_A_PAGE)
        return super().get_context_data(
            page_obj=page.get_page(self.request.GET.get("page")), **kwargs
        )

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": _("Frozen figures")}]


class ShowDifferences(Report):
    """What changed since figures were frozen, or between two revisions, and why."""

    template_name = "portal/totals/differences.html"
    page_title = gettext_lazy("Differences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = snapshot_of(self.request.user, str(self.kwargs["uuid"]))
        at = timezone.now()
        later = Snapshot.objects.filter(supersedes=snapshot).first()
        if self.request.GET.get("to") == "next" and later:
            found = differences.between(first=snapshot, second=later)
            after = closing.figures_of(later)
        else:
            later = None
            found = differences.since(snapshot=snapshot, at=at)
            after = annual.totals(
                period=Period.parse(snapshot.period), organisation=snapshot.organisation, at=at
            )
        before = closing.figures_of(snapshot)
        page = Paginator(found, DIFFERENCES_ON_A_PAGE).get_page(self.request.GET.get("page"))
        persons = [row.person for one in page for row in (one.before, one.after) if row]
        codes = {one.event for one in page if one.event}
        return super().get_context_data(
            snapshot=snapshot,
            later=later,
            summary=differences.summary(found),
            page_obj=page,
            names=behind.names_of({person for person in persons if person}),
            titles=behind.titles_of(codes),
            addresses=addresses_of(codes, self.request.user),
            figures=columns.compared(before, after),
            **kwargs,
        )

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("totals_admin:frozen"), "label": _("Frozen figures")},
            {"url": "", "label": _("Differences")},
        ]


class Act(View):
    """Something done with a button; a refusal comes back as a sentence."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            snapshot = self.act(request, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.back(request, **kwargs))
        messages.success(request, self.done(snapshot))
        return redirect(f"{reverse('totals_admin:report')}?snapshot={snapshot.uuid}")


class Freeze(Act):
    """Freeze the figures asked for."""

    def act(self, request: HttpRequest, **kwargs: Any) -> Snapshot:
        if not permissions.may_freeze(request.user):
            raise PermissionDenied
        asked = Asked(request, request.POST)
        form = FreezeForm(request.POST)
        form.is_valid()
        return closing.freeze(
            period=asked.period,
            organisation=asked.organisation,
            by=request.user,
            at=asked.at,
            reason=form.cleaned_data.get("reason", ""),
        )

    def done(self, snapshot: Snapshot) -> str:
        return _("Frozen as revision %(number)s. Now a second person has to sign.") % {
            "number": snapshot.revision
        }

    def back(self, request: HttpRequest, **kwargs: Any) -> str:
        query = urlencode(Asked(request, request.POST).query)
        return f"{reverse('totals_admin:report')}?{query}"


class Sign(Act):
    """Sign frozen figures as the second person."""

    def act(self, request: HttpRequest, *, uuid: UUID) -> Snapshot:
        if not request.user.has_perm("totals.sign_snapshot"):
            raise PermissionDenied
        snapshot = snapshot_of(request.user, str(uuid))
        return closing.sign(snapshot=snapshot, by=request.user, at=timezone.now())

    def done(self, snapshot: Snapshot) -> str:
        return _("Signed. These are now the official figures.")

    def back(self, request: HttpRequest, *, uuid: UUID) -> str:
        return f"{reverse('totals_admin:report')}?snapshot={uuid}"


class CheckAgain(View):
    """Recompute the digest of frozen figures now, whatever was found before."""

    def post(self, request: HttpRequest, *, uuid: UUID) -> HttpResponse:
        if not permissions.may_read(request.user):
            raise PermissionDenied
        snapshot = snapshot_of(request.user, str(uuid))
        closing.checked(snapshot=snapshot, at=timezone.now(), afresh=True)
        return redirect(f"{reverse('totals_admin:report')}?snapshot={uuid}")
