import re
from dataclasses import replace
from datetime import date

import pytest

from bot import sheets
from bot.knowledge import items as item_files
from bot.sheets import BadSheet
from bot.staff.refusals import NotAllowed, Refused
from bot.store.drafts import State
from bot.training import gift, rows
from bot.training.exchange import DOUBTFUL, LEFT, SOUND
from tests.fakes.items import bank

TABLE = """\
题型,题干,选项A,选项B,选项C,选项D,答案,依据,解析,难度
单选题,依照《道路交通安全法》，超载由谁罚（ ）,公安,交通局,税务,法院,A,道路交通安全法92条,公安。,易
判断题,依照《道路交通安全法》，超载要扣车。,,,,,√,道路交通安全法第92条,扣车。,易
填空题,依照《道路交通安全法》，超载处（ ）元罚款。,,,,,50元,《道路交通安全法》第九十二条,罚款。,易
多选题,依照《道路交通安全法》，下列都对的有,甲,乙,丙,丁,"A、B、C、D",《道路交通安全法》第九十二条,都对。,易
简答题,谈谈认识,,,,,略,,,难
单选题,依照《道路交通安全法》，超载由谁罚（ ）,公安,交通局,税务,法院,A,道路交通安全法92条,公安。,易
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "题库.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


async def test_each_row_is_told_of_and_becomes_a_draft(training, table, editor, import_law):
    await import_law("超载的，处二百元罚款。")
    plan = await training.exchange.take_in(editor, table, dry_run=True)
    assert plan.drafts == ()
    assert [one.fate for one in plan.fates] == [SOUND, SOUND, DOUBTFUL, DOUBTFUL, LEFT, LEFT]
    doubts = [" ".join(one.doubts) for one in plan.fates]
    assert "50元" in doubts[2]
    assert "至少一个错误选项" in doubts[3]
    assert "题型" in doubts[4]
    assert "已有这道题" in doubts[5]
    plan = await training.exchange.take_in(editor, table)
    drafts = await training.editing.drafts(editor)
    assert [one.id for one in drafts] == list(plan.drafts)
    assert {one.state for one in drafts} == {State.DRAFT}
    assert drafts[0].slug == "dljtaqf-92-1"
    assert drafts[0].origin == "题库.csv 第2行"


FAULTY = """\
题型,题干,选项A,选项B,选项C,答案,依据,解析
单选题,依照《道路交通安全法》，超载处多少罚款（ ）,50元,200元,500元,A,道路交通安全法92条,罚款。
单选题,依照《道路交通安全法》，超载由谁罚（ ）,公安 key,交通局,税务,E,道路交通安全法92条,公安。
判断题,依照《道路交通安全法》，超载要扣车。,,,,也许,道路交通安全法92条,扣车。
单选题,依照《没有的法》，超载由谁罚（ ）,公安,交通局,税务,A,没有的法第1条,公安。
"""


async def test_what_is_wrong_is_told_in_the_words_of_the_sheet(
    training, editor, import_law, tmp_path
):
    await import_law("超载的，处二百元罚款。")
    path = tmp_path / "旧题.csv"
    path.write_text(FAULTY, encoding="utf-8")

    plan = await training.exchange.take_in(editor, path, dry_run=True)

    doubts = [" ".join(one.doubts) for one in plan.fates]
    assert "在“数字的出处”写明出处" in doubts[0]
    assert "“答案”里的 E 不是选项" in doubts[1]
    assert "没有写“依据”" in doubts[3]
    assert not [one for one in doubts if re.search("key|basis|figures|stem", one)]


async def test_an_old_key_can_not_be_submitted(training, table, editor, import_law):
    await import_law("超载的，处二百元罚款。")
    plan = await training.exchange.take_in(editor, table)
    with pytest.raises(Refused, match="50元"):
        await training.editing.submit(editor, plan.drafts[2], 1)


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".gift"])
async def test_what_goes_out_comes_in_again(training, editor, tmp_path, knowledge, ending):
    path = tmp_path / f"out{ending}"
    assert await training.exchange.give_out(editor, path) == len(bank())
    plan = await training.exchange.take_in(editor, path, dry_run=True)
    assert {one.fate for one in plan.fates} == {LEFT}
    assert len(plan.fates) == len(bank())
    assert {one.doubts for one in plan.fates} == {("题库或前面的行里已有这道题",)}


def in_a_table(found, path):
    sheets.write(path, rows.COLUMNS, map(rows.cells, found))
    return sheets.read(path, needed=rows.NEEDED, known=rows.KNOWN)


def in_gift(found, path):
    path.write_text(gift.render(found), encoding="utf-8")
    return list(gift.read(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize(
    ("ending", "carried", "lost"),
    [
        (".xlsx", in_a_table, {}),
        (".csv", in_a_table, {}),
        (".gift", in_gift, {"figures": {}, "entry": ""}),
    ],
)
def test_another_bureau_gets_each_shipped_item_as_it_was(
    tmp_path, shipped, ending, carried, lost, every
):
    ours = list(shipped.items.values())[::every]
    found = carried(ours, tmp_path / f"题库{ending}")
    changed = []
    for item, (_, row) in zip(ours, found, strict=True):
        written = rows.write(row, shipped, date(2026, 11, 30))
        theirs = item_files.parse(written.text, item.path)
        their_own = {"reviewed": theirs.reviewed, "review_by": theirs.review_by, "note": ""}
        if theirs != replace(item, **their_own, **lost, origin="", fingerprints={}):
            changed.append(item.slug)
    assert changed == []


async def test_an_option_too_many_and_letters_in_full_width(training, editor, import_law, tmp_path):
    await import_law("超载的，处二百元罚款。")
    letters = "ABCDEFG"
    header = ["题型", "题干", *(f"{letter}选项" for letter in letters), "答案", "依据", "解析"]
    stem = "依照《道路交通安全法》，超载由谁罚（ ）"
    offices = ["公安", "交通", "税务", "法院", "海关", "民政", "邮政"]
    seven = ["单选题", stem, *offices, "Ａ", "道路交通安全法92条", "公安。"]
    path = tmp_path / "七个选项.csv"
    path.write_text(f"{','.join(header)}\n{','.join(seven)}\n", encoding="utf-8")

    (one,) = (await training.exchange.take_in(editor, path, dry_run=True)).fates

    assert one.doubts[0] == "选项G：最多六个选项（A 到 F）：没有收“邮政”"
    assert not [doubt for doubt in one.doubts if "Ａ" in doubt]
    assert "key: A\n" in one.proposal.text


async def test_what_is_no_question_in_a_text_file_is_told_of(training, editor, tmp_path):
    path = tmp_path / "题.txt"
    path.write_text("超载由谁处罚？\nA. 公安\nB. 交通\nANSWER: A\n", encoding="utf-8")
    (one,) = (await training.exchange.take_in(editor, path, dry_run=True)).fates
    assert (one.row, one.fate) == (1, LEFT)
    assert "题型" in one.doubts[0]
    path.write_text("// 只有注释\n", encoding="utf-8")
    with pytest.raises(BadSheet, match="没有题目"):
        await training.exchange.take_in(editor, path, dry_run=True)


async def test_what_is_no_table_is_refused(training, editor, officer, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(BadSheet, match="题型"):
        await training.exchange.take_in(editor, path)
    with pytest.raises(NotAllowed):
        await training.exchange.take_in(officer, path)
    with pytest.raises(Refused, match="结尾"):
        await training.exchange.give_out(editor, tmp_path / "out.doc")


def test_gift_as_others_write_it_is_read():
    text = """\
// comment
$CATEGORY: 交通

::q1::行政处罚由谁作出\\: {=行政机关 #对 ~法院 ~检察院#错 ~公司}

超载违法。{TRUE}

可以采取的有 {~%50%警告 ~%50%罚款 ~%-100%判刑 ~%-100%拘役}

期限是{=5日}。

谈谈认识 {}
"""
    rows = [row for _, row in gift.read(text)]
    assert [row.get("题型") for row in rows] == ["单选", "判断", "多选", "填空", None]
    assert rows[0]["题干"] == "行政处罚由谁作出:"
    assert (rows[0]["选项A"], rows[0]["答案"]) == ("行政机关", "A")
    assert rows[2]["答案"] == "AB"
    assert (rows[3]["题干"], rows[3]["答案"]) == ("期限是（ ）。", "5日")
