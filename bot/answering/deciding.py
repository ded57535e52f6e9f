"""What to do with a ranking: answer, ask back, offer a list, or say that nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.matching.confidence import confidence, likelihood, missing
from bot.answering.matching.matcher import Match, Ranking
from bot.knowledge.entries import Entry
from bot.knowledge.facets import SUBJECT, Facets

ANSWER_AT, LETTER_AT = 0.78, 0.8
SUGGEST_AT = 0.12
"""Chosen from what `make calibrate` cross-validates: from 0.75 on 37 in a hundred of the questions
that an entry answers are answered, 89 % rightly by the labels, which know few of the entries that
serve, and 3.0 % of those on other matters; from 0.8 on 30, 92 and 1.8. So between them, and 0.8 for
longer ones. Others begin with the likeliest short answer all the same, as the nearest, with what
else may be meant below it. Between 0.1 and 0.2 one in six lists begins with what helps, below that
one in a hundred; from 0.09 to 0.12 lie eight of 83 messages on other matters and two of 182 on the
law, in view when this was chosen."""
UNNAMED_AT, UNNAMED_ELSEWHERE = 0.3, 0.5
"""So sure must be what names neither what moves nor what happened, where it is likelier no matter
of transport than one: 明年油价会不会跌. Of 1,407 labelled messages on other matters 60 lie between
this and what is offered otherwise, of 2,832 on the law none, of 1,825 that nothing here was learned
from eight; in view when the second was chosen."""
FOREIGN_AT = 0.33
"""So likely must a question be no matter of transport where it names but words of other fields: so
it takes none of 2,585 labelled questions from their entries, without it six."""
NAMED_AT, NAMED_ELSEWHERE, UNLIKELY_NAMED_AT = 0.05, 0.45, 0.08
"""The same where the question names both what moves and what happened, and isn't so likely no
matter of ours; else the third: of 42 such labelled messages below it nine were ours."""
LIKELY_AT = 0.5
"""The first entry of a list is called very likely from here on; below, it stands shorter, so that
the others come into sight. Of 1,153 labelled messages of ours from 0.3 to 0.5 the labels call 56 in
a hundred right, of 651 from 0.5 to 0.6 71, of 739 from there to 0.7 78 (cross-validated); of those
they call wrong about half serve, by a reading of 70."""
DOUBTED_AT, DOUBTED_ELSEWHERE = 0.7, 0.5
"""The same of what is likelier no matter of ours than one, of which from 0.5 to 0.7 but 48 in a
hundred are right, messages on other matters counted."""
ALONE_AT = 0.9
"""From here on an answer stands alone; one less sure has what else may be meant below it, by its
short answer. Of 100 answers from 0.8 to 0.9 the labels call 85 right, above it 91 (1,446 and 978
questions, cross-validated)."""
OFFERED = 4
"""Entries that a person is shown at most: the first choice and three more."""
ON_TOPIC = 2.6
"""An entry so far behind the first by score is off topic and isn't shown beside it."""
CLOSE = 0.4
"""Of entries so near each other by score, a few words can't tell which is meant."""
BRIEF = 26
"""Grams of a dozen characters: a few words."""
BARE = 3
"""Grams of a word of two characters, which means a subject: 退费, 换证."""
HEAD = 9
"""Grams of a question of one or two words, five characters. One that isn't answered is asked back:
it names a subject, not a case. Of those of up to 60 grams that were asked back as well, where two
entries came near each other, six of 15 led to what helps at a tap (judged by reading)."""
FEW_WORDS = 20
"""Grams of so few words that another vehicle's entry doesn't answer them, however near the rest
comes: 公交车 充电宝 beside what holds on aeroplanes. Longer ones name vehicles in passing."""
HELD = 0.6
"""Share of such a question that the first entry must hold."""
LEAST = 0.12
"""What is offered as a choice serves with at least this likelihood."""


class Decision(StrEnum):
    ANSWER = "answer"
    CLARIFY = "clarify"
    SUGGEST = "suggest"
    ARTICLE = "article"
    INTENT = "intent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Suggestion:
    entry: Entry
    confidence: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """`sure` is the first one's confidence; `others` are what may be shown beside it."""

    decision: Decision
    sure: float
    others: tuple[Suggestion, ...] = ()


