"""Calculators in the chat: one question after the other, with buttons where there is a choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from bot.answering.editions import Edition
from bot.calculators import CALCULATORS
from bot.calculators.calculating import Calculating
from bot.calculators.calculator import Calculator, Result, WrongValues
from bot.calculators.hearing import Sum
from bot.calculators.inputs import Input, Kind, WrongValue
from bot.knowledge.statutes.citations import Citation
from bot.messages import ACTION_BYTES, Button, Reply
from bot.text.normalise import same
from handlers.dialogues import actions
from handlers.dialogues.actions import rows
from handlers.dialogues.turns import Heard, Turn

COMMAND = "calc"
LONGEST = 14
"""Characters of a message that asks for a calculator; a longer one is a question."""
ARTICLES = 3
_ASKING = ("计算器", "算一下", "算一算", "算算", "帮我算", "我要算", "我想算")
_SKIP, _STOP = "跳过", "不算了"
_UNKNOWN = {"不知道", "不清楚", "不记得", "忘了", "没有", "无", "没"}
QUESTION = 6
"""Characters from which words that ask something are a question, not an answer."""
_QUESTION = re.compile(
    r"怎么|怎样|如何|什么|[吗呢？?咋啥]|多少|多久|几[天分年]|能不能|可不可以|[要会是]不[要会是]|[谁哪]"
)
UNITS = "吨人座个"
"""They stand in an action as they are: written out by their bytes it would grow too long."""
_OLD = "这个按钮已经过期了，要算请重新开始。"
LIST_BUTTON = Button("别的计算器", actions.calculator("list"))
Said = dict[str, str]


def begin(calculator: Calculator, words: str = "") -> Button:
    """The button that starts it."""
    return Button(
        words or f"算一算：{calculator.title}", actions.calculator("start", calculator.name)
    )


def going_on(told: Sum) -> Button:
    """The button that goes on with the figures of a question."""
    is_done = told.is_whole and not told.granted
    said = "" if is_done else _packed(told)
    words = f"按您说的数算：{told.calculator.title}"
    if told.is_whole:
        words = "换个数再算" if is_done else "情况不一样，改了再算"
    return Button(words, actions.calculator("start", told.calculator.name, said))


def _packed(told: Sum) -> str:
    """As many of the figures as an action has room for, from the first; the others are asked for
    again."""
    said = {name: value for name, value in told.said.items() if name not in told.unsure}
    while said:
        packed = urlencode(said, safe=UNITS)
        action = actions.calculator("start", told.calculator.name, packed)
        if len(action.encode()) <= ACTION_BYTES:
            return packed
        said.popitem()
    return ""


@dataclass(frozen=True)
class CalculatorsInChat:
    """What was said so far is in the conversation, so a restart loses nothing of it."""

    calculating: Calculating
    edition: Callable[[], Edition]

    async def turn(self, heard: Heard) -> Turn | None:
        kind, _, rest = heard.message.action.partition(":")
        if kind == actions.CALCULATOR:
            return self._pressed(heard, rest)
        if heard.command == COMMAND:
            return self._wanted(heard, heard.rest) or heard.replied(_listing())
        if heard.awaited.partition(":")[0] == actions.CALCULATOR:
            return self._said(heard)
        return None if heard.awaited else self._asked_for(heard)

    def _asked_for(self, heard: Heard) -> Turn | None:
        """计算器, 算一下超速: by words."""
        words = same(heard.words)
        if len(words) > LONGEST or not (_has(words, _ASKING) or _is_named(words)):
            return None
        return self._wanted(heard, words) or heard.replied(_listing())

    def _wanted(self, heard: Heard, words: str) -> Turn | None:
        """The one calculator that the words name."""
        named = CALCULATORS.get(words)
        meant = [one for one in CALCULATORS.values() if _has(same(words), one.words)]
        if named or len(meant) == 1:
            return self._next(heard, named or meant[0], {})
        return None

    def _pressed(self, heard: Heard, rest: str) -> Turn:
        verb, *values = rest.split(":", 3)
        if verb == "list":
            return heard.replied(_listing())
        calculator = CALCULATORS.get(values[0]) if values else None
        if verb == "start" and calculator:
            said = dict(parse_qsl("".join(values[1:])))
            told = "；".join(Sum(calculator, said).told)
            return self._next(heard, calculator, said, told and f"**{calculator.title}**（{told}）")
        open_one, said = _awaited(heard.conversation.awaiting)
        if verb != "pick" or len(values) != 3 or calculator is None or calculator is not open_one:
            again = [begin(calculator, "重新算")] if calculator else []
            return heard.replied(Reply(_OLD, rows(*again, LIST_BUTTON)))
        asked = calculator.next_input(said, self.calculating.today())
        if asked is None or asked.name != values[1]:
            return heard.replied(Reply(_OLD, rows(begin(calculator, "重新算"))))
        return self._next(heard, calculator, {**said, asked.name: values[2]})

    def _said(self, heard: Heard) -> Turn | None:
        calculator, said = _awaited(heard.awaited)
        words = heard.words.strip()
        today = self.calculating.today()
        asked = calculator.next_input(said, today) if calculator else None
        if calculator is None or asked is None:
            return heard.replied(_listing())
        words = _picked(asked, words)
        try:
            asked.read(words, today)
        except WrongValue as error:
            return self._unread(heard, calculator, asked, said, error)
        return self._next(heard, calculator, {**said, asked.name: words})

    def _unread(
        self, heard: Heard, calculator: Calculator, asked: Input, said: Said, error: WrongValue
    ) -> Turn | None:
        """No value: another sum, a question for others to answer, or to be asked once more."""
        if turn := self._asked_for(heard):
            return turn
        if len(heard.words) >= QUESTION and _QUESTION.search(heard.words):
            return None
        if asked.options and len(heard.words) > LONGEST:
            return None
        picking = f"“{heard.words[:20]}”没看懂，请选一个："
        opening = picking if asked.options else f"{error.reason}。"
        reply = _question(calculator, asked, self._unit(calculator, asked, said), opening=opening)
        return heard.asking(reply, heard.conversation.awaiting)

    def _next(self, heard: Heard, calculator: Calculator, said: Said, opening: str = "") -> Turn:
        if heard.message.has_forms:
            body = f"**{calculator.title}**：填几个数就能算，算完告诉您依据。"
            return heard.replied(Reply(body, rows(begin(calculator), LIST_BUTTON)))
        asked = calculator.next_input(said, self.calculating.today())
        if asked:
            opening = opening or ("" if said else f"**{calculator.title}**：{calculator.about}")
            reply = _question(
                calculator, asked, self._unit(calculator, asked, said), opening=opening
            )
            return heard.asking(reply, _awaiting(calculator, said))
        try:
            result = self.calculating.run(calculator, said)
        except WrongValues as error:
            reasons = "；".join(fault.reason for fault in error.faults)
            return heard.replied(
                Reply(f"没有算成：{reasons}。", rows(begin(calculator, "重新算"), LIST_BUTTON))
            )
        return heard.replied(self._told(calculator, said, result))

    def _unit(self, calculator: Calculator, asked: Input, said: Said) -> str:
        """What a number is asked for in."""
        answers, _ = calculator.read(said, self.calculating.today())
        return asked.measured(answers)

    def _told(self, calculator: Calculator, said: Said, result: Result) -> Reply:
        given = "；".join(calculator.told(said, self.calculating.today()))
        basis = "\n".join(f"- {citation.display}" for citation in result.basis)
        taken = "\n".join(f"- {assumption}" for assumption in result.assumptions)
        parts = [
            f"**{calculator.title}**",
            f"您填的：{given}",
            result.text,
            f"**依据**\n\n{basis}",
            *([f"**算的时候假定**\n\n{taken}"] if taken else []),
        ]
        articles = [_article(one) for one in result.basis if self.edition().texts.article(one)]
        again = begin(calculator, "再算一次")
        return Reply("\n\n".join(parts), rows(*articles[:ARTICLES], again, LIST_BUTTON))


def _has(message: str, words: Iterable[str]) -> bool:
    """Whether any of the words is in a message that has been normalised: 算一下 is 算1下 there."""
    return any(same(word) in message for word in words)


def _is_named(message: str) -> bool:
    """Whether it is 算 with what is to be reckoned, and nothing else: 算超速."""
    rest = message.removeprefix("算")
    return rest != message and any(
        rest in map(same, (one.title, *one.words)) for one in CALCULATORS.values()
    )


def _article(citation: Citation) -> Button:
    return Button(f"看{citation.display}原文", actions.article(citation))


def _listing() -> Reply:
    lines = "\n".join(
        f"{number}. **{one.title}**\n   {one.about}"
        for number, one in enumerate(CALCULATORS.values(), start=1)
    )
    body = f"按条文算一算，算完告诉您依据。要算哪一个？\n\n{lines}"
    starting = (replace(begin(one, one.title), detail=one.about) for one in CALCULATORS.values())
    return Reply(body, rows(*starting))


def _question(calculator: Calculator, asked: Input, unit: str, *, opening: str) -> Reply:
    """One input: buttons for its choices, and always a way out."""
    unit = f"（{unit}）" if unit else ""
    parts = [opening, f"{asked.label}？{unit}", asked.hint]
    picking = [
        Button(label, actions.calculator("pick", calculator.name, asked.name, value))
        for value, label in asked.options.items()
    ]
    skipping = []
    if not asked.required and not asked.options:
        words = f"{_SKIP}（按{asked.default}算）" if asked.default else _SKIP
        skipping = [Button(words, actions.calculator("pick", calculator.name, asked.name, ""))]
    stopping = Button(_STOP, actions.CANCEL)
    return Reply(
        "\n\n".join(filter(None, parts)),
        rows(*picking, *skipping, stopping),
        takes_number=asked.kind in (Kind.NUMBER, Kind.WHOLE),
        picks=bool(asked.options) and not any(map(str.isdecimal, asked.options)),
    )


def _picked(asked: Input, words: str) -> str:
    """What was typed; a number where there is a choice picks one, and 跳过 leaves it out."""
    if not asked.required and (words.startswith(_SKIP) or words in _UNKNOWN):
        return "" if words.startswith(_SKIP) or not asked.options else words
    options = list(asked.options)
    if words.isdecimal() and words not in options and 1 <= int(words) <= len(options):
        return options[int(words) - 1]
    return words


def _awaiting(calculator: Calculator, said: Said) -> str:
    return f"{actions.CALCULATOR}:{calculator.name}:{urlencode(said)}"


def _awaited(awaiting: str) -> tuple[Calculator | None, Said]:
    """The calculator that is being filled in, and what was said so far."""
    kind, _, rest = awaiting.partition(":")
    name, _, said = rest.partition(":")
    if kind != actions.CALCULATOR:
        return None, {}
    return CALCULATORS.get(name), dict(parse_qsl(said, keep_blank_values=True))
