"""Tables that staff keep in Excel or CSV: rows by the names of their columns."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.files import write_atomically

MOST_ROWS = 5_000
MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
"""An Excel file is a ZIP: a small one may unpack to more than the memory holds."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at a cell's beginning; a ' before it says it is text."""

Row = tuple[int, Mapping[str, str]]
"""The line in the sheet, and its cells by column."""


class BadSheet(ValueError):
    """The file can't be read as a table; the message says why, in words for staff."""


def read(path: Path, *, needed: Sequence[str], known: Mapping[str, str]) -> list[Row]:
    """The rows that aren't empty; `known` gives each column's name by what it may be called.

    Raises:
        BadSheet
    """
    if not path.is_file():
        raise BadSheet(f"没有文件 {path}")
    if path.stat().st_size > MOST_BYTES:
        raise BadSheet(f"文件太大，最多 {MOST_BYTES // 1_000_000} MB")
    lines = _of_excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _of_csv(path)
    header: list[str] = []
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        if not header:
            header = [known.get(cell.strip(), "") for cell in cells]
            if absent := [name for name in needed if name not in header]:
                raise BadSheet(f"第 {number} 行应是表头，缺这些列：{'、'.join(absent)}")
            continue
        pairs = zip(header, cells, strict=False)
        rows.append((number, {name: cell.strip() for name, cell in pairs if name}))
        if len(rows) > MOST_ROWS:
            raise BadSheet(f"行数太多，一次最多 {MOST_ROWS} 行")
    if not rows:
        raise BadSheet("表里没有内容")
    return rows


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """As Excel or CSV, by the path's ending."""
    if path.suffix.lower() == ".csv":
        write_atomically(path, _as_csv(header, rows))
    else:
        write_atomically(path, _as_excel(header, rows))


def _of_excel(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise BadSheet("文件展开后太大")
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            for cells in sheet.iter_rows(values_only=True):
                yield ["" if cell is None else str(cell) for cell in cells]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, OSError) as error:
        raise BadSheet("打不开：请另存为 .xlsx 或 .csv") from error


def _of_csv(path: Path) -> Iterator[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what Excel writes on a Chinese Windows
        except UnicodeDecodeError as error:
            raise BadSheet("不是 UTF-8 也不是 GBK 编码的文字") from error
    try:
        for cells in csv.reader(io.StringIO(text, newline="")):
            yield [_without_guard(cell) for cell in cells]
    except csv.Error as error:
        raise BadSheet(f"不是 CSV：{error}") from error


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_guarded(str(cell)) for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()  # without the mark Excel reads it as GBK


def _as_excel(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(header))
    for row in rows:
        sheet.append([cell if isinstance(cell, int | float) else str(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":
                cell.data_type = "s"  # words that begin with = are no formula
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 32
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _without_guard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
