"""A campaign as it stands: its words, its record, whom it would reach, and what may come next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.config import Settings
from bot.editing import doubts, forbidden
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts
from bot.members import Actor
from bot.publicity import notices
from bot.publicity.steps import APPROVE, EDIT, NEW, STATES, STEPS, SUBMIT, Step
from bot.staff import permissions
from bot.staff.refusals import Outdated, Refused, Unknown
from bot.store import Database, outbox, reach, subscribers
from bot.store import campaigns as store
from bot.store.campaigns import ButtonKind, Campaign, Change, Notice


@dataclass(frozen=True, slots=True)
class Estimate:
    """What sending it would mean now."""

    recipients: int
    duration: timedelta
    groups: int = 0
    channels: int = 0


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """How many of them will have had all that they want in that month, and how many have hours in
    which they want none; `ahead` are the campaigns that go out before it in the month."""

    full: int
    quiet: int
    ahead: int


@dataclass(frozen=True)
class SeeingCampaigns:
    """Changes nothing. `library` and `texts` give those in service; `measure` says how long a text
    is once rendered, in the units of the channel that allows least."""

    settings: Settings
    database: Database
    library: Callable[[], Library]
    measure: Callable[[str], int]
    clock: Callable[[], datetime]
    texts: Callable[[], Texts]

    async def get(self, campaign_id: int) -> Campaign:
        """Raises: Unknown."""
        campaign = await self.database.read(store.get, campaign_id=campaign_id)
        if campaign is None:
            raise Unknown(f"没有 {campaign_id} 号推送")
        return campaign

    async def before(self, step: Step, campaign_id: int, version: int | None = None) -> Campaign:
        """The campaign, in a state that this step starts from.

        Raises:
            Outdated: `version` is no longer the present one.
            Refused: its state is another.
        """
        campaign = await self.get(campaign_id)
        if version is not None and version != campaign.version:
            raise Outdated("内容刚被改过，请先看新的版本")
        if campaign.state not in step.before:
            raise Refused(f"{campaign_id} 号推送{STATES[campaign.state]}，不能{step.label}")
        return campaign

    async def record(self, campaign_id: int) -> list[Change]:
        """All that was done with it, in order."""
        return await self.database.read(store.record_of, campaign_id=campaign_id)

    async def hands(self, campaign: Campaign) -> set[str]:
        """Whoever wrote in it, or submitted this version: none of them is a second person."""
        done = await self.record(campaign.id)
        wrote = {change.who for change in done if change.change in (NEW, EDIT.name)}
        submitted = {
            change.who
            for change in done
            if change.change == SUBMIT.name and change.version == campaign.version
        }
        return {campaign.author, *wrote, *submitted}

    async def is_drafted(self, day: str) -> bool:
        """Whether there ever was a campaign for this day of this year, be it cancelled."""
        return await self.database.read(store.has_day, day=day)

    async def estimate(self, notice: Notice) -> Estimate:
        """How many would get it now, and how long the sending takes at the rate that is set."""
        kinds = await self.database.read(
            subscribers.count_kinds, audiences=notice.audiences, topics=notice.topics
        )
        recipients = sum(kinds.values())
        lasting = timedelta(seconds=recipients / self.settings.send_rate)
        return Estimate(recipients, lasting, kinds.get("group", 0), kinds.get("channel", 0))

    async def turned_away(self, campaign: Campaign, at: datetime) -> TurnedAway:
        """Who would not get it at that time, as campaigns are scheduled now."""
        local = at.astimezone(self.settings.zone)
        since = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        before = await self.database.read(
            reach.ahead, campaign=campaign, now=self.clock(), at=at, since=since
        )
        full = await self.database.read(
            reach.full, campaign=campaign, at=at, since=since, ahead=before
        )
        quiet = await self.database.read(reach.quiet, campaign=campaign)
        return TurnedAway(full, quiet, len(before))

    async def counts(self, campaign_id: int) -> dict[str, int]:
        """How many recipients are in each state."""
        return await self.database.read(outbox.counts, campaign_id=campaign_id)

    async def steps(self, actor: Actor, campaign: Campaign) -> list[str]:
        """What this person can do with it now, in the order of its life: nobody approves their
        own."""
        barred = ""
        if not self.settings.one_person and actor.member.name in await self.hands(campaign):
            barred = APPROVE.name
        return [
            name
            for name, step in STEPS.items()
            if campaign.state in step.before
            and permissions.may(actor, step.action)
            and name != barred
        ]

    def check(self, notice: Notice) -> None:
        """Raises: Refused: it can't go out, with every reason."""
        faults = list(notices.faults(notice, self.library(), self.measure))
        if faults:
            raise Refused("；".join(faults))
        labels = [button.label for button in notice.buttons]
        forbidden.of(self.settings).check(notice.title, notice.body, *labels)

    def doubts(self, campaign: Campaign) -> tuple[str, ...]:
        """What the articles that it names, its day cites and its entries rest on don't bear out."""
        notice, library = campaign.notice, self.library()
        slugs = [one.target for one in notice.buttons if one.kind is ButtonKind.ENTRY]
        entries = [entry for slug in slugs if (entry := library.current(slug))]
        day = library.days.get(campaign.day.partition("/")[0])
        basis = [citation for entry in entries for citation in entry.cited]
        basis += [
            citation
            for one in notice.buttons
            if one.kind is ButtonKind.CASE and one.target in library.cases
            for citation in library.cases[one.target].basis
        ]
        figures = {key: source for entry in entries for key, source in entry.figures.items()}
        if day:
            basis += day.cites
            figures |= day.figures
        words = f"{notice.title}\n{notice.body}"
        return tuple(doubts.of_words(words, basis, figures, library, self.texts()))

    def local(self, time: datetime) -> str:
        """A time as people read it, in the bureau's zone."""
        return f"{time.astimezone(self.settings.zone):%Y-%m-%d %H:%M}"
