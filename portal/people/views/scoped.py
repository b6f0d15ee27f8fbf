"""Wagtail's generic views, narrowed to the rows an account may see.

A viewset names its rows once, in `rows_of`; a list shows those, and every page about one
object answers 404 for any other, as if it did not exist.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet

RowsOf = Callable[..., QuerySet]


class ScopedIndexView(generic.IndexView):
    rows_of: Any = None

    def get_base_queryset(self) -> QuerySet:
        return self.rows_of(user=self.request.user)


class ScopedCreateView(generic.CreateView):
    """Creates as Wagtail does; named so that each viewset draws from one place."""


class ScopedEditView(generic.EditView):
    rows_of: Any = None

    def get_queryset(self) -> QuerySet:
        return self.rows_of(user=self.request.user)


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
    rows_of: Any = None

    def get_queryset(self) -> QuerySet:
        return self.rows_of(user=self.request.user)


class ScopedInspectView(generic.InspectView):
    rows_of: Any = None

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        return get_object_or_404(self.rows_of(user=self.request.user), pk=unquote(str(self.pk)))


class ScopedHistoryView(history.HistoryView):
    rows_of: Any = None

    def get_base_object_queryset(self) -> QuerySet:
        return self.rows_of(user=self.request.user)


class ScopedUsageView(usage.UsageView):
    rows_of: Any = None

    def get_base_object_queryset(self) -> QuerySet:
        return self.rows_of(user=self.request.user)


class ScopedViewSet(ModelViewSet):
    """A viewset whose pages show what `rows_of(user=...)` returns, and nothing else."""

    rows_of: ClassVar[RowsOf]
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
        return super().get_common_view_kwargs(rows_of=self.rows_of, **left_out, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [one for one in super().get_urlpatterns() if one.name not in self.without]
