"""Numbers for Prometheus, in a registry of the application's own.

What the store knows (questions, deliveries, letters) is read from it when Prometheus asks, so that
it is right after a restart too; what nothing else keeps (times, errors) is counted here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from bot.knowledge.library import Library
from bot.messages import Dialogue, Message, Reply
from bot.store.status import Status

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SEVERE = ("error", "exception", "critical")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scrape shows besides what is counted here."""

    status: Status
    library: Library
    reloads: dict[str, int]
    now: datetime


class Metrics(Collector):
    """Counts while the service runs, and describes what a scrape has seen."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.reply_seconds = Histogram(
            "pufa_reply_seconds",
            "Time from a message to its reply, by channel",
            ["channel"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.errors = Counter(
            "pufa_errors", "Errors in the log, by what happened", ["event"], registry=self.registry
        )
        self._seen: Seen | None = None
        self.registry.register(self)
        ProcessCollector(registry=self.registry)

    def text(self, seen: Seen) -> bytes:
        """The page that Prometheus reads."""
        self._seen = seen
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        if self._seen is not None:
            yield from _described(self._seen)

    def count_error(
        self, logger: object, method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """A structlog processor: counts what is severe, and hands everything on."""
        if method in _SEVERE:
            self.errors.labels(str(event.get("event", ""))).inc()
        return event


class ErrorCounter(logging.Handler):
    """Counts the severe lines of other libraries' logs, by who wrote them."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        self._metrics.errors.labels(record.name).inc()


@dataclass(frozen=True)
class Timed:
    """A dialogue whose replies are timed."""

    dialogue: Dialogue
    metrics: Metrics

    async def respond(self, message: Message) -> Reply:
        started = time.perf_counter()
        try:
            return await self.dialogue.respond(message)
        finally:
            took = time.perf_counter() - started
            self.metrics.reply_seconds.labels(message.chat.channel).observe(took)


def _described(seen: Seen) -> Iterator[Metric]:
    status = seen.status
    questions = CounterMetricFamily(
        "pufa_questions", "Questions asked, by decision", labels=["channel", "decision"]
    )
    for names, count in status.questions.items():
        questions.add_metric(names, count)
    yield questions
    yield _gauge("pufa_subscribers", "Subscribers, by state", "state", status.subscribers)
    deliveries = GaugeMetricFamily(
        "pufa_deliveries",
        "Deliveries of campaigns under way or over since a day, by state",
        labels=["campaign", "state"],
    )
    for campaign in status.campaigns:
        for state, count in campaign.deliveries.items():
            deliveries.add_metric((str(campaign.id), state), count)
    yield deliveries
    yield GaugeMetricFamily(
        "pufa_queue_age_seconds",
        "How long the longest waiting delivery that is due has waited",
        value=_age(status.oldest_due, seen.now),
    )
    yield GaugeMetricFamily(
        "pufa_letters_waiting", "Letters to staff without a reply", value=status.letters
    )
    yield GaugeMetricFamily(
        "pufa_letter_age_seconds",
        "How long the longest waiting letter has waited",
        value=_age(status.oldest_letter, seen.now),
    )
    yield GaugeMetricFamily("pufa_entries", "Entries in service", value=len(seen.library.entries))
    yield GaugeMetricFamily(
        "pufa_knowledge_faults", "Faults in knowledge files", value=len(seen.library.faults)
    )
    reloads = CounterMetricFamily(
        "pufa_knowledge_reloads", "Reloads of the knowledge, by result", labels=["result"]
    )
    for result, count in seen.reloads.items():
        reloads.add_metric((result,), count)
    yield reloads


def _gauge(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    gauge = GaugeMetricFamily(name, text, labels=[label])
    for value, count in values.items():
        gauge.add_metric((value,), count)
    return gauge


def _age(since: datetime | None, now: datetime) -> float:
    """Seconds; 0 where nothing waits, or the clock was set back."""
    return max((now - since) / timedelta(seconds=1), 0.0) if since else 0.0
