"""What stands between a drill and its next state: each condition, met or still missing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from drills.domain import grading, planning, rating
from drills.enums import (
    MANDATORY_DOCUMENTS,
    REPORTS,
    USES_OF_FORM,
    ActionState,
    DocumentKind,
    DrillPurpose,
    DrillState,
    FindingKind,
    FindingState,
    PersonRole,
    PublicMode,
)
from drills.models import Drill, ImprovementAction
from portal.events.enums import EventStatus


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of a step: its code, what it asks for in words, and whether it is met."""

    code: str
    text: str
    met: bool


def missing(gates: list[Gate]) -> list[Gate]:
    """Return the conditions that are not met."""
    return [gate for gate in gates if not gate.met]


def to_ready(drill: Drill) -> list[Gate]:
    """Return the conditions under which preparations count as complete.

    Source: AQ/T 9007-2019 for the documents; the order of the portal for the rest.
    """
    approved = set(drill.documents.filter(approved_at__isnull=False).values_list("kind", flat=True))
    roles = set(drill.people.values_list("role", flat=True))
    gates = [
        Gate(
            f"document_{kind.lower()}",
            _("%(document)s approved") % {"document": DocumentKind(kind).label},
            kind in approved,
        )
        for kind in _documents_needed(drill, roles)
    ]
    gates.append(
        Gate(
            "safety",
            _("Safety of the drill itself assessed"),
            drill.safety_assessed_at is not None,
        )
    )
    gates.append(Gate("commander", _("Commander named"), PersonRole.COMMANDER in roles))
    if not planning.is_tabletop_only(drill):
        gates.append(
            Gate("safety_officer", _("Safety officer named"), PersonRole.SAFETY_OFFICER in roles)
        )
    gates.append(
        Gate("chief_evaluator", _("Chief evaluator named"), PersonRole.CHIEF_EVALUATOR in roles)
    )
    gates.append(_forms_chosen(drill))
    gates.append(_everything_assigned(drill))
    if planning.needs_notice(drill):
        gates.append(
            Gate(
                "announced",
                _("Public notice published"),
                drill.event.public and drill.event.status == EventStatus.PUBLISHED,
            )
        )
    return gates


def to_summary(drill: Drill, proposal: grading.Proposal) -> list[Gate]:
    """Return the conditions under which the reports may be signed.

    Args:
        proposal: the grade the rules propose now.
    """
    return _decided(drill, proposal) + _reports(drill)


def to_archive(drill: Drill, proposal: grading.Proposal) -> list[Gate]:
    """Return the records that should be complete before a drill is archived.

    Whatever a reopened drill was changed in has to be decided again; and no grade is archived
    that a finding confirmed after the signature contradicts.

    Args:
        proposal: the grade the rules propose now.
    """
    reopened = drill.state == DrillState.REOPENED
    again = _decided(drill, proposal) if reopened else [_graded(drill, proposal)]
    return again + _records(drill)


def _decided(drill: Drill, proposal: grading.Proposal) -> list[Gate]:
    decision = drill.decisions.filter(current=True).first()
    standing = drill.findings.exclude(state=FindingState.WITHDRAWN)
    gates = [
        Gate(
            "reconciled",
            _("Evaluators who lie far apart are reconciled"),
            not proposal.unresolved,
        ),
        Gate(
            "coverage",
            _("80 %% of the items rated, or a written reason (now %(percent).0f %%)")
            % {"percent": float(100 * proposal.coverage)},
            proposal.coverage >= grading.COVERAGE
            or bool(decision and (decision.coverage_reason or decision.reason)),
        ),
        Gate(
            "explained",
            _("Every rating of 1 or 0 explained in a note"),
            not rating.unexplained(drill=drill),
        ),
        _graded(drill, proposal),
        Gate(
            "objectives",
            _("Every objective judged"),
            not drill.objectives.filter(result="").exists(),
        ),
        Gate(
            "findings",
            _("No finding left to confirm"),
            not standing.filter(state__in=[FindingState.DRAFT, FindingState.DISPUTED]).exists(),
        ),
    ]
    if drill.injuries:
        gates.append(
            Gate(
                "injuries",
                _("A critical finding about the people hurt"),
                standing.filter(kind=FindingKind.CRITICAL)
                .exclude(state=FindingState.DRAFT)
                .exists(),
            )
        )
    return gates


def _graded(drill: Drill, proposal: grading.Proposal) -> Gate:
    decision = drill.decisions.filter(current=True).first()
    return Gate(
        "grade",
        _("Grade confirmed by the chief evaluator, on the ratings as they stand"),
        decision is not None and decision.proposed == proposal.grade,
    )


def _records(drill: Drill) -> list[Gate]:
    shortfalls = drill.findings.exclude(state=FindingState.WITHDRAWN).exclude(
        kind=FindingKind.STRENGTH
    )
    unassigned = ImprovementAction.objects.filter(
        finding__drill=drill, state=ActionState.OPEN
    ).exists()
    return [
        Gate(
            "sign_in",
            _("Sign-in of those who took part, or a head count"),
            drill.event.attendances.exists() or drill.event.head_counts.exists(),
        ),
        Gate(
            "hot_wash",
            _("Record of the on-site comment"),
            drill.documents.filter(kind=DocumentKind.HOT_WASH).exists(),
        ),
        *_reports(drill),
        Gate(
            "actions",
            _("Every shortfall has an action, and every action an owner"),
            not unassigned
            and not shortfalls.filter(
                state__in=[FindingState.DRAFT, FindingState.CONFIRMED, FindingState.DISPUTED]
            ).exists(),
        ),
    ]


def _documents_needed(drill: Drill, roles: set[str]) -> list[DocumentKind]:
    kinds = list(MANDATORY_DOCUMENTS)
    if drill.purpose == DrillPurpose.DEMONSTRATION and not planning.is_tabletop_only(drill):
        kinds.append(DocumentKind.SCRIPT)
    if drill.public_mode == PublicMode.OBSERVE or PersonRole.OBSERVER in roles:
        kinds.append(DocumentKind.OBSERVER_HANDBOOK)
    if drill.public_mode != PublicMode.NONE:
        kinds.append(DocumentKind.PUBLICITY_PLAN)
    if planning.needs_notice(drill):
        kinds.append(DocumentKind.PUBLIC_NOTICE)
    return kinds


def _reports(drill: Drill) -> list[Gate]:
    approved = set(
        drill.documents.filter(kind__in=REPORTS, approved_at__isnull=False).values_list(
            "kind", flat=True
        )
    )
    return [
        Gate(
            f"document_{kind.lower()}",
            _("%(document)s approved") % {"document": kind.label},
            kind in approved,
        )
        for kind in REPORTS
    ]


def _forms_chosen(drill: Drill) -> Gate:
    uses = {row.section.template.use for row in rating.tested_sections(drill)}
    return Gate(
        "forms",
        _("Evaluation forms chosen, with at least one category of each"),
        uses == set(USES_OF_FORM[drill.form]),
    )


def _everything_assigned(drill: Drill) -> Gate:
    tested = set(drill.sections.filter(tested=True).values_list("section_id", flat=True))
    assigned = set(drill.tasks.values_list("sections", flat=True))
    return Gate(
        "evaluators",
        _("An evaluator for every tested category (%(done)s of %(all)s)")
        % {"done": len(tested & assigned), "all": len(tested)},
        bool(tested) and tested <= assigned,
    )
