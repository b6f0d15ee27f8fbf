from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    """Static files, translations and site-wide commands; no models."""

    name = "portal"
    verbose_name = _("Safety Culture Portal")

    def ready(self) -> None:
        """Make Celery known to every process, register checks, label Wagtail's forms."""
        from portal import celery, checks  # noqa: F401

        keep_days_within_reach()
        label_forms_of_wagtail()
        guard_sheets_of_wagtail()
        ask_for_one_name()


def keep_days_within_reach() -> None:
    """Let every field for a day or a moment refuse the year 1 and 9999 in words.

    Also those of Wagtail's filters, pages and reports: the database takes moments in UTC, which
    such a day does not have, and a list asked for it would end with an error.
    """
    from django import forms

    from portal.lib.periods import check_reach

    for field in (forms.DateField, forms.DateTimeField):
        field.default_validators = [check_reach]


def label_forms_of_wagtail() -> None:
    """Name the fields and columns that Wagtail leaves without a label.

    Django then makes an English one of the field's name, which no catalogue can translate.
    """
    from wagtail.admin.forms import auth, choosers, workflows
    from wagtail.models import Site
    from wagtail.sites.views import IndexView as ListSites
    from wagtail.users.forms import PagePermissionsForm

    labels = {
        "link_text": _("Link text"),
        "email_address": _("E-mail address"),
        "subject": _("Subject"),
        "body": _("Text of the message"),
        "phone_number": _("Telephone number"),
        "password": _("Password"),
        "page": _("Page"),
    }
    for form in (
        auth.LoginForm,
        choosers.AnchorLinkChooserForm,
        choosers.EmailLinkChooserForm,
        choosers.ExternalLinkChooserForm,
        choosers.PhoneLinkChooserForm,
        workflows.WorkflowPageForm,
        PagePermissionsForm,
    ):
        for name, field in form.base_fields.items():
            field.label = field.label or labels.get(name)
    for column in ListSites.columns:
        if column.name in {"port", "site_name", "root_page"}:
            column.label = Site._meta.get_field(column.name).verbose_name


def guard_sheets_of_wagtail() -> None:
    """Let no text in the CSV files of Wagtail's reports calculate; in its workbooks none does."""
    from wagtail.admin.views.mixins import SpreadsheetExportMixin

    from portal.lib.sheets.writing import inert

    plain = SpreadsheetExportMixin.preprocess_field_value

    def guarded(self: Any, field: str, value: Any, export_format: str) -> Any:
        cell = plain(self, field, value, export_format)
        if export_format == self.FORMAT_CSV and isinstance(cell, str):
            return inert(cell)
        return cell

    SpreadsheetExportMixin.preprocess_field_value = guarded


def ask_for_one_name() -> None:
    """Ask for a name in one line in an account's own profile; an e-mail address may be missing.

    A Chinese name is one word and many accounts have no mailbox: with Wagtail's form, which
    wants all three, they could not save their own settings.
    """
    from wagtail.admin.forms.account import NameEmailForm

    fields = NameEmailForm.base_fields
    fields.pop("first_name", None)
    fields["last_name"].label = pgettext_lazy("of an account", "name")
    fields["email"].required = False
