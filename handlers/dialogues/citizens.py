"""The citizens' dialogue, the same on every channel: a Message in, a Reply out."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.answering import Decision
from bot.citations import Article, Citation
from bot.config import Settings
from bot.entries import Entry
from bot.knowledge import Edition, KnowledgeBase
from bot.messages import Button, Message, Reply
from bot.privacy import Hasher, mask
from bot.store import Database, conversations, letters, questions
from bot.store.conversations import Conversation
from handlers.dialogues import actions, replies, smalltalk
from handlers.dialogues.actions import rows

log = structlog.get_logger()
MAX_LETTER = 1000
REASON = "reason"

Turn = tuple[Reply, Conversation]
"""What is said, and what the next message is understood by."""


@dataclass(frozen=True)
class Citizens:
    """Answers citizens. `tell_staff` reaches the staff's chat, where one is set."""

    settings: Settings
    knowledge: KnowledgeBase
    database: Database
    hasher: Hasher
    clock: Callable[[], datetime]
    tell_staff: Callable[[Reply], Awaitable[None]]

    async def respond(self, message: Message) -> Reply:
        asker, now = self.hasher.asker(message.chat), self.clock()
        before = await self.database.read(conversations.load, asker=asker, now=now)
        exchange = _Exchange(self, message, asker, before, self.knowledge.edition, now)
        reply, after = _remembering(*await exchange.turn())
        if after != before:
            await self.database.write(conversations.save, asker=asker, conversation=after, now=now)
        return reply


