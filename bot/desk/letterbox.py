"""Letters (留言) as those who write them see them: written, found again, added to, taken back."""

from __future__ import annotations

import asyncio
import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.config import Settings
from bot.desk.office import Office
from bot.desk.reading_letters import CATEGORIES
from bot.knowledge.library import Bureau
from bot.members import CONSOLE
from bot.messages import Chat
from bot.staff import permissions
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled, Unknown
from bot.store import Database
from bot.store import letters as store
from bot.store.letters import Letter

log = structlog.get_logger()
MAX_WORDS = 1000
MAX_CONTACT = 60
LEAST_WORD, MAX_WORD = 2, 20
MAX_ADDED = 5
"""How often something may be added to a letter."""
_MOMENT = "%Y-%m-%d %H:%M"
_MARK = " 补充】\n"
_ADDED = re.compile(r"\n\n【(\d{4}-\d\d-\d\d \d\d:\d\d)" + _MARK)
_COST, _BLOCK, _LANES = 2**14, 8, 1
"""scrypt's parameters: 16 MB and some 40 ms for each guess of a word."""


class TooMany(Refused):
    """So many for today from this address."""


class Limit(Protocol):
    def wait(self, key: str) -> float: ...


class Stage(IntEnum):
    """How far a letter has come."""

    RECEIVED = 0
    PASSED_ON = 1
    ANSWERED = 2


def stage(letter: Letter) -> Stage:
    if letter.reply or letter.closed_at:
        return Stage.ANSWERED
    return Stage.PASSED_ON if is_passed_on(letter) else Stage.RECEIVED


def is_passed_on(letter: Letter) -> bool:
    """Whether somebody was given it; who opens it in the console may answer it without."""
    return bool(letter.told_at or letter.assigned)


