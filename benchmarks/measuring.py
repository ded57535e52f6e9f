"""Measures one contender in a process of its own, on one core."""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import growth
from peers import CONTENDERS, Ask, Corpus

from bot.answering import labelled
from bot.answering.evaluation import Outcome, Share
from bot.answering.labelled import Labelled
from bot.knowledge import library
from bot.knowledge.entries import Entry

ROOT = Path(__file__).resolve().parent.parent
PASSES = 3
"""A question's time is the shortest of so many: what is longer is the machine's other work."""


@dataclass(frozen=True)
class Job:
    """One contender, on these question files, over the shipped collection or one of that many
    phrases; every n-th question where `stride` is n."""

    contender: str
    files: Sequence[Path]
    phrases: int | None = None
    stride: int = 1
    passes: int = PASSES


@dataclass(frozen=True)
class Measured:
    job: Job
    phrases: int
    hit_first: Share
    hit_shown: Share
    p50: float
    p99: float
    build: float
    memory: float
    """Times in seconds; memory in MB that the process grew by, libraries included."""


def measure(job: Job) -> Measured:
    """Run the job in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measure, [job])


def _measure(job: Job) -> Measured:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    questions = load(job.files)[:: job.stride]
    knowledge = library.load([ROOT / "knowledge"])
    entries = list(knowledge.entries.values())
    if job.phrases:
        entries = growth.collection(entries, job.phrases)
    corpus = Corpus.of(entries, knowledge)
    contender = CONTENDERS[job.contender]

    gc.collect()
    before = resident()
    build = contender.prepare()
    started = time.perf_counter()
    ask = build(corpus)
    built = time.perf_counter() - started
    times = _shortest(ask, [question.question for question in questions], job.passes)
    gc.collect()
    grown = resident() - before

    if contender.offer and not job.phrases:
        ask = contender.offer()(corpus)
    outcomes = [] if job.phrases else [_outcome(q, ask, entries) for q in questions]
    judged = [outcome for outcome in outcomes if outcome.labelled.has_labels]
    return Measured(
        job,
        len(corpus.phrases),
        Share(sum(outcome.hit_first for outcome in judged), len(judged)),
        Share(sum(outcome.hit_shown for outcome in judged), len(judged)),
        statistics.median(times),
        statistics.quantiles(times, n=100, method="inclusive")[98],
        built,
        grown,
    )


def load(files: Sequence[Path]) -> list[Labelled]:
    return [question for file in files for question in labelled.load(file)]


def resident() -> float:
    """Megabytes of memory that the process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _shortest(ask: Ask, questions: Sequence[str], passes: int) -> list[float]:
    """Each question's shortest time. One after the other in each pass: who is asked the same at
    once may have kept how it was read."""
    times = [[_timed(ask, question) for question in questions] for _ in range(passes)]
    return [min(of_one) for of_one in zip(*times, strict=True)]


def _timed(ask: Ask, question: str) -> float:
    started = time.perf_counter()
    ask(question)
    return time.perf_counter() - started


def _outcome(question: Labelled, ask: Ask, entries: Sequence[Entry]) -> Outcome:
    """Held against the labels by the code that `pufa eval` uses."""
    found = [{"basis": _basis(entries[place])} for place in ask(question.question)]
    first = found[0]["basis"] if found else []
    return Outcome(question, {"basis": first, "suggestions": found[1:], "asks": []})


def _basis(entry: Entry) -> list[dict[str, object]]:
    return [
        {"law": citation.law, "article": citation.article and citation.article.number}
        for citation in entry.basis
    ]