def decide(ranking: Ranking) -> Verdict:
    if not ranking.matches:
        return Verdict(Decision.UNKNOWN, 0.0)
    sure = confidence(ranking)
    first, *rest = ranking.matches
    if sure < ANSWER_AT and _is_foreign(ranking):
        return Verdict(Decision.UNKNOWN, sure)
    if sure < _least(ranking) and not _is_head(ranking):
        return Verdict(Decision.UNKNOWN, sure)
    near = [
        match
        for match in rest
        if first.score - match.score <= ON_TOPIC and likelihood(match) >= LEAST * sure
    ]
    others = tuple(
        Suggestion(match.entry, min(sure, likelihood(match))) for match in near[: OFFERED - 1]
    )
    least = LETTER_AT if ranking.reading.is_case else ANSWER_AT
    is_plain = not (_is_vague(ranking) or _is_of_another(ranking) or _is_close(ranking, near))
    if sure >= least and is_plain:
        return Verdict(Decision.ANSWER, sure, others)
    if _is_a_subject(ranking, near):
        return Verdict(Decision.CLARIFY, sure, others)
    return Verdict(Decision.SUGGEST, sure, others)


def is_likely(ranking: Ranking, sure: float) -> bool:
    """Whether the first entry is very likely meant, told by what was right before."""
    is_doubted = ranking.elsewhere >= DOUBTED_ELSEWHERE
    return sure >= (DOUBTED_AT if is_doubted else LIKELY_AT)


def _is_foreign(ranking: Ranking) -> bool:
    """Whether words of another field are all that a question names: 医保卡丢了怎么补."""
    facets, outside = ranking.reading.facets, ranking.reading.outside
    is_named = facets.get("moves") or facets.get("matter")
    if is_named or ranking.elsewhere < FOREIGN_AT:
        return False
    return bool(missing(outside, ranking.matches[0].entry))


def _is_head(ranking: Ranking) -> bool:
    """Whether a question is but a word or two that entries have: 超载, 退票."""
    first = ranking.matches[0]
    return (
        ranking.reading.written <= HEAD
        and first.measures["phrase_held"] > 0
        and (first.measures["whole"] >= HELD)
    )


def _least(ranking: Ranking) -> float:
    """So sure must be what is offered at all, the less so the more the question names."""
    facets = ranking.reading.facets
    if not (facets.get("moves") or facets.get("matter")):
        return UNNAMED_AT if ranking.elsewhere >= UNNAMED_ELSEWHERE else SUGGEST_AT
    is_named = facets.get("moves") and facets.get("matter") and not ranking.reading.outside
    if not is_named:
        return SUGGEST_AT
    return NAMED_AT if ranking.elsewhere < NAMED_ELSEWHERE else UNLIKELY_NAMED_AT


def _is_vague(ranking: Ranking) -> bool:
    """Whether a word or two name nothing that moves and nothing that happened: 天气."""
    reading = ranking.reading
    is_named = reading.facets.get("moves") or reading.facets.get("matter")
    return reading.written <= HEAD and not is_named


def _is_of_another(ranking: Ranking) -> bool:
    """Whether a few words name another vehicle than the entry that comes first."""
    first = ranking.matches[0]
    return ranking.reading.written <= FEW_WORDS and first.measures["moves_contradict"] > 0


def _is_close(ranking: Ranking, near: Sequence[Match]) -> bool:
    """Whether a few words fit another entry just as well, however sure: 驾照换证; or a word alone
    fits any other."""
    if near and ranking.reading.written <= BARE:
        return True
    lead = min((ranking.matches[0].score - match.score for match in near), default=CLOSE)
    return ranking.reading.written <= BRIEF and lead < CLOSE


def _is_a_subject(ranking: Ranking, near: Sequence[Match]) -> bool:
    """Whether to ask back: a word or two name but a subject. Entries that rest on the same article
    mean the same. Of what says more, a list shows what each of two meanings comes to."""
    basis = set(ranking.matches[0].entry.basis)
    is_head = ranking.reading.written <= HEAD
    return is_head and any(basis.isdisjoint(match.entry.basis) for match in near)


def labels(entries: Sequence[Entry], facets: Facets) -> list[str]:
    """Short names that tell the entries apart: what moves or what happened, where all differ in
    it, else their own questions; 怎么办理 beside 多少钱 would name nothing."""
    found = [facets.of(entry.question) for entry in entries]
    for kind in SUBJECT:
        names = [max(one[kind], key=one[kind].__getitem__) if one[kind] else "" for one in found]
        if all(names) and len(set(names)) == len(names):
            return names
    return [entry.question for entry in entries]
