"""Figures told in a question: 限速80跑了112扣几分 is a sum, and most of it has been filled in.

Which words tell which figure stands in `knowledge/sums.yaml`, where staff can read it. A number
goes to the field whose word is nearest and that counts such a thing; what can be worked out of
others (超了5吨, 我担三成) is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations, takewhile

from bot.calculators import CALCULATORS, deriving, leftover
from bot.calculators.calculator import Calculator, Result, WrongValues
from bot.calculators.counting import counted_by
from bot.calculators.inputs import TONS, Input, Kind, plain
from bot.calculators.local import LocalFigures
from bot.calculators.misfits import misfits
from bot.knowledge.sums import Ways
from bot.text.spotting import Figure, Of, figures, plain_text

LONGEST = 120
"""Characters: in a longer message figures belong to a story."""
FIGURES_ALONE = 40
"""The same, where nothing says that the sum is wanted."""
HALF_SAID = 60
"""The same, where one of the figures is lacking."""
NEAR, ADJACENT, BEHIND = 10, 4, 2
"""Characters that may stand between a word and its number: with a unit, without one, and where the
word follows."""
LONGER = 10
"""So much more a character of a word counts than one of its gap."""
BRANCHES = 3
"""So many choices of which none was said are worked out side by side."""
BOTH = 2
"""Days between which a term runs."""
_IN_BLOOD = re.compile(r"每(?:百|100)(?:毫升|ml)(?:血液?)?[里中]?")
"""What the figure of a test is told by: 每百毫升96毫克 has one figure."""
_EVERY_DAY = re.compile(r"(?<![了过拖迟晚期多\d])(?:1天|1日|天天|1[个整]天)(?=\D{0,6}\d)")
_EVERY_MONTH = re.compile(
    r"(?<![了过拖迟晚期多\d])(?<!误工|休息|住院|护理|全休)1个?月(?=\D{0,6}\d{4})"
)
_EVERY_YEAR = re.compile(r"(?<![了过拖迟晚期多\d])1年(?=\D{0,6}\d{4})")
_WRITTEN_WITH = {Of.TONS: "吨", Of.PEOPLE: "人"}
"""What an input of several units is told in."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What comes out for those choices, as people read them."""

    choices: tuple[str, ...]
    comes_to: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A calculator, and what the question has already told of its inputs. Nothing of `unsure` is
    taken for granted; a figure of it is told, but may be meant two ways. `unused` are figures
    of the question that count for nothing here, `rough` those of which the higher end was taken,
    both as people read them."""

    calculator: Calculator
    said: Mapping[str, str]
    today: date = date.min
    unsure: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    rough: tuple[str, ...] = ()

    @property
    def told(self) -> Sequence[str]:
        """The figures, as people read them."""
        return [f"{label}：{value}" for label, value in self.figures]

    @property
    def figures(self) -> Sequence[tuple[str, str]]:
        """What each is, and how much."""
        return self.calculator.heard(self.said, self.today)

    @property
    def lacking(self) -> Input | None:
        """What has to be asked still; what may be left out need not be, and a choice that has a
        usual one neither."""
        said = {one.name: "" for one in self.calculator.inputs if self._may_be_left_out(one)}
        sure = {name: value for name, value in self.said.items() if name not in self.unsure}
        return self.calculator.next_input({**said, **sure}, self.today)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be asked."""
        return self.lacking is None

    @property
    def granted(self) -> Sequence[str]:
        """Choices that were taken for said, as people read them."""
        answers, _ = self.calculator.read(self.said, self.today)
        taken = [
            (one, answers[one.name])
            for one in self.calculator.inputs
            if one.default and one.options and one.name not in self.said and one.matters(answers)
        ]
        return [f"{one.label}：{one.show(value)}" for one, value in taken if value is not None]

    def result(self, local: LocalFigures | None = None) -> Result | None:
        """None where something is left to be asked, or the figures can't be."""
        return self._run(self.said, local) if self.is_whole else None

    def branches(self, local: LocalFigures | None = None) -> Sequence[Branch]:
        """Where but one choice is lacking: what comes out for each, those together that come to
        the same; none where the figures can't be, or there are too many."""
        asked = self.lacking
        options = self._open(asked) if asked else {}
        if asked is None or not options:
            return ()
        unsure = tuple(name for name in self.unsure if name != asked.name)
        found: dict[str, list[str]] = {}
        for value, label in options.items():
            said = {**self.said, asked.name: value}
            if not Sum(self.calculator, said, self.today, unsure).is_whole:
                return ()
            result = self._run(said, local)
            if result is None:
                return ()
            found.setdefault(result.sentences[0], []).append(label)
        if not 1 < len(found) <= BRANCHES:
            return ()
        return [Branch(tuple(labels), sentence) for sentence, labels in found.items()]

    def _open(self, asked: Input) -> Mapping[str, str]:
        """What may be meant, with what people read."""
        if asked.name in self.unsure:
            return {} if asked.options else deriving.readings(self.calculator.name, self.said)
        return asked.options

    def _run(self, said: Mapping[str, str], local: LocalFigures | None) -> Result | None:
        try:
            return self.calculator.run(said, local or LocalFigures(), self.today)
        except WrongValues:
            return None

    def _may_be_left_out(self, one: Input) -> bool:
        return not one.required and one.name not in self.unsure


