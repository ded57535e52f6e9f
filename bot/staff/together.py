"""One decision on many things at once: each is decided on by itself, under its own rules and with
its own line in the record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.staff.refusals import Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picked(Generic[T]):
    """`name` is the number that people know it by; `why_not` is why it can't be decided on together
    with the others, "" where it can. `one` is None where it is no longer there."""

    name: str
    one: T | None
    why_not: str = ""


async def each(
    picked: Iterable[Picked[T]], decide: Callable[[T], Awaitable[object]]
) -> tuple[list[str], dict[str, str]]:
    """The names of those that were decided on; and why the others were not, by name."""
    done, refused = [], {}
    for it in picked:
        if it.why_not or it.one is None:
            refused[it.name] = it.why_not
            continue
        try:
            await decide(it.one)
        except Refused as refusal:  # changed by somebody meanwhile
            refused[it.name] = str(refusal)
        else:
            done.append(it.name)
    return done, refused
