"""What `pufa check` looks for: faults across files, and figures that the law's text doesn't bear.

A fault must be mended; a warning tells of something that time or circumstance brings about, and
never breaks a build.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from bot import figures
from bot.citations import Article, Citation, find_article
from bot.dayfiles import Day
from bot.entries import Entry
from bot.frontmatter import Fault
from bot.library import LINK, PLACEHOLDER, Block, Bureau, Library
from bot.matching.normalise import same
from bot.review import outdated_basis
from bot.statutes import Register, Texts

MIN_ASK = 5
LENGTH = range(80, 501)
"""Characters of an answer's own: shorter leaves questions open, longer isn't read on a phone."""
NOTICE = range(80, 301)
"""Characters of a notice: less says nothing, more isn't read on a locked screen."""
_BUREAU_FIELDS = {field.name for field in fields(Bureau)}
_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Findings:
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class VerifiedFacts:
    """Facts of rules whose full text isn't held: rule → (the fact's articles, its words).

    Read from `*facts.tsv` (columns rule, article, fact, version, confidence); only `high` ones
    count.
    """

    rows: dict[str, list[tuple[frozenset[Article], str]]] = field(default_factory=dict)

    @classmethod
    def from_folder(cls, folder: Path) -> VerifiedFacts:
        facts = cls()
        for path in sorted(folder.glob("*facts.tsv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                    if row["confidence"] == "high":
                        rule = re.sub(r"（.*", "", row["rule"])
                        words = f"{row['fact']}\n{row['version']}"
                        facts.rows.setdefault(rule, []).append((_articles(row["article"]), words))
        return facts

    def about(self, citation: Citation) -> list[str]:
        """The facts of a rule, or of one article of it."""
        rows = self.rows.get(citation.law, [])
        wanted = citation.article
        return [words for articles, words in rows if wanted is None or wanted in articles]


@dataclass(frozen=True)
class Evidence:
    """What figures are held against."""

    texts: Texts
    facts: VerifiedFacts

    def words(self, citation: Citation) -> str | None:
        """The article's text, or what is known of it; None where nothing is held."""
        text = self.texts.article(citation)
        if text is not None:
            return text
        return "\n".join(self.facts.about(citation)) or None


def check(
    library: Library,
    *,
    today: date,
    texts: Texts,
    evidence: Evidence | None = None,
    only: Iterable[Path] = (),
    progress: Callable[[Iterable[Entry]], Iterable[Entry]] = lambda entries: entries,
) -> Findings:
    """Check the library against the `texts` in service; with `evidence` (which may be other texts)
    each figure and cited article too.

    `only` limits the report to files below these paths; the checks still see all files.
    """
    findings = Findings(list(library.faults))
    findings.faults.extend(_same_phrases(library))
    for block in library.blocks.values():
        findings.faults.extend(_block_faults(block, library, evidence))
    for entry in progress(library.entries.values()):
        findings.faults.extend(_entry_faults(entry, library))
        if evidence:
            findings.faults.extend(_unproven(entry, library.register, evidence))
        findings.warnings.extend(_outdated(entry, texts, library.register))
        findings.warnings.extend(_entry_warnings(entry, today))
    for day in library.days.values():
        findings.faults.extend(_day_faults(day, library, evidence))
        findings.warnings.extend(_day_warnings(day))
    below = [path.resolve() for path in only]
    if below:
        for rows in (findings.faults, findings.warnings):
            rows[:] = [row for row in rows if _is_below(row.path, below)]
    findings.faults.sort()
    findings.warnings.sort()
    return findings


def _articles(text: str) -> frozenset[Article]:
    """Every article that a text names."""
    found = set()
    while match := find_article(text):
        found.add(match[0])
        text = text[match[2] :]
    return frozenset(found)


def _is_below(path: Path, folders: list[Path]) -> bool:
    return any(path.resolve().is_relative_to(folder) for folder in folders)


def _same_phrases(library: Library) -> Iterator[Fault]:
    owners: dict[str, Entry] = {}
    for entry in library.entries.values():
        for phrase in entry.phrases:
            owner = owners.setdefault(same(phrase), entry)
            if owner is not entry:
                yield Fault(
                    entry.path,
                    _line(entry, phrase),
                    f"“{phrase}” already stands in {owner.slug}: keep it in one of them",
                )


def _entry_faults(entry: Entry, library: Library) -> Iterator[Fault]:
    if entry.path.parent.name != entry.topic:
        yield Fault(
            entry.path,
            _line(entry, "topic:"),
            f"topic {entry.topic} isn't the folder's name: move the file or correct the topic",
        )
    if len(entry.ask) < MIN_ASK:
        message = f"{len(entry.ask)} ways to ask: add some, to {MIN_ASK} or more"
        yield Fault(entry.path, _line(entry, "ask:"), message)
    for citation in entry.basis:
        yield from _citation_faults(citation, entry.path, _line(entry, str(citation)), library)
    for name in entry.blocks:
        if name not in library.blocks:
            known = " ".join(library.blocks)
            message = f"no block {name}: use one of {known}"
            yield Fault(entry.path, _line(entry, "blocks:"), message)
    yield from _link_faults(entry.body, entry.path, entry.source, library)
    yield from _placeholder_faults(entry.body, entry.path, lambda text: _line(entry, text))


def _link_faults(body: str, path: Path, source: str, library: Library) -> Iterator[Fault]:
    for match in LINK.finditer(body):
        if match[1] not in library.entries:
            message = f"link to entry:{match[1]}, which doesn't exist: correct or remove it"
            yield Fault(path, _line_in(source, match[0]), message)


def _placeholder_faults(body: str, path: Path, line_of: Callable[[str], int]) -> Iterator[Fault]:
    for match in PLACEHOLDER.finditer(body):
        if match[1] not in _BUREAU_FIELDS:
            known = " ".join(f"{{bureau.{name}}}" for name in sorted(_BUREAU_FIELDS))
            yield Fault(path, line_of(match[0]), f"unknown placeholder {match[0]}: use {known}")


def _citation_faults(
    citation: Citation, path: Path, line: int, library: Library
) -> Iterator[Fault]:
    statute = library.register.statutes.get(citation.law)
    if statute is None:
        found = library.register.find(citation.law)
        hint = f"write {found.short}" if found else "add it to statutes.yaml or correct the name"
        yield Fault(path, line, f"unknown statute {citation.law}: {hint}")
    elif citation.article and statute.knows(citation.article) is False:
        yield Fault(path, line, f"{citation.display} doesn't exist: look the article up again")


def _entry_warnings(entry: Entry, today: date) -> Iterator[Fault]:
    if entry.review_by < today:
        message = f"due for review since {entry.review_by}"
        yield Fault(entry.path, _line(entry, "review_by:"), message)
    length = len(_SPACE.sub("", entry.body))
    if length not in LENGTH:
        message = f"the answer has {length} characters; {LENGTH[0]} to {LENGTH[-1]} read best"
        yield Fault(entry.path, _line(entry, entry.short_answer), message)


def _outdated(entry: Entry, texts: Texts, register: Register) -> Iterator[Fault]:
    for citation in outdated_basis(entry, texts, register):
        message = f"{citation.display} has changed since {entry.reviewed}, or is repealed: 待复核"
        yield Fault(entry.path, _line(entry, str(citation)), message)


def _unproven(entry: Entry, register: Register, evidence: Evidence) -> Iterator[Fault]:
    for citation in entry.basis:
        if citation.article and evidence.words(citation) is None:
            message = f"{citation.display} isn't in the texts: cite the law alone or correct it"
            yield Fault(entry.path, _line(entry, str(citation)), message)
    sources = _Sources(entry.basis, entry.figures, register, evidence)
    for problem in sources.problems:
        yield Fault(entry.path, _line(entry, "figures:"), problem)
    for text in (entry.body, *entry.key_points):
        for figure in figures.find(text):
            if figure.key not in sources.proven:
                yield Fault(
                    entry.path,
                    _line(entry, figure.written),
                    f"{figure.written} stands in none of the cited articles: "
                    "correct it, cite the article, or name its source under `figures:`",
                )


def _block_faults(block: Block, library: Library, evidence: Evidence | None) -> Iterator[Fault]:
    for citation in block.basis:
        yield from _citation_faults(citation, block.path, 1, library)
    yield from _placeholder_faults(block.body, block.path, lambda text: 1)
    if evidence is None:
        return
    sources = _Sources(block.basis, block.figures, library.register, evidence)
    for problem in sources.problems:
        yield Fault(block.path, 1, problem)
    for figure in figures.find(block.body):
        if figure.key not in sources.proven:
            message = f"{figure.written} stands in none of the cited articles"
            yield Fault(block.path, 1, message)


def _day_faults(day: Day, library: Library, evidence: Evidence | None) -> Iterator[Fault]:
    def line_of(text: str) -> int:
        return _line_in(day.text, text)

    for slug in day.entries:
        if slug not in library.entries:
            yield Fault(day.path, line_of(slug), f"no entry {slug}: correct or remove it")
    for words in day.words:
        yield from _link_faults(words, day.path, day.text, library)
        yield from _placeholder_faults(words, day.path, line_of)
    for citation in day.cites:
        line = line_of(str(citation))
        yield from _citation_faults(citation, day.path, line, library)
        if evidence and citation.article and evidence.words(citation) is None:
            yield Fault(day.path, line, f"{citation.display} isn't in the texts: correct it")
    for citation in _named(day.basis, library.register):
        yield from _citation_faults(citation, day.path, line_of("basis:"), library)
    if day.law and day.law not in library.register.statutes:
        yield Fault(day.path, line_of("law:"), f"unknown statute {day.law}")
    if evidence:
        yield from _unproven_words(day, library.register, evidence)


def _unproven_words(day: Day, register: Register, evidence: Evidence) -> Iterator[Fault]:
    """Figures of a notice that neither the articles it cites nor the day's own basis bear."""
    sources = _Sources(day.cites, day.figures, register, evidence)
    proven = sources.proven | {figure.key for figure in figures.find(day.basis)}
    for problem in sources.problems:
        yield Fault(day.path, _line_in(day.text, "figures:"), problem)
    for words in day.words:
        for figure in figures.find(words):
            if figure.key not in proven:
                yield Fault(
                    day.path,
                    _line_in(day.text, figure.written),
                    f"{figure.written} stands in none of the cited articles: correct it, "
                    "cite the article under `cites:`, or name its source under `figures:`",
                )


def _named(text: str, register: Register) -> Iterator[Citation]:
    """The articles that running text names."""
    for part in re.split(r"[，。；;]", text):
        if found := register.find_citation(part):
            yield found


def _day_warnings(day: Day) -> Iterator[Fault]:
    length = len(_SPACE.sub("", day.body))
    if length not in NOTICE:
        message = f"the notice has {length} characters; {NOTICE[0]} to {NOTICE[-1]} read best"
        yield Fault(day.path, _line_in(day.text, day.body), message)
    if not day.entries:
        yield Fault(day.path, 1, "the notice leads nowhere: name entries under `entries:`")


class _Sources:
    """The figures that a text may give, and what is wrong with the sources it names itself."""

    def __init__(
        self,
        basis: Iterable[Citation],
        named: Mapping[str, str],
        register: Register,
        evidence: Evidence,
    ) -> None:
        self.proven = {
            figure.key
            for citation in basis
            for figure in figures.find(evidence.words(citation) or "")
        }
        self.problems: list[str] = []
        for written, source in named.items():
            self._add(written, source, register, evidence)

    def _add(self, written: str, source: str, register: Register, evidence: Evidence) -> None:
        claimed = {figure.key for figure in figures.find(written)}
        try:
            citation = Citation.parse(source)
        except ValueError:
            citation = Citation(source)
        if citation.law not in register.statutes:
            self.proven |= claimed  # the entry's own source: a hotline, a notice
            return
        words = evidence.words(citation)
        borne = {figure.key for figure in figures.find(words or "")}
        if missing := claimed - borne:
            where = "isn't in the texts" if words is None else "doesn't say so"
            self.problems.append(f"{written}: {citation.display} {where} ({len(missing)} figure)")
        self.proven |= claimed & borne


def _line(entry: Entry, text: str) -> int:
    """The line of the entry's file on which the text first stands; 1 where it is nowhere."""
    return _line_in(entry.source, text)


def _line_in(source: str, text: str) -> int:
    before, found, _ = source.partition(text)
    return before.count("\n") + 1 if found else 1
