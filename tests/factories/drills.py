"""Rows of the drills app. Traits bring a drill into a state with what the database asks for."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from drills.enums import (
    ActionKind,
    ActionState,
    DocumentKind,
    DrillForm,
    DrillState,
    FindingKind,
    FindingState,
    FindingTarget,
    PersonRole,
    StopReason,
)
from drills.models import (
    Drill,
    DrillDocument,
    DrillPerson,
    DrillSection,
    EvaluationTask,
    Finding,
    FormItem,
    FormSection,
    ImprovementAction,
    ItemRating,
    Objective,
)
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Topic
from tests.factories.events import NOON, EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory


class DrillFactory(DjangoModelFactory):
    """A proposed tabletop exercise from 12:00 to 14:00, its event a draft; form B1 is chosen."""

    class Meta:
        model = Drill
        skip_postgeneration_save = True

    class Params:
        programmed = factory.Trait(state=DrillState.PROGRAMMED)
        preparing = factory.Trait(state=DrillState.PREPARING)
        ready = factory.Trait(
            state=DrillState.READY,
            forms_locked_at=NOON - timedelta(days=1),
            event__status=EventStatus.PUBLISHED,
        )
        in_progress = factory.Trait(ready=True, state=DrillState.IN_PROGRESS, started_at=NOON)
        paused = factory.Trait(in_progress=True, state=DrillState.PAUSED)
        ended = factory.Trait(
            in_progress=True,
            state=DrillState.ENDED,
            ended_at=NOON + timedelta(hours=1),
            stop_reason=StopReason.COMPLETED,
            event__status=EventStatus.ENDED,
        )
        aborted = factory.Trait(
            ended=True, state=DrillState.ABORTED, stop_reason=StopReason.ABORTED_ERROR
        )
        evaluating = factory.Trait(ended=True, state=DrillState.EVALUATING)
        summarised = factory.Trait(ended=True, state=DrillState.SUMMARISED)
        archived = factory.Trait(ended=True, state=DrillState.ARCHIVED)
        reopened = factory.Trait(ended=True, state=DrillState.REOPENED)
        postponed = factory.Trait(state=DrillState.POSTPONED)
        cancelled = factory.Trait(state=DrillState.CANCELLED)

    event = factory.SubFactory(
        EventFactory,
        kind=EventKind.DRILL,
        title=factory.Sequence(lambda n: f"应急演练{n}"),
        topic=factory.LazyFunction(lambda: Topic.objects.get(code="fire")),
        status=EventStatus.DRAFT,
        public=False,
    )
    form = DrillForm.TABLETOP
    created_by = factory.SubFactory(UserFactory)
    created_at = NOON - timedelta(days=30)

    @factory.post_generation
    def sections(self, create, extracted, **kwargs):
        """Choose the categories of form B1, or those of the codes given."""
        codes = extracted if extracted is not None else ["B1-1", "B1-2"]
        DrillSection.objects.bulk_create(
            DrillSection(drill=self, section=section)
            for section in FormSection.objects.filter(code__in=codes)
        )


class DrillPersonFactory(DjangoModelFactory):
    class Meta:
        model = DrillPerson

    drill = factory.SubFactory(DrillFactory)
    role = PersonRole.EVALUATOR
    account = factory.SubFactory(UserFactory)


class DrillDocumentFactory(DjangoModelFactory):
    """A document in words; `approved=True` has it approved."""

    class Meta:
        model = DrillDocument

    class Params:
        approved = factory.Trait(
            approved_by=factory.SubFactory(UserFactory), approved_at=NOON - timedelta(days=2)
        )

    drill = factory.SubFactory(DrillFactory)
    kind = DocumentKind.WORK_PLAN
    title = "演练工作方案"
    text = "目的、情景、分工、步骤。"
    added_by = factory.SubFactory(UserFactory)
    added_at = NOON - timedelta(days=10)


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    drill = factory.SubFactory(DrillFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "值班员接警后 5 分钟内上报"


class EvaluationTaskFactory(DjangoModelFactory):
    """An evaluator with the categories of form B1, or those of the codes given."""

    class Meta:
        model = EvaluationTask
        skip_postgeneration_save = True

    drill = factory.SubFactory(DrillFactory, in_progress=True)
    evaluator = factory.SubFactory(UserFactory)

    @factory.post_generation
    def sections(self, create, extracted, **kwargs):
        """Assign the categories."""
        codes = extracted if extracted is not None else ["B1-1", "B1-2"]
        self.sections.set(FormSection.objects.filter(code__in=codes))


class ItemRatingFactory(DjangoModelFactory):
    """A rating of B1-2.1, or of the item whose `code` is given."""

    class Meta:
        model = ItemRating

    class Params:
        code = "B1-2.1"

    task = factory.SubFactory(EvaluationTaskFactory)
    item = factory.LazyAttribute(lambda o: FormItem.objects.get(code=o.code))
    score = "5"
    rated_at = NOON


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    drill = factory.SubFactory(DrillFactory, evaluating=True)
    kind = FindingKind.MINOR
    target = FindingTarget.PEOPLE
    text = "个别人员不会使用灭火器"
    raised_by = factory.SubFactory(UserFactory)
    raised_at = NOON + timedelta(minutes=30)


class ActionFactory(DjangoModelFactory):
    """An open action; `assigned=True` and the later traits give it owner, verifier and day."""

    class Meta:
        model = ImprovementAction

    class Params:
        assigned = factory.Trait(
            state=ActionState.ASSIGNED,
            finding=factory.SubFactory(FindingFactory, state=FindingState.ACTIONED),
            measure="对三班组补训灭火器操作",
            goal="人人会用",
            owner_unit=factory.SubFactory(OrganisationFactory),
            owner=factory.SubFactory(PersonFactory),
            verifier=factory.SubFactory(PersonFactory),
            due_date=(NOON + timedelta(days=30)).date(),
        )
        in_progress = factory.Trait(assigned=True, state=ActionState.IN_PROGRESS)
        submitted = factory.Trait(assigned=True, state=ActionState.SUBMITTED, result="已补训 24 人")
        returned = factory.Trait(assigned=True, state=ActionState.RETURNED, result="已补训")
        verified = factory.Trait(
            submitted=True, state=ActionState.VERIFIED, closed_at=NOON + timedelta(days=20)
        )
        waived = factory.Trait(state=ActionState.WAIVED, closed_at=NOON + timedelta(days=20))
        cancelled = factory.Trait(state=ActionState.CANCELLED, closed_at=NOON + timedelta(days=20))

    finding = factory.SubFactory(FindingFactory, state=FindingState.CONFIRMED)
    kind = ActionKind.TRAIN
    opened_by = factory.SubFactory(UserFactory)
    opened_at = NOON + timedelta(days=1)
