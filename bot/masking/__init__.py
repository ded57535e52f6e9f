"""What points to a person, taken out of their words before they are kept.

Patterns (`kinds`) run over a `Reading` of the text. What is found there is replaced in the text
itself, so that all the rest stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from bot.masking.kinds import KINDS
from bot.masking.reading import plain, with_digits

MASKED = "电话、身份证和其他证件号、车牌、车架号、银行卡号、邮箱、微信和 QQ 号、门牌号、自报的姓名"
NOT_MASKED = "没写明“我叫”“姓名”的人名、没有门牌号的地址、单位名称，还有您讲的事情本身"
"""Both as people are told."""


PIECE = 800
"""Characters that are looked at in one go: the time that patterns take grows by their square."""
_SENTENCE = re.compile(r".*[。！？；\n]", re.DOTALL)


def mask(text: str) -> str:
    """Replace numbers, names and addresses that point to a person by what they were.

    >>> mask("我叫张三，电话（0571）8812 3456，浙A·12345")
    '我叫〔姓名〕，电话〔电话〕，〔车牌〕'
    """
    return "".join(map(_masked, _pieces(text)))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end with a sentence, where one ends."""
    # A sign may be read as many: ﷺ as eighteen.
    size = max(1, PIECE * len(text) // max(PIECE, len(text), len(normalize("NFKC", text))))
    while len(text) > size:
        whole = _SENTENCE.match(text[:size])
        end = whole.end() if whole else size
        yield text[:end]
        text = text[end:]
    yield text


def _masked(text: str) -> str:
    looked_through = ""
    for read in (plain, with_digits):
        reading = read(text)
        if reading.text == looked_through:
            break
        looked_through = reading.text
        found: list[tuple[int, int, str]] = []
        for kind in KINDS:
            for start, end in kind.spans(reading.text):
                found.append((reading.places[start], reading.places[end - 1] + 1, kind.name))
                reading.take_out(start, end)
        for begin, end, name in sorted(found, reverse=True):
            text = f"{text[:begin]}〔{name}〕{text[end:]}"
    return text
