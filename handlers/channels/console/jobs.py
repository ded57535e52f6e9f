"""Work that takes longer than anybody looks at a blank page: it goes on behind an address of its
own, which tells how far it is, may be loaded anew or left, and shows what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import Response

PATIENCE = 2.0
"""Seconds until it gets that address: what is done sooner answers as any form does."""
REMEMBERED = 20
"""Jobs that are over and can still be asked for; what they did is in the database."""


@dataclass
class Job:
    """`name` is the word that the form was sent with; `done` of `total` pieces are, a total of 0
    where nobody counts."""

    account: str
    name: str
    begun_at: datetime
    task: asyncio.Task[Response] = field(init=False)
    done: int = 0
    total: int = 0

    def tell(self, done: int, total: int) -> None:
        """From any thread."""
        self.done, self.total = done, total


@dataclass
class Jobs:
    _known: dict[tuple[str, str], Job] = field(default_factory=dict)

    def of(self, account: str, name: str) -> Job | None:
        """Nobody's but who began it."""
        return self._known.get((account, name))

    async def done(
        self, job: Job, work: Callable[[], Coroutine[None, None, Response]]
    ) -> Response | None:
        """What came of it; None where it takes its time, and goes on: this or, of a form that is
        sent again meanwhile, the first one."""
        before = self.of(job.account, job.name)
        if before and not before.task.done():
            return None
        job.task = asyncio.create_task(work())
        self._known[job.account, job.name] = job
        await asyncio.wait({job.task}, timeout=PATIENCE)
        if not job.task.done():
            self._forget_old()
            return None
        del self._known[job.account, job.name]
        return job.task.result()

    def _forget_old(self) -> None:
        over = [key for key, job in self._known.items() if job.task.done()]
        for key in over[: max(0, len(over) - REMEMBERED)]:
            del self._known[key]
