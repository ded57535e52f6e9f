"""Who wants what they write to be handed in, and hears that it isn't yet (`filing` in
`complaints.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.text import gapped
from bot.text.normalise import same

LEFT = 4
"""Characters that must be left for a subject."""
_BETWEEN = " \u3000：:，,。.、；;！!\n—-"
_LISTS = ("opens", "words", "unless")
_TEXTS = ("says", "unread")


@dataclass(frozen=True, slots=True)
class Filing:
    """`opens` are words before what shall be handed in, as they are written, `words` all that say
    so, those among them, and `unless` those of who only asks about it. `says` is told them: that
    nothing is handed in yet, and how it is; `unread` the same where nobody can read letters."""

    says: str = ""
    unread: str = ""
    opens: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def is_wanted(self, message: str) -> bool:
        told = same(message)
        return gapped.has(told, self.words) and not gapped.has(told, self.unless)

    def subject(self, message: str) -> str:
        """What shall be handed in, without the opening; "" where there is none, or nothing is said
        beside it.

        >>> Filing(opens=("记一下",)).subject("请记一下：3路车甩站")
        '3路车甩站'
        """
        opening = _opening(self.opens).match(message)
        left = message[opening.end() :].strip(_BETWEEN) if opening else ""
        return left if len(left) >= LEFT else ""


def _opening(words: Iterable[str]) -> re.Pattern[str]:
    known, pauses = gapped.any_of(words).pattern, f"[{_BETWEEN}]*"
    return re.compile(rf"{pauses}(?:你好|您好|请|麻烦)?{pauses}{known}(?:一下)?")


def read(values: object) -> Filing:
    """From the file's key, which may be missing."""
    if not isinstance(values, dict):
        return Filing()
    return Filing(
        str(values["says"]).strip(),
        str(values["unread"]).strip(),
        tuple(map(str, values["opens"])),
        tuple(map(gapped.read, (*values["opens"], *values["words"]))),
        tuple(map(gapped.read, values["unless"])),
    )


def faults(values: object) -> Iterator[str]:
    if values is None:
        return
    if not isinstance(values, Mapping) or values.keys() != {*_LISTS, *_TEXTS}:
        yield f"`filing`: expected {', '.join((*_TEXTS, *_LISTS))} below it"
        return
    for kind, keys in ((list, _LISTS), (str, _TEXTS)):
        for key in keys:
            if not isinstance(values[key], kind):
                yield f"`filing`: `{key}` must be {'text' if kind is str else 'a list'}"
