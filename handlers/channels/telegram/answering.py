"""Each update once: hear what was said or pressed, ask the dialogue, give its reply."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime

import structlog
import telegram
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.members import is_private
from bot.messages import Chat, Dialogue, Message, Reply
from bot.store.updates import Taken
from handlers import failures
from handlers.channels.telegram import inline
from handlers.channels.telegram.ledger import Ledger, reply_of
from handlers.channels.telegram.listening import Heard, Place, chat_of, hear
from handlers.channels.telegram.membership import Membership
from handlers.channels.telegram.memory import Answered, Recent, Tap, Taps
from handlers.channels.telegram.sending import Sender
from handlers.chat_floods import SLOW_DOWN, Flood, Verdict
from handlers.chat_turns import Turns
from handlers.dialogues.actions import JOINED, concerns_room

log = structlog.get_logger()

IN_A_GROUP = 7
"""Messages a minute from one person there: all of a group get 20 answers, whoever asks."""
REMEMBERED = 10_000
ASK_AGAIN = "刚才服务中断了一会儿，您之前发的消息没有处理。如果还需要，请再发一次。"
AT_ONCE = 0.5
"""Seconds after which a tap is acknowledged without its reply."""
WORKING = "正在办……"


class Answering:
    """Answers updates; those of one chat one after the other, in the order they came."""

    def __init__(
        self,
        bot: telegram.Bot,
        sender: Sender,
        dialogue: Dialogue,
        ledger: Ledger,
        clock: Callable[[], datetime],
        *,
        membership: Membership,
        flood_per_minute: int,
        suggest: inline.Suggest,
        hotline: Callable[[], str],
        is_staff: Callable[[Chat], Awaitable[bool]],
        staff_at: int = 0,
    ) -> None:
        """`is_staff` tells whose messages aren't limited; `staff_at` is the staff's chat."""
        self._bot = bot
        self._sender = sender
        self._dialogue = dialogue
        self._ledger = ledger
        self._clock = clock
        self._membership = membership
        self._suggest = suggest
        self._hotline = hotline
        self._staff_at = staff_at
        self._flood = Flood(flood_per_minute, clock, is_staff)
        self._flood_in_groups = Flood(min(flood_per_minute, IN_A_GROUP), clock, is_staff)
        self._taps = Taps(clock)
        self._answers: Recent[tuple[int, int], Answered] = Recent(REMEMBERED)
        self._albums: Recent[str, bool] = Recent(REMEMBERED)
        self._turns = Turns[int]()

    async def answer(self, update: telegram.Update) -> None:
        """Answer the update, unless it was answered before."""
        taken = await self._ledger.begin(update.update_id)
        if taken is None:
            log.info("telegram_update_repeated", update=update.update_id)
            return
        try:
            await self._dispatch(update, taken)
        except asyncio.CancelledError:  # we stop: the next start goes on with it
            self._ledger.leave(update.update_id)
            raise
        await self._ledger.answered(update.update_id)

    async def _dispatch(self, update: telegram.Update, taken: Taken) -> None:
        if update.inline_query:
            await self._offer(update.inline_query)
        elif update.callback_query:
            await self._press(update.callback_query, taken)
        elif update.message:
            await self._hear(update.message, taken)
        elif update.edited_message:
            await self._hear_again(update.edited_message, taken)
        elif update.channel_post:
            await self._hear(update.channel_post, taken)
        elif update.my_chat_member:
            room = await self._membership.changed(update.my_chat_member)
            if room:
                welcome = await self._reply(Message(room, action=JOINED), taken)
                await self._sender.deliver(Place.of_chat(room), welcome)

    async def _reply(self, said: Message, taken: Taken) -> Reply:
        """What the dialogue says; where a crash came between that and its arrival, what it said."""
        if said_before := reply_of(taken):
            return said_before
        await self._ledger.attempt(taken.update_id)
        reply = await self._dialogue.respond(said)
        await self._ledger.keep(taken.update_id, reply)
        return reply

    async def ask_again(self, update: telegram.Update) -> None:
        """It was left unanswered for too long, or failed too often: the person decides."""
        if await self._ledger.begin(update.update_id) is None:
            return
        place = self._place_of(update)
        if place is not None:
            try:
                await self._sender.deliver(place, Reply(ASK_AGAIN))
            except TelegramError as error:
                log.warning("telegram_not_asked_again", reason=str(error))
                if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
                    self._ledger.leave(update.update_id)
                    return
        await self._ledger.answered(update.update_id)

    async def _hear(self, message: telegram.Message, taken: Taken) -> None:
        if message.migrate_to_chat_id:
            self._sender.moved(message.chat.id, message.migrate_to_chat_id)
            await self._membership.migrated(message.chat.id, message.migrate_to_chat_id)
        heard = self._heard(message)
        if heard is None or self._is_rest_of_album(message):
            return
        if message.from_user:
            self._taps.wrote(message.chat.id, message.from_user.id)
        if not await self._has_room(heard.place, heard.message.chat):
            return
        async with self._turn(heard.place):
            said = await self._in_room(heard.message, message, message.from_user)
            reply = await self._reply(said, taken)
            messages = await self._sender.deliver(heard.place, reply)
            self._remember(message, heard.message, messages)

    async def _in_room(
        self,
        said: Message,
        beside: telegram.MaybeInaccessibleMessage,
        person: telegram.User | None,
    ) -> Message:
        """With the room that it is about and who runs it; that is asked for only where needed."""
        if not concerns_room(said):
            return said
        return replace(said, room=await self._membership.room(beside, person))

    async def _hear_again(self, message: telegram.Message, taken: Taken) -> None:
        """An edited question edits its answer; one that we don't know is answered as a new one."""
        heard = self._heard(message)
        if (
            heard is None
            or heard.message.attachment
            or not await self._has_room(heard.place, heard.message.chat)
        ):
            return
        async with self._turn(heard.place):
            before = self._answers.get((message.chat.id, message.message_id))
            if before and before.question == hash(heard.message.text):
                return  # Telegram counts a link's preview as an edit
            said = await self._in_room(heard.message, message, message.from_user)
            reply = await self._reply(said, taken)
            known = before.messages if before else ()
            messages = await self._sender.revise(heard.place, known, reply)
            self._remember(message, heard.message, messages)

    async def _press(self, query: telegram.CallbackQuery, taken: Taken) -> None:
        pressed = query.message
        if not pressed or not query.data:
            await self._sender.acknowledge(query)
            return
        place = Place.beside(pressed)
        tap = Tap(place.chat, pressed.message_id, query.from_user.id, query.data)
        if not await self._has_room(place, chat_of(pressed, query.from_user)):
            await self._sender.acknowledge(query, SLOW_DOWN)
            return
        if self._taps.is_repeat(tap):
            await self._sender.acknowledge(query)
            return
        try:
            async with self._turn(place):
                message = Message(chat_of(pressed, query.from_user), action=query.data)
                message = await self._in_room(message, pressed, query.from_user)
                reply, is_acknowledged = await self._soon(query, self._reply(message, taken))
                await self._show(
                    query, place, pressed.message_id, reply, is_acknowledged=is_acknowledged
                )
        except Exception:
            self._taps.undo(tap)
            raise

    async def _soon(
        self, query: telegram.CallbackQuery, replying: Coroutine[None, None, Reply]
    ) -> tuple[Reply, bool]:
        """The reply, and whether the tap was acknowledged before it: a button that turns for long
        is pressed again."""
        task = asyncio.ensure_future(replying)
        try:
            await asyncio.wait({task}, timeout=AT_ONCE)
            if task.done():
                return task.result(), False
            await self._sender.acknowledge(query, WORKING)
            return await task, True
        except BaseException:
            task.cancel()
            raise

    async def _show(
        self,
        query: telegram.CallbackQuery,
        place: Place,
        pressed: int,
        reply: Reply,
        *,
        is_acknowledged: bool,
    ) -> None:
        if not is_acknowledged and await self._sender.acknowledge(query, reply.notice):
            body = "" if reply.body == reply.notice else reply.body
            reply = replace(reply, body=body, notice="")
        replaced = (pressed,) if reply.replaces else ()
        if reply.body or reply.notice or reply.buttons or reply.files:
            await self._sender.revise(place, replaced, reply)

    async def _offer(self, query: telegram.InlineQuery) -> None:
        found = inline.offers(self._suggest(query.query), self._sender.resolve)
        await self._bot.answer_inline_query(
            query.id,
            found,
            cache_time=inline.CACHED_SECONDS,
            button=None if found else inline.nothing_found(),
        )

    async def _has_room(self, place: Place, chat: Chat) -> bool:
        """Whether this person, in a group too, has not sent too much."""
        flood = self._flood if is_private(chat) else self._flood_in_groups
        verdict = await flood.judge(chat)
        if verdict is Verdict.ASK_TO_SLOW_DOWN:
            log.info("telegram_flood")
            async with self._turn(place):
                await self._sender.deliver(place, Reply(SLOW_DOWN))
        return verdict is Verdict.ANSWER

    async def apologise(self, update: telegram.Update, error: Exception) -> None:
        """Log the failure under an id, and tell the person, who may be waiting."""
        failure = failures.report("telegram_update_failed", error, update=update.update_id)
        place = self._place_of(update)
        if place is not None and not isinstance(error, Forbidden):
            try:
                apology = failures.apology(failure, self._hotline())
                await self._sender.deliver(place, Reply(apology))
                if update.callback_query:
                    await self._sender.acknowledge(update.callback_query)
            except TelegramError as silenced:
                log.error("telegram_apology_failed", failure=failure, reason=str(silenced))
                if isinstance(silenced, NetworkError) and not isinstance(silenced, BadRequest):
                    self._ledger.leave(update.update_id)  # once Telegram is back
                    return
        await self._ledger.answered(update.update_id)

    def _place_of(self, update: telegram.Update) -> Place | None:
        """Where somebody waits for an answer to it; None where nobody does."""
        if update.callback_query and update.callback_query.message:
            return Place.beside(update.callback_query.message)
        message = update.message or update.edited_message
        heard = self._heard(message) if message else None
        return heard.place if heard else None

    def _heard(self, message: telegram.Message) -> Heard | None:
        return hear(message, self._bot.bot, staff_at=self._staff_at)

    def _remember(
        self, asked: telegram.Message, message: Message, messages: tuple[int, ...]
    ) -> None:
        answered = Answered(hash(message.text), messages)
        self._answers.put((asked.chat.id, asked.message_id), answered)

    def _is_rest_of_album(self, message: telegram.Message) -> bool:
        """Ten photos sent at once are ten messages, and get one answer."""
        album = message.media_group_id
        if not album:
            return False
        is_known = self._albums.get(album) is not None
        self._albums.put(album, True)
        return is_known

    def _turn(self, place: Place) -> asyncio.Lock:
        return self._turns.of(place.chat)
