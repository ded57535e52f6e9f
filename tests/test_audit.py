"""`make audit` and `make sbom`, against a double of the source of advisories."""

import http.server
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from bot.config import ROOT

LOCK = """\
[project]
name = "pufa"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = []
"""


@pytest.fixture
def advisories():
    """Knows of one hole in every package, or of none."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = [{"id": "PUFA-1", "modified": "2026-01-01T00:00:00Z"}] * self.server.holes
            self._say({"results": [{"vulns": known} if known else {} for _ in asked["queries"]]})

        def do_GET(self):
            self._say({"id": "PUFA-1", "modified": "2026-01-01T00:00:00Z", "summary": "a hole"})

        def _say(self, answer):
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.holes = 0
    server.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def make(tmp_path):
    """Runs a target of the Makefile over a lock of one package, installing nothing."""
    if not (ROOT / ".venv" / "bin" / "uv").exists():
        pytest.skip("needs the environment that `make` makes")
    bin_folder, locked = tmp_path / "venv" / "bin", tmp_path / "venv" / "locked"
    bin_folder.mkdir(parents=True)
    (bin_folder / "uv").symlink_to((ROOT / ".venv" / "bin" / "uv").resolve())
    shutil.copy(ROOT / "Makefile", tmp_path)
    locked.mkdir()
    (locked / "pyproject.toml").write_text(LOCK.replace("[]", '["one==1.0"]'), encoding="utf-8")
    (locked / "uv.lock").write_text(_UV_LOCK.replace("HASH", "0" * 64), encoding="utf-8")

    def make(target, **values):
        words = [f"{name}={value}" for name, value in values.items()]
        command = ["make", "--assume-old=venv/locked/uv.lock", "VENV=venv", target, *words]
        at_once = {**os.environ, "UV_HTTP_RETRIES": "0"}  # else it waits for what is never there
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=at_once)

    return make


_UV_LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "one"
version = "1.0"
source = { registry = "https://packages.invalid/simple" }
sdist = { url = "https://packages.invalid/one-1.0.tar.gz", hash = "sha256:HASH" }

[[package]]
name = "pufa"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "one" }]

[package.metadata]
requires-dist = [{ name = "one", specifier = "==1.0" }]
"""


def test_a_known_hole_stops_it(make, advisories):
    advisories.holes = 1
    done = make("audit", ADVISORIES=advisories.url)
    assert done.returncode != 0
    assert "PUFA-1" in done.stdout


def test_without_a_hole_it_says_so(make, advisories):
    done = make("audit", ADVISORIES=advisories.url)
    assert done.returncode == 0, done.stderr
    assert "no known vulnerabilities" in done.stdout


def test_where_nobody_can_be_asked_it_says_so_and_goes_on(make):
    done = make("audit", ADVISORIES="http://127.0.0.1:9/")
    assert done.returncode == 0, done.stderr
    assert "dependencies NOT audited" in done.stdout


def test_what_runs_is_listed_as_cyclonedx(make, tmp_path):
    done = make("sbom")
    assert done.returncode == 0, done.stderr
    listed = json.loads(Path(tmp_path / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    assert [(part["name"], part["version"]) for part in listed["components"]] == [("one", "1.0")]
    assert listed["components"][0]["purl"].startswith("pkg:pypi/one@1.0")
