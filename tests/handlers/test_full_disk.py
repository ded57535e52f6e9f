"""`pufa run` where the disk is full: people are answered all the same."""

import sqlite3

import pytest

from handlers.cli import service


@pytest.mark.parametrize("wrong", ["database or disk is full", "database is locked"])
def test_it_starts_without_a_link_into_the_console(application, monkeypatch, capsys, wrong):
    def refuse(*_, **__):
        raise sqlite3.OperationalError(wrong)

    monkeypatch.setattr(application.database, "write_now", refuse)
    service._tell_first(application)
    assert (
        f"warning: no link into the console now: the database: {wrong}" in capsys.readouterr().err
    )
