from dataclasses import replace
from datetime import date

import pytest

from bot.knowledge import checking
from bot.knowledge.library import review as reviewing
from bot.knowledge.statutes import Texts
from tests.bot.conftest import ENTRY, TODAY

CHAOZAI = "entries/货运超限/chaozai-fakuan.md"


@pytest.fixture
def check(load, knowledge, texts):
    """Checks the folder with one entry replaced; returns the faults' and warnings' messages."""

    def check(*changes, evidence=None, today=TODAY):
        text = ENTRY
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (knowledge / CHAOZAI).write_text(text, encoding="utf-8")
        found = checking.check(
            load(),
            today=today,
            texts=evidence.texts if evidence else texts,
            evidence=evidence,
            only=[knowledge / CHAOZAI],
        )
        return [f"{f.line}: {f.message}" for f in found.faults], found.warnings

    return check


def test_a_clean_entry_has_no_faults(check):
    assert check()[0] == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("道路交通安全法 第", "道路法 第", "5: unknown statute 道路法"),
        ("道路交通安全法 第", "道交法 第", "5: unknown statute 道交法: write 道路交通安全法"),
        ("reviewed", "also: [道路法 第九条]\nreviewed", "6: unknown statute 道路法"),
        ("第九十二条", "第一百二十五条", "《道路交通安全法》第一百二十五条 doesn't exist"),
        ("超载罚多少钱", "的士不打表一口价合法吗", "already stands in"),
        ("并扣车", "并[扣车](entry:kouche)", "link to entry:kouche, which doesn't exist"),
        ("reviewed", "blocks: [没有]\nreviewed", "6: no block 没有: use one of 处罚不服怎么办"),
        ("并扣车", "{bureau.fax}", "10: unknown placeholder {bureau.fax}"),
        ("topic: 货运超限", "topic: 客运", "4: topic 客运 isn't the folder's name"),
        (", 大货车拉多了怎么罚, 货车超载扣几分", "", "3: 3 ways to ask: add some, to 5 or more"),
    ],
)
def test_it_finds_each_fault_with_its_line(check, before, after, fault):
    faults, _ = check((before, after))
    assert any(fault in found for found in faults), faults


def test_an_overdue_review_only_warns(check):
    faults, warnings = check(today=date(2028, 1, 1))
    assert faults == []
    assert any("due for review since 2027-06-30" in w.message for w in warnings)


@pytest.mark.parametrize(
    ("need", "suits"),
    [
        ("道路交通安全法 第九十二条", True),
        ("道路交通安全法 第九十一条", False),
        ("道路交通安全法", True),
        ("公路安全保护条例", False),
        ("罚款", True),
        ("拘留", False),
        ("道路交通安全法 第九十一条, 罚款", True),
    ],
)
def test_a_block_warns_of_entries_that_it_does_not_suit(check, knowledge, need, suits):
    block = knowledge / "blocks/处罚不服怎么办.md"
    words = block.read_text(encoding="utf-8")
    block.write_text(words.replace("---\n", f"---\nneeds: [{need}]\n", 1), encoding="utf-8")
    faults, warnings = check(("reviewed", "blocks: [处罚不服怎么办]\nreviewed"))
    assert faults == []
    told = [one for one in warnings if "block 处罚不服怎么办 doesn't suit" in one.message]
    assert [one.line for one in told] == ([] if suits else [6])


def test_the_needs_of_a_block_must_be_a_list_of_known_articles(load, knowledge, texts):
    block = knowledge / "blocks/处罚不服怎么办.md"
    words = block.read_text(encoding="utf-8")
    for needs, message in (
        ("拘留", "`needs` must be a list of texts"),
        ("[道路法 第九条]", "unknown statute 道路法"),
    ):
        block.write_text(words.replace("---\n", f"---\nneeds: {needs}\n", 1), encoding="utf-8")
        found = checking.check(load(), today=TODAY, texts=texts).faults
        assert any(message in fault.message for fault in found), found


def test_a_figure_must_stand_in_a_cited_article(check, evidence):
    body = "超载由交警罚款"
    assert check((body, "罚200元以上500元以下"), evidence=evidence)[0] == []
    faults, _ = check((body, "罚300元"), evidence=evidence)
    assert faults[0].startswith("10: 300元 stands in none of the cited articles")


@pytest.mark.parametrize(
    "figure",
    [
        "半年",
        "三成",
        "双倍",
        "一倍",
        "两成",
        "过半",
        "一半",
        "三分之二",
        "万分之五",
        "八折",
        "三周",
    ],
)
def test_a_figure_in_words_must_stand_there_too(check, evidence, figure):
    faults, _ = check(("并扣车", f"并扣车{figure}"), evidence=evidence)
    assert faults[0].startswith(f"10: {figure} stands in none of the cited articles")


def test_a_figure_in_words_may_be_the_asker_s_own(check, evidence):
    figures = ("reviewed", "figures: {双倍: 问的人的说法}\nreviewed")
    assert check(("并扣车", "没有“双倍”的规定"), figures, evidence=evidence)[0] == []


