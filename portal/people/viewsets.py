"""The register in the back office: organisations, persons, rosters, accounts."""

from typing import Any

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton
from wagtail.users.views.users import UserViewSet

from portal.people.domain import scope
from portal.people.domain.queries import directory
from portal.people.enums import Audience, OrganisationKind, PersonStatus
from portal.people.forms import (
    AccountCreationForm,
    AccountEditForm,
    HeadcountForm,
    OrganisationForm,
    PersonForm,
)
from portal.people.models import (
    Headcount,
    Organisation,
    OrganisationTag,
    Person,
    RosterImport,
    User,
)
from portal.people.views import accounts, persons, rosters
from portal.people.views.scoped import (
    ScopedCreateView,
    ScopedEditView,
    ScopedIndexView,
    ScopedViewSet,
)


def persons_of(*, user: User) -> QuerySet[Person]:
    """Return the persons an account may see."""
    return scope.persons(user)


def rosters_of(*, user: User) -> QuerySet[RosterImport]:
    """Return the rosters an account may see."""
    return scope.within(RosterImport.objects.all(), user, "organisation__path")


# Rows are never deleted: a unit is closed, a person anonymised.
NEVER_DELETED = frozenset({"delete", "usage"})


# --- Organisations ------------------------------------------------------------------------


