"""The figures of a period on the command line: read, exported, frozen."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone, translation

from portal.lib.periods import Period
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.models import Organisation, User
from portal.totals import documents, exports
from portal.totals.domain import annual, behind, closing, columns, evidence
from portal.totals.domain.annual import Totals
from portal.totals.enums import Part
from portal.totals.models import Snapshot


class Command(BaseCommand):
    help = "Count the year (or 2025H1, 2025Q2, 2025-06) and print, export or freeze the figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", help="2025, 2025H1, 2025Q2 or 2025-06")
        parser.add_argument(
            "--organisation", help="name, credit code or UUID: its events and those below it"
        )
        parser.add_argument("--format", choices=["table", "json", "xlsx", "docx"], default="table")
        parser.add_argument("--output", type=Path, help="file to write; needed for xlsx and docx")
        parser.add_argument("--freeze", action="store_true", help="keep figures and rows for good")
        parser.add_argument("--by", help="who freezes: user name")
        parser.add_argument("--reason", default="", help="why; needed from the second revision on")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._handle(options)

    def _handle(self, options: dict[str, Any]) -> None:
        if options["format"] in {"xlsx", "docx"} and not options["output"]:
            raise CommandError("Say where to write the file: --output totals.xlsx")
        try:
            period = Period.parse(options["period"])
        except ValueError:
            raise CommandError(
                f"{options['period']!r} is no period. Write 2025, 2025H1, 2025Q2 or 2025-06."
            ) from None
        organisation = _organisation(options["organisation"])
        at = timezone.now()
        snapshot = None
        if options["freeze"]:
            try:
                snapshot = closing.freeze(
                    period=period,
                    organisation=organisation,
                    by=_user(options["by"]),
                    at=at,
                    reason=options["reason"],
                )
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
        # What has been frozen is what is printed: the live figures may have moved on meanwhile.
        totals = (
            closing.figures_of(snapshot)
            if snapshot
            else annual.totals(period=period, organisation=organisation, at=at)
        )
        made = {
            "totals": totals,
            "snapshot": snapshot,
            "by": options["by"] or "manage.py annual_totals",
            "at": at,
        }
        rows = (
            closing.rows_of(snapshot)
            if snapshot
            else evidence.rows(period=period, organisation=organisation, at=at)
        )
        match options["format"]:
            case "table":
                self._write(options, _table(totals, snapshot))
            case "json":
                digest, number = closing.digest_of(figures=totals.to_values(), rows=rows)
                values = {**totals.to_values(), "rows": number, "sha256": digest}
                self._write(options, json.dumps(values, ensure_ascii=False, indent=2))
            case "xlsx":
                source = (
                    behind.frozen(snapshot)
                    if snapshot
                    else behind.live(period=period, organisation=organisation, at=at)
                )
                content = exports.report_xlsx(source=source, **made)
                options["output"].write_bytes(content)
            case "docx":
                options["output"].write_bytes(documents.report_docx(**made))

    def _write(self, options: dict[str, Any], text: str) -> None:
        if options["output"]:
            options["output"].write_text(f"{text}\n", encoding="utf-8")
        else:
            self.stdout.write(text)


def _organisation(text: str | None) -> Organisation | None:
    if not text:
        return None
    found = Organisation.objects.filter(Q(name=text) | Q(credit_code=text))
    if len(text) == 36:
        found = Organisation.objects.filter(uuid=text)
    try:
        one = found.get()
    except Organisation.DoesNotExist:
        raise CommandError(f"There is no organisation {text!r}.") from None
    except Organisation.MultipleObjectsReturned:
        raise CommandError(f"Several organisations are called {text!r}: give the UUID.") from None
    return None if scope.is_whole(one) else one


def _user(name: str | None) -> User:
    if not name:
        raise CommandError("Say who freezes: --by USERNAME")
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account {name!r}.")
    return user


def _table(totals: Totals, snapshot: Snapshot | None) -> str:
    lines = [documents.sentence(totals), ""]
    for part in Part:
        lines.append(str(part.label))
        for column in columns.columns(part):
            value = column.of(totals.part(part).total)
            lines.append(f"  {value:>12,.{column.decimals}f}  {column.name}")
        for rate in columns.rates(totals, part):
            shown = "–" if rate.percent is None else f"{rate.percent}%"
            lines.append(f"  {shown:>12}  {rate.name} ({rate.numerator} / {rate.denominator})")
    if snapshot:
        lines += ["", f"r{snapshot.revision}  sha256 {snapshot.digest}"]
    return "\n".join(lines)
