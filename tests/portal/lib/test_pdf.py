"""PDF: Chinese text that can be copied out, and nothing fetched from anywhere."""

import sys

import pypdfium2
import pytest

from portal.lib import pdf

PAGE = (
    '<html lang="zh-Hans"><meta charset="utf-8"><title>海报</title>'
    '<style>body {{ font-family: "Portal Sans" }}</style>{body}</html>'
)


@pytest.mark.usefixtures("pango")
def test_render_sets_chinese_in_a_font_of_our_own():
    made = pdf.render(PAGE.format(body="<p>小微企业负责人初训</p>"))

    with pypdfium2.PdfDocument(made) as document:
        text = document[0].get_textpage().get_text_range()
        fonts = {item.get_font().get_base_name() for item in document[0].get_objects()}
    assert text.strip() == "小微企业负责人初训"
    assert [name.split("+")[-1] for name in fonts] == ["Portal-Sans"]


@pytest.mark.usefixtures("pango")
def test_render_takes_pictures_that_stand_in_the_document():
    picture = (
        '<img alt="" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">'
    )

    assert pdf.render(PAGE.format(body=picture)).startswith(b"%PDF")


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/a.png"])
def test_render_fetches_nothing_else(address):
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        pdf.render(PAGE.format(body=f'<img alt="" src="{address}">'))


def test_render_without_pango_says_what_to_install(monkeypatch):
    class NoPango:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])

    with pytest.raises(pdf.PdfUnavailable) as refusal:
        pdf.render(PAGE.format(body=""))

    assert refusal.value.code == "pdf_unavailable"
    assert "Pango" in str(refusal.value)


@pytest.mark.usefixtures("pango")
def test_render_without_the_library_that_cuts_fonts_says_so_at_once(monkeypatch):
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)

    with pytest.raises(pdf.PdfUnavailable, match="libharfbuzz-subset0"):
        pdf.render(PAGE.format(body=""))
