"""The steps of a drill as buttons of its board, the usual one first."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drills.acts.act import Act, in_states, may_take
from drills.enums import DRILL_STEPS, DrillVerb
from drills.forms import acting, concluding, conducting, preparing


def _step(
    verb: DrillVerb,
    done: str | Promise,
    form: type[acting.ActForm],
    explains: str | Promise = "",
    tone: str = "secondary",
) -> Act:
    return Act(
        code=verb.value.lower(),
        label=verb.label,
        done=done,
        form=form,
        allowed=may_take(verb),
        possible=in_states(*DRILL_STEPS[verb][0]),
        explains=explains,
        tone=tone,
    )


STEPS: dict[str, Act] = {
    act.code: act
    for act in (
        _step(
            DrillVerb.APPROVE,
            _("In the programme."),
            preparing.ApproveForm,
            tone="primary",
        ),
        _step(
            DrillVerb.OPEN,
            _("Preparation has begun. The list below says what is still missing."),
            preparing.OpenForm,
            tone="primary",
        ),
        _step(
            DrillVerb.CONFIRM,
            _("Ready. The forms are locked, the door opens by the clock."),
            preparing.ConfirmForm,
            explains=_("The evaluation forms are locked, and the event is published."),
            tone="primary",
        ),
        _step(
            DrillVerb.START,
            _("The drill has begun."),
            conducting.StartForm,
            explains=_("Write who checked the site and that it is safe to begin."),
            tone="primary",
        ),
        _step(DrillVerb.RESUME, _("It goes on."), conducting.ResumeForm, tone="primary"),
        _step(
            DrillVerb.END,
            _("Ended. Check-in closes with it."),
            conducting.EndForm,
            explains=_("Count everybody before you end the drill."),
            tone="primary",
        ),
        _step(DrillVerb.PAUSE, _("Paused."), conducting.PauseForm),
        _step(
            DrillVerb.ABORT,
            _("The drill is stopped."),
            conducting.AbortForm,
            explains=_("For real danger, grave error or weather. It cannot be started again."),
            tone="serious",
        ),
        _step(
            DrillVerb.EVALUATE,
            _("The evaluation is open."),
            concluding.EvaluateForm,
            tone="primary",
        ),
        _step(
            DrillVerb.SUMMARISE,
            _("Signed. The drill counts from now on, provisionally until it is archived."),
            concluding.SummariseForm,
            explains=_("With this you sign the evaluation report and the summary report."),
            tone="primary",
        ),
        _step(
            DrillVerb.ARCHIVE,
            _("Archived."),
            concluding.ArchiveForm,
            explains=_("Where records are missing, write why; otherwise leave the field empty."),
            tone="primary",
        ),
        _step(
            DrillVerb.REOPEN,
            _("Reopened. Frozen totals keep what they had."),
            concluding.ReopenForm,
        ),
        _step(
            DrillVerb.RESCHEDULE,
            _("The new date is set."),
            preparing.RescheduleForm,
            tone="primary",
        ),
        _step(
            DrillVerb.POSTPONE,
            _("Postponed. Set a new date as soon as there is one."),
            preparing.PostponeForm,
        ),
        _step(DrillVerb.CANCEL, _("Cancelled."), preparing.CancelForm, tone="serious"),
    )
}
