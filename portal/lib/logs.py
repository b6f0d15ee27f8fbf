"""Log lines: JSON for machines, readable for people, and never a phone or identity number."""

import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from portal.lib.lines import printable

# Mobile numbers of mainland China, identity numbers of 18 digits (GB 11643) and of the old 15.
PERSONAL_NUMBERS = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?!\d)"
)

_PREPARE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def without_personal_numbers(logger: WrappedLogger, method: str, line: str) -> str:
    """Return a finished line with phone and identity numbers made unreadable."""
    return PERSONAL_NUMBERS.sub("***", line)


def _only_named(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop what Django attaches for its own handlers and nothing can print.

    Django's own lines name the address of a request, and addresses hold tokens of calendars and
    registrations: the route stands in its place, as in the line of `portal.requests`.
    """
    request = event.pop("request", None)
    event.pop("server_time", None)
    path = getattr(request, "path", "")
    text = str(event.get("event", ""))
    if len(path) > 1 and path in text:
        match = getattr(request, "resolver_match", None)
        text = text.replace(path, f"/{match.route}" if match else "/-")
    # What an address holds must not look like a line of its own.
    event["event"] = printable(text)
    return event


def formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter of every handler.

    Args:
        as_json: one JSON object a line, as collectors want it; otherwise columns.
    """
    clean: list[Processor] = [
        _only_named,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    ]
    render: list[Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # Without the values of variables: they would print people's names.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_PREPARE,
        processors=[*clean, *render, without_personal_numbers],  # type: ignore[list-item]
    )
