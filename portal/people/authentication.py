"""Passwords are not guessed: tries are counted for each account and each address."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from portal.lib import throttles, visitors
from portal.lib.sealing import fingerprint
from portal.people import tasks
from portal.people.domain import letters
from portal.people.models import User

WINDOW = 15 * 60
TRIES_PER_ACCOUNT = 10
# An office sits behind one address.
TRIES_PER_ADDRESS = 100
RESETS_PER_ADDRESS = 20
RESETS_PER_EMAIL = 3


class CountedBackend(ModelBackend):
    """Accounts of the database, with a limit on wrong passwords wherever one is asked for."""

    def authenticate(
        self,
        request: Any,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return the account; None for a wrong password.

        A try is counted before the password is looked at, so that a hundred at once are no
        more than a hundred in turn, and taken back when it was right. A name that no account
        has is counted like any other.

        Raises:
            PermissionDenied: after too many tries; right or wrong is not said any more.
        """
        account = _account_key(username or str(kwargs.get(User.USERNAME_FIELD) or ""))
        address = _address_key(request)
        try:
            throttles.count(address, limit=TRIES_PER_ADDRESS, seconds=WINDOW)
            throttles.count(account, limit=TRIES_PER_ACCOUNT, seconds=WINDOW)
        except throttles.TriedTooOften as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            throttles.forget(account)
            throttles.forgive(address)
        return user


class CountedLoginForm(LoginForm):
    """Says that the limit is reached, where Django would call the password wrong."""

    def get_invalid_login_error(self) -> ValidationError:
        account = _account_key(self.cleaned_data.get("username", ""))
        address = _address_key(self.request)
        if throttles.is_used_up(account, limit=TRIES_PER_ACCOUNT) or throttles.is_used_up(
            address, limit=TRIES_PER_ADDRESS
        ):
            return ValidationError(str(throttles.too_often(WINDOW)), code="tried_too_often")
        return super().get_invalid_login_error()


class CountedPasswordResetForm(PasswordResetForm):
    """Notes a few wishes an hour; answers the same, and as soon, when nobody has the address."""

    def save(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        """Leave the letter to the worker: here a mail server would keep the visitor waiting."""
        email = fingerprint(self.cleaned_data["email"].casefold(), "reset")
        address = visitors.address(request.META) if request else ""
        try:
            throttles.count(f"reset:{address}", limit=RESETS_PER_ADDRESS, seconds=3600)
            throttles.count(f"reset-email:{email}", limit=RESETS_PER_EMAIL, seconds=3600)
        except throttles.TriedTooOften:
            return
        letters.ask(
            address=self.cleaned_data["email"],
            language=get_language() or settings.LANGUAGE_CODE,
            at=timezone.now(),
        )
        transaction.on_commit(tasks.send_password_letters.delay, robust=True)


def _account_key(name: str) -> str:
    return f"login-account:{fingerprint(name.casefold(), 'login')}"


def _address_key(request: Any) -> str:
    return f"login:{visitors.address(request.META) if request else ''}"
