"""CSV, in and out. A quotation mark too many may swallow rows without a sign: it is looked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from bot.sheets.faults import BadSheet, of_lines
from bot.text import decoding, xml

_FORMULA = re.compile("[\\s\ufeff\u200b-\u200d]*[=+@＝＋－＠-]|[\t\r\n]")
"""What a spreadsheet takes for a formula at a cell's beginning, some after blanks or in full width;
a ' before it says it is text."""

Line = tuple[int, list[str]]
"""The number of the line on which a row begins, and its cells."""


def lines(data: bytes) -> Iterator[Line]:
    """Every row, with the line that it begins on.

    Raises:
        BadSheet: it is no text, or a quotation mark isn't closed where it should be.
    """
    try:
        text = decoding.decode(data)
    except UnicodeDecodeError as error:
        raise BadSheet("不是 UTF-8 也不是 GBK 编码的文字") from error
    text = text.lstrip("\ufeff")
    comma = _separator(text)
    reader = csv.reader(
        io.StringIO(text, newline=""), strict=True, delimiter=comma, skipinitialspace=True
    )
    begins, columns = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            ends = f"（读到第 {reader.line_num} 行为止）" if reader.line_num > begins else ""
            raise of_lines([(begins, f"引号没有配对，或者内容太长{ends}")]) from error
        columns = columns or len(cells)
        if swallowed := _swallowed(cells, columns, comma):
            raise of_lines([(begins, f"引号里好像吞进了别的行：“{swallowed[:30]}”")])
        yield begins, [_without_guard(cell) for cell in cells]
        begins = reader.line_num + 1


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """For a spreadsheet, with no cell that it would take for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([guarded(_clean(cell)) for cell in row] for row in rows)
    return file.getvalue()


def guarded(cell: object) -> object:
    """Words that a spreadsheet would take for a formula, with a ' before them; numbers stay."""
    is_formula = isinstance(cell, str) and _FORMULA.match(cell) and not _is_number(cell)
    return f"'{cell}" if is_formula else cell


def _clean(cell: object) -> object:
    return xml.within(cell) if isinstance(cell, str) else cell


def _is_number(cell: str) -> bool:
    return cell.startswith(("-", "+")) and cell[1:].replace(".", "", 1).isdecimal()


def _without_guard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _separator(text: str) -> str:
    """What stands between cells: a comma; tabs in Excel's Unicode text, semicolons where a comma is
    the decimal point."""
    header = text.lstrip().partition("\n")[0]
    return "," if "," in header else max("\t;,", key=header.count)


def _swallowed(cells: Sequence[str], columns: int, comma: str) -> str:
    """A line within a cell that has as many commas as a row."""
    inside = (line for cell in cells for line in cell.splitlines()[1:])
    return next((line for line in inside if columns > 2 and line.count(comma) >= columns - 1), "")
