"""Letters (留言) from citizens: sorted, assigned, answered and closed by staff."""

from __future__ import annotations

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
from bot.staff.refusals import Refused, Unknown
from bot.store import Database
from bot.store import letters as store
from bot.store.drafts import Draft
from bot.store.letters import Letter, Sending

REPORTED = "举报"
CATEGORIES = ("咨询", "投诉", REPORTED, "建议")


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

    async def answer(self, who: Actor, receipt: str, words: str) -> Letter:
        """Reply: on the receipt's page at once, and to the chat where one can be reached.

        Raises:
            Refused: there are no words, or some that must not go out.
        """
        permissions.require(who, Action.LETTER_ANSWER)
        letter = await self._open(receipt)
        words = words.strip()
        check_reply(words, self.forbidden)
        is_reached = letter.chat is not None and letter.chat.channel in self.reachable
        sending = Sending.PENDING if is_reached else Sending.NONE
        # What was replied is the citizen's: the record only says that it was.
        change: dict[str, object] = {"reply": words, "sending": sending}
        return await self._change(who, letter, Action.LETTER_ANSWER, change, _answer, None)

    async def close(self, who: Actor, receipt: str) -> Letter:
        """Nothing more is to be done; an answer isn't needed for all."""
        permissions.require(who, Action.LETTER_CLOSE)
        letter = await self._open(receipt)
        return await self._change(who, letter, Action.LETTER_CLOSE, {}, _close, None)

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
            raise Refused(f"留言 {letter.receipt} 已经办结")
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
    store.assign(db, receipt=letter.receipt, to=str(change["assigned"]))
    return change


def _classify(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    store.classify(db, receipt=letter.receipt, category=str(change["category"]))
    return change


def _answer(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    store.answer(
        db,
        receipt=letter.receipt,
        reply=str(change["reply"]),
        by=who.member.name,
        now=now,
        sending=Sending(str(change["sending"])),
    )
    return {"answered": True, "again": letter.reply is not None}


def _close(
    db: Connection, who: Actor, letter: Letter, change: dict[str, object], now: datetime
) -> object:
    if not store.close(db, receipt=letter.receipt, now=now):
        raise Refused(f"留言 {letter.receipt} 已经办结")
    return {"closed": True, "seconds": round((now - letter.written_at).total_seconds())}
