"""Letters are nobody's business but the service's: other users of the server read nothing."""

import os
import stat

import pytest

from bot.config import Settings
from bot.files import make_private, write_atomically
from handlers.application import build
from tests.fakes import FAKES


@pytest.fixture(autouse=True)
def _as_most_servers_are_set():
    before = os.umask(0o022)
    yield
    os.umask(before)


def _open_to_others(folder):
    paths = [folder, *folder.rglob("*")]
    return [path for path in paths if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@pytest.fixture
def start(tmp_path):
    def start():
        settings = Settings(data_dir=tmp_path / "data", knowledge_dir=FAKES / "knowledge")
        build(settings).close()
        return tmp_path / "data"

    return start


def test_from_the_first_start_only_its_owner_reads_the_data(start):
    data = start()
    assert (data / "pufa.db").exists()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "pufa.db").stat().st_mode) == 0o600


def test_a_folder_that_others_could_read_is_closed_at_the_next_start(start):
    data = start()
    (data / "knowledge").mkdir(exist_ok=True)
    (data / "knowledge" / "bureau.yaml").write_text("", encoding="utf-8")
    for path in (data, *data.rglob("*")):
        path.chmod(path.stat().st_mode | 0o055)
    start()
    assert _open_to_others(data) == []


def test_a_link_that_leads_out_of_the_folder_changes_nothing_there(start, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("", encoding="utf-8")
    data = start()
    (data / "link").symlink_to(outside)
    start()
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_what_is_written_later_is_as_closed_as_its_folder(tmp_path):
    make_private(tmp_path / "data")
    write_atomically(tmp_path / "data" / "a.md", "words")
    write_atomically(tmp_path / "report.md", "words")
    assert _open_to_others(tmp_path / "data") == []
    assert stat.S_IMODE((tmp_path / "report.md").stat().st_mode) & 0o600 == 0o600
