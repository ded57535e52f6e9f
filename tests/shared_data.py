"""Data beside the checkout, which not everybody has: tests that need it skip where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def find(name: str) -> Path | None:
    """The path of a shared file; None where there is none."""
    path = SHARED / name
    return path if path.exists() else None


def shared(name: str) -> Path:
    """The path of a shared file; skips the test where there is none."""
    path = find(name)
    if path is None:
        pytest.skip(f"needs {name} in a folder `shared` beside the checkout")
    return path
