"""Citations: 道路交通安全法 第九十二条, and the many ways people write one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.text import numerals

NUMERAL = rf"[0-9{numerals.DIGITS}{numerals.MULTIPLIERS}]+"
_ARTICLE = re.compile(
    rf"第?\s*(?P<number>{NUMERAL})\s*(?:条|條)(?:\s*(?:之|-)\s*(?P<sub>{NUMERAL}))?"
)
_MORE = rf"\s*(?:[-—–~～、]|至|到|和|及|与)\s*第?\s*{NUMERAL}"
_SEVERAL = re.compile(rf"第?\s*(?P<first>{NUMERAL})(?:{_MORE})+\s*(?:条|條)")
"""第20-23条, 第二十、二十一条: of which the last alone has its 条."""


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """An article's number; `sub` is 1 for 第一百三十三条之一, 0 for a plain article."""

    number: int
    sub: int = 0

    def __str__(self) -> str:
        suffix = f"之{numerals.to_chinese(self.sub)}" if self.sub else ""
        return f"第{numerals.to_chinese(self.number)}条{suffix}"

    @classmethod
    @lru_cache(maxsize=20_000)  # every entry is read at a start, and most cite what others do
    def parse(cls, text: str) -> Article:
        """Read 第九十二条, 92条, 第133条之一 or a bare 92.

        Raises:
            ValueError: the text isn't an article's number.
        """
        text = text.strip()
        match = _ARTICLE.fullmatch(text)
        if match is None:
            number, _, sub = text.removeprefix("第").partition("之")
        else:
            number, sub = match["number"], match["sub"] or ""
        try:
            article = cls(int(numerals.parse(number)), int(numerals.parse(sub)) if sub else 0)
            str(article)  # no law has an article that can't be written: 第〇条, 第10000条
        except (ValueError, ArithmeticError) as error:
            raise ValueError(f"not an article: {text!r} (write 第九十二条)") from error
        return article


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A law by its short title, and an article of it where that is known."""

    law: str
    article: Article | None = None

    def __str__(self) -> str:
        return f"{self.law} {self.article}" if self.article else self.law

    @property
    def display(self) -> str:
        """As people read it: 《道路交通安全法》第九十二条."""
        return f"《{self.law}》{self.article or ''}"

    @classmethod
    @lru_cache(maxsize=20_000)
    def parse(cls, text: str) -> Citation:
        """Read `道路交通安全法 第九十二条` or a law alone.

        Raises:
            ValueError: there is no law, or what follows it isn't an article.
        """
        law, _, article = text.strip().partition(" ")
        law = law.strip("《》")
        if not law:
            raise ValueError("no law: write `道路交通安全法 第九十二条`")
        return cls(law, Article.parse(article) if article.strip() else None)


def find_article(text: str) -> tuple[Article, int, int] | None:
    """The first article written in running text with where it begins and ends; None if none. Of
    several that share one 条 it is the first, and the end is theirs."""
    match = _ARTICLE.search(text)
    if match is None:
        return None
    several = _SEVERAL.search(text, 0, match.end())
    try:
        if several:
            return Article.parse(several["first"]), several.start(), several.end()
        return Article.parse(match[0]), match.start(), match.end()
    except ValueError:
        return None


def names_several(text: str) -> bool:
    """Whether more than one article is named: 第二十条至第二十三条, 第20、21条."""
    found = find_article(text)
    if found is None:
        return False
    _, start, end = found
    return bool(_SEVERAL.match(text[start:end])) or find_article(text[end:]) is not None
