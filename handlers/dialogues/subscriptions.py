"""Subscribing to notices: by command, by button, through a poster's link; and the way out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge.entries import AUDIENCES
from bot.members import is_private
from bot.messages import Button, Channel, Chat, Followed, Message, Reply
from bot.privacy import Hasher
from bot.store import Database, subscribers
from bot.store.subscribers import Kind, Standing
from bot.training.quiz import DAILY
from handlers.dialogues import actions, replies, wishes
from handlers.dialogues.actions import rows
from handlers.dialogues.invitations import Invitations
from handlers.dialogues.turns import Heard, Turn

log = structlog.get_logger()
_PLACE = re.compile(r"from_([A-Za-z0-9_-]{1,32}?)(?:_c\d{1,9})?")  # the poster's campaign
_OF_CHANNEL = (
    f"发 /subscribe {DAILY} 每天发一道题，/unsubscribe {DAILY} 不再发；发 /unsubscribe 全部退订。"
)
SUBSCRIBE_BUTTON = Button("订阅普法通知", actions.SUBSCRIBE)


@dataclass(frozen=True)
class Subscriptions:
    """`channels` are those that can reach a chat unasked, by name; `invitations` tells what a
    poster was about."""

    settings: Settings
    knowledge: KnowledgeBase
    database: Database
    hasher: Hasher
    channels: Mapping[str, Channel]
    invitations: Invitations

    async def turn(self, heard: Heard) -> Turn | None:
        kind, _, rest = heard.message.action.partition(":")
        is_subscribing = kind == actions.SUBSCRIBE or heard.command == "subscribe"
        is_leaving = kind == actions.UNSUBSCRIBE or heard.command == "unsubscribe"
        if heard.command == "start":
            return await self._start(heard)
        if not is_subscribing and not is_leaving:
            return None
        channel = self.channels.get(heard.message.chat.channel)
        if channel is None or isinstance(channel, Followed):
            return self._elsewhere(channel), heard.idle
        if refusal := _refusal(heard.message):
            return Reply(refusal, notice=refusal), heard.idle
        if is_leaving:
            return await self._leave(heard), heard.idle
        if rest:
            return await self._choose(heard, rest), heard.idle
        return await self._subscribe(heard), heard.idle

    async def _start(self, heard: Heard) -> Turn | None:
        """The usual welcome; a poster's link adds where it hung, and anything else no harm."""
        chat = heard.message.chat
        channel = self.channels.get(chat.channel)
        if channel is None or isinstance(channel, Followed):
            return None
        if await self.database.write(subscribers.come_back, chat=chat, now=heard.now):
            log.info("subscriber_back", channel=chat.channel)
        about = await self.invitations.words(heard.rest)
        welcome = replies.start(self.knowledge.edition, about)
        found = await self.database.read(subscribers.find, chat=chat)
        if not (found and found.state is Standing.ACTIVE):
            welcome = replace(welcome, buttons=((SUBSCRIBE_BUTTON,), *welcome.buttons))
        place = _PLACE.fullmatch(heard.rest)
        return welcome, replace(heard.idle, place=place[1]) if place else heard.idle

    async def _subscribe(self, heard: Heard) -> Reply:
        """At once, to everything or to what was named; the reply has the choices."""
        named = [word for word in heard.rest.split() if word != DAILY]
        wants_quiz = DAILY in heard.rest.split()
        if wants_quiz and not heard.message.room:
            return Reply("每日一题是发给群和频道的；在这里想做题，随时发 /quiz。")
        topics = self.knowledge.edition.library.topics
        unknown = [word for word in named if word not in AUDIENCES and word not in topics]
        if unknown:
            return Reply(
                f"没有“{unknown[0]}”这一类。对象有：{'、'.join(AUDIENCES)}；"
                f"主题有：{'、'.join(topics)}。不写就是全部。"
            )
        chat, now = _subscribed_chat(heard), heard.now
        before = await self.database.read(subscribers.find, chat=chat)
        found = await self.database.write_durably(
            subscribers.subscribe,
            chat=chat,
            asker=self.hasher.asker(chat).subscriber,
            kind=_kind(heard),
            place=heard.conversation.place,
            now=now,
        )
        if named:
            found = replace(
                found,
                audiences=tuple(word for word in named if word in AUDIENCES),
                # 客运 is both: who says so means themselves, and not one subject alone.
                topics=tuple(one for one in named if one in topics and one not in AUDIENCES),
            )
            await self.database.write_durably(subscribers.set_wishes, subscriber=found)
        if wants_quiz:
            found = replace(found, has_quiz=True)
            await self.database.write_durably(subscribers.set_wishes, subscriber=found)
        is_new = before is None or before.state is not Standing.ACTIVE
        if is_new:
            log.info("subscribed", channel=chat.channel, kind=found.kind, place=found.place or None)
        opening = f"**{_whose(heard)}已订阅普法通知。** 宣传日当天会发到这里。" if is_new else ""
        if found.kind is Kind.CHANNEL:  # all its readers would see the buttons
            return Reply(f"{opening}\n\n{wishes.summary(found)}\n\n{_OF_CHANNEL}")
        return wishes.overview(found, _whose(heard), opening=opening, replaces=False)

    async def _leave(self, heard: Heard) -> Reply:
        chat = _subscribed_chat(heard)
        if heard.rest.strip() == DAILY:
            return await self._leave_quiz(heard, chat)
        left = await self.database.write_durably(
            subscribers.set_standing, chat=chat, state=Standing.PAUSED, now=heard.now
        )
        if not left:
            return Reply(f"{_whose(heard)}没有订阅，不会收到通知。")
        log.info("unsubscribed", channel=chat.channel)
        again = rows(Button("重新订阅", actions.SUBSCRIBE)) if not _is_channel(heard) else ()
        return Reply(f"{_whose(heard)}已退订，不会再收到通知。想恢复就发 /subscribe。", again)

    async def _leave_quiz(self, heard: Heard, chat: Chat) -> Reply:
        found = await self.database.read(subscribers.find, chat=chat)
        if found is None or not found.has_quiz:
            return Reply(f"{_whose(heard)}没有订阅每日一题。")
        await self.database.write_durably(
            subscribers.set_wishes, subscriber=replace(found, has_quiz=False)
        )
        return Reply(f"{_whose(heard)}不再发每日一题，普法通知照旧。")

    async def _choose(self, heard: Heard, chosen: str) -> Reply:
        found = await self.database.read(subscribers.find, chat=_subscribed_chat(heard))
        if found is None or found.state is not Standing.ACTIVE:
            return Reply(f"{_whose(heard)}现在没有订阅。", rows(SUBSCRIBE_BUTTON))
        topics = list(self.knowledge.edition.library.topics)
        wanted = wishes.changed(found, chosen, topics)
        if wanted != found:
            await self.database.write_durably(subscribers.set_wishes, subscriber=wanted)
        return wishes.page(wanted, chosen, topics, _whose(heard))

    def _elsewhere(self, channel: Followed | None) -> Reply:
        """Where nobody can subscribe, how notices come all the same."""
        page = self.settings.public_url
        elsewhere = (
            f"用日历软件订阅 {page}/calendar.ics、用阅读器订阅 {page}/notices.atom"
            if page
            else "在网页的“普法日历”一栏用日历软件和阅读器订阅"
        )
        if channel:
            return Reply(f"{channel.how_notices_come}也可以{elsewhere}。")
        return Reply(f"网页和终端不能主动给您发通知。可以在 Telegram 里订阅，或者{elsewhere}。")


def _refusal(message: Message) -> str:
    """Why this person may not decide for everybody who is there; "" where they may."""
    if message.room:
        return "" if message.room.is_admin else "只有管理员可以替大家订阅和退订。"
    # Picked by its number: the channel could not see that it is about all of them.
    return "" if is_private(message.chat) else "请点按钮，或者发 /subscribe、/unsubscribe。"


def _subscribed_chat(heard: Heard) -> Chat:
    """Who would get the notices: the whole room, or the person in a private chat."""
    return heard.message.room.chat if heard.message.room else heard.message.chat


def _is_channel(heard: Heard) -> bool:
    return bool(heard.message.room and heard.message.room.is_channel)


def _kind(heard: Heard) -> Kind:
    if heard.message.room is None:
        return Kind.PRIVATE
    return Kind.CHANNEL if heard.message.room.is_channel else Kind.GROUP


def _whose(heard: Heard) -> str:
    return {Kind.PRIVATE: "您", Kind.GROUP: "本群", Kind.CHANNEL: "本频道"}[_kind(heard)]
