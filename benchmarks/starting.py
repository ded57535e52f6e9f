"""What a person waits for and what a machine must hold: `pufa ask` from a cold start, and the
service with the whole collection."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUFA = [sys.executable, "-m", "handlers.cli"]
QUESTION = "货车超载一吨罚多少"
RUNS = 5
PATIENCE = 60


@dataclass(frozen=True)
class Started:
    """Seconds (the median, the shortest) and megabytes at most."""

    median: float
    shortest: float
    memory: float


def first_ask() -> Started:
    """`pufa ask` where nothing was kept from a run before."""
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(_ask(folder))
    return _summed(runs)


def next_ask() -> Started:
    """`pufa ask` as every run after the first one finds things."""
    with tempfile.TemporaryDirectory() as folder:
        _ask(folder)
        return _summed([_ask(folder) for _ in range(RUNS)])


def service() -> Started:
    """`pufa run` until it answers a question on the page's API."""
    with tempfile.TemporaryDirectory() as folder:
        return _summed([_serve(folder) for _ in range(RUNS)])


def _ask(folder: str) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [*PUFA, "ask", QUESTION], cwd=ROOT, env=_environment(folder), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"`pufa ask` ended with status {process.returncode}")
    return took, usage.ru_maxrss / 1024


def _serve(folder: str) -> tuple[float, float]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*PUFA, "run"],
        cwd=ROOT,
        env={**_environment(folder), "PUFA_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_answered(f"http://127.0.0.1:{port}/api/ask", process)
        took = time.perf_counter() - started
        return took, _peak(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def _until_answered(address: str, process: subprocess.Popen[bytes]) -> None:
    request = urllib.request.Request(
        address,
        json.dumps({"question": QUESTION}).encode(),
        {"Content-Type": "application/json"},
    )
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                answer.read()
            return
        except urllib.error.URLError:
            if process.poll() is not None or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _environment(folder: str) -> dict[str, str]:
    """Ours without its settings; a token in `.env` must not reach Telegram."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUFA_")}
    settings = {
        "PUFA_DATA_DIR": folder,
        "PUFA_HOST": "127.0.0.1",
        "PUFA_TELEGRAM_API": "http://127.0.0.1:9",
    }
    return {**kept, **settings}


def _summed(runs: list[tuple[float, float]]) -> Started:
    times, memory = zip(*runs, strict=True)
    return Started(statistics.median(times), min(times), max(memory))
