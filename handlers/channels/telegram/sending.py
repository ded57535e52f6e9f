"""Replies out: as many messages as they need, new or in place of earlier ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import lru_cache
from typing import TypeVar

import structlog
import telegram
from telegram.constants import CallbackQueryLimit, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.messages import Button, DeliveryError, Failure, File, Poll, Reply
from handlers.channels.telegram.keyboard import keyboard
from handlers.channels.telegram.limiter import is_notice
from handlers.channels.telegram.listening import Place
from handlers.channels.telegram.requests import NEVER_ARRIVED
from handlers.channels.telegram.splitting import Part, split
from handlers.dialogues.actions import CANCEL
from handlers.styled.blocks import Resolve, render

T = TypeVar("T")
log = structlog.get_logger()

Markup = telegram.InlineKeyboardMarkup | telegram.ForceReply
REPLY_TO_THIS = "（请回复这条消息；不办了就回复“算了”。）"
WHY = "看规定和解释"
EMPTIED = "（已更新，见上面。）"
FILE_SECONDS = 60.0
"""How long a file may take on its way."""
LONGEST_NOTICE = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_NO_PREVIEW = telegram.LinkPreviewOptions(is_disabled=True)


class Sender:
    """Sends, edits and acknowledges through one bot."""

    def __init__(self, bot: telegram.Bot, resolve: Resolve) -> None:
        self._bot = bot
        self.resolve = resolve
        self._notice = lru_cache(8)(self._split)  # one body goes to thousands of chats
        self._moved: dict[int, int] = {}  # groups that became supergroups, old id → new

    async def deliver(self, place: Place, reply: Reply) -> tuple[int, ...]:
        """Send the reply; returns the ids of its messages."""
        return await self.revise(place, (), reply)

    async def revise(
        self, place: Place, before: tuple[int, ...], reply: Reply, *, anew: bool = True
    ) -> tuple[int, ...]:
        """Put the reply in place of earlier messages; returns the ids of those that hold it now.
        Where one is gone, it is sent `anew`, or that is a failure once the others are changed."""
        if reply.poll and place.chat < 0:
            for superfluous in before:
                await self._take_away(place, superfluous)
            return (await self._send_poll(place, reply.poll),)
        parts = self._parts(place, reply)
        messages: list[int] = []
        gone: BadRequest | None = None
        for number, part in enumerate(parts):
            markup = _markup(place, reply) if part is parts[-1] else None
            if number < len(before):
                edited = self._edit(place, before[number], part, _inline(markup), anew=anew)
                try:
                    messages.append(await edited)
                except BadRequest as error:
                    gone = error
            elif gone is None:
                messages.append(await self._send(place, part, markup))
        for superfluous in before[len(parts) :]:
            await self._take_away(place, superfluous)
        if gone:
            raise gone
        for file in reply.files:
            await self._send_file(place, file)
        return tuple(messages)

    async def acknowledge(self, query: telegram.CallbackQuery, notice: str = "") -> bool:
        """End the button's waiting sign; False where the notice could not be shown there."""
        fits = len(notice) <= LONGEST_NOTICE
        try:
            await self._bot.answer_callback_query(query.id, notice if fits else None)
        except BadRequest as error:  # pressed while we were away: Telegram no longer waits
            log.info("telegram_tap_expired", reason=error.message)
            return False
        return fits

    def chat_now(self, place: Place) -> int:
        """The chat's id, which a group that became a supergroup has changed."""
        return self._moved.get(place.chat, place.chat)

    def moved(self, old: int, new: int) -> None:
        """A group became a supergroup and has a new id."""
        self._moved[old] = new
        log.info("telegram_group_migrated")

    def _parts(self, place: Place, reply: Reply) -> list[Part]:
        said_twice = reply.notice == reply.body
        body = reply.body if said_twice else f"{reply.notice}\n\n{reply.body}".strip()
        if reply.asks and place.chat < 0:
            body += f"\n\n{REPLY_TO_THIS}"
        if not body and reply.buttons:
            body = "请选择："
        return self._notice(body) if is_notice() else self._split(body)

    def _split(self, body: str) -> list[Part]:
        return split(render(body, self.resolve))

    async def _send(self, place: Place, part: Part, markup: Markup | None) -> int:
        quoted = telegram.ReplyParameters(place.answers or 0, allow_sending_without_reply=True)

        async def send(chat: int, text: str, mode: ParseMode | None) -> telegram.Message:
            return await self._bot.send_message(
                chat,
                text,
                parse_mode=mode,
                reply_markup=markup,
                message_thread_id=place.topic,
                reply_parameters=quoted if place.answers else None,
                link_preview_options=_NO_PREVIEW,
            )

        return (await self._styled(place, part, send)).message_id

    async def _send_poll(self, place: Place, poll: Poll) -> int:
        """An anonymous quiz: Telegram tells us nothing of who answers what, nor do we ask how many
        do."""
        quoted = telegram.ReplyParameters(place.answers or 0, allow_sending_without_reply=True)
        below = ((Button(WHY, url=poll.more),),) if poll.more else ()

        async def send(chat: int) -> telegram.Message:
            return await self._bot.send_poll(
                chat,
                poll.question,
                poll.options,
                is_anonymous=True,
                type=telegram.Poll.QUIZ,
                correct_option_ids=[poll.right],  # type: ignore[list-item]  # 0 to 9, checked
                explanation=poll.explanation,
                open_period=poll.open_seconds,
                reply_markup=keyboard(below),
                message_thread_id=place.topic,
                reply_parameters=quoted if place.answers else None,
            )

        return (await self._in_chat(place, send)).message_id

    async def _send_file(self, place: Place, file: File) -> None:
        async def send(chat: int) -> telegram.Message:
            return await self._bot.send_document(
                chat,
                file.content,
                filename=file.name,
                message_thread_id=place.topic,
                read_timeout=FILE_SECONDS,
                write_timeout=FILE_SECONDS,
            )

        await self._in_chat(place, send)

    async def _edit(
        self,
        place: Place,
        message: int,
        part: Part,
        markup: telegram.InlineKeyboardMarkup | None,
        *,
        anew: bool,
    ) -> int:
        async def edit(chat: int, text: str, mode: ParseMode | None) -> telegram.Message | bool:
            return await self._bot.edit_message_text(
                text,
                chat,
                message,
                parse_mode=mode,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )

        try:
            await self._styled(place, part, edit)
        except BadRequest as error:
            reason = error.message.lower()
            if anew and any(gone in reason for gone in _GONE):
                return await self._send(place, part, markup)
            if "message is not modified" not in reason:
                raise
        return message

    async def _take_away(self, place: Place, message: int) -> None:
        """Delete it; what is over 48 hours old can only be emptied."""
        chat = self.chat_now(place)
        try:
            await self._bot.delete_message(chat, message)
        except BadRequest:
            try:
                await self._bot.edit_message_text(EMPTIED, chat, message)
            except BadRequest as error:  # the person deleted it
                log.info("telegram_message_not_deleted", reason=error.message)

    async def _styled(
        self,
        place: Place,
        part: Part,
        request: Callable[[int, str, ParseMode | None], Awaitable[T]],
    ) -> T:
        try:
            return await self._in_chat(place, lambda chat: request(chat, part.html, ParseMode.HTML))
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            log.warning("telegram_refused_our_html", reason=error.message)
            return await self._in_chat(place, lambda chat: request(chat, part.text, None))

    async def _in_chat(self, place: Place, request: Callable[[int], Awaitable[T]]) -> T:
        try:
            return await request(self.chat_now(place))
        except ChatMigrated as migration:
            self.moved(place.chat, migration.new_chat_id)
            return await request(migration.new_chat_id)


