"""Mail to accounts, with or without a person on the register."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from wagtail.admin.forms.auth import PasswordResetForm

_TEXTS = "wagtailadmin/account/password_reset"


class _Links(PasswordResetForm):
    """Django's letter, which raises where it could not be sent instead of keeping silent."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        subject = " ".join(render_to_string(subject_template_name, context).split())
        send_mail(subject, render_to_string(email_template_name, context), from_email, [to_email])


def send_password_links(address: str) -> None:
    """Mail each account that has this address a link under which it sets a new password."""
    form = _Links({"email": address})
    if form.is_valid():
        form.save(
            domain_override=urlsplit(settings.PORTAL_BASE_URL).netloc,
            use_https=settings.PORTAL_BASE_URL.startswith("https:"),
            subject_template_name=f"{_TEXTS}/email_subject.txt",
            email_template_name=f"{_TEXTS}/email.txt",
        )
