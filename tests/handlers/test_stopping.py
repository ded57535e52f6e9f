"""`pufa run` in a process of its own: what a stop leaves behind."""

import asyncio
import os
import signal
import socket
import urllib.request

import pytest

from tests.fakes import FAKES
from tests.fakes.processes import running
from tests.waiting import until

pytestmark = pytest.mark.real_time


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_closes_the_database(tmp_path, how):
    """Whoever copies the one file then has everything."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path / "data"
    environ = {
        **os.environ,
        "PUFA_DATA_DIR": str(data),
        "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge"),
        "PUFA_PORT": str(port),
    }

    def get(path="/healthz", words=None):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", words, timeout=5) as answer:
            return answer.status

    async def is_up():
        try:
            return await asyncio.to_thread(get) == 200
        except OSError:
            return False

    async with running("handlers.cli", "run", environ=environ) as process:
        await until("it serves", is_up, between=0.1)
        await asyncio.to_thread(get, "/", b"text=%E8%B6%85%E8%BD%BD")
        process.send_signal(how)
        assert await process.wait() in (0, 130)
    assert sorted(path.name for path in data.glob("pufa.db*")) == ["pufa.db"]
