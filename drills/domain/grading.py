"""From ratings to a grade: items, categories, total, coverage, gates. Pure, and explained.

AQ/T 9009-2015 describes four grades in words and sets no numbers. Weights, thresholds and
gates are rules of this portal; every step is kept in the trace, so that they can be shown,
questioned and overruled by the person who confirms the grade.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from drills.enums import FindingKind, Grade, ItemScore, ObjectiveResult, StopReason, TemplateUse
from portal.lib.phrases import listed

FULL_POINTS = 5
# The ladder of points: how far two ratings lie apart is counted in its steps.
LADDER = (0, 1, 3, 5)
# From this many steps on, a person must decide between the evaluators.
APART_STEPS = 2
# A category with less than this share of its items rated says nothing.
CATEGORY_COVERAGE = Fraction(1, 2)
# A drill with less than this share is not graded without a written reason.
COVERAGE = Fraction(8, 10)

THRESHOLDS = (
    (Fraction(90), Grade.EXCELLENT),
    (Fraction(75), Grade.GOOD),
    (Fraction(60), Grade.FAIR),
)

# Best first; a gate can only move to the right.
ORDER = (Grade.EXCELLENT, Grade.GOOD, Grade.FAIR, Grade.POOR, Grade.NOT_GRADED)

PREPARATION_WEIGHT, CONDUCT_WEIGHT = Fraction(25, 100), Fraction(75, 100)
# Of a tabletop form's two categories: planning and preparation, conduct.
TABLETOP_WEIGHTS = (Fraction(3, 10), Fraction(7, 10))

# Interrupted for a reason that is nobody's fault.
FAULTLESS_STOPS = (StopReason.INTERRUPTED_REAL, StopReason.WEATHER, StopReason.SAFETY)

ABOVE_MINOR = (FindingKind.MAJOR, FindingKind.CRITICAL)


@dataclass(frozen=True, slots=True)
class Item:
    """One item with what every evaluator gave it.

    Args:
        code: of the item, such as ``A2-1.7``.
        weight: 1, critical items 2.
        critical: whether a zero limits the grade.
        ratings: `ItemScore` values, one per evaluator who rated it; the order is irrelevant.
        reconciled: the value the chief evaluator decided on, "" when none.
    """

    code: str
    weight: int = 1
    critical: bool = False
    ratings: tuple[str, ...] = ()
    reconciled: str = ""

    @property
    def points(self) -> Fraction | None:
        """What counts: the reconciled value, else the median; None when nobody scored it."""
        if self.reconciled:
            decided = ItemScore(self.reconciled).points
            return None if decided is None else Fraction(decided)
        given = _points(self.ratings)
        return median([Fraction(value) for value in given]) if given else None

    @property
    def applicable(self) -> bool:
        """Whether it belongs into the denominators; only a unanimous "not applicable" is out."""
        if self.reconciled:
            return self.reconciled != ItemScore.NA
        return not self.ratings or any(value != ItemScore.NA for value in self.ratings)

    @property
    def apart(self) -> bool:
        """Whether the evaluators lie so far apart that somebody must decide."""
        steps = [LADDER.index(value) for value in _points(self.ratings)]
        return bool(steps) and max(steps) - min(steps) >= APART_STEPS

    @property
    def unresolved(self) -> bool:
        """Whether that decision is still missing."""
        return self.apart and not self.reconciled


@dataclass(frozen=True, slots=True)
class Category:
    """One category of a form with its items, as the drill uses it."""

    code: str
    use: str
    items: tuple[Item, ...]
    weight: int = 1

    @property
    def applicable(self) -> int:
        """How many items apply."""
        return sum(item.applicable for item in self.items)

    @property
    def scored(self) -> int:
        """How many of them have points."""
        return sum(item.applicable and item.points is not None for item in self.items)

    @property
    def sufficient(self) -> bool:
        """Whether enough of it was rated to say anything."""
        return self.scored > 0 and self.scored >= CATEGORY_COVERAGE * self.applicable

    @property
    def score(self) -> Fraction | None:
        """100 · Σ(w·s) / Σ(w·5) over the scored items; None with too little data."""
        if not self.sufficient:
            return None
        pairs = [(item.weight, item.points) for item in self.items if item.points is not None]
        gained = sum((weight * points for weight, points in pairs), Fraction(0))
        return 100 * gained / sum(weight * FULL_POINTS for weight, _points in pairs)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What besides the ratings bears on the grade.

    Args:
        stop_reason: a `StopReason` value, "" before the end.
        objectives: an `ObjectiveResult` value or "" for each objective.
        injuries: people the drill really hurt.
        findings: the `FindingKind` of every finding that stands.
        coverage_reason: why a drill with low coverage is graded all the same, "" if it is not.
    """

    stop_reason: str = ""
    objectives: tuple[str, ...] = ()
    injuries: int = 0
    findings: tuple[str, ...] = ()
    coverage_reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules propose, and every step that led there."""

    grade: Grade
    total: Fraction | None
    coverage: Fraction
    trace: tuple[dict[str, Any], ...]
    unresolved: tuple[str, ...]


def propose(categories: Iterable[Category], circumstances: Circumstances) -> Proposal:
    """Fold ratings and circumstances into a proposed grade with its trace.

    Args:
        categories: those the drill declared to test; others must be left out.
        circumstances: how it ended, objectives, injuries, findings.

    Returns:
        The grade, the total (0 to 100) and the coverage (0 to 1) as exact fractions, the
        trace as a list of ``{"rule", "values", "grade"}`` that `words` puts into sentences,
        and the codes of items on which evaluators lie apart and nobody has decided.
    """
    known = sorted(categories, key=lambda category: _in_order(category.code))
    trace: list[dict[str, Any]] = [_category_step(category) for category in known]
    total = _total(known, trace)
    coverage = _coverage(known)
    grade = _by_threshold(total)
    trace.append(_step("no_total" if total is None else "threshold", grade, total=_shown(total)))
    for rule, limit, values in _gates(known, coverage, circumstances):
        grade = lower(grade, limit)
        trace.append(_step(rule, grade, **values))
    unresolved = tuple(
        sorted(
            (item.code for category in known for item in category.items if item.unresolved),
            key=_in_order,
        )
    )
    return Proposal(grade, total, coverage, tuple(trace), unresolved)


def lower(grade: Grade, limit: Grade) -> Grade:
    """Return the worse of two grades; "not graded" counts as the last."""
    return max(grade, limit, key=ORDER.index)


def _in_order(code: str) -> list[str | int]:
    """Return what sorts A2-10 behind A2-9."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", code)]


