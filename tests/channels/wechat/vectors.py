"""Vectors of other suites and samples of WeChat's pushes and answers, with their sources."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def vectors() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))


def named(section: str, name: str) -> dict[str, Any]:
    return next(one for one in vectors()[section] if one["name"] == name)


def names(section: str) -> list[str]:
    return [one["name"] for one in vectors()[section]]
