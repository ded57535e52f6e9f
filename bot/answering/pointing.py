"""The point asked: the passage of an answer that comes nearest to the question.

The first paragraph and every other passage are measured, and weights that were learned from
questions whose passage a reader had named (`make calibrate`) tell which comes first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.answering.asks import is_asked, last_ask
from bot.answering.matching.index import Floats
from bot.answering.matching.reading import Reading
from bot.answering.matching.weights import Linear, learned
from bot.answering.phrased import Asked
from bot.knowledge.entries import HEAD, Entry
from bot.knowledge.library import Block
from bot.knowledge.turns import Turns
from bot.text.grams import grams
from bot.text.normalise import normalise

LONGEST = 160
"""Characters of a passage that can stand alone: the head of an answer on a phone."""
AHEAD = 0.5
"""So much better than the first paragraph must a passage score to stand before it: so 49 of 100
phrases that want one get it, and 9 of 100 that want none get one, each left out in turn (at 0, 53
and 12). What is called the point and isn't is worse than none."""
BARELY, AHEAD_BARELY = 0.02, 1.0
"""In a turn, which has few words, a passage that has barely any of them must be so far ahead."""
BEHIND_NEXT = 2.0
"""A passage that gives the sum, the term … that a turn wants may stand so far behind the first
paragraph: of what stood farther behind none said anything to it (of 50, read one by one)."""
NEAR, NEAR_BEHIND = 3, 6.0
"""So many passages stand below the short answer, that score so little behind it: of 175 labelled
questions that want one it is among two in 113 and among three in 134, four would have it in 144."""
NEAR_A_CASE = 6
"""So many where a case is told: what decides it may be any, and who wrote six
sentences reads as many lines. None of them stands before the first paragraph: of 153 letters and
questions that long 50 want a passage, and of those that would get one, at any bound, half and more
got another or got one in vain."""
BETTER = 1.5
"""A sentence of a long first paragraph must be so much nearer than its first to stand for it."""
NAMES = (
    "special",  # likeness by words of the question that the entry's own doesn't have
    "head",  # share of what stands in bold before the passage that such words hold
    "likeness_behind",  # how far the likeness to the whole question stays behind the best one
    "ask_behind",  # the same for the sentence that asks
    "lead",  # it is the first paragraph
    "lead_of_ask",  # and something is asked
    "step_of_story",  # it is a step, and nothing is asked
    "where",  # it says where to turn, and who asks wants to complain
    "shared",  # it stands in a shared passage
    "place",  # how far down it stands, from 0 to 1
    "length",  # logarithm of its characters
    "phrased",  # likeness of the nearest phrase that asks for it
    "phrased_behind",  # how far that stays behind the nearest of all
    "votes",  # what share of the nearest phrases ask for it
    "lead_unphrased",  # it is the first paragraph, and no phrase says what it asks for
)
COMPLAINT = "投诉举报"
_WANTED = {
    "罚多少": re.compile(r"元|警告|拘留|吊销|不罚"),
    "扣几分": re.compile(r"记\d*分|扣分|\d分"),
    "多少钱": re.compile(r"元|免费|不收|费用|[收交]费|工本费"),
    "材料": re.compile(r"材料|证明|身份证|凭|带|记录|视频|照片"),
    "期限": re.compile(r"\d+个?[日天月年小]|个月|有效期"),
    "谁负责": re.compile(r"负责|承担|责任|赔|管"),
    "不服": re.compile(r"复议|起诉|异议|复核|申诉"),
    "怎么办理": re.compile(r"办理|申请|窗口|12123|登记"),
    "什么证": re.compile(r"(?:驾驶|资格|许可|营运|运输|行驶|驾)[证照]"),
}
"""What a passage has that gives what is wanted, by the facets' names. Of letters it tells nothing
(measured as a twelfth measure); of 得多少钱 after another question it is all there is."""
_AGAINST = re.compile(r"复议|听证|申辩|起诉|上诉|复核")
_REMEDY = re.compile(r"60日内.{0,20}复议")
_OF_A_REMEDY = frozenset({"不服", "谁负责", "投诉举报", "可否"})
"""Who wants nothing else, and doesn't accept what was decided, wants to hear of the remedy."""
_PENALTY = re.compile(r"拘留|罚款|判\d|有期徒刑")
_PENAL = frozenset({"罚多少", "扣几分", "不服"})
"""Who wants one of these may want a penalty's term."""
_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.、])\s+")
_BULLET = re.compile(r"^[-*+]\s+")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_SENTENCE = re.compile(r"[^。；]+[。；]?")
_ENDLESS = re.compile(r"；$")
"""A sentence that stands alone ends."""
_WHERE = re.compile(r"(?<!\d)12\d{1,4}(?!\d)|bureau\.hotline|投诉|举报|反映|书面")

