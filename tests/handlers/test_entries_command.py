"""`pufa entries`: staff's tables in and out, and the golden questions."""

import zipfile

import openpyxl
import pytest

from bot import sheets
from bot.sheets import BadSheet
from tests.handlers.test_cli import folder, pufa  # noqa: F401 - fixtures

HEADER = ["问题", "相似问法", "答案", "依据", "主题", "受众"]


def row(number, **changes):
    ways = ("几点开", "何时开门", "开门时间", "营业到几点", "关门吗")
    asked = [f"第{number}个车站{words}" for words in ways]
    cells = {
        "问题": f"第{number}号客运站营业时间是几点？",
        "相似问法": "\n".join(asked),
        "答案": f"第{number}号客运站每天营业。\n\n- 详情拨打{{bureau.hotline}}。",
        "依据": "道交法92条",
        "主题": "货运超限",
        "受众": "公众、客运",
    }
    return list((cells | changes).values())


@pytest.fixture
def excel(tmp_path):
    def excel(*rows, header=HEADER):
        book = openpyxl.Workbook()
        for cells in (header, *rows):
            book.active.append(cells)
        path = tmp_path / "entries.xlsx"
        book.save(path)
        return path

    return excel


def test_two_hundred_rows_become_drafts_in_one_go(pufa, excel, capsys):  # noqa: F811
    file = excel(*map(row, range(200)))
    dry = pufa("entries", "import", file, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "新条目 200，改条目 0，没有变化 0，有错 0" in dry.stdout
    assert "存成" not in dry.stdout
    done = pufa("entries", "import", file)
    assert "存成 200 个草稿：#1 到 #200" in done.stdout


def test_a_flawed_row_stops_all_and_is_told_in_plain_words(pufa, excel):  # noqa: F811
    flawed = row(2, 依据="民法典999条", 主题="别的")
    file = excel(row(1), flawed, row(1))
    done = pufa("entries", "import", file)
    assert done.exit_code == 1
    assert "第 3 行：没有主题“别的”，请用：" in done.stderr
    assert "第 3 行：看不懂依据“民法典999条”，法规名录里没有《民法典》" in done.stderr
    assert "第 4 行：和第 2 行有相同的问法" in done.stderr
    assert "存成" not in done.stdout
    again = pufa("entries", "import", file, "--skip-flawed")
    assert "存成 1 个草稿：#1 到 #1" in again.stdout
    third = pufa("entries", "import", file, "--dry-run")
    assert "第 2 行：已有草稿 #1 写的是同一个问题" in third.stderr


def test_what_was_exported_comes_back_unchanged(pufa, tmp_path):  # noqa: F811
    for name in ("all.xlsx", "all.csv"):
        file = tmp_path / name
        assert "6 个条目" in pufa("entries", "export", file).stdout
        assert "没有变化 6，有错 0" in pufa("entries", "import", file, "--dry-run").stdout


def test_articles_that_are_not_shown_go_out_and_come_back(pufa, tmp_path, folder, excel):  # noqa: F811
    entry = folder / "entries/货运超限/chaozai-fakuan.md"
    words = entry.read_text(encoding="utf-8")
    also = "also: [道路交通安全法 第九十一条, 道路交通安全法 第九十条]\nreviewed:"
    entry.write_text(words.replace("reviewed:", also), encoding="utf-8")
    file = tmp_path / "all.xlsx"
    pufa("entries", "export", file)
    assert "没有变化 6" in pufa("entries", "import", file, "--dry-run").stdout
    header, *rows = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    assert header[-1] == "其他依据"
    without = excel(*(cells[:-1] for cells in rows), header=header[:-1])
    assert "没有变化 6" in pufa("entries", "import", without, "--dry-run").stdout
    emptied = excel(*((*cells[:-1], "") for cells in rows), header=header)
    assert "改条目 1，没有变化 5" in pufa("entries", "import", emptied, "--dry-run").stdout


def test_a_changed_cell_is_a_draft_of_the_next_version(pufa, tmp_path):  # noqa: F811
    file = tmp_path / "all.csv"
    pufa("entries", "export", file)
    file.write_text(file.read_text("utf-8-sig").replace("卸下超出的货物", "卸货"), "gb18030")
    done = pufa("entries", "import", file)
    assert "改条目 1，没有变化 5" in done.stdout


def test_the_zip_holds_the_files_as_they_are(pufa, tmp_path, folder):  # noqa: F811
    file = tmp_path / "all.zip"
    pufa("entries", "export", file)
    with zipfile.ZipFile(file) as archive:
        name = "entries/货运超限/chaozai-fakuan.md"
        assert archive.read(name) == (folder / name).read_bytes()
        assert len(archive.namelist()) == 6


def test_another_ending_is_refused(pufa, tmp_path):  # noqa: F811
    assert "结尾" in pufa("entries", "export", tmp_path / "all.txt").stderr


def test_words_that_look_like_a_formula_stay_words(tmp_path):
    for name in ("table.xlsx", "table.csv"):
        path = tmp_path / name
        sheets.write(path, ["问题"], [["=1+1"], ["-5度能开车吗"]])
        rows = sheets.read(path, needed=["问题"], known={"问题": "问题"})
        assert [cells["问题"] for _, cells in rows] == ["=1+1", "-5度能开车吗"]
    assert "'=1+1" in (tmp_path / "table.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"\x00\x01"])
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "table.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadSheet):
        sheets.read(path, needed=["问题"], known={"问题": "问题"})


def test_golden_questions_from_excel_with_rank_score_and_reason(pufa, excel, tmp_path):  # noqa: F811
    good = ["货车超载怎么处罚", "货车超载怎么处罚？"]
    file = excel(good, ["运大件要什么证", "chaozai-fakuan"], header=["问题", "条目"])
    report = tmp_path / "report.xlsx"
    done = pufa("entries", "golden", "--import", file, "--report", report)
    assert done.exit_code == 1
    assert "2 个必答问题，1 个不在第一位" in done.stdout
    (header, worst, best) = openpyxl.load_workbook(report).active.iter_rows(values_only=True)
    assert header == ("问题", "条目", "名次", "把握", "第一位", "原因")
    assert worst[0] == "运大件要什么证"
    assert worst[4] == "运送大件货物要办什么手续？"
    assert best[2] == 1
    assert "直接回答" in best[5]


def test_golden_questions_of_unknown_entries_are_not_taken_in(pufa, excel):  # noqa: F811
    file = excel(["问", "没有的条目"], header=["问题", "条目"])
    done = pufa("entries", "golden", "--import", file)
    assert done.exit_code == 1
    assert "第 2 行：没有条目“没有的条目”" in done.stderr
    assert "0 个必答问题" in pufa("entries", "golden").stdout


def test_who_may_not_is_refused(pufa, excel):  # noqa: F811
    done = pufa(
        "entries", "import", excel(row(1)), "--as", "telegram:7",
        PUFA_STAFF="telegram:7:campaigner",
    )  # fmt: skip
    assert "导入条目需要“编辑”角色" in done.stderr
    assert done.exit_code == 1


def test_a_column_that_entries_do_not_have_is_told_of(pufa, excel):  # noqa: F811
    file = excel([*row(1), "请先问王科"], header=[*HEADER, "批注"])
    done = pufa("entries", "import", file, "--dry-run")
    assert "这些列没有用上，里面的内容没有导入：批注" in done.stderr
    assert "新条目 1" in done.stdout
