import ctypes
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
