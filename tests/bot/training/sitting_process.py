"""Answers a paper question by question in a process of its own, telling each that is kept; so many
as it is told to, and one more."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from bot.members import Actor, Member, Role
from bot.store import Database
from bot.training.sitting import Sittings


async def main(path: Path, paper: int, now: str, answers: int) -> None:
    database = Database(path)
    who = Actor(Member("telegram:1", frozenset({Role.LEARNER})), "web")
    sittings = Sittings(database, lambda: datetime.fromisoformat(now))
    attempt = await sittings.begin(who, paper)
    sheet = await sittings.sheet(who, attempt.id)
    for place in sheet.unanswered[: answers + 1]:
        asked = sheet.questions[place - 1]
        chosen = (asked.choices[0].id,) if asked.choices else ("1", "2")
        await sittings.answer(who, attempt.id, asked.n, chosen)
        print(f"{attempt.id} {asked.n}", flush=True)  # noqa: T201

    await asyncio.sleep(3600)  # until it is killed


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
