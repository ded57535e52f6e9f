"""`pufa run` in a process of its own: what it names can be opened from then on."""

import asyncio
import os
import socket
from asyncio.subprocess import PIPE

import pytest

from tests.fakes import FAKES
from tests.fakes.processes import running

pytestmark = pytest.mark.real_time


async def test_the_address_that_it_names_can_be_opened_at_once(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "PUFA_DATA_DIR": str(tmp_path / "data"),
        "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge"),
        "PUFA_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    async with running("handlers.cli", "run", environ=environ, stdout=PIPE) as process:
        while f":{port}" not in (await process.stdout.readline()).decode():
            assert process.returncode is None
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"200" in await reader.readline()
        writer.close()
