"""Excel files. What one says of itself isn't believed: rows are counted before they are read."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import IO, cast
from xml.etree import ElementTree

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from bot.sheets.commas import Line
from bot.sheets.faults import BadSheet, of_lines
from bot.text import numerals, xml

MOST_UNPACKED = 200_000_000
"""An Excel file is a ZIP: a small one may unpack to more than the memory holds."""
LAST_ROW, LAST_COLUMN = 1_048_576, 200
LONGEST_CELL = 32_767
_MOST_EXACT = 10**15
"""From here on Excel keeps but the first fifteen digits of a number."""
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A character that XML can't hold, or Excel doesn't put in as it is."""
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, EOFError, OSError,
    LookupError, ValueError, TypeError, AttributeError, OverflowError, RuntimeError,
)  # fmt: skip
"""What openpyxl and what it rests on raise where a file isn't as it should be; both readers of XML
that it may use, a SyntaxError."""


def lines(data: bytes) -> Iterator[Line]:
    """The rows of the first sheet, each with its number.

    Raises:
        BadSheet
    """
    try:
        filled = _check(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            rows = _rows(book.worksheets[0])
            if others := [sheet.title for sheet in book.worksheets[1:] if _rows(sheet)]:
                raise BadSheet(f"只读第一张工作表，“{others[0]}”里也有内容：请并到第一张，或者删去")
        finally:
            book.close()
    except BadSheet:
        raise
    except _UNREADABLE as error:
        raise BadSheet("打不开：请另存为 .xlsx 或 .csv") from error
    if lost := sorted(filled - {number for number, _ in rows}):
        raise BadSheet(f"第 {lost[0]} 行读不出来：请另存为 .csv 再导入")
    yield from rows


def write(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Raises: BadSheet: a cell would be cut."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(header))
    for number, row in enumerate(rows, start=2):
        sheet.append([_cell(cell, number) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    without_formulas(sheet)
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 32
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def without_formulas(sheet: Worksheet) -> None:
    """Words that begin with = are words."""
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"


def _cell(cell: object, row: int) -> object:
    if isinstance(cell, int | float):
        return cell
    words = _ESCAPED.sub(r"_x005F_x\1_", xml.within(str(cell)))
    if len(words) > LONGEST_CELL:  # openpyxl would cut it, and say nothing
        told = f"有一格超过 {LONGEST_CELL} 字，Excel 放不下：请导出为 .csv"
        raise of_lines([(row, told)])
    return words


def _rows(sheet: Worksheet) -> list[Line]:
    cast(
        ReadOnlyWorksheet, sheet
    ).reset_dimensions()  # else rows beyond the size that the file states are left out
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    found = ((number, [_words(cell, number) for cell in cells]) for number, cells in rows)
    return [(number, cells) for number, cells in found if any(cells)]


def _words(cell: object, row: int) -> str:
    """A cell as it is typed: a date without its midnight, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell in _ERRORS:
            raise of_lines([(row, f"有一格是 Excel 的错误值 {cell}：请改好公式或内容")])
        return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), cell).replace("\r", "")
    if isinstance(cell, int | float) and abs(cell) >= _MOST_EXACT:
        raise of_lines([(row, "有一个数超过 15 位，Excel 记不全：请把那一列设成文本，重新填写")])
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _check(data: bytes) -> set[int]:
    """The numbers of the first sheet's rows with something in them; () where that isn't plain.

    Raises:
        BadSheet: it is too large, or a row or column lies where no sheet has one.
    """
    filled: list[set[int]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise BadSheet("文件展开后太大")
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    _refuse_entities(part)
            if "worksheets/" in name and name.endswith(".xml"):
                with archive.open(name) as part:
                    filled.append(_filled(part))
    return filled[0] if len(filled) == 1 else set()


def _refuse_entities(part: IO[bytes]) -> None:
    if xml.has_doctype(part):
        raise BadSheet("打不开：里面有 Excel 不会写的实体声明")


def _filled(part: IO[bytes]) -> set[int]:
    found: set[int] = set()
    row = column = 0
    for event, element in ElementTree.iterparse(part, ("start", "end")):  # noqa: S314 - see above
        name = element.tag.rpartition("}")[2]
        if event == "start" and name == "row":
            row, column = _row_number(element.get("r"), row), 0
        elif event == "end" and name == "c":
            column = _column_of(element.get("r"), row, column)
            if _holds(element, row):
                found.add(row)
            element.clear()
        elif event == "start" and name == "mergeCell":
            _refuse_merged(element.get("ref") or "", found)
    return found


def _row_number(written: str | None, before: int) -> int:
    """Rows are numbered upwards; one without a number follows the one before."""
    number = before + 1 if written is None else numerals.counted(written)
    if not before < number <= LAST_ROW:
        raise BadSheet(f"行号 {str(written)[:20]} 不对：请用 Excel 打开，另存为 .xlsx")
    return number


def _column_of(place: str | None, row: int, before: int) -> int:
    """Cells are named from left to right: of two with one name the first would be lost."""
    match = _PLACE.fullmatch(place) if place else None
    number = before + 1 if place is None else _column(match[1]) if match else 0
    if (match and int(match[2]) != row) or not before < number <= LAST_COLUMN:
        told = f"单元格 {str(place)[:20]} 的位置不对，或者列太多（最多 {LAST_COLUMN} 列）"
        raise BadSheet(told)
    return number


def _refuse_merged(ref: str, filled: Container[int]) -> None:
    """What is merged over several rows stands in the first of them alone."""
    first, _, last = ref.partition(":")
    ends = [_PLACE.fullmatch(place) for place in (first, last)]
    top, bottom = (int(end[2]) if end else 0 for end in ends)
    if top < bottom and bottom in filled:
        told = f"和第 {bottom} 行之间有合并的单元格：请取消合并，每一行都填上"
        raise of_lines([(top, told)])


def _holds(cell: ElementTree.Element, row: int) -> bool:
    """Whether something stands in it."""
    parts = {one.tag.rpartition("}")[2]: one for one in cell}
    if "f" in parts and not ("v" in parts and parts["v"].text):
        column = (cell.get("r") or "").rstrip("0123456789")
        where = f"第 {row} 行 {column} 列" if column else f"第 {row} 行"
        raise BadSheet(f"{where}的公式没有结果：请用 Excel 打开并保存一次")
    return any("".join(part.itertext()).strip() for name, part in parts.items() if name != "f")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
