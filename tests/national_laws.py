"""The package with the national laws, where it is installed: tests that need it skip elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.statutes import Register, taking_in
from bot.knowledge.statutes.taking_in import Taken
from bot.store import law_package
from bot.store.law_package import LawPackage

_installed = law_package.installed  # as it is before the tests put another in its place


def package() -> LawPackage:
    """The package itself; skips the test where there is none."""
    found = _installed()
    if found is None:
        pytest.skip(f"needs {law_package.NAME} (`make laws`)")
    return found


def taken_in(register: Register, folder: Path) -> Taken:
    """Puts the registered laws of it into the folder."""
    found = package()
    delivered = found.laws(lambda title: register.find(title) is not None)
    return taking_in.take_in(law_package.NAME, found.version, delivered, register, folder)
