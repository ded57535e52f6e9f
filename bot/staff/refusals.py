"""Why staff's use cases refuse: the message says it, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refused(ValueError):
    """It can't be done."""


class Unknown(Refused):
    """There is no such thing."""


class NotAllowed(Refused):
    """Not by this person."""


class Outdated(Refused):
    """Somebody changed it in the meantime."""


class Doubtful(Refused):
    """A machine found something that a person has to look at and say yes to; `yes` says it to
    these very doubts."""

    def __init__(self, doubts: Sequence[str], yes: str) -> None:
        super().__init__("请核对后再确认：" + "；".join(doubts))
        self.doubts = tuple(doubts)
        self.yes = yes


class Flawed(Refused):
    """Some of what was filled in won't do: a line for each field, which says what to do."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(faults.values()))
        self.faults = dict(faults)


class Superseded(Refused):
    """It was said to what has been put in other words since."""


class Settled(Refused):
    """It was decided already: other words won't change that."""
