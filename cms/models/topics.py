"""Pages about a topic: they collect by themselves what there is on it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.models.addresses import PageForm
from cms.models.articles import ArticlePage
from cms.models.films import VideoPage
from cms.models.pages import PortalPage, ReadableQuerySet
from cms.models.resources import ResourcePage
from portal.events.domain.queries import agenda


class TopicForm(PageForm):
    """A page that collects by topics needs one."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "topics" in self.fields and not given.get("topics"):
            self.add_error(
                "topics", ValidationError(_("Choose at least one topic to collect pages on."))
            )
        return given


class TopicQuerySet(ReadableQuerySet):
    def listed(self) -> "TopicQuerySet":
        """Return what the public may read, in the order of the tree."""
        return (
            self.readable()
            .order_by("path")
            .defer_streamfields()
            .select_related("cover", "locale")
            .prefetch_related("cover__renditions")
        )


class TopicIndexPage(PortalPage):
    """The list of topics."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TopicPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of topics")
        verbose_name_plural = _("lists of topics")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["topic_pages"] = TopicPage.objects.child_of(self).listed()
        return context


class TopicPage(PortalPage):
    """One topic: its key points, then articles, films, leaflets and events on it."""

    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(TopicQuerySet)()
    base_form_class = TopicForm

    parent_page_types = ["cms.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("body"),
        *PortalPage.look_panels,
    ]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = timezone.now()
        topics = list(self.topics.all())
        here = {"topics__in": topics, "locale": self.locale_id}
        coming = agenda.coming(at=at).filter(topic__in=topics)
        context["subjects"] = topics
        context["articles"] = ArticlePage.objects.newest().filter(**here).distinct()[:6]
        context["films"] = VideoPage.objects.newest().filter(**here).distinct()[:3]
        context["resources"] = ResourcePage.objects.listed().filter(**here).distinct()[:3]
        context["coming"] = agenda.rows(coming[:4], at=at)
        return context
