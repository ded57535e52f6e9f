"""A campaign's life: who may take it from one state to the next, and when it is refused.

draft → in_review → approved → scheduled → sending ⇄ paused → done | cancelled. Each use case checks
the role itself, changes the state only from the one it has read, and writes a line of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database as Connection

from bot.config import Settings
from bot.editing import forbidden
from bot.knowledge.library import Library
from bot.members import SYSTEM, Actor
from bot.publicity import notices
from bot.staff import audit, permissions
from bot.staff.permissions import RULES, Action
from bot.staff.refusals import NotAllowed as NotAllowed
from bot.staff.refusals import Outdated as Outdated
from bot.staff.refusals import Refused as Refused
from bot.staff.refusals import Unknown as Unknown
from bot.store import Database, outbox, subscribers
from bot.store import campaigns as store
from bot.store.campaigns import Campaign, Change, Notice, State

USEFUL = timedelta(days=7)
"""How long after its time a notice is still worth sending, where nobody said otherwise."""

JUST_NOW = timedelta(minutes=1)
"""A time so little past is not in the past: somebody said “now”, or their clock differs."""

STATES = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "待审核",
    State.APPROVED: "已批准",
    State.SCHEDULED: "已定时",
    State.SENDING: "发送中",
    State.PAUSED: "已暂停",
    State.DONE: "已完成",
    State.CANCELLED: "已取消",
}
"""What people call them."""

_OPEN = frozenset(State) - {State.DONE, State.CANCELLED}


class Late(Refused):
    """Its last useful date is past: somebody has to say that it shall be sent all the same."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change that staff can make: whose it is, and the states it starts from."""

    action: Action
    before: frozenset[State]

    @property
    def label(self) -> str:
        return RULES[self.action].label


