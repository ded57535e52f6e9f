"""One running pufa per data folder: a lock that ends with the process, whatever ends it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.files import private_folder


class AlreadyRunning(RuntimeError):
    """Another process serves from this data folder."""


@contextmanager
def only_instance(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's lock.

    Raises:
        AlreadyRunning: another process holds it.
    """
    private_folder(data_dir)
    with (data_dir / "pufa.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"another pufa is running on {data_dir}; stop it first"
            raise AlreadyRunning(message) from error
        yield