class OrganisationFilters(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind"), choices=OrganisationKind.choices, widget=CheckboxSelectMultiple
    )
    closed = django_filters.BooleanFilter(
        label=_("closed"), field_name="closed_date", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Organisation
        fields = ["tags"]


class TreeColumn(TitleColumn):
    """The name, indented as deep as it stands below the top of the list."""

    cell_template_name = "portal/people/tables/tree_cell.html"

    def get_cell_context_data(self, instance: Organisation, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"indent": min(max(instance.below, 0), 6)}


class ListOrganisations(ScopedIndexView):
    default_ordering = "path"

    def get_base_queryset(self) -> QuerySet[Organisation]:
        own = self.request.user.scope
        return (
            super()
            .get_base_queryset()
            .annotate(people=Count("persons"), below=F("depth") - (own.depth if own else 1))
        )

    def search_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return directory.organisations_like(self.search_query, among=queryset)


class AddOrganisation(persons.RefusingForm, ScopedCreateView):
    pass


class ChangeOrganisation(persons.RefusingForm, ScopedEditView):
    pass


class OrganisationViewSet(ScopedViewSet):
    add_to_reference_index = False
    without = NEVER_DELETED
    model = Organisation
    name = "organisation"
    url_prefix = "organisations"
    icon = "site"
    rows_of = staticmethod(scope.organisations)
    index_view_class = ListOrganisations
    add_view_class = AddOrganisation
    edit_view_class = ChangeOrganisation
    filterset_class = OrganisationFilters
    search_backend_name = None
    search_fields = ["name"]
    template_prefix = "portal/people/organisations/"
    list_per_page = 50
    list_display = [
        TreeColumn("name", label=_("name"), url_name="organisation:edit"),
        Column("get_kind_display", label=_("kind"), sort_key="kind"),
        Column("people", label=_("persons"), sort_key="people"),
        Column("aliases", label=_("other names"), classname="wide-only"),
        Column("closed_date", label=_("closed on"), sort_key="closed_date", classname="wide-only"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        return OrganisationForm


# --- Persons --------------------------------------------------------------------------------


def _units(request: Any) -> QuerySet[Organisation]:
    """The organisations that have others below them: few enough to choose from a list."""
    rows = scope.organisations(request.user) if request else Organisation.objects.none()
    return rows.filter(numchild__gt=0)


class UnitFilter(django_filters.ModelChoiceFilter):
    """An organisation and everything below it."""

    def filter(self, qs: QuerySet, value: Organisation | None) -> QuerySet:
        return qs.filter(organisation__path__startswith=value.path) if value else qs


class PersonFilters(WagtailFilterSet):
    unit = UnitFilter(label=_("unit and below"), queryset=_units)
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind of unit"),
        field_name="organisation__kind",
        choices=OrganisationKind.choices,
        widget=CheckboxSelectMultiple,
    )
    audience = django_filters.MultipleChoiceFilter(
        label=_("kind of person"), choices=Audience.choices, widget=CheckboxSelectMultiple
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("status"), choices=PersonStatus.choices, widget=CheckboxSelectMultiple
    )

    anonymised = django_filters.BooleanFilter(
        label=_("anonymised"), field_name="anonymised_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Person
        fields: list[str] = []


class StatusColumn(Column):
    """The status as a word in its shape and colour."""

    cell_template_name = "portal/people/tables/status_cell.html"


class ListPersons(ScopedIndexView):
    default_ordering = "name_key"

    def get_base_queryset(self) -> QuerySet[Person]:
        return super().get_base_queryset().select_related("organisation", "canonical")

    def search_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        return directory.persons_like(self.search_query, among=queryset)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = list(super().header_buttons)
        if self.request.user.has_perm("people.add_rosterimport"):
            buttons.append(
                HeaderButton(_("Import a roster"), url=reverse("roster:add"), icon_name="upload")
            )
        return buttons


class PersonViewSet(ScopedViewSet):
    add_to_reference_index = False
    without = NEVER_DELETED
    model = Person
    name = "person"
    url_prefix = "persons"
    icon = "user"
    rows_of = staticmethod(persons_of)
    index_view_class = ListPersons
    add_view_class = persons.EnterPerson
    edit_view_class = persons.ChangePerson
    filterset_class = PersonFilters
    search_backend_name = None
    search_fields = ["name"]
    template_prefix = "portal/people/persons/"
    list_per_page = 50
    list_display = [
        TitleColumn(
            "name",
            label=pgettext_lazy("person", "name"),
            sort_key="name_key",
            url_name="person:edit",
        ),
        Column("unit_name", label=_("unit"), sort_key="organisation__path"),
        Column("masked_phone", label=_("phone")),
        Column(
            "get_audience_display",
            label=_("kind of person"),
            sort_key="audience",
            classname="wide-only",
        ),
        StatusColumn("status", label=_("status"), sort_key="status"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/phone/", persons.ShowPhone.as_view(), name="phone"),
            path("<int:pk>/identity/", persons.ForgetIdentity.as_view(), name="forget_identity"),
            path("<int:pk>/anonymise/", persons.AnonymisePerson.as_view(), name="anonymise"),
            path("<int:pk>/merge/", persons.MergePerson.as_view(), name="merge"),
            path("merges/<int:pk>/undo/", persons.UndoMerge.as_view(), name="undo_merge"),
        ]


# --- Rosters --------------------------------------------------------------------------------


class RosterFilters(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("state"), choices=RosterImport.State.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = RosterImport
        fields: list[str] = []


class RosterStateColumn(Column):
    cell_template_name = "portal/people/tables/roster_state_cell.html"


class ListRosters(ScopedIndexView):
    default_ordering = "-uploaded_at"
    add_item_label = _("Import a roster")

    def get_base_queryset(self) -> QuerySet[RosterImport]:
        return super().get_base_queryset().select_related("organisation", "uploaded_by")

    def get_edit_url(self, instance: RosterImport) -> None:
        return None


class RosterViewSet(ScopedViewSet):
    add_to_reference_index = False
    without = NEVER_DELETED | {"edit", "history", "history_results"}
    model = RosterImport
    name = "roster"
    url_prefix = "rosters"
    icon = "list-ul"
    rows_of = staticmethod(rosters_of)
    index_view_class = ListRosters
    filterset_class = RosterFilters
    search_backend_name = None
    search_fields = ["file_name", "organisation__name"]
    template_prefix = "portal/people/rosters/"
    form_fields = ["organisation"]
    list_display = [
        TitleColumn(
            "file_name",
            label=_("file name"),
            get_url=lambda made: reverse("roster:show", args=[made.uuid]),
        ),
        Column("organisation", label=_("organisation"), classname="wide-only"),
        RosterStateColumn("state", label=_("state"), sort_key="state"),
        Column("added", label=_("added"), classname="wide-only"),
        Column("changed", label=_("changed"), classname="wide-only"),
        Column("errors", label=_("errors"), classname="wide-only"),
        Column("uploaded_by", label=_("uploaded by"), classname="wide-only"),
        DateColumn("uploaded_at", label=_("uploaded at"), sort_key="uploaded_at"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *(one for one in super().get_urlpatterns() if one.name != "add"),
            path("new/", rosters.UploadRoster.as_view(), name="add"),
            path("template/", rosters.RosterTemplate.as_view(), name="template"),
            path("<uuid:uuid>/", rosters.ShowRoster.as_view(), name="show"),
            path("<uuid:uuid>/confirm/", rosters.ConfirmRoster.as_view(), name="confirm"),
            path("<uuid:uuid>/discard/", rosters.DiscardRoster.as_view(), name="discard"),
            path("<uuid:uuid>/report/", rosters.RosterReport.as_view(), name="report"),
        ]

    def register_admin_url_finder(self) -> None:
        """A roster has no edit page that Wagtail could lead to."""


# --- Tags and headcounts ----------------------------------------------------------------------


def tags_of(*, user: User) -> QuerySet[OrganisationTag]:
    """Return the tags, which every account may read, with how many units bear each."""
    mine = scope.organisations(user).order_by()
    return OrganisationTag.objects.annotate(
        units=Count("organisations", filter=Q(organisations__in=mine))
    )


def headcounts_of(*, user: User) -> QuerySet[Headcount]:
    """Return the headcounts of the units an account may see."""
    return scope.within(Headcount.objects.all(), user, "organisation__path")


class TagViewSet(ScopedViewSet):
    add_to_reference_index = False
    model = OrganisationTag
    icon = "tag"
    rows_of = staticmethod(tags_of)
    of_the_district = True
    search_backend_name = None
    search_fields = ["name_zh", "name_en", "code"]
    form_fields = ["name_zh", "name_en", "code"]
    list_display = [
        "name_zh",
        Column("name_en", label=_("name in English"), classname="wide-only"),
        Column("code", label=_("code"), classname="wide-only"),
        Column("units", label=_("organisations"), sort_key="units"),
    ]


class ListHeadcounts(ScopedIndexView):
    default_ordering = "-counted_date"

    def get_base_queryset(self) -> QuerySet[Headcount]:
        return super().get_base_queryset().select_related("organisation")


class HeadcountFilters(WagtailFilterSet):
    unit = UnitFilter(label=_("unit and below"), queryset=_units)

    class Meta:
        model = Headcount
        fields: list[str] = []


class HeadcountViewSet(ScopedViewSet):
    add_to_reference_index = False
    model = Headcount
    icon = "group"
    rows_of = staticmethod(headcounts_of)
    index_view_class = ListHeadcounts
    filterset_class = HeadcountFilters
    search_backend_name = None
    search_fields = ["organisation__name"]
    list_per_page = 50
    list_display = [
        TitleColumn(
            "organisation",
            label=_("organisation"),
            sort_key="organisation__path",
            url_name="headcount:edit",
        ),
        Column("people", label=pgettext_lazy("number", "people"), sort_key="people"),
        Column("counted_date", label=_("counted on"), sort_key="counted_date"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[HeadcountForm]:
        return HeadcountForm


class PeopleViewSetGroup(ModelViewSetGroup):
    items = (OrganisationViewSet, PersonViewSet, RosterViewSet, HeadcountViewSet, TagViewSet)
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 240
    add_to_admin_menu = True


# --- Accounts -------------------------------------------------------------------------------


class AccountViewSet(UserViewSet):
    """Wagtail's accounts with scope, person and roles; nobody gives more than he has."""

    menu_label = _("Accounts")
    index_view_class = accounts.ListAccounts
    add_view_class = accounts.AddAccount
    edit_view_class = accounts.ChangeAccount
    delete_view_class = accounts.DeleteAccount
    history_view_class = accounts.AccountHistory
    usage_view_class = accounts.AccountUsage
    copy_view_enabled = False
    template_prefix = "portal/people/accounts/"

    def get_form_class(self, for_update: bool = False) -> type:
        return AccountEditForm if for_update else AccountCreationForm
