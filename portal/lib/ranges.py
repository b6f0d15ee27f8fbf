"""Which part of a file somebody asks for (RFC 9110, section 14): a player jumps that way."""

import re

_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


class NotSatisfiable(Exception):
    """The part asked for lies behind the end of the file."""


def part(header: str, *, size: int) -> tuple[int, int] | None:
    """Return the first byte wanted and the first one no longer wanted; None: the whole file.

    What is not one range of bytes is answered with the whole file, as the standard allows.

    Args:
        header: of the request, "" where there is none.
        size: of the file in bytes.

    Raises:
        NotSatisfiable: when the file ends before.
    """
    found = _ONE_RANGE.fullmatch(header.replace(" ", ""))
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise NotSatisfiable
        return size - length, size
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise NotSatisfiable
    return start, min(int(last) + 1, size) if last else size
