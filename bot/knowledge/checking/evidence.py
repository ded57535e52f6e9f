"""What figures are held against: full texts, and verified facts of rules that have none here."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.knowledge.checking.figures import figures_of
from bot.knowledge.statutes import Register, Texts
from bot.knowledge.statutes.citations import Article, Citation, find_article
from bot.text import quantities

_POINTS_TO_ANNEX = re.compile("附件|附表|附录|所附")


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
    """The texts and facts that are held here."""

    texts: Texts
    facts: VerifiedFacts

    def holds(self, law: str) -> bool:
        """Whether anything is known here of what the law says."""
        return self.texts.law(law) is not None or law in self.facts.rows

    def words(self, citation: Citation) -> str | None:
        """The article's text with the annex that it points to, or what is known of it; None where
        nothing is held."""
        text = self.texts.article(citation)
        if text is not None:
            law = self.texts.law(citation.law)
            has_annex = law is not None and law.annex and _POINTS_TO_ANNEX.search(text)
            return f"{text}\n\n{law.annex}" if law and has_annex else text
        return "\n".join(self.facts.about(citation)) or None


class Sources:
    """The figures that a text may give, by the articles it cites and the sources it names.

    `problems` are sources that don't bear the figure they are named for. `is_open` says that one
    of them is a law of which nothing is held here: then a figure that is found nowhere may still
    be right.
    """

    def __init__(
        self,
        basis: Iterable[Citation],
        named: Mapping[str, str],
        register: Register,
        evidence: Evidence,
    ) -> None:
        self._register = register
        self._evidence = evidence
        self.proven: set[quantities.Key] = set()
        self.problems: list[str] = []
        self.is_open = False
        for citation in basis:
            self.is_open |= not evidence.holds(citation.law)
            self.proven |= _keys(evidence.words(citation) or "")
        for written, source in named.items():
            self._add(written, source)

    def _add(self, written: str, source: str) -> None:
        claimed = _keys(written)
        law, citation = self._cited(source)
        if law is None or not self._evidence.holds(law):
            # Its own source: a hotline, a notice; or a law of which nothing is held.
            self.proven |= claimed
            return
        words = self._evidence.words(citation)
        borne = _keys(words or "")
        if claimed - borne:
            where = "isn't in the texts" if words is None else "doesn't say so"
            self.problems.append(f"{written}: {citation.display} {where}")
        self.proven |= claimed & borne

    def _cited(self, source: str) -> tuple[str | None, Citation]:
        """The law of the register that a source is, if it is one, and what it cites."""
        try:
            citation = Citation.parse(source)
        except ValueError:
            citation = Citation(source)
        return (citation.law if citation.law in self._register.statutes else None), citation


def _keys(text: str) -> set[quantities.Key]:
    return {quantity.key for quantity in figures_of(text)}


def _articles(text: str) -> frozenset[Article]:
    """Every article that a text names."""
    found = set()
    while match := find_article(text):
        found.add(match[0])
        text = text[match[2] :]
    return frozenset(found)
