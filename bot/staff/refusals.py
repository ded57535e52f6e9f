"""Why staff's use cases refuse: the message says it, in words for staff."""

from __future__ import annotations


class Refused(ValueError):
    """It can't be done."""


class Unknown(Refused):
    """There is no such thing."""


class NotAllowed(Refused):
    """Not by this person."""


class Outdated(Refused):
    """Somebody changed it in the meantime."""


class Settled(Refused):
    """It was decided already: other words won't change that."""
