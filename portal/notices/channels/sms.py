"""Short messages: written to the log until an office connects its gateway."""

import logging

from django.conf import settings

from portal.notices.domain.delivery import Message
from portal.people.models import Person

logger = logging.getLogger(__name__)


def send(person: Person, message: Message) -> bool:
    """Write a message to the log where SMS is "console"; False where it goes nowhere."""
    if settings.SMS != "console" or not person.phone_sealed:
        return False
    logger.info("Short message to …%s: %s", person.phone_last4, message.text)
    return True
