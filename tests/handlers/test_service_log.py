"""What `pufa run` logs."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
import structlog

from bot.config import Settings
from handlers.cli import service


@pytest.fixture
def _logging_as_in_service():
    service._log_to_stdout(Settings())


@pytest.mark.usefixtures("_logging_as_in_service")
def test_a_traceback_shows_no_words_of_people(capsys):
    words = "我叫张三，电话" + "13800138000"
    try:
        raise RuntimeError(f"{len(words)} letters")
    except RuntimeError:
        structlog.get_logger().exception("failed")

    printed = capsys.readouterr().out
    assert "RuntimeError" in printed
    assert "张三" not in printed
    assert "13800138000" not in printed


@pytest.fixture
def _full_log(monkeypatch):
    """The log is a file on a full disk."""
    with (
        contextlib.suppress(OSError),
        Path("/dev/full").open("w", encoding="utf-8") as full,
        monkeypatch.context() as patch,
    ):
        patch.setattr(sys, "stdout", full)
        service._log_to_stdout(Settings())
        yield


@pytest.mark.usefixtures("_full_log")
async def test_a_full_disk_below_the_log_takes_no_answer_away(zhang):
    assert "超载" in await zhang.says("货车超载怎么处罚？")
    structlog.get_logger().error("cannot be written")
