"""Memory that was freed: looked for only where some may be, and given back to the system."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


def give_back() -> None:
    """To be called when something large is gone: the C library would keep most of it for later, and
    a service whose knowledge was edited a few times would hold half as much again. Other C
    libraries than glibc have nothing to call."""
    if trim := _trim():
        trim(0)


@contextmanager
def not_looked_for() -> Iterator[None]:
    """While so much is made that stays, Python would look through all of it in vain, and again
    whenever there is a quarter more: a tenth of a start."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # among what is old, which is looked through last
        if was_on:
            gc.enable()


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
