"""Mail to the address of the person's account."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from portal.lib import ical
from portal.notices.domain.delivery import Message
from portal.people.models import Person


def send(person: Person, message: Message) -> bool:
    """Mail a message; False when the person has no address.

    A calendar entry goes along as a second form of the text, as programs for mail expect an
    invitation (RFC 6047): they offer to enter, move or delete the event.
    """
    account = getattr(person, "account", None)
    if account is None or not account.email:
        return False
    mail = EmailMultiAlternatives(message.subject, message.text, None, [account.email])
    if message.entry:
        invitation = ical.invitation(
            message.entry,
            organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            attendee=account.email,
            attendee_name=person.name,
            at=timezone.now(),
        )
        asked = ical.method(message.entry)
        mail.attach_alternative(invitation.decode(), f"text/calendar; method={asked}")
    mail.send()
    return True