TOLD_AT = 0.12
"""Share of a short message that a passage must have to say anything to it: of 13 follow-ups with
less, eight weren't answered."""

Idf = Callable[[str], float]
AskedFor = Callable[[Entry, Reading], Mapping[str, Asked]]
"""How much the phrases nearest to a question ask for the passages, by their heads."""
UNASKED = Asked(0.0, 0.0)
NO_TURNS = Turns()


@dataclass(frozen=True, slots=True)
class Held:
    """The grams of a text with their idfs, and the sum of those."""

    idfs: Mapping[str, float]
    weight: float

    @classmethod
    def of(cls, text: str, idf: Idf) -> Held:
        idfs = {gram: idf(gram) for gram in grams(normalise(text))}
        return cls(idfs, sum(idfs.values()) or 1.0)

    def share(self, asked: Set[str]) -> float:
        """The idfs of those grams that are asked."""
        return sum(map(self.idfs.__getitem__, self.idfs.keys() & asked))

    def likeness(self, asked: Set[str], weight: float) -> float:
        """Cosine of idf weights, to grams that weigh so much."""
        return self.share(asked) / math.sqrt(weight * self.weight)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or bullet; `head` is what stands in bold before it, `name` the same of the bullet
    that a sentence is of."""

    text: str
    held: Held
    head: Held
    name: str = ""
    is_step: bool = False
    is_shared: bool = False

    @classmethod
    def read(
        cls, text: str, idf: Idf, name: str = "", *, is_step: bool = False, is_shared: bool = False
    ) -> Passage:
        head = HEAD.match(text)
        return cls(
            text,
            Held.of(text, idf),
            Held.of(head[1] if head else "", idf),
            name,
            is_step,
            is_shared,
        )


class Pointer:
    """Finds the point of entries; what was read of an entry is kept for the next question."""

    def __init__(
        self,
        blocks: Mapping[str, Block],
        idf: Idf,
        asked_for: AskedFor = lambda entry, reading: {},
        turns: Turns = NO_TURNS,
    ) -> None:
        """`idf` tells how much a gram tells among answers; `turns` what a few words want after
        another question, beside the facets' words, which would move what is found for any."""
        self._turns = turns
        self._blocks = blocks
        self._idf = idf
        self._asked_for = asked_for
        self._read: dict[str, tuple[Passage, ...]] = {}

    @cached_property
    def _weights(self) -> Linear:
        """Read when a point is wanted: what learns them anew needs the passages alone."""
        return Linear.from_json(learned()["point"], NAMES)

    def pointed(
        self, entry: Entry, reading: Reading, *, is_turn: bool = False
    ) -> tuple[str, tuple[str, ...]]:
        """The passage to show before the first paragraph, "" where that says it; and what else
        comes near to the question, the nearest first, without the steps, which have their place."""
        lead, *others = self.passages(entry)
        if not others:
            return "", ()
        scores = self._scores(entry, [lead, *others], reading)
        behind = scores[0] - scores[1:]
        ranked = np.argsort(behind)
        first = ranked[0]
        least = AHEAD
        if is_turn and self._share(others[first], reading) < BARELY:
            least = AHEAD_BARELY
        point = others[first].text if behind[first] < -least and not reading.is_case else ""
        near = [
            others[place].text
            for place in ranked
            if behind[place] < NEAR_BEHIND and not others[place].is_step
        ]
        most = NEAR_A_CASE if reading.is_case else NEAR
        return point, tuple(text for text in near if text != point)[:most]

    def wanted(self, entry: Entry, reading: Reading) -> str | None:
        """The nearest passage that gives the sum, the term … that a few words want; "" where the
        first paragraph or none does, None where they want nothing of the kind."""
        wants = self._wants(reading)
        given = [_WANTED[name] for name in _given(wants)]
        if not given:
            return None
        lead, *others = self.passages(entry)
        if "不服" in wants and wants <= _OF_A_REMEDY and not _REMEDY.search(lead.text):
            remedies = (one.text for one in others if _REMEDY.search(one.text))
            if remedy := next(remedies, ""):
                return remedy
        if any(pattern.search(lead.text) for pattern in given):
            return ""
        scores = self._scores(entry, [lead, *others], reading)
        # 几天能放 asks for no term of an objection, 几天能拿到 for none of a penalty.
        barred = [_AGAINST] if "不服" not in wants else []
        barred += [_PENALTY] if "期限" in wants and not wants & _PENAL else []
        found = [
            (score, one.text)
            for score, one in zip(scores[1:].tolist(), others, strict=True)
            if score >= scores[0] - BEHIND_NEXT
            and any(pattern.search(one.text) for pattern in given)
            and not any(pattern.search(one.text) for pattern in barred)
        ]
        return max(found, default=(0.0, ""))[1]

    def gives(self, entry: Entry, reading: Reading) -> bool | None:
        """Whether a passage gives the sum, the term … that a few words want; None where they want
        nothing of the kind."""
        given = [_WANTED[name] for name in _given(self._wants(reading))]
        told = [one.text for one in self.passages(entry)]
        return any(pattern.search(text) for pattern in given for text in told) if given else None

    def tells(self, entry: Entry, reading: Reading) -> bool:
        """Whether a passage gives the sum, the term … that a few words want, or has enough of
        words that want nothing of the kind; else the entry says something near at best."""
        gives = self.gives(entry, reading)
        if gives is not None:
            return gives
        return max(self._share(one, reading) for one in self.passages(entry)) >= TOLD_AT

    def _share(self, passage: Passage, reading: Reading) -> float:
        """Share of what is written that a passage has."""
        written = {gram for gram, weight in reading.grams.items() if weight == 1.0}
        return passage.held.share(written) / (sum(map(self._idf, written)) or 1.0)

    def _wants(self, reading: Reading) -> set[str]:
        """What a few words want, by the facets' names."""
        return {*reading.facets.get("wants", {}), *self._turns.wanted(reading.said)}

    def _scores(self, entry: Entry, passages: Sequence[Passage], reading: Reading) -> Floats:
        asked_for = self._asked_for(entry, reading)
        return self._weights.of(measures(entry, passages, reading, self._idf, asked_for))

    def passages(self, entry: Entry) -> tuple[Passage, ...]:
        """The first paragraph, then the others that can stand alone, and those of its blocks."""
        if entry.slug not in self._read:
            blocks = [self._blocks[name] for name in entry.blocks if name in self._blocks]
            self._read[entry.slug] = tuple(_passages(entry, blocks, self._idf))
        return self._read[entry.slug]

    def line(self, entry: Entry, reading: Reading, longest: int) -> str:
        """The sentence to show below a title: the first paragraph, or of a long one the sentence
        that comes nearest; a side remark further down says too little alone."""
        lead = self.passages(entry)[0].text
        if len(lead) <= longest:
            return shortened(lead, longest)
        first, *others = _SENTENCE.findall(lead)
        asked = {*reading.grams, *grams(normalise(last_ask(reading.said)))}

        def nearness(sentence: str) -> float:
            return Held.of(sentence, self._idf).likeness(asked, 1.0)

        best = max(others, key=nearness, default=first)
        chosen = best if nearness(best) > BETTER * nearness(first) else first
        return shortened(_ENDLESS.sub("。", chosen), longest)


