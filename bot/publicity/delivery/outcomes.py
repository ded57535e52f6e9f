"""What became of a request, and with it of its row in the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.messages import DeliveryError, Failure, Sent
from bot.store.outbox import Claimed, Outcome, State
from bot.store.subscribers import Standing

ATTEMPTS = 5
"""Requests that the other side answers with a failure of its own, before the row has failed."""
FIRST_PAUSE = timedelta(seconds=2)
"""After the first of them; twice as long after each further one."""
AGAIN_AFTER = timedelta(seconds=30)
"""What was uncertain is sent once more when the trouble may be over."""

_LOST = {Failure.BLOCKED: Standing.BLOCKED, Failure.GONE: Standing.GONE}


def sent(row: Claimed, receipt: Sent, now: datetime) -> Outcome:
    return replace(
        _as_it_was(row, now),
        state=State.SENT,
        message_id=receipt.message_id,
        attempts=row.attempts + 1,
    )


def not_sent(row: Claimed, error: DeliveryError, now: datetime) -> Outcome:
    before = replace(_as_it_was(row, now), reason=str(error))
    if error.kind is Failure.UNREACHABLE:
        return before
    if error.kind is Failure.BUSY:
        return replace(before, not_before=now + error.retry_after)
    tried = replace(before, attempts=row.attempts + 1)
    if error.kind in _LOST:
        return replace(tried, state=State.BLOCKED, lost=_LOST[error.kind])
    if error.kind is Failure.UNCERTAIN:
        return _in_doubt(tried)
    if error.kind is Failure.BROKEN and tried.attempts < ATTEMPTS:
        return replace(tried, not_before=now + FIRST_PAUSE * 2**row.attempts)
    return _failed(tried)


def broke_down(row: Claimed, error: Exception, now: datetime) -> Outcome:
    """We ourselves failed; the log tells more."""
    reason = f"internal error: {type(error).__name__}"
    return _failed(replace(_as_it_was(row, now), reason=reason, attempts=row.attempts + 1))


def _as_it_was(row: Claimed, now: datetime) -> Outcome:
    return Outcome(row, row.was, now, attempts=row.attempts, times_uncertain=row.times_uncertain)


def _in_doubt(tried: Outcome) -> Outcome:
    return replace(
        tried,
        state=State.UNCERTAIN,
        times_uncertain=tried.times_uncertain + 1,
        not_before=tried.at + AGAIN_AFTER,
    )


def _failed(tried: Outcome) -> Outcome:
    """What once was uncertain may have arrived then, and is never called failed."""
    return _in_doubt(tried) if tried.times_uncertain else replace(tried, state=State.FAILED)
