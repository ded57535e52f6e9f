"""The cast: people who write to the bot, alone or in a group, and see what it answers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

from tests.fakes.botapi.formatting import units
from tests.fakes.botapi.world import BOT, JSON, Heard, Room, World, now
from tests.waiting import LONGEST

QUIET = 0.2
"""Seconds of silence that count as no answer."""

_PERSON_IDS = itertools.count(5_000_000_001)
_GROUP_IDS = itertools.count(4_000_001)
_ENTITIES = {
    "bot_command": re.compile(r"(?<![\w/])/\w+(?:@\w+)?"),
    "mention": re.compile(r"(?<![\w/])@\w+"),
}
_FILE: JSON = {"file_id": "AgAC", "file_unique_id": "AQAD"}
_KINDS: dict[str, JSON] = {
    "photo": {"photo": [_FILE | {"width": 90, "height": 67}]},
    "voice": {"voice": _FILE | {"duration": 3}},
    "sticker": {
        "sticker": _FILE
        | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    },
    "location": {"location": {"latitude": 31.2, "longitude": 121.5}},
    "document": {"document": _FILE},
}


class _Listener:
    """Hears what the bot does in one chat, each message once."""

    world: World
    id: int

    def __init__(self) -> None:
        self._heard = 0

    @property
    def room(self) -> Room:
        return self.world.rooms[self.id]

    @property
    def sees(self) -> list[Heard]:
        """The bot's messages that stand in the chat now."""
        messages = self.room.messages.values()
        return [Heard.of(message) for message in messages if message["from"]["id"] == BOT["id"]]

    async def hears(self, words: str = "", *, within: float = LONGEST) -> Heard:
        """Wait for the next message or edit of the bot's, which has these words."""
        found = await self.world.until(lambda: self._next(words), within)
        unheard = [event.text for event in self.room.events[self._heard :]]
        assert found, f"waited {within} s for {words!r}, but heard {unheard}"
        return found

    async def sees_in_all(self, count: int, *, within: float = LONGEST) -> None:
        """Wait until so many messages of the bot's stand in the chat."""
        seen = await self.world.until(lambda: len(self.sees) == count or None, within)
        assert seen, f"waited {within} s for {count} messages, but saw {len(self.sees)}"

    async def hears_nothing(self, *, within: float = QUIET) -> None:
        found = await self.world.until(lambda: self._next(""), within)
        assert found is None, f"heard {found.text!r}"

    def _next(self, words: str) -> Heard | None:
        for place, event in enumerate(self.room.events[self._heard :], start=self._heard):
            if words in event.text:
                self._heard = place + 1
                return event
        return None


class Group(_Listener):
    """A group that the bot is a member of."""

    def __init__(self, world: World, title: str) -> None:
        super().__init__()
        self.world = world
        self.id = -next(_GROUP_IDS)
        world.rooms[self.id] = Room({"id": self.id, "type": "group", "title": title})

    def is_run_by(self, person: Person) -> None:
        self.room.administrators.add(person.id)

    def puts_the_bot_out(self, by: Person) -> None:
        self.world.block(self.id)
        _tell_membership(self.world, self.room, by, "member", "left")

    def takes_the_bot_in(self, by: Person) -> None:
        self.world.unblock(self.id)
        _tell_membership(self.world, self.room, by, "left", "member")

    async def becomes_a_supergroup(self) -> Group:
        """The old id is refused from now on; both chats tell the bot."""
        old, new = self.id, -1_000_000_000_000 + self.id
        self.world.migrate(old, new)
        successor = Group(self.world, self.room.chat["title"])
        del self.world.rooms[successor.id]
        successor.id = new
        telling = [(old, {"migrate_to_chat_id": new}), (new, {"migrate_from_chat_id": old})]
        for chat, service in telling:
            message = {"message_id": self.world.message_id(), "date": now(), **service}
            message["chat"] = self.world.rooms[chat].chat
            self.world.update("message", message)
        return successor


class Channel(_Listener):
    """A channel that the bot runs together with people: what they post has no author."""

    def __init__(self, world: World, title: str) -> None:
        super().__init__()
        self.world = world
        self.id = -1_000_000_000_000 - next(_GROUP_IDS)
        world.rooms[self.id] = Room({"id": self.id, "type": "channel", "title": title})

    async def posts(self, text: str) -> JSON:
        message = {
            "message_id": self.world.message_id(),
            "sender_chat": self.room.chat,
            "chat": self.room.chat,
            "date": now(),
            "text": text,
            **_entities("entities", text),
        }
        self.room.messages[message["message_id"]] = message
        self.world.update("channel_post", message)
        return message


@dataclass
class Tap:
    """A press on a button; `notice` is what the bot shows for it."""

    world: World
    id: str

    async def notice(self, *, within: float = LONGEST) -> str:
        """Wait until the button's waiting sign ends; returns the words shown then."""
        shown = await self.world.until(lambda: self.world.notices.get(self.id), within)
        assert shown is not None, f"waited {within} s, and the tap was never answered"
        return shown


