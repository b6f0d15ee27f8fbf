"""Mail to the address of the person's account."""

from django.core.mail import send_mail

from portal.notices.domain.delivery import Message
from portal.people.models import Person


def send(person: Person, message: Message) -> bool:
    """Mail a message; False when the person has no address."""
    account = getattr(person, "account", None)
    if account is None or not account.email:
        return False
    send_mail(message.subject, message.text, None, [account.email])
    return True
