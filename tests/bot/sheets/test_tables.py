"""Rows in are rows told of, whatever the file says of itself."""

import csv
import datetime
import io
import random
import re
import time
import zipfile

import openpyxl
import pytest

from bot import sheets
from bot.sheets import BadSheet

COLUMNS = ("问题", "答案", "日期")
KNOWN = {name: name for name in COLUMNS}
HEADER = "问题,答案,日期\n"


def read(data):
    data = data.encode() if isinstance(data, str) else data
    return sheets.read_bytes(data, needed=COLUMNS, known=KNOWN)


@pytest.fixture
def excel():
    """An Excel file's bytes, its parts changed before they are packed."""

    def excel(*rows, change=lambda name, text: text, header=COLUMNS, more=()):
        book = openpyxl.Workbook()
        for cells in (header, *rows):
            book.active.append(cells)
        for row in more:
            book.create_sheet("另一张").append(row)
        plain, changed = io.BytesIO(), io.BytesIO()
        book.save(plain)
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name).decode()))
        return changed.getvalue()

    return excel


def in_sheet(pattern, put):
    return lambda name, text: re.sub(pattern, put, text) if "sheet1" in name else text


def test_the_size_that_a_sheet_states_is_not_believed(excel):
    change = in_sheet(r'<dimension ref="[^"]*"', '<dimension ref="A1:C2"')
    found = read(excel(*[(f"问{n}", "答", "") for n in range(50)], change=change))
    assert [cells["问题"] for _, cells in found] == [f"问{n}" for n in range(50)]


@pytest.mark.parametrize(
    ("pattern", "put", "message"),
    [
        (r'<row r="2"', '<row r="99999999999"', "行号 99999999999 不对"),
        (r'<row r="2"', '<row r="-1"', "行号 -1 不对"),
        (r'<row r="3"', '<row r="2"', "行号 2 不对"),
        (r'<c r="A2"', '<c r="ZZZ2"', "单元格 ZZZ2 的位置不对"),
        (r'<c r="A2"', '<c r="A7"', "单元格 A7 的位置不对"),
        (r"</sheetData>", "</sheet", "打不开"),
        (r"<worksheet", "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", "实体声明"),
        (r"<worksheet", f"<!--{' ' * 9000}--><!DOCTYPE a []><worksheet", "实体声明"),
    ],
)
def test_a_hostile_sheet_is_refused_at_once(excel, pattern, put, message):
    data = excel(("问", "答", ""), ("问二", "答", ""), change=in_sheet(pattern, put))
    begun = time.process_time()
    with pytest.raises(BadSheet, match=message):
        read(data)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("pattern", "put", "message"),
    [
        (r'<c r="A3"', '<c r="A2"', "单元格 A2 的位置不对"),
        (r'<c r="B2"', '<c r="A2"', "单元格 A2 的位置不对"),
        (r'<c r="A2"', '<c r="C2"', "单元格 B2 的位置不对"),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="B2:B3"/></mergeCells>', "合并"),
    ],
)
def test_a_cell_that_would_be_lost_is_told(excel, pattern, put, message):
    data = excel(("问", "答", ""), ("问二", "答", ""), change=in_sheet(pattern, put))
    with pytest.raises(BadSheet, match=message):
        read(data)


def test_a_heading_that_is_merged_within_its_row_is_no_fault(excel):
    put = '</sheetData><mergeCells><mergeCell ref="B2:C2"/></mergeCells>'
    assert len(read(excel(("问", "答", ""), change=in_sheet("</sheetData>", put)))) == 1


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("#N/A", "第 2 行：有一格是 Excel 的错误值 #N/A"),
        ("#REF!", "第 2 行：有一格是 Excel 的错误值"),
        (410101199001011234, "第 2 行：有一个数超过 15 位"),
        (1e22, "第 2 行：有一个数超过 15 位"),
    ],
)
def test_what_excel_has_lost_itself_is_told_with_its_line(excel, cell, message):
    with pytest.raises(BadSheet, match=message):
        read(excel(("问", cell, "")))


def test_signs_that_excel_writes_as_escapes_are_read_as_signs(excel):
    [(_, cells)] = read(excel(("QQ", "答", ""), change=in_sheet("QQ", "甲_x000D_\n乙_x0041_")))
    assert cells["问题"] == "甲\n乙A"


def test_words_that_look_like_escapes_come_back_as_they_were(tmp_path):
    sheets.write(tmp_path / "a.xlsx", COLUMNS, [["甲_x0041_乙", "答", ""]])
    [(_, cells)] = read((tmp_path / "a.xlsx").read_bytes())
    assert cells["问题"] == "甲_x0041_乙"


def test_columns_that_nobody_knows_are_told_where_something_stands_in_them(excel):
    header = (*COLUMNS, "备注", "空的")
    rows = read(excel(("问", "答", "", "别丢", ""), header=header))
    assert rows.unread == ("备注",)
    assert read("问题,答案,日期,备注\n问,答,,\n").unread == ()


@pytest.mark.parametrize("comma", ["\t", ";"])
def test_tabs_and_semicolons_stand_between_cells_as_well(comma):
    text = (HEADER + "问,答，a,\n").replace(",", comma)
    expected = [(2, {"问题": "问", "答案": "答，a", "日期": ""})]
    assert read(text) == expected
    assert read(text.encode("utf-16")) == expected


def test_blanks_before_a_quotation_mark_do_no_harm():
    [(_, cells)] = read(HEADER + '问, "答,案",\n')
    assert cells["答案"] == "答,案"


