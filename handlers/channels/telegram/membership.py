"""Rooms and who runs them; chats that leave, come back and get another id."""

from __future__ import annotations

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from bot.messages import Chat, Room
from bot.publicity.subscribers import Subscribers
from bot.store.subscribers import Standing
from handlers.channels.telegram.listening import CHANNEL, Place

_RUNNING = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Membership:
    """`subscribers` hears of chats that can't be reached any more, or can again."""

    def __init__(self, bot: telegram.Bot, subscribers: Subscribers | None) -> None:
        self._bot = bot
        self._subscribers = subscribers

    async def room(
        self, message: telegram.MaybeInaccessibleMessage, person: telegram.User | None
    ) -> Room | None:
        """The group, its topic or the channel, and whether this person runs it; None in a private
        chat."""
        if message.chat.type == ChatType.PRIVATE:
            return None
        is_channel = message.chat.type == ChatType.CHANNEL
        return Room(
            Place.beside(message).room, is_channel, is_admin=await self._runs(message, person)
        )

    async def changed(self, update: telegram.ChatMemberUpdated) -> Chat | None:
        """The bot was blocked, put out, let in again or unblocked. Returns the group that it has
        come into."""
        chat = Chat(CHANNEL, str(update.chat.id))
        is_out = update.new_chat_member.status in _OUT
        if self._subscribers and is_out:
            await self._subscribers.lose(chat, Standing.BLOCKED)
        elif self._subscribers:
            await self._subscribers.come_back(chat)
        has_come = update.old_chat_member.status in _OUT and not is_out
        return chat if has_come and update.chat.type in _GROUPS else None

    async def migrated(self, old: int, new: int) -> None:
        """A group became a supergroup."""
        if self._subscribers:
            await self._subscribers.move(Chat(CHANNEL, str(old)), Chat(CHANNEL, str(new)))

    async def _runs(
        self, message: telegram.MaybeInaccessibleMessage, person: telegram.User | None
    ) -> bool:
        sender = message.sender_chat if isinstance(message, telegram.Message) else None
        if sender and sender.id == message.chat.id and not (person and not person.is_bot):
            return True  # an anonymous administrator, or whoever posts in a channel
        if person is None:
            return False
        member = await self._bot.get_chat_member(message.chat.id, person.id)
        return member.status in _RUNNING
