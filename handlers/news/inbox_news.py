"""Tells staff what waits for them, and citizens what they waited for.

Queries on rows, like everything that is scheduled: what was due before a restart is told after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.config import Settings
from bot.desk.inbox import Inbox
from bot.desk.office import Office
from bot.editing.drafts import Drafts
from bot.hours import Window
from bot.knowledge.entries import Entry
from bot.knowledge.library.review import outdated_basis
from bot.members import Actor
from bot.messages import Button, Channel, Chat, DeliveryError, Failure, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.store import Database, letters
from bot.store import drafts as draft_store
from bot.store import inbox as store
from bot.store.inbox import Cluster, Promise
from bot.store.letters import Letter, Sending
from handlers.dialogues import inbox as pages
from handlers.dialogues import knowledge_pages, replies
from handlers.dialogues.actions import rows

log = structlog.get_logger()
EVERY_SECONDS = 2.0
ALERTS_APART = timedelta(minutes=1)
"""New questions within this time are one alert: a busy day must not flood the staff's chat."""
AHEAD = timedelta(days=14)
ATTEMPTS = 2
"""What may have been told is told once more and never again."""
LISTED = 8
_NOT_SENT = (Failure.UNREACHABLE, Failure.BUSY, Failure.BROKEN)
"""Nothing arrived, and it may later."""


