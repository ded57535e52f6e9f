"""What can be caused a thousand times is logged a few times, and counted."""

import logging

import pytest
import structlog

from handlers.floods import A_MINUTE, KINDS, Floods


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def floods(clock):
    return Floods(clock=clock)


def test_a_minute_later_it_says_how_many_were_left_out(floods, clock):
    said = []

    def warn():
        try:
            said.append(floods(None, "warning", {"event": "nonsense received"}))
        except structlog.DropEvent:
            return

    for _ in range(5000):
        warn()
    assert len(said) == A_MINUTE
    clock.now += 60
    warn()
    assert said[-1] == {"event": "nonsense received", "left_out": 5000 - A_MINUTE}


def test_another_warning_is_said_all_the_same_and_what_is_no_warning_always(floods):
    for _ in range(100):
        assert floods(None, "info", {"event": "question"}) == {"event": "question"}
        floods.left_out("nonsense received")
    assert floods(None, "error", {"event": "disk full"}) == {"event": "disk full"}


class Kept(logging.Handler):
    """A handler of its own: what a service that ran before has put on the root must not count."""

    def __init__(self, held):
        super().__init__()
        self.messages = []
        self.addFilter(held)

    def emit(self, record):
        self.messages.append(record.getMessage())


def test_the_logs_of_libraries_are_held_to_the_same(floods, clock):
    log, kept = logging.getLogger("a.library"), Kept(floods.filter)
    log.addHandler(kept)
    for number in range(1000):
        log.warning("socket %d failed", number)
    assert len(kept.messages) == A_MINUTE
    clock.now += 60
    log.warning("socket %d failed", 7)
    log.removeHandler(kept)
    assert kept.messages[-1] == f"socket 7 failed ({1000 - A_MINUTE} more like it were left out)"


def test_it_remembers_only_so_many_kinds(floods):
    for number in range(KINDS * 3):
        floods.left_out(str(number))
    assert len(floods._since) <= KINDS
