from .actions import ActionEvidence, ActionTransition, ImprovementAction
from .documents import DrillDocument
from .drills import Drill, DrillTransition
from .evaluations import DrillSection, EvaluationTask, GradeDecision, ItemRating, Reconciliation
from .findings import Finding, FindingTransition
from .forms import FormItem, FormSection, FormTemplate
from .objectives import Objective
from .teams import DrillPerson
from .transitions import Transition

__all__ = [
    "ActionEvidence",
    "ActionTransition",
    "Drill",
    "DrillDocument",
    "DrillPerson",
    "DrillSection",
    "DrillTransition",
    "EvaluationTask",
    "Finding",
    "FindingTransition",
    "FormItem",
    "FormSection",
    "FormTemplate",
    "GradeDecision",
    "ImprovementAction",
    "ItemRating",
    "Objective",
    "Reconciliation",
    "Transition",
]
