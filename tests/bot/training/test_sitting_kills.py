import asyncio
import subprocess
import sys

import pytest

from bot.config import ROOT
from bot.store import exam_attempts


@pytest.mark.real_time
async def test_an_attempt_survives_kills_at_any_answer(approve, database, clock):
    paper = await approve()
    told: dict[int, set[int]] = {}
    for answers in (1, 4, 2):  # killed after so many more
        arguments = (str(database.path), str(paper.id), clock().isoformat(), str(answers))
        for attempt, n in await asyncio.to_thread(answered_then_killed, arguments, answers):
            told.setdefault(attempt, set()).add(n)
    ((attempt, numbers),) = told.items()
    kept = await database.read(exam_attempts.answers, attempt_id=attempt)
    assert numbers <= kept.keys()
    assert len(numbers) == 7


def answered_then_killed(arguments, answers):
    """The attempt and the question of each answer that the process said it had kept."""
    command = [sys.executable, "-m", "tests.bot.training.sitting_process", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        told = [tuple(map(int, process.stdout.readline().split())) for _ in range(answers)]
        process.kill()
    return told
