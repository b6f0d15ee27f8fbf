"""What a request asks for: which figures, now or frozen."""

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.log_actions import log

from portal.lib.periods import Period, business_date
from portal.people.domain import scope
from portal.people.models import Organisation
from portal.totals import permissions
from portal.totals.domain import annual, behind, closing
from portal.totals.domain.annual import Totals
from portal.totals.forms import FiguresForm
from portal.totals.models import Snapshot


class Asked:
    """Which figures a request asks for: those of now, or frozen ones.

    What the account may not see does not exist for it.
    """

    def __init__(self, request: HttpRequest, values: QueryDict) -> None:
        self.user = request.user
        self.at: datetime = timezone.now()
        self.snapshot: Snapshot | None = None
        if values.get("snapshot"):
            self.snapshot = snapshot_of(self.user, values["snapshot"])
            self.period = Period.parse(self.snapshot.period)
            self.organisation = self.snapshot.organisation
            self.form = None
            return
        today = business_date(self.at)
        data = {
            "year": values.get("year") or today.year - 1,
            "span": values.get("span", ""),
            "organisation": values.get("organisation", ""),
        }
        self.form = FiguresForm(data, at=today, user=self.user)
        if not self.form.is_valid():
            raise Http404("no such period or organisation")
        self.period: Period = self.form.period
        self.organisation: Organisation | None = self.form.cleaned_data["organisation"]
        if self.organisation is None and not scope.sees_whole(self.user):
            raise PermissionDenied

    @cached_property
    def totals(self) -> Totals:
        """The figures."""
        if self.snapshot:
            return closing.figures_of(self.snapshot)
        return annual.totals(period=self.period, organisation=self.organisation, at=self.at)

    @property
    def source(self) -> behind.Source:
        """Where the rows behind them are read."""
        if self.snapshot:
            return behind.frozen(self.snapshot)
        return behind.live(period=self.period, organisation=self.organisation, at=self.at)

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for the same again."""
        if self.snapshot:
            return {"snapshot": str(self.snapshot.uuid)}
        made = {"year": str(self.period.year)}
        if self.period.months != 12:
            made["span"] = self.period.code[4:]
        if self.organisation:
            made["organisation"] = str(self.organisation.pk)
        return made

    @property
    def file_name(self) -> str:
        """The name of a file with these figures, without its ending."""
        revision = f"-r{self.snapshot.revision}" if self.snapshot else ""
        return f"totals-{self.period.code}{revision}"

    def note_download(self, name: str, **filters: Any) -> None:
        """Write down who took which file: with the figures, the unit, or the account itself."""
        log(
            instance=self.snapshot or self.organisation or self.user,
            action="totals.download",
            user=self.user,
            data={"file": name, **self.query, **filters},
        )


def snapshot_of(user: Any, uuid: str) -> Snapshot:
    """Return frozen figures the account may see.

    Raises:
        Http404: there are none of that UUID, or the account may not see them.
    """
    try:
        wanted = UUID(uuid)
    except ValueError:
        raise Http404("no such frozen figures") from None
    return get_object_or_404(permissions.snapshots(user), uuid=wanted)
