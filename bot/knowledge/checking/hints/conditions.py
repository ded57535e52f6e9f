"""What the law says with a condition, and the answer without; days that are working days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.knowledge.checking.figures import figures_of
from bot.knowledge.checking.hints.subject import Remark, Subject, plain
from bot.knowledge.statutes import Texts
from bot.text import numerals, quantities

_CONDITION = re.compile(
    r"情节(?:特别)?严重|情节较重|情节恶劣|拒不(?:改正|停止|执行|补)|逾期(?:不|未)\w{1,4}|再次|造成(?:严重|重大)?(?:后果|损失|事故|损害)"
    r"|构成犯罪|经处罚"
)
_SAID = re.compile(
    r"严重|较重|重的|恶劣|拒不|拒绝|逾期|不改|再次|又|屡|造成|后果|犯罪|直至|甚至|两次|多次|二次|过期|到期|超期"
)
_HEAVY = re.compile(r"吊销|(?<!不)(?<!没有)拘留(?!折抵)")
_SPLIT = re.compile(r"(?<=[。；\n])")


def lost_condition(subject: Subject) -> Iterator[Remark]:
    """A sentence of the first paragraph or a key point with 吊销, 拘留 or a fine that the cited
    articles hold only after 情节严重, 拒不改正, 再次 and the like, while the sentence has no such
    word. Where one of them has it unconditionally it says nothing, even if that one is about
    something else."""
    for words, name, condition in lost(subject, subject.short_forms):
        yield Remark(words, f"{name} only follows “{condition}” in the cited articles")


def lost(subject: Subject, sentences: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Such a sentence, what weighs in it, and the condition that it lacks; once a sentence."""
    for words in sentences:
        text = plain(words)
        if _SAID.search(text):
            continue
        for step in _steps(text):
            conditions = [
                condition
                for article in subject.articles.values()
                for clause in _SPLIT.split(article)
                for condition in _conditions(clause, step)
            ]
            if conditions and all(conditions):
                name = step if isinstance(step, str) else f"{step[1]}{step[0]}"
                yield words, name, conditions[0]
                break


def _steps(text: str) -> Iterator[str | quantities.Key]:
    """What weighs: the words, and fines by their figures."""
    yield from (match[0] for match in _HEAVY.finditer(text))
    if "罚" in text:
        yield from (one.key for one in figures_of(text) if one.unit in ("元", "倍"))


def _conditions(clause: str, step: str | quantities.Key) -> Iterator[str]:
    """The condition before the step in a clause of an article; empty for none."""
    if isinstance(step, str):
        places = [clause.find(step)] if step in clause else []
    else:
        places = [one.start for one in figures_of(clause) if one.key == step][:1]
    for place in places:
        found = _CONDITION.search(clause, 0, place)
        yield found[0] if found else ""


_CLAUSE = re.compile(r"是指工作日|以工作日计算")
_QUOTED = re.compile(r"“([^”]{1,5})日”")
_WITHIN = re.compile(r"([一二三四五六七八九十]+)日以内期限")
_CALENDAR = re.compile(r"拘留|自然日|临牌|临时号牌|届满|听证")
_FIGURATIVE = re.compile(r"(?:第|最后|同|每|满)$")
_DAYS = frozenset((5, 10, 15, 20))


def working_days(subject: Subject) -> Iterator[Remark]:
    """N日 of a law that calls such terms working days in a clause of its own (行政处罚法
    第八十五条, 行政强制法 第六十九条 …), without 工作日 in the line. It takes a figure to be that
    law's where every cited article with the figure is of such a law."""
    if subject.evidence is None:
        return
    if re.search(r"(?:都|均|全)(?:按|是|为)?工作日", subject.answer):
        return
    terms = _terms(subject.evidence.texts)
    for words in (*subject.sentences, *subject.entry.key_points):
        text = plain(words)
        if "工作日" in _line_of(subject, words) or _CALENDAR.search(text):
            continue
        for figure in figures_of(text):
            if (
                figure.unit != "日"
                or figure.written == "一天"
                or _FIGURATIVE.search(text[: figure.start])
            ):
                continue
            laws = [
                citation
                for citation, article in subject.articles.items()
                if any(one.key == figure.key for one in figures_of(article))
            ]
            if laws and all(int(figure.value) in terms.get(one.law, ()) for one in laws):
                yield Remark(words, f"{figure.written} of {laws[0].display} are 工作日")
                break


def _line_of(subject: Subject, words: str) -> str:
    return next((line for line in subject.lines if words in line), words)


@lru_cache(maxsize=4)
def _terms(texts: Texts) -> Mapping[str, frozenset[int]]:
    """Which numbers of days are working days in each law that says so."""
    found: dict[str, frozenset[int]] = {}
    for citation, text in texts.all_articles():
        for paragraph in text.split("\n\n"):
            if not _CLAUSE.search(paragraph) or "本" not in paragraph:
                continue
            if (
                "复议期间" in paragraph
                or "行政许可的期限" in paragraph
                or _QUOTED.search(paragraph)
            ):
                days = {int(numerals.parse(one)) for one in _QUOTED.findall(paragraph)}
                days = days or set(_DAYS)
            elif within := _WITHIN.search(paragraph):
                days = set(range(1, int(numerals.parse(within[1])) + 1))
            else:
                continue
            found[citation.law] = found.get(citation.law, frozenset()) | days
    return found
