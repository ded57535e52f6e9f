"""What is written of the inbox in one transaction: the change with its line of the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database as Connection

from bot.desk.likeness import alike
from bot.members import Actor
from bot.messages import Chat
from bot.privacy import Asker
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated
from bot.store import inbox as store
from bot.store.inbox import Cluster, State, Why

PROMISED = timedelta(days=90)
_CHANGED = "在此期间有人处理过，请重新打开看过再办"


def take(
    db: Connection, *, question_id: int, asker: str, plain: str, why: Why, now: datetime
) -> int:
    present = store.cluster_of(db, question_id=question_id, asker=asker)
    if present is not None:
        return present
    cluster_id = alike(plain, store.known(db))
    if cluster_id is None:
        cluster_id = store.open_new(db, now=now)
    store.put(db, question_id=question_id, cluster_id=cluster_id, plain=plain, why=why)
    return cluster_id


def promise(db: Connection, *, question_id: int, chat: Chat, asker: Asker, now: datetime) -> bool:
    cluster_id = store.cluster_of(db, question_id=question_id, asker=asker.question)
    text = store.question(db, question_id=question_id, asker=asker.question)
    if cluster_id is None or text is None:
        return False
    store.promise(
        db,
        cluster_id=cluster_id,
        question=text,
        chat=chat,
        asker=asker.promise,
        now=now,
        expires_at=now + PROMISED,
    )
    cluster = store.get(db, cluster_id=cluster_id)
    if cluster and cluster.state is State.DISMISSED:
        # Somebody does want to know: staff are to look at it again.
        store.change(db, cluster, state=State.OPEN.value, told_at=None, opened_at=now.isoformat())
    if cluster and cluster.entry:
        store.fulfil(db, cluster_id=cluster_id, entry=cluster.entry)
    return True


def move(
    db: Connection,
    *,
    who: Actor,
    cluster: Cluster,
    action: Action,
    values: dict[str, object],
    now: datetime,
) -> None:
    if not store.change(db, cluster, **values):
        raise Outdated(f"问题 {cluster.id} {_CHANGED}")
    told: dict[str, object] = {"state": values["state"]}
    if values.get("draft_id"):
        told["draft"] = values["draft_id"]
    if values.get("dismissed_why"):
        told["why"] = values["dismissed_why"]
    entry, reply = str(values.get("entry", "")), str(values.get("reply", ""))
    if entry:
        told["entry"] = entry
    if entry or reply:
        told["told"] = store.fulfil(db, cluster_id=cluster.id, entry=entry, reply=reply)
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"cluster:{cluster.id}",
        before={"state": cluster.state.value},
        after=told,
        at=now,
    )


def follow(db: Connection, *, cluster: Cluster, slug: str) -> int:
    """The draft's own life is in the record already."""
    if not slug:
        store.change(db, cluster, state=State.OPEN.value, draft_id=None)
        return 0
    if not store.change(db, cluster, state=State.ANSWERED.value, entry=slug):
        return 0
    return store.fulfil(db, cluster_id=cluster.id, entry=slug)
