"""What every page of the site has."""

import re
from typing import Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageQuerySet, PageViewRestriction
from wagtail.search import index

from cms.enums import Drawing
from cms.models.pictures import Picture
from portal.events.models import Topic
from portal.lib.slugs import pinyin_slug

# The root of all pages is 1.
HOME_DEPTH = 2


class ReadableQuerySet(PageQuerySet):
    def readable(self) -> Self:
        """Return what everybody may read: published, and below no page that is kept private.

        As `live().public()`, without asking for all private pages first.
        """
        here = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        private = PageViewRestriction.objects.annotate(here=here)
        return self.live().exclude(Exists(private.filter(here__startswith=F("page__path"))))


class PageForm(WagtailAdminPageForm):
    """Gives a page an address made from its title, in pinyin, where no editor writes one.

    Wagtail does that in the browser, where nothing is left of Chinese letters. The address follows
    the title until the page is published: it is saved while somebody still types.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].widget.attrs.setdefault("placeholder", _("Title of the page"))
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The last part of the page's address. Empty: made from the title, in pinyin."
            )

    def clean(self) -> dict[str, Any]:
        """Fill in the address, unless one was written."""
        given = self.cleaned_data
        if "title" in given and "slug" in given and (not given["slug"] or self._follows_title()):
            given["slug"] = self._free_slug(pinyin_slug(given["title"]) or "page")
        return super().clean()

    def _follows_title(self) -> bool:
        page = self.instance
        if not page.pk or page.first_published_at or "slug" in self.changed_data:
            return False
        before = pinyin_slug(page.draft_title) or "page"
        return re.fullmatch(rf"{re.escape(before)}(-\d+)?", page.slug) is not None

    def _free_slug(self, wanted: str) -> str:
        slug, number = wanted, 1
        while not Page._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{wanted}-{number}"
        return slug


class PortalPage(Page):
    """A page with a summary, a cover, topics and words of its own for sharing."""

    summary = models.CharField(
        _("summary"),
        max_length=120,
        blank=True,
        help_text=_("Up to 120 characters; shown in lists and when the page is shared."),
    )
    plain_summary = models.TextField(
        _("plain words"),
        max_length=200,
        blank=True,
        help_text=_("The whole page in three short sentences; large type shows them first."),
    )
    cover = models.ForeignKey(
        Picture,
        verbose_name=_("cover"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    sign = models.CharField(
        _("sign"), max_length=4, choices=Topic.Sign.choices, default=Topic.Sign.SAFE
    )
    drawing = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Drawing.choices,
        blank=True,
        help_text=_("Shown on the sign where there is no cover."),
    )
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="+")
    share_title = models.CharField(
        _("title when shared"), max_length=60, blank=True, help_text=_("Empty: the page's title.")
    )

    base_form_class = PageForm
    # Not Wagtail's panel for titles: it fills in the address while the title is typed.
    content_panels = [FieldPanel("title", classname="title"), FieldPanel("summary")]
    look_panels = [
        MultiFieldPanel(
            [FieldPanel("cover"), FieldPanel("sign"), FieldPanel("drawing")], heading=_("Picture")
        ),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("plain_summary"),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("share_title")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("plain_summary"),
    ]

    class Meta:
        abstract = True

    def _set_core_field_defaults(self) -> None:
        # Wagtail would make a Chinese address of a Chinese title, or none.
        known = bool(self.path or getattr(self, "_cached_parent_obj", None))
        if known and not self.slug:
            slug = pinyin_slug(self.title)
            if slug:
                self.slug = self._get_autogenerated_slug(slug)
        super()._set_core_field_defaults()

    def trail(self) -> list[tuple[str, str]]:
        """Return labels and addresses from below the home page down to this page."""
        if self.depth <= HOME_DEPTH + 1:
            return [(self.title, "")]
        above = self.get_ancestors().filter(depth__gt=HOME_DEPTH).live().defer_streamfields()
        return [*((page.title, page.get_url() or "") for page in above), (self.title, "")]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = self.trail()
        return context
