"""Two streets with one of everything each, and an account of every role in the first."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page

from cms.domain import office
from cms.models import (
    FacilityInspection,
    FeedbackPage,
    NewsIndexPage,
    ReviewRule,
    ReviewTask,
    WordingTerm,
)
from drills.models import ActionEvidence
from portal.events.domain import subscribing
from portal.events.enums import EventKind, RegistrationStatus, ScanSource, ScanState
from portal.events.models import (
    AttendanceOverride,
    Campaign,
    Display,
    HeadCount,
    Scan,
    Topic,
)
from portal.lib.periods import Period
from portal.people.domain import merging, roles
from portal.people.enums import OrganisationKind, RoleCode
from portal.people.models import Headcount, OrganisationTag, User
from portal.totals.domain import closing
from portal.totals.enums import Dimension, Measure, Part
from tests.factories.cms import (
    SECRET,
    ArticlePageFactory,
    AudioAssetFactory,
    FacilityFactory,
    MessageFactory,
    VideoAssetFactory,
    build_tree,
)
from tests.factories.drills import (
    ActionFactory,
    DrillDocumentFactory,
    DrillFactory,
    EvaluationTaskFactory,
    FindingFactory,
)
from tests.factories.events import AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import (
    OrganisationFactory,
    PersonFactory,
    RosterImportFactory,
    UserFactory,
)
from tests.factories.registrations import RegistrationFactory
from tests.factories.training import (
    CourseFactory,
    CourseRunFactory,
    LessonLengthFactory,
    TrainerFactory,
    TrainingSessionFactory,
)

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
NO_PK = 999_999_999
ANONYMOUS, ADMIN = "ANONYMOUS", "ADMIN"
ROLES = (ANONYMOUS, *RoleCode.values, ADMIN)
SIDES = ("own", "foreign", "none")


class Side:
    """One street: an organisation, and one of everything that belongs to an organisation."""

    def __init__(self, name: str, district: Any, root: User) -> None:
        at = timezone.now().replace(microsecond=0)
        self.street = OrganisationFactory(
            name=name, kind=OrganisationKind.SUBDISTRICT, parent=district
        )
        self.company = OrganisationFactory(name=f"{name}工厂", parent=self.street)
        self.person = PersonFactory(name=f"{name}人员", organisation=self.company)
        self.account = UserFactory(username=f"{name}-account", scope=self.company)
        self.workers = Headcount.objects.create(
            organisation=self.company, counted_date=date(2025, 1, 1), people=9
        )
        self.venue = VenueFactory(name=f"{name}礼堂", organisation=self.street)
        self.event = EventFactory(
            title=f"{name}培训",
            organiser=self.street,
            venue=self.venue,
            starts_at=at - timedelta(minutes=20),
            public=True,
            registration_mode="OPEN",
        )
        self.fair = EventFactory(
            title=f"{name}咨询", kind=EventKind.CONSULTATION, organiser=self.street
        )
        self.registration = RegistrationFactory(
            event=self.event, person=self.person, status=RegistrationStatus.REQUESTED
        )
        self.guest = RegistrationFactory(
            event=self.event, person=PersonFactory(organisation=self.company)
        ).person
        self.scan = Scan.objects.create(
            event=self.event,
            person=self.person,
            kind="IN",
            source=ScanSource.VENUE_QR,
            state=ScanState.PENDING_REVIEW,
            received_at=at,
            effective_at=at,
        )
        self.display = Display.objects.create(event=self.event, created_at=at)
        self.count = HeadCount.objects.create(
            event=self.event,
            count=3,
            method="ROLL_CALL",
            counted_at=at,
            counted_by=root,
            evidence_file=ContentFile(b"%PDF-1.4", name="sheet.pdf"),
        )
        self.attendance = AttendanceFactory(event=self.event, person=self.person)
        self.correction = AttendanceOverride.objects.create(
            event=self.event,
            person=self.person,
            status="PRESENT",
            reason="补签",
            evidence_file=ContentFile(b"%PDF-1.4", name="sheet.pdf"),
            made_by=root,
            made_at=at,
        )
        self.run = CourseRunFactory(
            course=CourseFactory(organisation=self.street), organiser=self.street
        )
        self.session = TrainingSessionFactory(run=self.run, event=self.event)
        self.trainer = TrainerFactory(name=f"{name}讲师", organisation=self.street)
        self.drill = DrillFactory(
            evaluating=True, event__organiser=self.street, event__title=f"{name}演练"
        )
        self.document = DrillDocumentFactory(
            drill=self.drill, file=ContentFile(b"%PDF-1.4", name="plan.pdf")
        )
        self.finding = FindingFactory(drill=self.drill, state="ACTIONED", raised_by=root)
        self.action = ActionFactory(
            assigned=True,
            finding=self.finding,
            owner_unit=self.company,
            owner=self.person,
            verifier=PersonFactory(organisation=self.street),
        )
        self.evidence = ActionEvidence.objects.create(
            action=self.action,
            file=ContentFile(b"%PDF-1.4", name="proof.pdf"),
            file_name="proof.pdf",
            added_by=root,
            added_at=at,
        )
        self.roster = RosterImportFactory(
            organisation=self.street, uploaded_by=root, state="PREVIEWED"
        )
        twin = PersonFactory(name=f"{name}人员", organisation=self.company)
        self.merge = merging.merge(source=twin, target=self.person, by=root, at=at, reason="同一人")
        self.secret = subscribing.subscribe(person=self.person, at=at)
        self.facility = FacilityFactory(organisation=self.company)
        self.inspection = FacilityInspection.objects.create(
            facility=self.facility,
            inspected_date=date(2025, 1, 1),
            condition="GOOD",
            photo=ContentFile(b"\xff\xd8\xff", name="photo.jpg"),
            by=root,
            by_name="管理员",
            entered_at=at,
        )
        self.snapshot = closing.freeze(
            period=Period.parse("2024"), organisation=self.street, by=root, at=at
        )


class World:
    """Everything, and who looks at it; accounts of every role see the first street only."""

    def __init__(self) -> None:
        self.root = UserFactory(username="root", is_superuser=True, last_name="管理员")
        district = OrganisationFactory(name="新区", kind=OrganisationKind.DISTRICT)
        groups = roles.sync()
        self.pages = build_tree()
        self.campaign = Campaign.objects.create(
            name="安全生产月", start_date=date(2025, 6, 1), end_date=date(2025, 6, 30)
        )
        self.topic = Topic.objects.get(code="fire")
        self.tag = OrganisationTag.objects.create(code="test", name_zh="试", name_en="Test")
        self.lesson_length = LessonLengthFactory()
        self.own = Side("东街", district, self.root)
        self.foreign = Side("西街", district, self.root)
        self.accounts = {ADMIN: self.root}
        for code in RoleCode:
            account = UserFactory(username=code.lower(), scope=self.own.street, last_name=code)
            account.groups.add(groups[code])
            self.accounts[code.value] = account
        for side in (self.own, self.foreign):
            side.task = (
                EvaluationTaskFactory(drill=side.drill, evaluator=self.accounts[RoleCode.EVALUATOR])
                if side is self.own
                else EvaluationTaskFactory(drill=side.drill)
            )
        self.news = Page.objects.filter(depth__gt=3).first()
        office.furnish(
            reviewers=groups[RoleCode.REVIEWER], managers=groups[RoleCode.DISTRICT_MANAGER]
        )
        article = ArticlePageFactory(
            parent=NewsIndexPage.objects.child_of(self.pages["zh-hans"]).get(), live=False
        )
        article.save_revision(user=self.root)
        article.get_workflow().start(article, self.root)
        self.review = article.reviews.get()
        self.rule = ReviewRule.objects.create(kind="NEWS", stages=2)
        self.stage = ReviewTask.objects.get(stage="FIRST")
        self.term = WordingTerm.objects.create(term="部暑", better="部署")
        self.film, self.sound = VideoAssetFactory(), AudioAssetFactory()
        self.message = MessageFactory()
        self.feedback = FeedbackPage.objects.child_of(self.pages["zh-hans"]).get()

    def arguments(self, name: str, wanted: frozenset[str], side: str) -> dict[str, Any]:
        """Return what an address needs to lead to a side's object, or to none at all."""
        words = _WORDS.get(name, {})
        if side == "none":
            if name.startswith("facility:"):
                return {key: NOBODY if key == "uuid" else NO_PK for key in wanted}
            return {key: words.get(key) or _none(key) for key in wanted}
        here: Side = getattr(self, side)
        return {key: words.get(key) or self._value(name, key, here) for key in wanted}

    def data(self, name: str, side: str) -> dict[str, Any]:
        """Return what has to be sent along for the view to look at the object at all."""
        if name == "events:desk-tick":
            here = self.own if side == "none" else getattr(self, side)
            return {"person": here.guest.pk, "scan_id": uuid4()}
        if name in {"totals_admin:rows", "totals:rows"}:
            return {"part": Part.TRAINING, "measure": Measure.EVENTS, "dimension": Dimension.MONTH}
        return {}

    def _value(self, name: str, key: str, here: Side) -> Any:
        event = here.drill.event if name.startswith("drills:") else here.event
        if name in {"facility-code:scanned", "communities:facility"}:
            event = here.facility  # it has a code as an event has one
        if name.startswith("facility:") and key == "organisation":
            return here.company.pk
        section = here.task.sections.first()
        found = {
            "pk": lambda: self._rows(name, here).pk,
            "attendance": lambda: here.attendance.pk,
            "audience": lambda: "worker",
            "code": lambda: event.code,
            "correction": lambda: here.correction.pk,
            "count": lambda: here.count.pk,
            "item": lambda: section.items.first().pk,
            "mac": lambda: "A" * 16,
            "organisation": lambda: here.company.uuid,
            "trainer": lambda: here.trainer.uuid,
            "person": lambda: here.person.uuid,
            "registration": lambda: here.registration.uuid,
            "scan": lambda: here.scan.pk,
            "secret": lambda: SECRET if name == "messages:show" else here.secret,
            "name": lambda: Path(getattr(self, name.partition("-")[0]).file.name).name,
            "section": lambda: section.code,
            "target": lambda: here.finding.pk,
            "token": lambda: here.display.token,
            "uuid": lambda: self._rows(name, here).uuid,
        }
        return found[key]()

    def _rows(self, name: str, here: Side) -> Any:
        shared = {
            "campaign": self.campaign,
            "review": self.review,
            "share": self.pages["zh-hans"],
            "review_rule": self.rule,
            "review_stage": self.stage,
            "wording_term": self.term,
            "topic": self.topic,
            "film": self.film,
            "film_chooser": self.film,
            "sound": self.sound,
            "sound_chooser": self.sound,
            "message": self.message,
            "messages:send": self.feedback,
            "lessonlength": self.lesson_length,
            "organisationtag": self.tag,
            "evaluation_form": here.task.sections.first().template,
        }
        own = {
            "person:undo_merge": here.merge,
            "person": here.person,
            "person_chooser": here.person,
            "roster": here.roster,
            "totals_admin": here.snapshot,
            "drills:action": here.action,
            "drills:evidence": here.evidence,
            "drills:document": here.document,
            "facility": here.facility,
            "facility:photo": here.inspection,
            "headcount": here.workers,
            "organisation": here.company,
            "organisation_chooser": here.company,
            "event:edit": here.fair,
            "event": here.event,
            "venue": here.venue,
            "venue_chooser": here.venue,
            "course": here.run.course,
            "run": here.run,
            "session": here.session,
            "trainer": here.trainer,
            "drill": here.drill,
            "wagtailusers_users": here.account,
        }
        rows = {**shared, **own}
        return rows.get(name) or rows[name.split(":")[0]]


_WORDS: dict[str, dict[str, Any]] = {
    "feed:section": {"section": "news"},
    "feed:kind": {"kind": "notice"},
    "feed:topic": {"code": "fire"},
    "share:page": {"digest": "another"},
    "share:event": {"language": "en", "digest": "another"},
    "share:site": {"language": "en"},
    "event:step": {"step": "end"},
    "event:decide": {"verdict": "reject"},
    "drill:do": {"act": "finding"},
    "drill:do-about": {"act": "dispute-finding"},
    "public:registration-change": {"step": "withdraw"},
    "totals_admin:download": {"ending": "xlsx"},
}


def _none(key: str) -> Any:
    if key in {"pk", "attendance", "correction", "count", "item", "target"}:
        return NO_PK
    if key in {"uuid", "organisation", "person", "registration", "scan", "trainer"}:
        return NOBODY
    return {"code": "ZZZZZZZZ", "mac": "A" * 16}.get(key, "zzzzzzzz")
