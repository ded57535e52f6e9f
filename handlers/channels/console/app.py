"""The console's routes: every family of pages, in the order of the menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from starlette.routing import BaseRoute, Mount

from handlers.channels.console import (
    account,
    activities,
    broadcasts,
    bulk,
    campaign,
    campaigns,
    cases,
    codes,
    drafts,
    entries,
    exams,
    feed,
    golden,
    hits,
    home,
    house,
    item_drafts,
    items,
    learning,
    letters,
    manual,
    me,
    papers,
    people,
    record,
    reports,
    signing,
    statutes,
    suggestions,
    surfaces,
    syllabus,
    system,
    unanswered,
    working,
)
from handlers.channels.console.console import STATIC
from handlers.channels.console.guard import ROOT
from handlers.channels.console.routing import routes
from handlers.channels.web.files import Files

FAMILIES = (
    home.pages,
    bulk.pages,
    letters.pages,
    unanswered.pages,
    entries.pages,
    drafts.pages,
    hits.pages,
    golden.pages,
    statutes.pages,
    cases.pages,
    campaigns.pages,
    campaign.pages,
    surfaces.pages,
    broadcasts.pages,
    activities.pages,
    reports.pages,
    house.pages,
    account.pages,
    codes.pages,
    people.pages,
    record.pages,
    system.pages,
    item_drafts.pages,
    items.pages,
    suggestions.pages,
    papers.pages,
    learning.pages,
    syllabus.pages,
    exams.pages,
    me.pages,
    manual.pages,
    feed.pages,
    signing.pages,
    working.pages,
    home.lost,
)


@cache
def console_routes() -> Sequence[BaseRoute]:
    return (Mount(f"{ROOT}/static", Files(STATIC)), *routes(FAMILIES))
