"""What a load balancer asks: is the process alive, and can it do its work."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.lib import probes


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer without touching any service."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every service does, else 503 with the names of those that do not."""
    failing = probes.failures()
    return JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)
