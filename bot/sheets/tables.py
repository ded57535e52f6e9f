"""Rows by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.files import write_atomically
from bot.sheets import commas
from bot.sheets.commas import Line
from bot.sheets.faults import BadSheet, of_lines

MOST_ROWS = 5_000
MOST_BYTES = 20_000_000
_EXCEL = (".xlsx", ".xlsm")
_ZIP, _OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
"""What a file begins with; its name may say otherwise."""

Row = tuple[int, Mapping[str, str]]
"""The line in the sheet, and its cells by column."""


class Rows(list[Row]):
    """The rows that aren't empty; `unread` are the columns with something in them that are not
    known, and so were left out."""

    unread: tuple[str, ...] = ()


def read(path: Path, *, needed: Sequence[str], known: Mapping[str, str]) -> Rows:
    """The rows that aren't empty; `known` gives each column's name by what it may be called.

    Raises:
        BadSheet
    """
    if path.is_dir():
        raise BadSheet(f"{path} 是文件夹，请写其中一个文件")
    if not path.is_file():
        raise BadSheet(f"没有文件 {path}")
    if path.stat().st_size > MOST_BYTES:
        raise BadSheet(f"文件太大，最多 {MOST_BYTES // 1_000_000} MB")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadSheet(f"{path} 读不了：{error.strerror}") from error
    rows = read_bytes(data, needed=needed, known=known)
    if len(rows) > MOST_ROWS:
        raise BadSheet(f"行数太多，一次最多 {MOST_ROWS} 行")
    if not rows:
        raise BadSheet("表里没有内容")
    return rows


def read_bytes(data: bytes, *, needed: Sequence[str], known: Mapping[str, str]) -> Rows:
    """The same of a file's content, which may have any number of rows.

    Raises:
        BadSheet
    """
    is_excel = data.startswith(_ZIP)
    lines = _lines(data)
    number, header = next(((n, cells) for n, cells in lines if any(cells)), (1, []))
    columns = [known.get(cell.strip(), "") for cell in header]
    if absent := [name for name in needed if name not in columns]:
        raise of_lines([(number, f"应是表头，缺这些列：{'、'.join(absent)}")])
    if twice := [name for name in columns if name and columns.count(name) > 1]:
        raise of_lines([(number, f"是表头，“{twice[0]}”有两列")])
    rows = Rows()
    unread: dict[str, None] = {}
    faults: list[tuple[int, str]] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if fault := _fault(header, cells, exact=not is_excel):
            faults.append((number, fault))
        unread |= {
            name.strip(): None
            for name, column, cell in zip(header, columns, cells, strict=False)
            if cell.strip() and not column
        }
        pairs = zip(columns, cells, strict=False)
        rows.append((number, {column: cell.strip() for column, cell in pairs if column}))
    if faults:
        raise of_lines(faults)
    rows.unread = tuple(unread)
    return rows


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """As Excel or CSV, by the path's ending.

    Raises:
        BadSheet: Excel would cut a cell.
    """
    if _is_excel(path.name):
        from bot.sheets import excel

        write_atomically(path, excel.write(header, rows))
    else:  # without the mark Excel reads it as GBK
        write_atomically(path, "\ufeff" + commas.as_csv(header, rows))


def _lines(data: bytes) -> Iterator[Line]:
    if data.startswith(_OLD_EXCEL):
        raise BadSheet("是旧式的 .xls，或者设了打开密码：请去掉密码，另存为 .xlsx 或 .csv")
    if data.startswith(_ZIP):
        from bot.sheets import excel

        return excel.lines(data)
    return commas.lines(data)


def _is_excel(name: str) -> bool:
    return name.lower().endswith(_EXCEL)


def _fault(header: Sequence[str], cells: Sequence[str], *, exact: bool) -> str:
    """What is wrong with the number of a row's cells; "" if nothing is. A line of a CSV file has as
    many as the header; empty ones more do no harm."""
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    unnamed = [
        cell for cell, name in zip(cells, header, strict=False) if cell.strip() and not name.strip()
    ]
    if beyond or unnamed:
        return f"“{(beyond or unnamed)[0][:20]}”在没有名字的列里"
    if exact and len(cells) < len(header):
        return f"只有 {len(cells)} 格，表头有 {len(header)} 列"
    return ""
