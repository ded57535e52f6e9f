import pytest

from bot.knowledge import checking
from tests.bot.conftest import TODAY
from tests.fakes import FAKES

DAY = "days/traffic-safety-day.md"
CITES = ("since: 2012", "since: 2012\ncites: [道路交通安全法 第九十二条]")


@pytest.fixture
def check(load, knowledge, texts):
    """Checks the folder with one day replaced; returns the faults and the warnings."""
    text = (FAKES / "knowledge" / DAY).read_text(encoding="utf-8")

    def check(*changes, evidence=None):
        changed = text
        for before, after in changes:
            assert before in changed
            changed = changed.replace(before, after)
        (knowledge / DAY).write_text(changed, encoding="utf-8")
        options = {"today": TODAY, "texts": texts, "evidence": evidence, "only": [knowledge / DAY]}
        found = checking.check(load(), **options)
        return tuple(
            [f"{f.line}: {f.message}" for f in rows] for rows in (found.faults, found.warnings)
        )

    return check


def test_a_clean_day_has_no_faults(check):
    assert check() == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("[chaozai-fakuan,", "[kouche,", "8: no entry kouche: correct or remove it"),
        ("电动自行车能不能", "[电动车](entry:ddc)能不能", "link to entry:ddc, which doesn't exist"),
        ("{bureau.hotline}", "{bureau.fax}", "unknown placeholder {bureau.fax}"),
        ("since: 2012", "cites: [道交法 第一条]", "unknown statute 道交法: write 道路交通安全法"),
        ("国务院2012年", "道路交通安全法第一百九十条，2012年", "第一百九十条 doesn't exist"),
        ("since: 2012", "law: 某法", "5: unknown statute 某法"),
        ("since: 2012", "text: x", "5: unknown key `text`"),
        ("led: 12月2日", f"led: {'慢' * 60}12月2日", "`led` has"),
    ],
)
def test_it_finds_each_fault_with_its_line(check, before, after, fault):
    faults, _ = check((before, after))
    assert any(fault in found for found in faults), faults


def test_a_figure_must_stand_in_a_cited_article_or_in_the_days_basis(check, evidence):
    said = ("由交警罚款", "由交警罚200元以上500元以下")
    assert check(CITES, said, evidence=evidence)[0] == []
    faults, _ = check(CITES, ("由交警罚款", "由交警罚300元"), evidence=evidence)
    assert any("300元 stands in none of the cited articles" in fault for fault in faults)
    faults, _ = check(CITES, ("- 货车不能超载。", "- 超载罚900元。"), evidence=evidence)
    assert any("900元 stands in none" in fault for fault in faults)


def test_a_notice_is_neither_too_short_nor_too_long_and_leads_somewhere(check):
    cut = "货车超载的，由交警罚款并扣车，直到违法状态消除；多出来的货要自己找车转运。"
    _, short = check((cut, ""))
    assert any("characters; 80 to 300 read best" in warning for warning in short)
    _, long = check(("多出来的货", "多出来的货" * 60))
    assert any("characters; 80 to 300 read best" in warning for warning in long)
    _, leading = check(("entries: [chaozai-fakuan, diandongche-dairen]\n", ""))
    assert any("the notice leads nowhere" in warning for warning in leading)


def test_an_anniversarys_date_is_the_registers(check):
    kind = ("kind: 宣传日", "kind: 施行纪念日\nlaw: 道路交通安全法")
    right = [("since: 2012", "since: 2004"), ("when: 12-02", "when: 05-01")]
    assert check(kind, *right)[0] == []
    faults, _ = check(kind)
    assert any("2012-12-02 isn't in the register: 2004-05-01 or 2003-10-28" in f for f in faults)


def test_a_law_that_is_out_of_force_should_have_no_day(check, knowledge):
    path = knowledge / "statutes.yaml"
    row = "\n某条例:\n  title: 某条例\n  status: amended-since\n  replaced_by: 道路交通安全法\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    _, warnings = check(("since: 2012", "since: 2012\ncites: [某条例 第一条]"))
    assert any("某条例 is replaced by 道路交通安全法" in warning for warning in warnings)
