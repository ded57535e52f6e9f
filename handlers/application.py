"""The wiring: settings, store, knowledge, dialogue and channels, put together once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.answering.answerer import Answerer
from bot.answering.editions import Edition, KnowledgeBase
from bot.calculators.calculating import Calculating
from bot.config import Settings
from bot.desk.doubting import Doubting
from bot.desk.inbox import Inbox
from bot.desk.letterbox import Letterbox
from bot.desk.letters import Correspondence
from bot.desk.purging import Purging
from bot.editing import forbidden
from bot.editing.drafts import Drafts
from bot.editing.golden import GoldenQuestions
from bot.editing.hit_tests import HitTests
from bot.editing.house_files import HouseFiles
from bot.editing.law_imports import LawImports
from bot.editing.local_laws import LocalLaws
from bot.editing.publishing import Publisher
from bot.files import make_private, private_folder
from bot.hours import Window
from bot.keyring import hasher_of
from bot.knowledge.library import Library
from bot.messages import Channel, Linking, Notifier, Reply
from bot.privacy import BadKey, Hasher
from bot.publicity import notices
from bot.publicity.account import Account
from bot.publicity.activities import Activities
from bot.publicity.campaigns import Campaigns
from bot.publicity.delivery import Delivery
from bot.publicity.delivery.lead import LENGTH
from bot.publicity.proposals import Proposals
from bot.publicity.report.reporting import Reporting
from bot.publicity.subscribers import Subscribers
from bot.publicity.surfaces.exporting import Exporting
from bot.staff.accounts import Accounts
from bot.staff.archives import Archives
from bot.staff.audit import Audit
from bot.staff.feeds import Feeds
from bot.staff.links import Links
from bot.staff.sessions import Sessions
from bot.staff.signing_in import SigningIn
from bot.store import (
    Database,
    knowledge_changes,
)
from bot.store.campaigns import Campaign
from bot.store.outbox import Hours
from bot.store.subscribers import Kind
from bot.training import bank
from bot.training.training import Training
from handlers.buckets import TokenBuckets
from handlers.dialogues.accounts import AccountsInChat
from handlers.dialogues.activities import ActivitiesInChat
from handlers.dialogues.arrivals import Arrivals
from handlers.dialogues.calculators import CalculatorsInChat
from handlers.dialogues.calendar import Calendar
from handlers.dialogues.campaigns import CampaignsInChat
from handlers.dialogues.citizens import Citizens
from handlers.dialogues.doubts import DoubtsInChat
from handlers.dialogues.front import Front
from handlers.dialogues.inbox import InboxInChat
from handlers.dialogues.invitations import Invitations
from handlers.dialogues.knowledge import KnowledgeInChat
from handlers.dialogues.learning import PracticeInChat, QuizInChat
from handlers.dialogues.notices import Notices
from handlers.dialogues.results import ResultsInChat
from handlers.dialogues.statutes import StatutesInChat
from handlers.dialogues.subscriptions import Subscriptions
from handlers.dialogues.surfaces import SurfacesInChat
from handlers.dialogues.turns import Part
from handlers.dialogues.work import Work
from handlers.measuring import rendered_length
from handlers.metrics import Metrics, Timed
from handlers.news.account_news import AccountNews
from handlers.news.alert_news import AlertNews
from handlers.news.campaign_news import CampaignNews
from handlers.news.citizen_news import CitizenNews
from handlers.news.desk_news import DeskNews, Herald
from handlers.news.doubt_news import DoubtNews
from handlers.news.inbox_news import InboxNews
from handlers.news.knowledge_news import KnowledgeNews
from handlers.news.mail_news import Mailer, MailNews
from handlers.news.quiz_news import QuizNews
from handlers.news.telling import Telling
from handlers.news.training_news import TrainingNews
from handlers.rounds import repeat

log = structlog.get_logger()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LOOK_UPS = 20
"""Letters that an address may look up an hour: a word of few characters mustn't be guessed."""
HOUSEKEEPING = timedelta(hours=1)
HANDING_IN = 15.0
"""Seconds between looks for papers whose time is over."""


