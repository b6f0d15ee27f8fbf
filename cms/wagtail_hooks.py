"""What the pages hang into Wagtail's admin."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.choosers import FilmChooserViewSet, SoundChooserViewSet
from cms.domain import reviewing
from cms.enums import MessageState, ReviewState
from cms.models import CommunityPage, Message, NewsIndexPage, Review
from cms.permissions import KEEPS_THE_SITE, may_read_reach
from cms.reports import ListMissedSearches
from cms.views import inspection
from cms.views import reach as reach_pages
from cms.views import reviewing as pages
from cms.viewsets.facilities import FacilityViewSet
from cms.viewsets.messages import MessageViewSet, all_messages
from cms.viewsets.recordings import RecordingGroup
from cms.viewsets.reviewing import ReviewRuleViewSet, ReviewStageViewSet, WordingTermViewSet
from portal.events.views.today import Act
from portal.people.domain import scope
from portal.people.enums import RoleCode
from portal.people.models import User


class MissedSearchesMenuItem(MenuItem):
    """Shown to those who look after the site."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("cms.view_missedsearch")


@hooks.register("register_reports_menu_item")
def register_missed_searches() -> MenuItem:
    return MissedSearchesMenuItem(
        gettext_lazy("Searches without result"),
        reverse("missed_searches:index"),
        name="missed-searches",
        icon_name="search",
        order=1310,
    )


@hooks.register("common_acts", order=40)
def offer_article(user: User) -> list[Act]:
    """Lead an editor from the first page to a new article, in Chinese first."""
    if not user.has_role(RoleCode.PUBLICITY_EDITOR):
        return []
    if not scope.sees_whole(user):
        return _own_community(user)
    news = NewsIndexPage.objects.filter(locale__language_code="zh-hans").live().first()
    if news is None or not news.permissions_for_user(user).can_add_subpage():
        return []
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk])
    return [Act(_("Write an article"), address, "doc-full", primary=True)]


def _own_community(user: User) -> list[Act]:
    """Lead a community's own editor to its page."""
    own = scope.within(CommunityPage.objects.all(), user, "organisation__path")
    page = own.filter(locale__language_code="zh-hans").order_by("path").first()
    if page is None:
        return []
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return [Act(_("Write on our community's page"), address, "home", primary=True)]


@hooks.register("construct_page_chooser_queryset")
def choose_among_published(pages: Any, request: HttpRequest) -> Any:
    """Name the drafts of others to nobody who could not open them."""
    if scope.sees_whole(request.user):
        return pages
    own = (
        policy_registry.get_by_type(Page).explorable_instances(request.user).order_by().values("pk")
    )
    return pages.filter(Q(live=True) | Q(pk__in=own))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    addresses = [
        path("", pages.ListReviews.as_view(), name="index"),
        path("<uuid:uuid>/", pages.ShowReview.as_view(), name="show"),
        path("<uuid:uuid>/take-back/", pages.TakeBack.as_view(), name="take-back"),
        path("<uuid:uuid>/text/", pages.ReadText.as_view(), name="text"),
        path("<uuid:uuid>/sheet.pdf", pages.PrintSheet.as_view(), name="sheet"),
    ]
    missed = [
        path("", ListMissedSearches.as_view(), name="index"),
        path("results/", ListMissedSearches.as_view(results_only=True), name="index_results"),
    ]
    return [
        path("reports/missed-searches/", include((missed, "missed_searches"))),
        path("review/", include((addresses, "review"))),
        path("reports/reach/", reach_pages.ReadReach.as_view(), name="reach"),
        path("reports/inspection/", inspection.ShowInspection.as_view(), name="inspection"),
    ]


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [
        FacilityViewSet("facility", url_prefix="facilities"),
        ReviewRuleViewSet("review_rule", url_prefix="review-rules"),
        ReviewStageViewSet("review_stage", url_prefix="review-stages"),
        WordingTermViewSet("wording_term", url_prefix="wording-terms"),
        FilmChooserViewSet("film_chooser", url_prefix="film-chooser"),
        SoundChooserViewSet("sound_chooser", url_prefix="sound-chooser"),
        RecordingGroup(),
        MessageViewSet("message", url_prefix="messages"),
    ]


