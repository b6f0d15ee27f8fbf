"""Rows of the notices app, with what the database requires and nothing surprising."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from portal.notices.models import Notice
from tests.factories.people import PersonFactory


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    person = factory.SubFactory(PersonFactory)
    template = "plain"
    values = factory.LazyFunction(lambda: {"subject": "通知", "text": "正文"})
    key = factory.Sequence(lambda n: f"occasion:{n}")
    due_at = datetime(2025, 6, 16, 1, tzinfo=UTC)
