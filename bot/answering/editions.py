"""The knowledge in service: one immutable edition at a time, swapped whole when files change."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from bot import freed
from bot.answering.answerer import Answerer
from bot.answering.wording import Wording
from bot.calculators import local
from bot.calculators.local import LocalFigures
from bot.calculators.misfits import misfits
from bot.config import Settings
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge import library as libraries
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.taking_in import Taken
from bot.store import law_package
from bot.store.article_index import ArticleIndex

log = structlog.get_logger()
SETTLE_MS = 100
"""Changes within this time are one reload: an editor writes a file in several steps."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Edition:
    """Everything an answer is made from, built together; one equals only itself."""

    library: Library
    texts: Texts
    articles: ArticleIndex
    answerer: Answerer
    wording: Wording
    figures: LocalFigures
    faults: tuple[Fault, ...]

    def report_faults(self) -> None:
        for fault in self.faults:
            log.error("faulty knowledge file", fault=str(fault))


class KnowledgeBase:
    """Holds the edition in service. A question takes `edition` once and keeps to it; `reloads`
    counts how often another one was made, or could not be."""

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._taken: Taken | None = None
        self.edition = self._build(None)
        self.reloads = {"ok": 0, "failed": 0}

    async def reload(self) -> None:
        """Build a new edition in a thread and put it in service; the old one answers meanwhile.

        One after the other: one that began earlier never replaces one that saw more.
        """
        async with self._one_at_a_time:
            await self._reload()

    async def _reload(self) -> None:
        started = time.perf_counter()
        try:
            edition = await asyncio.to_thread(self._prepared, self.edition)
        except FaultyFile as error:
            self.reloads["failed"] += 1
            log.error("knowledge not reloaded", faults=[str(fault) for fault in error.faults])
            return
        except Exception:
            # A file may vanish while it is read; the next change must find the watch alive.
            self.reloads["failed"] += 1
            log.exception("knowledge not reloaded")
            return
        self.edition = edition
        self.reloads["ok"] += 1
        edition.report_faults()
        self._report_taken()
        milliseconds = round((time.perf_counter() - started) * 1000)
        log.info("knowledge reloaded", entries=len(edition.library.entries), ms=milliseconds)
        await asyncio.to_thread(freed.give_back)

    async def watch(self, stop: asyncio.Event) -> None:
        """Reload whenever a knowledge file changes, until told to stop."""
        from watchfiles import awatch  # slow to load, and only a service watches

        logging.getLogger("watchfiles").setLevel(logging.WARNING)
        folders = [self._settings.knowledge_dir, self._settings.overlay_dir]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        watched = [*folders, self._settings.statutes_dir]
        self._settings.statutes_dir.mkdir(parents=True, exist_ok=True)
        self.edition.report_faults()
        self._report_taken()
        await asyncio.to_thread(self.edition.articles.prepare)
        await asyncio.to_thread(freed.give_back)
        async for changes in awatch(
            *watched,
            stop_event=stop,
            step=SETTLE_MS,
            debounce=1_000,
            ignore_permission_denied=True,  # what can be read is watched on; the rest is a fault
        ):
            if any(_concerns(Path(path)) for _, path in changes):
                await self.reload()

    def today(self) -> date:
        """Where the bureau is."""
        return self._clock().astimezone(self._settings.zone).date()

    def _prepared(self, previous: Edition) -> Edition:
        edition = self._build(previous)
        edition.articles.prepare()
        return edition

    def _keep(self, library: Library) -> None:
        try:
            libraries.keep(self._settings.overlay_dir, self._settings.kept_dir, library.faults)
        except OSError as error:  # only a next start with a faulty file would miss it
            log.error("knowledge not kept for a next start", reason=str(error))

    def _report_taken(self) -> None:
        taken, self._taken = self._taken, None
        if taken is None:
            return
        log.info("laws taken in", origin=taken.origin, laws=taken.laws, articles=taken.articles)
        for problem in taken.problems:
            log.warning("law not wholly taken in", origin=taken.origin, problem=problem)

    @freed.not_looked_for()
    def _build(self, previous: Edition | None) -> Edition:
        settings = self._settings
        folders = [settings.knowledge_dir, settings.overlay_dir]
        library = libraries.load(
            folders,
            previous=previous.library if previous else None,
            kept=settings.kept_dir,
            recalled=settings.yaml_file,
        )
        self._keep(library)
        taken = law_package.take_in(library.register, settings.statutes_dir)
        self._taken = taken or self._taken
        texts = Texts(settings.statutes_dir, today=self.today())
        articles = ArticleIndex(settings.statutes_dir / "search.db", texts)
        answerer = Answerer(
            library,
            articles.search,
            cache=settings.matching_file,
            today=self.today,
            previous=previous.answerer if previous else None,
        ).prepare()
        unfit = (one.fault for one in misfits(library.sums))
        faults = (*library.faults, *texts.faults, *unfit)
        figures = local.load(folders, previous.figures if previous else LocalFigures())
        wording = Wording(library, texts, self.today, figures)
        return Edition(library, texts, articles, answerer, wording, figures, faults)


def _concerns(path: Path) -> bool:
    """Whether the knowledge base may be another now. A new folder is looked into: what is written
    into it before the system watches it too is never told."""
    return libraries.is_knowledge(path) or (path.is_dir() and not path.name.startswith("."))