def _given(wants: Set[str]) -> list[str]:
    """Those of them that a passage can be seen to give; of a remedy, what is wanted of it."""
    given = [name for name in _WANTED if name in wants]
    return [name for name in given if name != "不服"] or given


def measures(
    entry: Entry,
    passages: Sequence[Passage],
    reading: Reading,
    idf: Idf,
    asked_for: Mapping[str, Asked],
) -> Floats:
    """A row for each passage, of which the first is the first paragraph, with the columns NAMES."""
    written = {gram: idf(gram) for gram, weight in reading.grams.items() if weight == 1.0}
    special = written.keys() - set(grams(normalise(entry.question)))
    asked = set(grams(normalise(last_ask(reading.said))))
    total, of_ask = sum(written.values()) or 1.0, sum(map(idf, asked)) or 1.0
    asks = is_asked(reading.said)
    nearest = max((one.likeness for one in asked_for.values()), default=0.0)
    by_phrases = [
        asked_for.get(passage.name, UNASKED) if passage.name or place == 0 else UNASKED
        for place, passage in enumerate(passages)
    ]
    complains = COMPLAINT in reading.facets.get("wants", {})
    rows = [
        (
            passage.held.likeness(special, total),
            passage.head.share(special) / passage.head.weight,
            passage.held.likeness(reading.grams.keys(), total),
            passage.held.likeness(asked, of_ask),
            place == 0,
            place == 0 and asks,
            passage.is_step and not asks,
            complains and bool(_WHERE.search(passage.text)),
            passage.is_shared,
            place / len(passages),
            math.log(1 + len(passage.text)),
            by_phrases[place].likeness,
            by_phrases[place].likeness - nearest,
            by_phrases[place].share,
            place == 0 and not asked_for,
        )
        for place, passage in enumerate(passages)
    ]
    values = np.array(rows, np.float32)
    for column in (NAMES.index("likeness_behind"), NAMES.index("ask_behind")):
        values[:, column] -= values[:, column].max()
    return values


