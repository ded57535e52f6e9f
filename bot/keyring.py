"""The keys of the names that stand for people: kept beside the database, and one more at need."""

from __future__ import annotations

from pathlib import Path

import structlog

from bot.files import MOUNT_IT, dangling_link
from bot.privacy import BadKey, Hasher
from bot.store import Database, pseudonyms

log = structlog.get_logger()
FILE, NEXT = "hash.key", "hash.key.next"


def hasher_of(data_dir: Path, database: Database) -> Hasher:
    """The keys that the database's names are made with; names of before are renamed first.

    Raises:
        BadKey: the keys aren't those: nobody's letters would be found again.
    """
    path, coming = data_dir / FILE, data_dir / NEXT
    made = database.read_now(pseudonyms.made)
    if coming.exists():  # stopped amid a rotation: the database says how far it had come
        later = Hasher.from_file(coming)
        if later.fingerprint == made.fingerprint:
            coming.replace(path)
        else:
            coming.unlink()
    if lost := dangling_link(path):
        raise BadKey(f"{lost}: {MOUNT_IT}")
    if not path.exists() and database.read_now(pseudonyms.are_there):
        raise BadKey(f"{path} is missing: put it back from the backup that the database is from")
    hasher = Hasher.from_file(path)
    if made.fingerprint and made.fingerprint != hasher.fingerprint:
        raise BadKey(f"{path} isn't the key of this database: put back the two of one backup")
    if made.keys < hasher.keys:
        rows = database.write_now(pseudonyms.rename, hasher=hasher)
        if rows:
            log.info("pseudonyms_renamed", rows=rows)
    return hasher


def rotate(data_dir: Path, database: Database) -> int:
    """Add a key, and rename everybody; returns how many rows. Stopped at any moment, the next start
    has either the old keys with the old names or the new with the new."""
    later = hasher_of(data_dir, database).with_new_key()
    later.write(data_dir / NEXT)
    rows = database.write_now(pseudonyms.rename, hasher=later)
    (data_dir / NEXT).replace(data_dir / FILE)
    return rows