STEPS: Mapping[str, Step] = {
    "edit": Step(
        Action.CAMPAIGN_EDIT,
        frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED}),
    ),
    "submit": Step(Action.CAMPAIGN_SUBMIT, frozenset({State.DRAFT})),
    "approve": Step(Action.CAMPAIGN_APPROVE, frozenset({State.IN_REVIEW})),
    "return": Step(
        Action.CAMPAIGN_RETURN, frozenset({State.IN_REVIEW, State.APPROVED, State.SCHEDULED})
    ),
    "schedule": Step(Action.CAMPAIGN_SCHEDULE, frozenset({State.APPROVED, State.SCHEDULED})),
    "begin": Step(Action.CAMPAIGN_BEGIN, frozenset({State.SCHEDULED})),
    "pause": Step(Action.CAMPAIGN_PAUSE, frozenset({State.SCHEDULED, State.SENDING})),
    "resume": Step(Action.CAMPAIGN_RESUME, frozenset({State.PAUSED})),
    "cancel": Step(Action.CAMPAIGN_CANCEL, _OPEN),
    "finish": Step(Action.CAMPAIGN_FINISH, frozenset({State.SENDING})),
    "retry": Step(Action.CAMPAIGN_RETRY, frozenset({State.DONE, State.PAUSED})),
}
NEW = "new"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What sending it would mean now."""

    recipients: int
    duration: timedelta


@dataclass(frozen=True)
class Campaigns:
    """The use cases. `library` gives the one in service; `measure` says how long a text is once
    rendered, in the units of the channel that allows least."""

    settings: Settings
    database: Database
    library: Callable[[], Library]
    measure: Callable[[str], int]
    clock: Callable[[], datetime]

    async def get(self, campaign_id: int) -> Campaign:
        """Raises: Unknown."""
        campaign = await self.database.read(store.get, campaign_id=campaign_id)
        if campaign is None:
            raise Unknown(f"没有 {campaign_id} 号推送")
        return campaign

    async def record(self, campaign_id: int) -> list[Change]:
        """All that was done with it, in order."""
        return await self.database.read(store.record_of, campaign_id=campaign_id)

    async def estimate(self, notice: Notice) -> Estimate:
        """How many would get it now, and how long the sending takes at the rate that is set."""
        recipients = await self.database.read(
            subscribers.count_segment, audiences=notice.audiences, topics=notice.topics
        )
        return Estimate(recipients, timedelta(seconds=recipients / self.settings.send_rate))

    async def draft(
        self,
        actor: Actor,
        notice: Notice,
        *,
        day: str = "",
        send_at: datetime | None = None,
        reason: str = "",
        once: bool = False,
    ) -> Campaign:
        """A new campaign; `send_at` proposes its time.

        Raises:
            Refused: with every reason; or `once`, and the day has one already.
        """
        permissions.require(actor, Action.CAMPAIGN_NEW)
        self._check(notice)
        campaign_id = await self.database.write(
            _insert,
            actor=actor,
            notice=notice,
            day=day,
            send_at=send_at,
            reason=reason,
            once=once,
            now=self.clock(),
        )
        return await self.get(campaign_id)

    async def is_drafted(self, day: str) -> bool:
        """Whether there ever was a campaign for this day of this year, be it cancelled."""
        return await self.database.read(store.has_day, day=day)

    async def edit(
        self, actor: Actor, campaign_id: int, notice: Notice, *, version: int | None = None
    ) -> Campaign:
        """Other words, as a new version that must be approved anew.

        Raises:
            Refused: with every reason; `Outdated` where `version` is no longer the present one.
        """
        campaign = await self._start(actor, campaign_id, "edit", version)
        self._check(notice)
        change = self._change(actor, campaign, "edit", State.DRAFT, version=campaign.version + 1)
        await self.database.write(
            _edit, actor=actor, campaign=campaign, notice=notice, change=change
        )
        return await self.get(campaign_id)

    async def submit(self, actor: Actor, campaign_id: int) -> Campaign:
        campaign = await self._start(actor, campaign_id, "submit")
        self._check(campaign.notice)
        return await self._move(actor, campaign, "submit", State.IN_REVIEW)

    async def approve(
        self, actor: Actor, campaign_id: int, *, version: int | None = None
    ) -> Campaign:
        """Raises: NotAllowed: by one who wrote or submitted it, unless in the one-person mode."""
        campaign = await self._start(actor, campaign_id, "approve", version)
        self._check(campaign.notice)
        is_alone = actor.member.name in await self.hands(campaign)
        if is_alone and not self.settings.one_person:
            raise NotAllowed("自己起草、修改或提交的推送不能由自己批准，请另一位审核人批准")
        return await self._move(actor, campaign, "approve", State.APPROVED, is_alone=is_alone)

    async def send_back(self, actor: Actor, campaign_id: int, reason: str) -> Campaign:
        """To its author, with the reason, also after approval."""
        campaign = await self._start(actor, campaign_id, "return")
        if not reason.strip():
            raise Refused("退回要写明原因")
        return await self._move(actor, campaign, "return", State.DRAFT, reason=reason.strip())

    async def schedule(
        self, actor: Actor, campaign_id: int, at: datetime | None = None, *, dry_run: bool = False
    ) -> Campaign:
        """Set its time; without one, the time that was proposed.

        Raises:
            Refused: the time is past, or after the last useful date; nobody would get it.
        """
        campaign = await self._start(actor, campaign_id, "schedule")
        at, now = at or campaign.send_at, self.clock()
        if at is None:
            raise Refused("还没有定时间，请说明何时发送")
        until = campaign.notice.useful_until or at + USEFUL
        self._check(campaign.notice)
        if at < now - JUST_NOW:
            raise Refused(f"时间 {self.local(at)} 已经过去")
        if at > until:
            raise Refused(f"时间 {self.local(at)} 晚于最后有效日期 {self.local(until)}")
        if (await self.estimate(campaign.notice)).recipients == 0:
            raise Refused("现在没有符合条件的订阅者，发不出去：请放宽对象或主题")
        times = {"send_at": at.astimezone(UTC), "useful_until": until.astimezone(UTC)}
        reason = f"定于 {self.local(at)}"
        return await self._move(
            actor, campaign, "schedule", State.SCHEDULED, times, reason=reason, dry_run=dry_run
        )

    async def begin(self, campaign_id: int) -> Campaign:
        """Its time has come: from now on its recipients are taken into the outbox."""
        campaign = await self._start(SYSTEM, campaign_id, "begin")
        now = self.clock()
        times = {"begun_at": now, "resumed_at": now}
        return await self._move(SYSTEM, campaign, "begin", State.SENDING, times)

    async def pause(self, actor: Actor, campaign_id: int, reason: str = "") -> Campaign:
        campaign = await self._start(actor, campaign_id, "pause")
        return await self._move(actor, campaign, "pause", State.PAUSED, reason=reason)

    async def resume(
        self, actor: Actor, campaign_id: int, *, late: bool = False, dry_run: bool = False
    ) -> Campaign:
        """Go on; what had not begun is sent at its time, or now where that is past.

        Raises:
            Late: its last useful date is past, and `late` doesn't say that this is known.
        """
        campaign = await self._start(actor, campaign_id, "resume")
        times, reason = self._going_on(campaign, late)
        to = State.SENDING
        if campaign.begun_at is None:
            now = self.clock()
            to = State.SCHEDULED
            times |= {"resumed_at": None, "send_at": max(campaign.send_at or now, now)}
        return await self._move(
            actor, campaign, "resume", to, times, reason=reason, dry_run=dry_run
        )

    async def retry(
        self, actor: Actor, campaign_id: int, *, late: bool = False, dry_run: bool = False
    ) -> int:
        """Send once more to those where it failed; returns how many they are.

        Raises:
            Refused: nothing has failed.
            Late: as for `resume`.
        """
        campaign = await self._start(actor, campaign_id, "retry")
        times, reason = self._going_on(campaign, late)
        counts = await self.database.read(outbox.counts, campaign_id=campaign_id)
        failed = counts[outbox.State.FAILED]
        if not failed:
            raise Refused(f"{campaign_id} 号推送没有失败的")
        if not dry_run:
            change = self._change(actor, campaign, "retry", State.SENDING, reason=reason)
            times |= {"finished_at": None}
            await self.database.write(
                _retry, actor=actor, campaign=campaign, times=times, change=change
            )
        return failed

    async def cancel(self, actor: Actor, campaign_id: int, reason: str = "") -> Campaign:
        campaign = await self._start(actor, campaign_id, "cancel")
        times = {"finished_at": self.clock()}
        return await self._move(actor, campaign, "cancel", State.CANCELLED, times, reason=reason)

    async def finish(self, campaign_id: int) -> Campaign:
        """Every recipient's row is final."""
        campaign = await self._start(SYSTEM, campaign_id, "finish")
        times = {"finished_at": self.clock()}
        return await self._move(SYSTEM, campaign, "finish", State.DONE, times)

    async def counts(self, campaign_id: int) -> dict[str, int]:
        """How many recipients are in each state."""
        return await self.database.read(outbox.counts, campaign_id=campaign_id)

    def steps(self, actor: Actor, campaign: Campaign) -> list[str]:
        """What this person can do with it now, in the order of its life."""
        return [
            name
            for name, step in STEPS.items()
            if campaign.state in step.before and permissions.may(actor, step.action)
        ]

    def local(self, time: datetime) -> str:
        """A time as people read it, in the bureau's zone."""
        return f"{time.astimezone(self.settings.zone):%Y-%m-%d %H:%M}"

    def _check(self, notice: Notice) -> None:
        faults = list(notices.faults(notice, self.library(), self.measure))
        if faults:
            raise Refused("；".join(faults))
        labels = [button.label for button in notice.buttons]
        forbidden.of(self.settings).check(notice.title, notice.body, *labels)

    def _going_on(self, campaign: Campaign, late: bool) -> tuple[dict[str, datetime | None], str]:
        """The times that change when it is sent on, and what the record says to it."""
        now, until = self.clock(), campaign.notice.useful_until
        times: dict[str, datetime | None] = {"resumed_at": now}
        if until is None or until >= now:
            return times, ""
        if not late:
            raise Late(f"最后有效日期 {self.local(until)} 已过，确实还要发请明确说明")
        return times | {"useful_until": None}, f"知道最后有效日期 {self.local(until)} 已过"

    async def hands(self, campaign: Campaign) -> set[str]:
        """Whoever wrote in it, or submitted this version: none of them is a second person."""
        done = await self.record(campaign.id)
        wrote = {change.who for change in done if change.change in (NEW, "edit")}
        submitted = {
            change.who
            for change in done
            if change.change == "submit" and change.version == campaign.version
        }
        return {campaign.author, *wrote, *submitted}

    async def _start(
        self, actor: Actor, campaign_id: int, name: str, version: int | None = None
    ) -> Campaign:
        """The campaign, where this person may do this in the state it is in."""
        step = STEPS[name]
        permissions.require(actor, step.action)
        campaign = await self.get(campaign_id)
        if version is not None and version != campaign.version:
            raise Outdated("内容刚被改过，请先看新的版本")
        if campaign.state not in step.before:
            raise Refused(f"{campaign_id} 号推送{STATES[campaign.state]}，不能{step.label}")
        return campaign

    async def _move(
        self,
        actor: Actor,
        campaign: Campaign,
        name: str,
        to: State,
        times: Mapping[str, datetime | None] | None = None,
        *,
        reason: str = "",
        is_alone: bool = False,
        dry_run: bool = False,
    ) -> Campaign:
        if dry_run:
            return campaign
        change = self._change(actor, campaign, name, to, reason=reason, is_alone=is_alone)
        await self.database.write(
            _move, actor=actor, campaign=campaign, to=to, times=times or {}, change=change
        )
        return await self.get(campaign.id)

    def _change(
        self,
        actor: Actor,
        campaign: Campaign,
        name: str,
        to: State,
        *,
        version: int | None = None,
        reason: str = "",
        is_alone: bool = False,
    ) -> Change:
        return Change(
            campaign_id=campaign.id,
            at=self.clock(),
            who=actor.member.name,
            via=actor.via,
            change=name,
            before=campaign.state.value,
            after=to.value,
            version=version or campaign.version,
            is_alone=is_alone,
            reason=reason,
        )


