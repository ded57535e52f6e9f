"""What of a notice was changed since a reviewer returned it, by the audit record, which holds the
words of each version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from bot.editing import differing
from bot.publicity.steps import RETURN
from bot.store import Database, audit
from bot.store.audit import Line
from bot.store.campaigns import Campaign

_LINES = 500
"""Of one campaign's record that are looked through."""


async def changed_since(database: Database, campaign: Campaign) -> list[differing.Line] | None:
    """The lines that differ; None where it never was returned."""
    subject = f"campaign:{campaign.id}"
    lines = await database.read(audit.lines, who="", since="", subject=subject, limit=_LINES)
    before = _returned(lines)
    if before is None:
        return None
    return list(differing.lines(_told(before), _told(asdict(campaign.notice))))


def _returned(lines: Iterable[Line]) -> Mapping[str, Any] | None:
    """The words that were last returned; None where there are none."""
    written: Mapping[str, Any] | None = None
    returned = None
    for line in lines:
        after = json.loads(line.after) if line.after else {}
        if "body" in after:
            written = after
        if line.action == f"campaign.{RETURN.name}":
            returned = written
    return returned


def _told(notice: Mapping[str, Any]) -> str:
    """All of it that people get, as lines."""
    buttons = "、".join(f"{one['label']}={one['target']}" for one in notice["buttons"])
    return "\n".join(
        [
            f"标题：{notice['title']}",
            f"对象：{'、'.join(notice['audiences']) or '全部'}",
            f"主题：{'、'.join(notice['topics']) or '全部'}",
            f"按钮：{buttons or '无'}",
            *notice["body"].split("\n"),
        ]
    )
