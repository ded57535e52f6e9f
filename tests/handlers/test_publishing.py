"""From an approval to the file: whatever happens in between, nothing is lost, and Git knows who."""

import asyncio
import os
import signal
import subprocess
from datetime import UTC, datetime

import pytest

from bot.editing.publishing import commit
from bot.members import SYSTEM
from bot.store.entry_versions import Version
from handlers.application import build
from tests.fakes.forms import SCHOOL_BUS
from tests.fakes.processes import forked
from tests.handlers import approving_process
from tests.handlers.conftest import EDITOR, REVIEWER, STAFF, Person
from tests.handlers.test_knowledge_in_chat import published
from tests.waiting import LONGEST, until

SLUG = "xiao-che-chao-yuan-zen-me-chu-fa"


@pytest.fixture
def application(start):
    return start(staff=STAFF)


def is_published(draft):
    return draft.state == "published"


async def approve_and_die(settings, where):
    # Its secrets are hidden in JSON; these settings have none.
    words = settings.model_dump_json(), where, REVIEWER
    async with forked(approving_process.run, *words) as process:
        await asyncio.to_thread(process.join, LONGEST)
        assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize(
    "where",
    [
        "before the file",
        "while it is written",
        "after the file",
        "before it is in service",
        "before it is marked",
    ],
)
async def test_a_kill_in_the_middle_of_an_approval_loses_nothing(editor, application, clock, where):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("提交审核")
    await approve_and_die(application.settings, where)
    again = build(application.settings, clock=clock)
    try:
        stop = asyncio.Event()
        service = asyncio.create_task(again.knowledge_news.run(stop))
        await until("it is published", lambda: again.drafts.seeing.get(SYSTEM, 1), is_published)
        stop.set()
        await service
        zhang = Person(again, "5550001")
        assert "校车载人超过核定人数的" in await zhang.says("校车超员怎么处罚？")
        assert "第 1 版" in await Person(again, EDITOR).says(f"/entry {SLUG}")
        folder = application.settings.overlay_dir / "entries" / "货运超限"
        assert [path.name for path in folder.glob("*.md")] == [f"{SLUG}.md"]
    finally:
        again.close()


async def test_a_full_disk_is_told_of_and_tried_again(
    editor, reviewer, zhang, application, monkeypatch
):
    with monkeypatch.context() as patched:

        def full(*_):
            raise OSError(28, "No space left on device")

        patched.setattr("bot.editing.publishing.write_atomically", full)
        assert "文件还没写成" in await published(editor, reviewer)
    assert await application.publisher.publish()
    assert "校车载人超过核定人数的" in await zhang.says("校车超员怎么处罚？")


async def test_another_topic_moves_the_file(editor, reviewer, application):
    await published(editor, reviewer)
    await editor.says(f"/entry {SLUG}")
    await editor.presses("修改")
    text = editor.heard.body.split("```")[1].strip("\n")
    await editor.says(text.replace("主题：货运超限", "主题：驾驶证记分"))
    await editor.presses("提交审核")
    await reviewer.says("/draft 2")
    await reviewer.presses("批准并发布")
    entries = application.settings.overlay_dir / "entries"
    assert [str(path.relative_to(entries)) for path in entries.rglob("*.md")] == [
        f"驾驶证记分/{SLUG}.md"
    ]
    assert application.library.entries[SLUG].topic == "驾驶证记分"


async def test_a_shipped_entry_may_get_another_topic(editor, reviewer, application):
    await editor.says("/entry chaozai-fakuan")
    await editor.presses("修改")
    text = editor.heard.body.split("```")[1].strip("\n")
    await editor.says(text.replace("主题：货运超限", "主题：驾驶证记分"))
    await editor.presses("提交审核")
    await reviewer.says("/draft 1")
    await reviewer.presses("批准并发布")
    assert application.library.entries["chaozai-fakuan"].topic == "驾驶证记分"
    assert application.library.faults == ()


def git(folder, *words):
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)
    return done.stdout.decode().strip()


async def test_with_git_each_approval_is_a_commit_by_its_editor(start, monkeypatch):
    monkeypatch.setenv("GIT_DIR", os.devnull)  # as inside somebody's own hook: not asked
    application = start(staff=STAFF, git=True)
    editor, reviewer = Person(application, EDITOR), Person(application, REVIEWER)
    half = application.settings.overlay_dir / "entries" / "货运超限" / ".x.md.1"
    half.parent.mkdir(parents=True)
    half.write_text("---")
    await published(editor, reviewer)
    await reviewer.says("/entry chaozai-fakuan")
    await reviewer.presses("停用")
    await reviewer.says("条例改了")
    await reviewer.presses("停用")
    monkeypatch.delenv("GIT_DIR")
    folder = application.settings.overlay_dir
    log = git(folder, "log", "--format=%an <%ae> %s")
    assert log.splitlines() == [
        "telegram:102 <telegram-102@pufa.invalid> 停用 chaozai-fakuan 第2版",
        f"telegram:101 <telegram-101@pufa.invalid> 发布 {SLUG} 第1版",
    ]
    assert "原因：条例改了" in git(folder, "log", "-1", "--format=%b")
    assert half.name not in git(folder, "log", "--name-only")


@pytest.fixture
def repository(tmp_path):
    """A Git folder with a program that leaves a mark where it is run, and such a config."""

    def repository(config):
        folder, program = tmp_path / "overlay", tmp_path / "program"
        folder.mkdir()
        git(folder, "init", "--quiet")
        program.write_text(f"#!/bin/sh\ntouch {tmp_path}/mark\ncat\n")
        program.chmod(0o755)
        (tmp_path / "more").write_text(f'[filter "x"]\n\tclean = {program}\n')
        (folder / ".gitattributes").write_text("* filter=x\n")
        with (folder / ".git" / "config").open("a") as file:
            file.write(config.format(program=program, more=tmp_path / "more"))
        (folder / "entries").mkdir()
        (folder / "entries" / "a.md").write_text("---")
        return folder

    return repository


VERSION = Version(
    slug="a",
    number=1,
    at=datetime(2026, 11, 23, tzinfo=UTC),
    change="new",
    author="telegram:101",
    reviewer="telegram:102",
    is_alone=False,
    draft_id=None,
    topic="货运超限",
    text="---",
)


@pytest.mark.parametrize(
    "config",
    [
        '[filter "x"]\n\tclean = {program}\n',
        '[filter "x"]\n\tprocess = {program}\n',
        "[include]\n\tpath = {more}\n",
        "[core]\n\tworktree = /\n",
    ],
)
def test_a_git_folder_that_names_programs_runs_none(repository, tmp_path, config):
    with pytest.raises(OSError, match=r"filter\.x|core\.worktree"):
        commit(repository(config), VERSION)
    assert not (tmp_path / "mark").exists()


def test_a_git_folder_may_have_where_to_push_to(repository):
    pushed = '[remote "origin"]\n\turl = https://git.example.cn/a\n[user]\n\tname = a\n'
    folder = repository(pushed)
    commit(folder, VERSION)
    assert git(folder, "log", "--format=%s") == "发布 a 第1版"


async def test_without_git_it_is_live_all_the_same(start, monkeypatch, logged):
    monkeypatch.setattr("bot.editing.publishing.shutil.which", lambda _: None)
    application = start(staff=STAFF, git=True)
    editor, reviewer = Person(application, EDITOR), Person(application, REVIEWER)
    assert "已批准并发布" in await published(editor, reviewer)
    (line,) = [line for line in logged if line["event"] == "entry not committed"]
    assert "git" in line["reason"]
