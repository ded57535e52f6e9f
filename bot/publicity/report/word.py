"""A document as a Word file, set as official papers are (GB/T 9704): A4, 仿宋 body, 黑体 headings.

The fonts are those of an office's computer; elsewhere Word takes what is nearest.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bot.publicity.report.document import Block, Code, Document, Heading, Paragraph, Picture, Table
from bot.text.xml import within

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.text.font import CT_RPr
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run

TITLE, BODY, CHAPTER, SECTION = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
CODE = "Consolas"
CELL = "表格文字"
# 二号, 三号, 小四 and 五号, in points.
SIZE_TITLE, SIZE_BODY, SIZE_CAPTION, SIZE_TABLE, SIZE_CODE = 22, 16, 12, 10.5, 8.5
_HEADINGS = {
    1: (CHAPTER, SIZE_BODY, 14),
    2: (SECTION, SIZE_BODY, 8),
    3: (CHAPTER, SIZE_TABLE, 8),
}
LONGEST_CENTRED = 8
LINE = 28
"""Points from line to line in the body."""


def render(document: Document) -> bytes:
    """The .docx file."""
    import docx

    word = docx.Document()
    _set_up(word, document)
    heading = _centred(word)
    _run(heading, document.office, TITLE, SIZE_TITLE).add_break()
    _run(heading, document.title, TITLE, SIZE_TITLE)
    _run(_centred(word), document.subtitle, SECTION, SIZE_CAPTION)
    for block in document.blocks:
        _add(word, block)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _set_up(word: WordDocument, document: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt

    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    margins = (Mm(37), Mm(26), Mm(35), Mm(28))  # top, right, bottom, left
    if document.landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        margins = (Mm(28), Mm(22), Mm(22), Mm(22))
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = margins
    _number_pages(page.footer.paragraphs[0])
    normal = word.styles["Normal"]
    normal.font.size = Pt(SIZE_BODY)
    core = word.core_properties
    core.title, core.language = within(f"{document.office}{document.title}"), "zh-CN"
    core.author = within(document.office)
    _set_font(normal.element.get_or_add_rPr(), BODY)
    cell = word.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.font.size = Pt(SIZE_TABLE)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1.5)


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            _heading(word, block)
        case Paragraph():
            _paragraph(word, block)
        case Table():
            _table(word, block)
        case Picture():
            _picture(word, block)
        case Code():
            _code(word, block)


def _heading(word: WordDocument, block: Heading) -> None:
    from docx.shared import Pt, RGBColor

    font, size, space = _HEADINGS[block.level]
    heading = word.add_heading(level=block.level)
    heading.paragraph_format.space_before = Pt(space)
    heading.paragraph_format.space_after = Pt(4)
    run = _run(heading, block.text, font, size)
    run.font.color.rgb = RGBColor(0, 0, 0)
    run.font.bold = False


def _paragraph(word: WordDocument, block: Paragraph) -> None:
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE_BODY)
    paragraph.paragraph_format.line_spacing = Pt(LINE)
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, block.text, BODY, SIZE_BODY)


def _table(word: WordDocument, block: Table) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    caption = _centred(word)
    caption.paragraph_format.space_before = Pt(8)
    caption.paragraph_format.space_after = Pt(2)
    caption.paragraph_format.keep_with_next = True
    _run(caption, block.caption, CHAPTER, SIZE_CAPTION)
    if not block.rows:
        _run(_centred(word), "（无）", BODY, SIZE_TABLE)
        return
    table = word.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = _widths(word, block)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    centred = [_is_narrow(block, number) for number in range(len(block.header))]
    for number, texts in enumerate((block.header, *block.rows)):
        row = table.add_row()
        is_header = number == 0
        for cell, text, width, is_centred in zip(row.cells, texts, widths, centred, strict=True):
            cell.width = width
            _fill(cell, text, CHAPTER if is_header else BODY, centred=is_header or is_centred)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_header:
            properties.append(OxmlElement("w:tblHeader"))  # on every page that the table goes over
    if block.source:
        for cell in table.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        source = word.add_paragraph()
        source.paragraph_format.space_before = Pt(2)
        _run(source, block.source, BODY, SIZE_TABLE)


def _picture(word: WordDocument, block: Picture) -> None:
    from docx.shared import Mm, Pt

    paragraph = _centred(word)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(8)
    shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Mm(155))
    shape._inline.docPr.set("descr", within(block.caption))
    _run(_centred(word), block.caption, CHAPTER, SIZE_CAPTION)


def _code(word: WordDocument, block: Code) -> None:
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.space_after = Pt(4)
    for number, line in enumerate(block.text.splitlines()):
        run = _run(paragraph, line, BODY, SIZE_CODE, latin=CODE)
        if number < block.text.count("\n"):
            run.add_break()


def _centred(word: WordDocument) -> WordParagraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _fill(cell: _Cell, text: str, font: str, *, centred: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = CELL
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    first, *others = text.split("\n")
    run = _run(paragraph, first, font, SIZE_TABLE)
    for line in others:
        run.add_break()
        run = _run(paragraph, line, font, SIZE_TABLE)


def _widths(word: WordDocument, block: Table) -> list[int]:
    """The columns' widths, to fill the page between its margins."""
    page = word.sections[0]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    return [int(room * share / sum(block.widths)) for share in block.widths]


def _is_narrow(block: Table, column: int) -> bool:
    """Numbers, dates and words stand in the middle of a column; sentences begin at its left."""
    return all(len(row[column]) <= LONGEST_CENTRED for row in block.rows)


def _run(paragraph: WordParagraph, text: str, font: str, size: float, *, latin: str = LATIN) -> Run:
    from docx.shared import Pt

    run = paragraph.add_run(within(text))
    run.font.size = Pt(size)
    _set_font(run._element.get_or_add_rPr(), font, latin)
    return run


def _set_font(properties: CT_RPr, font: str, latin: str = LATIN) -> None:
    """A run has a font for Chinese and one for the rest."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:ascii"), latin)
    fonts.set(qn("w:hAnsi"), latin)
    fonts.set(qn("w:eastAsia"), font)


def _number_pages(paragraph: WordParagraph) -> None:
    """— 3 —, filled in by Word."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", BODY, SIZE_CAPTION)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    _run(paragraph, " —", BODY, SIZE_CAPTION)
