import pytest

from bot.knowledge.items import Form
from bot.knowledge.statutes.citations import Article
from bot.knowledge.statutes.texts import LawText
from bot.staff.refusals import Refused
from bot.store.drafts import State
from bot.training.generating import propose

FINE = "经营者未取得许可，擅自从事货运经营的，由县级以上地方人民政府交通运输主管部门责令改正，"
LAW = LawText(
    "道路交通安全法",
    "道路交通安全法",
    None,
    None,
    {
        Article(1): "当事人要求听证的，应当在行政机关告知之后五日内向机关提出。",
        Article(2): "行政机关应当在举行听证的七日前通知当事人听证的时间和地点。",
        Article(3): "案件应当自立案之日起九十日内由机关作出处罚的决定。",
        Article(4): "前款规定的期限可以延长，但最长不得超过三十日。",
        Article(5): f"{FINE}处三千元以上一万元以下的罚款。",
        Article(6): "驾驶人未按规定检测车辆的，处一千元以上五千元以下的罚款，并责令改正。",
        Article(7): "违反规定擅自改装车辆的，处五千元以上二万元以下的罚款，并责令改正。",
        Article(8): "执法人员在检查的时候可以向当事人了解有关的情况和资料。",
        Article(9): "处罚决定书应当载明下列事项：\n\n（一）当事人的姓名；\n\n（二）违法的事实；\n\n"
        "（三）处罚的依据；\n\n（四）其他事项。",
        Article(
            10
        ): "有下列情形之一的，应当回避：\n\n（一）是当事人的亲属；\n\n（二）和案件有利害关系；\n\n"
        "（三）担任过证人。",
    },
)


def made(kind):
    return {str(one.citation.article): one for one in propose(LAW, frozenset([kind]))}


def test_a_period_has_others_of_its_unit_on_both_sides():
    found = made("期限和数额")
    seven = found["第二条"]
    assert (
        seven.stem
        == "依照《道路交通安全法》，行政机关应当在举行听证的（ ）前通知当事人听证的时间和地点。"
    )
    assert seven.right == ("七日",)
    assert seven.wrong == ("五日", "三十日", "九十日")
    assert "第四条" not in found  # it leans on what stands before


def test_a_fine_has_the_ranges_of_other_violations():
    found = made("罚款幅度")["第五条"]
    assert found.right == ("三千元以上一万元以下",)
    assert found.wrong == ("一千元以上五千元以下", "五千元以上二万元以下")


def test_an_authority_has_others_of_its_level_and_one_of_another():
    found = made("由谁")["第五条"]
    assert found.right == ("县级以上地方人民政府交通运输主管部门",)
    assert found.wrong[-1] == "设区的市级以上地方人民政府交通运输主管部门"
    assert found.doubts


def test_a_word_of_duty_is_asked_for_where_there_is_one_only():
    found = made("应当可以不得")
    assert found["第八条"].right == ("可以",)
    assert "第三条" in found


def test_a_list_is_mixed_with_its_neighbours():
    found = made("列举")["第九条"]
    assert found.form is Form.MULTIPLE
    assert found.right == ("当事人的姓名", "违法的事实", "处罚的依据")
    assert found.wrong == ("是当事人的亲属", "和案件有利害关系")


async def test_what_is_made_are_drafts_with_doubts_and_made_once(
    training, editor, settings, knowledge
):
    settings.statutes_dir.mkdir(parents=True)
    articles = "\n\n".join(f"**{number}** {text}" for number, text in LAW.articles.items())
    header = "---\ntitle: 道路交通安全法\nshort: 道路交通安全法\n---\n\n"
    (settings.statutes_dir / "法.md").write_text(header + articles + "\n", encoding="utf-8")
    await knowledge.reload()
    numbers = await training.proposing.propose(editor, "道路交通安全法")
    drafts = await training.editing.drafts(editor)
    assert [one.id for one in drafts] == numbers
    assert len(numbers) >= 8
    assert {one.state for one in drafts} == {State.DRAFT}
    assert any("执法的授权" in one.doubts or "综合执法" in one.doubts for one in drafts)
    assert await training.proposing.propose(editor, "道路交通安全法") == []
    sound = [one for one in drafts if not training.editing.read(one).faults]
    assert len(sound) >= len(drafts) - 1


async def test_without_a_text_nothing_is_made(training, editor):
    with pytest.raises(Refused, match="没有收录"):
        await training.proposing.propose(editor, "道路交通安全法")
