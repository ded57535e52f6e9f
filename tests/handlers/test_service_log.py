"""What `pufa run` logs."""

from __future__ import annotations

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
