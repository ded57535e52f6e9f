"""What a campaign says, wherever it is shown: gathered once, for every surface."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge.entries import Entry
from bot.knowledge.library import Bureau, Library
from bot.knowledge.statutes.citations import Article, Citation
from bot.publicity import days
from bot.publicity.days import Occurrence
from bot.publicity.surfaces import prose
from bot.store.campaigns import ButtonKind, Campaign, Notice, State

POINTS = 3
LONGEST_QUESTION = 26
LONGEST_FACT = 42
LONGEST_POINT = 70
"""Characters; longer ones nobody reads in passing."""
CITATIONS = 5
CLEARED = frozenset({State.APPROVED, State.SCHEDULED, State.SENDING, State.PAUSED, State.DONE})
"""States whose words a second person has approved."""
_LABEL = re.compile(r"(.{2,14}?)：(.+)", re.DOTALL)
_REPEATED = 0.6
"""Share of a point's pairs of characters that the fact has already said."""


@dataclass(frozen=True, slots=True)
class Material:
    """The words. `fact` is the one thing to take home; `is_sample` says that nobody has approved
    them yet, `is_edited` that the message was changed after the day's other words were written."""

    campaign_id: int
    title: str
    body: str
    when: str
    occasion: str
    headline: str
    fact: str
    points: tuple[str, ...]
    basis: tuple[str, ...]
    led: str
    bus: str
    questions: tuple[Entry, ...]
    bureau: Bureau
    is_sample: bool
    is_edited: bool


@dataclass(frozen=True, slots=True)
class _Words:
    headline: str
    led: str
    bus: str
    body: str
    fact: str
    points: tuple[str, ...]
    questions: tuple[Entry, ...]
    citations: tuple[Citation, ...]


def gather(campaign: Campaign, library: Library, today: date) -> Material:
    """The words of a publicity day's file where the campaign is for one, else the notice's own."""
    occurrence = days.find(library, campaign.day, today) if campaign.day else None
    words = _of_day(occurrence, library) if occurrence else _of_notice(campaign.notice, library)
    return Material(
        campaign_id=campaign.id,
        title=campaign.notice.title,
        body=library.fill(campaign.notice.body),
        when=occurrence.when if occurrence else "",
        occasion=occurrence.title if occurrence else "",
        headline=words.headline,
        fact=words.fact,
        points=tuple(_not_said(words.points, words.fact))[:POINTS],
        basis=grouped(words.citations[:CITATIONS]),
        led=words.led,
        bus=words.bus,
        questions=words.questions,
        bureau=library.bureau,
        is_sample=campaign.state not in CLEARED,
        is_edited=bool(occurrence) and library.fill(campaign.notice.body) != words.body,
    )


def _of_day(occurrence: Occurrence, library: Library) -> _Words:
    """A publicity day's file has words for each surface."""
    notice = days.notice(library, occurrence)
    questions = _known(notice.entries, library)
    headline, fact, points = (
        notice.headline,
        _without_label(notice.bus, notice.title),
        notice.points,
    )
    if headline == notice.title:  # a law's anniversary: what the law says helps more
        headline, fact, points = _asked(questions, library) or (headline, "", points)
    return _Words(
        headline=headline,
        led=notice.led,
        bus=notice.bus,
        body=notice.body,
        fact=fact,
        points=points,
        questions=questions,
        citations=occurrence.day.cites or _basis(questions),
    )


def _of_notice(notice: Notice, library: Library) -> _Words:
    """A notice that stands for itself: its first short sentence, and its list or its sentences."""
    body = library.fill(notice.body)
    found = prose.paragraphs(body)
    spoken = [s for p in found if not p.is_item for s in prose.sentences(p.text)]
    short = (s.rstrip("。；") for s in spoken if len(s) <= LONGEST_FACT)
    items = [paragraph.text for paragraph in found if paragraph.is_item]
    targets = [button.target for button in notice.buttons if button.kind is ButtonKind.ENTRY]
    questions = _known(targets, library)
    cases = [
        library.cases[button.target]
        for button in notice.buttons
        if button.kind is ButtonKind.CASE and button.target in library.cases
    ]
    return _Words(
        headline=notice.title,
        led=notice.title,
        bus=notice.title,
        body=body,
        fact=next((s for s in short if s != notice.title), ""),
        points=tuple(point for point in (items or spoken) if len(point) <= LONGEST_POINT),
        questions=questions,
        citations=tuple(dict.fromkeys([*_basis(questions), *(one.basis[0] for one in cases)])),
    )


def grouped(citations: Iterable[Citation]) -> tuple[str, ...]:
    """《道路交通安全法》第四十七条、第七十条: a line for each law."""
    laws: dict[str, list[Article]] = {}
    for citation in citations:
        articles = laws.setdefault(citation.law, [])
        if citation.article and citation.article not in articles:
            articles.append(citation.article)
    return tuple(f"《{law}》{'、'.join(map(str, found))}" for law, found in laws.items())


def _known(slugs: Iterable[str], library: Library) -> tuple[Entry, ...]:
    return tuple(library.entries[slug] for slug in slugs if slug in library.entries)


def _basis(entries: Iterable[Entry]) -> tuple[Citation, ...]:
    """The best article of each."""
    return tuple(dict.fromkeys(entry.basis[0] for entry in entries))


def _asked(entries: Iterable[Entry], library: Library) -> tuple[str, str, tuple[str, ...]] | None:
    """A question that people ask, and its short answer: the first point by itself, and the others.
    None where they are all too long for a wall."""
    for entry in entries:
        answer = "".join(p.text for p in prose.paragraphs(library.fill(entry.short_answer)))
        first, *others = entry.key_points or prose.sentences(answer)
        is_short = len(entry.question) <= LONGEST_QUESTION and len(first) <= LONGEST_FACT
        if is_short and all(len(point) <= LONGEST_POINT for point in others):
            return entry.question, first.rstrip("。；"), tuple(others)
    return None


def _without_label(words: str, title: str) -> str:
    """国家宪法日：… on a poster whose top says so already."""
    match = _LABEL.fullmatch(words)
    return match[2].strip() if match and match[1] in title else words


def _not_said(points: Iterable[str], fact: str) -> Iterator[str]:
    """The points that say more than the fact."""
    said = _pairs(fact)
    for point in points:
        pairs = _pairs(point)
        if not pairs or len(pairs & said) / len(pairs) < _REPEATED:
            yield point


def _pairs(text: str) -> set[str]:
    letters = "".join(character for character in text if character.isalnum())
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