@dataclass(frozen=True)
class Letterbox:
    """The use cases. `reachable` are the channels that reach a chat unasked; `left` are the letters
    that an address may write today, `guesses` the look-ups that it has."""

    settings: Settings
    database: Database
    accounts: Accounts
    reachable: Collection[str]
    bureau: Callable[[], Bureau]
    left: Limit
    guesses: Limit
    clock: Callable[[], datetime]

    async def is_read(self) -> bool:
        """Whether anybody of staff can read letters: without a channel that reaches them and
        without an account for the console nobody can."""
        if self.settings.staff_chat.partition(":")[0] in self.reachable:
            return True
        staff = await self.accounts.staff()
        return any(
            permissions.may_member(member, Action.LETTER_READ)
            and member.name.partition(":")[0] in {CONSOLE, *self.reachable}
            for member in staff.members.values()
        )

    async def write(
        self,
        *,
        chat: Chat,
        asker: str,
        origin: str,
        text: str,
        category: str = "",
        question: str = "",
        contact: str = "",
        word: str = "",
    ) -> Letter:
        """Keep a letter, durably: whoever has a receipt has been heard, also after a power cut.
        `word` opens it again together with its number.

        Raises:
            Refused: there are no words, or too many.
            TooMany
        """
        text, contact, word = text.strip(), contact.strip(), plain(word)
        _check(text, contact, word, category)
        if self.left.wait(origin or chat.id):
            log.warning("security_letters_limited", channel=chat.channel)
            raise TooMany("今天从您这里收到的留言已经很多，这一条没有收下，请过几个小时再写")
        written_at = self.clock().astimezone(self.settings.zone)
        letter = await self.database.write_durably(
            store.write,
            # Where no reply can go, not even the conversation's name is kept.
            chat=chat if chat.channel in self.reachable else Chat(chat.channel, ""),
            asker=asker,
            question=question,
            text=f"{text}\n\n联系方式：{contact}" if contact else text,
            written_at=written_at,
            due_on=self._office.due(written_at, self.bureau().reply_days),
            kept=timedelta(days=self.settings.letter_days),
            category=category,
        )
        if word:
            hashed = await asyncio.to_thread(_hashed, word, letter.receipt)
            await self.database.write_durably(store.keep_word, receipt=letter.receipt, word=hashed)
        log.info("letter", receipt=letter.receipt, channel=chat.channel)
        return letter

    async def by_token(self, token: str) -> Letter:
        """Raises: Unknown."""
        letter = await self.database.read(store.by_token, token=token, now=self.clock())
        if letter is None:
            raise Unknown("没有找到这份留言，它可能已经到期，或者您已经删除了")
        return letter

    async def find(self, receipt: str, word: str, *, origin: str) -> Letter:
        """The letter of that number, for who knows its word.

        Raises:
            TooMany: that many guesses for now.
            Unknown: there is none, or it has another word or none: which, isn't told.
        """
        if self.guesses.wait(origin):
            log.warning("security_receipts_limited")
            raise TooMany("查得太频繁了，请过一个小时再查")
        receipt, word = receipt.strip().upper(), plain(word)
        known = await self.database.read(store.word_of, receipt=receipt, now=self.clock())
        hashed = await asyncio.to_thread(_hashed, word, receipt)
        letter = await self.database.read(store.get, receipt=receipt)
        if not word or known != hashed or letter is None:
            raise Unknown("没有找到：请核对编号和口令。没有设口令的留言只能用当时的链接打开")
        return letter

    async def has_word(self, letter: Letter) -> bool:
        """Whether it can be looked up by its number, with a word."""
        known = store.word_of
        return bool(await self.database.read(known, receipt=letter.receipt, now=self.clock()))

    async def add(self, token: str, text: str) -> Letter:
        """Add words to a letter, which staff are told of like of a new one.

        Raises:
            Unknown
            Settled: it is closed.
            Refused: there are no words, too many, or it was added to too often.
        """
        letter, text = await self.by_token(token), text.strip()
        _check(text, "", "", letter.category)
        moment = self.clock().astimezone(self.settings.zone)
        added = f"\n\n【{moment:{_MOMENT}}{_MARK}{text}"
        is_added = await self.database.write_durably(
            store.add, token=token, text=added, mark=_MARK, most=MAX_ADDED
        )
        letter = await self.by_token(token)
        if not is_added and letter.closed_at:
            raise Settled("这条留言已经办结，请另写一条")
        if not is_added:
            raise Refused(f"这条留言已经补充过 {MAX_ADDED} 次，请另写一条")
        return letter

    async def take_back(self, token: str) -> None:
        """Delete it. Raises: Unknown."""
        if not await self.database.write_durably(store.take_back, token=token):
            raise Unknown("没有找到这份留言，它可能已经到期，或者您已经删除了")
        await self.database.erase_traces()
        log.info("letter_taken_back")

    def opens(self) -> str:
        """When staff are next at work; "" where they are now."""
        office, now = self._office, self.clock()
        return "" if office.is_open(now) else office.shown(office.opens(now))

    @property
    def _office(self) -> Office:
        hours = self.settings.office_hours or self.bureau().hours
        return Office.parse(hours, self.settings.zone)


def latest_addition(letter: Letter, zone: ZoneInfo) -> datetime | None:
    """The minute in which its writer last added words; None where they never did."""
    added = []
    for moment in _ADDED.findall(letter.text):
        with suppress(ValueError):  # typed by its writer, and no time
            added.append(datetime.strptime(moment, _MOMENT).replace(tzinfo=zone))
    return max(added, default=None)


def plain(word: str) -> str:
    """A word as it is compared: however it is typed, it is the same."""
    return unicodedata.normalize("NFKC", word).strip().lower()


def _check(text: str, contact: str, word: str, category: str) -> None:
    if not text:
        raise Refused("请先写下要说的话")
    if len(text) > MAX_WORDS:
        raise Refused(f"最多 {MAX_WORDS} 字，您写了 {len(text)} 字，请缩短后再发")
    if len(contact) > MAX_CONTACT:
        raise Refused(f"联系方式最多 {MAX_CONTACT} 字")
    if word and not LEAST_WORD <= len(word) <= MAX_WORD:
        raise Refused(f"口令要 {LEAST_WORD} 到 {MAX_WORD} 个字")
    if category and category not in CATEGORIES:
        raise Refused(f"类别只有：{'、'.join(CATEGORIES)}")


def _hashed(word: str, receipt: str) -> str:
    salt = receipt.encode()
    return hashlib.scrypt(word.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES).hex()