def shared(branches: Sequence[Branch]) -> str:
    """What all of them begin with, whole sentences: 限速40，开到62公里/小时，超了55%。"""
    told = [re.findall("[^。]*。", one.comes_to) for one in branches]
    same = takewhile(lambda sentences: len(set(sentences)) == 1, zip(*told, strict=False))
    return "".join(sentences[0] for sentences in same)


def shared_ending(branches: Sequence[Branch]) -> str:
    """What all of them end with beyond their own first sentence, whole sentences."""
    opening = shared(branches)
    told = [re.findall("[^。]*。", one.comes_to.removeprefix(opening))[:0:-1] for one in branches]
    same = takewhile(lambda sentences: len(set(sentences)) == 1, zip(*told, strict=False))
    return "".join(reversed([sentences[0] for sentences in same]))


class Hearing:
    """Hears sums by the words that staff keep."""

    def __init__(self, ways: Mapping[str, Ways]) -> None:
        unfit = {one.name for one in misfits(ways)}
        self._ways = {name: ways[name] for name in ways if name not in unfit}
        self._known: dict[str, re.Pattern[str]] = {}

    def heard(self, question: str, today: date) -> Sum | None:
        """The sum that the question has the figures of; None where it has none or only a part."""
        text = self._text(question)
        return self._first(text, today, is_whole=True) if len(text) <= LONGEST else None

    def half_heard(self, question: str, today: date) -> Sum | None:
        """The sum that is asked for and lacks but one of its figures."""
        text = self._text(question)
        return self._first(text, today, is_whole=False) if len(text) <= HALF_SAID else None

    def _text(self, question: str) -> str:
        text = _EVERY_DAY.sub("每天", _IN_BLOOD.sub("", plain_text(question)))
        return _EVERY_YEAR.sub("每年", _EVERY_MONTH.sub("每月", text))

    def _first(self, text: str, today: date, *, is_whole: bool) -> Sum | None:
        if not any(map(str.isdigit, text)) and "天" not in text and "刚" not in text:
            return None
        spotted = figures(text, today)
        if not spotted:
            return None
        for name, ways in self._ways.items():
            if self._is_asked(ways, text):
                found = self._sum(CALCULATORS[name], ways, text, spotted, today)
                if found and is_whole and _is_told(found) and self._is_wanted(ways, text):
                    return found
                if found and not is_whole and self._is_half(found, ways, text):
                    return found
        return None

    def _is_asked(self, ways: Ways, text: str) -> bool:
        return all(self._says(text, words) for words in ways.needs) and not self._says(
            text, ways.unless
        )

    def _is_wanted(self, ways: Ways, text: str) -> bool:
        """Whether it is asked for; who says little beside the figures wants nothing else."""
        return len(text) <= FIGURES_ALONE or self._says(text, ways.wants)

    def _sum(
        self,
        calculator: Calculator,
        ways: Ways,
        text: str,
        spotted: Sequence[Figure],
        today: date,
    ) -> Sum | None:
        told, places = self._assigned(calculator, ways, text, spotted)
        if all(ways.figures[name].quiet for name in told):
            return None
        picked = self._picked(ways, text)
        whole = _whole(calculator, told, picked, today)
        for name, cues in ways.figures.items():
            if cues.like in whole and name not in whole:
                whole[name] = whole[cues.like]
        unsure = deriving.unsure(calculator.name, told, whole)
        chosen = {name for name in unsure if (one := calculator.input(name)) and one.options}
        sure = {name: value for name, value in whole.items() if name not in chosen}
        counted = _counted(calculator, told, picked, sure, today)
        silent = [name for name in told if name in counted or ways.figures[name].quiet]
        known = {place for name in silent for place in places[name]}
        left = leftover.unused(calculator, ways, text, spotted, known)
        rough = leftover.rough([told[name] for name in counted], text)
        return Sum(calculator, sure, today, unsure, left, rough)

    def _assigned(
        self, calculator: Calculator, ways: Ways, text: str, spotted: Sequence[Figure]
    ) -> tuple[dict[str, Figure], dict[str, list[int]]]:
        """Each number as the figure whose word is nearest; a figure once, unless they add up. And
        which of `spotted` each figure is made of."""
        offers = sorted(
            offer
            for place, one in enumerate(spotted)
            for offer in self._offers(calculator, ways, text, spotted, place)
        )
        taken: dict[str, list[int]] = {}
        for _, _, place, name in offers:
            if any(place in places for places in taken.values()):
                continue
            cues = ways.figures[name]
            if name not in taken or cues.adds_up or cues.quiet:
                taken.setdefault(name, []).append(place)
        taken = _with_all_days(ways, taken, offers, spotted)
        told = {
            name: _in_all(spotted, places if ways.figures[name].adds_up else places[:1])
            for name, places in taken.items()
        }
        return told, taken

    def _offers(
        self,
        calculator: Calculator,
        ways: Ways,
        text: str,
        spotted: Sequence[Figure],
        place: int,
    ) -> Iterator[tuple[int, int, int, str]]:
        """How far each figure's word is from a number, least first, and of words at the same place
        the longer one."""
        one = spotted[place]
        left = text[spotted[place - 1].end if place else 0 : one.start]
        far = text[spotted[place - 2].end if place > 1 else 0 : one.start]
        right = text[one.end : spotted[place + 1].start if place + 1 < len(spotted) else None]
        is_apart = one.of is Of.NOTHING and right.startswith("|")
        for name, cues in ways.figures.items():
            counted = cues.of or counted_by(calculator.input(name))
            if one.of is not Of.NOTHING and one.of not in counted:
                continue
            if one.of is Of.NOTHING and cues.of in ((Of.SHARE,), (Of.CLOCK,)):
                continue  # 乘20 is no percent
            if cues.most is not None and one.value > cues.most:
                continue
            reach = NEAR if one.of is not Of.NOTHING else ADJACENT
            best = min(
                (
                    *self._distances(cues.before, left, far, reach),
                    *self._distances_behind(cues.behind, "" if is_apart else right),
                ),
                default=None,
            )
            if one.unit and one.unit in cues.units:
                best = min(best or (NEAR, 0), (ADJACENT, 0))
            if best is None and cues.alone and one.of is not Of.NOTHING:
                best = (NEAR + 1, 0)
            if best:
                yield (*best, place, name)

    def _distances(
        self, words: Sequence[str], left: str, far: str, reach: int
    ) -> Iterator[tuple[int, int]]:
        """How far each word is, and its rank; a word with a gap may have the number before within
        it: 护理60天每天150."""
        for word in words:
            is_gapped = "…" in word
            for match in self._pattern(word).finditer(far if is_gapped else left):
                distance = len(far if is_gapped else left) - match.end()
                if distance <= reach:
                    yield distance, _rank(word, match)

    def _distances_behind(self, words: Sequence[str], right: str) -> Iterator[tuple[int, int]]:
        for word in words:
            match = self._pattern(word).search(right[: BEHIND + len(word) + NEAR])
            if match and match.start() <= BEHIND:
                yield match.start() + 1, _rank(word, match)

    def _picked(self, ways: Ways, text: str) -> dict[str, str]:
        """What the words pick of the choices, the first of each that they name."""
        return {
            name: value
            for name, values in ways.choices.items()
            if (value := next((one for one in values if self._says(text, values[one])), ""))
        }

    def _says(self, text: str, words: Sequence[str]) -> bool:
        return any(
            self._pattern(word).search(text) if "…" in word or word[0].isdigit() else word in text
            for word in words
        )

    def _pattern(self, word: str) -> re.Pattern[str]:
        if word not in self._known:
            begins = r"(?<!\d)" if word[0].isdigit() else ""
            parts = map(re.escape, word.split("…"))
            self._known[word] = re.compile(begins + ".{0,8}?".join(parts))
        return self._known[word]

    def _is_half(self, found: Sum, ways: Ways, text: str) -> bool:
        """Whether it is asked for by its name, and but one number is lacking."""
        asked = found.lacking
        lacks = [
            one
            for one in found.calculator.inputs
            if one.required
            and not one.options
            and one.name not in found.said
            and one.matters_always
        ]
        is_asked = bool(found.figures) and self._says(text, ways.wants)
        return is_asked and bool(asked) and len(lacks) == 1