class Person(_Listener):
    """Somebody with a private chat with the bot."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__()
        self.world = world
        self.id = next(_PERSON_IDS)
        self.user: JSON = {"id": self.id, "is_bot": False, "first_name": name}
        chat = {"id": self.id, "type": "private", "first_name": name}
        world.rooms[self.id] = Room(chat)
        world.users[self.id] = self.user

    async def says(
        self,
        text: str,
        *,
        to: Group | None = None,
        reply_to: Heard | JSON | None = None,
        **more: Any,
    ) -> JSON:
        """Write to the bot, or in a group; returns the message, which can be edited later."""
        content = {"text": text, **_entities("entities", text), **more}
        return self._send(content, to, reply_to)

    async def sends(
        self, kind: str, caption: str = "", *, to: Group | None = None, **more: Any
    ) -> JSON:
        """A photo, voice, sticker, location or document."""
        content = _KINDS[kind] | more
        if caption:
            content |= {"caption": caption, **_entities("caption_entities", caption)}
        return self._send(content, to, None)

    async def sends_file(self, name: str, content: bytes, *, to: Group | None = None) -> JSON:
        """A document that the bot can fetch."""
        file_id = f"BQAC{len(self.world.files)}"
        self.world.files[file_id] = content
        document = {"file_id": file_id, "file_unique_id": "AQAD", "file_name": name}
        return self._send({"document": document}, to, None)

    async def edits(self, message: JSON, text: str) -> JSON:
        changed = message | {"text": text, "edit_date": now(), **_entities("entities", text)}
        self.world.update("edited_message", changed)
        return changed

    async def taps(self, label: str, *, on: Heard | None = None, to: Group | None = None) -> Tap:
        """Press a button of the last message that has one with this label, or of `on`."""
        listener = to or self
        room = listener.room
        candidates = [on] if on else list(reversed(listener.sees))
        for heard in candidates:
            button = _button(heard, label)
            if button:
                return self._press(room, heard.id, button["callback_data"])
        raise AssertionError(f"no button {label!r} in {[heard.labels for heard in candidates]}")

    async def types(self, query: str, *, within: float = LONGEST) -> JSON:
        """Type `@bot query` in some chat; returns what the bot offers to share."""
        asked = self.world.query_id()
        inline = {"id": asked, "from": self.user, "query": query, "offset": ""}
        self.world.update("inline_query", inline)
        offered = await self.world.until(lambda: self.world.offers.get(asked), within)
        assert offered is not None, f"waited {within} s, and {query!r} was never answered"
        return offered

    def blocks_the_bot(self) -> None:
        self.world.block(self.id)
        _tell_membership(self.world, self.room, self, "member", "kicked")

    def unblocks_the_bot(self) -> None:
        self.world.unblock(self.id)
        _tell_membership(self.world, self.room, self, "kicked", "member")

    def _send(self, content: JSON, to: Group | None, reply_to: Heard | JSON | None) -> JSON:
        room = (to or self).room
        message = {
            "message_id": self.world.message_id(),
            "from": self.user,
            "chat": room.chat,
            "date": now(),
            **content,
        }
        if reply_to:
            replied = reply_to.id if isinstance(reply_to, Heard) else reply_to["message_id"]
            message["reply_to_message"] = room.messages[replied]
        room.messages[message["message_id"]] = message
        self.world.update("message", message)
        return message

    def _press(self, room: Room, message: int, action: str) -> Tap:
        tap = Tap(self.world, self.world.query_id())
        pressed = {
            "id": tap.id,
            "from": self.user,
            "message": room.messages[message],
            "chat_instance": str(room.chat["id"]),
            "data": action,
        }
        self.world.update("callback_query", pressed)
        return tap


def _tell_membership(world: World, room: Room, by: Person, before: str, after: str) -> None:
    """The bot hears that it was let in or put out."""
    user = {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")}
    world.update(
        "my_chat_member",
        {
            "chat": room.chat,
            "from": by.user,
            "date": now(),
            "old_chat_member": _membership(user, before),
            "new_chat_member": _membership(user, after),
        },
    )


def _membership(user: JSON, status: str) -> JSON:
    return {"status": status, "user": user} | ({"until_date": 0} if status == "kicked" else {})


def _button(heard: Heard, label: str) -> JSON | None:
    buttons = [button for row in heard.buttons for button in row if "callback_data" in button]
    return next((button for button in buttons if label in button["text"]), None)


def _entities(name: str, text: str) -> JSON:
    found = [
        {
            "type": kind,
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        for kind, pattern in _ENTITIES.items()
        for match in pattern.finditer(text)
    ]
    return {name: sorted(found, key=lambda entity: entity["offset"])} if found else {}
