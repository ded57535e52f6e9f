import ctypes
import gc
import weakref
from pathlib import Path

import pytest

from bot import freed


def resident():
    """Kilobytes."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmRSS"].split()[0])


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="this C library keeps nothing",
)
def test_what_was_freed_between_what_stays_goes_back_to_the_system():
    much = [bytes(4_000) for _ in range(50_000)]
    stays = much[::50]
    del much
    before = resident()
    freed.give_back()
    assert resident() < before - 100_000
    assert len(stays) == 1_000


class Knot:
    """Nothing but itself holds it."""

    def __init__(self):
        self.itself = self


def test_what_only_holds_itself_is_looked_for_again_afterwards():
    with freed.not_looked_for():
        assert not gc.isenabled()
        knot = weakref.ref(Knot())
        assert knot()
    assert gc.isenabled()
    gc.collect()
    assert knot() is None


def test_it_is_looked_for_again_after_a_fault_too():
    with pytest.raises(ValueError, match="faulty"), freed.not_looked_for():
        raise ValueError("faulty")
    assert gc.isenabled()
