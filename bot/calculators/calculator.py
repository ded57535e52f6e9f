"""A calculator: inputs, a rule of law, and a result that says what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from bot.calculators.inputs import Answers, Input, Kind, Value, WrongValue, plain
from bot.calculators.local import LocalFigures
from bot.knowledge.statutes.citations import Article, Citation

NO_DECISION = "这只是按条文算的参考数，不是决定。最后怎么处理，以有权机关的决定为准。"


class WrongValues(ValueError):
    """Every input that is missing or can't be."""

    def __init__(self, faults: Sequence[WrongValue]) -> None:
        super().__init__("；".join(fault.reason for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule is applied to: the answers, the figures that the place sets, and the day.

    The accessors trust the declaration: a rule asks for what its own inputs promise.
    """

    answers: Answers
    local: LocalFigures
    today: date

    def number(self, name: str) -> Decimal:
        return cast(Decimal, self.answers[name])

    def maybe(self, name: str) -> Decimal | None:
        """A number that may have been left out."""
        return cast("Decimal | None", self.answers[name])

    def amount(self, name: str) -> Decimal:
        """A number, 0 where it was left out."""
        return self.maybe(name) or Decimal(0)

    def whole(self, name: str) -> int:
        return int(self.number(name))

    def choice(self, name: str) -> str:
        return cast(str, self.answers[name])

    def yes(self, name: str) -> bool:
        return bool(self.answers[name])

    def day(self, name: str) -> date:
        return cast(date, self.answers[name])


@dataclass(frozen=True, slots=True)
class Result:
    """`values` are for programs (Decimal, date and what JSON has), `sentences` for people: plain
    paragraphs, of which one that begins with "- " goes on a list; `points` is the one of them that
    tells the points, "" where the first does or none."""

    values: Mapping[str, Any]
    sentences: Sequence[str]
    basis: Sequence[Citation]
    assumptions: Sequence[str]
    points: str = ""

    @property
    def text(self) -> str:
        """All that is said, the first paragraph being the answer; it ends by saying what it
        isn't."""
        text = ""
        for sentence in (*self.sentences, NO_DECISION):
            is_listed = sentence.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
            apart = "\n" if is_listed else "\n\n"
            text += f"{apart if text else ''}{sentence}"
        return text

    @property
    def in_full(self) -> str:
        """The text with what it rests on and what it takes for granted."""
        basis = "、".join(citation.display for citation in self.basis)
        taken = "\n".join(f"- {assumption}" for assumption in self.assumptions)
        parts = [self.text, f"依据：{basis}。", *([f"算的时候假定：\n\n{taken}"] if taken else [])]
        return "\n\n".join(parts)

    def as_record(self) -> dict[str, Any]:
        """For a program: numbers, dates as ISO text, articles by their number."""
        return {
            "result": _as_json(self.values),
            "text": self.text,
            "basis": [
                {
                    "law": citation.law,
                    "article": citation.article.number if citation.article else None,
                    "citation": citation.display,
                }
                for citation in self.basis
            ],
            "assumptions": list(self.assumptions),
        }


@dataclass(frozen=True, slots=True)
class Calculator:
    """`name` stands in commands and addresses; `words` in a message ask for it; `example` is what
    a worked example is made from."""

    name: str
    title: str
    about: str
    words: tuple[str, ...]
    inputs: tuple[Input, ...]
    rule: Callable[[Given], Result]
    example: Mapping[str, str]
    _by_name: Mapping[str, Input] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name = {one.name: one for one in self.inputs}
        object.__setattr__(self, "_by_name", by_name)

    def input(self, name: str) -> Input | None:
        return self._by_name.get(name)

    def run(self, said: Mapping[str, str], local: LocalFigures, today: date) -> Result:
        """Apply the rule to what was typed, by input.

        Raises:
            WrongValues: what is missing or can't be.
        """
        answers, faults = self.read(said, today)
        if faults:
            raise WrongValues(faults)
        try:
            return self.rule(Given(answers, local, today))
        except WrongValue as error:
            raise WrongValues([error]) from error

    def read(
        self, said: Mapping[str, str], today: date
    ) -> tuple[dict[str, Value | None], list[WrongValue]]:
        """The values and what is wrong; what doesn't matter is None, whatever was said."""
        answers: dict[str, Value | None] = {}
        faults: list[WrongValue] = []
        for one in self.inputs:
            answers[one.name] = None
            if one.matters(answers):
                try:
                    answers[one.name] = one.read(said.get(one.name, ""), today)
                except WrongValue as error:
                    faults.append(error)
        return answers, faults

    def told(self, said: Mapping[str, str], today: date) -> list[str]:
        """What was answered, as people read it; what doesn't matter or was left out isn't."""
        answers, _ = self.read(said, today)
        return [f"{label}：{value}" for label, value in self._shown(answers, said)]

    def heard(self, said: Mapping[str, str], today: date) -> list[tuple[str, str]]:
        """What was said and no more, nothing taken for said: what each is, and how much."""
        answers, _ = self.read(said, today)
        return self._shown({name: answers[name] for name in answers if name in said}, said)

    def _shown(self, answers: Answers, said: Mapping[str, str]) -> list[tuple[str, str]]:
        found = []
        for one in self.inputs:
            value = answers.get(one.name)
            if value is not None:
                unit = one.measured(answers, said.get(one.name, ""))
                found.append((one.label, one.show(value, unit)))
        return found

    def next_input(self, said: Mapping[str, str], today: date) -> Input | None:
        """The first that matters and hasn't been asked yet; None when all have."""
        answers, _ = self.read(said, today)
        return next(
            (
                one
                for one in self.inputs
                if one.asked and one.name not in said and one.matters(answers)
            ),
            None,
        )


def cite(law: str, article: int, sub: int = 0) -> Citation:
    return Citation(law, Article(article, sub))


def yuan(amount: Decimal | int) -> str:
    return f"{plain(Decimal(amount))}元"


def percent(share: Decimal) -> str:
    return f"{plain(share)}%"


def choice(name: str, label: str, choices: Mapping[str, str], **more: Any) -> Input:  # noqa: ANN401
    return Input(name, label, Kind.CHOICE, choices=choices, **more)


def _as_json(value: Any) -> Any:  # noqa: ANN401 - as deep as a result is
    match value:
        case Decimal():
            number = value.quantize(Decimal("0.01"))
            return int(number) if number == number.to_integral_value() else float(number)
        case date():
            return value.isoformat()
        case Mapping():
            return {key: _as_json(one) for key, one in value.items()}
        case list() | tuple():
            return [_as_json(one) for one in value]
    return value
