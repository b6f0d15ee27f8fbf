"""Rules and stages of review, and words that do not go public."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from cms.forms.reviewing import StageForm
from cms.models import (
    ReviewRule,
    ReviewTask,
    WordingTerm,
)
from portal.lib import phrases
from portal.people.models import User
from portal.people.views.scoped import ScopedViewSet

_NO_HISTORY = frozenset({"history", "history_results", "usage"})


def all_rules(*, user: User) -> QuerySet[ReviewRule]:
    """Return every rule; they are those of the whole district."""
    return ReviewRule.objects.all()


def all_stages(*, user: User) -> QuerySet[ReviewTask]:
    """Return the three stages in their order."""
    return ReviewTask.objects.prefetch_related("groups").order_by("pk")


class ReviewRuleViewSet(ScopedViewSet):
    model = ReviewRule
    icon = "list-ol"
    name = "review_rule"
    menu_label = _("Rules of review")
    add_to_settings_menu = True
    menu_order = 310
    rows_of = staticmethod(all_rules)
    of_the_district = True
    without = _NO_HISTORY
    template_prefix = "cms/review_rules/"
    list_display = (
        "kind",
        Column("get_stages_display", label=_("reviews")),
        Column("days", label=_("days for each review")),
    )
    form_fields = ("kind", "stages", "days")
    add_to_reference_index = False


def _named_groups(stage: ReviewTask) -> str:
    return phrases.listed(group.name for group in stage.groups.all())


class ReviewStageViewSet(ScopedViewSet):
    model = ReviewTask
    # A number too, though the key is that of the task above it.
    pk_path_converter = "int"
    icon = "group"
    name = "review_stage"
    menu_label = _("Who reviews")
    add_to_settings_menu = True
    menu_order = 311
    rows_of = staticmethod(all_stages)
    of_the_district = True
    without = _NO_HISTORY | {"add", "delete"}
    template_prefix = "cms/review_stages/"
    list_display = (
        Column("get_stage_display", label=_("stage")),
        Column("groups", label=_("who may review"), accessor=_named_groups),
    )
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return StageForm


def all_terms(*, user: User) -> QuerySet[WordingTerm]:
    """Return the whole dictionary; it is that of the district."""
    return WordingTerm.objects.all()


class WordingTermViewSet(ScopedViewSet):
    model = WordingTerm
    icon = "openquote"
    name = "wording_term"
    menu_label = _("Dictionary of words")
    add_to_settings_menu = True
    menu_order = 312
    rows_of = staticmethod(all_terms)
    of_the_district = True
    without = _NO_HISTORY
    template_prefix = "cms/wording_terms/"
    list_display = ("term", "better", Column("get_level_display", label=_("level")))
    list_filter = ("level",)
    search_fields = ("term", "better")
    search_backend_name = None
    form_fields = ("term", "better", "level")
    add_to_reference_index = False
