"""What a machine can't find borne out in a draft or a notice: told to whoever writes it, and asked
of whoever lets it out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.knowledge.checking import Evidence, VerifiedFacts, proof
from bot.knowledge.checking.hints import conditions
from bot.knowledge.checking.hints.subject import Subject
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation, find_article
from bot.knowledge.statutes.register import Register
from bot.text import quantities

SHOWN = 8
"""Figures that are named one by one."""
_DAY = re.compile(r"(?:\d{4}\s*年\s*)?\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|\d{4}\s*年")
"""When something takes place: no figure of a law's."""
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


def of_entry(entry: Entry, library: Library, texts: Texts) -> tuple[str, ...]:
    """What of an entry stands in none of its articles, in words for staff."""
    evidence = Evidence(texts, VerifiedFacts())
    claims = proof.of_entry(entry)
    claims = replace(claims, words=(*claims.words, entry.note, entry.question))
    found = proof.doubts(claims, library.register, evidence)
    subject = Subject(entry, library, evidence)
    lost = conditions.lost(subject, (*subject.sentences, *entry.key_points))
    return (*_told(found), *_conditions(lost))


def of_words(
    words: str,
    basis: Sequence[Citation],
    figures: Mapping[str, str],
    library: Library,
    texts: Texts,
) -> Iterator[str]:
    """The same of running text, by the articles that it names itself and these."""
    undated = _DAY.sub("", words)
    register = library.register
    evidence = Evidence(texts, VerifiedFacts())
    named = tuple(_named(words, register))
    if unknown := register.find_unknown(words):
        yield f"名录里没有《{unknown}》"
    for citation in named:
        statute = register.statutes[citation.law]
        if citation.article and statute.knows(citation.article) is False:
            yield f"{citation.display}不存在"
    cited = tuple(dict.fromkeys((*named, *basis)))
    if not cited and not figures:
        if loose := _list(one.written for one in quantities.find(undated)):
            yield f"没有引用条文，无法核对数字：{loose}"
        return
    claims = proof.Claims(Path(), words, cited, figures, (undated,))
    yield from _told(proof.doubts(claims, register, evidence))
    subject = Subject(_as_entry(words, cited), library, evidence)
    yield from _conditions(conditions.lost(subject, subject.sentences))


def _named(words: str, register: Register) -> Iterator[Citation]:
    """The articles that running text names, also 第六十四条 behind another of the same law."""
    for sentence in _SENTENCE.findall(words):
        law = ""
        for part in re.split(r"[，、和及与至]", sentence):
            if found := register.find_citation(part):
                law = found.law
                yield found
            elif law and (more := find_article(part)) and more[1] == 0:
                yield Citation(law, more[0])


def known_by(doubts: Sequence[str]) -> str:
    """What a yes to these very doubts is known by; "" where there are none."""
    return hashlib.sha256("\n".join(doubts).encode()).hexdigest()[:8] if doubts else ""


def _told(found: proof.Doubts) -> Iterator[str]:
    for citation in found.missing:
        yield f"{citation.display}不在收录的全文里，请核对条号"
    for problem in found.problems:
        yield f"“数字”写的出处对不上：{problem.partition(':')[0]}"
    if figures := _list(found.figures):
        if found.unheld:
            laws = "、".join(f"《{law}》" for law in found.unheld)
            yield f"无法核对数字：{figures}（没有收录{laws}的全文）"
        else:
            yield f"{figures} 不在所引条文里"


def _conditions(lost: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    for sentence, step, condition in lost:
        yield f"“{step}”在条文里要先有“{condition}”，这句没有写：{sentence[:40]}"


def _as_entry(words: str, cited: tuple[Citation, ...]) -> Entry:
    """Running text as the checks of entries read it."""
    day = date.min
    return Entry("words", "", (), "", cited, words, reviewed=day, review_by=day)


def _list(figures: Iterable[str]) -> str:
    found = list(dict.fromkeys(figures))
    more = f" 等 {len(found)} 处" if len(found) > SHOWN else ""
    return "、".join(found[:SHOWN]) + more
