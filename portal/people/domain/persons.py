"""Persons who come by themselves: walk-ins at the door, registrations from outside."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lib.names import is_mobile, name_key, tidy_name, tidy_phone, unit_key
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.lib.sealing import fingerprint, seal
from portal.people.domain import matching
from portal.people.enums import PersonStatus
from portal.people.models import Membership, Person


class NameMissing(Refusal):
    """Nothing is left of the name once it is tidied."""

    code = "name_missing"


class PhoneUnusable(Refusal):
    """What was typed is no number that could be called."""

    code = "phone_unusable"


def admit_walk_in(
    *,
    name: str,
    phone_or_last4: str,
    unit_text: str,
    audience: str,
    at: datetime,
    recognise: bool = True,
) -> Person:
    """Return the person a walk-in says he is, newly made and provisional if nobody fits.

    Tried in this order: full mobile number and name; name, unit and last four digits; the
    same words said before. Two requests at once make one person: a unique digest of the words
    is the referee.

    Args:
        name: as typed.
        phone_or_last4: a full mobile number, or its last four digits.
        unit_text: as typed; becomes the organisation when the register has exactly one of
            that name, else it is kept as typed. May be "".
        audience: a value of `Audience`, or "".
        at: the moment of coming; begins the membership of a new person.
        recognise: whether to look for him among those who are known by a number; else only the
            same words make the same person.

    Raises:
        NameMissing: nothing is left of the name.
        PhoneUnusable: neither a mobile number nor four digits.
    """
    digits = tidy_phone(phone_or_last4)
    if not name_key(name):
        raise NameMissing(_("Please enter your name."))
    if not is_mobile(digits) and len(digits) != 4:
        raise PhoneUnusable(
            _("Please enter a mobile number of 11 digits, or just its last four digits.")
        )
    if recognise:
        known = matching.by_phone_and_name(phone=digits, name=name) or _same_words(
            name=name, digits=digits, unit_text=unit_text
        )
        if known:
            return known
    return _add(name=name, digits=digits, unit_text=unit_text, audience=audience, at=at)


def register(*, name: str, phone: str, unit_text: str, audience: str, at: datetime) -> Person:
    """Return the person who registers from outside; a full mobile number is required.

    Args and order of matching as in `admit_walk_in`.

    Raises:
        NameMissing: nothing is left of the name.
        PhoneUnusable: not a mobile number of mainland China.
    """
    if not is_mobile(tidy_phone(phone)):
        raise PhoneUnusable(_("Please enter a mobile number of 11 digits."))
    return admit_walk_in(
        name=name, phone_or_last4=phone, unit_text=unit_text, audience=audience, at=at
    )


def phone_columns(phone: str) -> dict[str, str | None]:
    """Return the three columns a phone number is kept in: digest, last four digits, sealed.

    Digits that are no mobile number leave only their last four.
    """
    digits = tidy_phone(phone)
    mobile = is_mobile(digits)
    return {
        "phone_digest": fingerprint(digits, "phone") if mobile else None,
        "phone_last4": matching.last_four(digits),
        "phone_sealed": seal(digits) if mobile else "",
    }


def _same_words(*, name: str, digits: str, unit_text: str) -> Person | None:
    person = matching.find(name=name, last4=digits, unit_text=unit_text)
    if person is None:
        return None
    digest = matching.phone_digest(digits)
    if digest and person.phone_digest and person.phone_digest != digest:
        return None
    if digest and not person.phone_digest and person.status == PersonStatus.PROVISIONAL:
        columns = phone_columns(digits)
        for column, value in columns.items():
            setattr(person, column, value)
        person.save(update_fields=[*columns, "updated_at"])
    return person


@transaction.atomic
def _add(*, name: str, digits: str, unit_text: str, audience: str, at: datetime) -> Person:
    organisation = matching.organisation_named(unit_text)
    said = "|".join((name_key(name), digits, unit_key(unit_text)))
    person, is_new = Person.objects.get_or_create(
        walk_in_key=fingerprint(said, "walk-in"),
        defaults={
            "name": tidy_name(name)[:60],
            "organisation": organisation,
            "unit_text": "" if organisation else unit_text.strip()[:120],
            "audience": audience,
            "status": PersonStatus.PROVISIONAL,
            **phone_columns(digits),
        },
    )
    if is_new and organisation:
        Membership.objects.create(
            person=person, organisation=organisation, since_date=business_date(at)
        )
    return person.canonical or person
