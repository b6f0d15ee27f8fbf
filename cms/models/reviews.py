"""Three reviews, three proofreadings (三审三校): who read which text, and what he said.

A `Review` is one submission of one version. Everybody who has a part in it stands in it once:
whoever wrote cannot review, and whoever reviewed one stage cannot review another.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.locks import WorkflowLock
from wagtail.models import ReferenceIndex, Revision, Task, TaskState, WorkflowState

from cms.enums import STAGES, ContentKind, ReviewLane, ReviewPart, ReviewState, Verdict
from cms.models.pictures import Picture
from cms.models.recordings import AudioAsset, VideoAsset
from cms.models.wording import findings
from portal.people.models import User

MOST_STAGES = max(STAGES)
# What a version says of its own publication and of the tree, not of what people read.
NOT_TEXT = frozenset(
    {
        "live",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "latest_revision",
        "latest_revision_created_at",
        "go_live_at",
        "expire_at",
        "expired",
        "locked",
        "locked_at",
        "locked_by",
        "owner",
        "path",
        "depth",
        "numchild",
        "url_path",
        "draft_title",
        "wagtail_admin_comments",
        "wording_note",
    }
)
# In these states somebody may have something left to read; then a time is set for it.
UNFINISHED = (ReviewState.OPEN, ReviewState.APPROVED)
# Until when a text that was published at once has to be reviewed in full.
AFTERWARDS = timedelta(hours=24)


def digest_of(revision: Revision) -> str:
    """Return the SHA-256 over what people read in a version, its files included.

    The keys of the version in order, without those that only say where and when it is published,
    and the digest of each file: a picture, document, film or sound that is exchanged is another
    text.
    """
    text = {key: value for key, value in revision.content.items() if key not in NOT_TEXT}
    found = _references_of(revision)
    for model in (Picture, Document, VideoAsset, AudioAsset):
        kind = ContentType.objects.get_for_model(model).pk
        files = model.objects.filter(pk__in=found[kind]).order_by("pk") if found[kind] else ()
        text[f"{model._meta.model_name}s"] = [_print_of(one) for one in files]
    said = json.dumps(text, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(said.encode()).hexdigest()


def _references_of(revision: Revision) -> dict[int, set[int]]:
    """Return the keys of the rows that a version refers to, by the key of their content type."""
    found: dict[int, set[int]] = defaultdict(set)
    for of, key, *_path in ReferenceIndex._extract_references_from_object(revision.as_object()):
        if str(key).isdigit():
            found[of].add(int(key))
    return found


def _print_of(file: Picture | Document | VideoAsset | AudioAsset) -> list[Any]:
    if isinstance(file, VideoAsset | AudioAsset):
        return file.fingerprint
    return [file.pk, file.get_file_hash()]


class ReviewRule(models.Model):
    """How many reviews one kind of content needs, and in how many days each is due."""

    kind = models.CharField(_("kind"), max_length=10, choices=ContentKind.choices, unique=True)
    stages = models.PositiveSmallIntegerField(
        _("reviews"),
        default=MOST_STAGES,
        choices=[
            (1, _("1: the final review")),
            (2, _("2: the first and the final review")),
            (3, _("3: first, second and final review")),
        ],
    )
    days = models.PositiveSmallIntegerField(
        _("days for each review"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )

    class Meta:
        verbose_name = _("rule of review")
        verbose_name_plural = _("rules of review")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stages__gte=1, stages__lte=MOST_STAGES),
                name="cms_reviewrule_one_to_three_reviews",
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="cms_reviewrule_some_days"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def of(cls, kind: str) -> "ReviewRule":
        """Return the rule of a kind; where the office has written none, the strictest."""
        return cls.objects.filter(kind=kind).first() or cls(kind=kind)


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, state: WorkflowState, by: User | None) -> "Review":
        """Return the review of a submission; made when its first stage begins."""
        found = self.filter(workflow_state=state).first()
        if found:
            return found
        page = state.content_object.specific
        revision = page.get_latest_revision()
        urgent = getattr(page, "urgent", False)
        rule = ReviewRule.of(page.content_kind)
        made = self.create(
            workflow_state=state,
            page=page.page_ptr,
            title=revision.object_str[:255],
            revision=revision,
            digest=digest_of(revision),
            kind=page.content_kind,
            lane=ReviewLane.URGENT if urgent else ReviewLane.ORDINARY,
            stages=MOST_STAGES if urgent else rule.stages,
            days=rule.days,
            wording=[asdict(one) for one in findings(revision.as_object())],
            wording_note=revision.content.get("wording_note", ""),
            submitted_by=by,
            submitted_at=timezone.now(),
            due_at=timezone.now() + timedelta(days=rule.days),
        )
        made.add_authors(_authors(page, revision, by))
        return made

    def unfinished(self) -> Self:
        """Return what waits for somebody: open, or published at once and not yet read in full."""
        return self.filter(state__in=UNFINISHED, due_at__isnull=False)

    def releases(self, revision: Revision) -> bool:
        """Say whether a version was approved and still says what was approved."""
        approved = self.filter(revision=revision, state=ReviewState.APPROVED)
        digests = set(approved.values_list("digest", flat=True))
        return bool(digests) and digest_of(revision) in digests


def _authors(page: Any, revision: Revision, by: User | None) -> models.QuerySet[User]:
    """Return who wrote the version: everybody who saved one since the last that was approved."""
    last = page.reviews.filter(state=ReviewState.APPROVED).order_by("-revision_id").first()
    written = page.revisions.filter(pk__lte=revision.pk)
    if last:
        written = written.filter(pk__gt=last.revision_id)
    found = Q(pk__in=written.exclude(user=None).values("user_id"))
    return User.objects.filter(found | Q(pk=by.pk) if by else found).order_by("pk")


class Review(models.Model):
    """One version of a page, submitted to be read by others before it is published."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    workflow_state = models.OneToOneField(
        WorkflowState, on_delete=models.SET_NULL, related_name="review", null=True
    )
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, related_name="reviews", null=True
    )
    title = models.CharField(_("title"), max_length=255)
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, related_name="reviews", null=True
    )
    digest = models.CharField(_("digest"), max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=ContentKind.choices)
    lane = models.CharField(
        _("way"), max_length=10, choices=ReviewLane.choices, default=ReviewLane.ORDINARY
    )
    stages = models.PositiveSmallIntegerField(_("reviews"), default=MOST_STAGES)
    days = models.PositiveSmallIntegerField(_("days for each review"), default=2)
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN
    )
    wording = models.JSONField(
        _("doubtful words"),
        default=list,
        blank=True,
        help_text=_("What the wording check found and the author let stand."),
    )
    wording_note = models.CharField(_("doubtful words stay because"), max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )
    submitted_at = models.DateTimeField(_("submitted"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stages__gte=1, stages__lte=MOST_STAGES),
                name="cms_review_one_to_three_reviews",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.OPEN) | Q(closed_at__isnull=True),
                name="cms_review_open_is_not_closed",
            ),
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(state=ReviewState.OPEN),
                name="cms_review_one_open_for_a_page",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="cms_review_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def required(self) -> tuple[ReviewPart, ...]:
        """The reviews the text needs, in their order."""
        return STAGES[self.stages]

    @property
    def before_publication(self) -> tuple[ReviewPart, ...]:
        """The reviews the text needs before it is published."""
        return (ReviewPart.THIRD,) if self.lane == ReviewLane.URGENT else self.required

    @property
    def next_part(self) -> ReviewPart | None:
        """The review that comes next; None once nobody needs to read the text any more."""
        done = {entry.part for entry in self.entries.all()}
        order = dict.fromkeys((*self.before_publication, *self.required))
        return next((part for part in order if part not in done), None)

    def add_authors(self, accounts: Iterable[User]) -> None:
        """Enter who wrote the text."""
        ReviewEntry.objects.bulk_create(
            ReviewEntry(review=self, account=one, name=str(one), part=ReviewPart.AUTHOR)
            for one in accounts
        )