_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")


def has_no_topic(error: TelegramError) -> bool:
    """Whether the forum's topic is closed or gone."""
    return isinstance(error, BadRequest) and any(
        words in error.message.lower() for words in _NO_TOPIC
    )


def _markup(place: Place, reply: Reply) -> Markup | None:
    """The buttons; in a group, where only a reply to the bot's message reaches it, a question
    opens the field for one."""
    only_ends = all(one.action == CANCEL for row in reply.buttons for one in row)
    if reply.asks and place.chat < 0 and only_ends:
        return telegram.ForceReply(selective=place.answers is not None)
    return keyboard(reply.buttons)


def _inline(markup: Markup | None) -> telegram.InlineKeyboardMarkup | None:
    return markup if isinstance(markup, telegram.InlineKeyboardMarkup) else None


_GONE_CHATS = (
    "chat not found",
    "group chat was deleted",
    "peer_id_invalid",
    "user is deactivated",
    "user not found",
)
_NO_RIGHT = (
    "chat_restricted",
    "chat_write_forbidden",
    "have no rights to send",
    "need administrator rights",
    "not enough rights to send",
)


def delivery_error(error: TelegramError) -> DeliveryError:
    """What the failure of a message that nobody asked for means to its sender."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        retry_after = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
        return DeliveryError(error.message, kind=Failure.BUSY, retry_after=retry_after)
    return DeliveryError(error.message, kind=_kind(error))


def _kind(error: TelegramError) -> Failure:
    reason, cause = error.message.lower(), error.__cause__
    if isinstance(error, (Forbidden, BadRequest)):
        if any(words in reason for words in _GONE_CHATS):
            return Failure.GONE
        if isinstance(error, Forbidden) or any(words in reason for words in _NO_RIGHT):
            return Failure.BLOCKED
        return Failure.REFUSED
    if isinstance(error, InvalidToken) or isinstance(cause, NEVER_ARRIVED):
        return Failure.UNREACHABLE
    # A gateway's time-out says nothing about what became of the message behind it.
    answered = isinstance(error, NetworkError) and not isinstance(cause, Exception)
    if "gateway time" in reason or not (answered or isinstance(cause, TelegramError)):
        return Failure.UNCERTAIN
    return Failure.BROKEN
