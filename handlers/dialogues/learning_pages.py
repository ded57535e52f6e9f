"""Questions in the chat: a letter a button, several of them ticked one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.items import BLANK
from bot.messages import Button, Reply
from bot.training.asking import Question
from bot.training.explaining import Explained
from handlers.dialogues import actions

ANSWER, TICK = "a", "t"
"""Verbs of the buttons: that is the answer; one more is ticked, or one less."""


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
