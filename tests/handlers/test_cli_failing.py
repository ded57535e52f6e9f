"""What the machine refuses is one line that says what to do, with status 1, and nothing is half
done."""

import errno
import io
import os
import socket
import sqlite3
import subprocess
import sys
import zipfile

import pytest
import typer
from typer.core import TyperArgument, TyperOption

from bot import config
from bot.config import ROOT
from handlers import cli
from handlers.cli import failing
from handlers.encodings import readable
from tests.fakes import FAKES

ASKED = "货车超载怎么处罚"
WRITING = (
    ("backup",),
    ("report", "--year", "2026", "--no-charts", "--docx"),
    ("report", "--year", "2026", "--no-charts", "--markdown"),
    ("plan", "--year", "2027", "--docx"),
    ("plan", "--year", "2027", "--markdown"),
    ("entries", "export"),
    ("entries", "golden", "--report"),
    ("items", "export"),
    ("subscribers", "export"),
)
READING = (
    ("restore",),
    ("backup", "--verify"),
    ("ask", "--jsonl"),
    ("eval",),
    ("eval", "labelled.jsonl", "--base"),
    ("check",),
    ("check", "--laws"),
    ("statutes", "import"),
    ("entries", "import"),
    ("entries", "golden", "--import"),
    ("items", "check"),
    ("items", "check", "--laws"),
    ("items", "import"),
    ("items", "review", "--all", "--laws"),
    ("review", "--all", "--laws"),
    ("statutes", "register"),
    ("subscribers", "import"),
    ("campaign", "new", "--title", "T", "--as", "telegram:1", "--body"),
)
ELSEWHERE = {
    ("campaign", "numbers", "--out"),
    ("campaign", "export"),
    ("wechat", "codes", "--to"),
    ("wechat", "broadcast", "--to"),
}
"""They look for their campaign first, which the tests of these commands have."""
SHEETS = (("entries", "import"), ("items", "import"))


