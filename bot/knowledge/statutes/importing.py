"""Takes a law's full text in: .docx as the national database delivers it, .md and .txt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from bot import frontmatter, wordfile
from bot.files import write_atomically
from bot.knowledge.statutes import layout, naming
from bot.knowledge.statutes.citations import Article
from bot.knowledge.statutes.register import Register, Statute
from bot.knowledge.statutes.texts import LawText, read_header
from bot.text import decoding, numerals

SUFFIXES = (".docx", ".md", ".txt")
_N = rf"[0-9{numerals.DIGITS}十]+"
_DAY = re.compile(rf"(?P<year>{_N}) *年 *(?P<month>{_N}) *月 *(?P<day>{_N}) *日")
_EFFECTIVE = re.compile(rf"自 *(?P<date>{_DAY.pattern}) *起(?:施行|实施|执行)")
FIRST_YEAR = 1949
"""No law in force is older: an earlier year was misread, or mistyped."""


class ImportFailed(ValueError):
    """The file can't be taken in; the message says why and what to do."""


class NoText(ImportFailed):
    """The file is no law's text at all: a readme, a table."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read, and what is odd about its numbering (`problems`) and its lines (`odd`);
    `warnings` are for a person to look at."""

    law: LawText
    problems: tuple[str, ...]
    odd: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    gaps: tuple[Article, ...] = ()
    """The articles after which others are missing: theirs may have swallowed what follows."""


def read(
    path: Path,
    register: Register,
    *,
    law: str = "",
    version: date | None = None,
    effective: date | None = None,
) -> Imported:
    """Read a file as a law of the register.

    `law`, `version` and `effective` say what the file doesn't, or says wrongly.

    Raises:
        ImportFailed: it isn't such a file, holds no articles, or the law or the date is unclear.
    """
    lines, warnings = _lines(path)
    header = _header(path)
    title = header.title if header and header.title else title_of(lines)
    name = law or (header.short if header else "") or title
    statute = register.find(name) or register.find(title)
    text = layout.read(lines)
    if not text.articles:
        why = f"{path}: no articles found (第一条 … at the beginning of a line)"
        raise ImportFailed(why) if statute else NoText(why)
    if statute is None:
        raise ImportFailed(
            f"{path}: “{name}” isn't in statutes.yaml; take a local law in by "
            "`pufa statutes register`, add a national one, or say --law NAME"
        )
    found = _checked(statute, title, text)
    try:
        law_text = dated(
            found.law,
            version or (header.version if header else None),
            effective or (header.effective if header else None),
        )
    except ValueError as error:
        raise ImportFailed(f"{path}: {error}; correct it, or say --version YYYY-MM-DD") from error
    if law_text.version is None and law_text.effective is None:
        raise ImportFailed(f"{path}: no date found; say --version YYYY-MM-DD")
    named = (
        ()
        if _is_its_name(title, statute, register)
        else (f"文件的名称是《{title}》，现在当作《{statute.title}》收下：不是同一部法规就请撤回",)
    )
    return replace(found, law=law_text, warnings=(*warnings, *named))


def _is_its_name(title: str, statute: Statute, register: Register) -> bool:
    """Whether what a text begins with may be the law's name: a place's law, or another one, that
    was said to be this one takes its place unnoticed."""
    known = register.find(title)
    return known is statute if known else not naming.looks_like_a_law(title)


def dated(law: LawText, version: date | None = None, effective: date | None = None) -> LawText:
    """With its dates: those that are given, else those that its notes and articles tell.

    Raises:
        ValueError: there is no such day, or no law in force is so old.
    """
    return replace(
        law,
        version=_sensible(version or _last_date(law.notes)),
        effective=_sensible(effective or _effective(law)),
    )


def of_lines(statute: Statute, title: str, lines: Iterable[str]) -> Imported:
    """A law from its lines, without its dates: articles, the headings above them, the notes before
    the first and the annexes behind the last."""
    return _checked(statute, title, layout.read(lines))


def _checked(statute: Statute, title: str, text: layout.Layout) -> Imported:
    law = LawText(
        short=statute.short,
        title=title,
        effective=None,
        version=None,
        articles=dict(text.articles),
        headings=text.headings,
        notes=text.notes,
        annex=text.annex,
    )
    pairs = list(pairwise(article for article, _ in text.articles))
    problems = tuple(problem for pair in pairs if (problem := _problem(*pair)))
    gaps = tuple(a for a, b in pairs if a < b and _problem(a, b))
    return Imported(law, problems, text.odd, gaps=gaps)