def test_a_formula_without_its_result_is_told_with_its_line_and_column(excel):
    with pytest.raises(BadSheet, match="第 2 行 B 列的公式没有结果"):
        read(excel(("问", "=A1", "")))


def test_a_second_sheet_with_rows_is_told_of(excel):
    assert len(read(excel(("问", "答", ""), more=[()]))) == 1
    with pytest.raises(BadSheet, match="“另一张”里也有内容"):
        read(excel(("问", "答", ""), more=[("问", "答")]))


def test_what_excel_makes_of_dates_and_numbers_is_read(excel):
    moment = datetime.datetime.fromisoformat("2026-01-05 08:30")
    day = moment.replace(hour=0, minute=0)
    found = read(excel(("问", 12.0, day), ("问", 1.5, moment)))
    assert [(cells["答案"], cells["日期"]) for _, cells in found] == [
        ("12", "2026-01-05"),
        ("1.5", "2026-01-05 08:30:00"),
    ]


def test_a_stray_quotation_mark_is_told_with_its_line():
    rows = [f"问{n},答,\n" for n in range(100)]
    rows[49] = '问49,"答,\n'
    with pytest.raises(BadSheet, match="第 51 行：引号没有配对"):
        read(HEADER + "".join(rows))


def test_two_of_them_that_fit_together_are_told_too():
    rows = [f"问{n},答,\n" for n in range(100)]
    rows[10], rows[60] = '问10,"答,\n', '问60,答",\n'
    with pytest.raises(BadSheet, match="第 12 行：引号里好像吞进了别的行"):
        read(HEADER + "".join(rows))


def test_cells_of_several_lines_are_no_fault():
    [(number, cells)] = read(HEADER + '问,"第一段，有逗号,。\n\n第二段",2026-01-05\n')
    assert (number, cells["答案"]) == (2, "第一段，有逗号,。\n\n第二段")


def test_wrong_numbers_of_cells_are_told_with_their_lines():
    with pytest.raises(BadSheet) as told:
        read(HEADER + "问,答,\n问,答\n问,答,,多\n问,答,,,\n")
    assert told.value.faults == (
        (3, "只有 2 格，表头有 3 列"),
        (4, "“多”在没有名字的列里"),
    )


def test_a_long_cell_is_told_with_its_line():
    with pytest.raises(BadSheet, match="第 3 行：引号没有配对，或者内容太长"):
        read(HEADER + "问,答,\n" + "问" * 200_000 + ",答,\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_that_windows_writes_is_read(encoding):
    assert read((HEADER + "问,答,\n").encode(encoding)) == [
        (2, {"问题": "问", "答案": "答", "日期": ""})
    ]


def test_an_old_excel_file_is_called_one():
    with pytest.raises(BadSheet, match=r"旧式的 \.xls"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def test_mutated_files_lose_no_row_without_a_word(excel):
    """Cut, flipped and doubled bytes: either the file is refused, or all its rows are there."""
    chance = random.Random(5)
    csv = (HEADER + "".join(f"问{n},答{n},\n" for n in range(30))).encode()
    for whole in (csv, excel(*[(f"问{n}", f"答{n}", "") for n in range(30)])):
        for _ in range(300):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 3)):
                data[chance.randrange(len(data))] = chance.choice(b'"\n,<>\x00A' + bytes([200]))
            try:
                rows = read(bytes(data))
            except BadSheet:
                continue
            lines = data.decode("utf-8", "replace").split("\n") if whole is csv else []
            filled = [line for line in lines[1:] if line.strip(",\r ")]
            assert len(rows) >= (len(filled) if whole is csv else 30)


def test_what_goes_out_is_no_formula(tmp_path):
    path = tmp_path / "a.csv"
    sheets.write(path, ["数"], [["=cmd|'/C calc'!A0"], ["+1-1"], ["@SUM(1)"], [-5], ["-100500"]])
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines == ["数", "'=cmd|'/C calc'!A0", "'+1-1", "'@SUM(1)", "-5", "-100500"]


@pytest.mark.parametrize(
    "words",
    ["＝1+1", "＋1", "－1+1", "＠SUM(1)", " =1+1", "　=1+1", "\n=1+1", "\ufeff=1+1", "\u200b=1"],
)
def test_nor_is_what_some_spreadsheets_read_as_one(tmp_path, words):
    path = tmp_path / "a.csv"
    sheets.write(path, COLUMNS, [[words, "答", ""]])
    (row,) = csv.reader(path.read_text("utf-8-sig").split("\n", 1)[1].splitlines(keepends=True))
    assert row[0] == f"'{words}"
    ((_, cells),) = read(path.read_bytes())
    assert cells["问题"] == words.strip()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_what_no_file_can_hold_is_left_out_and_the_rest_goes_out(tmp_path, name):
    path = tmp_path / name
    words = ["超载\x0b怎么罚", "a\x00b", "\ud800c", "d\ufffe", "e\x1bf"]
    sheets.write(path, COLUMNS, [[one, "答", ""] for one in words])
    read_back = [cells["问题"] for _, cells in read(path.read_bytes())]
    assert read_back == ["超载\n怎么罚", "ab", "c", "d", "ef"]


def test_words_that_a_cell_of_excel_would_cut_are_refused(tmp_path):
    rows = [["问", "答", ""], ["问", "字" * 32_768, ""]]
    with pytest.raises(BadSheet, match=r"第 3 行.*32767.*\.csv"):
        sheets.write(tmp_path / "a.xlsx", COLUMNS, rows)
    sheets.write(tmp_path / "a.csv", COLUMNS, rows)