def when(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A time as staff write it: now, 立即, or 2026-12-04 09:00 in the bureau's zone.

    Raises:
        Refused: it can't be read.
    """
    text = text.strip()
    if text in ("now", "立即", "现在"):
        return now
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"看不懂时间 {text}：请写成 2026-12-04 09:00，或者 now") from None
    return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)


def end_of_day(text: str, zone: ZoneInfo) -> datetime:
    """The end of a day that staff name as the last useful one.

    Raises:
        Refused: it can't be read.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"看不懂日期 {text.strip()}：请写成 2026-12-07") from None
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def _insert(
    db: Connection,
    *,
    actor: Actor,
    notice: Notice,
    day: str,
    send_at: datetime | None,
    reason: str,
    once: bool,
    now: datetime,
) -> int:
    if once and store.has_day(db, day=day):
        raise Refused(f"{day} 已经起草过")
    campaign_id = store.insert(
        db, notice=notice, day=day, author=actor.member.name, created_at=now, send_at=send_at
    )
    change = Change(
        campaign_id,
        now,
        actor.member.name,
        actor.via,
        NEW,
        "",
        State.DRAFT.value,
        1,
        reason=reason,
    )
    _record(db, actor, change, after=asdict(notice))
    return campaign_id


def _edit(
    db: Connection, *, actor: Actor, campaign: Campaign, notice: Notice, change: Change
) -> None:
    if not store.edit(db, campaign=campaign, notice=notice):
        raise Outdated(f"{campaign.id} 号推送刚刚被别人动过，请重新查看")
    _record(db, actor, change, before=asdict(campaign.notice), after=asdict(notice))


def _move(
    db: Connection,
    *,
    actor: Actor,
    campaign: Campaign,
    to: State,
    times: Mapping[str, datetime | None],
    change: Change,
) -> None:
    if not store.move(db, campaign=campaign, to=to, times=times):
        raise Outdated(f"{campaign.id} 号推送刚刚被别人动过，请重新查看")
    _record(db, actor, change)


def _retry(
    db: Connection,
    *,
    actor: Actor,
    campaign: Campaign,
    times: Mapping[str, datetime | None],
    change: Change,
) -> None:
    _move(db, actor=actor, campaign=campaign, to=State.SENDING, times=times, change=change)
    outbox.retry_failed(db, campaign_id=campaign.id)


def _record(
    db: Connection,
    actor: Actor,
    change: Change,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """In the campaign's own record, and in that of all that staff change."""
    store.record(db, change=change)
    notes = {"reason": change.reason, "approved_alone": change.is_alone}
    said = {name: note for name, note in notes.items() if note}
    audit.write(
        db,
        who=actor,
        action=Action(f"campaign.{change.change}"),
        subject=f"campaign:{change.campaign_id}",
        before={"state": change.before, **(before or {})} if change.before else None,
        after={"state": change.after, "version": change.version, **(after or {}), **said},
        at=change.at,
    )
