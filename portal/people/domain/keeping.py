"""The register kept by hand: a person entered, corrected, moved; a number looked up."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.lib.names import is_mobile, name_key, tidy_name, tidy_phone
from portal.lib.refusals import Refusal
from portal.lib.sealing import unseal
from portal.people.domain import scope
from portal.people.domain.persons import NameMissing, PhoneUnusable, phone_columns
from portal.people.domain.queries import canonical
from portal.people.enums import ROLE_OF, MembershipRole, PersonStatus
from portal.people.models import Membership, Organisation, Person, RosterRow, User


class ReasonMissing(Refusal):
    """What is done with somebody's number needs a reason."""

    code = "reason_missing"


class PhoneTaken(Refusal):
    """Another verified person has the number."""

    code = "phone_taken"


class Anonymised(Refusal):
    """The person was anonymised for good."""

    code = "anonymised"


class NotYours(Refusal):
    """The person or the unit lies outside the account's scope."""

    code = "not_yours"


@transaction.atomic
def enter(
    *,
    name: str,
    phone: str,
    organisation: Organisation,
    audience: str,
    position: str,
    since: date,
    by: User,
) -> Person:
    """Put a person on the register by hand, verified, with a membership from a day on.

    Args:
        phone: a mobile number, or "".
        since: first day in the unit.

    Raises:
        NotYours: the organisation is not in the account's scope.
        NameMissing, PhoneUnusable, PhoneTaken: see `change`.
    """
    person = Person(status=PersonStatus.VERIFIED)
    return change(
        person=person,
        name=name,
        phone=phone,
        organisation=organisation,
        audience=audience,
        position=position,
        since=since,
        by=by,
    )


@transaction.atomic
def change(
    *,
    person: Person,
    name: str,
    phone: str,
    organisation: Organisation,
    audience: str,
    position: str,
    since: date,
    by: User,
) -> Person:
    """Correct a person by hand; who was provisional is verified by it.

    Another unit closes the membership in the old one on `since` and opens one in the new; a
    membership that began on that day or later is corrected instead.

    Args:
        phone: the new mobile number; "" keeps the one there is.
        since: first day in the new unit; without meaning when the unit stays.

    Raises:
        NotYours: the new unit is not in the account's scope.
        NameMissing: nothing is left of the name.
        PhoneUnusable: not a mobile number.
        PhoneTaken: another verified person has the number.
        Anonymised: the person was anonymised.
    """
    if not name_key(name):
        raise NameMissing(_("Please enter the name."))
    if not scope.sees(by, organisation):
        raise NotYours(_("Choose a unit at or below your own organisation."))
    if person.pk:
        # As it is now: who is merged meanwhile stays merged.
        person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    if person.anonymised_at:
        raise Anonymised(_("Nothing is known of this person any more, and nothing is entered."))
    before = person.organisation
    if phone:
        _take_phone(person, phone)
    person.name = tidy_name(name)[:60]
    person.organisation, person.unit_text = organisation, ""
    person.audience, person.status = audience, PersonStatus.VERIFIED
    _check_phone_free(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise _phone_taken() from error
    _belong(person, before, organisation, position, since)
    return person


@transaction.atomic
def forget_identity(*, person: Person, by: User, reason: str) -> None:
    """Remove the identity number of a person, of all rows that are this person.

    Leaves a line in the log of the person: who, when, why; not the number.

    Raises:
        NotYours: the person is not in the account's scope.
        ReasonMissing: no reason given.
    """
    if not scope.sees_person(by, person):
        raise NotYours(_("You may not change this person."))
    if not reason.strip():
        raise ReasonMissing(_("Please say why the number is removed."))
    rows = canonical.rows_of(person).exclude(identity_digest=None)
    if rows.update(identity_digest=None, identity_last4=""):
        log(
            instance=person,
            action="people.forget_identity",
            user=by,
            data={"reason": reason.strip()[:200]},
        )


@transaction.atomic
def forget_identities() -> int:
    """Remove the identity numbers of everybody, and those that wait in rosters.

    Returns:
        How many rows of the register had one.
    """
    RosterRow.objects.exclude(identity_digest="").update(identity_digest="")
    rows = Person.objects.exclude(identity_digest=None)
    return rows.update(identity_digest=None, identity_last4="")


def _take_phone(person: Person, phone: str) -> None:
    if not is_mobile(tidy_phone(phone)):
        raise PhoneUnusable(_("Please enter a mobile number of 11 digits."))
    for column, value in phone_columns(phone).items():
        setattr(person, column, value)


def _check_phone_free(person: Person) -> None:
    others = Person.objects.filter(
        phone_digest=person.phone_digest, status=PersonStatus.VERIFIED
    ).exclude(pk=person.pk)
    if person.phone_digest and others.exists():
        raise _phone_taken()


def _phone_taken() -> PhoneTaken:
    return PhoneTaken(
        _(
            "Another person on the register has this mobile number. Correct the number, or "
            "merge the two persons."
        )
    )


def _belong(
    person: Person,
    before: Organisation | None,
    organisation: Organisation,
    position: str,
    since: date,
) -> None:
    now = person.memberships.filter(organisation=organisation, until_date=None).first()
    if before and before != organisation:
        left = person.memberships.filter(organisation=before, until_date=None)
        left.filter(since_date__lt=since).update(until_date=since)
        left.filter(since_date__gte=since).delete()
    if now is None:
        Membership.objects.create(
            person=person,
            organisation=organisation,
            position=position,
            since_date=since,
            role=ROLE_OF.get(person.audience, MembershipRole.WORKER),
        )
    elif now.position != position:
        now.position = position
        now.save(update_fields=["position"])


def reveal_phone(*, person: Person, by: User, reason: str) -> str:
    """Return the full phone number of a person to somebody who may see it and says why.

    Leaves a line in the log of the person: who, when, why.

    Raises:
        NotYours: the account has no right to it, or the person is not in its scope.
        ReasonMissing: no reason given.
    """
    if not by.has_perm("people.unmask_person") or not scope.sees_person(by, person):
        raise NotYours(_("You may not see this number."))
    if not reason.strip():
        raise ReasonMissing(_("Please say what the number is needed for."))
    log(instance=person, action="people.unmask", user=by, data={"reason": reason.strip()[:200]})
    return unseal(person.phone_sealed)
