"""The 成绩汇总表 of a paper in Excel, with a column for signatures, as units hand it in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.sheets.excel import without_formulas
from bot.text.dates import chinese_date
from bot.text.xml import within
from bot.training.records.years import KIND
from bot.training.results import Results, Standing

COLUMNS = ("序号", "姓名", "考试类别", "考试时间", "成绩", "等次", "备注", "签字")
_WIDTHS = (6, 12, 12, 16, 10, 10, 26, 16)
_LINE = Side(style="thin")


def write(results: Results, bureau: str, zone: ZoneInfo) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "成绩汇总表"
    _heading(sheet, results, bureau)
    first = sheet.max_row + 1
    sheet.append(COLUMNS)
    for row in _rows(results, zone):
        sheet.append(row)
    _ruled(sheet, first)
    sheet.append([results.summary])
    _joined(sheet, sheet.max_row)
    sheet.append(["制表人：　　　　　　　　审核人：　　　　　　　　日期：　　　年　　月　　日"])
    _joined(sheet, sheet.max_row)
    _for_print(sheet, first)
    without_formulas(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _heading(sheet: Worksheet, results: Results, bureau: str) -> None:
    sheet.append([within(f"{results.paper.title}成绩汇总表")])
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    needed = results.blueprint.passing
    full = results.blueprint.total
    sheet.append([f"单位：{within(bureau)}　　满分{full}分，{needed}%以上合格"])
    for row in (1, 2):
        _joined(sheet, row)


def _rows(results: Results, zone: ZoneInfo) -> Iterator[list[object]]:
    """By name, never by score."""
    for number, one in enumerate(results.standings, start=1):
        sat = chinese_date(one.sat_on.astimezone(zone).date()) if one.sat_on else ""
        yield [
            number,
            within(one.name),
            KIND,
            sat,
            one.best if one.best is not None else "",
            one.grade,
            f"免考：{within(one.exempt)}"
            if one.exempt
            else ""
            if one.best is not None
            else "未参加",
            "",
        ]


def _remark(one: Standing) -> str:
    if one.exempt:
        return f"免考：{one.exempt}"
    return "" if one.best is not None else "未参加"


def _ruled(sheet: Worksheet, first: int) -> None:
    rows = sheet.iter_rows(min_row=first, max_col=len(COLUMNS))
    for number, row in enumerate(rows, start=first):
        for cell in row:
            cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.row_dimensions[number].height = 24
    for cell in sheet[first]:
        cell.font = Font(bold=True)


def _joined(sheet: Worksheet, row: int) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
    sheet.row_dimensions[row].height = 28


def _for_print(sheet: Worksheet, first: int) -> None:
    for letter, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{first}:{first}"
