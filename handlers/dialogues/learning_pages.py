"""Questions in the chat: a letter a button, several of them ticked one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from bot.knowledge.items import BLANK
from bot.messages import Button, Reply
from bot.training.asking import Question
from bot.training.explaining import Explained
from handlers.dialogues import actions

PRACTICE, QUIZ = "prc", "quz"
ANSWER, TICK = "a", "t"
"""Verbs of the buttons: that is the answer; one more is ticked, or one less."""
_QUESTIONS = tuple(f"{kind}:{verb}:" for kind in (PRACTICE, QUIZ) for verb in (ANSWER, TICK))
_MARKS = dict.fromkeys(("√", "✓", "✔", "正确"), "A") | dict.fromkeys(("×", "✗", "✘", "错误"), "B")
"""How people say 对 and 错; they come first and second."""


def action(prefix: str, verb: str, slug: str, chosen: Sequence[str] = ()) -> str:
    return f"{prefix}:{verb}:{slug}:{''.join(chosen)}"


def asked(question: Question, prefix: str, ticked: Sequence[str] = ()) -> Reply:
    """Blanks are typed; the dialogue awaits the words."""
    parts = [question.case] if question.case else []
    stem = question.stem.replace(BLANK, "（　）")
    parts.append(f"**{stem}**（{question.form}题{'，可选多个' if question.is_multiple else ''}）")
    if question.units:
        example = "；".join(f"5{unit}" for unit in question.units)
        return Reply("\n\n".join([*parts, f"把数字按顺序发来，如：{example}"]))
    lettered = [choice for choice in question.choices if choice.letter]
    parts.append("\n".join(f"- {choice.letter}. {choice.text}" for choice in lettered))
    if not question.is_multiple:
        buttons = tuple(
            Button(choice.letter or choice.text, action(prefix, ANSWER, question.slug, choice.id))
            for choice in question.choices
        )
        return Reply("\n\n".join(filter(None, parts)), (buttons,))
    return Reply("\n\n".join(parts), _ticking(question, prefix, ticked), replaces=bool(ticked))


def typed(words: str, offered: Sequence[str]) -> str:
    """The action of a question's button that was meant by a letter as people type it, a for A and
    for 对, or of several letters where several may be right; "" where none was."""
    letters = normalize("NFKC", _MARKS.get(words, words)).upper().strip(" ,.。、，")
    letters = re.sub(r"[ ,，、]", "", letters)
    pressed = [one for one in offered if one.startswith(_QUESTIONS)]
    ticking = [one for one in pressed if one.split(":")[1] == TICK]
    answering = [one for one in pressed if one.split(":")[1] == ANSWER]
    lettered = ticking or answering
    places = [ord(letter) - ord("A") for letter in letters]
    if not places or not all(0 <= place < len(lettered) for place in places):
        return ""
    if len(places) == 1:
        return lettered[places[0]]
    if not ticking or answering or len(set(places)) < len(places):
        return ""  # with nothing ticked yet each button names its own option
    prefix, _, slug, _ = ticking[0].split(":")
    return action(prefix, ANSWER, slug, sorted(ticking[place].split(":")[3] for place in places))


def told(answer: Explained, after: tuple[Button, ...]) -> Reply:
    """Whether it was right, and why."""
    head = "✓ 答对了。" if answer.is_right else f"✗ 正确答案：{'；'.join(answer.right)}。"
    basis = "、".join(one.citation.display for one in answer.sources)
    parts = [head, *(f"{one}。" for one in answer.mixed_up), answer.item.explanation]
    return Reply("\n\n".join([*parts, f"依据：{basis}"]), actions.row(after))


def _ticking(
    question: Question, prefix: str, ticked: Sequence[str]
) -> tuple[tuple[Button, ...], ...]:
    letters = []
    for choice in question.choices:
        is_ticked = choice.id in ticked
        left = sorted({*ticked} ^ {choice.id})
        label = f"✓{choice.letter}" if is_ticked else choice.letter
        letters.append(Button(label, action(prefix, TICK, question.slug, left)))
    done = Button("就选这些", action(prefix, ANSWER, question.slug, ticked))
    return (tuple(letters), (done,)) if ticked else (tuple(letters),)
