"""A law's text by its chapters, and articles found in it by number or by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.statutes.citations import Article
from bot.knowledge.statutes.texts import LawText
from bot.text.normalise import normalise

WHOLE = 24_000
"""Characters of a law that is read on one page: some 50 kB on the way."""
LEAF = 18_000


@dataclass(frozen=True, slots=True)
class Chapter:
    """Articles under the same headings; `path` are all of these, the outermost first, `begins` how
    many of them no chapter before stood under last."""

    path: tuple[str, ...]
    begins: int
    articles: tuple[tuple[Article, str], ...]

    @property
    def length(self) -> int:
        return sum(len(text) for _, text in self.articles)

    @property
    def opened(self) -> tuple[tuple[int, str], ...]:
        """The headings that begin with it, with their depth."""
        first = len(self.path) - self.begins
        return tuple(enumerate(self.path))[first:]


@dataclass(frozen=True, slots=True)
class Searched:
    """Articles that were looked for: `number` is the one that was named, `articles` those that have
    the words; `is_near` where none has all of them, and these have most."""

    number: Article | None = None
    articles: tuple[Article, ...] = ()
    is_near: bool = False


def chapters(law: LawText) -> Iterator[Chapter]:
    """The whole text in order."""
    before: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    held: list[tuple[Article, str]] = []
    for number, text in law.articles.items():
        above = law.headings.get(number, ())
        if held and above != path:
            yield Chapter(path, _fresh(path, before), tuple(held))
            before, held = path, []
        path = above
        held.append((number, text))
    if held:
        yield Chapter(path, _fresh(path, before), tuple(held))


def leaves(found: Sequence[Chapter]) -> list[tuple[Chapter, ...]]:
    """The chapters as they go on one page each: all on one, but of a code so many that nobody
    waits long. A chapter isn't torn."""
    if sum(chapter.length for chapter in found) <= WHOLE:
        return [tuple(found)]
    made: list[tuple[Chapter, ...]] = []
    held: list[Chapter] = []
    for chapter in found:
        if held and sum(one.length for one in (*held, chapter)) > LEAF:
            made.append(tuple(held))
            held = []
        held.append(chapter)
    return [*made, tuple(held)]


def find(law: LawText, words: str) -> Searched:
    """An article by its number (91, 第九十一条, 133条之一), or articles by words."""
    try:
        number = Article.parse(words)
    except ValueError:
        return _by_words(law, words)
    return Searched(number=number) if number in law.articles else _by_words(law, words)


def _by_words(law: LawText, words: str) -> Searched:
    wanted = normalise(words).split()
    if not wanted:
        return Searched()
    held = {number: normalise(text) for number, text in law.articles.items()}
    whole = [number for number, text in held.items() if all(one in text for one in wanted)]
    if whole:
        return Searched(articles=tuple(whole))
    counted = {number: sum(one in text for one in wanted) for number, text in held.items()}
    most = max(counted.values(), default=0)
    near = [number for number, count in counted.items() if most and count == most]
    return Searched(articles=tuple(near), is_near=True)


def _fresh(path: tuple[str, ...], before: tuple[str, ...]) -> int:
    """How many of the headings are new."""
    same = 0
    for one, other in zip(path, before, strict=False):
        if one != other:
            break
        same += 1
    return len(path) - same
