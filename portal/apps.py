from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Static files, translations and site-wide commands; no models."""

    name = "portal"
    verbose_name = _("Safety Culture Portal")

    def ready(self) -> None:
        """Make Celery known to every process, register checks, label Wagtail's forms."""
        from portal import celery, checks  # noqa: F401

        label_forms_of_wagtail()


def label_forms_of_wagtail() -> None:
    """Name the fields that Wagtail leaves without a label: link dialogues, the login.

    Django then makes an English one of the field's name, which no catalogue can translate.
    """
    from wagtail.admin.forms import auth, choosers

    labels = {
        "link_text": _("Link text"),
        "email_address": _("E-mail address"),
        "subject": _("Subject"),
        "body": _("Text of the message"),
        "phone_number": _("Telephone number"),
        "password": _("Password"),
    }
    for form in (
        auth.LoginForm,
        choosers.AnchorLinkChooserForm,
        choosers.EmailLinkChooserForm,
        choosers.ExternalLinkChooserForm,
        choosers.PhoneLinkChooserForm,
    ):
        for name, field in form.base_fields.items():
            field.label = field.label or labels.get(name)
