"""A whole day of each kind of account, over the shipped knowledge: everything that people see fits,
and nothing of it is a broken service."""

from __future__ import annotations

import re

import pytest

from tests.fakes.wechat import Kind, day
from tests.fakes.wechat.pushing import BROKEN

pytestmark = [pytest.mark.usefixtures("_pango"), pytest.mark.soak]
_MARKS = re.compile(r"\*\*|^#+ |\]\(|^\|", re.MULTILINE)


@pytest.mark.parametrize("kind", day.DAYS, ids=lambda kind: kind.name.lower())
async def test_a_day_goes_well(tmp_path, kind):
    _, happens = day.DAYS[kind]

    async with day.account(tmp_path, kind) as today:
        await happens(today)
        people = today.wechat.account.followers.values()
        seen = [text for person in people for text in person.seen]

    assert len(seen) > 5
    assert BROKEN not in seen
    assert all(0 < len(text.encode()) <= 2048 for text in seen)
    assert [text for text in seen if _MARKS.search(text)] == []
    assert "的手机上收到" in today.told.text or kind is Kind.UNVERIFIED_SUBSCRIPTION
    assert sum("有回复了" in text for text in seen) == (2 if kind is Kind.VERIFIED_SERVICE else 1)
