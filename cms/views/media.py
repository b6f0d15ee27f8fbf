"""Films, sounds and subtitles, in parts as a player asks for them, where no web server does it."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from portal.lib import ranges

# What `cms.forms.recordings` calls a file; nothing else is given out.
NAME = re.compile(r"[0-9a-f]{32}(?:_\w{1,20})?\.(?P<ending>mp4|vtt|mp3|m4a)", re.ASCII)
CONTENT_TYPES = {
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "vtt": "text/vtt; charset=utf-8",
}
CHUNK = 64 * 1024
KEPT_FOR = 30 * 24 * 3600


@require_safe
def send_recording(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """Answer with a file or with the part of it that is asked for."""
    found = NAME.fullmatch(name)
    path = Path(settings.MEDIA_ROOT) / folder / name
    if found is None or not path.is_file():
        raise Http404
    status = path.stat()
    size, changed = status.st_size, int(status.st_mtime)
    kind = CONTENT_TYPES[found["ending"]]
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is not None and changed <= since:
        return _kept(HttpResponse(status=304, content_type=kind), changed)
    try:
        part = ranges.part(request.headers.get("Range", ""), size=size)
    except ranges.NotSatisfiable:
        response = HttpResponse(status=416, content_type=kind)
        response["Content-Range"] = f"bytes */{size}"
        return response
    start, end = part or (0, size)
    response = StreamingHttpResponse(
        _read(path, start, end), status=206 if part else 200, content_type=kind
    )
    response["Content-Length"] = str(end - start)
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return _kept(response, changed)


def _kept(response: HttpResponseBase, changed: int) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end:
            chunk = file.read(min(CHUNK, end - start))
            if not chunk:
                return
            start += len(chunk)
            yield chunk
