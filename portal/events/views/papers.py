"""What is printed or taken away of an event: sign-in sheet, attendance sheet."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from portal.events import exports
from portal.events.domain.queries import attendance
from portal.events.permissions import may_run_door
from portal.events.views.acting import EventAct
from portal.lib import qr, sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportAttendance(EventAct):
    """The attendance sheet as a workbook; who took it stays in the history."""

    def allowed(self) -> bool:
        return may_run_door(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        rows = list(attendance.listed(self.event).present())
        content = sheets.write_xlsx(
            [
                exports.attendance_sheet(self.event, rows),
                exports.about_sheet(
                    title=self.event.title, by=request.user, at=self.at, rows=len(rows)
                ),
            ]
        )
        log(
            instance=self.event,
            action="events.export",
            user=request.user,
            data={"rows": len(rows)},
        )
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = (
            f'attachment; filename="attendance-{self.event.code}.xlsx"'
        )
        return response


class PrintSignInSheet(EventAct):
    """A sheet of paper to sign: registered people, empty lines, the event's QR."""

    EMPTY_LINES = 10
    # As many lines as one sheet of A4 takes; the last one needs room for the signatures.
    LINES_ON_A_SHEET = 24
    LINES_ON_THE_LAST = 21

    def allowed(self) -> bool:
        return may_run_door(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        people = [
            row.person
            for row in self.event.registrations.seated()
            .select_related("person__organisation")
            .order_by("person__name_key", "pk")
        ]
        address = qr.address(settings.PORTAL_BASE_URL, f"/E/{self.event.code}")
        return render(
            request,
            "portal/events/sign_in_sheet.html",
            {
                "event": self.event,
                "people": people,
                "lines": range(len(people) + 1, self.lines_for(len(people)) + 1),
                "address": address,
                "qr": qr.svg(address, label=_("QR code of the event"), level="Q"),
                "at": self.at,
                "summary": ngettext(
                    "%(count)s person registered", "%(count)s people registered", len(people)
                )
                % {"count": len(people)},
            },
        )

    def lines_for(self, people: int) -> int:
        """Return how many lines there are: some are empty, and the last sheet is full."""
        fewest = people + self.EMPTY_LINES
        short_of = (self.LINES_ON_THE_LAST - fewest) % self.LINES_ON_A_SHEET
        return fewest + short_of
