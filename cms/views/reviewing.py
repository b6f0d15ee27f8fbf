"""Review in the back office: what waits, the text with its sheet, and the sheet on paper."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.domain import reviewing
from cms.enums import ReviewPart, ReviewState, Verdict
from cms.forms.reviewing import OpinionForm
from cms.models import Review
from portal.lib import pdf, phrases
from portal.lib.refusals import Refusal
from portal.lib.responses import as_message

ON_A_PAGE = 30


def review_of(request: HttpRequest, uuid: UUID) -> Review:
    """Return a review the account may read; another one does not exist for it."""
    rows = Review.objects.select_related("page", "revision", "submitted_by")
    review = rows.prefetch_related("entries__account__person").filter(uuid=uuid).first()
    if review is None or not reviewing.may_read(request.user, review):
        raise Http404("no such review")
    return review


class ReviewPage(WagtailAdminTemplateMixin, TemplateView):
    """What the pages of review share."""

    header_icon = "check"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("review:index"), "label": _("Review of texts")},
            *self.trail(),
        ]

    def trail(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs below the inbox."""
        return []


class ListReviews(ReviewPage):
    """What waits for the account, what became of its own texts, and all that it may read."""

    template_name = "cms/review/index.html"
    page_title = gettext_lazy("Review of texts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        waiting = reviewing.waiting_for(user)
        rows = reviewing.readable_by(user).select_related("submitted_by")
        rows = rows.prefetch_related("entries")
        state = self.request.GET.get("state", "")
        if state in ReviewState:
            rows = rows.filter(state=state)
        return super().get_context_data(
            at=timezone.now(),
            waiting=waiting,
            states=ReviewState.choices,
            state=state,
            page_obj=Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("page")),
            **kwargs,
        )


class ShowReview(ReviewPage):
    """One text with its sheet; whoever may give the next opinion gives it here."""

    template_name = "cms/review/review.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.review = review_of(request, kwargs["uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.review.title

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.review.title}]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OpinionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            review = reviewing.decide(
                review=self.review, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            as_message(request, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, self.done(review, form.cleaned_data["verdict"]))
        return redirect("review:index")

    def done(self, review: Review, verdict: str) -> str:
        """Return what became of the text."""
        said = {"title": review.title}
        if verdict == Verdict.RETURNED:
            return _("“%(title)s” is sent back to its author.") % said
        if review.state == ReviewState.APPROVED:
            return _("“%(title)s” has passed and is published, now or at its hour.") % said
        return _("“%(title)s” has passed this stage; the next reviewer is told.") % said

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = reviewing.objection(self.review, self.request.user)
        kwargs.setdefault("form", OpinionForm())
        return super().get_context_data(
            **sheet_of(self.review),
            may_decide=self.review.due_at is not None and refusal is None,
            refusal=refusal,
            may_take_back=reviewing.may_take_back(self.request.user, self.review),
            may_edit=self.review.page
            and self.review.page.permissions_for_user(self.request.user).can_edit(),
            **kwargs,
        )


class TakeBack(View):
    """Take a text out of review again."""

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        review = review_of(request, uuid)
        try:
            reviewing.take_back(review=review, by=request.user)
        except Refusal as refusal:
            as_message(request, refusal)
            return redirect("review:show", uuid)
        messages.success(
            request,
            _("“%(title)s” is taken back; it can be changed again.") % {"title": review.title},
        )
        return redirect("wagtailadmin_pages:edit", review.page_id)


class ReadText(View):
    """The version under review as its readers will see it, shown in a frame of the page above."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        review = review_of(request, uuid)
        if review.revision is None:
            raise Http404("the version is gone")
        page = review.revision.as_object()
        return page.make_preview_request(request, page.default_preview_mode)


class PrintSheet(View):
    """The review sheet (审校单) as PDF."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        review = review_of(request, uuid)
        style = Path(str(finders.find("cms/review-sheet.css"))).read_text(encoding="utf-8")
        context = {**sheet_of(review), "at": timezone.now(), "style": style}
        try:
            made = pdf.render(render_to_string("cms/review/sheet.html", context))
        except Refusal as refusal:
            context |= {"style": "", "refusal": refusal}
            return render(request, "cms/review/sheet.html", context, status=503)
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="review-{review.uuid}.pdf"'
        return answer


def sheet_of(review: Review) -> dict[str, Any]:
    """Return what stands on the sheet: each part that is needed, with who has filled it."""
    given = {entry.part: entry for entry in review.entries.all() if entry.part != ReviewPart.AUTHOR}
    order = dict.fromkeys((*review.before_publication, *review.required))
    return {
        "review": review,
        "authors": phrases.listed(
            one.name for one in review.entries.all() if one.part == ReviewPart.AUTHOR
        ),
        "stages": [(part, given.get(part)) for part in order],
        "next_part": review.next_part if review.due_at else None,
    }
