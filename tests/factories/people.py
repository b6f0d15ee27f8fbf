"""Rows of the people app, with what the database requires and nothing surprising."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from portal.people.enums import OrganisationKind, PersonStatus
from portal.people.models import Organisation, Person, RosterImport, User


class OrganisationFactory(DjangoModelFactory):
    """An organisation; `parent=` puts it under another, otherwise it is a root."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"单位{n}")
    kind = OrganisationKind.ENTERPRISE

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        parent = kwargs.pop("parent", None)
        if parent is None:
            return model_class.add_root(**kwargs)
        parent.refresh_from_db()
        return parent.add_child(**kwargs)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"人员{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    status = PersonStatus.VERIFIED


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password("correct horse battery")


class RosterImportFactory(DjangoModelFactory):
    """A roster just uploaded, read by nobody yet."""

    class Meta:
        model = RosterImport

    organisation = factory.SubFactory(OrganisationFactory)
    file_name = "花名册.xlsx"
    file_sha256 = "0" * 64
    uploaded_by = factory.SubFactory(UserFactory, is_superuser=True)
    uploaded_at = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    since_date = date(2026, 3, 4)