@dataclass
class Application:
    """Everything a channel needs. `channels` are those that can reach a chat unasked, by name."""

    settings: Settings
    knowledge: KnowledgeBase
    database: Database
    hasher: Hasher
    clock: Callable[[], datetime]
    stopwatch: Callable[[], float]
    channels: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.settings, self.database, self.clock)
        self.sessions = Sessions(self.database, self.accounts, self.clock)
        self.links = Links(self.database, self.accounts, self.sessions, self.clock)
        self.feeds = Feeds(self.database, self.accounts, self.clock)
        self.signing_in = SigningIn(self.database, self.accounts, self.sessions, self.clock)
        self.campaigns = Campaigns.over(
            self.settings,
            self.database,
            lambda: self.library,
            rendered_length,
            self.clock,
            lambda: self.edition.texts,
        )
        self.activities = Activities(self.settings, self.database, lambda: self.library, self.clock)
        self.subscribers = Subscribers(self.database, self.hasher, self.clock)
        self.proposals = Proposals(self.campaigns.preparing)
        self.reporting = Reporting(
            self.settings,
            self.database,
            lambda: self.library,
            lambda: self.edition.texts,
            self.clock,
        )
        self.exporting = Exporting(self.settings, self.database, lambda: self.library, self.clock)
        self.telling = Telling(self.database, self.channels, self.settings.staff_chat, self.clock)
        self.purging = Purging(self.settings, self.database, self.clock)
        self.doubting = Doubting(self.database, self.clock)
        self.doubt_news = DoubtNews(
            self.settings.zone, self.purging, self.doubting, self.accounts, self.telling
        )
        self.account: Account | None = None  # the bureau's, where a channel has one
        self.heralds: list[Herald] = []
        self.desk_news = DeskNews(
            self.settings, self.database, self.knowledge, self.heralds, self.clock
        )
        self.mailers: list[Mailer] = []
        self.mail_news = MailNews(
            self.settings, self.database, self.knowledge, self.mailers, self.clock
        )
        self.account_news = AccountNews(self.accounts, self.telling)
        self.campaign_news = CampaignNews(
            self.settings, self.accounts, self.campaigns.seeing, self.telling
        )
        self.publisher = Publisher(
            self.settings, self.database, self.knowledge, self.accounts, self.clock
        )
        self.drafts = Drafts.over(self.settings, self.publisher, self.clock)
        self.golden = GoldenQuestions(self.database, self.knowledge, self.clock)
        self.house_files = HouseFiles(self.settings, self.database, self.knowledge, self.clock)
        self.archives = Archives(self.settings, self.database, self.clock)
        self.audit = Audit(self.database)
        self.hit_tests = HitTests(self.database, self.knowledge, self.clock)
        self.law_imports = LawImports(self.settings, self.database, self.knowledge, self.clock)
        self.local_laws = LocalLaws(self.settings, self.database, self.knowledge, self.clock)
        words = forbidden.of(self.settings)
        self.inbox = Inbox(self.database, self.knowledge, self.drafts.writing, words, self.clock)
        self.letters = Correspondence(
            self.database,
            self.drafts.writing,
            words,
            self.channels.keys(),
            self.settings.zone,
            self.clock,
        )
        folders = (self.settings.knowledge_dir, self.settings.overlay_dir)
        self.calculating = Calculating(folders, self.knowledge.today)
        self.letterbox = Letterbox(
            self.settings,
            self.database,
            self.accounts,
            self.channels.keys(),
            lambda: self.library.bureau,
            TokenBuckets(self.settings.letters_per_day, DAY.total_seconds()),
            TokenBuckets(LOOK_UPS, HOUR.total_seconds()),
            self.clock,
        )
        self.citizen_news = CitizenNews(
            self.settings,
            self.database,
            self.knowledge,
            self.inbox,
            self.doubting,
            self.telling,
            self.hasher,
            self.clock,
        )
        self.inbox_news = InboxNews(
            self.settings, self.database, self.knowledge, self.accounts, self.telling, self.clock
        )
        self.alert_news = AlertNews(
            self.settings.zone, self.database, self.accounts, self.telling, self.clock
        )
        self.knowledge_news = KnowledgeNews(
            self.settings,
            self.accounts,
            self.drafts.seeing,
            self.publisher,
            self.telling,
            self.clock,
        )
        self.training = Training.over(
            self.settings, self.database, self.knowledge, self.accounts, self.clock
        )
        self.training_news = TrainingNews(
            self.settings,
            self.accounts,
            self.training.suggesting,
            self.training.weekly,
            self.telling,
        )
        self.quiz_news = QuizNews(
            self.settings,
            self.database,
            self.training.quiz,
            self.subscribers,
            self.channels,
            self.clock,
        )
        front = Front(
            self._parts(),
            self.database,
            self.hasher,
            self.accounts,
            self.clock,
            self.settings.staff_chat,
        )
        self.metrics = Metrics()
        self.delivering: Delivery | None = None
        self.dialogue = Timed(front, self.metrics)

    def _parts(self) -> list[Part]:
        """The subjects of the dialogue; the citizens' takes whatever is left."""
        zone = self.settings.zone
        invitations = Invitations(self.database, lambda: self.library)
        citizens = Citizens(
            self.settings,
            self.knowledge,
            self.database,
            self.inbox,
            invitations,
            self.channels,
            self.letterbox,
        )
        return [
            Arrivals(self.database, zone),
            AccountsInChat(
                self.settings,
                self.accounts,
                self.audit,
                self.links,
                self.channels.keys(),
                self.link,
            ),
            DoubtsInChat(zone, self.purging, self.doubting),
            CampaignsInChat(self.campaigns, self.accounts),
            KnowledgeInChat(zone, self.knowledge, self.drafts, self.golden, self.accounts),
            Work(self.database),
            StatutesInChat(self.local_laws),
            InboxInChat(zone, self.inbox, self.letters, self.accounts, self.link),
            ActivitiesInChat(self.activities, lambda: self.library),
            ResultsInChat(self.campaigns.seeing, self.database, self.clock),
            SurfacesInChat(self.exporting, self.link),
            Notices(self.database, citizens),
            Subscriptions(
                self.settings,
                self.knowledge,
                self.database,
                self.hasher,
                self.channels,
                invitations,
            ),
            Calendar(self.settings, self.knowledge),
            CalculatorsInChat(self.calculating, lambda: self.edition),
            PracticeInChat(self.training.practice, self.training.weekly),
            QuizInChat(self.training.quiz),
            citizens,
        ]

    @property
    def edition(self) -> Edition:
        return self.knowledge.edition

    @property
    def library(self) -> Library:
        return self.edition.library

    @property
    def answerer(self) -> Answerer:
        return self.edition.answerer

    def link(self, word: str) -> str:
        """An address that opens a talk with `/start WORD`; "" where no channel has one now."""
        linking = [channel for channel in self.channels.values() if isinstance(channel, Linking)]
        return next((link for channel in linking if (link := channel.link(word))), "")

    def services(self, stop: asyncio.Event) -> dict[str, Coroutine[Any, Any, None]]:
        """What goes on while it serves, by name; each ends soon after `stop` is set."""
        self.delivering = self.delivery()
        return {
            "housekeeping": self.keep_house(stop),
            "reload": self.knowledge.watch(stop),
            "account news": self.account_news.run(stop),
            "desk news": self.desk_news.run(stop),
            "mail news": self.mail_news.run(stop),
            "doubt news": self.doubt_news.run(stop),
            "campaign news": self.campaign_news.run(stop),
            "citizen news": self.citizen_news.run(stop),
            "inbox news": self.inbox_news.run(stop),
            "alert news": self.alert_news.run(stop),
            "knowledge news": self.knowledge_news.run(stop),
            "training news": self.training_news.run(stop),
            "quiz news": self.quiz_news.run(stop),
            "papers": repeat(self.keep_papers, HANDING_IN, stop, failed="papers not handed in"),
            "delivery": self.delivering.run(stop),
        }

    def delivery(self, *, lease: timedelta = LENGTH) -> Delivery:
        """What takes campaigns to their recipients by the channels that there are now."""
        by_name = self.channels.items()
        notifiers = {name: one for name, one in by_name if isinstance(one, Notifier)}
        hours = Hours(Window.parse(self.settings.send_window), self.settings.zone)
        return Delivery(
            self.database,
            self.campaigns.running,
            self._compose,
            notifiers,
            hours,
            self.subscribers.move,
            self.clock,
            lease=lease,
            stopwatch=self.stopwatch,
        )

    def _compose(self, campaign: Campaign, kind: Kind) -> Reply:
        page_url = self.settings.public_url
        return notices.compose(campaign, self.library, page_url=page_url, kind=kind)

    async def keep_house(self, stop: asyncio.Event) -> None:
        """Delete what has expired and draft for the days ahead, now and every hour, until told to
        stop."""

        async def clean() -> None:
            await self.purging.purge()
            await self.note_knowledge()
            await self.proposals.draft_upcoming()

        await repeat(clean, HOUSEKEEPING.total_seconds(), stop, failed="housekeeping failed")

    async def keep_papers(self) -> None:
        """Hand in what nobody did in time, write what was approved amid a crash, and look
        through a new edition's bank before anybody asks for it."""
        await self.training.sittings.expire()
        await self.training.editing.publish()
        await self.training.cases.publish()
        await asyncio.to_thread(bank.prepare, self.edition)

    async def note_knowledge(self) -> None:
        """Keep which entries came, were reviewed or went: the year's report tells of it."""
        library = self.library
        await self.database.write(
            knowledge_changes.notice,
            entries=list(library.entries.values()),
            now=self.clock(),
            is_whole=not library.faults,
        )

    def close(self) -> None:
        self.edition.articles.close()
        self.database.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def build(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    stopwatch: Callable[[], float] = time.monotonic,
) -> Application:
    """Put the application together; tests pass other settings and another clock. Seconds by the
    stopwatch tell a clock that was set from one that went on.

    Raises:
        FaultyFile: the knowledge base can't be read at all.
        StoreError: the database can't be opened.
        BadKey: the key isn't the one that the database was written with.
    """
    make_private(settings.data_dir)
    for folder in (settings.overlay_dir, settings.statutes_dir):
        private_folder(folder)
    database = Database(settings.database_file)
    try:
        hasher = hasher_of(settings.data_dir, database)
    except BadKey:
        database.close()
        raise
    return Application(
        settings=settings,
        knowledge=KnowledgeBase(settings, clock),
        database=database,
        hasher=hasher,
        clock=clock,
        stopwatch=stopwatch,
    )
