"""Letters (留言) from citizens: sorted, assigned, answered and closed by staff."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.desk import letter_transactions as changes
from bot.desk.letter_transactions import CHANGED, TAKEN, Change, Make
from bot.desk.reading_letters import CATEGORIES, ReadingLetters, letter_of
from bot.desk.wordings import check_reply, draft_form
from bot.editing.forbidden import Forbidden
from bot.editing.writing import WritingDrafts
from bot.masking import mask
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Refused, Settled
from bot.store import Database
from bot.store.drafts import Draft
from bot.store.letters import Letter, Sending


def state_of(letter: Letter) -> str:
    """Differs once it was answered, answered anew, or added to."""
    return _mark(letter.reply or "") + _mark(letter.text)


def whose(letter: Letter) -> str:
    """Differs once it was given to somebody else."""
    return _mark(letter.assigned)


def was_answered_since(letter: Letter, seen: str) -> bool:
    """Whether what is new since that state is another reply."""
    return not seen.startswith(_mark(letter.reply or ""))


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:6]


@dataclass(frozen=True)
class Correspondence:
    """The use cases. `reachable` are the channels that reach a chat unasked."""

    database: Database
    drafts: WritingDrafts
    forbidden: Forbidden
    reachable: Collection[str]
    zone: ZoneInfo
    clock: Callable[[], datetime]

    @property
    def reading(self) -> ReadingLetters:
        return ReadingLetters(self.database, self.clock)

    async def assign(self, who: Actor, receipt: str, to: str, *, seen: str | None = None) -> Letter:
        """Give it to one of staff, by name. `seen` is whose it was (`whose`) when that was decided.

        Raises:
            Outdated: it is another's by now.
        """
        permissions.require(who, Action.LETTER_ASSIGN)
        letter = await self._open(receipt)
        if seen is not None and seen != whose(letter):
            raise Outdated(TAKEN.format(letter.receipt))
        change: Change = {"assigned": to}
        return await self._change(
            who, letter, Action.LETTER_ASSIGN, change, changes.assign, {"assigned": letter.assigned}
        )

    async def classify(self, who: Actor, receipt: str, category: str) -> Letter:
        """Raises: Refused: there is no such category."""
        permissions.require(who, Action.LETTER_ASSIGN)
        if category not in CATEGORIES:
            raise Refused(f"类别只有：{'、'.join(CATEGORIES)}")
        letter = await self._open(receipt)
        change: Change = {"category": category}
        return await self._change(
            who,
            letter,
            Action.LETTER_ASSIGN,
            change,
            changes.classify,
            {"category": letter.category},
        )

    async def set_due(self, who: Actor, receipt: str, day: date) -> Letter:
        """The day by which it is to be answered. Raises: Refused: it is over."""
        permissions.require(who, Action.LETTER_ASSIGN)
        if day < self.clock().astimezone(self.zone).date():
            raise Refused("期限要在今天或今天以后")
        letter = await self._open(receipt)
        before = {"due": letter.due_on.isoformat() if letter.due_on else ""}
        change: Change = {"due": day.isoformat()}
        return await self._change(
            who, letter, Action.LETTER_ASSIGN, change, changes.set_due, before
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
            Outdated: somebody else has answered it meanwhile, or its writer has added to it.
        """
        letter = await self.before_answering(who, receipt, words)
        _require_seen(letter, seen)
        words = words.strip()
        sending = self._sending(letter)
        # What was replied is the citizen's: the record only says that it was.
        change: Change = {"reply": words, "sending": sending}
        return await self._change(who, letter, Action.LETTER_ANSWER, change, changes.answer)

    async def before_closing(self, who: Actor, receipt: str, why: str, office: str = "") -> str:
        """What its writer would be told where it has no reply: why, or which `office` it was handed
        over to. "" where it has one.

        Raises:
            Refused: there is no reason, or one that must not go out; or it was answered, and there
                is nothing to hand over.
        """
        permissions.require(who, Action.LETTER_CLOSE)
        letter = await self._open(receipt)
        why, office = why.strip(), office.strip()
        if letter.reply and office:
            raise Refused(f"留言 {letter.receipt} 已经答复，不用转办，办结就行")
        if letter.reply:
            return ""
        if not (why or office):
            raise Refused(f"留言 {letter.receipt} 还没有答复，办结要写明原因，会告诉留言的人")
        told = f"这件事由{office}办理，已转给他们。{why}" if office else why
        check_reply(told, self.forbidden)
        return told

    async def close(
        self,
        who: Actor,
        receipt: str,
        why: str = "",
        office: str = "",
        *,
        seen: str | None = None,
    ) -> Letter:
        """Nothing more is to be done here: it has a reply; or its writer is told why there is none,
        or whose matter it is. `seen` is the state (`state_of`) that whoever closes it has seen.

        Raises: Refused: as `before_closing`; Outdated: as `answer`.
        """
        permissions.require(who, Action.LETTER_CLOSE)
        letter = await self._open(receipt)
        told = await self.before_closing(who, receipt, why, office)
        _require_seen(letter, seen)
        change: Change = {
            "why": told,
            "handed_to": office.strip(),
            "sending": self._sending(letter),
        }
        return await self._change(who, letter, Action.LETTER_CLOSE, change, changes.close)

    async def reopen(self, who: Actor, receipt: str) -> Letter:
        """Raises: Settled: it isn't closed."""
        permissions.require(who, Action.LETTER_REOPEN)
        letter = await letter_of(self.database, receipt)
        return await self._change(who, letter, Action.LETTER_REOPEN, {}, changes.reopen)

    def _sending(self, letter: Letter) -> Sending:
        is_reached = letter.chat is not None and letter.chat.channel in self.reachable
        return Sending.PENDING if is_reached else Sending.NONE

    async def begin_entry(self, who: Actor, receipt: str) -> Draft:
        """A draft of a new entry from it, without anybody's numbers."""
        permissions.require(who, Action.DRAFT_WRITE)
        letter = await letter_of(self.database, receipt)
        question = letter.question or mask(letter.text)
        return await self.drafts.write(who, draft_form(question[:100], []))

    async def _open(self, receipt: str) -> Letter:
        letter = await letter_of(self.database, receipt)
        if letter.closed_at:
            raise Settled(f"留言 {letter.receipt} 已经办结，要办先重新打开")
        return letter

    async def _change(
        self,
        who: Actor,
        letter: Letter,
        action: Action,
        change: Change,
        make: Make,
        before: object = None,
    ) -> Letter:
        await self.database.write_durably(
            changes.recorded,
            who=who,
            letter=letter,
            action=action,
            change=change,
            make=make,
            before=before,
            now=self.clock(),
        )
        return await letter_of(self.database, letter.receipt)


def _require_seen(letter: Letter, seen: str | None) -> None:
    if seen is not None and seen != state_of(letter):
        raise Outdated(CHANGED.format(letter.receipt))
