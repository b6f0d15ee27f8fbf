"""Accounts: who may log in, in which roles, and how much of the tree they see."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.lines import printable
from portal.people.enums import RoleCode
from portal.people.models.organisations import Organisation
from portal.people.models.persons import Person


class Role(models.Model):
    """One of the portal's roles and the group that carries its permissions."""

    code = models.CharField(_("role"), max_length=20, choices=RoleCode.choices, unique=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="portal_role")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.get_code_display()


class User(AbstractUser):  # type: ignore[django-manager-missing] # Wagtail adds relations
    """An account. It sees its organisation and everything below; a superuser sees all."""

    scope = models.ForeignKey(
        Organisation,
        verbose_name=_("scope"),
        help_text=_("The account sees this organisation and everything below it."),
        on_delete=models.PROTECT,
        related_name="accounts",
        null=True,
        blank=True,
    )
    person = models.OneToOneField(
        Person,
        verbose_name=_("person"),
        on_delete=models.SET_NULL,
        related_name="account",
        null=True,
        blank=True,
    )

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        """Keep the name in one line."""
        super().clean()
        self.first_name = printable(self.first_name)
        self.last_name = printable(self.last_name)

    def get_full_name(self) -> str:
        """Return the name in Chinese order, without a space when it is Chinese."""
        name = f"{self.last_name}{self.first_name}"
        if name.isascii():
            return super().get_full_name()
        return name

    def role_codes(self) -> frozenset[str]:
        """Return the codes of the roles held; read once per instance."""
        if not hasattr(self, "_role_codes"):
            self._role_codes = frozenset(
                Role.objects.filter(group__user=self).values_list("code", flat=True)
            )
        return self._role_codes

    def has_role(self, *codes: RoleCode) -> bool:
        """Say whether the account holds one of the roles; a superuser holds them all."""
        return self.is_superuser or not self.role_codes().isdisjoint(codes)
