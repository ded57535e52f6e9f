"""The citizens' part of the dialogue: questions, articles, ratings and letters to staff."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import structlog

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.editions import Edition, KnowledgeBase
from bot.config import Settings
from bot.desk.forgetting import forget
from bot.desk.inbox import Inbox
from bot.desk.letterbox import Letterbox, TooMany
from bot.desk.reading_letters import CATEGORIES
from bot.desk.transactions import PROMISED
from bot.knowledge.entries import Entry
from bot.knowledge.statutes.citations import Article, Citation
from bot.masking import mask
from bot.members import is_private
from bot.messages import Attachment, Button, Channel, Followed, Reply
from bot.staff.refusals import Refused
from bot.store import Database, questions
from bot.store.conversations import Conversation
from bot.store.inbox import Why
from handlers.dialogues import actions, replies
from handlers.dialogues.actions import rows
from handlers.dialogues.invitations import Invitations
from handlers.dialogues.turns import Heard, Turn, number_or_none

log = structlog.get_logger()
REASON = "reason"
OLD = "这个按钮已经过期了，请重新提问。"


@dataclass(frozen=True)
class Citizens:
    """Answers citizens; `reachable` are the channels that reach a chat unasked. Where nobody can
    read letters, none is offered."""

    settings: Settings
    knowledge: KnowledgeBase
    database: Database
    inbox: Inbox
    invitations: Invitations
    reachable: Mapping[str, Channel]
    letterbox: Letterbox

    async def turn(self, heard: Heard) -> Turn:
        reply, after = await _Exchange(self, heard, self.knowledge.edition).turn()
        if _offers_letter(reply) and not await self.letterbox.is_read():
            reply = _without_letter(reply)
        return reply, after


@dataclass(frozen=True)
class _Exchange:
    """One message and its reply, on one edition of the knowledge base."""

    citizens: Citizens
    heard: Heard
    edition: Edition

    async def turn(self) -> Turn:
        """Pressed buttons first, then commands, then what was asked for before, then questions."""
        message, idle = self.heard.message, self.heard.idle
        if message.action:
            return await self._pressed(message.action, idle)
        if message.attachment and not message.text:
            return _only_words(
                message.attachment
            ), self.heard.conversation  # a letter's words may still follow
        text = self.heard.words
        if not text:
            return replies.usage(self.edition), idle
        if text.startswith("/"):
            return await self._command(), idle
        if self.heard.awaited.partition(":")[0] in (REASON, actions.LETTER):
            return await self._awaited(text, idle)
        return await self._question(text, idle.question)

    async def _command(self) -> Reply:
        rest = self.heard.rest
        match self.heard.command:
            case "start":
                about = await self.citizens.invitations.words(rest)
                return replies.start(self.edition, about)
            case "topics":
                return replies.topics(self.edition)
            case "law":
                return self._law(rest)
            case "human":
                return replies.human(self.edition.library.bureau)
            case "search":
                return replies.search(self.edition, rest)
            case "privacy":
                settings = self.citizens.settings
                return replies.privacy(settings)
            case "forget":
                return _confirm_forgetting()
            case _:
                return replies.usage(self.edition)

    async def _pressed(self, action: str, idle: Conversation) -> Turn:
        kind, _, rest = action.partition(":")
        edition = self.edition
        match kind:
            case actions.ENTRY if entry := edition.library.current(rest):
                return await self._opened(entry, idle)
            case actions.VOTE | actions.WHY:
                return await (self._vote if kind == actions.VOTE else self._why)(rest, idle)
            case actions.ALONE if idle.said:
                return await self._question(idle.said)
            case actions.FORGET:
                return _confirm_forgetting(), idle
            case actions.NONE_FITS:
                return await self._none_fits(idle)
            case actions.TELL if (asked := number_or_none(rest)) is not None:
                return await self._promise(asked), idle
            case actions.LETTER:
                return await self._letter_begun(rest, idle)
            case actions.CANCEL:
                return Reply("好的。有问题随时问我。"), idle
            case actions.FORGET_YES:
                return await self._forget()
            case _:
                return self._browsed(action), idle

    def _browsed(self, action: str) -> Reply:
        """Buttons that only show something."""
        kind, _, rest = action.partition(":")
        match kind:
            case actions.ARTICLE if citation := self._cited(action):
                return replies.article(self.edition, citation)
            case actions.TOPICS:
                return replies.topics(self.edition, replaces=True)
            case actions.JOINED:
                return replies.joined(self.edition)
            case actions.TOPIC:
                name, _, page = rest.rpartition(":")
                return replies.topic(self.edition, name, number_or_none(page) or 0)
            case _:
                return Reply(OLD)

    async def _question(self, text: str, before: str = "") -> Turn:
        started = time.perf_counter()
        answer = self.edition.answerer.answer(text, before)
        milliseconds = (time.perf_counter() - started) * 1000
        unread = answer.where_unread()
        if unread is not answer and not await self.citizens.letterbox.is_read():
            answer = unread
        if answer.intent and answer.decision is Decision.INTENT:
            # No question: it is in no record, and what was asked before it stays asked; but who
            # told of a danger goes on about that.
            idle = self.heard.idle
            now = replace(idle, question=mask(text), said="") if answer.intent.before else idle
            return replies.intent(self.edition, answer), now
        masked = mask(text)
        if self.heard.is_staff:
            return self._tried(answer, masked)
        # Whoever asks is answered, also where the disk is full.
        question_id = await self.citizens.database.write_if_possible(
            questions.record,
            asked_at=self.heard.now,
            channel=self.heard.message.chat.channel,
            asker=self.heard.asker.question,
            text=masked,
            decision=answer.decision.value,
            entry=answer.entry.slug if answer.entry else None,
            confidence=answer.confidence,
            milliseconds=milliseconds,
            campaign_id=self.heard.conversation.campaign_id,
        )
        log.info(
            "question",
            id=question_id,
            channel=self.heard.message.chat.channel,
            decision=answer.decision.value,
            entry=answer.entry.slug if answer.entry else None,
            ms=round(milliseconds, 1),
        )
        is_unknown = answer.decision is Decision.UNKNOWN
        if is_unknown and question_id is not None:
            await self.citizens.inbox.take(question_id, self.heard.asker.question, Why.UNKNOWN)
        can_tell = is_unknown and self._can_tell and question_id is not None
        reply = replies.answer(self.edition, answer, question_id, can_tell=can_tell)
        open_id = question_id if answer.choices else None
        place = self.heard.conversation.place
        asked, said = masked, ""
        if answer.before:
            asked, said = mask(answer.said), masked
        conversation = Conversation(question=asked, said=said, question_id=open_id, place=place)
        return reply, conversation

    def _tried(self, answer: Answer, masked: str) -> Turn:
        """What one of staff asks is answered like anybody's, and counted and taken up nowhere."""
        reply = replies.answer(self.edition, answer, None)
        if answer.decision is Decision.UNKNOWN and self.heard.actor:
            hint = "（工作人员的话不记入提问。要办事请发 /work，登记活动发 /activity。）"
            reply = replace(reply, body=f"{reply.body}\n\n{hint}")
        return reply, replace(self.heard.idle, question=masked, said="", question_id=None)

    @property
    def _can_tell(self) -> bool:
        """Whether an answer can reach this person later, and nobody else."""
        chat = self.heard.message.chat
        return chat.channel in self.citizens.reachable and is_private(chat)

    async def _none_fits(self, idle: Conversation) -> Turn:
        """What was offered isn't it: a question without an answer, too."""
        question_id = idle.question_id
        if question_id is not None:
            taking = self.citizens.inbox.take(question_id, self.heard.asker.question, Why.NONE_FITS)
            question_id = question_id if await taking is not None else None
        bureau = self.edition.library.bureau
        return replies.none_fits(bureau, question_id if self._can_tell else None), idle

    async def _promise(self, question_id: int) -> Reply:
        chat, asker = self.heard.message.chat, self.heard.asker
        if not self._can_tell:
            return Reply("这里没法主动找到您，答案有了也送不到。", rows(replies.LETTER_BUTTON))
        if not await self.citizens.inbox.promise(question_id, chat, asker):
            return Reply("这个问题已经不在记录里了，请重新提问。")
        days = PROMISED.days
        return Reply(f"好的，{days} 天内有了答案就在这里告诉您一次。说“删除我的记录”可以取消。")

    async def _opened(self, entry: Entry, idle: Conversation) -> Turn:
        """An entry from a list; where the list answered a question, this is the choice made."""
        if idle.question_id is not None:
            await self.citizens.database.write_if_possible(
                questions.choose,
                question_id=idle.question_id,
                asker=self.heard.asker.question,
                entry=entry.slug,
            )
        return replies.entry(self.edition, entry, idle.question_id), idle

    async def _awaited(self, text: str, idle: Conversation) -> Turn:
        kind, _, rest = self.heard.conversation.awaiting.partition(":")
        if kind == REASON:
            return await self._explained(int(rest), text, idle)
        return await self._letter(text, rest, idle)

    async def _letter_begun(self, rest: str, idle: Conversation) -> Turn:
        bureau, category = self.edition.library.bureau, rest if rest in CATEGORIES else ""
        if self.heard.message.has_forms:
            return Reply("留言有一张表，一项一项填就行。", rows(replies.LETTER_BUTTON)), idle
        if not await self.citizens.letterbox.is_read():
            return replies.human(bureau), idle
        awaiting = replace(idle, awaiting=actions.letter(category))
        return replies.letter_prompt(bureau, category), awaiting

    async def _letter(self, text: str, category: str, idle: Conversation) -> Turn:
        letterbox, message = self.citizens.letterbox, self.heard.message
        try:
            letter = await letterbox.write(
                chat=message.chat,
                asker=self.heard.asker.letter,
                origin=message.origin,
                text=text,
                category=category,
                question=idle.question,
            )
        except TooMany:
            return replies.too_many_letters(self.edition.library.bureau), self.heard.conversation
        except Refused as refusal:
            return Reply(f"{refusal}。"), self.heard.conversation
        channel = self.citizens.reachable.get(message.chat.channel)
        comes = channel.how_replies_come if isinstance(channel, Followed) else replies.COMES_HERE
        reply = replies.letter_received(
            letter,
            self.edition.library,
            page_url=self.citizens.settings.public_url,
            comes=comes if channel else "",
            opens=letterbox.opens(),
            is_words_alone=message.attachment is None,
        )
        return reply, idle

    async def _vote(self, rest: str, idle: Conversation) -> Turn:
        of, _, value = rest.partition(":")
        question_id, helpful = number_or_none(of), value == "1"
        known = question_id is not None and await self.citizens.database.write(
            questions.vote,
            question_id=question_id,
            asker=self.heard.asker.question,
            helpful=helpful,
            voted_at=self.heard.now,
        )
        if not known or question_id is None:
            line = "这条回答已经不在记录里了，谢谢您的评价。"
            return Reply(line, notice=line), idle
        if not helpful:
            asker = self.heard.asker.question
            await self.citizens.inbox.take(question_id, asker, Why.USELESS)
        if helpful:
            return Reply("谢谢您的评价！", notice="谢谢您的评价！"), idle
        return replies.why_useless(question_id), idle

    async def _why(self, rest: str, idle: Conversation) -> Turn:
        """What was wrong: one of the reasons, words that came with the tap, or words to come."""
        of, _, reason = rest.partition(":")
        question_id = number_or_none(of)
        if question_id is None:
            return Reply(OLD), idle
        words = replies.REASONS.get(reason) or self.heard.message.text.strip()
        if not words:
            never_mind = rows(Button("不说了", actions.CANCEL))
            asking = Reply("请写一句：哪里不对，或者少了什么？", never_mind)
            return self.heard.asking(asking, f"{REASON}:{question_id}")
        return await self._explained(question_id, words, idle)

    async def _explained(self, question_id: int, words: str, idle: Conversation) -> Turn:
        await self.citizens.database.write(
            questions.explain_vote,
            question_id=question_id,
            asker=self.heard.asker.question,
            reason=mask(words),
        )
        line = "记下了，谢谢您。我们会拿它来改进回答。"
        return Reply(line, notice=line), idle

    async def _forget(self) -> Turn:
        gone = await self.citizens.database.write_durably(forget, asker=self.heard.asker)
        await self.citizens.database.erase_traces()
        log.info("forgotten", **asdict(gone))
        line = (
            f"都删除了：{gone.questions} 个问题、{gone.letters} 条留言、"
            f"{gone.subscriptions} 个订阅，以及这里的对话状态。"
        )
        return Reply(line), self.heard.conversation

    def _law(self, words: str) -> Reply:
        register = self.edition.library.register
        citation = register.find_citation(words)
        if citation is None:
            if unheld := register.find_unknown(_BARE_NUMBER.sub("条", words)):
                return Reply(self.edition.wording.laws.unheld(unheld), rows(replies.LETTER_BUTTON))
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


