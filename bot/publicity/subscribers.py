"""Subscribers as the channels know them: gone, back or moved; and as files from other systems."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from sqlite_utils import Database as Connection

from bot import sheets
from bot.knowledge.entries import AUDIENCES
from bot.knowledge.library import Library
from bot.members import Actor
from bot.messages import Chat
from bot.privacy import Hasher
from bot.sheets import BadSheet
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.store import Database
from bot.store import subscribers as store
from bot.store.subscribers import Kind, Standing, Subscriber
from bot.text import dates

log = structlog.get_logger()

COLUMNS = ("channel", "chat_id", "audiences", "topics", "consented")
"""What a file must have; `kind` may come with them: private, group or channel."""
MORE_COLUMNS = ("kind", "state", "quiet", "monthly_cap", "place")
_CHAT_ID = re.compile(r"-?[0-9]{1,19}(?:#[0-9]{1,10})?")
"""CHAT, or CHAT#TOPIC in a forum."""
_KNOWN = {name: name for name in (*COLUMNS, *MORE_COLUMNS)}
_SEPARATORS = str.maketrans("、；;|/", ",,,,,")
_CHUNK = 500
"""Rows in one transaction: no reply waits long for the write lock."""


@dataclass(frozen=True)
class Subscribers:
    """What a channel learns about chats without being asked."""

    database: Database
    hasher: Hasher
    clock: Callable[[], datetime]

    async def lose(self, chat: Chat, state: Standing) -> None:
        """The chat blocked the bot, put it out, or is no more."""
        if await self.database.write(store.lose, chat=chat, state=state, now=self.clock()):
            log.info("subscriber_lost", channel=chat.channel, state=state.value)

    async def come_back(self, chat: Chat) -> None:
        """The chat can be reached again; one who unsubscribed stays so."""
        if await self.database.write(store.come_back, chat=chat, now=self.clock()):
            log.info("subscriber_back", channel=chat.channel)

    async def move(self, old: Chat, new: Chat) -> None:
        """A group got another id and keeps its subscription."""
        asker = self.hasher.asker(new).subscriber
        if await self.database.write(store.move, old=old, new=new, asker=asker):
            log.info("subscriber_moved", channel=new.channel)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file that can be taken in."""

    chat: Chat
    kind: Kind
    audiences: tuple[str, ...]
    topics: tuple[str, ...]
    consented_at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that can't, and why."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class File:
    """What a file holds: lines to take in, lines with faults, and how many never consented."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    without_consent: int


def read(content: bytes, library: Library, zone: ZoneInfo, now: datetime) -> File:
    """Read CSV or Excel; every row is one to take in, one with a fault, or one without consent."""
    try:
        table = sheets.read_bytes(content, needed=COLUMNS, known=_KNOWN)
    except BadSheet as error:
        faults = error.faults or [(1, str(error))]
        return File((), tuple(Fault(line, words) for line, words in faults), 0)
    rows: list[Row] = []
    faults = []
    seen: dict[Chat, int] = {}
    without_consent = 0
    for line, values in table:
        given = {name: values.get(name, "") for name in _KNOWN}
        if not given["consented"] or given["state"] not in ("", Standing.ACTIVE):
            without_consent += 1
            continue
        try:
            row = _row(given, library, zone, now)
        except ValueError as error:
            faults.append((line, str(error)))
            continue
        if row.chat in seen:
            faults.append((line, f"the same chat as in line {seen[row.chat]}"))
            continue
        seen[row.chat] = line
        rows.append(row)
    return File(tuple(rows), tuple(Fault(line, words) for line, words in faults), without_consent)


async def take_in(rows: Sequence[Row], database: Database, hasher: Hasher, now: datetime) -> int:
    """Add those that are not known here; returns how many. Done again, it adds nobody twice."""
    added = 0
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        added += await database.write(_add, rows=chunk, hasher=hasher, now=now)
    return added


def as_csv(subscribers: Iterable[Subscriber]) -> Iterator[str]:
    """Line by line, in the form that `read` takes."""
    for fields in _table(subscribers):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([sheets.guarded(one) for one in fields])
        yield line.getvalue()


def _table(subscribers: Iterable[Subscriber]) -> Iterator[tuple[object, ...]]:
    yield (*COLUMNS, *MORE_COLUMNS)
    for one in subscribers:
        yield (
            one.chat.channel,
            one.chat.id,
            ",".join(one.audiences),
            ",".join(one.topics),
            one.consented_at.isoformat(timespec="seconds"),
            one.kind.value,
            one.state.value,
            one.quiet,
            one.monthly_cap,
            one.place,
        )


async def note_export(who: Actor, database: Database, now: datetime) -> None:
    """Whoever takes everybody's chats out is in the record before the first line is written."""
    permissions.require(who, Action.SUBSCRIBER_EXPORT)
    await database.write_durably(
        audit.write, who=who, action=Action.SUBSCRIBER_EXPORT, subject="subscribers", at=now
    )


def _add(db: Connection, *, rows: Sequence[Row], hasher: Hasher, now: datetime) -> int:
    return sum(
        store.add_imported(
            db,
            chat=row.chat,
            asker=hasher.asker(row.chat).subscriber,
            kind=row.kind,
            audiences=row.audiences,
            topics=row.topics,
            consented_at=row.consented_at,
            now=now,
        )
        for row in rows
    )


def _row(given: dict[str, str], library: Library, zone: ZoneInfo, now: datetime) -> Row:
    """Raises: ValueError: saying what is wrong."""
    if given["channel"] != "telegram":
        raise ValueError(f"channel {given['channel'] or 'is empty'}: only telegram can be reached")
    number = given["chat_id"]
    if not _CHAT_ID.fullmatch(number):
        raise ValueError(f"chat_id {number or 'is empty'}: it must be a number")
    audiences, topics = _items(given["audiences"]), _items(given["topics"])
    if several := next((words for words in given.values() if "\n" in words), ""):
        raise ValueError(f"several lines in a cell, {several.splitlines()[0]} …: a stray quote?")
    for item in audiences:
        if item not in AUDIENCES:
            raise ValueError(f"unknown audience {item}: use {' '.join(AUDIENCES)}")
    for item in topics:
        if item not in library.topics:
            raise ValueError(f"unknown topic {item}: use {' '.join(library.topics)}")
    kind = given["kind"] or (Kind.GROUP if number.startswith("-") else Kind.PRIVATE)
    if kind not in list(Kind):
        raise ValueError(f"unknown kind {kind}: use {', '.join(Kind)}")
    consented_at = _moment(given["consented"], zone)
    if consented_at > now:
        raise ValueError(f"consented {given['consented']}: that is in the future")
    return Row(Chat(given["channel"], number), Kind(kind), audiences, topics, consented_at)


def _items(text: str) -> tuple[str, ...]:
    found = (item.strip() for item in text.translate(_SEPARATORS).split(","))
    return tuple(dict.fromkeys(filter(None, found)))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """A date, or a date with its time, local where no zone stands with it."""
    try:
        moment = dates.typed(text)
    except ValueError:
        raise ValueError(f"consented {text}: it must be a date such as 2026-11-23") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
