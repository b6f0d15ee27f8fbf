"""Writing to the office, and reading what became of it, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views import View

from cms.domain import messages
from cms.forms.messages import MessageForm
from cms.models import FeedbackPage
from portal.lib import throttles, visitors
from portal.lib.refusals import Refusal

# A whole estate may sit behind one address.
TRIES_PER_ADDRESS = 20
WINDOW = 600


class Private(View):
    """A page that belongs to whoever has its address: kept by no cache, told to nobody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response


class SendMessage(Private):
    """Takes what was written on the page for messages; sent twice, it is one message."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        page = get_object_or_404(FeedbackPage.objects.readable(), pk=pk)
        form = MessageForm(request.POST, at=timezone.now())
        try:
            throttles.count(
                f"message:{visitors.address(request.META)}", limit=TRIES_PER_ADDRESS, seconds=WINDOW
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._again(page, form, status=429)
        if not form.is_valid():
            if "ref" in form.errors:
                form.renew()
            return self._again(page, form, status=400)
        received = form.send(language=get_language() or "", days=page.answer_days)
        return redirect("messages:show", secret=received.secret)

    def _again(self, page: FeedbackPage, form: MessageForm, *, status: int) -> HttpResponse:
        context = page.get_context(self.request) | {"form": form}
        return render(self.request, page.get_template(self.request), context, status=status)


class ShowMessage(Private):
    """One message and its answer, for whoever has its address."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        message = messages.of_secret(secret)
        if message is None:
            raise Http404
        at = timezone.now()
        context = {"message": message, "shown": message.shown(), "late": message.is_overdue(at)}
        return render(request, "cms/message.html", context)