def _offers_letter(reply: Reply) -> bool:
    return any(_is_letter(button) for row in reply.buttons for button in row)


def _without_letter(reply: Reply) -> Reply:
    rows = (tuple(one for one in row if not _is_letter(one)) for row in reply.buttons)
    return replace(reply, buttons=tuple(row for row in rows if row))


def _is_letter(button: Button) -> bool:
    return button.action.partition(":")[0] == actions.LETTER


_BARE_NUMBER = re.compile(r"(?<=[0-9〇零一二两三四五六七八九十百千])(?=[\s，,（(]|$)")
"""/law 道路运输条例 20 河南省的."""


def _article(number: str) -> Article | None:
    try:
        return Article.parse(number)
    except ValueError:
        return None


def _only_words(sent: Attachment) -> Reply:
    if sent is Attachment.VOICE:
        return Reply(
            "我只看得懂文字，听不懂语音。请把它转成文字（长按语音，选“转文字”），"
            "或者用输入法的语音输入，再发给我。"
        )
    return Reply("我只看得懂文字，看不了图片、语音、表情和位置。请把问题打成一句话发给我。")


def _confirm_forgetting() -> Reply:
    body = "要删除这里存的关于您的一切吗？包括您的问题、评价、留言（还没回复的也会删掉）和订阅。"
    buttons = rows(
        Button("全部删除", actions.FORGET_YES),
        Button("不删", actions.CANCEL),
    )
    return Reply(body, buttons)
