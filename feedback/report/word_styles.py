"""How does a Word report look? A4, a plain face that every machine has, tables of thin rules with heads that repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from feedback.foundations import languages

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_FACE: Final = "Arial"
_INK, _FAINT, _RULE = "0B0C0C", "484949", "B1B4B6"
_SIZES: Final = {"Normal": 11, "Title": 28, "Subtitle": 14, "Heading 1": 20, "Heading 2": 15, "Heading 3": 12}
_MARGIN: Final = 20  # millimetres
_RULES: Final = (("top", "nil", 0), ("left", "nil", 0), ("right", "nil", 0), ("insideV", "nil", 0),
                 ("insideH", "single", 4), ("bottom", "single", 4))  # fmt: skip


def set_up(word: Document, *, footer: str) -> None:
    """Give the document its paper, its styles, its language, and a foot with these words and the page's number."""
    from docx.shared import Mm, Pt, RGBColor

    paper = word.sections[0]
    paper.page_width, paper.page_height = Mm(210), Mm(297)
    paper.left_margin = paper.right_margin = paper.top_margin = paper.bottom_margin = Mm(_MARGIN)
    styles: Any = word.styles
    for name in (*_SIZES, "Caption", "Quote", "List Bullet"):
        style = styles[name]
        style.font.color.rgb = RGBColor.from_string(_FAINT if name == "Caption" else _INK)
        style.font.italic = False
        style.font.size = Pt(_SIZES.get(name, 10 if name == "Caption" else 11))
        _face(style.element)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].font.bold = True
    for name in ("Title", "Subtitle"):
        for ornament in styles[name].element.xpath(".//w:pBdr | ./w:rPr/w:spacing"):
            ornament.getparent().remove(ornament)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    styles["Heading 1"].paragraph_format.space_before = Pt(28)
    styles["Heading 2"].paragraph_format.space_before = Pt(18)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        styles[name].paragraph_format.space_after = Pt(8)
    quote = styles["Quote"].paragraph_format
    quote.left_indent, quote.space_after = Mm(6), Pt(10)
    for language in word.styles.element.xpath(".//w:lang"):
        language.set(_name("w:val"), languages.of_files())
    foot = paper.footer.paragraphs[0]
    before, after = _("Page %(number)s", number="\n").split("\n")
    foot.add_run(f"{footer} {before}").font.size = Pt(9)
    _page_number(foot)
    foot.add_run(after).font.size = Pt(9)


def as_data_table(table: Table, *, caption: str) -> None:
    """Give a table thin rules, a head that each page repeats, rows that no page parts, and its caption for readers."""
    properties = table._tbl.tblPr
    table.autofit = False
    borders = _element("w:tblBorders")
    for side, kind, eighths in _RULES:
        borders.append(_element(f"w:{side}", val=kind, sz=str(eighths), space="0", color=_RULE))
    properties.append(borders)
    for look in properties.xpath("./w:tblLook"):
        properties.remove(look)
    properties.append(_element("w:tblLook", val="00A0", firstRow="1", firstColumn="1", noHBand="1", noVBand="1"))
    properties.append(_element("w:tblCaption", val=caption))
    for number, row in enumerate(table.rows):
        kept = row._tr.get_or_add_trPr()
        kept.append(_element("w:cantSplit"))
        if not number:
            kept.append(_element("w:tblHeader"))


def in_a_cell(paragraph: Paragraph, *, faint: bool) -> None:
    """Set a cell's words smaller and closer than running text, fainter where there is no figure."""
    from docx.shared import Pt, RGBColor

    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    for run in paragraph.runs:
        run.font.size = Pt(10)
        if faint:
            run.font.color.rgb = RGBColor.from_string(_FAINT)


def as_gap(paragraph: Paragraph) -> None:
    """Make an empty paragraph, without which two tables would be one, a little space."""
    from docx.shared import Pt

    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(8)


def from_right(paragraph: Paragraph) -> None:
    """Let a paragraph run from right to left."""
    paragraph._p.get_or_add_pPr().append(_element("w:bidi"))


def _face(style: Any) -> None:
    """Name the face for every script, in place of the theme's."""
    faces = style.get_or_add_rPr().get_or_add_rFonts()
    for name in list(faces.attrib):
        del faces.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        faces.set(_name(f"w:{script}"), _FACE)


def _page_number(paragraph: Paragraph) -> None:
    from docx.shared import Pt

    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = _element("w:instrText")
            instruction.text = words
            run._r.append(instruction)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(_name(f"w:{name}"), value)
    return made


def _name(prefixed: str) -> str:
    from docx.oxml.ns import qn

    return qn(prefixed)