def test_a_figure_may_name_the_article_that_bears_it(check, evidence):
    figures = ("reviewed", "figures: {30日: 道路交通安全法 第九十一条}\nreviewed")
    assert check(("并扣车", "扣车30日"), figures, evidence=evidence)[0] == []
    wrong = ("reviewed", "figures: {40日: 道路交通安全法 第九十一条}\nreviewed")
    faults, _ = check(("并扣车", "扣车40日"), wrong, evidence=evidence)
    assert any("《道路交通安全法》第九十一条 doesn't say so" in fault for fault in faults)


def test_an_article_that_is_not_shown_bears_figures_too(check, evidence):
    also = ("reviewed", "also: [道路交通安全法 第九十一条]\nreviewed")
    assert check(("并扣车", "扣车30日"), also, evidence=evidence)[0] == []
    absent = ("reviewed", "also: [道路交通安全法 第九十三条]\nreviewed")
    assert any(
        "第九十三条 isn't in the texts" in one for one in check(absent, evidence=evidence)[0]
    )


def test_only_facts_of_high_confidence_bear_a_figure(check, evidence):
    rule = "危险化学品安全管理条例"
    high = ("reviewed", f"figures: {{49吨: {rule} 第三条}}\nreviewed")
    medium = ("reviewed", f"figures: {{60吨: {rule} 第四条}}\nreviewed")
    assert check(("并扣车", "超过49吨"), high, evidence=evidence)[0] == []
    assert check(("并扣车", "超过60吨"), medium, evidence=evidence)[0] != []


def test_a_hotline_names_its_own_source(check, evidence):
    figures = ("reviewed", "figures: {12小时: 热线服务时间}\nreviewed")
    assert check(("并扣车", "热线12小时开通"), figures, evidence=evidence)[0] == []


def test_an_article_that_is_not_in_the_text_is_a_fault(check, evidence):
    faults, _ = check(("第九十二条", "第九十三条"), evidence=evidence)
    assert any("第九十三条 isn't in the texts" in fault for fault in faults)


def test_a_changed_article_puts_the_entry_up_for_review(load, evidence):
    library = load()
    entry = library.entries["chaozai-fakuan"]
    reviewed = replace(entry, fingerprints={"道路交通安全法 第九十二条": "000000000000"})
    changed = replace(library, entries={entry.slug: reviewed})
    found = checking.check(changed, today=TODAY, texts=evidence.texts)
    assert any("待复核" in warning.message for warning in found.warnings)


def test_a_changed_article_that_is_not_shown_does_so_too(read, load, evidence):
    entry = read(also=("reviewed", "also: [道路交通安全法 第九十一条]\nreviewed"))
    entry = reviewing.reviewed(entry, evidence.texts, TODAY)
    register = load().register
    assert set(entry.fingerprints) == {"道路交通安全法 第九十一条", "道路交通安全法 第九十二条"}
    assert reviewing.outdated_basis(entry, evidence.texts, register) == []
    held = evidence.texts.folder / "道交法.md"
    held.write_text(held.read_text(encoding="utf-8").replace("三十日", "六十日"), encoding="utf-8")
    newer = Texts(evidence.texts.folder, today=TODAY)
    assert reviewing.outdated_basis(entry, newer, register) == [entry.also[0]]


def test_a_review_without_a_laws_text_keeps_what_the_one_before_was_held_against(read, tmp_path):
    held = {"道路交通安全法 第九十二条": "0123456789ab"}
    entry = replace(read(), fingerprints=held | {"道路交通安全法 第一条": "00000000cafe"})
    without = Texts(tmp_path / "none", today=TODAY)
    assert reviewing.reviewed(entry, without, TODAY).fingerprints == held


def test_a_law_of_which_nothing_is_held_leaves_figures_open(check, evidence):
    by_an_unheld_law = ("道路交通安全法 第九十二条", "公路保护条例 第六十四条")
    figures = ("reviewed", "figures: {3万元: 公路保护条例 第六十四条}\nreviewed")
    faults, _ = check(by_an_unheld_law, figures, ("并扣车", "罚3万元、扣7天"), evidence=evidence)
    assert [fault for fault in faults if "unknown statute" not in fault] == []


def test_a_phrase_that_asks_for_a_passage_which_is_gone_only_warns(load, knowledge, texts):
    entry = (knowledge / CHAOZAI).read_text(encoding="utf-8")
    entry = entry.replace("- 怎么换证", "- **换证**：怎么换证")
    (knowledge / CHAOZAI).write_text(entry, encoding="utf-8")
    path = knowledge / "phrases" / "货运超限" / "chaozai-fakuan.txt"
    path.parent.mkdir(parents=True)
    path.write_text("拉多了罚多少\n证到期去哪换 @ 换证\n能分期吗 @ 分期\n", encoding="utf-8")
    found = checking.check(load(), today=TODAY, texts=texts)
    told = [(fault.line, fault.message) for fault in found.warnings if fault.path == path]
    assert told == [(3, "chaozai-fakuan has no passage “分期”: name one that it has, or none")]