def _rank(word: str, match: re.Match[str]) -> int:
    """The less the longer a word is, and of one with a gap the shorter that is."""
    said = len(word.replace("…", ""))
    return len(match[0]) - said - LONGER * said


def _whole(
    calculator: Calculator, told: Mapping[str, Figure], picked: Mapping[str, str], today: date
) -> dict[str, str]:
    """What the form gets of the figures told, the words that pick, and what follows of both."""
    said = {name: _written(calculator.input(name), one) for name, one in told.items()}
    known = {name: value for name, value in said.items() if calculator.input(name)}
    return {**picked, **known, **deriving.worked_out(calculator.name, told, picked, today)}


def _counted(
    calculator: Calculator,
    told: Mapping[str, Figure],
    picked: Mapping[str, str],
    said: Mapping[str, str],
    today: date,
) -> list[str]:
    """The names of the figures without which the form, as far as it matters, would say less."""
    answers, _ = calculator.read(said, today)

    def is_needed(name: str) -> bool:
        if answers.get(name) is not None and said[name] == _written(
            calculator.input(name), told[name]
        ):
            return True
        others = {key: one for key, one in told.items() if key != name}
        without = _whole(calculator, others, picked, today)
        changed = {key for key in said if without.get(key) != said[key]}
        return any(answers.get(key) is not None for key in changed)

    return [name for name in told if is_needed(name)]


