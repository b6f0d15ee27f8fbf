"""A facility for whoever scans its code, and the posters that carry the code."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from cms.domain import facilities
from cms.domain.queries import facilities as queries
from cms.forms.facilities import DefectForm
from cms.models import Facility
from cms.permissions import may_keep_facilities
from portal.lib import pdf, qr, throttles, visitors
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.models import Organisation

SIZES = ("a4", "a6")
# Outdoors, for years.
LEVEL: qr.Level = "Q"


@require_safe
def open_scanned(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Count a scan and lead to the facility's page in the language of the phone."""
    facility = get_object_or_404(Facility, code=code.upper())
    if visitors.is_person(request.META):
        facilities.count_scan(facility=facility, at=timezone.now())
    language = visitors.language(
        chosen=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
        accepted=request.headers.get("Accept-Language", ""),
    )
    with translation.override(language):
        response = redirect("communities:facility", code=facility.code)
    add_never_cache_headers(response)
    return response


# Exempt, so that the page needs no cookie: the worst a forged request can do is one more report
# without a name, and of those nobody can send many.
@method_decorator(csrf_exempt, name="dispatch")
class ShowFacility(View):
    """What it is, what it shows, in which condition it is; and a way to say that it is broken."""

    http_method_names = ("get", "head", "options", "post")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def find(self) -> Facility:
        rows = Facility.objects.select_related("organisation", "topic").with_last_inspection()
        return get_object_or_404(rows, code=self.kwargs["code"].upper())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.find(), DefectForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        facility = self.find()
        form = DefectForm(request.POST)
        if not form.is_valid():
            return self.show(facility, form, status=422)
        address = visitors.address(request.META)
        try:
            throttles.count(f"defect:{address}", limit=5, seconds=600)
            facilities.report_defect(facility=facility, **form.cleaned_data, at=self.at)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = 429 if isinstance(refusal, throttles.TriedTooOften) else 409
            return self.show(facility, form, status=status)
        return redirect(f"{request.path}?reported=1#report", permanent=False)

    def show(self, facility: Facility, form: DefectForm, *, status: int = 200) -> HttpResponse:
        found = queries.shown(facility, language=get_language() or settings.LANGUAGE_CODE)
        context = {
            "facility": facility,
            "words": found.words,
            "community": found.page,
            "form": form,
            "reported": "reported" in self.request.GET and not form.is_bound,
        }
        return render(self.request, "cms/facilities/facility.html", context, status=status)


class PrintPosters(View):
    """The codes of one facility or of all of a community, on A4 or on labels of A6."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_keep_facilities(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size = request.GET.get("size", "").lower()
        self.size = size if size in SIZES else SIZES[0]
        rows, back = self.chosen()
        context = self.context(rows, back)
        if not self.kwargs["ending"]:
            return render(request, "cms/facilities/poster.html", context)
        style = Path(str(finders.find("cms/facility-poster.css"))).read_text(encoding="utf-8")
        try:
            made = pdf.render(
                render_to_string("cms/facilities/poster.html", context | {"style": style})
            )
        except Refusal as refusal:
            context["refusal"] = refusal
            return render(request, "cms/facilities/poster.html", context, status=503)
        response = HttpResponse(made, content_type="application/pdf")
        name = rows[0].code if len(rows) == 1 else f"facilities-{back['pk']}"
        response["Content-Disposition"] = f'inline; filename="{name}-{self.size}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response

    def chosen(self) -> tuple[list[Facility], dict[str, Any]]:
        """Return the facilities whose codes are printed, and where the page came from."""
        rows = queries.kept_by(user=self.request.user).select_related("organisation", "topic")
        if "organisation" in self.kwargs:
            place = get_object_or_404(
                scope.organisations(self.request.user), pk=self.kwargs["organisation"]
            )
            return self._all_of(rows, place)
        one = get_object_or_404(rows, pk=self.kwargs["pk"])
        return [one], {
            "pk": one.pk,
            "page": reverse("facility:show", args=[one.pk]),
            "pdf": reverse("facility:poster-pdf", args=[one.pk]),
        }

    def _all_of(self, rows: Any, place: Organisation) -> tuple[list[Facility], dict[str, Any]]:
        found = list(rows.standing().filter(organisation=place))
        if not found:
            raise Http404
        return found, {
            "pk": place.pk,
            "page": f"{reverse('facility:index')}?community={place.pk}",
            "pdf": reverse("facility:posters-pdf", args=[place.pk]),
        }

    def context(self, rows: Sequence[Facility], back: dict[str, Any]) -> dict[str, Any]:
        language = get_language() or settings.LANGUAGE_CODE
        return {
            "sheets": [self._sheet(one) for one in queries.words_for(rows, language=language)],
            "size": self.size,
            "back": back,
            "at": timezone.now(),
        }

    def _sheet(self, found: queries.Shown) -> dict[str, Any]:
        code = found.facility.code
        address = settings.PORTAL_BASE_URL + reverse("communities:facility", args=[code])
        scanned = qr.address(
            settings.PORTAL_BASE_URL, reverse("facility-code:scanned", args=[code])
        )
        label = _("QR code of %(address)s") % {"address": address}
        return {
            "facility": found.facility,
            "words": found.words,
            "address": address.removeprefix("https://").removeprefix("http://"),
            "code": qr.svg(scanned, level=LEVEL, label=label),
            "sign": found.facility.topic.sign if found.facility.topic else "SAFE",
        }
