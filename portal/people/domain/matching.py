"""Who is meant: from what people say of themselves to the one row of the register."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from portal.lib.names import is_mobile, name_key, tidy_phone, unit_key
from portal.lib.sealing import fingerprint
from portal.people.enums import PersonStatus
from portal.people.models import Organisation, Person
from portal.people.models.persons import PersonQuerySet


def phone_digest(phone: str) -> str | None:
    """Return the keyed digest a mobile number is stored under, None for anything else."""
    digits = tidy_phone(phone)
    return fingerprint(digits, "phone") if is_mobile(digits) else None


def identity_digest(number: str) -> str:
    """Return the keyed digest of an identity number in its canonical form.

    Args:
        number: as `portal.lib.identity.canonical_identity` returns it.
    """
    return fingerprint(number, "identity")


def last_four(phone: str) -> str:
    """Return the last four digits of a number as typed; "" when it has fewer."""
    digits = tidy_phone(phone)
    return digits[-4:] if len(digits) >= 4 else ""


def find(
    *, name: str, last4: str, unit_text: str, among: PersonQuerySet | None = None
) -> Person | None:
    """Find the one person with this name, these last four digits and this unit.

    Names and units are compared in their tidied forms (`portal.lib.names`); a unit also by
    the other names on the register. People who were merged count as one.

    Args:
        name: as typed.
        last4: the last four digits of the phone; a full number is cut.
        unit_text: as typed; "" finds only people without a unit, on a roster anybody where there
            is none of them: name and digits are enough to tell a few hundred people apart.
        among: persons to look among, such as the roster of an event; None is everybody.

    Returns:
        The person, of two merged rows the canonical one; None when nobody or several fit.
    """
    digits = last_four(last4)
    if not digits or not name_key(name):
        return None
    wanted = unit_key(unit_text)
    everybody = Person.objects.all() if among is None else among
    alike = everybody.living().filter(name_key=name_key(name)[:60], phone_last4=digits)
    rows = list(alike.select_related("organisation"))
    fitting = [one for one in rows if wanted in _unit_keys(one)]
    if not (wanted or fitting or among is None):
        fitting = rows
    return _only(fitting, resolve=among is None)


def by_phone_and_name(*, phone: str, name: str) -> Person | None:
    """Find the one person with this mobile number and this name.

    One phone in a family or a dormitory serves several people; the number alone says which
    phone called, not who came.
    """
    digest = phone_digest(phone)
    return _with_digest(digest, name_key=name_key(name)[:60]) if digest else None


def organisation_named(
    text: str, *, among: QuerySet[Organisation] | None = None
) -> Organisation | None:
    """Find the one open organisation with this name or other name; None when several fit."""
    key = unit_key(text)
    if not key:
        return None
    rows = Organisation.objects.all() if among is None else among
    likely = rows.filter(closed_date__isnull=True).filter(Q(name_key=key) | ~Q(aliases=""))
    fitting = [one for one in likely if key in one.keys]
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.name == text.strip()]
    return fitting[0] if len(fitting) == 1 else None


def _with_digest(digest: str, **narrower: str) -> Person | None:
    rows = list(Person.objects.living().filter(phone_digest=digest, **narrower))
    verified = [one for one in rows if one.status == PersonStatus.VERIFIED]
    return _only(verified or rows, resolve=True)


def _unit_keys(person: Person) -> set[str]:
    keys = person.organisation.keys if person.organisation else set()
    if person.unit_text or not keys:
        keys.add(unit_key(person.unit_text))
    return keys


def _only(rows: Iterable[Person], *, resolve: bool) -> Person | None:
    """The one person behind the rows; `resolve` may answer with a row that is not among them."""
    rows = sorted(rows, key=lambda one: (one.canonical_id is not None, one.pk))
    if len({one.canonical_id or one.pk for one in rows}) != 1:
        return None
    first = rows[0]
    return first.canonical if resolve and first.canonical else first
