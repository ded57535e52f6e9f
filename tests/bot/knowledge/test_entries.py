from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frontmatter import FaultyFile
from bot.knowledge import entries
from bot.knowledge.statutes.citations import Article, Citation
from tests.bot.conftest import ENTRY

PATH = Path("knowledge/entries/货运超限/chaozai.md")


def faults(text, path=PATH):
    with pytest.raises(FaultyFile) as caught:
        entries.parse(text, path)
    return [str(fault) for fault in caught.value.faults]


def test_it_reads_an_entry():
    entry = entries.parse(ENTRY, PATH)
    assert entry.slug == "chaozai"
    assert entry.question == "货车超载怎么处罚？"
    assert entry.ask[0] == "超载罚多少钱"
    assert entry.basis == (Citation("道路交通安全法", Article(92)),)
    assert entry.review_by == date(2027, 6, 30)
    assert entry.short_answer == "超载由交警罚款，并扣车到违法状态消除。"


def test_every_fault_of_a_file_is_told_with_its_line():
    text = ENTRY.replace("topic: 货运超限\n", "topik: 货运超限\n").replace("2027-06-30", "明年")
    assert faults(text) == [
        f"{PATH}:4: unknown key `topik`: use also, ask, audience, basis, blocks, calculator, "
        "common, facets, figures, fingerprints, key_points, note, question, retired, "
        "review_by, reviewed, successor, topic",
        f"{PATH}:1: `topic` is missing: add a line `topic: …`",
        f"{PATH}:7: `review_by` must be a date: write 2026-11-23",
    ]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("---\nquestion", "question", "1: no front matter"),
        ("question: 货", "question: [货", "not valid YAML"),
        ("topic: 货运超限", "topic: 货运超限\ntopic: 客运", "5: `topic` stands twice"),
        ("第九十二条]", "第某条]", "5: not an article: '第某条' (write 第九十二条)"),
        ("basis: [", "retired: 9999-12-31\nbasis: [", "the year 9999 is a slip: 1900 to 2099"),
        ("basis: [", "figures: {期限: 0026-12-01}\nbasis: [", "the year 0026 is a slip"),
        ("basis: [", "? [一, 二]\n: 三\nbasis: [", "a key is a list or pairs: write one word"),
        ("ask: [", "ask: 一句话 # [", "3: `ask` must be a list of texts"),
        ("basis: [", "audience: [司机]\nbasis: [", "unknown audience 司机: use 公众 货运"),
        ("超载由交警罚款，并扣车到违法状态消除。", "", "there is no answer"),
    ],
)
def test_it_says_what_is_wrong_and_how_to_mend_it(before, after, message):
    assert any(message in fault for fault in faults(ENTRY.replace(before, after, 1)))


def test_more_than_four_articles_are_too_many():
    basis = ", ".join(f"道路交通安全法 第{n}条" for n in range(1, 6))
    text = ENTRY.replace("道路交通安全法 第九十二条", basis)
    assert faults(text) == [f"{PATH}:5: 5 articles: keep the best 4, the others go to `also`"]


def test_there_is_no_limit_to_what_it_rests_on_besides():
    also = ", ".join(f"道路交通安全法 第{n}条" for n in range(1, 9))
    entry = entries.parse(ENTRY.replace("reviewed:", f"also: [{also}]\nreviewed:"), PATH)
    assert len(entry.also) == 8
    assert entry.cited == entry.basis + entry.also


def test_an_article_is_either_shown_or_not():
    also = ENTRY.replace("reviewed:", "also: [道路交通安全法 第九十二条]\nreviewed:")
    assert faults(also) == [
        f"{PATH}:6: 道路交通安全法 第九十二条 already stands under `basis`: keep it in one of them"
    ]


def test_a_slug_must_fit_a_button():
    path = PATH.with_name("超载.md")
    assert faults(ENTRY, path) == [
        f"{path}:1: file name: use a-z, 0-9 and hyphens, at most 48 characters"
    ]


def test_an_unchanged_entry_stays_byte_for_byte():
    by_hand = ENTRY.replace("topic:", "topic:   ").replace("basis: [", "# 依据\nbasis: [ ")
    assert entries.render(entries.parse(by_hand, PATH)) == by_hand


def test_a_changed_entry_reads_back_as_it_was_meant():
    changed = replace(entries.parse(ENTRY, PATH), note="待核。", audience=("货运",))
    changed = replace(changed, also=(Citation("道路交通安全法", Article(91)),))
    again = entries.parse(entries.render(changed), PATH)
    assert again == changed


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30
)


@given(
    question=words,
    ask=st.lists(words, min_size=1, max_size=6),
    body=st.lists(words, min_size=1, max_size=4).map("\n\n".join),
    figures=st.dictionaries(words, words, max_size=2),
    note=st.just("") | words,
)
def test_entries_round_trip(question, ask, body, figures, note):
    entry = replace(
        entries.parse(ENTRY, PATH),
        question=question,
        ask=tuple(ask),
        body=body,
        figures=figures,
        note=note,
    )
    assert entries.parse(entries.render(entry), PATH) == entry


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "货运超限" / "chaozai.md"
    entry = entries.parse(ENTRY, PATH)
    entries.write(entry, path)
    entries.write(replace(entry, note="新说明"), path)
    assert "新说明" in path.read_text(encoding="utf-8")
    assert list(path.parent.iterdir()) == [path]