def _points(ratings: Sequence[str]) -> list[int]:
    values = [ItemScore(value).points for value in ratings]
    return [value for value in values if value is not None]


def _coverage(categories: Sequence[Category]) -> Fraction:
    applicable = sum(category.applicable for category in categories)
    if not applicable:
        return Fraction(0)
    return Fraction(sum(category.scored for category in categories), applicable)


def _total(categories: Sequence[Category], trace: list[dict[str, Any]]) -> Fraction | None:
    """Weigh the parts; a part without data leaves, and the others carry its weight."""
    preparation = _mean(_weighted(categories, TemplateUse.PREPARATION))
    conduct = _mean(_weighted(categories, TemplateUse.CONDUCT))
    field = _mean([(PREPARATION_WEIGHT, preparation), (CONDUCT_WEIGHT, conduct)])
    if field is not None:
        trace.append(
            _step("field", None, total=_shown(field), a=_shown(preparation), b=_shown(conduct))
        )
    tabletop_parts = [category for category in categories if category.use == TemplateUse.TABLETOP]
    tabletop = _mean(
        [
            (share * category.weight, category.score)
            for share, category in zip(TABLETOP_WEIGHTS, tabletop_parts, strict=False)
        ]
    )
    if tabletop is not None:
        trace.append(_step("tabletop", None, total=_shown(tabletop)))
    total = _mean([(Fraction(1), field), (Fraction(1), tabletop)])
    if field is not None and tabletop is not None:
        trace.append(_step("combined", None, total=_shown(total)))
    return total


def _weighted(categories: Sequence[Category], use: str) -> list[tuple[Fraction, Fraction | None]]:
    return [
        (Fraction(category.weight), category.score)
        for category in categories
        if category.use == use
    ]


