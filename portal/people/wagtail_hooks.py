"""What the people app hangs into Wagtail's admin."""

from typing import Any

from django.db.models import ForeignKey
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.log_actions import LogActionRegistry
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)

from portal.people.choosers import (
    OrganisationChooserViewSet,
    OrganisationWidget,
    PersonChooserViewSet,
    PersonWidget,
)
from portal.people.models import Organisation, Person
from portal.people.viewsets import PeopleViewSetGroup

register_form_field_override(ForeignKey, to=Organisation, override={"widget": OrganisationWidget})
register_form_field_override(ForeignKey, to=Person, override={"widget": PersonWidget})


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [
        OrganisationChooserViewSet("organisation_chooser", url_prefix="organisation-chooser"),
        PersonChooserViewSet("person_chooser", url_prefix="person-chooser"),
        PeopleViewSetGroup(),
    ]


@hooks.register("insert_global_admin_css")
def people_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("people/admin.css"))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("people.unmask", _("Show phone number"), _("Looked up the full number"))
    actions.register_action(
        "people.forget_identity",
        _("Remove identity number"),
        _("Removed the identity number"),
    )
    actions.register_action("people.anonymise", _("Anonymise"), _("Anonymised the person"))
    actions.register_action("people.export_report", _("Export"), _("Took the report of a roster"))
    actions.register_action("people.merge", _("Merge"), _("Merged with another person"))
    actions.register_action("people.undo_merge", _("Undo merge"), _("Undid a merge"))


class _AdministratorsOnly:
    """Wagtail's bulk actions know neither scope nor whose roles may be given."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_superuser:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


# Later than Wagtail's own, whose place they take.
@hooks.register("register_bulk_action", order=100)
class AssignRole(_AdministratorsOnly, AssignRoleBulkAction):
    pass


@hooks.register("register_bulk_action", order=100)
class DeleteAccounts(_AdministratorsOnly, DeleteBulkAction):
    pass


@hooks.register("register_bulk_action", order=100)
class SetActive(_AdministratorsOnly, SetActiveStateBulkAction):
    pass
