"""Wagtail's generic views, narrowed to the rows an account may see.

A viewset names its rows once, in `rows_of`; a list shows those, and every page about one
object answers 404 for any other, as if it did not exist. Where an account reads more than it
may change, `changed_of` names the rows whose forms and histories are open to it.
"""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from portal.people.policies import RowsOf, ScopedPolicy


class ScopedIndexView(generic.IndexView):
    rows_of: Any = None
    changed_of: Any = None

    def get_base_queryset(self) -> QuerySet:
        return self.rows_of(user=self.request.user)

    @cached_property
    def changeable(self) -> frozenset[Any]:
        """Keys of the rows that may be changed, where they are not all."""
        rows = self.changed_of(user=self.request.user).order_by()
        return frozenset(rows.values_list("pk", flat=True))

    def get_edit_url(self, instance: Model) -> str | None:
        if self.changed_of != self.rows_of and instance.pk not in self.changeable:
            return None
        return super().get_edit_url(instance)


class ScopedCreateView(generic.CreateView):
    """Creates as Wagtail does; named so that each viewset draws from one place."""


class ScopedEditView(generic.EditView):
    changed_of: Any = None

    def get_queryset(self) -> QuerySet:
        return self.changed_of(user=self.request.user)


class KeepsWhatIsUsed:
    """Says that others refer to a row, where the database would refuse to delete it."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options", "post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except (ProtectedError, RestrictedError):
            messages.error(
                request,
                _("“%(object)s” is in use and cannot be deleted.") % {"object": self.object},
            )
            return redirect(request.path)


class ScopedDeleteView(KeepsWhatIsUsed, generic.DeleteView):
    changed_of: Any = None

    def get_queryset(self) -> QuerySet:
        return self.changed_of(user=self.request.user)


class ScopedInspectView(generic.InspectView):
    rows_of: Any = None

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        return get_object_or_404(self.rows_of(user=self.request.user), pk=unquote(str(self.pk)))


class ScopedHistoryView(history.HistoryView):
    changed_of: Any = None

    def get_base_object_queryset(self) -> QuerySet:
        return self.changed_of(user=self.request.user)


class ScopedUsageView(usage.UsageView):
    changed_of: Any = None

    def get_base_object_queryset(self) -> QuerySet:
        return self.changed_of(user=self.request.user)


class ScopedViewSet(ModelViewSet):
    """A viewset whose pages show what `rows_of(user=...)` returns, and nothing else."""

    rows_of: ClassVar[RowsOf]
    changed_of: ClassVar[RowsOf | None] = None
    of_the_district: ClassVar[bool] = False
    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    inspect_view_class = ScopedInspectView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    copy_view_enabled = False
    # Pages of Wagtail's that make no sense here, by the name of their address.
    without: ClassVar[frozenset[str]] = frozenset()

    def get_common_view_kwargs(self, **kwargs) -> dict[str, Any]:
        left_out = {f"{name}_url_name": None for name in self.without}
        return super().get_common_view_kwargs(
            rows_of=self.rows_of,
            changed_of=self.changed_of or self.rows_of,
            **left_out,
            **kwargs,
        )

    def register_permissions(self) -> None:
        policy = ScopedPolicy(
            self.model,
            rows_of=self.rows_of,
            changed_of=self.changed_of or self.rows_of,
            of_the_district=self.of_the_district,
        )
        register_permission_policy(self.model, policy, exact_class=True)
        super().register_permissions()

    def get_urlpatterns(self) -> list[URLPattern]:
        return [one for one in super().get_urlpatterns() if one.name not in self.without]
