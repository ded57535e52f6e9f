"""For tests that walk everything of a kind: they tell every fault, not the first."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def no_faults(found: Iterable[object]) -> None:
    """Fail with all of them, a line each."""
    faults = [str(fault) for fault in found]
    if faults:
        pytest.fail("\n".join([f"{len(faults)} faults:", *faults]), pytrace=False)
