"""`pufa staff …` and `pufa audit …`: what they print, what they refuse, and their exit status."""

import asyncio
import functools
import getpass
import json
import re
import sqlite3

import pytest
from typer.testing import CliRunner

from bot import config
from bot.config import Settings
from bot.messages import Chat
from bot.staff.accounts import Accounts
from bot.store import Database
from handlers.application import utc_now
from handlers.cli import application


@pytest.fixture
def pufa(tmp_path, monkeypatch):
    """Runs `pufa …` on a folder of its own, away from the checkout's `.env`."""
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=tmp_path / ".env"))
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)

    def pufa(*words, **names):
        environ = {"PUFA_DATA_DIR": str(tmp_path), **names}
        return CliRunner().invoke(application(), [*words], env=environ)

    return pufa


@pytest.fixture
def joins(pufa, tmp_path):
    """Somebody is invited by command, and accepts."""

    def joins(chat_id, role, *more):
        said = pufa("staff", "invite", "--role", role, *more).stdout
        token = re.search(r"/join ([0-9a-f]{40})", said)[1]
        database = Database(tmp_path / "pufa.db")
        accounts = Accounts(Settings(data_dir=tmp_path), database, utc_now)
        asyncio.run(_join(accounts, Chat("telegram", chat_id), token))
        database.close()

    return joins


async def _join(accounts, chat, token):
    await accounts.join(chat, token)


def failed(result):
    """The lines that say why."""
    assert result.exit_code == 1
    return result.stderr


def test_an_invitation_is_printed_with_what_to_pass_on(pufa):
    done = pufa("staff", "invite", "--role", "editor", "--role", "reviewer", "--name", "张三")
    assert done.exit_code == 0
    first, second, third = done.stdout.splitlines()
    assert re.match(r"邀请 1 号：张三 编辑、法制审核，只能用一次，.* 前有效。", first)
    assert (token := re.fullmatch(r"或者在和机器人的私聊里发：/join ([0-9a-f]{40})", third))
    assert second == f"浏览器里：http://127.0.0.1:8080/staff/join#t={token[1]}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["end", "telegram:9"], "没有 telegram:9 这位工作人员"),
        (["change", "telegram:9", "--role", "editor"], "没有 telegram:9 这位工作人员"),
        (["revoke", "9"], "没有 9 号邀请：它可能已经用过或过期"),
        (["invite", "--role", "editor", "--name", "张" * 21], "称呼最多 20 字"),
    ],
)
def test_what_cant_be_done_is_one_line(pufa, words, reason):
    assert failed(pufa("staff", *words)) == f"pufa: {reason}\n"


def test_roles_are_listed_changed_and_ended(pufa, joins):
    joins("7", "editor", "--name", "张三")
    assert "张三" in pufa("staff", "list").stdout
    changed = pufa("staff", "change", "telegram:7", "--role", "campaigner")
    assert changed.stdout == "张三（telegram:7）：宣传\n"
    listed = json.loads(pufa("staff", "list", "--json").stdout)
    assert listed == {
        "staff": [{"name": "telegram:7", "label": "张三", "roles": ["campaigner"]}],
        "invitations": [],
    }
    assert "已经结束" in pufa("staff", "end", "telegram:7").stdout
    assert json.loads(pufa("staff", "list", "--json").stdout)["staff"] == []


def test_an_open_invitation_is_listed_and_withdrawn(pufa):
    pufa("staff", "invite", "--role", "editor", "--name", "张三")
    assert "邀请 1 号" in pufa("staff", "list").stdout
    assert pufa("staff", "revoke", "1").stdout == "邀请 1 号（张三 编辑）已经撤回\n"
    assert json.loads(pufa("staff", "list", "--json").stdout)["invitations"] == []


def test_the_last_administrator_stays_by_command_too(pufa, joins):
    joins("7", "administrator")
    assert "是最后一位管理员" in failed(pufa("staff", "end", "telegram:7"))
    assert "telegram:7" in pufa("staff", "list").stdout


def test_whoever_stands_in_the_settings_is_listed(pufa):
    assert "telegram:8" in pufa("staff", "list", PUFA_STAFF="telegram:8:reviewer").stdout


def test_the_record_is_shown_and_filtered(pufa, joins):
    joins("7", "editor")
    pufa("staff", "end", "telegram:7", "--as", "telegram:1", PUFA_STAFF="telegram:1:administrator")
    lines = pufa("audit", "show").stdout.splitlines()
    user = getpass.getuser()
    for line, said in zip(
        lines,
        (
            (f"  命令行 {user}（cli:{user}）  ", "（staff.invite）  邀请 1（invitation:1）  "),
            ("（telegram:7）  ", "（staff.join）  人员 Telegram 7（staff:telegram:7）  "),
            ("（telegram:1） (命令行)  ", "（staff.end）  "),
        ),
        strict=True,
    ):
        assert all(part in line for part in said), line
    assert len(pufa("audit", "show", "--who", "telegram:1").stdout.splitlines()) == 1
    assert len(pufa("audit", "show", "--subject", "staff").stdout.splitlines()) == 2
    assert pufa("audit", "show", "--since", "2999-01-01").stdout == ""
    (last,) = json.loads(pufa("audit", "show", "--limit", "1", "--json").stdout)
    assert (last["number"], last["before"], last["after"]) == (
        3,
        {"label": "", "roles": ["editor"]},
        None,
    )


def test_a_whole_record_is_verified_and_its_head_told(pufa, joins):
    joins("7", "editor")
    done = pufa("audit", "verify")
    assert done.exit_code == 0
    assert done.stdout.startswith("lines: 2, all as they were written\nhead: 2:")
    head = done.stdout.split()[-1]
    pufa("staff", "end", "telegram:7")
    assert pufa("audit", "verify", "--expect", head).exit_code == 0
    assert "line 2: not the line that was noted down" in failed(
        pufa("audit", "verify", "--expect", "2:" + "0" * 64)
    )


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET who = 'cli:nobody' WHERE number = 1", "line 1: altered"),
        ("DELETE FROM audit WHERE number = 1", "line 1: missing"),
        ("DELETE FROM audit WHERE number = 2", "line 2: missing"),
    ],
)
def test_an_altered_or_removed_line_fails_the_verification(pufa, joins, tmp_path, statement, fault):
    joins("7", "editor")
    db = sqlite3.connect(tmp_path / "pufa.db")
    for event in ("update", "delete"):
        db.execute(f"DROP TRIGGER audit_stays_on_{event}")
    db.execute(statement)
    db.commit()
    db.close()
    said = failed(pufa("audit", "verify"))
    assert fault in said
    assert said.endswith("pufa: the audit record is not what was written\n")


def test_a_head_that_cant_be_one_is_refused(pufa):
    assert "it must be COUNT:HASH" in failed(pufa("audit", "verify", "--expect", "2"))


def test_who_acts_by_command_as_one_of_staff_may_do_only_what_is_theirs(pufa, joins):
    joins("7", "editor")
    assert "需要“管理员”角色" in failed(pufa("staff", "end", "telegram:7", "--as", "telegram:7"))
    assert "is not one of staff" in failed(pufa("staff", "end", "telegram:7", "--as", "li"))
