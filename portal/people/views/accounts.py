"""Accounts in the back office: Wagtail's own pages, with scope, person and roles."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic.usage import UsageView
from wagtail.users.views import users

from portal.people.models import User
from portal.people.permissions import accounts_of, changeable_accounts, may_change_account
from portal.people.views.scoped import KeepsWhatIsUsed


class ListAccounts(users.IndexView):
    """No bulk actions: Wagtail's know neither scope nor whose roles may be given."""

    page_title = _("Accounts")

    @cached_property
    def changeable(self) -> frozenset[int]:
        """Keys of the accounts that may be changed."""
        return frozenset(changeable_accounts(user=self.request.user).values_list("pk", flat=True))

    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if instance.pk in self.changeable else None

    def get_base_queryset(self) -> QuerySet[User]:
        rows = accounts_of(user=self.request.user)
        return rows.select_related("scope", "wagtail_userprofile").prefetch_related(
            "groups__portal_role"
        )

    @property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(users.UserColumn)(
                "name",
                accessor=str,
                label=pgettext_lazy("of a person", "Name"),
                sort_key="name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("username", label=_("username"), sort_key="username", classname="wide-only"),
            Column("scope", label=_("scope"), accessor=_scope_name),
            Column("roles", label=_("roles"), accessor=_role_names),
            BooleanColumn("is_active", label=_("active"), sort_key="is_active"),
            DateColumn(
                "last_login", label=_("last login"), sort_key="last_login", classname="wide-only"
            ),
        ]


class AddAccount(users.CreateView):
    page_title = _("Add an account")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user}


class _OneAccount:
    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        return get_object_or_404(
            accounts_of(user=self.request.user), pk=self.kwargs[self.pk_url_kwarg]
        )


class ChangeAccount(_OneAccount, users.EditView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> Any:
        if not may_change_account(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user}


class DeleteAccount(_OneAccount, KeepsWhatIsUsed, users.DeleteView):
    pass


class AccountHistory(_OneAccount, users.HistoryView):
    pass


class AccountUsage(_OneAccount, UsageView):
    pass


def _scope_name(account: User) -> str:
    if account.is_superuser:
        return str(_("everything"))
    return str(account.scope or "–")


def _role_names(account: User) -> str:
    if account.is_superuser:
        return str(_("administrator"))
    return "、".join(
        str(group.portal_role) for group in account.groups.all() if hasattr(group, "portal_role")
    )
