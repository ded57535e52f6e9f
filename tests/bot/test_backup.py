import hashlib
import io
import json
import sqlite3
import tarfile
import threading
from datetime import UTC, datetime

import pytest

from bot import backup
from bot.backup import BadArchive
from bot.instance import AlreadyRunning, only_instance
from tests.waiting import LONGEST, blocking_until

NOW = datetime(2026, 12, 4, 1, 30, tzinfo=UTC)
KEPT = {
    "hash.key": "ab" * 32,
    "knowledge/entries/货运超限/chaozai.md": "本县的条目",
    "statutes/道路交通安全法@2021-05-01.md": "全文",
}
REBUILT = {"pufa.lock": "", "statutes/search.db": "index", "knowledge/.chaozai.md.tmp": "half"}


@pytest.fixture
def data(tmp_path):
    """A data folder as a running pufa leaves it."""
    return fill(tmp_path / "data")


@pytest.fixture
def archive(tmp_path, data):
    path = tmp_path / "backups" / "pufa.tar.gz"
    backup.create(data, path)
    return path


def fill(folder, letter="留言"):
    for name, text in {**KEPT, **REBUILT}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    db = sqlite3.connect(folder / "pufa.db")
    with db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE letters (text)")
        db.execute("INSERT INTO letters VALUES (?)", [letter])
    db.close()
    return folder


def letters(folder):
    db = sqlite3.connect(folder / "pufa.db")
    rows = [text for (text,) in db.execute("SELECT text FROM letters")]
    db.close()
    return rows


