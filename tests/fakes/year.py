"""A year of a bureau's life, made up: the same for the same seed.

Every row is written as the service writes it, so that a report can be held against plain SQL.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.knowledge.library import Library
from bot.messages import Chat
from bot.publicity import days
from bot.store import activities, campaigns, letters, places, questions, subscribers
from bot.store.activities import Activity
from bot.store.campaigns import ButtonKind, Notice, NoticeButton
from bot.store.subscribers import Kind

SHANGHAI = ZoneInfo("Asia/Shanghai")
MISSED = {"china-maritime-day", "green-travel-month"}
"""Core days that this bureau let pass."""
POSTERS = {"qcz": "汽车站", "bus3": "3路公交", "dating": "办事大厅"}
PLACES = ("", "", *POSTERS)
MONTHS = (6, 5, 8, 8, 12, 11, 9, 8, 10, 8, 9, 13)
"""How busy a month is, besides the others."""
REASONS = {
    "skipped": ("left", "cap", "quiet"),
    "failed": ("Internal Server Error", "Bad Gateway"),
    "blocked": ("Forbidden: bot was blocked by the user",),
    "uncertain": ("interrupted", "Timed out"),
}
STATES = ("sent", "skipped", "blocked", "failed", "uncertain")
KINDS = ("宣讲", "展板", "发放资料", "现场咨询", "培训")
WHERE = ("汽车站广场", "物流园区", "城东小学", "县驾校", "集镇", "局机关会议室")


def fill(
    db: Database,
    *,
    library: Library,
    year: int = 2026,
    asked: int = 4000,
    people: int = 400,
    seed: int = 1,
) -> None:
    """All of it in one transaction."""
    for code, name in POSTERS.items():
        places.keep(db, name=name, codes=[code], now=datetime(year, 1, 1, tzinfo=UTC))
    made_up = _Year(db, library, year, random.Random(seed))
    made_up.write_letters(60)
    made_up.subscribe(people)
    made_up.observe()
    made_up.ask(asked)


class _Year:
    def __init__(self, db: Database, library: Library, year: int, chance: random.Random) -> None:
        self.db, self.library, self.year, self.chance = db, library, year, chance
        # A few entries are asked for most: 1, 1/2, 1/3 …
        self.slugs = sorted(library.entries, key=lambda slug: chance.random())
        self.weights = [1 / place for place in range(1, len(self.slugs) + 1)]

    def subscribe(self, people: int) -> None:
        for number in range(people):
            subscribers.subscribe(
                self.db,
                chat=Chat("telegram", str(1000 + number)),
                asker=f"asker{number}",
                kind=Kind.GROUP if number % 40 == 0 else Kind.PRIVATE,
                place=self.chance.choice(PLACES),
                now=self.moment(),
            )

    def observe(self) -> None:
        """A notice and an activity or two on each core day; some activities on no day."""
        for occurrence in self.core_days():
            nine = datetime.combine(occurrence.first, time(9), SHANGHAI).astimezone(UTC)
            self.campaign(occurrence, nine)
            for _ in range(self.chance.randrange(1, 3)):
                self.activity(occurrence.first, day=occurrence.id)
        for _ in range(8):
            law = self.chance.choice(sorted(self.library.register.statutes))
            self.activity(self.moment().astimezone(SHANGHAI).date(), law=law)

    def core_days(self) -> Iterator[days.Occurrence]:
        for occurrence in days.occurrences(self.library, self.year):
            day = occurrence.day
            if day.is_core and not day.is_anniversary and day.key not in MISSED:
                yield occurrence

    def campaign(self, occurrence: days.Occurrence, begun: datetime) -> None:
        buttons = (
            NoticeButton("看看规定", ButtonKind.ENTRY, self.slugs[0]),
            NoticeButton("我有问题", ButtonKind.QUESTION),
        )
        campaign_id = campaigns.insert(
            self.db,
            notice=Notice(occurrence.title, occurrence.day.body or "…", buttons=buttons),
            day=occurrence.id,
            author="telegram:7",
            created_at=begun - timedelta(days=7),
            send_at=begun,
        )
        self.db.execute(
            "UPDATE campaigns SET state = 'done', begun_at = ?, finished_at = ?, is_frozen = 1"
            " WHERE id = ?",
            [begun.isoformat(), (begun + timedelta(minutes=4)).isoformat(), campaign_id],
        )
        there = self.db.execute(
            "SELECT id, asker FROM subscribers WHERE consented_at < ?", [begun.isoformat()]
        ).fetchall()
        for _ in range(self.chance.randrange(30)):
            places.arrive(
                self.db,
                code=self.chance.choice(sorted(POSTERS)),
                campaign_id=campaign_id,
                channel="web",
                day=occurrence.first,
            )
        for subscriber_id, asker in there:
            state = self.chance.choices(STATES, (92, 4, 2, 1, 1))[0]
            self.deliver(campaign_id, subscriber_id, state, begun)
            if state == "sent" and self.chance.random() < 0.2:
                button = self.chance.choice("001")
                campaigns.tap(
                    self.db, campaign_id=campaign_id, button=button, asker=asker, now=begun
                )
                if button == "1":
                    self.question(begun + timedelta(minutes=9), asker, campaign_id)

    def deliver(self, campaign_id: int, subscriber_id: int, state: str, begun: datetime) -> None:
        sent_at = begun + timedelta(seconds=self.chance.randrange(240))
        self.db.execute(
            "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state, attempts, sent_at,"
            " reason, times_uncertain) VALUES (?, ?, 'telegram', ?, 1, ?, ?, ?)",
            [
                campaign_id,
                subscriber_id,
                state,
                sent_at.isoformat() if state == "sent" else None,
                self.chance.choice(REASONS[state]) if state in REASONS else None,
                2 if state == "uncertain" else int(self.chance.random() < 0.01),
            ],
        )

    def activity(self, on: date, *, day: str = "", law: str = "") -> None:
        kind = self.chance.choice(KINDS)
        activities.add(
            self.db,
            activity=Activity(
                held_on=on,
                kind=kind,
                day=day,
                law=law,
                people=self.chance.randrange(20, 400),
                materials=self.chance.randrange(0, 900, 10),
                consultations=self.chance.randrange(0, 60),
                note=self.chance.choice(WHERE),
            ),
            at=datetime.combine(on, time(18), SHANGHAI).astimezone(UTC),
            who="telegram:7",
            via="telegram",
        )

    def ask(self, asked: int) -> None:
        for _ in range(asked):
            self.question(self.moment(), f"visitor{self.chance.randrange(asked // 2)}", None)

    def question(self, at: datetime, asker: str, campaign_id: int | None) -> None:
        decision = self.chance.choices(
            ("answer", "suggest", "article", "unknown"), (68, 17, 5, 10)
        )[0]
        slug = self.chance.choices(self.slugs, self.weights)[0]
        question_id = questions.record(
            self.db,
            asked_at=at,
            channel=self.chance.choice(("web", "web", "telegram")),
            asker=asker,
            text="……",
            decision=decision,
            entry=slug if decision in ("answer", "suggest") else None,
            confidence=0.8,
            milliseconds=self.chance.uniform(1, 9),
            campaign_id=campaign_id,
        )
        if decision == "suggest" and self.chance.random() < 0.6:
            questions.choose(self.db, question_id=question_id, asker=asker, entry=slug)
        if decision == "answer" and self.chance.random() < 0.15:
            questions.vote(
                self.db,
                question_id=question_id,
                asker=asker,
                helpful=self.chance.random() < 0.86,
                voted_at=at + timedelta(minutes=1),
            )

    def write_letters(self, number: int) -> None:
        new_year = datetime(self.year, 1, 2, 4, tzinfo=UTC)  # its year is over by the report
        # In the order of their days, and before any question: what is newest tells the store what
        # time it has been, and by that a letter is kept.
        for each, at in enumerate((new_year, *sorted(self.moment() for _ in range(number)))):
            letter = letters.write(
                self.db,
                chat=Chat("web", f"letter{each}"),
                asker=f"writer{each}",
                question="",
                text="……",
                written_at=at,
                kept=timedelta(days=365),
            )
            if self.chance.random() < 0.93:
                took = timedelta(hours=self.chance.lognormvariate(1.8, 1))
                self.db.execute(
                    "UPDATE letters SET reply = '……', replied_at = ? WHERE receipt = ?",
                    [(at + took).isoformat(), letter.receipt],
                )

    def moment(self) -> datetime:
        """Some time of the year, more often in its busy months, by day; the local new year too."""
        month = self.chance.choices(range(1, 13), MONTHS)[0]
        first = datetime(self.year, month, 1, tzinfo=SHANGHAI)
        following = datetime(self.year + month // 12, month % 12 + 1, 1, tzinfo=SHANGHAI)
        seconds = self.chance.uniform(0, (following - first).total_seconds())
        return (first + timedelta(seconds=seconds)).astimezone(UTC)
