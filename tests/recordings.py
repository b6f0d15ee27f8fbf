"""Small files that are built like films and sounds."""

from django.core.files.uploadedfile import SimpleUploadedFile


def box(name, *inside):
    content = b"".join(inside)
    return (8 + len(content)).to_bytes(4, "big") + name.encode() + content


def track(handler, coding):
    stsd = box("stsd", bytes(4), (1).to_bytes(4, "big"), box(coding, bytes(8)))
    return box(
        "trak",
        box(
            "mdia",
            box("hdlr", bytes(8), handler.encode(), bytes(12)),
            box("minf", box("stbl", stsd)),
        ),
    )


def mp4(*tracks, seconds=205, wide=False):
    """Return an MP4 with these tracks, `(handler, coding)`, and a little data."""
    width = 8 if wide else 4
    times = bytes(2 * width) + (1000).to_bytes(4, "big") + (seconds * 1000).to_bytes(width, "big")
    head = box("mvhd", bytes([int(wide), 0, 0, 0]), times, bytes(80))
    found = [track(*one) for one in tracks or [("vide", "avc1"), ("soun", "mp4a")]]
    return box("ftyp", b"isom", bytes(4)) + box("moov", head, *found) + box("mdat", b"film" * 20)


def mp3(frames=77):
    """Return frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each, 26 ms."""
    return (
        b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + (b"\xff\xfb\x90\x00" + bytes(413)) * frames
    )


def upload(content, name="a.mp4"):
    return SimpleUploadedFile(name, content)
