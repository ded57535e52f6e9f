"""`pufa backup --verify`: would it come back, and with what?"""

import shutil
import tarfile

import pytest
from typer.testing import CliRunner

from bot import backup
from handlers.cli import application as commands
from tests.handlers.conftest import Person


@pytest.fixture
async def archive(application, tmp_path):
    person = Person(application, "42")
    await person.says("渡口几点停航")
    await person.sends(action="letter")
    await person.says("路灯坏了")
    made = tmp_path / "pufa.tar.gz"
    backup.create(application.settings.data_dir, made)
    return made


def _verify(archive):
    return CliRunner().invoke(commands(), ["backup", "--verify", str(archive)])


def test_a_sound_archive_says_what_it_holds(archive):
    done = _verify(archive)
    assert done.exit_code == 0, done.output
    assert "letters: 1\n" in done.output
    assert "latest question: 2026-11-23T04:00" in done.output
    assert "audit record: holds" in done.output
    assert f"{archive} can be put back" in done.output


def test_the_archive_itself_stays_as_it_was(archive):
    before = archive.read_bytes()
    _verify(archive)
    assert archive.read_bytes() == before


@pytest.mark.parametrize("kind", ["cut off", "no archive", "missing"])
def test_a_damaged_one_is_one_line_and_status_1(archive, kind):
    if kind == "missing":
        archive.unlink()
    else:
        content = archive.read_bytes()
        archive.write_bytes(content[: len(content) // 2] if kind == "cut off" else b"words")
    done = _verify(archive)
    assert done.exit_code == 1
    assert "can't be put back" in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_key_of_another_database_is_found_before_it_is_needed(archive, tmp_path):
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "out")
    data = tmp_path / "out" / "data"
    (data / "hash.key").write_text("cd" * 32, encoding="ascii")
    (data / backup.MANIFEST).unlink()
    shutil.rmtree(data / ".cache", ignore_errors=True)
    other = tmp_path / "other.tar.gz"
    backup.create(data, other)
    done = _verify(other)
    assert done.exit_code == 1
    assert "isn't the key of this database" in done.output
