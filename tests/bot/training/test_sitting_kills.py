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
        command = [
            sys.executable, "-m", "tests.bot.training.sitting_process",
            str(database.path), str(paper.id), clock().isoformat(),
        ]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            for _ in range(answers):
                attempt, n = map(int, process.stdout.readline().split())
                told.setdefault(attempt, set()).add(n)
            process.kill()
    ((attempt, numbers),) = told.items()
    kept = await database.read(exam_attempts.answers, attempt_id=attempt)
    assert numbers <= kept.keys()
    assert len(numbers) == 7
