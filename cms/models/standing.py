"""Standing pages: about, accessibility, privacy."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.models.pages import PortalPage


class StandardPage(PortalPage):
    """A page that says one thing for a long time."""

    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
