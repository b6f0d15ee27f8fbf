"""The whole URL map. Wagtail's catch-all comes last."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import urls as cms_urls
from cms.views.media import send_recording
from portal.events import urls as events_urls
from portal.views import health
from portal.views.absent import answer_absent
from portal.views.display import choose_display
from portal.views.history import show_history
from portal.views.manual import show_manual

urlpatterns = [
    # First, because of the door: five hundred phones ask for it at once.
    path("", include("portal.events.urls")),
    path("healthz", health.alive, name="health-alive"),
    path("readyz", health.ready, name="health-ready"),
    # In the place of Wagtail's, which shows each role what was done on every street.
    path("admin/reports/site-history/", show_history, name="history"),
    path(
        "admin/reports/site-history/results/",
        show_history,
        {"results": True},
        name="history-results",
    ),
    # Wagtail keeps an upload whose other fields were wrong, and takes it here unchecked.
    re_path(r"^admin/images/multiple/create_from", answer_absent, name="image-unchecked"),
    re_path(r"^admin/documents/multiple/create_from", answer_absent, name="document-unchecked"),
    # The stages of review are ours, and have pages of their own.
    re_path(r"^admin/workflows/task_chooser/", answer_absent, name="stages-unchosen"),
    path("admin/manual/", show_manual, name="manual"),
    path("admin/", include(wagtailadmin_urls)),
    path("display/", choose_display, name="display"),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.urls")),
    path("", include((events_urls.calendars, "calendar"))),
    path("", include("training.urls")),
    path("", include((cms_urls.machines, "found"))),
    path("", include((cms_urls.pictures, "share"))),
    path("", include((cms_urls.scanned, "facility-code"))),
]

if settings.SERVE_MEDIA:
    # Pictures, films and sounds: evidence and documents are given out by views that ask who
    # wants them.
    urlpatterns += [
        path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
        path("media/films/<str:name>", send_recording, {"folder": "films"}, name="film-file"),
        path("media/sounds/<str:name>", send_recording, {"folder": "sounds"}, name="sound-file"),
    ]

urlpatterns += i18n_patterns(
    path("", include((events_urls.pages, "public"))),
    path("", include("portal.totals.urls")),
    path("drills/", include("drills.urls")),
    path("search/", include((cms_urls.search, "search"))),
    path("", include((cms_urls.feeds, "feed"))),
    path("", include((cms_urls.cards, "cards"))),
    path("", include((cms_urls.letters, "messages"))),
    path("", include((cms_urls.places, "communities"))),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler500 = "portal.views.faults.show_fault"
