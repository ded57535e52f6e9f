"""Practice for staff (练习) and the quiz for everybody (每日一题) in the chat."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.members import Actor, is_private
from bot.messages import Button, Reply
from bot.staff.refusals import Refused
from bot.training.explaining import Explained
from bot.training.practice import Practice
from bot.training.quiz import Quiz
from bot.training.weekly import Weekly
from handlers.dialogues import actions, learning_pages
from handlers.dialogues.learning_pages import ANSWER, PRACTICE, QUIZ, TICK
from handlers.dialogues.turns import Heard, Turn

_PRACTICE_WORDS = frozenset({"练习", "每日练习", "做题"})
_QUIZ_WORDS = frozenset({"每日一题", "答题", "学法答题"})
_NEXT = Button("下一题", f"{PRACTICE}:next")
_REMIND, _LEAVE = "remind", "leave"
"""Verbs of the buttons below Monday's word: whether it shall come again."""
_NO_QUESTION = Reply("题目正在准备，请过些时候再来。")


@dataclass(frozen=True)
class PracticeInChat:
    """To anybody but staff it isn't there."""

    practice: Practice
    weekly: Weekly

    async def turn(self, heard: Heard) -> Turn | None:
        prefix, _, rest = heard.message.action.partition(":")
        awaited, _, slug = heard.awaited.partition(":")
        is_asked = heard.command == "practice" or (
            heard.words in _PRACTICE_WORDS and not heard.awaited
        )
        if heard.actor is None or not (is_asked or PRACTICE in (prefix, awaited)):
            return None
        try:
            if awaited == PRACTICE:
                return heard.replied(await self._told(heard.actor, slug, _figures(heard.words)))
            verb, _, rest = rest.partition(":")
            if verb in (_REMIND, _LEAVE):
                return heard.replied(await self._reminded(heard.actor, wanted=verb == _REMIND))
            slug, _, chosen = rest.partition(":")
            if verb == ANSWER:
                return heard.replied(await self._told(heard.actor, slug, list(chosen)))
            if verb == TICK:
                question = await self.practice.asked(heard.actor, slug)
                return heard.replied(learning_pages.asked(question, PRACTICE, list(chosen)))
            return await self._next(heard, heard.actor)
        except Refused as refusal:
            return heard.refused(refusal)

    async def _next(self, heard: Heard, who: Actor) -> Turn:
        today = await self.practice.today(who)
        if not today.left:
            said = "今天的题做完了，到了该复习的时候再来。" if today.done else "今天没有要做的题。"
            return heard.replied(Reply(said))
        question = await self.practice.asked(who, today.left[0].slug)
        reply = learning_pages.asked(question, PRACTICE)
        if question.units:
            return heard.asking(reply, f"{PRACTICE}:{question.slug}")
        return heard.replied(reply)

    async def _reminded(self, who: Actor, *, wanted: bool) -> Reply:
        await self.weekly.remind(who, wanted=wanted)
        if wanted:
            return Reply("好，有题要做的话，每周一说一声。")
        again = Button("还是提醒我", f"{PRACTICE}:{_REMIND}")
        return Reply("好，以后周一不再提醒。想做题随时发“练习”。", ((again,),))

    async def _told(self, who: Actor, slug: str, chosen: list[str]) -> Reply:
        told = await self.practice.answer(who, slug, chosen)
        left = (await self.practice.today(who)).left
        return learning_pages.told(told, (_NEXT,) if left else ())


@dataclass(frozen=True)
class QuizInChat:
    """A question a day; nothing is kept but counts."""

    quiz: Quiz

    async def turn(self, heard: Heard) -> Turn | None:
        prefix, _, rest = heard.message.action.partition(":")
        is_asked = heard.command == "quiz" or (heard.words in _QUIZ_WORDS and not heard.awaited)
        if not (is_asked or prefix == QUIZ):
            return None
        try:
            verb, _, rest = rest.partition(":")
            slug, _, chosen = rest.partition(":")
            if verb == ANSWER:
                answered = await self.quiz.answer(slug, list(chosen))
                return heard.replied(learning_pages.told(answered.told, _more(answered.told)))
            if verb == TICK:
                question = await self.quiz.asked(slug)
                return heard.replied(learning_pages.asked(question, QUIZ, list(chosen)))
            if is_private(heard.message.chat):
                return heard.replied(await self._daily())
            return heard.replied(await room_question(self.quiz) or _NO_QUESTION)
        except Refused as refusal:
            return heard.refused(refusal)

    async def _daily(self) -> Reply:
        item = await self.quiz.daily()
        if item is None:
            return _NO_QUESTION
        return learning_pages.asked(await self.quiz.asked(item.slug), QUIZ)


def reminder(count: int) -> Reply:
    """Monday's word on practice."""
    leave = Button("不用每周提醒", f"{PRACTICE}:{_LEAVE}")
    return Reply(
        f"**本周练习：有 {count} 道题到了该做的时候**，大约{(count + 1) // 2}分钟。"
        "什么时候做由您定，不记时长和次数。",
        ((Button("开始", f"{PRACTICE}:next"), leave),),
    )


async def room_question(quiz: Quiz) -> Reply | None:
    """Today's question for all who are in a room; None where there is none."""
    found = await quiz.polled()
    return replace(learning_pages.asked(found[0], QUIZ), poll=found[1]) if found else None


def _more(told: Explained) -> tuple[Button, ...]:
    """The entry that says more."""
    return (Button("看详细解答", actions.entry(told.item.entry)),) if told.item.entry else ()


def _figures(words: str) -> list[str]:
    return [part for part in re.split(r"[；;，,\s]+", words) if part]
