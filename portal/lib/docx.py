"""Word documents with Chinese fonts: headings, sentences, tables, pictures, page numbers."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.lib.xml import without_unknown

# Fonts every Chinese office has; a machine without them substitutes its own.
HEADING_FONT = "黑体"
BODY_FONT = "宋体"
LATIN_FONT = "Times New Roman"
# Between the margins, in centimetres.
TEXT_WIDTH = 15.8
# The first column is broken after so many Latin letters, or half as many Chinese characters.
LONGEST_FIRST = 14
# A table of up to so many rows is not parted by the end of a page.
ROWS_KEPT_TOGETHER = 16
INK = RGBColor(0x14, 0x21, 0x1B)


class Document:
    """A document of A4 pages, built from top to bottom.

    Args:
        title: in large letters on the first page, and in the file's properties.
        made_at: written into the properties, so that the same report is the same file.
    """

    def __init__(self, *, title: str, made_at: datetime) -> None:
        self._document = docx.Document()
        title = without_unknown(title)
        properties = self._document.core_properties
        properties.title, properties.author = title, ""
        properties.created = properties.modified = made_at.replace(tzinfo=None)
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.6)
        section.top_margin = section.bottom_margin = Cm(2.5)
        self._style("Normal", BODY_FONT, 12)
        self._style("Title", HEADING_FONT, 16)
        self._style("Heading 1", HEADING_FONT, 15)
        self._style("Heading 2", HEADING_FONT, 12.5)
        self._number_pages(section.footer.paragraphs[0])
        heading = self._document.add_paragraph(title, style="Title")
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading of level 1 or 2."""
        self._document.add_heading(without_unknown(text), level)

    def paragraph(self, text: str, *, indented: bool = True, small: bool = False) -> None:
        """Add a paragraph, its first line set in by two characters as in official letters."""
        paragraph = self._document.add_paragraph()
        run = paragraph.add_run(without_unknown(text))
        if small:
            run.font.size = Pt(9)
        elif indented:
            paragraph.paragraph_format.first_line_indent = Pt(24)
        paragraph.paragraph_format.line_spacing = 1.5
        paragraph.paragraph_format.space_after = Pt(6)

    def table(
        self, *, caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]], total: bool
    ) -> None:
        """Add a table; its headings repeat on every page.

        Args:
            caption: above the table.
            headings: the first row.
            rows: texts; all but the first column are set to the right.
            total: whether the last row is the sum and set in bold.
        """
        title = self._document.add_paragraph()
        title.paragraph_format.keep_with_next = True
        title.paragraph_format.space_before = Pt(8)
        _bold(title.add_run(without_unknown(caption)))
        table = self._document.add_table(rows=len(rows) + 1, cols=len(headings))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        look.addprevious(_narrow_margins())
        widths = [Cm(width) for width in column_widths(headings, rows)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        made = list(table.rows)
        made[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for n, (row, texts) in enumerate(zip(made, (headings, *rows), strict=True)):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            last = n == len(rows)
            self._fill(
                row.cells,
                texts,
                widths,
                bold=n == 0 or (total and last),
                kept=len(rows) <= ROWS_KEPT_TOGETHER and not last,
            )
        for cell in made[0].cells:
            _shade(cell, "E9F4EE")

    def picture(self, png: bytes, *, alternative: str) -> None:
        """Add a picture across the page, with a text for those who do not see it."""
        shape = self._document.add_picture(BytesIO(png), width=Cm(TEXT_WIDTH))
        shape._inline.docPr.set("descr", without_unknown(alternative))
        self._document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def to_bytes(self) -> bytes:
        """Return the file."""
        result = BytesIO()
        self._document.save(result)
        return result.getvalue()

    def _style(self, name: str, font: str, size: float) -> None:
        style = self._document.styles[name]
        style.font.name, style.font.size = LATIN_FONT, Pt(size)
        style.font.color.rgb = INK
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        # Word takes Chinese characters from the East Asian font, whatever the Latin one is.
        fonts.set(qn("w:eastAsia"), font)
        fonts.set(qn("w:ascii"), LATIN_FONT)
        fonts.set(qn("w:hAnsi"), LATIN_FONT)

    def _fill(
        self,
        cells: Sequence,
        texts: Sequence[str],
        widths: Sequence[Cm],
        *,
        bold: bool,
        kept: bool,
    ) -> None:
        for n, (cell, text, width) in enumerate(zip(cells, texts, widths, strict=True)):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            form = paragraph.paragraph_format
            form.space_before = form.space_after = Pt(2)
            form.line_spacing = 1.0
            form.keep_with_next = kept
            run = paragraph.add_run(without_unknown(text))
            run.font.size = Pt(9)
            if bold:
                _bold(run)
            if n:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _number_pages(self, paragraph: Paragraph) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            if kind:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = OxmlElement("w:instrText")
                element.text = text
            run._r.append(element)


def column_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return the widths of columns in centimetres, so that no number is broken.

    A heading may stand on two lines, the texts of the first column as well.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(headings)
    wanted = []
    for n, heading in enumerate(headings):
        longest = max(map(_breadth, columns[n]), default=0)
        if n == 0:
            longest = min(longest, LONGEST_FIRST)
        wanted.append(max(longest, _breadth(heading) / 2, 4) + 1)
    return [round(TEXT_WIDTH * one / sum(wanted), 2) for one in wanted]


def _breadth(text: str) -> int:
    """Return how broad a text is in Latin letters; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _narrow_margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "50")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    return margins


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _bold(run: Run) -> None:
    run.font.bold = True
