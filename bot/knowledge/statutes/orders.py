"""The decree that made a law, by whose number people call it: 国务院令第405号, 62号令."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:(?P<{0}>(?:19|20)[0-9]{{2}})[\s年〕\])）]*)?"
_ORDER = re.compile(
    rf"{_YEAR.format('before')}第?\s*(?P<number>[0-9]{{1,4}})\s*号[部总]?令"
    rf"|令\s*[〔\[(（]?{_YEAR.format('after')}第?\s*(?P<told>[0-9]{{1,4}})\s*号"
)
_ISSUERS = re.compile("国务院|公安部|交通(?:运输)?部|商务部|市场监管总局|质检总局|国家计委")
_OLD_NAME = "交通部"


@dataclass(frozen=True, slots=True)
class Order:
    """`year` is 0 and `issuer` "" where none is told; `words` are those that tell its number."""

    number: int
    year: int = 0
    issuer: str = ""
    words: str = ""

    @classmethod
    def find(cls, text: str) -> Order | None:
        """The first decree that running text names.

        >>> Order.find("交通部2016年第62号令怎么说的")
        Order(number=62, year=2016, issuer='交通运输部', words='交通部2016年第62号令')
        """
        found = _ORDER.search(text)
        if found is None:
            return None
        whose = _ISSUERS.search(text)
        issuer = whose[0].replace(_OLD_NAME, "交通运输部") if whose else ""
        start = whose.start() if whose and whose.end() in _up_to(found) else found.start()
        year = int(found["before"] or found["after"] or 0)
        return cls(int(found["number"] or found["told"]), year, issuer, text[start : found.end()])

    def may_be(self, known: str) -> bool:
        """Whether it may be the decree that is known: nothing that is told of both is another."""
        other = Order.find(known)
        return (
            other is not None
            and self.number == other.number
            and (not self.year or not other.year or self.year == other.year)
            and (not self.issuer or not other.issuer or self.issuer == other.issuer)
        )


def _up_to(found: re.Match[str]) -> range:
    """Where the issuer's name ends that stands before it at once."""
    return range(found.start() - 1, found.start() + 1)
