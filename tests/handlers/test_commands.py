"""How `pufa` finds its commands: only what a command needs is imported."""

import subprocess
import sys

import pytest
import typer

from handlers.cli import COMMANDS, GROUPS, application
from tests.fakes import FAKES

NAMES = [*(name for names in COMMANDS.values() for name in names), *GROUPS.values()]
HEAVY = {"fastapi", "matplotlib", "sqlite_utils", "telegram", "uvicorn"}


def test_all_commands_are_listed():
    assert sorted(typer.main.get_command(application()).commands) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_command_is_found_by_itself(name):
    assert name in typer.main.get_command(application(name)).commands


@pytest.mark.parametrize("given", ["aks", "--help", None])
def test_anything_else_is_held_against_all_commands(given):
    assert len(typer.main.get_command(application(given)).commands) == len(NAMES)


def test_a_question_waits_for_no_server_and_no_store(tmp_path):
    program = (
        "import sys\n"
        "from handlers.cli import main\n"
        "sys.argv = ['pufa', 'ask', '货车超载怎么处罚']\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    print(*({HEAVY} & sys.modules.keys()), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PUFA_DATA_DIR": str(tmp_path),
            "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge"),
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.split()) == (0, [])
    assert "超载" in done.stdout
