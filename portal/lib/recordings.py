"""Uploaded films, sounds and subtitles: known by what is in them, not by their name.

A film is an MP4 (ISO/IEC 14496-12): boxes, each with its length and its four letters, one after
the other up to the last byte. A file that begins as a program, or has something put behind it, is
none. Nothing is decoded here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from portal.lib.refusals import Refusal

MOST_BYTES_OF_A_FILM = 200 * 1024 * 1024
MOST_BYTES_OF_A_SOUND = 30 * 1024 * 1024
MOST_BYTES_OF_SUBTITLES = 512 * 1024
# What every browser of the last years plays, and what many do not.
PLAYED = frozenset({"avc1", "avc3", "av01", "vp09"})
_OTHER_CODING = {"hvc1": "H.265", "hev1": "H.265", "dvh1": "Dolby Vision", "mp4v": "MPEG-4"}
_INSIDE = frozenset({"moov", "trak", "mdia", "minf", "stbl"})
_MOST_BOXES = 5000
_CHUNK = 1024 * 1024


class RecordingRefused(Refusal):
    """The file is no film, sound or subtitle that we take."""

    code = "recording_refused"


@dataclass(slots=True)
class _Found:
    """What the boxes of an MP4 say of it."""

    top: list[str] = field(default_factory=list)
    seconds: int = 0
    tracks: set[str] = field(default_factory=set)
    codings: set[str] = field(default_factory=set)
    boxes: int = 0


class _Broken(Exception):
    """The boxes do not fit into each other."""


def check_film(file: Any) -> int:
    """Return how many seconds a film lasts, after looking at how it is built.

    Args:
        file: an MP4 with pictures coded as H.264 (or AV1, VP9).

    Raises:
        RecordingRefused: too large, no MP4, without pictures, or coded as few browsers play it.
    """
    _refuse_large(file, MOST_BYTES_OF_A_FILM)
    found = _look_into(file)
    if found is None or "vide" not in found.tracks:
        raise RecordingRefused(
            _(
                "This is not an MP4 film, or a part of it is missing. "
                "Export the film as MP4 (H.264)."
            )
        )
    others = found.codings - PLAYED
    if not found.codings & PLAYED:
        name = next((_OTHER_CODING[one] for one in sorted(others) if one in _OTHER_CODING), "")
        raise RecordingRefused(
            _("The film is coded in a way (%(coding)s) that many phones do not play. Use H.264.")
            % {"coding": name or "?"}
        )
    return found.seconds


def check_sound(file: Any) -> tuple[str, int]:
    """Return the kind of a sound file, "mp3" or "m4a", and how many seconds it lasts.

    Raises:
        RecordingRefused: too large, or neither of the two.
    """
    _refuse_large(file, MOST_BYTES_OF_A_SOUND)
    found = _look_into(file)
    if found and "soun" in found.tracks and "vide" not in found.tracks:
        return "m4a", found.seconds
    seconds = _seconds_of_mp3(file)
    if seconds is None:
        raise RecordingRefused(
            _("This is not a sound file, or a part of it is missing. Send an MP3 or M4A file.")
        )
    return "mp3", seconds


def subtitles(file: Any) -> bytes:
    """Return subtitles as UTF-8 in the form browsers read (WebVTT); SubRip is rewritten.

    Raises:
        RecordingRefused: too large, no text, or without a single line that has its time.
    """
    _refuse_large(file, MOST_BYTES_OF_SUBTITLES)
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordingRefused(_("Save the subtitles as UTF-8 and send them again.")) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\0" in lines or "-->" not in lines:
        raise RecordingRefused(
            _("These are no subtitles: lines such as “00:01.000 --> 00:04.000” are missing.")
        )
    if not lines.startswith("WEBVTT"):
        rows = [row.replace(",", ".") if "-->" in row else row for row in lines.split("\n")]
        lines = "WEBVTT\n\n" + "\n".join(rows)
    return f"{lines}\n".encode()


def digest(file: Any) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    file.seek(0)
    made = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        made.update(chunk)
    file.seek(0)
    return made.hexdigest()


def _refuse_large(file: Any, most: int) -> None:
    if file.size > most:
        raise RecordingRefused(
            _("This file is larger than %(megabytes)s MB. Send a smaller one.")
            % {"megabytes": most // 1024 // 1024}
        )


def _look_into(file: Any) -> _Found | None:
    found = _Found()
    try:
        _walk(file, 0, file.size, found, top=True)
    except (_Broken, UnicodeDecodeError, IndexError):
        return None
    if not found.top or found.top[0] != "ftyp" or not {"moov", "mdat"} <= set(found.top):
        return None
    return found


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield name, first byte inside and first byte behind of each box between two places."""
    while start < end:
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            raise _Broken
        size, name, inside = int.from_bytes(head[:4], "big"), head[4:8].decode("ascii"), 8
        if size == 1:
            size, inside = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - start
        # Some names have a © or a space; none has less.
        if size < inside or start + size > end or not name.isprintable():
            raise _Broken
        yield name, start + inside, start + size
        start += size


def _walk(file: IO[bytes], start: int, end: int, found: _Found, *, top: bool = False) -> None:
    for name, inside, behind in _boxes(file, start, end):
        found.boxes += 1
        if found.boxes > _MOST_BOXES:
            raise _Broken
        if top:
            found.top.append(name)
        if name in _INSIDE:
            _walk(file, inside, behind, found)
        elif name in {"mvhd", "hdlr", "stsd"}:
            file.seek(inside)
            _note(name, file.read(min(behind - inside, 64)), found)


def _note(name: str, data: bytes, found: _Found) -> None:
    if name == "hdlr":
        found.tracks.add(data[8:12].decode("ascii"))
    elif name == "stsd":
        found.codings.add(data[12:16].decode("ascii"))
    else:
        # Version 1 has moments of eight bytes; behind them stand units a second, and their number.
        at, width = (20, 8) if data[0] == 1 else (12, 4)
        units = int.from_bytes(data[at : at + 4], "big")
        length = int.from_bytes(data[at + 4 : at + 4 + width], "big")
        found.seconds = round(length / units) if units else 0


_BITRATES = {  # kbit/s by version (1: MPEG-1) of layer III
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
# Silence of an encoder before the first frame, tags behind the last one.
_MOST_AROUND = 4096


def _seconds_of_mp3(file: Any) -> int | None:
    """Walk over the frames of an MP3; None where they do not follow each other to the end."""
    at = _behind_tag(file)
    seconds, frames = 0.0, 0
    while at + 4 <= file.size:
        file.seek(at)
        head = file.read(4)
        frame = _frame(head)
        if frame is None:
            break
        seconds += frame[1]
        at += frame[0]
        frames += 1
    complete = frames >= 3 and file.size - at <= _MOST_AROUND
    return round(seconds) if complete else None


def _behind_tag(file: Any) -> int:
    file.seek(0)
    head = file.read(10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(head: bytes) -> tuple[int, float] | None:
    """Return bytes and seconds of the frame that begins with these four bytes."""
    if head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # eleven set bits, layer III
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _RATES or not 0 < bitrate < 15 or rate == 3:
        return None
    samples = 1152 if version == 3 else 576
    hertz = _RATES[version][rate]
    kilobits = _BITRATES[1 if version == 3 else 2][bitrate]
    return samples * kilobits * 125 // hertz + (head[2] >> 1 & 1), samples / hertz
