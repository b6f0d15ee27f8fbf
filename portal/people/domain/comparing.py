"""A roster beside the register: what each of its rows would add, change or leave alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from portal.lib.identity import masked_identity
from portal.lib.names import masked_name, name_key, unit_key
from portal.people.domain import scope
from portal.people.domain.matching import last_four, phone_digest
from portal.people.domain.units import Units
from portal.people.enums import ROLE_OF, PersonStatus
from portal.people.models import Membership, Organisation, Person, RosterRow, User

Outcome = RosterRow.Outcome
Problem = dict[str, Any]
Change = dict[str, str]
Progress = Callable[[float], None]

_CHUNK = 500


@dataclass(slots=True)
class Line:
    """A row of a roster, cleaned; what could not be cleaned stands in `problems`.

    `cells` are the row as it was sent; `phone` is a mobile number of 11 digits or "".
    `identity` is the keyed digest of an identity number or ""; a roster that kept only the last
    four characters has `identity_last4` alone.
    """

    number: int
    name: str = ""
    phone: str = ""
    unit: str = ""
    position: str = ""
    audience: str = ""
    problems: list[Problem] = field(default_factory=list)
    cells: Sequence[str] = ()
    identity: str = ""
    identity_last4: str = ""


@dataclass(slots=True)
class Compared:
    """A line and what it means for the register.

    `membership` is the person's open one in `organisation`, `leaving` the open one that ends
    when the unit changes.
    """

    line: Line
    organisation: Organisation
    problems: list[Problem]
    outcome: str = Outcome.ADD
    person: Person | None = None
    changes: list[Change] = field(default_factory=list)
    membership: Membership | None = None
    leaving: Membership | None = None

    def says(self, what: str) -> bool:
        """Whether the row makes the person known by this: a new person, or a change of it."""
        return self.outcome == Outcome.ADD or any(one["field"] == what for one in self.changes)

    @property
    def role(self) -> str:
        """The role in the unit that the roster says or implies, "" when it says nothing."""
        return ROLE_OF.get(self.line.audience, "")


def compare(
    *,
    lines: Sequence[Line],
    top: Organisation,
    unknown_to_chosen: bool,
    columns: Mapping[str, str],
    by: User,
    progress: Progress = lambda share: None,
) -> list[Compared]:
    """Compare a roster with the register; reads only.

    A mobile number and the name find a person first, then the identity number and the name, then
    name and unit, and of several of that name the last four digits. Numbers that lead to two
    persons, or to one with another identity number, are for people to decide. What the roster
    leaves blank stays as it is. Of two rows that say the same, the first counts.

    Args:
        lines: the rows, in the order of the sheet.
        top: the chosen organisation; units are looked for there and below.
        unknown_to_chosen: put persons of unknown units into `top` instead of refusing.
        columns: letters of the sheet's columns by field name, for what is said of errors.
        by: whose view of the register it is; persons outside of it are never touched.
        progress: told the share done, 0 to 1.

    Returns:
        One `Compared` for each line, in the same order.
    """
    comparing = _Comparing(Units(top), unknown_to_chosen, columns, by)
    found = [Compared(line, top, list(line.problems)) for line in lines]
    for one in found:
        comparing.find_unit(one)
    progress(0.2)
    comparing.mark_repeats(found)
    open_lines = [one for one in found if not one.problems]
    comparing.load_register(open_lines)
    progress(0.6)
    comparing.match(open_lines)
    comparing.load_memberships(open_lines)
    for one in found:
        comparing.decide(one)
    progress(1.0)
    return found


class _Comparing:
    def __init__(
        self, units: Units, unknown_to_chosen: bool, columns: Mapping[str, str], by: User
    ) -> None:
        self.units = units
        self.unknown_to_chosen = unknown_to_chosen
        self.columns = columns
        self.by = by
        self._blank_means_chosen = "unit" not in columns or units.is_single
        self.by_digest: defaultdict[str | None, list[Person]] = defaultdict(list)
        self.by_identity: dict[str, Person] = {}
        self.by_name: defaultdict[str, list[Person]] = defaultdict(list)
        # By the key of the canonical person, from all verified rows that are this person.
        self.phones: defaultdict[int, set[str]] = defaultdict(set)
        self.identities: defaultdict[int, dict[str, str]] = defaultdict(dict)
        self.claimed: dict[int, int] = {}

    def problem(self, code: str, of: str, **values: object) -> Problem:
        return {"code": code, "column": self.columns.get(of, ""), **values}

    # --- Units ------------------------------------------------------------------------

    def find_unit(self, one: Compared) -> None:
        text = one.line.unit
        known = self.units.named(text) if text else []
        if len(known) == 1:
            one.organisation = known[0]
        elif self.unknown_to_chosen or (not text and self._blank_means_chosen):
            return
        elif len(known) > 1:
            one.problems.append(self.problem("unit_ambiguous", "unit", unit=text))
        elif not text:
            one.problems.append(self.problem("unit_missing", "unit"))
        else:
            one.problems.append(
                self.problem(
                    "unit_unknown",
                    "unit",
                    unit=text,
                    top=self.units.top.name,
                    suggestion=self.units.suggestion(text),
                )
            )

    # --- The file beside itself ---------------------------------------------------------

    def mark_repeats(self, found: Sequence[Compared]) -> None:
        """Let the first of several rows about one person stand; numbers before names."""
        by_phone: dict[str, Compared] = {}
        by_identity: dict[str, Compared] = {}
        by_name: defaultdict[tuple[str, Organisation], list[Compared]] = defaultdict(list)
        sound = [one for one in found if not one.problems]
        for one in sorted(sound, key=_numbers_first):
            line, place = one.line, (name_key(one.line.name), one.organisation)
            same_phone = by_phone.get(line.phone) if line.phone else None
            same_identity = by_identity.get(line.identity) if line.identity else None
            namesakes = [] if line.phone else by_name[place]
            if same_phone and same_identity and same_phone is not same_identity:
                one.problems.append(
                    self.problem(
                        "numbers_apart",
                        "identity",
                        phone_row=same_phone.line.number,
                        identity_row=same_identity.line.number,
                    )
                )
            elif first := same_phone or same_identity:
                one.problems.append(self._repeat(one, first, "phone" if same_phone else "identity"))
            elif line.identity and (unclear := _without_identity(namesakes)):
                one.problems.append(
                    self.problem("name_unclear", "identity", row=unclear[0].line.number)
                )
            elif namesakes and not line.identity:
                one.problems.append(self._repeat(one, namesakes[0], "name"))
            else:
                by_name[place].append(one)
                if line.phone:
                    by_phone[line.phone] = one
                if line.identity:
                    by_identity[line.identity] = one

    def _repeat(self, one: Compared, first: Compared, by: str) -> Problem:
        row = first.line.number
        if name_key(one.line.name) != name_key(first.line.name):
            if by == "identity":
                return self.problem("identity_twice", "identity", row=row)
            return self.problem("phone_twice", "phone", row=row)
        if one.line.identity and first.line.identity not in {"", one.line.identity}:
            return self.problem("identity_unlike", "identity", row=row)
        if one.organisation != first.organisation:
            return self.problem("unit_twice", "unit", row=row)
        one.outcome = Outcome.SAME
        return self.problem("repeats", "name", row=row)

    # --- The file beside the register -----------------------------------------------------

    def load_register(self, lines: Sequence[Compared]) -> None:
        living = Person.objects.living()
        here = Q(organisation__path__startswith=self.units.top.path) | Q(organisation=None)
        rows: dict[int, Person] = {}
        for digests in _chunks({phone_digest(one.line.phone) for one in lines if one.line.phone}):
            rows.update(_with_units(living.filter(phone_digest__in=digests)))
        identities = {one.line.identity for one in lines if one.line.identity}
        for digests in _chunks(identities):
            rows.update(_with_units(living.filter(identity_digest__in=digests)))
        for names in _chunks({name_key(one.line.name) for one in lines}):
            rows.update(_with_units(living.filter(here, name_key__in=names)))
        targets = {one.canonical_id for one in rows.values() if one.canonical_id}
        rows.update(_with_units(living.filter(pk__in=targets - rows.keys())))
        if identities:
            with_identity = living.exclude(identity_digest=None)
            for keys in _chunks(rows.keys()):
                rows.update(_with_units(with_identity.filter(canonical__in=keys)))
        for person in rows.values():
            self._index(person, rows.get(person.canonical_id or person.pk, person))

    def _index(self, person: Person, canonical: Person) -> None:
        """Let what a row of the register says lead to the person it is."""
        _add_once(self.by_name[person.name_key], canonical)
        if person.phone_digest:
            _add_once(self.by_digest[person.phone_digest], canonical)
            if person.status == PersonStatus.VERIFIED:
                self.phones[canonical.pk].add(person.phone_digest)
        if person.identity_digest:
            self.by_identity[person.identity_digest] = canonical
            self.identities[canonical.pk][person.identity_digest] = person.identity_last4

    def match(self, lines: Sequence[Compared]) -> None:
        for one in lines:
            if one.line.phone or one.line.identity:
                self._match_by_numbers(one)
        rest = [one for one in lines if not one.person and not one.problems]
        wanted = Counter((name_key(one.line.name), one.organisation) for one in rest)
        for one in rest:
            fitting = [
                person
                for person in self.by_name[name_key(one.line.name)]
                if person.pk not in self.claimed
                and _belongs(person, one)
                and not self._has_another_identity(person, one.line)
            ]
            if not fitting:
                continue
            by_four = [person for person in fitting if _same_four(person, one.line)]
            if len(by_four) == 1:
                self._claim(one, by_four[0])
            elif len(fitting) + wanted[name_key(one.line.name), one.organisation] > 2:
                one.problems.append(
                    self.problem("name_ambiguous", "phone" if not one.line.phone else "name")
                )
            else:
                self._claim(one, fitting[0])

    def _match_by_numbers(self, one: Compared) -> None:
        """Take the person whose phone and identity number the row says, if they agree."""
        key = name_key(one.line.name)
        known = self.by_digest.get(phone_digest(one.line.phone), [])
        of_phone = next(
            (person for person in known if person.status == PersonStatus.VERIFIED), None
        )
        of_identity = self.by_identity.get(one.line.identity)
        if problem := self._disagreement(one, of_phone, of_identity):
            one.problems.append(problem)
        elif person := of_phone or of_identity:
            self._claim(one, person)
        else:
            fitting = [
                person
                for person in known
                if person.name_key == key
                and self._may_touch(person)
                and not self._has_another_identity(person, one.line)
            ]
            if len(fitting) == 1:
                self._claim(one, fitting[0])

    def _disagreement(
        self, one: Compared, of_phone: Person | None, of_identity: Person | None
    ) -> Problem | None:
        """Return why the person of the numbers cannot be taken; None when there is no reason.

        Of somebody the account may not see nothing is said, not even that he is another one.
        """
        key = name_key(one.line.name)
        for person, of in ((of_phone, "phone"), (of_identity, "identity")):
            if person and not self._may_touch(person):
                return self.problem("person_elsewhere", of)
        if of_phone and of_identity and of_phone.pk != of_identity.pk:
            return self.problem(
                "numbers_conflict",
                "identity",
                phone_of=masked_name(of_phone.name),
                identity_of=masked_name(of_identity.name),
            )
        if of_phone and of_phone.name_key != key:
            return self.problem("phone_of_other", "phone", name=masked_name(of_phone.name))
        if of_identity and of_identity.name_key != key:
            return self.problem("identity_of_other", "identity", name=masked_name(of_identity.name))
        if of_phone and self._has_another_identity(of_phone, one.line):
            (last4, *_others) = self.identities[of_phone.pk].values()
            return self.problem(
                "identity_differs",
                "identity",
                name=masked_name(of_phone.name),
                identity=masked_identity(last4),
            )
        return None

    def _has_another_identity(self, person: Person, line: Line) -> bool:
        """Whether a person is known by an identity number that is not the row's."""
        known = self.identities.get(person.pk)
        if not known:
            return False
        if line.identity:
            return line.identity not in known
        return bool(line.identity_last4) and line.identity_last4 not in known.values()

    def _claim(self, one: Compared, person: Person) -> None:
        """Take a person for a row, unless another number of his has led to him before."""
        row = self.claimed.setdefault(person.pk, one.line.number)
        if row == one.line.number:
            one.person = person
        else:
            one.outcome = Outcome.SAME
            one.problems.append(self.problem("repeats", "name", row=row))

    def _may_touch(self, person: Person) -> bool:
        return person.organisation is None or scope.sees(self.by, person.organisation)

    def load_memberships(self, lines: Sequence[Compared]) -> None:
        matched = {one.person.pk: (one, one.person) for one in lines if one.person}
        for keys in _chunks(matched.keys()):
            for row in Membership.objects.filter(person__in=keys, until_date__isnull=True):
                one, person = matched[row.person_id]
                if row.organisation_id == one.organisation.pk:
                    one.membership = row
                elif row.organisation_id == person.organisation_id:
                    one.leaving = row

    # --- What it comes to -----------------------------------------------------------------

    def decide(self, one: Compared) -> None:
        if one.problems:
            if one.outcome != Outcome.SAME:
                one.outcome = Outcome.ERROR
        elif one.person:
            one.changes = list(self._changes(one, one.person))
            one.outcome = Outcome.CHANGE if one.changes else Outcome.SAME

    def _changes(self, one: Compared, person: Person) -> Iterator[Change]:
        line, digest = one.line, phone_digest(one.line.phone)
        if person.status != PersonStatus.VERIFIED:
            yield _change("status", person.status, PersonStatus.VERIFIED)
        if digest and digest != person.phone_digest and digest not in self.phones[person.pk]:
            yield _change("phone", person.phone_last4, last_four(line.phone))
        if line.identity and line.identity not in self.identities[person.pk]:
            yield _change("identity", "", line.identity_last4)
        if person.organisation_id != one.organisation.pk:
            yield _change("unit", person.unit_name, one.organisation.name)
        elif one.membership is None:
            yield _change("membership", "", one.organisation.name)
        if one.membership and line.position and one.membership.position != line.position:
            yield _change("position", one.membership.position, line.position)
        if one.membership and one.role and one.membership.role != one.role:
            yield _change("role", one.membership.role, one.role)
        if line.audience and person.audience != line.audience:
            yield _change("audience", person.audience, line.audience)


