"""Failures: logged under a short id, which the person sees too and can tell staff."""

from __future__ import annotations

import secrets
import traceback

import structlog

log = structlog.get_logger()

_DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O and 1/I/L: the id is read out on the telephone."""


def report(event: str, error: BaseException, **known: object) -> str:
    """Log the failure with its traceback; returns its id."""
    failure = "".join(secrets.choice(_DIGITS) for _ in range(6))
    # Formatted here, without local variables: those hold people's words, and addresses the token.
    trace = "".join(traceback.format_exception(error)).rstrip()
    log.error(event, failure=failure, error=type(error).__name__, exception=trace, **known)
    return failure


def apology(failure: str, hotline: str) -> str:
    return (
        f"抱歉，刚才出了点问题（编号 {failure}）。"
        f"如果没有看到回答，请过一会儿再问一次，或拨打 {hotline}。"
    )