def contents(folder):
    """Every file with its bytes, but for the lock."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "pufa.lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def repack(archive, change):
    """Write the archive anew with its files as `change` leaves them."""
    with tarfile.open(archive) as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}
    change(files)
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_what_was_backed_up_comes_back(data, archive, tmp_path):
    assert backup.restore(archive, tmp_path / "elsewhere", NOW) is None
    assert letters(tmp_path / "elsewhere") == ["留言"]
    restored = contents(tmp_path / "elsewhere")
    assert restored.keys() == {*KEPT, "pufa.db", ".watermark"}
    assert {name: restored[name].decode() for name in KEPT} == KEPT


def test_it_tells_how_many_files_it_kept(data, tmp_path):
    assert backup.create(data, tmp_path / "pufa.tar.gz") == len(KEPT) + 1


def test_only_its_owner_can_read_the_archive(archive):
    assert archive.stat().st_mode & 0o777 == 0o600


def test_nothing_but_the_archive_is_left_beside_it(archive):
    assert list(archive.parent.iterdir()) == [archive]


def test_an_archive_in_the_data_folder_is_not_packed_into_the_next(data, tmp_path):
    assert backup.create(data, data / "pufa-1.tar.gz") == len(KEPT) + 1
    assert backup.create(data, data / "pufa-2.tar.gz") == len(KEPT) + 1


def test_it_is_consistent_while_a_writer_is_busy(data, tmp_path):
    """Each transaction writes a pair: half a pair in the archive would be half a transaction."""
    done = threading.Event()

    def write_pairs():
        db = sqlite3.connect(data / "pufa.db", timeout=LONGEST)
        number = 0
        while not done.is_set():
            with db:
                db.execute("INSERT INTO letters VALUES (?)", [f"left {number}"])
                db.execute("INSERT INTO letters VALUES (?)", [f"right {number}"])
            number += 1
        db.close()

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        blocking_until("the writer is busy", lambda: len(letters(data)), lambda count: count >= 100)
        for number in range(3):
            backup.create(data, tmp_path / f"{number}.tar.gz")
    finally:
        done.set()
        writer.join()
    for number in range(3):
        restored = tmp_path / f"restored-{number}"
        backup.restore(tmp_path / f"{number}.tar.gz", restored, NOW)
        first, *pairs = letters(restored)
        assert first == "留言"
        assert len(pairs) >= 99
        assert len(pairs) % 2 == 0


def test_a_failed_backup_leaves_the_archive_before_it(data, archive, monkeypatch):
    before = archive.read_bytes()

    def no_space(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile, "open", no_space)
    with pytest.raises(OSError, match="No space left"):
        backup.create(data, archive)
    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


def test_what_was_there_is_moved_aside(data, archive, tmp_path):
    present = fill(tmp_path / "present", letter="后来的留言")
    aside = backup.restore(archive, present, NOW)
    assert aside == present / ".before-restore-20261204-013000"
    assert letters(present) == ["留言"]
    assert letters(aside) == ["后来的留言"]
    assert (aside / "knowledge" / "entries").is_dir()


def test_what_was_moved_aside_is_never_moved_again_nor_backed_up(archive, tmp_path):
    present = fill(tmp_path / "present")
    first = backup.restore(archive, present, NOW)
    second = backup.restore(archive, present, NOW.replace(hour=2))
    assert first.is_dir()
    assert second.is_dir()
    assert backup.create(present, tmp_path / "again.tar.gz") == len(KEPT) + 1


def replace(name, content):
    return lambda path: repack(path, lambda files: files.update({name: content}))


def drop(name):
    return lambda path: repack(path, lambda files: files.pop(name))


def flip(share):
    """Change a byte, so far into the file."""

    def damage(path):
        content = bytearray(path.read_bytes())
        content[int(len(content) * share)] ^= 0xFF
        path.write_bytes(content)

    return damage


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.write_bytes(b"not an archive"), "can't be unpacked"),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "unpacked|damaged|manifest"),
        (lambda path: path.unlink(), "can't be unpacked.*No such file"),
        (flip(0.3), "unpacked|damaged|manifest"),
        (flip(0.5), "unpacked|damaged|manifest"),
        (flip(0.7), "unpacked|damaged|manifest"),
        (replace("data/hash.key", b"other"), "hash.key is missing from the archive or damaged"),
        (drop("data/hash.key"), "hash.key is missing from the archive or damaged"),
        (drop("data/MANIFEST.json"), "no readable manifest: not a backup of pufa"),
        (replace("data/MANIFEST.json", b"{"), "no readable manifest: not a backup of pufa"),
        (replace("data/MANIFEST.json", b"[1]"), "no readable manifest: not a backup of pufa"),
        (replace("data/pufa.db", b"SQLite"), "pufa.db is missing from the archive or damaged"),
        (replace("data/../../evil", b"x"), "leads outside"),
    ],
)
def test_a_damaged_or_foreign_archive_changes_nothing(archive, data, tmp_path, damage, message):
    present = fill(tmp_path / "present", letter="还在")
    before = contents(present)
    damage(archive)
    with pytest.raises(BadArchive, match=message):
        backup.restore(archive, present, NOW)
    assert contents(present) == before
    assert letters(present) == ["还在"]
    assert not (tmp_path / "evil").exists()


def test_a_database_that_was_damaged_before_the_backup_is_not_restored(archive, tmp_path):
    def spoil(files):
        database = bytearray(files["data/pufa.db"])
        database[4096:] = b"\xff" * (len(database) - 4096)
        files["data/pufa.db"] = bytes(database)
        digest = backup.hashlib.sha256(database).hexdigest()
        manifest = json.loads(files["data/MANIFEST.json"])
        files["data/MANIFEST.json"] = json.dumps({**manifest, "pufa.db": digest}).encode()

    repack(archive, spoil)
    with pytest.raises(BadArchive, match=r"pufa\.db in the archive is damaged"):
        backup.restore(archive, tmp_path / "elsewhere", NOW)


def test_it_is_never_restored_over_a_running_instance(archive, data):
    before = contents(data)
    with only_instance(data), pytest.raises(AlreadyRunning, match="stop it first"):
        backup.restore(archive, data, NOW)
    assert contents(data) == before


def packed(path, files, links=(), manifest=None):
    """An archive as somebody else might make it."""
    with tarfile.open(path, "w:gz") as tar:
        if manifest is not None:
            files = files | {"data/MANIFEST.json": json.dumps(manifest).encode()}
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for name, target, kind in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            tar.addfile(member)
    return path


DIGEST = hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("files", "links", "manifest", "message"),
    [
        ({"data/a": b"x"}, (), {}, "manifest lists nothing"),
        ({"data/a": b"x", "data/.git/config": b"x"}, (), {"a": DIGEST}, ".git/config"),
        ({"data/a": b"x", "data/.env": b"x"}, (), {"a": DIGEST, ".env": DIGEST}, ".env"),
        ({"data/a": b"x"}, [("data/k", "..", tarfile.SYMTYPE)], {"a": DIGEST}, "no plain file"),
        ({"data/a": b"x"}, [("data/k", "data/a", tarfile.LNKTYPE)], {"a": DIGEST}, "no plain file"),
        ({"data/a": b"x"}, [("data/k", "", tarfile.FIFOTYPE)], {"a": DIGEST}, "no plain file"),
        ({"data/a": b"x"}, (), {"a": DIGEST, "../b": DIGEST}, "missing"),
    ],
)
def test_what_no_backup_holds_is_refused(tmp_path, data, files, links, manifest, message):
    archive = packed(tmp_path / "a.tar.gz", files, links, manifest)
    with pytest.raises(BadArchive, match=message):
        backup.restore(archive, data, NOW)
    assert (data / "hash.key").read_text("utf-8") == KEPT["hash.key"]


def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_fills_the_disk(
    tmp_path, data, monkeypatch
):
    monkeypatch.setattr(backup, "MOST_UNPACKED", 1_000_000)
    bomb = {f"data/{n}": bytes(1_000_000) for n in range(50)}
    archive = packed(tmp_path / "a.tar.gz", bomb, (), {"0": DIGEST})
    with pytest.raises(BadArchive, match="unpacks to over"):
        backup.restore(archive, data, NOW)