def _change(what: str, before: str, after: str) -> Change:
    return {"field": what, "before": str(before), "after": str(after)}


def _belongs(person: Person, one: Compared) -> bool:
    """Whether a person of that name is in the unit, or said so at a door before it was known."""
    if person.organisation_id:
        return person.organisation_id == one.organisation.pk
    return (
        bool(one.line.phone)
        and person.phone_last4 == last_four(one.line.phone)
        and unit_key(person.unit_text) in one.organisation.keys
    )


def _same_four(person: Person, line: Line) -> bool:
    """Whether the last four digits agree, where no more is known of a number."""
    by_identity = bool(line.identity_last4) and person.identity_last4 == line.identity_last4
    by_phone = bool(line.phone) and person.phone_last4 == last_four(line.phone)
    return by_identity or (by_phone and person.phone_digest is None)


def _numbers_first(one: Compared) -> tuple[bool, bool, int]:
    return not one.line.phone, not one.line.identity, one.line.number


def _without_identity(rows: Sequence[Compared]) -> list[Compared]:
    return [one for one in rows if not one.line.identity]


def _with_units(rows: Any) -> dict[int, Person]:
    return {one.pk: one for one in rows.select_related("organisation")}


def _add_once(rows: list[Person], person: Person) -> None:
    if person not in rows:
        rows.append(person)


def _chunks(values: Any) -> Iterator[list[Any]]:
    ordered = sorted(values)
    return (ordered[at : at + _CHUNK] for at in range(0, len(ordered), _CHUNK))
