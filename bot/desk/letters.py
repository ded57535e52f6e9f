"""Letters (留言) from citizens: sorted, assigned, answered and closed by staff."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.desk.inbox import LISTED
from bot.desk.wordings import check_reply, draft_form
from bot.editing.forbidden import Forbidden
from bot.editing.writing import WritingDrafts
from bot.masking import mask
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Refused, Settled, Unknown
from bot.store import Database
from bot.store import letters as store
from bot.store.drafts import Draft
from bot.store.letters import Letter, Sending

REPORTED = "举报"
_ANSWERED = "留言 {} 刚刚有人答复过，请重新打开看过再办"
_DELICATE = re.compile(r"举报|保密|匿名|别说是我|不要透露")
CATEGORIES = ("咨询", "投诉", REPORTED, "建议")


def is_delicate(letter: Letter) -> bool:
    """Whether only those whom it concerns should read it, each in a chat of their own."""
    return letter.category in (REPORTED, "投诉") or bool(_DELICATE.search(letter.text))


def state_of(letter: Letter) -> str:
    """Differs once it was answered, or answered anew."""
    return hashlib.sha256((letter.reply or "").encode()).hexdigest()[:6]


@dataclass(frozen=True)
class Correspondence:
    """The use cases. `reachable` are the channels that reach a chat unasked."""

    database: Database
    drafts: WritingDrafts
    forbidden: Forbidden
    reachable: Collection[str]
    clock: Callable[[], datetime]

    async def listing(self, who: Actor, page: int = 0) -> list[Letter]:
        """One page of those not closed, and one more where there are more."""
        permissions.require(who, Action.LETTER_READ)
        found = await self.database.read(store.unfinished, limit=LISTED + 1, skip=page * LISTED)
        if found:
            receipts = [letter.receipt for letter in found[:LISTED]]
            await self._note_reading(who, "letters", {"receipts": receipts})
        return found

    async def closed(self, who: Actor, page: int = 0) -> list[Letter]:
        """One page of those closed, the last one first, and one more where there are more."""
        permissions.require(who, Action.LETTER_READ)
        found = await self.database.read(store.closed, limit=LISTED + 1, skip=page * LISTED)
        if found:
            receipts = [letter.receipt for letter in found[:LISTED]]
            await self._note_reading(who, "letters", {"receipts": receipts})
        return found

    async def get(self, who: Actor, receipt: str) -> Letter:
        """Raises: Unknown."""
        permissions.require(who, Action.LETTER_READ)
        letter = await self._get(receipt)
        await self._note_reading(who, f"letter:{letter.receipt}", None)
        return letter

    async def assign(self, who: Actor, receipt: str, to: str) -> Letter:
        """Give it to one of staff, by name."""
        permissions.require(who, Action.LETTER_ASSIGN)
        letter = await self._open(receipt)
        change = {"assigned": to}
        return await self._change(
            who, letter, Action.LETTER_ASSIGN, change, _assign, {"assigned": letter.assigned}
        )

    async def classify(self, who: Actor, receipt: str, category: str) -> Letter:
        """Raises: Refused: there is no such category."""
        permissions.require(who, Action.LETTER_ASSIGN)
        if category not in CATEGORIES:
            raise Refused(f"类别只有：{'、'.join(CATEGORIES)}")
        letter = await self._open(receipt)
        change = {"category": category}
        return await self._change(
            who, letter, Action.LETTER_ASSIGN, change, _classify, {"category": letter.category}
        )

    async def before_answering(self, who: Actor, receipt: str, words: str) -> Letter:
        """The letter that these words would answer.

        Raises:
            Refused: there are no words, or some that must not go out.
        """
        permissions.require(who, Action.LETTER_ANSWER)
        letter = await self._open(receipt)
        check_reply(words.strip(), self.forbidden)
        return letter

    async def answer(
        self, who: Actor, receipt: str, words: str, *, seen: str | None = None
    ) -> Letter:
        """Reply: on the receipt's page at once, and to the chat where one can be reached. `seen`
        is the state (`state_of`) that its answerer has seen.

        Raises:
            Refused: there are no words, or some that must not go out.
            Outdated: somebody else has answered it meanwhile.
        """
        letter = await self.before_answering(who, receipt, words)
        if seen is not None and seen != state_of(letter):
            raise Outdated(_ANSWERED.format(letter.receipt))
        words = words.strip()
        sending = self._sending(letter)
        # What was replied is the citizen's: the record only says that it was.
        change: dict[str, object] = {"reply": words, "sending": sending}
        return await self._change(who, letter, Action.LETTER_ANSWER, change, _answer, None)

    async def close(self, who: Actor, receipt: str, why: str = "") -> Letter:
        """Nothing more is to be done. Without a reply that needs a reason, which its writer is
        told.

        Raises:
            Refused: it has no reply, and there is no reason, or one that must not go out.
        """
        permissions.require(who, Action.LETTER_CLOSE)
        letter = await self._open(receipt)
        why = why.strip() if not letter.reply else ""
        if not letter.reply:
            if not why:
                raise Refused(f"留言 {letter.receipt} 还没有答复，办结要写明原因，会告诉留言的人")
            check_reply(why, self.forbidden)
        change: dict[str, object] = {"why": why, "sending": self._sending(letter)}
        return await self._change(who, letter, Action.LETTER_CLOSE, change, _close, None)

    async def reopen(self, who: Actor, receipt: str) -> Letter:
        """Raises: Settled: it isn't closed."""
        permissions.require(who, Action.LETTER_REOPEN)
        letter = await self._get(receipt)
        return await self._change(who, letter, Action.LETTER_REOPEN, {}, _reopen, None)

    def _sending(self, letter: Letter) -> Sending:
        is_reached = letter.chat is not None and letter.chat.channel in self.reachable
        return Sending.PENDING if is_reached else Sending.NONE

    async def begin_entry(self, who: Actor, receipt: str) -> Draft:
        """A draft of a new entry from it, without anybody's numbers."""
        permissions.require(who, Action.DRAFT_WRITE)
        letter = await self._get(receipt)
        question = letter.question or mask(letter.text)
        return await self.drafts.write(who, draft_form(question[:100], []))

    async def _note_reading(self, who: Actor, subject: str, what: object) -> None:
        """Who saw which letters is in the record, as what was done with them is."""
        await self.database.write(
            audit.write,
            who=who,
            action=Action.LETTER_READ,
            subject=subject,
            after=what,
            at=self.clock(),
        )

    async def _get(self, receipt: str) -> Letter:
        letter = await self.database.read(store.get, receipt=receipt.upper())
        if letter is None:
            raise Unknown(f"没有留言 {receipt}：它可能已经到期，或者写的人删除了")
        return letter

    async def _open(self, receipt: str) -> Letter:
        letter = await self._get(receipt)
        if letter.closed_at:
            raise Settled(f"留言 {letter.receipt} 已经办结，要办先重新打开")
        return letter

    async def _change(
        self,
        who: Actor,
        letter: Letter,
        action: Action,
        change: dict[str, object] | dict[str, str],
        make: Callable[[Connection, Actor, Letter, dict[str, object], datetime], object],
        before: object,
    ) -> Letter:
        await self.database.write_durably(
            _recorded,
            who=who,
            letter=letter,
            action=action,
            change=dict(change),
            make=make,
            before=before,
            now=self.clock(),
        )
        return await self._get(letter.receipt)


