"""The shipped knowledge, campaigns about its days, and notices that stand for themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.publicity import days
from bot.publicity.surfaces.material import gather
from bot.store.campaigns import Campaign, Notice, State

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def campaign(notice: Notice, *, number=12, day="", state=State.APPROVED, **changed) -> Campaign:
    return Campaign(number, notice, day, "telegram:1", state, 1, NOW, **changed)


@pytest.fixture(scope="session")
def about(shipped):
    """What a campaign for a publicity day says."""

    def about(key, *, state=State.APPROVED, **changed):
        occurrence = days.find(shipped, key, TODAY)
        found = days.notice(shipped, occurrence)
        notice = Notice(**{"title": found.title, "body": found.body, **changed})
        return gather(campaign(notice, day=occurrence.id, state=state), shipped, TODAY)

    return about


@pytest.fixture
def saying(shipped):
    """What a campaign says whose notice is for no day."""

    def saying(title, body, *buttons, state=State.APPROVED):
        notice = Notice(title, body, buttons=buttons)
        return gather(campaign(notice, state=state), shipped, TODAY)

    return saying