def _header(path: Path) -> LawText | None:
    """What the front matter says, where there is one."""
    try:
        return read_header(path) if path.suffix.lower() == ".md" else None
    except frontmatter.FaultyFile as error:
        raise ImportFailed(str(error)) from error


def save(law: LawText, folder: Path) -> Path:
    """Put the text below the folder as `<law>/<day it takes effect>.md`; parts of one version
    (extracts imported one by one) are put together."""
    path = folder / law.short / f"{law.in_force_from}.md"
    if path.is_file():
        held = _parts(path)
        law = replace(
            law,
            articles={**held.articles, **law.articles},
            headings={**held.headings, **law.headings},
            annex=law.annex or held.annex,
        )
    write_atomically(path, render(law))
    return path


def _parts(path: Path) -> LawText:
    from bot.knowledge.statutes.texts import read as read_text

    return read_text(path)


def _lines(path: Path) -> tuple[list[str], tuple[str, ...]]:
    """The file's lines, and what a person should look at in it."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ImportFailed(f"{path}: not one of {' '.join(SUFFIXES)}")
    try:
        if suffix == ".docx":
            document = wordfile.read(path)
            return list(document.lines), document.warnings
        text = decoding.decode(path.read_bytes())
    except wordfile.BadDocument as error:
        raise ImportFailed(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise ImportFailed(f"{path}: not a text in UTF-8 or GBK; save it as UTF-8") from error
    except OSError as error:
        raise ImportFailed(f"{path}: {error.strerror}") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith(frontmatter.FENCE):
        text = text.split("\n---\n", 1)[-1]
    return [line for line in text.splitlines() if line.strip()], ()


def title_of(lines: Iterable[str]) -> str:
    """The name that a text begins with."""
    first = layout.normal(next(iter(lines), "")).lstrip("# ")
    return re.sub(r"（节选）|\s", "", first)


def _last_date(notes: Iterable[str]) -> date | None:
    """The last date in the lines before the first article: the latest revision's."""
    days = [_date(match) for match in _DAY.finditer("\n".join(notes))]
    for day in days:
        _sensible(day)
    return max(days, default=None)


def _effective(law: LawText) -> date | None:
    # The last one: the final article's, not that of a heading's note on an amendment.
    found = list(_EFFECTIVE.finditer("\n".join([*law.notes, *law.articles.values()])))
    return _date(found[-1]) if found else None


def _sensible(day: date | None) -> date | None:
    """Raises: ValueError: no law in force has such a date."""
    if day and day.year < FIRST_YEAR:
        raise ValueError(f"日期 {day} 早于 {FIRST_YEAR} 年")
    return day


def _date(match: re.Match[str]) -> date:
    """Raises: ValueError: there is no such day."""
    try:
        return date(*(int(_number(match[part])) for part in ("year", "month", "day")))
    except (ValueError, ArithmeticError) as error:
        raise ValueError(f"没有“{match[0]}”这一天") from error


def _number(written: str) -> int:
    """2026, 二〇二六 (digit by digit) or 二十一."""
    return int(numerals.parse(written))


def _problem(before: Article, after: Article) -> str:
    """What is odd: a number missing, standing twice or in the wrong order; "" if nothing is."""
    if after == before:
        return f"{after} stands twice"
    if after < before:
        return f"{after} stands after {before}"
    if after not in (Article(before.number, before.sub + 1), Article(before.number + 1)):
        return f"between {before} and {after} something is missing"
    return ""


def render(law: LawText) -> str:
    """The text as the Markdown file that `texts.read` reads."""
    values = {
        "title": law.title,
        "short": law.short,
        "effective": law.effective,
        "version_date": law.version,
        "origin": law.origin,
    }
    lines: list[str] = [*(f"> {note}\n" for note in law.notes if note != law.title)]
    above: tuple[str, ...] = ()
    for article, text in law.articles.items():
        headings = law.headings.get(article, ())
        lines += [f"## {heading}\n" for heading in _begun(above, headings)]
        above = headings
        lines.append(f"**{article}** {text}\n")
    lines += [f"{law.annex}\n"] if law.annex else []
    kept = {key: value for key, value in values.items() if value}
    return frontmatter.render(kept, "\n".join(lines))


def _begun(above: tuple[str, ...], headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings that must be written for these to hold: those from the first other one on (each
    编 has a 第一章 of the same name), and the last one again where only what was below it ends."""
    same = next((n for n, (a, b) in enumerate(zip(above, headings, strict=False)) if a != b), None)
    if same is None:
        same = min(len(above), len(headings) - (len(headings) < len(above)))
    return headings[max(same, 0) :]