def _recorded(
    db: Connection,
    *,
    who: Actor,
    letter: Letter,
    action: Action,
    change: dict[str, object],
    make: Callable[[Connection, Actor, Letter, dict[str, object], datetime], object],
    before: object,
    now: datetime,
) -> None:
    after = make(db, who, letter, change, now)
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"letter:{letter.receipt}",
        before=before,
        after=after,
        at=now,
    )


def _assign(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    to = str(change["assigned"])
    store.assign(db, receipt=letter.receipt, to=to, by=who.member.name)
    return change


def _classify(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    store.classify(db, receipt=letter.receipt, category=str(change["category"]))
    return change


def _answer(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    done = store.answer(
        db,
        letter=letter,
        reply=str(change["reply"]),
        by=who.member.name,
        now=now,
        sending=Sending(str(change["sending"])),
    )
    if not done:
        raise Outdated(_ANSWERED.format(letter.receipt))
    return {"answered": True, "again": letter.reply is not None}


def _close(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    sending, why = Sending(str(change["sending"])), str(change["why"])
    if not store.close(db, receipt=letter.receipt, why=why, now=now, sending=sending):
        raise Settled(f"留言 {letter.receipt} 已经办结")
    return {
        "closed": True,
        "answered": not why,
        "seconds": round((now - letter.written_at).total_seconds()),
    }


def _reopen(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    if not store.reopen(db, receipt=letter.receipt):
        raise Settled(f"留言 {letter.receipt} 没有办结")
    return {"reopened": True}
