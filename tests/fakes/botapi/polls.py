"""Polls, and what the Bot API refuses of them (sendPoll)."""

from __future__ import annotations

from tests.fakes.botapi.failures import bad_request
from tests.fakes.botapi.world import JSON


def made(given: JSON, poll_id: str) -> JSON:
    """Raises: Refusal: it goes beyond what a poll may be."""
    is_quiz = given.get("type", "regular") == "quiz"
    _check_words(given)
    if is_quiz:
        _check_key(given)
    if not 5 <= given.get("open_period", 5) <= 2_628_000:
        raise bad_request("poll open period must be between 5 and 2628000 seconds")
    options = [
        {"persistent_id": str(place), "text": option["text"], "voter_count": 0}
        for place, option in enumerate(given["options"])
    ]
    told = {
        name: given[name]
        for name in ("correct_option_ids", "explanation", "open_period")
        if name in given
    }
    return told | {
        "id": poll_id,
        "question": given["question"],
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": given.get("is_anonymous", True),
        "type": "quiz" if is_quiz else "regular",
        "allows_multiple_answers": given.get("allows_multiple_answers", False),
        "allows_revoting": given.get("allows_revoting", not is_quiz),
        "members_only": False,
    }


def _check_words(given: JSON) -> None:
    if not 1 <= len(given["question"].strip()) <= 300:
        raise bad_request("poll question length must be between 1 and 300")
    options = given["options"]
    if len(options) < 2:
        raise bad_request("poll must have at least 2 option")
    if len(options) > 10:  # 12 by the newest server; 10 is what all of them take
        raise bad_request("poll can't have more than 10 options")
    if any(not option["text"].strip() for option in options):
        raise bad_request("poll options must be non-empty")
    if any(len(option["text"]) > 100 for option in options):
        raise bad_request("poll options length must not exceed 100")


def _check_key(given: JSON) -> None:
    right = given.get("correct_option_ids", [])
    if not right or not all(0 <= one < len(given["options"]) for one in right):
        raise bad_request("wrong correct option ID specified")
    if right != sorted(set(right)) or (len(right) > 1 and not given.get("allows_multiple_answers")):
        raise bad_request("wrong correct option ID specified")
    explanation = given.get("explanation", "")
    if len(explanation) > 200 or explanation.count("\n") > 2:
        raise bad_request("MESSAGE_TOO_LONG")
