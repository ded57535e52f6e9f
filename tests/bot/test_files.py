import os
import stat

import pytest

from bot.files import write_atomically


def test_it_writes_the_text_and_the_folders_it_needs(tmp_path):
    path = tmp_path / "entries" / "货运超限" / "chaozai.md"
    write_atomically(path, "第一行\n第二行\n")
    assert path.read_bytes() == "第一行\n第二行\n".encode()


def test_whoever_may_read_the_folder_may_read_what_was_written(tmp_path):
    tmp_path.chmod(0o755)
    write_atomically(tmp_path / "a.md", "甲")
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o644


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "a.md"
    write_atomically(path, "旧")
    with path.open(encoding="utf-8") as reader:
        write_atomically(path, "新")
        assert reader.read() == "旧"
    assert path.read_text(encoding="utf-8") == "新"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    write_atomically(path, "旧")

    def no_space(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "新")
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]
