"""Calendars of training to subscribe to."""

import uuid

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.events import calendars
from portal.events.domain.queries import upcoming
from portal.events.views.feeds import Calendar
from training.models import Trainer, TrainingSession


class TrainerCalendar(Calendar):
    """The public classes somebody teaches."""

    filename = "trainer.ics"

    def feed(self, trainer: uuid.UUID) -> calendars.Feed:
        teacher = get_object_or_404(Trainer, uuid=trainer)
        taught = TrainingSession.objects.filter(trainers=teacher)
        return calendars.feed(
            key=f"trainer:{trainer}",
            name=_("Classes taught by %(name)s") % {"name": teacher.name},
            events=upcoming.public().filter(pk__in=taught.values("event")),
            at=timezone.now(),
        )
