"""The pictures that pages are shared with."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.http import require_safe

from cms.domain import sharing
from cms.models.pages import PortalPage
from portal.events.domain.queries import upcoming
from portal.lib.throttles import TriedTooOften
from portal.people.domain.queries import masthead

# Another picture has another address.
FOR_EVER = f"public, max-age={365 * 24 * 60 * 60}, immutable"


@require_safe
def show_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponseBase:
    """Show the picture of a page that everybody may read."""
    page = sharing.page_of(pk)
    if page is None:
        raise Http404
    with override(page.locale.language_code):
        card = _card(page)
    if digest != card.digest:
        # The page says something else by now; whoever kept the old address gets the new picture.
        return redirect("share:page", pk=pk, digest=card.digest)
    return _picture(request, card, FOR_EVER)


@require_safe
def show_event_picture(
    request: HttpRequest, language: str, code: str, digest: str
) -> HttpResponseBase:
    """Show the picture of an event that is open to the public."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    event = get_object_or_404(upcoming.public(), code=code)
    with override(language):
        card = sharing.event_card(event, head=masthead.of_site(language))
    if digest != card.digest:
        return redirect("share:event", language=language, code=code, digest=card.digest)
    return _picture(request, card, FOR_EVER)


@require_safe
def show_site(request: HttpRequest, language: str) -> HttpResponseBase:
    """Show the picture that stands for the portal where a page has none."""
    page = sharing.home(language) if language in dict(settings.LANGUAGES) else None
    if page is None:
        raise Http404
    with override(language):
        card = _card(page)
    return _picture(request, card, "public, max-age=86400")


def _card(page: PortalPage) -> sharing.Card:
    return sharing.card(page, head=masthead.of_site(page.locale.language_code))


def _picture(request: HttpRequest, card: sharing.Card, kept: str) -> HttpResponseBase:
    etag = f'"{card.digest}"'
    answer = get_conditional_response(request, etag)
    if answer is None:
        try:
            answer = HttpResponse(sharing.picture(card), content_type="image/png")
        except TriedTooOften:
            return HttpResponse(status=503, headers={"Retry-After": "60"})
    answer["ETag"] = etag
    answer["Cache-Control"] = kept
    return answer
