"""What the pages hang into Wagtail's admin."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.models import NewsIndexPage
from cms.reports import ListMissedSearches
from portal.events.views.today import Act
from portal.people.enums import RoleCode
from portal.people.models import User


@hooks.register("register_admin_urls")
def register_admin_urls() -> list:
    report = [
        path("", ListMissedSearches.as_view(), name="index"),
        path("results/", ListMissedSearches.as_view(results_only=True), name="index_results"),
    ]
    return [path("reports/missed-searches/", include((report, "missed_searches")))]


class MissedSearchesMenuItem(MenuItem):
    """Shown to those who look after the site."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("cms.view_missedsearch")


@hooks.register("register_reports_menu_item")
def register_missed_searches() -> MenuItem:
    return MissedSearchesMenuItem(
        _("Searches without result"),
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
    news = NewsIndexPage.objects.filter(locale__language_code="zh-hans").live().first()
    if news is None or not news.permissions_for_user(user).can_add_subpage():
        return []
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk])
    return [Act(gettext("Write an article"), address, "doc-full", primary=True)]
