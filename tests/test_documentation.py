"""What exists is documented, and what is documented exists."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from dotenv import dotenv_values

from bot import config
from bot.config import ROOT, Settings, name_of
from handlers.cli import application

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *ROOT.glob("C*.md"), *(ROOT / "docs").rglob("*.md")]


def commands(group: click.Group, above: str = "pufa") -> Iterator[str]:
    """Every command with those below it: `pufa statutes import`."""
    for name, command in group.commands.items():
        yield f"{above} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")


ROOT_COMMAND = typer.main.get_command(application())
COMMANDS = list(commands(ROOT_COMMAND))
SETTINGS = [name_of(field) for field in Settings.model_fields]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command):
    *above, name = command.split()
    beside = (
        f"`{' '.join(above)} [^`\n]*`(?:, `[\\w-]+`)*, `{name}`"  # `pufa statutes list`, `show`
    )
    assert re.search(rf"{command}\b|{beside}", README)


def test_the_readme_names_no_command_that_does_not_exist():
    named = set(re.findall(r"`pufa ([a-z][\w-]*)", README))
    assert named - set(ROOT_COMMAND.commands) == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command):
    found = ROOT_COMMAND
    for name in command.split()[1:]:
        found = found.commands[name]
    assert found.get_short_help_str(200)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_readme_and_in_the_example(name):
    assert f"`{name}`" in README
    assert re.search(rf"^#{name}=", EXAMPLE, re.MULTILINE)


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_described(field):
    assert Settings.model_fields[field].description


def test_every_line_of_the_example_is_the_default(tmp_path):
    example = tmp_path / ".env"
    example.write_text(re.sub(r"^#(?=PUFA_)", "", EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
    found = config.load({}, example)
    assert found.warnings == ()
    assert dotenv_values(example).keys() == set(SETTINGS)
    below_root = {
        name: ROOT / getattr(found.settings, name) for name in ("data_dir", "knowledge_dir")
    }
    assert found.settings.model_copy(update=below_root) == Settings()


def test_no_document_names_a_setting_that_does_not_exist():
    known = {*SETTINGS, *(f"{name}_FILE" for name in SETTINGS), "PUFA_NAME_FILE"}
    for path in [*DOCUMENTS, ROOT / "Dockerfile", ROOT / "Makefile", ROOT / ".env.example"]:
        named = set(re.findall(r"\bPUFA_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
        assert named - known == set(), path.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(path):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_speaks_of_what_lies_beside_the_checkout(path):
    assert "../shared" not in path.read_text(encoding="utf-8")


def test_what_builds_the_project_is_locked_with_its_hash():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    locked = (ROOT / "build.lock").read_text(encoding="utf-8")
    builds = [line for line in makefile.splitlines() if "--editable" in line]
    assert builds
    assert all("--no-build-isolation" in line for line in builds)
    assert re.search(r"^setuptools==\S+ \\\n +--hash=sha256:\w{64}", locked, re.MULTILINE)


def test_in_the_image_the_command_goes_by_its_name(tmp_path):
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    script = tmp_path / "pufa"
    written = re.search(r"^RUN (printf .*) > /usr/local/bin/pufa", image, re.MULTILINE)[1]
    script.write_text(subprocess.run(["sh", "-c", written], capture_output=True, text=True).stdout)
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    shown = subprocess.run(
        ["sh", script, "calc"], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert "overload-road" in shown.stdout
