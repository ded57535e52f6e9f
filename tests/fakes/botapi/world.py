"""What the double knows: chats, messages, updates, and who has seen what."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.fakes.botapi.failures import Refusal, bad_request, blocked, migrated
from tests.fakes.botapi.schema import Schema
from tests.waiting import LONGEST, stopwatch

T = TypeVar("T")
JSON = dict[str, Any]

BOT: JSON = {
    "id": 7_000_000_001,
    "is_bot": True,
    "first_name": "普法",
    "username": "pufa_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}


@dataclass(frozen=True)
class Heard:
    """A message of the bot's as a person sees it."""

    id: int
    text: str
    entities: tuple[JSON, ...] = ()
    buttons: tuple[tuple[JSON, ...], ...] = ()
    is_edit: bool = False
    reply_to: int | None = None
    file: str = ""
    poll: JSON | None = None

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]

    @classmethod
    def of(cls, message: JSON, *, is_edit: bool = False) -> Heard:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            id=message["message_id"],
            text=message.get("text", message.get("poll", {}).get("question", "")),
            poll=message.get("poll"),
            file=message.get("document", {}).get("file_name", ""),
            entities=tuple(message.get("entities", ())),
            buttons=tuple(tuple(row) for row in rows),
            is_edit=is_edit,
            reply_to=message.get("reply_to_message", {}).get("message_id"),
        )


@dataclass
class Room:
    """A chat with all that happened in it. `events` is what the bot did, in order."""

    chat: JSON
    messages: dict[int, JSON] = field(default_factory=dict)
    events: list[Heard] = field(default_factory=list)
    can_write: Refusal | None = None  # None: the bot may; else what it is told
    administrators: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Call:
    """One request of the bot's, and what it was answered (None: nothing)."""

    method: str
    given: JSON
    at: float
    answer: JSON | None = None


class World:
    """One bot's Telegram."""

    def __init__(self, schema: Schema | None) -> None:
        self.schema = schema
        self.rooms: dict[int, Room] = {}
        self.updates: list[JSON] = []
        self.transcript: list[Call] = []
        self.faults: list[str] = []
        self.notices: dict[str, str] = {}  # answered callback queries
        self.offers: dict[str, JSON] = {}  # answered inline queries
        self.asked: set[str] = set()  # queries that wait for an answer
        self.commands: list[JSON] = []
        self.menus: dict[int, list[JSON]] = {}  # of single chats
        self.files: dict[str, bytes] = {}  # what people sent, by file_id
        self.users: dict[int, JSON] = {}
        self._message_ids = itertools.count(101)
        self._update_ids = itertools.count(880_000_001)
        self._query_ids = itertools.count(1)
        self._waiting: set[asyncio.Future[None]] = set()

    def room(self, chat_id: Any) -> Room:
        """The chat that the bot may write to.

        Raises:
            Refusal: there is none, or it may not.
        """
        room = self.rooms.get(chat_id)
        if room is None:
            raise bad_request("chat not found")
        if room.can_write:
            raise room.can_write
        return room

    def message_id(self) -> int:
        return next(self._message_ids)

    def query_id(self) -> str:
        query = str(next(self._query_ids))
        self.asked.add(query)
        return query

    def answer_query(self, query: str) -> None:
        """Raises: Refusal: it was answered, or never asked."""
        if query not in self.asked:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.asked.remove(query)

    def update(self, kind: str, value: JSON) -> JSON:
        """Put an update in the bot's queue."""
        update = {"update_id": next(self._update_ids), kind: value}
        self.check("Update", value=update)
        self.updates.append(update)
        self.changed()
        return update

    def check(self, type_name: str, value: JSON) -> None:
        """What the double itself says must be true to the schema too."""
        if self.schema:
            self.faults += [f"double: {fault}" for fault in self.schema.faults_in(type_name, value)]

    def changed(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, look: Callable[[], T | None], within: float = LONGEST) -> T | None:
        """What `look` sees as soon as it sees something; None where it doesn't in time."""
        ends_at = stopwatch() + within
        while (seen := look()) is None and (left := ends_at - stopwatch()) > 0:
            change = asyncio.get_running_loop().create_future()
            self._waiting.add(change)
            try:
                await asyncio.wait([change], timeout=left)
            finally:
                self._waiting.discard(change)
        return seen

    def block(self, chat_id: int) -> None:
        self.rooms[chat_id].can_write = blocked()

    def unblock(self, chat_id: int) -> None:
        self.rooms[chat_id].can_write = None

    def migrate(self, old: int, new: int) -> None:
        """A group becomes a supergroup: the old id is refused from now on."""
        before = self.rooms[old]
        chat = before.chat | {"id": new, "type": "supergroup"}
        self.rooms[new] = Room(chat, administrators=before.administrators)
        before.can_write = migrated(new)


def now() -> int:
    return int(time.time())
