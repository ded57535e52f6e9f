"""The dead man's switch, over a socket of this machine."""

import asyncio
import http.server
import threading

import pytest
from structlog.testing import capture_logs

from handlers.heartbeat import Heartbeat


@pytest.fixture
def watcher():
    """What listens elsewhere; `calls` are the paths that were asked for."""
    calls = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    server.calls = calls
    server.url = f"http://127.0.0.1:{server.server_port}/ping/secret-key"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _heart(url, *, well=True):
    async def is_well():
        return well

    return Heartbeat(url, is_well)


async def test_it_is_called_while_all_is_well(watcher):
    await _heart(watcher.url).beat()
    assert watcher.calls == ["/ping/secret-key"]


async def test_it_isnt_called_when_the_service_cant_do_its_work(watcher):
    await _heart(watcher.url, well=False).beat()
    assert watcher.calls == []


async def test_an_address_that_doesnt_answer_is_in_the_log_without_its_key(watcher):
    gone = watcher.url.replace(str(watcher.server_port), "9")
    with capture_logs() as logged:
        await _heart(gone).beat()
    assert [line["event"] for line in logged] == ["heartbeat_not_taken"]
    assert "secret-key" not in str(logged)


async def test_without_an_address_nothing_is_done():
    await asyncio.wait_for(_heart("").run(asyncio.Event()), 5)