class ReviewMenuItem(MenuItem):
    """Shown to those who write or review."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return user.has_role(*KEEPS_THE_SITE) or reviewing.reviews(user)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return ReviewMenuItem(
        gettext_lazy("Review of texts"),
        reverse("review:index"),
        name="review",
        icon_name="check",
        order=205,
    )


@hooks.register("construct_settings_menu")
def leave_workflows_to_the_rules(request: HttpRequest, items: list[MenuItem]) -> None:
    """There is one workflow, and what may be chosen in it has pages of its own."""
    items[:] = [item for item in items if item.name not in ("workflows", "workflow-tasks")]


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    sheets = (static(f"cms/{name}.css") for name in ("review", "facilities-office"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((one,) for one in sheets))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "cms.inspect_facility",
        pgettext_lazy("facility", "Inspect"),
        pgettext_lazy("facility", "Inspected"),
    )
    actions.register_action(
        "cms.settle_defect", gettext_lazy("Settle a report"), gettext_lazy("Settled a report")
    )


class ReviewPanel(Component):
    """On the first page of the back office: what waits for an opinion of this account."""

    name = "review"
    template_name = "cms/review/panel.html"
    order = 60

    def __init__(self, waiting: list[Review]) -> None:
        self.waiting = waiting

    def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {"waiting": self.waiting[:6], "count": len(self.waiting), "at": timezone.now()}


@hooks.register("construct_homepage_panels")
def show_inbox(request: HttpRequest, panels: list[Any]) -> None:
    waiting = reviewing.waiting_for(request.user)
    if waiting:
        panels.append(ReviewPanel(waiting))


class MessagesPanel(Component):
    """On the first page of the back office: messages that wait for an answer, the late ones."""

    name = "messages"
    template_name = "cms/messages/panel.html"
    order = 65

    def __init__(self, waiting: list[Message], late: int) -> None:
        self.waiting, self.late = waiting, late

    def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {"waiting": self.waiting[:4], "count": len(self.waiting), "late": self.late}


@hooks.register("construct_homepage_panels")
def show_messages(request: HttpRequest, panels: list[Any]) -> None:
    if not request.user.has_perm("cms.change_message"):
        return
    rows = all_messages(user=request.user).filter(state=MessageState.OPEN).order_by("due_date")
    waiting = list(rows)
    if waiting:
        at = timezone.now()
        panels.append(MessagesPanel(waiting, sum(one.is_overdue(at) for one in waiting)))


@hooks.register("before_edit_page")
def say_why_it_came_back(request: HttpRequest, page: Page) -> None:
    """Show an author who opens a text that was sent back what was said of it."""
    if request.method != "GET":
        return
    review = Review.objects.filter(page=page.pk).first()
    if review is None or review.state != ReviewState.RETURNED:
        return
    last = review.entries.exclude(verdict="").last()
    messages.warning(
        request,
        _("%(name)s sent this text back: %(opinion)s")
        % {"name": last.name, "opinion": last.opinion},
        buttons=[
            messages.button(reverse("review:show", args=[review.uuid]), _("See the review sheet"))
        ],
    )


class ReachMenuItem(MenuItem):
    """Shown to those who keep the site."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_reach(request.user)


@hooks.register("register_reports_menu_item")
def register_reach() -> MenuItem:
    return ReachMenuItem(
        gettext_lazy("Reach of pages"), reverse("reach"), name="reach", icon_name="view", order=100
    )


@hooks.register("register_reports_menu_item")
def register_inspection() -> MenuItem:
    return ReachMenuItem(
        gettext_lazy("Inspection of the site"),
        reverse("inspection"),
        name="inspection",
        icon_name="tasks",
        order=110,
    )
