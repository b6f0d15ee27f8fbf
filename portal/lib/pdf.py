"""HTML -> PDF, with a Chinese font that comes with the portal."""

import importlib.resources
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from portal.lib.refusals import Refusal

FAMILY = "Portal Sans"


class PdfUnavailable(Refusal):
    """The machine lacks the libraries that set type."""

    code = "pdf_unavailable"


def render(html: str) -> bytes:
    """Return a document as PDF.

    Nothing is fetched from the network or from the disk but the font; pictures stand in the
    document itself, as SVG or ``data:``. The same HTML gives the same pages.

    Args:
        html: a whole document; the family `FAMILY` is known in it.

    Raises:
        PdfUnavailable: when Pango or HarfBuzz is not installed on this machine.
    """
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _fetcher()
    face = weasyprint.CSS(string=_face(), font_config=fonts, url_fetcher=fetcher)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[face], font_config=fonts)


def style(name: str) -> str:
    """Return one of the portal's stylesheets, to stand in the document: nothing is fetched."""
    return Path(str(finders.find(name))).read_text(encoding="utf-8")


def _weasyprint() -> Any:
    # Imported here: the portal starts, and prints from the browser, without Pango.
    try:
        import weasyprint
        import weasyprint.text.fonts
        from weasyprint.text.ffi import harfbuzz_subset

        if harfbuzz_subset is None:
            # WeasyPrint then cuts the Chinese font to size in Python, which takes a minute.
            raise OSError("cannot load library 'libharfbuzz-subset'")
    except OSError as error:
        raise PdfUnavailable(
            _(
                "This server cannot make PDF files yet. Print the page from your browser, or "
                "ask the administrator to install Pango (libpango-1.0-0, libpangoft2-1.0-0 "
                "and libharfbuzz-subset0)."
            )
        ) from error
    return weasyprint


@cache
def _font_address() -> str:
    font = importlib.resources.files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"
    with importlib.resources.as_file(font) as path:
        return path.as_uri()


def _face() -> str:
    return f'@font-face {{ font-family: "{FAMILY}"; src: url("{_font_address()}"); }}'


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class OnlyOurFont(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url != _font_address() and not url.startswith("data:"):
                raise FatalURLFetchingError(url)
            return super().fetch(url, headers)

    return OnlyOurFont(allowed_protocols={"file", "data"})
