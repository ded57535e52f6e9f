import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from bot.staff.refusals import NotAllowed, Refused
from bot.training.records import printing, score_sheet
from tests.printing import needs_pango


@pytest.fixture
async def over(training, approve, sit, people, reviewer, clock):
    """A paper that is over: one passed, one failed, one is exempt, two stayed away."""
    paper = await approve()
    await sit(people["张敏"], paper, wrong=(1,))
    await sit(people["李雷"], paper, wrong=range(1, 15))
    await training.papers.exempt(reviewer, paper.id, "telegram:3", "长期病假")
    clock.now = paper.ends
    return paper


async def test_a_persons_year_has_what_each_paper_came_to(training, over, people, editor):
    mine = await training.years.mine(people["张敏"], 2026)
    assert [(one.title, one.score, one.said) for one in mine.lines] == [("十二月考试", 95, "优秀")]
    told = [await training.years.of(editor, f"telegram:{one}", 2026) for one in (2, 3, 7)]
    assert [one.lines[0].said for one in told] == ["不合格", "免考（长期病假）", "未参加"]
    assert (await training.years.mine(people["张敏"], 2025)).lines == ()
    with pytest.raises(NotAllowed):
        await training.years.of(people["李雷"], "telegram:1", 2026)


async def test_a_certificate_can_be_looked_up_by_its_number(training, over, people, editor):
    proof = await training.certifying.certify(people["张敏"], over.id)
    again = await training.certifying.certify(editor, over.id, "telegram:1")
    assert proof == again
    assert (proof.score, proof.full, proof.grade) == (95, 100, "优秀")
    assert await training.certifying.look_up(f" {proof.number.lower()} ") == proof
    assert await training.certifying.look_up("2026-0000000000") is None
    assert proof.name not in proof.masked
    with pytest.raises(Refused, match="没有合格成绩"):
        await training.certifying.certify(people["李雷"], over.id)
    with pytest.raises(NotAllowed):
        await training.certifying.certify(people["李雷"], over.id, "telegram:1")


async def test_no_certificate_before_the_paper_is_over(training, approve, sit, officer):
    paper = await approve()
    await sit(officer, paper)
    with pytest.raises(Refused, match="还没有全部结束"):
        await training.certifying.certify(officer, paper.id)


async def test_the_sheet_of_scores_has_everybody_and_room_to_sign(training, over, editor, settings):
    results = await training.results.of(editor, over.id)
    book = load_workbook(io.BytesIO(score_sheet.write(results, "某县交通运输局", settings.zone)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "十二月考试成绩汇总表"
    assert rows[2] == score_sheet.COLUMNS
    assert [row[1] for row in rows[3:8]] == [f"telegram:{one}" for one in (1, 2, 3, 7, 8)]
    assert rows[3][4:] == (95, "优秀", None, None)
    assert rows[5][6] == "免考：长期病假"
    assert rows[8][0] == "应考4 实考2 合格1 免考1 参考率50% 合格率50%"


async def test_no_title_or_name_is_a_formula_in_the_sheet_of_scores(
    training, over, editor, settings
):
    results = await training.results.of(editor, over.id)
    titled = replace(results, paper=replace(results.paper, title='=HYPERLINK("//a")\x0b考试'))
    content = score_sheet.write(titled, "某县交通运输局", settings.zone)
    cells = [cell for row in load_workbook(io.BytesIO(content)).active for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert cells[0].value.startswith("=HYPERLINK")


@needs_pango
async def test_certificate_and_record_are_printed_on_a_sheet_each(training, over, people):
    import pypdfium2

    proof = await training.certifying.certify(people["张敏"], over.id)
    pages = []
    for pdf in (
        printing.certificate(proof, "某县交通运输局", "https://pufa.example.gov.cn/certificate"),
        printing.year(await training.years.mine(people["张敏"], 2026), "某县交通运输局"),
    ):
        document = pypdfium2.PdfDocument(pdf)
        assert len(document) == 1
        pages.append(document[0].get_textpage().get_text_bounded())
        document.close()
    assert proof.number in pages[0]
    assert all("非行政执法资格证明" in one for one in pages)