def shortened(text: str, longest: int) -> str:
    """The text up to the last pause within so many characters."""
    text = text.replace("**", "").replace("\n", " ")
    if len(text) <= longest:
        return text
    cut = max(text.rfind(mark, 0, longest) for mark in "。；，")
    return text[: cut if cut > longest // 2 else longest - 1].rstrip("。；，") + "……"


def lifted(answer: str, point: str) -> tuple[str, str]:
    """The bullet that is the point as it is written, with its links, and the answer without it; the
    point and the whole answer where it stands in anything else, or alone below its heading."""
    lines = answer.split("\n")
    for place, line in enumerate(lines):
        if not _BULLET.match(line) or _plain(_BULLET.sub("", line)).strip() != point:
            continue
        around = lines[max(place - 1, 0) : place] + lines[place + 1 : place + 2]
        if any(map(_BULLET.match, around)) and not any(one.startswith(" ") for one in around):
            return _BULLET.sub("", line).strip(), "\n".join(lines[:place] + lines[place + 1 :])
    return point, answer


def _passages(entry: Entry, blocks: Iterable[Block], idf: Idf) -> Iterable[Passage]:
    lead = _plain(entry.short_answer)
    steps = {_plain(step) for step in entry.steps}
    yield Passage.read(lead, idf)
    for name, text in _texts(entry.body):
        if text not in lead:
            yield Passage.read(text, idf, name, is_step=text in steps)
    for block in blocks:
        for name, text in _texts(block.body):
            yield Passage.read(text, idf, name, is_shared=True)


def _texts(body: str) -> Iterable[tuple[str, str]]:
    """Sentences and bullets that can stand alone, in order, without marks and headings; before each
    the head of its bullet."""
    for line in body.splitlines():
        plain = _plain(_MARK.sub("", line)).strip()
        if plain and not plain.startswith(("#", "|", ">")):
            head = HEAD.match(plain)
            parts = [plain] if len(plain) <= LONGEST else _SENTENCE.findall(plain)
            for part in parts:
                if len(part) <= LONGEST:
                    yield head[1] if head else "", part.strip()


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", text)
