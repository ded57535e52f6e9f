"""Commands that answer: ask, search, law, eval."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answering import evaluation, labelled
from bot.answering.answers import Answer
from bot.answering.batch import as_record
from bot.answering.deciding import Decision
from bot.answering.editions import Edition
from bot.answering.evaluation import Report, Share
from bot.answering.labelled import Labelled, UnusableQuestions
from bot.answering.matching import confidence, measures
from bot.knowledge.facets import LABELS
from bot.knowledge.statutes.citations import Article, Citation
from handlers.channels.terminal import Shown
from handlers.cli.common import AsJson, fail, load_edition, print_json, settings_or_exit
from handlers.encodings import readable

EXPLAINED = (
    *measures.NEAR, "demand", measures.MEANING, "moves_agree", "matter_agree", "wants_agree",
)  # fmt: skip
"""The measures that `--explain` shows; the others are how far an entry stays behind in them."""
console = Console()
errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    app.command()(ask)
    app.command()(search)
    app.command()(law)
    app.command("eval")(evaluate)


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in any words")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the candidates, their features and scores")
    ] = False,
    jsonl: Annotated[
        str | None, typer.Option(help='File of {"id", "question"} lines; - is standard input')
    ] = None,
) -> None:
    """问一个问题；或者用 --jsonl 批量问，每行输出一个 JSON。"""
    if (question is None) == (jsonl is None):
        fail("give either a question or --jsonl FILE")
    edition = load_edition(settings_or_exit())
    if jsonl is not None:
        for row in _rows(jsonl):
            told = _record(edition, row["question"], row["before"])
            record = {"id": row["id"], **told}
            typer.echo(json.dumps(record, ensure_ascii=False))
        return
    answer = edition.answerer.explained(_readable(question))
    console.print(Shown(edition.wording.answer(answer)))
    if answer.decision is Decision.ANSWER and answer.entry and answer.entry.calculator:
        console.print(f"算一算：pufa calc {answer.entry.calculator}", highlight=False)
    if explain:
        _explain(answer)


def search(
    words: Annotated[list[str], typer.Argument(help="Words to look for in the imported texts")],
    limit: Annotated[int, typer.Option(help="Articles to show", min=1)] = 10,
) -> None:
    """在导入的法规全文里找条文，最相关的在前。"""
    edition = load_edition(settings_or_exit())
    if not edition.texts.laws:
        fail("no full texts here; import some: pufa statutes import PATH…")
    hits = edition.articles.search(" ".join(words), limit)
    if not hits:
        fail("nothing found; try other words")
    for hit in hits:
        console.print(f"[bold]{hit.citation.display}[/bold]  {hit.score:.1f}")
        console.print(hit.text, highlight=False, markup=False)
        console.print()


def law(
    name: Annotated[str, typer.Argument(help="A law by any of its names")],
    article: Annotated[str | None, typer.Argument(help="64, 第六十四条 or 133之一")] = None,
) -> None:
    """看一部法规，或者其中一条。"""
    edition = load_edition(settings_or_exit())
    statute = edition.library.register.find(name)
    if statute is None:
        fail(f"no law called {name}; `pufa statutes list` shows them")
    try:
        number = Article.parse(article) if article else None
    except ValueError as error:
        fail(str(error))
    console.print(Shown(edition.wording.laws.article(Citation(statute.short, number))))


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled questions, one JSON object a line")],
    base: Annotated[Path | None, typer.Option(help="File with the labels of noisy copies")] = None,
    as_json: AsJson = False,
    failures: Annotated[
        bool, typer.Option("--failures", help="List what went wrong, and why")
    ] = False,
) -> None:
    """用有标注的问题给回答打分。"""
    try:
        questions = labelled.load(file, base)
    except UnusableQuestions as error:
        fail(str(error))
    edition = load_edition(settings_or_exit())
    apart = {intent.name for intent in edition.library.intents if intent.apart}
    report = evaluation.evaluate(_with_bar(questions), partial(_record, edition), apart)
    if as_json:
        listed = {"failures": _failures(report)} if failures else {}
        print_json(report.as_json() | listed)
        return
    _print_report(report)
    if failures:
        _print_failures(report)


def _record(edition: Edition, question: str, before: str = "") -> dict[str, Any]:
    started = time.perf_counter()
    answer = edition.answerer.answer(question, before)
    milliseconds = (time.perf_counter() - started) * 1000
    return as_record(answer, edition.wording, milliseconds)


def _rows(source: str) -> Iterator[dict[str, Any]]:
    try:
        lines = sys.stdin if source == "-" else Path(source).open(encoding="utf-8-sig")  # noqa: SIM115
    except OSError as error:
        fail(f"{source}: {error.strerror}")
    with lines:
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, f"{source}:{number}")
        except UnicodeDecodeError:
            fail(f"{source}: not UTF-8; save it as UTF-8")


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        asked = {"id": row["id"], "question": _readable(row["question"])}
        return asked | {"before": _readable(row.get("before") or "")}
    except (json.JSONDecodeError, RecursionError, KeyError, TypeError):
        fail(f'{place}: expected {{"id": …, "question": …}}')


def _readable(question: object) -> str:
    r"""The question without what no text holds: half a pair (\ud83d)."""
    return readable(str(question)).encode("utf-8", "replace").decode()


def _explain(answer: Answer) -> None:
    """The decision, how the question was read, and every candidate with its measures."""
    console.print(f"decision {answer.decision.value}, confidence {answer.confidence:.2f}")
    if answer.ranking is None:
        return
    reading = answer.ranking.reading
    console.print(f"read as: {reading.text}", highlight=False)
    for kind, names in reading.facets.items():
        console.print(f"  {LABELS[kind]}: {'、'.join(names) or '—'}", highlight=False)
    if reading.outside:
        console.print(f"  words of other fields: {' '.join(reading.outside)}", highlight=False)
    if not answer.ranking.matches:
        return
    inputs = zip(confidence.NAMES, confidence.features(answer.ranking), strict=True)
    told = ", ".join(f"{name} {value:.2f}" for name, value in inputs)
    console.print(f"confidence of: {told}", highlight=False)
    table = Table("entry", "question", *EXPLAINED, "score", "nearest phrase")
    for match in answer.ranking.matches:
        values = (match.measures.get(name, 0.0) for name in EXPLAINED)
        cells = (f"{value:.2f}" for value in (*values, match.score))
        table.add_row(match.entry.slug, match.entry.question, *cells, match.nearest)
    Console(width=max(console.width, 250)).print(table)


def _with_bar(questions: Iterable[Labelled]) -> Iterator[Labelled]:
    yield from track(list(questions), "asking", console=errors, transient=True)


def _print_report(report: Report) -> None:
    table = Table("measure", "share", "95 % interval", "of")
    for name, share in report.shares().items():
        table.add_row(name, *_cells(share))
    console.print(table)
    topics = Table("topic", "hit@1", "hit@4", "of")
    for topic, (first, shown) in report.by_topic().items():
        topics.add_row(topic, f"{first.value:.0%}", f"{shown.value:.0%}", str(first.of))
    console.print(topics)
    bands = Table("confidence", "right", "95 % interval", "of")
    for low, high, share in report.reliability():
        bands.add_row(f"{low:.2f}-{high:.2f}", *_cells(share))
    console.print(bands)


def _cells(share: Share) -> tuple[str, str, str]:
    low, high = share.interval
    return f"{share.value:.1%}", f"{low:.1%} - {high:.1%}", str(share.of)


def _failures(report: Report) -> list[dict[str, Any]]:
    return [
        {"id": outcome.labelled.id, "question": outcome.labelled.question, "why": why}
        for outcome, why in report.failures()
    ]


def _print_failures(report: Report) -> None:
    for outcome, why in report.failures():
        record, labelled = outcome.record, outcome.labelled
        laws = " ".join(f"{law}{article or ''}" for law, article in labelled.laws)
        console.print(f"{labelled.id} {labelled.question}", markup=False, highlight=False)
        console.print(
            f"    {why}; first: {record['entry']} ({record['confidence']:.2f}); labelled: {laws}",
            markup=False,
            highlight=False,
        )