class ReviewEntry(models.Model):
    """What one account has to do with a text: it wrote it, or it reviewed one stage."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="entries")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("As it was at that time."))
    part = models.CharField(_("part"), max_length=10, choices=ReviewPart.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    opinion = models.TextField(_("opinion"), max_length=1000, blank=True)
    corrections = models.JSONField(_("proofreading"), default=list, blank=True)
    given_at = models.DateTimeField(_("given"), null=True, blank=True)

    class Meta:
        verbose_name = _("part in a review")
        verbose_name_plural = _("parts in reviews")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "account"], name="cms_reviewentry_account_once"
            ),
            models.UniqueConstraint(
                fields=["review", "part"],
                condition=~Q(part=ReviewPart.AUTHOR),
                name="cms_reviewentry_stage_once",
            ),
            models.CheckConstraint(
                condition=Q(part=ReviewPart.AUTHOR)
                | (~Q(verdict="") & ~Q(opinion="") & Q(given_at__isnull=False)),
                name="cms_reviewentry_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.name}"


class ReviewLock(WorkflowLock):
    """Says why nobody can change a text, and where it is read."""

    def for_user(self, user: User) -> bool:
        return True

    def get_message(self, user: User) -> str:
        """Return the sentence above the editor."""
        review = Review.objects.filter(page=self.object.pk, state=ReviewState.OPEN).first()
        if review is None:
            return str(super().get_message(user))
        return format_html(
            '{} <a href="{}">{}</a>',
            gettext(
                "“%(title)s” is at “%(stage)s”; nobody can change it until there is an opinion."
            )
            % {"title": review.title, "stage": self.task.name},
            reverse("review:show", args=[review.uuid]),
            gettext("Open the review"),
        )

    def get_locked_by(self, user: User, can_lock: bool = False) -> str:
        return gettext("Locked by the review")

    def get_description(self, user: User, can_lock: bool = False) -> str:
        return gettext("What is read is what is published; the author may take the text back.")


class ReviewTask(Task):
    """One stage of review in Wagtail's workflow.

    Nobody acts on it by Wagtail's own buttons: opinions are given on a page of ours, and the text
    is locked to everybody while it is read.
    """

    stage = models.CharField(_("stage"), max_length=10, choices=ReviewPart.choices, unique=True)
    groups = models.ManyToManyField(
        Group, verbose_name=_("who may review"), related_name="+", blank=True
    )

    lock_class = ReviewLock
    admin_form_fields = [*Task.admin_form_fields, "groups"]

    class Meta:
        verbose_name = _("stage of review")
        verbose_name_plural = _("stages of review")

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Begin the stage, or pass it over where the text does not need it before publication."""
        review = Review.objects.of(workflow_state, by=user)
        state = super().start(workflow_state, user=user)
        if self.stage not in review.before_publication:
            state.status = TaskState.STATUS_SKIPPED
            state.save(update_fields=["status"])
        return state

    def locked_for_user(self, obj: Any, user: User) -> bool:
        """Lock the text to everybody: what is read is what is published."""
        return True

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        """Let reviewers look at a text they could not change."""
        return self.groups.filter(user=user).exists()

    @classmethod
    def get_description(cls) -> str:
        return _("Read by somebody who neither wrote the text nor reviewed another stage")
