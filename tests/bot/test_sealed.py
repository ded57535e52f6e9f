import pytest

from bot import sealed

WORDS = "货车超载\n" * 1_000
KEY = sealed.program((), ("1.0",))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "data" / ".cache" / "kept"
    sealed.write(path, KEY, lambda one: one.write(WORDS.encode()))
    return path


def read(path, key=KEY):
    with sealed.opened(path, key) as file:
        return file.read().decode()


def test_what_was_written_is_read_by_the_same_program(file):
    assert read(file) == WORDS
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("kept", [0, 10, 40, -1])
def test_a_damaged_file_is_not_read(file, kept):
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] if kept >= 0 else whole[:-1] + b"?")
    with pytest.raises(ValueError, match="stale or damaged"):
        read(file)


def test_nor_one_that_another_program_made(file, tmp_path):
    (source := tmp_path / "other.py").write_text("changed")
    for other in (sealed.program((source,), ("1.0",)), sealed.program((), ("2.0",))):
        with pytest.raises(ValueError, match="stale or damaged"):
            read(file, other)


def test_nor_one_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "kept")


def test_where_nothing_can_be_written_there_is_none(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    sealed.write(tmp_path / "taken" / "kept", KEY, lambda one: one.write(b"words"))
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_file_that_could_not_be_written_whole_leaves_the_one_before(file):
    def full(_):
        raise OSError("no space left on device")

    sealed.write(file, KEY, full)
    assert read(file) == WORDS
    assert [path.name for path in file.parent.iterdir()] == [file.name]
