"""What the pages hang into Wagtail's admin."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from cms.models import NewsIndexPage
from portal.events.views.today import Act
from portal.people.enums import RoleCode
from portal.people.models import User


@hooks.register("common_acts", order=40)
def offer_article(user: User) -> list[Act]:
    """Lead an editor from the first page to a new article, in Chinese first."""
    if not user.has_role(RoleCode.PUBLICITY_EDITOR):
        return []
    news = NewsIndexPage.objects.filter(locale__language_code="zh-hans").live().first()
    if news is None or not news.permissions_for_user(user).can_add_subpage():
        return []
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk])
    return [Act(_("Write an article"), address, "doc-full", primary=True)]