def _mean(parts: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    there = [(weight, value) for weight, value in parts if value is not None]
    if not there:
        return None
    gained = sum((weight * value for weight, value in there), Fraction(0))
    return gained / sum(weight for weight, _value in there)


def _by_threshold(total: Fraction | None) -> Grade:
    if total is None:
        return Grade.NOT_GRADED
    for threshold, grade in THRESHOLDS:
        if total >= threshold:
            return grade
    return Grade.POOR


def _gates(
    categories: Sequence[Category],
    coverage: Fraction,
    given: Circumstances,
) -> Iterable[tuple[str, Grade, Mapping[str, Any]]]:
    """Yield the gates that apply: rule, the best grade it leaves, values for its sentence."""
    if coverage < COVERAGE:
        values = {"coverage": _shown(100 * coverage)}
        if given.coverage_reason:
            values["reason"] = given.coverage_reason
            yield "coverage_excused", Grade.EXCELLENT, values
        else:
            yield "coverage", Grade.NOT_GRADED, values
    if given.stop_reason in FAULTLESS_STOPS:
        yield "stopped_faultless", Grade.NOT_GRADED, {"stop": given.stop_reason}
    if given.stop_reason == StopReason.ABORTED_ERROR:
        yield "stopped_error", Grade.POOR, {}
    missed = given.objectives.count(ObjectiveResult.NOT_ACHIEVED)
    if missed:
        limit = Grade.POOR if 2 * missed > len(given.objectives) else Grade.FAIR
        yield "objectives", limit, {"missed": missed, "of": len(given.objectives)}
    absent = [
        item.code
        for category in categories
        for item in category.items
        if item.critical and item.applicable and item.points == 0
    ]
    if absent:
        limit = Grade.POOR if len(absent) > 1 else Grade.FAIR
        rule = "critical_several" if len(absent) > 1 else "critical"
        yield rule, limit, {"count": len(absent), "items": sorted(absent, key=_in_order)}
    if given.injuries:
        yield "injuries", Grade.FAIR, {"count": given.injuries}
    serious = sum(kind in ABOVE_MINOR for kind in given.findings)
    if serious:
        yield "findings", Grade.GOOD, {"count": serious}


def _category_step(category: Category) -> dict[str, Any]:
    rule = "category"
    if not category.applicable:
        rule = "category_not_applicable"
    elif not category.sufficient:
        rule = "category_insufficient"
    return _step(
        rule,
        None,
        code=category.code,
        score=_shown(category.score),
        scored=category.scored,
        applicable=category.applicable,
    )


def _step(rule: str, grade: Grade | None, **values: Any) -> dict[str, Any]:
    return {"rule": rule, "values": values, "grade": grade.value if grade else ""}


def _shown(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.1f}"


def words(step: Mapping[str, Any]) -> str:
    """Put one step of a trace into a sentence in the reader's language."""
    rule, values = step["rule"], dict(step["values"])
    if step.get("grade"):
        values["grade"] = Grade(step["grade"]).label
    if rule == "stopped_faultless":
        values["stop"] = StopReason(values["stop"]).label
    if "items" in values:
        values["items"] = listed(values["items"])
    return str(_SENTENCES[rule]() % values)


_SENTENCES = {
    "category": lambda: _("%(code)s: %(score)s points; %(scored)s of %(applicable)s items rated."),
    "category_not_applicable": lambda: _("%(code)s: nothing in it applies; left out."),
    "category_insufficient": lambda: _(
        "%(code)s: only %(scored)s of %(applicable)s items rated; too few, left out of the total."
    ),
    "field": lambda: _(
        "Field drill: 25 %% preparation (%(a)s) and 75 %% conduct (%(b)s) make %(total)s."
    ),
    "tabletop": lambda: _("Tabletop: 30 %% preparation and 70 %% conduct make %(total)s."),
    "combined": lambda: _("Tabletop and field, half each: %(total)s."),
    "threshold": lambda: _("Total %(total)s by the thresholds 90, 75, 60: %(grade)s."),
    "no_total": lambda: _("Too little was rated for a total: %(grade)s."),
    "critical": lambda: _("Critical item %(items)s was missing: at most fair. Now: %(grade)s."),
    "critical_several": lambda: _(
        "%(count)s critical items were missing (%(items)s): poor. Now: %(grade)s."
    ),
    "coverage": lambda: _(
        "Only %(coverage)s %% of the items were rated, less than 80 %%: %(grade)s."
    ),
    "coverage_excused": lambda: _(
        "Only %(coverage)s %% of the items were rated; graded all the same because: %(reason)s"
    ),
    "stopped_faultless": lambda: _(
        "The drill was broken off (%(stop)s), nobody's fault: %(grade)s."
    ),
    "stopped_error": lambda: _("The drill was stopped for a serious error: poor. Now: %(grade)s."),
    "objectives": lambda: _(
        "%(missed)s of %(of)s objectives were not achieved: at most fair, more than half: poor. "
        "Now: %(grade)s."
    ),
    "injuries": lambda: _("%(count)s people were really hurt: at most fair. Now: %(grade)s."),
    "findings": lambda: _("%(count)s findings are above minor: not excellent. Now: %(grade)s."),
}
