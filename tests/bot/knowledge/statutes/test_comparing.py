from datetime import date

from bot.knowledge.statutes import LawText
from bot.knowledge.statutes.citations import Article
from bot.knowledge.statutes.comparing import Change, compare


def law(*articles):
    numbered = {Article(n): text for n, text in enumerate(articles, start=1) if text}
    return LawText("甲法", "甲法", None, date(2026, 1, 1), numbered)


def changes(old, new):
    return [
        (d.change, d.before and d.before.number, d.after and d.after.number)
        for d in compare(old, new)
    ]


def test_the_same_text_has_no_differences():
    assert changes(law("第一件事应当这样做。"), law("第一件事，应当这样做")) == []


def test_it_tells_changed_added_and_dropped_articles():
    old = law("机动车上道路行驶应当登记。", "驾驶人应当系安全带。", "行人走人行道。")
    new = law(
        "机动车上道路行驶应当依法登记。", "驾驶人应当系安全带。", "", "无人驾驶航空器另行规定。"
    )
    assert changes(old, new) == [
        (Change.CHANGED, 1, 1),
        (Change.ADDED, None, 4),
        (Change.DROPPED, 3, None),
    ]


def test_an_article_put_in_between_renumbers_the_rest():
    old = law("机动车上道路行驶应当登记。", "驾驶人应当系安全带。")
    new = law("机动车上道路行驶应当登记。", "新设的一条与谁都不像。", "驾驶人应当系安全带。")
    assert changes(old, new) == [(Change.ADDED, None, 2), (Change.RENUMBERED, 2, 3)]


def test_it_shows_a_change_word_by_word():
    (difference,) = compare(law("处二百元罚款。"), law("处五百元罚款。"))
    assert list(difference.words()) == [(" ", "处"), ("-", "二"), ("+", "五"), (" ", "百元罚款。")]
