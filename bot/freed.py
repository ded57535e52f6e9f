"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
from functools import cache


def give_back() -> None:
    """To be called when something large is gone: the C library would keep most of it for later, and
    a service whose knowledge was edited a few times would hold half as much again. Other C
    libraries than glibc have nothing to call."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
