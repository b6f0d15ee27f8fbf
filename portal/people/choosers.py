"""Choosing an organisation or a person in Wagtail's admin: within the scope, by search."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from portal.people.domain import scope
from portal.people.domain.queries import directory
from portal.people.models import Organisation, Person


class SteadyChooser(BaseChooser):
    """A chooser that names what its field offers.

    Wagtail's fails at a key that is none, and names any row whose key somebody sends: a form
    that comes back with its errors would tell what another scope has.
    """

    show_edit_link = False
    choices: Any = None

    def get_instance(self, value: Any) -> Model | None:
        offered = getattr(self.choices, "queryset", None)
        try:
            # What was sent is text; a key from the database is not.
            if isinstance(value, str) and offered is not None:
                return offered.filter(pk=value).first()
            return super().get_instance(value)
        except (ValueError, TypeError, OverflowError):
            return None


class OrganisationWidget(SteadyChooser):
    model = Organisation
    icon = "site"
    chooser_modal_url_name = "organisation_chooser:choose"
    choose_one_text = _("Choose an organisation")
    choose_another_text = _("Choose another organisation")


class PersonWidget(SteadyChooser):
    model = Person
    icon = "user"
    chooser_modal_url_name = "person_chooser:choose"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")


def keys(texts: Iterable[str]) -> list[int]:
    """Return those of the texts that can be keys of a row; an address may have any."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


class ChooserSearchForm(BaseFilterForm):
    """One line to search by; `like` takes the text and the rows to search among."""

    like: ClassVar[Callable[..., QuerySet]]
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return self.like(self.search_query, among=objects)


class OrganisationSearchForm(ChooserSearchForm):
    like = staticmethod(directory.organisations_like)


class PersonSearchForm(ChooserSearchForm):
    like = staticmethod(directory.persons_like)


class ChooserRows:
    """One row or several, among those that `get_object_list` leaves to who asks."""

    def get_object(self, pk: str) -> Model:
        return self.get_object_list().get(pk__in=keys([pk]))

    def get_objects(self, pks: list[str]) -> QuerySet:
        return self.get_object_list().filter(pk__in=keys(pks))


class _OrganisationRows(ChooserRows):
    filter_form_class = OrganisationSearchForm

    def get_object_list(self) -> QuerySet:
        return scope.organisations(self.request.user).filter(closed_date__isnull=True)

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("get_kind_display", label=_("kind"))]


class _PersonRows(ChooserRows):
    filter_form_class = PersonSearchForm

    def get_object_list(self) -> QuerySet:
        rows = scope.persons(self.request.user).living().filter(canonical=None)
        return rows.select_related("organisation").order_by("name_key")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("unit_name", label=_("unit")),
            Column("masked_phone", label=_("phone")),
        ]


class FindingOnly(ChooserViewSet):
    """Nothing is made while choosing: new rows come in by their own forms, through the domain.

    Args:
        rows: what is offered, in all four views of a chooser.
    """

    rows: ClassVar[type[ChooserRows]]
    register_widget = False
    per_page = 12

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        cls.choose_view_class = type("Choose", (cls.rows, ChooseView), {})
        cls.choose_results_view_class = type("ChooseResults", (cls.rows, ChooseResultsView), {})
        cls.chosen_view_class = type("Chosen", (cls.rows, ChosenView), {})
        cls.chosen_multiple_view_class = type("SeveralChosen", (cls.rows, ChosenMultipleView), {})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [one for one in super().get_urlpatterns() if one.name != "create"]


class OrganisationChooserViewSet(FindingOnly):
    model = Organisation
    rows = _OrganisationRows
    icon = "site"
    page_title = choose_one_text = _("Choose an organisation")
    choose_another_text = _("Choose another organisation")


class PersonChooserViewSet(FindingOnly):
    model = Person
    rows = _PersonRows
    icon = "user"
    page_title = choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
