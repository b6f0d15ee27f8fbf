"""The report in Word: the sentence of the source, tables, charts, definitions, digest."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.lib import charts, dates
from portal.lib.docx import Document
from portal.lib.phrases import listed
from portal.totals.domain import columns, definitions, pictures, tables, wording
from portal.totals.domain.annual import Figures, Totals
from portal.totals.enums import DIVISIONS, Dimension, Part
from portal.totals.models import Snapshot


def sentence(totals: Totals) -> str:
    """Return the report's sentence about these figures."""
    return wording.sentence(
        whole_year=totals.period.months == 12,
        period=totals.period.label,
        sessions=totals.training.total.events,
        person_times=totals.training.total.person_times,
        drills=totals.drills.total.events,
    )


def report_docx(*, totals: Totals, snapshot: Snapshot | None, by: str, at: datetime) -> bytes:
    """Return the report as a Word document.

    Args:
        totals: the figures.
        snapshot: the frozen version they come from, None for figures of now.
        by: who asked for the file.
        at: when.
    """
    document = Document(
        title=_("Work safety training, publicity and drills: %(period)s")
        % {"period": totals.period.label},
        made_at=at,
    )
    if totals.organisation_name:
        document.paragraph(
            _("Events organised by %(organisation)s and everything below it.")
            % {"organisation": totals.organisation_name}
        )
    document.paragraph(sentence(totals))
    for text in _details(totals):
        document.paragraph(text)
    document.heading(_("Person-times by month"))
    document.paragraph(_("Green: named. Yellow: head count only."), small=True)
    _draw(document, pictures.person_times_by_month(totals))
    _add_table(document, totals, Part.TRAINING, Dimension.MONTH)
    document.heading(str(Part.TRAINING.label))
    _add_part(document, totals, Part.TRAINING, DIVISIONS[1:])
    document.heading(_("Emergency drills"))
    if totals.drills.total.events:
        _draw(document, pictures.events_by_topic(totals))
    _add_part(document, totals, Part.DRILLS, DIVISIONS)
    document.heading(str(Part.PUBLICITY.label))
    _add_part(document, totals, Part.PUBLICITY, DIVISIONS)
    document.heading(_("What the numbers mean"))
    for one in definitions.definitions(totals.version):
        document.paragraph(
            _("%(name)s: %(text)s") % {"name": one.name, "text": one.text},
            indented=False,
            small=True,
        )
    document.heading(_("Where the numbers come from"))
    for text in _provenance(totals, snapshot, by, at):
        document.paragraph(text, indented=False, small=True)
    return document.to_bytes()


def _details(totals: Totals) -> list[str]:
    training, drills = totals.training.total, totals.drills.total
    made = [
        _(
            "Person-times: %(named)s named and %(headed)s from head counts. Different persons: "
            "%(verified)s on the register and at most %(more)s more who are not yet matched to "
            "it. Units reached: %(units)s. Class hours credited: %(hours)s."
        )
        % {
            "named": wording.grouped(training.named),
            "headed": wording.grouped(training.headed),
            "verified": wording.grouped(training.verified),
            "more": wording.grouped(training.provisional),
            "units": wording.grouped(training.units),
            "hours": f"{training.hours:,.1f}",
        }
    ]
    lines = tables.table(totals=totals, part=Part.DRILLS, dimension=Dimension.TOPIC).lines
    if lines:
        topics = listed(
            _("%(topic)s %(number)s") % {"topic": line.label, "number": line.figures.events}
            for line in lines
        )
        made.append(
            ngettext(
                "Drills by topic: %(topics)s. %(joint)s of them was a joint drill.",
                "Drills by topic: %(topics)s. %(joint)s of them were joint drills.",
                drills.joint,
            )
            % {"topics": topics, "joint": drills.joint}
        )
    if drills.provisional_events:
        made.append(
            ngettext(
                "%(number)s drill is not archived yet and is counted provisionally.",
                "%(number)s drills are not archived yet and are counted provisionally.",
                drills.provisional_events,
            )
            % {"number": drills.provisional_events}
        )
    if totals.took_part:
        made.append(
            ngettext(
                "Units took part in %(number)s more drill led by others; it is not added.",
                "Units took part in %(number)s more drills led by others; these are not added.",
                totals.took_part,
            )
            % {"number": totals.took_part}
        )
    return made


def _provenance(totals: Totals, snapshot: Snapshot | None, by: str, at: datetime) -> list[str]:
    made = [
        _("Made by %(name)s on %(day)s at %(clock)s, definitions version %(version)s.")
        % {"name": by, "day": dates.day(at), "clock": dates.clock(at), "version": totals.version}
    ]
    if snapshot is None:
        return [*made, _("Provisional: counted at that moment and not frozen.")]
    made.append(
        _("Frozen as revision %(number)s by %(name)s on %(day)s.")
        % {
            "number": snapshot.revision,
            "name": snapshot.frozen_by,
            "day": dates.day(snapshot.counted_at),
        }
    )
    if snapshot.signed_at:
        made.append(
            _("Signed by %(name)s on %(day)s.")
            % {"name": snapshot.signed_by, "day": dates.day(snapshot.signed_at)}
        )
    else:
        made.append(_("Not signed by a second person yet."))
    made.append(
        ngettext(
            "SHA-256 over figures and %(rows)s row: %(digest)s",
            "SHA-256 over figures and %(rows)s rows: %(digest)s",
            snapshot.rows_total,
        )
        % {"rows": wording.grouped(snapshot.rows_total), "digest": snapshot.digest}
    )
    return made


def _draw(document: Document, drawing: charts.Drawing) -> None:
    document.picture(
        charts.png(drawing), alternative=f"{drawing.title} {drawing.description}".strip()
    )


def _add_part(
    document: Document, totals: Totals, part: Part, dimensions: Sequence[Dimension]
) -> None:
    for rate in columns.rates(totals, part):
        if rate.percent is not None:
            document.paragraph(
                _("%(name)s: %(percent)s %% (%(numerator)s of %(denominator)s).")
                % {
                    "name": rate.name,
                    "percent": rate.percent,
                    "numerator": wording.grouped(rate.numerator),
                    "denominator": wording.grouped(rate.denominator),
                }
            )
    for dimension in dimensions:
        _add_table(document, totals, part, dimension)


def _add_table(document: Document, totals: Totals, part: Part, dimension: Dimension) -> None:
    table = tables.table(totals=totals, part=part, dimension=dimension)
    if not table.lines:
        return
    shown = [column for column in columns.columns(part, dimension) if column.of(table.total)]

    def texts(label: str, one: Figures) -> list[str]:
        return [label, *(f"{column.of(one):,.{column.decimals}f}" for column in shown)]

    rows = [texts(line.label, line.figures) for line in table.lines]
    document.table(
        caption=table.caption,
        headings=[table.heading, *(str(column.name) for column in shown)],
        rows=[*rows, texts(_("In all"), table.total)],
        total=True,
    )
