"""Addresses of events: the door, its screen and its list; calendars; pages for people.

Only the last have a language prefix. The others stand in QR codes or calendar programs, or are
opened by machines and staff.
"""

from django.urls import path, re_path

from portal.events.views import desk, display, door, feeds, posters, public, registering

app_name = "events"

DOOR = r"^[Cc]/(?P<code>[0-9A-Za-z]{8})"

urlpatterns = [
    re_path(r"^[Cc]/$", door.TypeCode.as_view(), name="door-type"),
    re_path(DOOR + r"/(?P<mac>[0-9A-Za-z]{16})/?$", door.ScanDoor.as_view(), name="door-scan"),
    re_path(DOOR + r"/identify$", door.Identify.as_view(), name="door-identify"),
    re_path(DOOR + r"/walk-in$", door.WalkIn.as_view(), name="door-walk-in"),
    re_path(DOOR + r"/confirm$", door.Confirm.as_view(), name="door-confirm"),
    re_path(DOOR + r"/answer$", door.SeeAnswer.as_view(), name="door-answer"),
    re_path(r"^[Cc]/", door.NoSuchPage.as_view(), name="door-nowhere"),
    path("screen/<str:token>/", display.ShowScreen.as_view(), name="screen"),
    path("screen/<str:token>/state.json", display.screen_state, name="screen-state"),
    path("door/<str:code>/", desk.DoorList.as_view(), name="desk"),
    path("door/<str:code>/tick", desk.Tick.as_view(), name="desk-tick"),
    path("door/<str:code>/walk-in", desk.AdmitWalkIn.as_view(), name="desk-walk-in"),
    path("door/<str:code>/scans/<uuid:scan>/see", desk.SeePerson.as_view(), name="desk-see"),
    path(
        "door/<str:code>/scans/<uuid:scan>/turn-down",
        desk.TurnDown.as_view(),
        name="desk-turn-down",
    ),
    path("door/<str:code>/scans/<uuid:scan>/annul", desk.Annul.as_view(), name="desk-annul"),
    path("door/<str:code>/screens", desk.OpenScreen.as_view(), name="desk-screen"),
    path("door/<str:code>/screens/revoke", desk.RevokeScreens.as_view(), name="desk-screen-revoke"),
    path("door/<str:code>/roll-call", desk.CallRoll.as_view(), name="desk-roll-call"),
    # An event's page as it stands in QR codes: in capitals.
    re_path(r"^E/(?P<code>[0-9A-Za-z]{8})/?$", public.open_short, name="short"),
]

calendars = [
    path("calendar/public.ics", feeds.PublicCalendar.as_view(), name="public"),
    path(
        "calendar/audience/<slug:audience>.ics", feeds.AudienceCalendar.as_view(), name="audience"
    ),
    path(
        "calendar/organisation/<uuid:organisation>.ics",
        feeds.OrganisationCalendar.as_view(),
        name="organisation",
    ),
    path("calendar/personal/<slug:secret>.ics", feeds.PersonalCalendar.as_view(), name="personal"),
    path("e/<slug:code>/event.ics", feeds.EventCalendar.as_view(), name="event"),
]

pages = [
    path("classes/", public.ListClasses.as_view(), name="classes"),
    path("e/<slug:code>/", public.ShowEvent.as_view(), name="event"),
    path("e/<slug:code>/register/", registering.Register.as_view(), name="register"),
    path("e/<slug:code>/poster/", posters.show_poster, name="poster"),
    path("e/<slug:code>/poster.pdf", posters.download_poster, name="poster-pdf"),
    path("r/<uuid:registration>/", registering.ShowRegistration.as_view(), name="registration"),
    path(
        "r/<uuid:registration>/calendar/",
        registering.SendCalendar.as_view(),
        name="registration-calendar",
    ),
    path(
        "r/<uuid:registration>/<slug:step>/",
        registering.ChangeRegistration.as_view(),
        name="registration-change",
    ),
    path(
        "my-calendar/<slug:secret>/",
        registering.ShowPersonalCalendar.as_view(),
        name="personal-calendar",
    ),
]
