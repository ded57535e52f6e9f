"""What generators read and what they make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.knowledge.items import Aim, Form
from bot.knowledge.statutes.citations import Article, Citation
from bot.knowledge.statutes.texts import LawText

LENGTH = range(18, 121)
"""Characters of a sentence that stands by itself and is read at once."""
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_ITEM = re.compile(r"^\s*[（(][一二三四五六七八九十]+[）)]")
_LEANS = re.compile(
    r"^(?:前款|本款|该|其|但|并|且|同时|违反前款|有前款|上述|属于|对此|依照前|申请人在|逾期|情节严重的|没有违法所得|违法所得|情况复杂|情况特殊|无权|特殊情况)"
    r"|前款|前条|前两款|本法第|本条例第|本规定第|下列|本条|本章"
)
"""A sentence that says what it means only beside another one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`blank` puts （ ） in place of a part of it."""

    citation: Citation
    words: str

    def blank(self, start: int, end: int) -> str:
        return f"{self.words[:start]}（ ）{self.words[end:]}".strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """A law as generators read it: sentences that stand by themselves."""

    law: LawText
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, law: LawText) -> Reading:
        return cls(law, tuple(_sentences(law)))

    def stem(self, asked: str) -> str:
        words = asked.rstrip("；")
        return f"依照《{self.law.short}》，{words}" + ("" if words.endswith("。") else "。")


@dataclass(frozen=True, slots=True)
class Made:
    """An item to be, without its letters: `right` and `wrong` are words of options. `ordered` ones
    stand as they are, by size."""

    form: Form
    stem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    aim: Aim
    citation: Citation
    explanation: str
    doubts: tuple[str, ...] = field(default=())


def cite(law: LawText, article: Article) -> Citation:
    return Citation(law.short, article)


def _sentences(law: LawText) -> Iterator[Sentence]:
    for article, text in law.articles.items():
        for line in text.splitlines():
            if _ITEM.match(line):
                continue
            for match in _SENTENCE.finditer(line):
                words = match[0].strip()
                if len(words) in LENGTH and not _LEANS.search(words):
                    yield Sentence(cite(law, article), words)
