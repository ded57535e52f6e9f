"""Errors are counted where they are logged; a failing reply is timed all the same."""

import logging

import pytest
import structlog

from bot.messages import Chat, Message
from handlers.metrics import ErrorCounter, Metrics, Timed


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def errors(metrics):
    def errors(event):
        return metrics.registry.get_sample_value("pufa_errors_total", {"event": event})

    return errors


def test_only_severe_lines_are_errors(metrics, errors):
    lines = structlog.testing.LogCapture()
    log = structlog.wrap_logger(None, processors=[metrics.count_error, lines])
    log.info("question", id=1)
    log.warning("slow")
    log.error("request_failed", id="a1")
    log.error("request_failed", id="b2")
    assert (errors("request_failed"), errors("question"), errors("slow")) == (2, None, None)
    assert [line["event"] for line in lines.entries][-1] == "request_failed"


def test_other_libraries_errors_count_by_who_wrote_them(metrics, errors):
    log, counter = logging.getLogger("telegram.ext"), ErrorCounter(metrics)
    log.addHandler(counter)
    try:
        log.warning("slow")
        log.error("no network")
    finally:
        log.removeHandler(counter)
    assert errors("telegram.ext") == 1


async def test_a_reply_that_failed_is_timed_too(metrics):
    class Broken:
        async def respond(self, message):
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        await Timed(Broken(), metrics).respond(Message(Chat("web", "1"), "?"))
    count = metrics.registry.get_sample_value("pufa_reply_seconds_count", {"channel": "web"})
    assert count == 1
