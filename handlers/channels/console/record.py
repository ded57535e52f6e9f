"""The record of what staff changed, and whether it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from starlette.responses import Response

from bot.publicity.report.naming import CHANNELS
from bot.staff.audit import SUBJECTS, told_subject
from bot.staff.permissions import RULES, Action
from bot.store.audit import Line
from handlers.channels.console.drafts import named
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
MOST = 5_000
"""Lines that are looked through; older ones by day, or with `pufa audit show`."""
WAYS = {**CHANNELS, "cli": "命令行", "system": "程序"}
_LONGEST = 120
"""Characters of a value that are shown in the list."""


@pages.get("/record", Action.AUDIT_SEE)
async def record_page(visit: Visit) -> Response:
    asked = Asked(visit, "/record", {"who": "谁", "since": "从", "subject": "关于"})
    form = Form.of(**{name: visit.asked(name) for name in ("who", "since", "subject")})
    staff = await visit.application.accounts.staff()
    people = {name: one.called for name, one in staff.members.items()}
    day = form.day("since")
    zone = visit.application.settings.zone
    since = datetime(day.year, day.month, day.day, tzinfo=zone) if day else None
    subject = asked.word("subject")
    lines = await visit.application.audit.lines(
        visit.actor, by=asked.word("who"), since=since, subject=subject, limit=MOST
    )
    return await visit.page(
        "record/list.html",
        title="操作记录",
        form=form,
        asked=asked,
        listing=asked.paged(lines[::-1]),
        chips=asked.chips(who=people, subject=SUBJECTS),
        people=people,
        subjects=SUBJECTS,
        ways=WAYS,
        named=await named(visit),
        label=_label,
        subject_of=told_subject,
        told=_told,
        most=MOST,
    )


@pages.post("/record/verify", Action.AUDIT_SEE, again=Again.LOOKS)
async def verify(visit: Visit) -> Response:
    verdict = await visit.application.audit.verify()
    return await visit.page("record/verdict.html", title="核对操作记录", verdict=verdict)


def _label(line: Line) -> str:
    """A word of an older version may be unknown."""
    return RULES[Action(line.action)].label if line.action in list(Action) else line.action


def _told(line: Line) -> list[tuple[str, str, str]]:
    """What changed: a name, before, after; each cut to what fits a list."""
    before, after = _values(line.before), _values(line.after)
    return [
        (name, _short(before.get(name, "")), _short(after.get(name, "")))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def _values(told: str) -> dict[str, str]:
    value = json.loads(told) if told else {}
    return dict(_flat(value)) if isinstance(value, dict) else {"": _words(value)}


def _flat(value: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, one in value.items():
        yield name, _words(one)


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