@dataclass(frozen=True)
class _Exchange:
    """One message and its reply, on one edition of the knowledge base."""

    citizens: Citizens
    message: Message
    asker: str
    conversation: Conversation
    edition: Edition
    now: datetime

    async def turn(self) -> Turn:
        """Pressed buttons first, then what was asked for before, then commands and questions."""
        message, idle = self.message, replace(self.conversation, awaiting="")
        if message.action:
            return await self._pressed(message.action, idle)
        if message.attachment:
            return _only_words(), idle
        text = message.text.strip()
        if not text:
            return replies.usage(self.edition), idle
        if text.startswith("/"):
            return await self._command(text, idle)
        if self.conversation.awaiting:
            return await self._awaited(text, idle)
        if text.isdecimal() and 1 <= int(text) <= len(self.conversation.choices):
            return await self._pressed(self.conversation.choices[int(text) - 1], idle)
        if line := smalltalk.reply_to(text, self.edition.library.bureau.name):
            return Reply(line), idle
        return await self._question(text)

    async def _command(self, text: str, idle: Conversation) -> Turn:
        command, _, rest = text[1:].partition(" ")
        rest = rest.strip()
        match command.lower():
            case "start":
                return replies.start(self.edition), idle
            case "topics":
                return replies.topics(self.edition), idle
            case "law":
                return self._law(rest), idle
            case "search":
                return replies.search(self.edition, rest), idle
            case "privacy":
                days, letter_days = (
                    self.citizens.settings.retention_days,
                    self.citizens.settings.letter_days,
                )
                return replies.privacy(days, letter_days), idle
            case "forget":
                return _confirm_forgetting(), idle
            case _:
                return replies.usage(self.edition), idle

    async def _pressed(self, action: str, idle: Conversation) -> Turn:
        kind, _, rest = action.partition(":")
        edition = self.edition
        match kind:
            case actions.ENTRY if rest in edition.library.entries:
                return await self._opened(edition.library.entries[rest], idle)
            case actions.ARTICLE if citation := self._cited(action):
                reply = replies.article(edition, citation)
            case actions.TOPICS:
                reply = replies.topics(edition, replaces=True)
            case actions.TOPIC:
                name, _, page = rest.rpartition(":")
                reply = replies.topic(edition, name, int(page) if page.isdecimal() else 0)
            case actions.VOTE:
                return await self._vote(rest, idle)
            case actions.NONE_FITS:
                reply = replies.none_fits(edition.library.bureau)
            case actions.LETTER:
                awaiting = replace(idle, awaiting=actions.LETTER)
                return replies.letter_prompt(edition.library.bureau), awaiting
            case actions.CANCEL:
                return Reply("好的。有问题随时问我。"), idle
            case actions.FORGET_YES:
                return await self._forget()
            case _:
                return Reply("这个按钮已经过期了，请重新提问。"), idle
        return reply, idle

    async def _question(self, text: str) -> Turn:
        started = time.perf_counter()
        answer = self.edition.answerer.answer(text)
        milliseconds = (time.perf_counter() - started) * 1000
        masked = mask(text)
        question_id = await self.citizens.database.write(
            questions.record,
            asked_at=self.now,
            channel=self.message.chat.channel,
            asker=self.asker,
            text=masked,
            decision=answer.decision.value,
            entry=answer.entry.slug if answer.entry else None,
            confidence=answer.confidence,
            milliseconds=milliseconds,
        )
        log.info(
            "question",
            id=question_id,
            channel=self.message.chat.channel,
            decision=answer.decision.value,
            entry=answer.entry.slug if answer.entry else None,
            ms=round(milliseconds, 1),
        )
        reply = replies.answer(self.edition, answer, question_id)
        open_id = question_id if answer.decision is Decision.SUGGEST else None
        return reply, Conversation(question=masked, question_id=open_id)

    async def _opened(self, entry: Entry, idle: Conversation) -> Turn:
        """An entry from a list; where the list answered a question, this is the choice made."""
        if idle.question_id is not None:
            await self.citizens.database.write(
                questions.choose, question_id=idle.question_id, asker=self.asker, entry=entry.slug
            )
        return replies.entry(self.edition, entry, idle.question_id), idle

    async def _awaited(self, text: str, idle: Conversation) -> Turn:
        kind, _, rest = self.conversation.awaiting.partition(":")
        if kind == REASON:
            await self.citizens.database.write(
                questions.explain_vote,
                question_id=int(rest),
                asker=self.asker,
                reason=mask(text),
            )
            return Reply("记下了，谢谢您。我们会拿它来改进回答。"), idle
        return await self._letter(text, idle)

    async def _letter(self, text: str, idle: Conversation) -> Turn:
        if len(text) > MAX_LETTER:
            line = f"留言最多 {MAX_LETTER} 字，您写了 {len(text)} 字。请缩短后再发一次。"
            return Reply(line), self.conversation
        letter = await self.citizens.database.write(
            letters.write,
            chat=self.message.chat,
            asker=self.asker,
            question=idle.question,
            text=text,
            written_at=self.now,
            kept=timedelta(days=self.citizens.settings.letter_days),
        )
        log.info("letter", receipt=letter.receipt, channel=self.message.chat.channel)
        when = self.now.astimezone(self.citizens.settings.zone)
        await self.citizens.tell_staff(replies.letter_for_staff(letter, when))
        bureau = self.edition.library.bureau
        return replies.letter_received(letter, self.citizens.settings.page_url, bureau), idle

    async def _vote(self, rest: str, idle: Conversation) -> Turn:
        question_id, _, value = rest.partition(":")
        helpful = value == "1"
        known = question_id.isdecimal() and await self.citizens.database.write(
            questions.vote,
            question_id=int(question_id),
            asker=self.asker,
            helpful=helpful,
            voted_at=self.now,
        )
        if not known:
            return Reply("这条回答已经不在记录里了，谢谢您的评价。"), idle
        if helpful:
            return Reply("谢谢您的评价！", notice="谢谢您的评价！"), idle
        ask = "抱歉没帮上忙。哪里不对？愿意的话写一句发给我；想找人，可以给工作人员留言。"
        buttons = rows(replies.LETTER_BUTTON, Button("不说了", actions.CANCEL))
        return Reply(ask, buttons), replace(idle, awaiting=f"{REASON}:{question_id}")

    async def _forget(self) -> Turn:
        asked = await self.citizens.database.write(questions.forget, asker=self.asker)
        written = await self.citizens.database.write(letters.forget, asker=self.asker)
        await self.citizens.database.write(conversations.forget, asker=self.asker)
        log.info("forgotten", questions=asked, letters=written)
        line = f"都删除了：{asked} 个问题、{written} 条留言，以及这里的对话状态。"
        return Reply(line), self.conversation

    def _law(self, words: str) -> Reply:
        register = self.edition.library.register
        citation = register.find_citation(words)
        if citation is None:
            name, _, number = words.rpartition(" ")
            statute = register.find(name) or register.find(words) or register.find_law(words)
            if statute is None:
                return Reply("请写法规名和条号，例如：/law 道路运输条例 64")
            citation = Citation(statute.short, _article(number))
        return replies.article(self.edition, citation)

    def _cited(self, action: str) -> Citation | None:
        """The citation behind a button's hash; None where the texts have changed since."""
        return next((c for c in self._citations() if actions.article(c) == action), None)

    def _citations(self) -> list[Citation]:
        held = [citation for citation, _ in self.edition.texts.all_articles()]
        return [*self.edition.library.by_citation, *held]


def _remembering(reply: Reply, conversation: Conversation) -> Turn:
    """Remember the reply's buttons: an answer of only a number picks one of them."""
    offered = tuple(button.action for row in reply.buttons for button in row if button.action)
    return reply, replace(conversation, choices=offered) if offered else conversation


def _article(number: str) -> Article | None:
    try:
        return Article.parse(number)
    except ValueError:
        return None


def _only_words() -> Reply:
    return Reply("我只看得懂文字，看不了图片、语音、表情和位置。请把问题打成一句话发给我。")


def _confirm_forgetting() -> Reply:
    body = "要删除这里存的关于您的一切吗？包括您的问题、评价和留言（还没回复的也会删掉）。"
    buttons = rows(
        Button("全部删除", actions.FORGET_YES),
        Button("不删", actions.CANCEL),
    )
    return Reply(body, buttons)