def _is_told(found: Sum) -> bool:
    """Whether all is told, but for a choice that may be picked."""
    if not found.figures or not deriving.is_enough(found.calculator.name, found.said):
        return False
    _, faults = found.calculator.read(found.said, found.today)
    return (not faults and (found.is_whole or bool(found.unsure))) or bool(found.branches())


def _with_all_days(
    ways: Ways,
    taken: Mapping[str, list[int]],
    offers: Sequence[tuple[int, int, int, str]],
    spotted: Sequence[Figure],
) -> dict[str, list[int]]:
    """Where two days are told, both: 9月1号收到的决定书10月20号才交 is one that came and one that
    was paid, though 决定书 stands nearest to the second. None where but one of them is
    understood: a term would be counted from the wrong one."""
    names = [name for name, cues in ways.figures.items() if cues.of == (Of.DAY,)]
    days = [place for place, one in enumerate(spotted) if one.of is Of.DAY]
    told = [name for name in names if name in taken]
    if len(names) < BOTH or len(days) < BOTH or len(told) >= BOTH:
        return dict(taken)
    others = {name: places for name, places in taken.items() if name not in names}
    ways_told = [
        (one[0] + two[0], (one[2], one[3]), (two[2], two[3]))
        for one, two in combinations([one for one in offers if one[2] in days], BOTH)
        if one[2] != two[2] and one[3] != two[3]
    ]
    if not ways_told:
        return others
    _, *pairs = min(ways_told)
    return others | {name: [place] for place, name in pairs}


def _in_all(spotted: Sequence[Figure], places: Sequence[int]) -> Figure:
    first, *others = (spotted[place] for place in places)
    return replace(first, value=first.value + sum((one.value for one in others), Decimal(0)))


def _written(one: Input | None, told: Figure) -> str:
    """The value as it is typed into the form."""
    if told.day:
        return told.day.isoformat()
    value = told.value
    if one and one.unit == "小时" and told.of is Of.TIME:
        value *= 24
    if one and one.kind is Kind.WHOLE:
        value = Decimal(int(value))
    unit = _WRITTEN_WITH.get(told.of, "") if one and one.units else ""
    return f"{plain(value, TONS if told.of is Of.TONS else '')}{unit}"
