"""Three faces below a page, and the page that three faces of an event have to themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from wagtail.models import Page

from cms.domain import opinions
from portal.events.domain.queries import upcoming
from portal.lib import throttles, visitors
from portal.lib.refusals import Refusal


# Exempt, so that public pages need no cookie: a ticket says that the page was seen.
@method_decorator(csrf_exempt, name="dispatch")
class SayOpinion(View):
    """Counts one face and thanks."""

    http_method_names = ("get", "head", "options", "post")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Thank whoever said something, and lead back."""
        try:
            said = opinions.read(token=request.GET.get("of", ""), at=timezone.now())
        except Refusal:
            return redirect(get_script_prefix())
        return render(request, "cms/opinions/thanks.html", {"back": _address(*said)})

    def post(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        ticket, refusal = request.POST.get("ticket", ""), None
        address = ""
        try:
            target, pk = opinions.read(token=ticket, at=at)
            address = _address(target, pk)
            opinions.say(
                target=target,
                pk=pk,
                face=request.POST.get("face", ""),
                address=visitors.address(request.META),
                browser=request.META.get("HTTP_USER_AGENT", "")[:400],
                at=at,
            )
        except Refusal as said:
            refusal = said
        if refusal is None:
            return redirect(f"{reverse('communities:opinion')}?of={ticket}", permanent=False)
        status = 429 if isinstance(refusal, throttles.TriedTooOften) else 409
        context = {"refusal": refusal, "back": address}
        return render(request, "cms/opinions/thanks.html", context, status=status)


def _address(target: str, pk: int) -> str:
    """Return where the page or event of a ticket is to be read; only what is public has one."""
    if target == "event":
        event = get_object_or_404(upcoming.public(), pk=pk)
        return reverse("public:event", args=[event.code])
    page = get_object_or_404(Page.objects.live().public(), pk=pk)
    return page.get_url() or ""


class AskAboutEvent(View):
    """Three faces for an event that has begun, to be opened from a code on the last slide."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        at = timezone.now()
        rows = upcoming.public().filter(starts_at__lte=at)
        event = get_object_or_404(rows, code=code.upper())
        context = {"event": event, "ticket": opinions.ticket(target="event", pk=event.pk, at=at)}
        return render(request, "cms/opinions/event.html", context)
