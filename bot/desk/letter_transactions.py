"""What is written of a letter in one transaction: the change with its line of the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Settled
from bot.store import letters as store
from bot.store.letters import Letter, Sending

CHANGED = "留言 {} 刚刚有人答复过，或者写的人补充了话，请重新打开看过再办"
TAKEN = "留言 {} 刚刚由别人接办或办结了，请重新打开看过再办"
Change = dict[str, object]
Make = Callable[[Connection, Actor, Letter, Change, datetime], object]


def recorded(
    db: Connection,
    *,
    who: Actor,
    letter: Letter,
    action: Action,
    change: Change,
    make: Make,
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


def assign(db: Connection, who: Actor, letter: Letter, change: Change, now: datetime) -> object:
    to = str(change["assigned"])
    if not store.assign(db, letter=letter, to=to, by=who.member.name):
        raise Outdated(TAKEN.format(letter.receipt))
    return change


def classify(db: Connection, who: Actor, letter: Letter, change: Change, now: datetime) -> object:
    store.classify(db, receipt=letter.receipt, category=str(change["category"]))
    return change


def set_due(db: Connection, who: Actor, letter: Letter, change: Change, now: datetime) -> object:
    store.set_due(db, receipt=letter.receipt, day=date.fromisoformat(str(change["due"])))
    return change


def answer(db: Connection, who: Actor, letter: Letter, change: Change, now: datetime) -> object:
    done = store.answer(
        db,
        letter=letter,
        reply=str(change["reply"]),
        by=who.member.name,
        now=now,
        sending=Sending(str(change["sending"])),
    )
    if not done:
        raise Outdated(CHANGED.format(letter.receipt))
    return {"answered": True, "again": letter.reply is not None}


def close(db: Connection, who: Actor, letter: Letter, change: Change, now: datetime) -> object:
    sending, why = Sending(str(change["sending"])), str(change["why"])
    handed_to = str(change["handed_to"])
    done = store.close(db, letter=letter, why=why, now=now, sending=sending, handed_to=handed_to)
    if not done:
        now_is = store.get(db, receipt=letter.receipt)
        if now_is and now_is.closed_at is None:
            raise Outdated(CHANGED.format(letter.receipt))
        raise Settled(f"留言 {letter.receipt} 已经办结")
    return {
        "closed": True,
        "answered": not why,
        **({"handed_to": handed_to} if handed_to else {}),
        "seconds": round((now - letter.written_at).total_seconds()),
    }


def reopen(db: Connection, who: Actor, letter: Letter, change: Change, now: datetime) -> object:
    if not store.reopen(db, receipt=letter.receipt):
        raise Settled(f"留言 {letter.receipt} 没有办结")
    return {"reopened": True}
