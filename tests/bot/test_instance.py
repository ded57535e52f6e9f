import os
import signal
import subprocess
import sys

import pytest

from bot.instance import AlreadyRunning, only_instance

HOLDING = """
import signal, sys
from pathlib import Path
from bot.instance import only_instance
with only_instance(Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that holds the folder's lock."""
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_instance_on_the_same_data_is_refused(tmp_path, other):
    with (
        pytest.raises(AlreadyRunning, match=f"another pufa is running on {tmp_path}; stop it"),
        only_instance(tmp_path),
    ):
        pass


def test_the_lock_ends_with_the_process_even_when_it_is_killed(tmp_path, other):
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    with only_instance(tmp_path):
        pass


def test_it_is_free_again_afterwards_also_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), only_instance(tmp_path):
        raise ZeroDivisionError
    with only_instance(tmp_path):
        pass


def test_the_folder_is_made_where_it_is_missing(tmp_path):
    with only_instance(tmp_path / "new" / "data"):
        assert (tmp_path / "new" / "data" / "pufa.lock").exists()