@dataclass(frozen=True)
class InboxNews:
    settings: Settings
    database: Database
    inbox: Inbox
    accounts: Accounts
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        """Go round every two seconds, until told to stop."""
        while not stop.is_set():
            try:
                await self.go_round()
            except Exception:
                log.exception("inbox news failed")
            try:
                await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
            except TimeoutError:
                continue

    async def go_round(self) -> None:
        """Do everything that is due now."""
        await self.inbox.follow_drafts()
        if not self.channels:
            return
        await self.send_replies()
        await self.keep_promises()
        await self.alert()
        await self.alarm()
        await self.digest()
        await self.weekly()

    # -- citizens --------------------------------------------------------------------------------

    async def send_replies(self) -> None:
        """Staff's replies to letters: whoever wrote one waits for it, whatever the hour."""
        for letter in await self.database.read(letters.to_send):
            if letter.chat is None:
                continue
            failure = await self._send(letter.chat, replies.letter_answered(letter))
            if failure is Failure.UNREACHABLE:
                return  # Telegram is away: the rest waits too
            if failure in _NOT_SENT:
                continue
            became = Sending.SENT if failure is None else Sending.UNREACHABLE
            await self.database.write(letters.sent, letter=letter, sending=became)

    async def keep_promises(self) -> None:
        """Tell who asked to be told, within the hours in which notices go out."""
        window = Window.parse(self.settings.send_window)
        if not window.contains(self.clock(), self.settings.zone):
            return
        for promise in await self.database.read(store.due, now=self.clock()):
            if not await self._keep(promise):
                return

    async def _keep(self, promise: Promise) -> bool:
        """Marked before the request and after it; False where nobody can be told just now."""
        if promise.attempts >= ATTEMPTS:
            await self.database.write(store.keep, promise_id=promise.id)
            return True
        reply = self._promised(promise)
        if reply is None:
            await self.database.write(store.keep, promise_id=promise.id)
            return True
        if not await self.database.write_durably(store.begin, promise_id=promise.id):
            return True  # forgotten meanwhile
        failure = await self._send(promise.chat, reply)
        if failure in _NOT_SENT:
            await self.database.write(store.put_back, promise_id=promise.id)
            return failure is not Failure.UNREACHABLE
        if failure is not Failure.UNCERTAIN or promise.attempts + 1 >= ATTEMPTS:
            await self.database.write_durably(store.keep, promise_id=promise.id)
        return True

    def _promised(self, promise: Promise) -> Reply | None:
        """None where the entry has been taken out of service since."""
        edition = self._drafts.knowledge.edition
        if promise.reply:
            bureau = edition.library.bureau
            return replies.promised_words(promise.reply, promise.question, bureau)
        entry = edition.library.current(promise.entry)
        return replies.promised_entry(edition, entry, promise.question) if entry else None

    # -- staff -----------------------------------------------------------------------------------

    async def alert(self) -> None:
        """New questions, at once; several that come within a minute together."""
        now = self.clock()
        clusters = await self.database.read(store.untold)
        last = await self.database.read(store.told_last)
        chat = self._staff_chat
        if not clusters or chat is None or (last and now - last < ALERTS_APART):
            return
        ids = [cluster.id for cluster in clusters]
        await self.database.write(store.mark, column="told_at", ids=ids, at=now)
        body = f"**没答上来的新问题**（{len(clusters)} 个）\n\n{_lines(clusters)}"
        if await self._send(chat, Reply(body, _cluster_buttons(clusters))) in _NOT_SENT:
            await self.database.write(store.mark, column="told_at", ids=ids, at=None)

    async def alarm(self) -> None:
        """What has waited for more than a working day, once; only while staff are at work."""
        office, now, chat = self._office, self.clock(), self._staff_chat
        if chat is None or not office.is_open(now):
            return
        before = office.day_before(now)
        clusters = await self.database.read(store.not_alarmed, before=before)
        late = await self.database.read(letters.not_alarmed, before=before)
        if not clusters and not late:
            return
        ids, receipts = [one.id for one in clusters], [one.receipt for one in late]
        await self._mark_alarmed(ids, receipts, now)
        parts = ["**超过一个工作日还没有处理**"]
        if late:
            parts.append(f"留言 {len(late)} 条：\n\n{_letter_lines(late)}")
        if clusters:
            parts.append(f"问题 {len(clusters)} 个：\n\n{_lines(clusters)}")
        buttons = (*_letter_buttons(late), *_cluster_buttons(clusters))
        if await self._send(chat, Reply("\n\n".join(parts), buttons)) in _NOT_SENT:
            await self._mark_alarmed(ids, receipts, None)

    async def _mark_alarmed(self, ids: list[int], receipts: list[str], at: datetime | None) -> None:
        await self.database.write(store.mark, column="alarmed_at", ids=ids, at=at)
        await self.database.write(letters.alarmed, receipts=receipts, at=at)

    async def digest(self) -> None:
        """Each working day, when it begins: what waits. Nothing waits: nothing is said."""
        chat, day = self._staff_chat, self._begun_day()
        if chat is None or day is None:
            return
        if await self.database.write(store.take_digest, name="daily", day=day.isoformat()):
            reply = await self._daily()
            if reply and await self._send(chat, reply) in _NOT_SENT:
                await self.database.write(store.put_back_digest, name="daily", day=day.isoformat())

    async def weekly(self) -> None:
        """To each reviewer, when the first working day of the week begins."""
        day = self._begun_day()
        if day is None:
            return
        week = f"{day:%G-W%V}"
        reply: Reply | None = None
        for member in (await self.accounts.staff()).members.values():
            if member.chat is None or not may(Actor(member, ""), Action.DRAFT_APPROVE):
                continue
            name = f"weekly {member.name}"
            if not await self.database.write(store.take_digest, name=name, day=week):
                continue
            reply = reply or await self._weekly()
            if await self._send(member.chat, reply) in _NOT_SENT:
                await self.database.write(store.put_back_digest, name=name, day=week)
                return

    async def _daily(self) -> Reply | None:
        clusters = await self.database.read(store.listing, limit=LISTED)
        waiting = await self.database.read(store.count)
        late = await self.database.read(letters.unanswered)
        drafts = await self.database.read(draft_store.recent, limit=100, skip=0)
        reviews = sum(draft.state is draft_store.State.IN_REVIEW for draft in drafts)
        if not (waiting or late or reviews):
            return None
        body = (
            f"**今天要办的**\n\n- 没答上来的问题：{waiting} 个\n- 没答复的留言：{late} 条\n"
            f"- 待审核的草稿：{reviews} 个"
        )
        if clusters:
            body += f"\n\n问得最多的：\n\n{_lines(clusters)}"
        letters_button = Button("看留言", pages.action("letters", 0))
        return Reply(body, (*_cluster_buttons(clusters), (letters_button,)))

    async def _weekly(self) -> Reply:
        edition = self._drafts.knowledge.edition
        library, today = edition.library, self._today
        due = [one for one in library.entries.values() if one.review_by <= today + AHEAD]
        due.sort(key=lambda one: one.review_by)
        changed = [
            one
            for one in library.entries.values()
            if outdated_basis(one, edition.texts, library.register)
        ]
        clusters = await self.database.read(store.listing, limit=LISTED)
        parts = [
            "**本周要看的**",
            f"**快到或已到复核期限：{len(due)} 条**\n\n{_entry_lines(due)}",
            f"**依据已修订：{len(changed)} 条**\n\n{_entry_lines(changed)}",
            f"**问了没答上来：{await self.database.read(store.count)} 个**\n\n{_lines(clusters)}",
        ]
        listed = {one.slug: one for one in [*changed[:LISTED], *due[:LISTED]]}.values()
        buttons = [
            Button(one.question, knowledge_pages.action("entry", one.slug)) for one in listed
        ]
        return Reply("\n\n".join(part.strip() for part in parts), rows(*buttons[:LISTED]))

    # -- inside ----------------------------------------------------------------------------------

    @property
    def _drafts(self) -> Drafts:
        return self.inbox.drafts

    @property
    def _office(self) -> Office:
        hours = self.settings.office_hours or self._drafts.knowledge.edition.library.bureau.hours
        return Office.parse(hours, self.settings.zone)

    @property
    def _today(self) -> date:
        return self.clock().astimezone(self.settings.zone).date()

    def _begun_day(self) -> date | None:
        """Today, where its work has begun."""
        return self._today if self._office.opened(self.clock()) else None

    @property
    def _staff_chat(self) -> Chat | None:
        channel, _, chat_id = self.settings.staff_chat.partition(":")
        return Chat(channel, chat_id) if channel in self.channels else None

    async def _send(self, chat: Chat, reply: Reply) -> Failure | None:
        """None where it arrived."""
        channel = self.channels.get(chat.channel)
        if channel is None:
            return Failure.UNREACHABLE
        try:
            await channel.send(chat, reply)
        except DeliveryError as error:
            log.warning("inbox news not sent", kind=error.kind.value, reason=str(error))
            return error.kind
        return None


def _lines(clusters: list[Cluster]) -> str:
    return "\n".join(
        f"- {one.id}. {one.question}（{one.people} 人"
        f"{f'，{one.waiting} 人等答案' if one.waiting else ''}）"
        for one in clusters[:LISTED]
    )


def _entry_lines(entries: list[Entry]) -> str:
    lines = [f"- {one.question}（{one.review_by}）" for one in entries[:LISTED]]
    more = [f"- ……另有 {len(entries) - LISTED} 条"] if len(entries) > LISTED else []
    return "\n".join([*lines, *more])


def _letter_lines(late: list[Letter]) -> str:
    return "\n".join(f"- {one.receipt} {one.category}".rstrip() for one in late[:LISTED])


def _cluster_buttons(clusters: list[Cluster]) -> tuple[tuple[Button, ...], ...]:
    shown = clusters[:LISTED]
    return rows(
        *(Button(f"{one.id}. {one.question[:30]}", pages.action("show", one.id)) for one in shown)
    )


def _letter_buttons(late: list[Letter]) -> tuple[tuple[Button, ...], ...]:
    shown = late[:LISTED]
    return rows(*(Button(f"留言 {one.receipt}", pages.action("l", one.receipt)) for one in shown))
