"""Small knowledge folders and entries for tests of the core."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import entries, library
from bot.knowledge.statutes import Texts
from tests.fakes import FAKES

TODAY = date(2026, 11, 23)

ENTRY = """\
---
question: 货车超载怎么处罚？
ask: [超载罚多少钱, 大货车拉多了怎么罚, 货车超载扣几分, 被查超载怎么办, 超重被交警拦下来了]
topic: 货运超限
basis: [道路交通安全法 第九十二条]
reviewed: 2026-11-23
review_by: 2027-06-30
---

超载由交警罚款，并扣车到违法状态消除。
"""


@pytest.fixture
def knowledge(tmp_path) -> Path:
    """A knowledge folder that a test may change."""
    return shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")


@pytest.fixture
def load(knowledge):
    return lambda *more, **options: library.load([knowledge, *more], **options)


@pytest.fixture
def texts() -> Texts:
    return Texts(FAKES / "statutes", today=TODAY)


@pytest.fixture
def read():
    """An entry from its text, with parts of it replaced."""

    def read(**changes: str) -> entries.Entry:
        text = ENTRY
        for before, after in changes.values():
            assert before in text
            text = text.replace(before, after)
        return entries.parse(text, Path("货运超限/chaozai.md"))

    return read
