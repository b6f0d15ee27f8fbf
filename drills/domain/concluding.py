"""After the drill: judge, grade, sign, archive; and open again when something was wrong."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from drills.domain import gates, grading, preparing, rating, steps
from drills.enums import DECIDING_STATES, REPORTS, DrillVerb, FindingState, Grade, ObjectiveResult
from drills.models import Drill, GradeDecision, Objective
from portal.lib.phrases import listed
from portal.lib.refusals import Refusal
from portal.people.models import User


class NotBeingEvaluated(Refusal):
    """Results and grades are decided during the evaluation only."""

    code = "not_being_evaluated"


class GradeRefused(Refusal):
    """The grade cannot be confirmed as it stands."""

    code = "grade_refused"


@transaction.atomic
def open_evaluation(*, drill: Drill, by: User, at: datetime) -> Drill:
    """Begin the evaluation of a drill that is over."""
    drill = steps.locked_drill(drill)
    steps.move_drill(drill, DrillVerb.EVALUATE, by=by, at=at)
    return drill


@transaction.atomic
def judge_objective(
    *, objective: Objective, result: str, reason: str, by: User, at: datetime
) -> Objective:
    """Say how far an objective was reached, and why.

    Raises:
        rating.NotChiefEvaluator: only he judges.
        NotBeingEvaluated: before or after the evaluation.
        GradeRefused: an unknown result.
        steps.CommentMissing: anything but "achieved" needs a reason.
    """
    drill = steps.locked_drill(objective.drill)
    rating.check_chief(drill=drill, by=by)
    _check_deciding(drill)
    if result not in ObjectiveResult:
        raise GradeRefused(_("Choose one of the results offered."))
    if result != ObjectiveResult.ACHIEVED:
        reason = steps.need_comment(reason)
    objective.result, objective.result_reason, objective.judged_by = result, reason.strip(), by
    objective.save(update_fields=["result", "result_reason", "judged_by"])
    return objective


def propose(*, drill: Drill, coverage_reason: str = "") -> grading.Proposal:
    """Compute the grade the rules propose for a drill as its ratings stand now."""
    return grading.propose(
        rating.categories(drill=drill),
        grading.Circumstances(
            stop_reason=drill.stop_reason,
            objectives=tuple(drill.objectives.values_list("result", flat=True)),
            injuries=drill.injuries,
            findings=tuple(
                drill.findings.exclude(
                    state__in=[FindingState.DRAFT, FindingState.WITHDRAWN]
                ).values_list("kind", flat=True)
            ),
            coverage_reason=coverage_reason,
        ),
    )


def current_proposal(*, drill: Drill) -> grading.Proposal:
    """Compute the proposal with the coverage reason of the decision in force, if there is one."""
    decision = drill.decisions.filter(current=True).first()
    return propose(drill=drill, coverage_reason=decision.coverage_reason if decision else "")


@transaction.atomic
def confirm_grade(
    *,
    drill: Drill,
    grade: str,
    by: User,
    at: datetime,
    reason: str = "",
    coverage_reason: str = "",
) -> GradeDecision:
    """Confirm the proposed grade, or another one with a reason; the trace is kept with it.

    A later decision replaces an earlier one, which stays as history.

    Raises:
        rating.NotChiefEvaluator: only he confirms.
        NotBeingEvaluated: before or after the evaluation.
        GradeRefused: ratings still to be reconciled, or an unknown grade.
        steps.CommentMissing: another grade than the proposed one, without a reason.
    """
    drill = steps.locked_drill(drill)
    rating.check_chief(drill=drill, by=by)
    _check_deciding(drill)
    if grade not in Grade:
        raise GradeRefused(_("Choose one of the grades."))
    proposal = propose(drill=drill, coverage_reason=coverage_reason.strip())
    if proposal.unresolved:
        raise GradeRefused(
            _("Reconcile first: %(items)s.") % {"items": listed(proposal.unresolved)}
        )
    if grade != proposal.grade:
        reason = steps.need_comment(reason)
    drill.decisions.filter(current=True).update(current=False)
    return GradeDecision.objects.create(
        drill=drill,
        proposed=proposal.grade,
        total=None if proposal.total is None else f"{float(proposal.total):.2f}",
        coverage=f"{float(100 * proposal.coverage):.2f}",
        rule_trace=list(proposal.trace),
        coverage_reason=coverage_reason.strip(),
        confirmed=grade,
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )


@transaction.atomic
def summarise(*, drill: Drill, by: User, at: datetime, comment: str = "") -> Drill:
    """Sign the evaluation report and the summary report; the drill counts from now on.

    Raises:
        preparing.NotReady: a condition of `gates.to_summary` is not met.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.SUMMARISE)
    preparing.refuse_missing(gates.to_summary(drill, current_proposal(drill=drill)))
    reports = drill.documents.filter(kind__in=REPORTS, approved_at__isnull=False)
    steps.move_drill(
        drill,
        DrillVerb.SUMMARISE,
        by=by,
        at=at,
        comment=comment,
        attachments=[str(uuid) for uuid in reports.values_list("uuid", flat=True)],
    )
    return drill


@transaction.atomic
def archive(*, drill: Drill, by: User, at: datetime, comment: str = "") -> Drill:
    """Close the file of a drill; what is missing must be waived with a reason.

    Raises:
        preparing.NotReady: records are missing and no reason is given.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.ARCHIVE)
    if not comment.strip():
        preparing.refuse_missing(gates.to_archive(drill, current_proposal(drill=drill)))
    steps.move_drill(drill, DrillVerb.ARCHIVE, by=by, at=at, comment=comment)
    return drill


@transaction.atomic
def reopen(*, drill: Drill, by: User, at: datetime, comment: str) -> Drill:
    """Open an archived drill for a correction; frozen totals keep what they had."""
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.REOPEN)
    comment = steps.need_comment(comment)
    steps.move_drill(drill, DrillVerb.REOPEN, by=by, at=at, comment=comment)
    return drill


def _check_deciding(drill: Drill) -> None:
    if drill.state not in DECIDING_STATES:
        raise NotBeingEvaluated(
            _("This drill is “%(state)s”; results are decided while it is being evaluated.")
            % {"state": drill.get_state_display()}
        )
