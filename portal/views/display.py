"""Large type and high contrast for a reader, without an account and without a script."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "display"
YEAR_SECONDS = 365 * 24 * 60 * 60


def is_elder(request: HttpRequest) -> bool:
    """Say whether a reader has chosen large type."""
    return request.COOKIES.get(COOKIE) == "elder"


# Exempt, so that public pages need no token and no cookie: the worst a forged request
# can do is to change the size of somebody's letters.
@csrf_exempt
@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Remember the display mode and go back to the page the reader came from."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.POST.get("mode") == "elder":
        response.set_cookie(
            COOKIE,
            "elder",
            max_age=YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE)
    return response
