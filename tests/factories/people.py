"""Rows of the people app, with what the database requires and nothing surprising."""

import factory
from factory.django import DjangoModelFactory

from portal.people.enums import OrganisationKind, PersonStatus
from portal.people.models import Organisation, Person, User


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