@pytest.fixture
def main(tmp_path, monkeypatch, capsys):
    """`pufa …` as a shell runs it; gives the exit status and what stood on standard error."""
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "labelled.jsonl").write_text("")
    for name in [name for name in os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PUFA_DATA_DIR", str(data))
    monkeypatch.setenv("PUFA_KNOWLEDGE_DIR", str(FAKES / "knowledge"))
    monkeypatch.chdir(tmp_path)

    def main(*words):
        monkeypatch.setattr(sys, "argv", ["pufa", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr().err

    return main


def one_line(status, said):
    assert status == 1, said
    assert said.startswith("pufa: ")
    assert len(said.splitlines()) == 1, said
    return said


def commands(app, words=()):
    """Each command's words, with the command."""
    for name, one in getattr(app, "commands", {}).items():
        yield from commands(one, (*words, name))
    if not hasattr(app, "commands"):
        yield words, app


def test_no_command_that_takes_a_path_is_left_out():
    every = dict(commands(typer.main.get_command(cli.application())))

    def option(words):
        name = max((name for name in every if words[: len(name)] == name), key=len)
        return (*name, words[-1]) if words[-1].startswith("--") else name

    taking = {
        (*name, *(one for one in given.opts if one.startswith("--")))
        for name, command in every.items()
        for given in command.params
        if isinstance(given, TyperArgument | TyperOption)
        and given.bare_type() in ("Path", "list[Path]")
    }
    assert len(taking) > 20
    assert taking - {option(words) for words in (*WRITING, *READING)} == ELSEWHERE


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
@pytest.mark.parametrize("place", ["a folder", "below a file", "nowhere to write", "a pipe"])
def test_a_place_that_takes_no_file_is_named(main, tmp_path, command, place):
    ending = ".csv" if command[0] in ("entries", "items") else ".docx"
    (tmp_path / "file").write_text("x")
    folder = tmp_path / f"folder{ending}"
    folder.mkdir()
    pipe = tmp_path / f"pipe{ending}"
    os.mkfifo(pipe)
    paths = {
        "a pipe": pipe,
        "a folder": folder,
        "below a file": tmp_path / f"file/below{ending}",
        "nowhere to write": f"/proc/none{ending}",
    }
    if command[0] == "backup":
        (tmp_path / "data" / "kept").write_text("x")
    said = one_line(*main(*command, paths[place]))
    assert str(paths[place]).rpartition("/")[0] in said
    assert "Errno" not in said
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"data", "file", "labelled.jsonl", folder.name, pipe.name}
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_path_without_a_file_is_named(main, tmp_path, command):
    one_line(*main(*command, tmp_path / "nowhere.csv"))
    one_line(*main(*command, tmp_path / ("long" * 100)))


def test_a_folder_is_not_said_to_be_missing(main, tmp_path):
    assert "是文件夹" in one_line(*main("entries", "import", tmp_path))


@pytest.mark.parametrize("option", ["--docx", "--markdown"])
@pytest.mark.parametrize("name", ["", ".", "/"])
def test_a_name_that_is_none_is_a_folder(main, tmp_path, option, name):
    written = ("report", "--year", "2026", "--no-charts", "--docx", tmp_path / "a.docx")
    assert "that is a folder" in one_line(*main(*written, option, name))
    assert not (tmp_path / "a.docx").exists()


def test_an_empty_folder_is_nothing_to_back_up(main, tmp_path):
    assert "is empty" in one_line(*main("backup", tmp_path / "b.tar.gz"))
    assert not (tmp_path / "b.tar.gz").exists()


@pytest.mark.parametrize("command", SHEETS, ids=" ".join)
def test_a_damaged_excel_file_is_named(main, tmp_path, command):
    with zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as file:
        file.writestr("[Content_Types].xml", "<x")
    said = one_line(*main(*command, tmp_path / "bad.xlsx"))
    assert "另存为" in said


@pytest.mark.parametrize(
    "line", ["[" * 5000, "[1]", '{"question": 5}', '{"id": 1, "laws": [1]}', "{"]
)
def test_a_line_that_is_no_labelled_question_is_named(main, tmp_path, line):
    filled = line.replace('"id": 1', '"id": 1, "question": "a", "topic": "b"')
    (tmp_path / "asked.jsonl").write_text(filled, encoding="utf-8")
    assert "asked.jsonl" in one_line(*main("eval", tmp_path / "asked.jsonl"))


@pytest.mark.parametrize("command", ["items export x.csv", "entries export x.csv", "chat"])
@pytest.mark.parametrize("file", ["hash.key", "pufa.db"])
def test_a_data_folder_with_a_damaged_file_is_told_of(main, tmp_path, command, file):
    (tmp_path / "data" / file).write_bytes(b"garbage" * 100)
    one_line(*main(*command.split()))
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("command", ["run", "chat", "items export x.csv"])
@pytest.mark.parametrize(
    "file", ["data", "data/hash.key", "data/pufa.db", "data/knowledge", "data/statutes"]
)
def test_a_link_that_leads_nowhere_is_told_as_one(
    main, tmp_path, monkeypatch, command, file, free_port
):
    """Of what lies on another disk, which isn't mounted: nothing new is made in its place."""
    monkeypatch.setenv("PUFA_PORT", str(free_port))
    if file == "data":
        (tmp_path / "data").rmdir()
    (tmp_path / file).symlink_to(tmp_path / "away" / "there")
    said = one_line(*main(*command.split()))
    assert f"{file} is a link to {tmp_path}/away/there, which isn't there" in said
    assert "mount or put back what it leads to" in said
    assert (tmp_path / file).is_symlink()


@pytest.mark.parametrize("command", ["ask 超载", "check", "statutes list", "backup x.tar.gz"])
@pytest.mark.parametrize("folder", ["knowledge", "knowledge/entries"])
def test_a_folder_that_cannot_be_read_does_not_count_as_empty(
    main, tmp_path, monkeypatch, command, folder
):
    """The bureau's own entries would be gone from the answers, and from the backup."""
    hidden = tmp_path / "data" / folder
    hidden.mkdir(parents=True)
    scandir = os.scandir

    def refusing(place="."):
        if str(place) == str(hidden):
            raise PermissionError(errno.EACCES, "Permission denied", str(hidden))
        return scandir(place)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refusing)  # root may read any folder
        said = one_line(*main(*command.split()))
    assert str(hidden) in said
    assert not (tmp_path / "x.tar.gz").exists()


def test_a_secret_that_is_no_text_is_named(main, tmp_path, monkeypatch):
    (tmp_path / "secret").write_bytes(b"\xff\xfe\xff")
    monkeypatch.setenv("PUFA_TELEGRAM_TOKEN_FILE", str(tmp_path / "secret"))
    assert "PUFA_TELEGRAM_TOKEN" in one_line(*main("staff", "list"))


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_full_disk_leaves_the_file_before_it(main, tmp_path, monkeypatch, command):
    kept = tmp_path / ("kept.csv" if command[0] in ("entries", "items") else "kept.docx")
    kept.write_bytes(b"before")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    if command[0] == "backup":
        (tmp_path / "data" / "kept").write_text("x")
        monkeypatch.setattr("bot.backup.tarfile.open", lambda *args: full(0))
    monkeypatch.setattr(os, "fsync", full)
    said = one_line(*main(*command, kept))
    assert "the disk is full; make room" in said
    assert kept.read_bytes() == b"before"
    assert {path.name for path in tmp_path.iterdir()} == {"data", "labelled.jsonl", kept.name}


@pytest.mark.parametrize("command", ["run", "chat", "staff list", "backup x.tar.gz"])
def test_a_data_folder_that_is_a_file_is_named(main, tmp_path, monkeypatch, command):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("PUFA_DATA_DIR", str(tmp_path / "file"))
    assert "file" in one_line(*main(*command.split()))


def test_a_port_that_is_taken_is_told_before_anything_is_done(main, tmp_path, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PUFA_PORT", str(other.getsockname()[1]))
        said = one_line(*main("run"))
    assert "another program has it" in said
    assert "PUFA_PORT" in said
    assert not (tmp_path / "data" / "pufa.db").exists()


@pytest.mark.parametrize(
    "closed",
    [
        "1>&-",
        "0<&- 1>&- 2>&-",
        *(pytest.param(one, marks=pytest.mark.soak) for one in ("0<&-", "2>&-")),
    ],
)
def test_closed_streams_are_no_fault(main, tmp_path, closed):
    """As some service managers start a program; a file that is written gets nobody's words."""
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m handlers.cli items export x.csv {closed}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "x.csv").read_text("utf-8-sig").startswith("题目名")


def test_words_in_gbk_are_understood(main, monkeypatch, capsys):
    typed = io.TextIOWrapper(io.BytesIO(f"{ASKED}\n退出\n".encode("gbk")), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(sys, "argv", ["pufa", "chat"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert f"{ASKED}？" in capsys.readouterr().out


def test_a_terminal_in_gbk_shows_what_it_can(monkeypatch):
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="gbk"))
    monkeypatch.setattr(sys, "argv", ["pufa"])
    cli.read_any_encoding()
    sys.stdout.write("有用👍\n")
    sys.stdout.flush()
    assert shown.getvalue().decode("gbk") == "有用?\n"


@pytest.mark.parametrize("words", [ASKED, "plain", "𠮷", ""])
def test_words_are_read_in_utf8_and_gbk(words):
    for encoding in ("utf-8", "gb18030"):
        typed = words.encode(encoding).decode("utf-8", "surrogateescape")
        assert readable(typed) == words


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sqlite3.OperationalError("database or disk is full"), "make room"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "no permission"),
        (sqlite3.OperationalError("database is locked"), "another program holds it"),
        (sqlite3.DatabaseError("file is not a database"), "pufa restore FILE"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/data/hash.key"),
            "/data/hash.key: no",
        ),
        (OSError(errno.EIO, "Input/output error", "/data"), "/data: Input/output error"),
    ],
)
def test_it_says_what_to_do(error, said):
    assert said in failing.told(error)
