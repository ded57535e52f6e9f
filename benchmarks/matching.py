"""The matcher beside its peers: how often right, how fast, how large, and how it grows.

    python benchmarks/matching.py [FILE…]       question files in the format of `pufa eval`

Prints tables in Markdown. Each contender has a process of its own, on one core. Needs no network
and a few minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import starting
from measuring import ROOT, Job, Measured, load, measure
from peers import CONTENDERS, OURS
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answering.evaluation import Share
from bot.answering.labelled import UnusableQuestions

SIZES = (1_000, 5_000, 10_000, 100_000)
FEW = 100
"""Questions that the growth is measured with, spread over the files; one pass of a scan over
100,000 phrases takes a minute with them."""
GROWING = [name for name, one in CONTENDERS.items() if one.grows]
T = TypeVar("T")
console = Console(width=140)
errors = Console(stderr=True)


def main(arguments: Sequence[str]) -> None:
    files = [Path(name) for name in arguments] or default_files()
    if not files:
        sys.exit("no questions: python benchmarks/matching.py FILE… (the format of `pufa eval`)")
    try:
        beside_peers(files)
    except UnusableQuestions as error:
        sys.exit(str(error))
    growing(files)
    from_cold()


def default_files() -> list[Path]:
    sys.path.append(str(ROOT))
    from tests.shared_data import find

    found = map(find, ("eval/questions.dev.jsonl", "eval/questions.dev.noisy.jsonl"))
    return [path for path in found if path]


def beside_peers(files: Sequence[Path]) -> None:
    for name, one in CONTENDERS.items():
        if not one.is_there:
            console.print(f"{name}: left out, install {one.needs} to have it measured")
    there = [name for name, one in CONTENDERS.items() if one.is_there]
    results = [measure(Job(name, files)) for name in with_bar(there, "quality and speed")]
    own = results[0]
    console.print(f"\n{own.hit_first.of} questions with a labelled law, {own.phrases} phrases\n")
    console.print(quality_table(results))
    console.print("\nAs multiples of pufa's:\n")
    console.print(ratio_table(results, own))


def growing(files: Sequence[Path]) -> None:
    stride = max(1, len(load(files)) // FEW)
    jobs = [
        Job(name, files, size, stride, passes=1 if size > 10_000 and name != OURS else 3)
        for name in GROWING
        for size in SIZES
    ]
    results = {(job.contender, job.phrases): measure(job) for job in with_bar(jobs, "growth")}
    for title, (show, value) in GROWTH.items():
        console.print(f"\n{title}\n")
        console.print(growth_table(results, show, value))


def from_cold() -> None:
    table = markdown("", "median", "shortest", "resident at most")
    for name, start in STARTS.items():
        started = start()
        table.add_row(
            name, f"{started.median:.2f} s", f"{started.shortest:.2f} s", f"{started.memory:.0f} MB"
        )
    console.print(f"\nWith the whole collection, {starting.RUNS} runs each:\n")
    console.print(table)


STARTS: dict[str, Callable[[], starting.Started]] = {
    "`pufa ask`, the first ever": starting.first_ask,
    "`pufa ask`, any later one": starting.next_ask,
    "`pufa run` until it has answered": starting.service,
}
GROWTH: dict[str, tuple[Callable[[Measured], str], Callable[[Measured], float]]] = {
    "Time of a question, median / 99th percentile in ms, by phrases:": (
        lambda m: f"{m.p50 * 1000:.2f} / {m.p99 * 1000:.2f}",
        lambda m: m.p50,
    ),
    "Memory in MB (and seconds to build), by phrases:": (
        lambda m: f"{m.memory:.0f} ({m.build:.1f})",
        lambda m: m.memory,
    ),
}
"""Title → what a cell shows, and what grows."""


def quality_table(results: Sequence[Measured]) -> Table:
    table = markdown("", "hit@1", "95 %", "hit@4", "p50 ms", "p99 ms", "build s", "memory MB")
    for m in results:
        low, high = m.hit_first.interval
        table.add_row(
            m.job.contender,
            percent(m.hit_first),
            f"{low:.0%}-{high:.0%}",
            percent(m.hit_shown),
            f"{m.p50 * 1000:.2f}",
            f"{m.p99 * 1000:.2f}",
            f"{m.build:.2f}",
            f"{m.memory:.0f}",
        )
    return table


def ratio_table(results: Sequence[Measured], own: Measured) -> Table:
    table = markdown("", "hit@1", "hit@4", "p50", "p99", "build", "memory")
    for m in results:
        pairs = (
            (m.hit_first.value, own.hit_first.value),
            (m.hit_shown.value, own.hit_shown.value),
            (m.p50, own.p50),
            (m.p99, own.p99),
            (m.build, own.build),
            (m.memory, own.memory),
        )
        table.add_row(m.job.contender, *(f"{theirs / ours:.2f}" for theirs, ours in pairs))
    return table


def growth_table(
    results: dict[tuple[str, int | None], Measured],
    show: Callable[[Measured], str],
    value: Callable[[Measured], float],
) -> Table:
    table = markdown("", *(f"{size:,}" for size in SIZES), "growth")
    for name in GROWING:
        row = [results[name, size] for size in SIZES]
        table.add_row(name, *map(show, row), f"x {value(row[-1]) / value(row[0]):.1f}")
    return table


def markdown(*columns: str) -> Table:
    table = Table(box=box.MARKDOWN)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    return table


def percent(share: Share) -> str:
    return f"{share.value:.1%}"


def with_bar(jobs: Iterable[T], name: str) -> Iterator[T]:
    yield from track(list(jobs), name, console=errors, transient=True)


if __name__ == "__main__":
    main(sys.argv[1:])
