"""What every page of the site has."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page, PageQuerySet, PageViewRestriction
from wagtail.search import index

from cms.enums import ContentKind, Drawing
from cms.models.addresses import PageForm
from cms.models.pictures import Picture
from cms.models.releasing import ReleasedPage
from cms.widgets import SoundWidget
from portal.events.models import Topic
from portal.lib import pinyin
from portal.lib.lines import LineField, printable
from portal.lib.slugs import pinyin_slug
from portal.people.enums import Audience

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


class PortalPage(ReleasedPage, Page):
    """A page with a summary, a cover, topics and words of its own for sharing."""

    summary = LineField(
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
    audiences = models.JSONField(_("for whom"), default=list, blank=True)
    sound = models.ForeignKey(
        "cms.AudioAsset",
        verbose_name=_("read aloud"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The page as a sound file, for people who would rather listen."),
    )
    share_title = LineField(
        _("title when shared"), max_length=60, blank=True, help_text=_("Empty: the page's title.")
    )
    share_picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture when shared"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: the cover."),
    )

    wording_note = models.CharField(
        _("doubtful words stay because"),
        max_length=200,
        blank=True,
        help_text=_("Only where the wording check asks; stands on the review sheet."),
    )

    base_form_class = PageForm
    # Not Wagtail's panel for titles: it fills in the address while the title is typed.
    content_panels = [FieldPanel("title", classname="title"), FieldPanel("summary")]
    look_panels = [
        MultiFieldPanel(
            [FieldPanel("cover"), FieldPanel("sign"), FieldPanel("drawing")], heading=_("Picture")
        ),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("audiences"),
        MultiFieldPanel(
            [FieldPanel("plain_summary"), FieldPanel("sound", widget=SoundWidget)],
            heading=_("Easy to read, easy to hear"),
        ),
    ]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [FieldPanel("share_title"), FieldPanel("share_picture")], heading=_("When shared")
        ),
        FieldPanel("wording_note"),
        HelpPanel(template="cms/reach/panel.html", heading=_("Reach")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("title", boost=10),
        index.AutocompleteField("title_sounds"),
        index.SearchField("summary", boost=2),
        index.SearchField("plain_summary", boost=2),
        index.RelatedFields(
            "topics",
            [index.SearchField("name_zh", boost=4), index.SearchField("name_en", boost=4)],
        ),
    ]

    class Meta:
        abstract = True

    @property
    def content_kind(self) -> str:
        """By which rule the page is reviewed."""
        return ContentKind.OTHER

    def clean(self) -> None:
        """Keep the titles in one line: they stand in lists, mails and the heads of pages."""
        super().clean()
        self.title, self.seo_title = printable(self.title), printable(self.seo_title)

    def _set_core_field_defaults(self) -> None:
        # Wagtail would make a Chinese address of a Chinese title, or none.
        known = bool(self.path or getattr(self, "_cached_parent_obj", None))
        if known and not self.slug:
            slug = pinyin_slug(self.title)
            if slug:
                self.slug = self._get_autogenerated_slug(slug)
        super()._set_core_field_defaults()

    @property
    def title_sounds(self) -> str:
        """The title as it is typed in pinyin, from each of its characters on."""
        return pinyin.from_each(self.title)

    @property
    def kicker(self) -> str:
        """A word or two on what kind of page it is; "" where its title says it."""
        return ""

    def in_languages(self, request: Any = None) -> dict[str, str]:
        """Return the paths of this page by language: its own, and those everybody may read."""
        same = ReadableQuerySet(Page).filter(translation_key=self.translation_key)
        pages = {page.pk: page for page in same.readable().select_related("locale")}
        if self.pk in pages:
            self.locale = pages[self.pk].locale
        pages[self.pk] = self
        paths = {page.locale.language_code: page.get_url(request) for page in pages.values()}
        return {code: path for code, path in paths.items() if path}

    @property
    def audience_labels(self) -> list[str]:
        """For whom the page is, in the reader's language."""
        return [str(Audience(code).label) for code in self.audiences if code in Audience.values]

    def trail(self) -> list[tuple[str, str]]:
        """Return labels and addresses from below the home page down to this page."""
        if self.depth <= HOME_DEPTH + 1:
            return [(self.title, "")]
        above = self.get_ancestors().filter(depth__gt=HOME_DEPTH).live().defer_streamfields()
        return [*((page.title, page.get_url() or "") for page in above), (self.title, "")]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = self.trail()
        context["languages"] = self.in_languages(request)
        return context
