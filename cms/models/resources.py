"""Posters, leaflets and cards to download and to print."""

from typing import Any

from django import forms
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import ContentKind, ResourceKind
from cms.models.pages import PortalPage, ReadableQuerySet
from portal.lib import pdf, qr, throttles, visitors
from portal.lib.refusals import Refusal

# What stands on paper: words. Pictures, players and lists stay on the page.
PRINTED = frozenset(
    {
        "heading",
        "paragraph",
        "key_points",
        "steps",
        "procedure",
        "callout",
        "hotline",
        "question",
        "quote",
        "figures",
        "timeline",
        "table",
    }
)
KEPT_FOR = 3600


class ResourceFilter(forms.Form):
    """What a visitor of the list wants to print."""

    kind = forms.ChoiceField(required=False, choices=[("", _("All")), *ResourceKind.choices])


class ResourceQuerySet(ReadableQuerySet):
    def listed(self) -> "ResourceQuerySet":
        """Return what the public may read, in the order of the tree, with its files."""
        return (
            self.readable()
            .order_by("path")
            .defer_streamfields()
            .select_related("cover", "locale")
            .prefetch_related("cover__renditions", "files__document")
        )


class ResourceIndexPage(PortalPage):
    """The list of what can be printed, by kind."""

    PER_PAGE = 12

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ResourcePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of posters and leaflets")
        verbose_name_plural = _("lists of posters and leaflets")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        resources = ResourcePage.objects.child_of(self).listed()
        wanted = ResourceFilter(request.GET)
        wanted.is_valid()
        kind = wanted.cleaned_data.get("kind")
        if kind:
            resources = resources.filter(kind=kind)
        context["kinds"] = ResourceKind.choices
        context["kind"] = kind
        context["page_obj"] = Paginator(resources, self.PER_PAGE).get_page(request.GET.get("page"))
        return context


class ResourcePage(PortalPage):
    """One poster, leaflet, board or card: its words, a sheet to print, files to download."""

    kind = models.CharField(
        _("kind"), max_length=8, choices=ResourceKind.choices, default=ResourceKind.POSTER
    )
    body = StreamField(
        StoryBlock(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Stands on the page and, without pictures, on the sheet to print."),
    )

    objects = PageManager.from_queryset(ResourceQuerySet)()

    parent_page_types = ["cms.ResourceIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel([FieldPanel("kind")], heading=_("Poster or leaflet")),
        FieldPanel("body"),
        InlinePanel("files", heading=_("Files"), label=_("File")),
        *PortalPage.look_panels,
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.SearchField("body"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("poster or leaflet")
        verbose_name_plural = _("posters and leaflets")

    @property
    def content_kind(self) -> str:
        return ContentKind.RESOURCE

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, its sheet (``?sheet=print``) or the sheet as PDF (``?sheet=pdf``)."""
        wanted = request.GET.get("sheet", "")
        if wanted == "pdf":
            return self._pdf(request)
        if wanted == "print":
            return TemplateResponse(request, "cms/sheet.html", self._sheet(request))
        return super().serve(request, *args, **kwargs)

    def _sheet(self, request: HttpRequest) -> dict[str, Any]:
        address = self.get_full_url(request) or ""
        return {
            "page": self,
            "on_paper": True,
            "self": self,
            "blocks": [block for block in self.body if block.block_type in PRINTED],
            "code": qr.svg(address, label=address),
            "address": address.removeprefix("https://").removeprefix("http://").rstrip("/"),
        }

    def _pdf(self, request: HttpRequest) -> HttpResponse:
        context = self._sheet(request)
        key = f"sheet:{self.pk}:{self.live_revision_id}:{self.last_published_at}:{self.url}"
        made = cache.get(key)
        if made is None:
            try:
                throttles.count(f"sheet:{visitors.address(request.META)}", limit=30, seconds=600)
                style = pdf.style("cms/sheet.css")
                made = pdf.render(render_to_string("cms/sheet.html", {**context, "style": style}))
            except Refusal as refusal:
                context["refusal"] = refusal
                return TemplateResponse(request, "cms/sheet.html", context, status=503)
            cache.set(key, made, KEPT_FOR)
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.slug}.pdf"'
        return response


class ResourceFile(Orderable):
    """One file to download."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    label = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("Empty: the document's title.")
    )

    panels = [FieldPanel("document"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.label or self.document.title
