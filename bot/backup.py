"""All that must be kept as one archive: made while running, verified before it is put back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.files import refuse_special, walked, write_atomically
from bot.instance import only_instance

DATABASE = "pufa.db"
MANIFEST = "MANIFEST.json"
LEFT_OUT = {"pufa.lock", "search.db"}
"""The lock, and the search index, which is made anew from the texts."""
MOST_UNPACKED, MOST_FOLD = 1_000_000_000, 200
"""A small archive may unpack to more than the disk holds: text and databases shrink to a tenth."""
ARCHIVES = (".tar.gz", ".tgz")
"""Earlier backups that were put into the data folder would make each next one twice as large."""


class BadArchive(ValueError):
    """The archive isn't a backup, or was damaged."""


def create(data_dir: Path, archive: Path) -> int:
    """Write the archive, consistent while pufa is running; returns the number of files.

    The archive appears whole or not at all.
    """
    refuse_special(archive)
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".backup-") as folder:
        staged = Path(folder) / "data"
        staged.mkdir()
        for path in _kept_files(data_dir):
            target = staged / path.relative_to(data_dir)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.name == DATABASE:
                _copy_database(path, target)
            else:
                shutil.copy2(path, target)
        digests = {str(p.relative_to(staged)): _digest(p) for p in _kept_files(staged)}
        (staged / MANIFEST).write_text(json.dumps(digests, indent=1), encoding="utf-8")
        packed = Path(folder) / archive.name
        with tarfile.open(packed, "w:gz") as tar:
            tar.add(staged, arcname="data")
        packed.chmod(0o600)  # it holds the hash key and citizens' letters
        packed.replace(archive)
    return len(digests)


def restore(archive: Path, data_dir: Path, now: datetime) -> Path | None:
    """Put an archive's data in place; what was there is moved aside, and where to is returned.

    Raises:
        BadArchive: the archive is damaged or isn't one of ours; nothing has been changed.
        AlreadyRunning: a pufa is running on the data folder; nothing has been changed.
    """
    with (
        only_instance(data_dir),
        tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder,
    ):
        unpacked = Path(folder)
        _unpack(archive, unpacked)
        _verify(unpacked / "data")
        aside = _move_aside(data_dir, now, keep={"pufa.lock", unpacked.name})
        for path in (unpacked / "data").iterdir():
            if path.name != MANIFEST:
                path.replace(data_dir / path.name)
        # What happened after the backup isn't in it: the next start asks before it sends again.
        write_atomically(data_dir / ".watermark", "restored")
        return aside


@contextmanager
def opened(archive: Path) -> Iterator[Path]:
    """The data folder that the archive would bring back, verified, for as long as it is looked at.

    Raises:
        BadArchive: the archive is damaged or isn't one of ours.
    """
    with tempfile.TemporaryDirectory(prefix="pufa-verify-") as folder:
        _unpack(archive, Path(folder))
        _verify(Path(folder) / "data")
        yield Path(folder) / "data"


def _kept_files(folder: Path) -> Iterator[Path]:
    for path in sorted(walked(folder)):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)  # half written, or aside
        sidecar = path.name.startswith((f"{DATABASE}-", "search.db-"))
        left_out = path.name in LEFT_OUT or path.name.endswith(ARCHIVES)
        if path.is_file() and not (hidden or sidecar or left_out):
            yield path


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own online copy: a consistent state, also amid writes."""
    reading, writing = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reading.backup(writing)
    finally:
        reading.close()
        writing.close()


def _unpack(archive: Path, folder: Path) -> None:
    try:
        most = max(MOST_UNPACKED, archive.stat().st_size * MOST_FOLD)
        with tarfile.open(archive) as tar:
            for member in _plain(tar, most):
                _write(tar, member, folder)
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(":")  # tarfile tells of every method it tried
        raise BadArchive(f"{archive}: can't be unpacked: {reason}") from error


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One file or folder, within `folder`, for its owner alone.

    By hand since tarfile's own filters came with Python 3.11.4, and Debian 12 has 3.11.2.
    """
    target = (folder / member.name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise BadArchive(f"{member.name} in the archive leads outside: not a backup of pufa")
    parent = target if member.isdir() else target.parent
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if content := tar.extractfile(member):  # None for a folder
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)
        target.chmod(0o600)


def _plain(tar: tarfile.TarFile, most: int) -> Iterator[tarfile.TarInfo]:
    """The files and folders, one by one; a backup holds nothing else."""
    size = 0
    for member in tar:
        if not (member.isreg() or member.isdir()):
            raise BadArchive(f"{member.name} in the archive is no plain file: not a backup of pufa")
        size += member.size
        if size > most:
            raise BadArchive(f"unpacks to over {most // 1_000_000} MB: not a backup of pufa")
        yield member


def _verify(folder: Path) -> None:
    try:
        digests = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BadArchive("the archive has no readable manifest: not a backup of pufa") from error
    if not digests:
        raise BadArchive("the archive's manifest lists nothing: not a backup of pufa")
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if unlisted := sorted(files - digests.keys() - {MANIFEST}):
        raise BadArchive(
            f"{unlisted[0]} in the archive isn't in its manifest: not a backup of pufa"
        )
    kept = {str(path.relative_to(folder)) for path in _kept_files(folder)}
    for name, digest in digests.items():
        if name not in kept or _digest(folder / name) != digest:
            raise BadArchive(f"{name} is missing from the archive or damaged")
    database = folder / DATABASE
    if database.is_file():
        connection = sqlite3.connect(database)
        try:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise BadArchive(f"{DATABASE} in the archive is damaged: {error}") from error
        finally:
            connection.close()
        if verdict != "ok":
            raise BadArchive(f"{DATABASE} in the archive is damaged: {verdict}")


def _move_aside(data_dir: Path, now: datetime, keep: set[str]) -> Path | None:
    present = [p for p in data_dir.iterdir() if p.name not in keep and not _is_aside(p)]
    if not present:
        return None
    aside = data_dir / f".before-restore-{now:%Y%m%d-%H%M%S}"
    aside.mkdir()
    for path in present:
        os.replace(path, aside / path.name)  # noqa: PTH105 - the same call for files and folders
    return aside


def _is_aside(path: Path) -> bool:
    return path.name.startswith(".before-restore-")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
