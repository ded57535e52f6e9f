"""`pufa campaign` and `pufa subscribers`, beside a running service or without one."""

import asyncio
import csv
import functools
import json
import stat
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from bot import config
from bot.store import Database
from handlers.cli import application, progress
from handlers.cli.progress import Rate
from tests.fakes import FAKES

STAFF = "telegram:1:campaigner,telegram:2:reviewer,telegram:3:administrator"
SUBSCRIBERS = """\
channel,chat_id,audiences,topics,consented
telegram,111,货运,,2026-01-02
telegram,112,,,2026-01-02
telegram,113,水路,,2026-01-02
telegram,114,,,
"""


@pytest.fixture
def pufa(tmp_path, monkeypatch):
    """Runs `pufa …`; fails unless it ends as expected, and returns what it printed."""
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=tmp_path / ".env"))
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    environ = {
        "PUFA_DATA_DIR": str(tmp_path / "data"),
        "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge"),
        "PUFA_STAFF": STAFF,
    }

    def pufa(*words, ends=0, typed=None, **names):
        arguments = [str(word) for word in words]
        ran = CliRunner().invoke(application(), arguments, input=typed, env=environ | names)
        assert ran.exit_code == ends, ran.output
        return ran.output

    return pufa


@pytest.fixture
def body(tmp_path):
    path = tmp_path / "notice.md"
    path.write_text("12 月 4 日是**国家宪法日**。\n", encoding="utf-8")
    return path


@pytest.fixture
def people(pufa, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(SUBSCRIBERS, encoding="utf-8")
    pufa("subscribers", "import", path)
    return path


@pytest.fixture
def new(pufa, body):
    """Writes a campaign, which is in review then; returns its number."""

    def new(*more):
        words = ("campaign", "new", "--title", "国家宪法日", "--body", body, "--as", "telegram:1")
        return pufa(*words, *more).strip()

    return new


@pytest.fixture
def approved(new, pufa):
    number = new()
    pufa("campaign", "approve", number, "--as", "telegram:2")
    return number


@pytest.fixture
def show(pufa):
    return lambda number: json.loads(pufa("campaign", "show", number, "--json"))


class TestCampaigns:
    def test_new_prints_the_number_and_submits(self, new, show):
        assert new("--audience", "货运", "--button", "怎么罚=entry:chaozai-fakuan") == "1"
        made = show(1)
        assert made["state"] == "in_review"
        assert made["author"] == "telegram:1"
        assert made["audiences"] == ["货运"]
        assert made["buttons"][0]["target"] == "chaozai-fakuan"
        assert [line["via"] for line in made["record"]] == ["cli", "cli"]

    def test_a_draft_is_not_submitted(self, new, show, pufa):
        new("--draft")
        assert show(1)["state"] == "draft"
        assert "待审核" in pufa("campaign", "submit", 1)
        assert show(1)["record"][-1]["who"].startswith("cli:")

    def test_the_words_may_come_from_standard_input(self, pufa, show):
        pufa("campaign", "new", "--title", "题", "--body", "-", "--as", "telegram:1", typed="文\n")
        assert show(1)["body"] == "文"

    def test_a_publicity_day_brings_its_own_words(self, pufa, show):
        pufa("campaign", "new", "--day", "traffic-safety-day/2027", "--as", "telegram:1")
        made = show(1)
        assert made["day"] == "traffic-safety-day/2027"
        assert made["send_at"] == "2027-12-02T01:00:00+00:00"
        assert made["useful_until"] == "2027-12-02T15:59:59+00:00"

    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (("--title", "题", "--as", "telegram:1"), "--body is missing"),
            (("--title", "题", "--body", "nowhere.md", "--as", "telegram:1"), "no such file"),
            (("--day", "nope", "--as", "telegram:1"), "no day nope"),
            (("--day", "traffic-safety-day", "--as", "telegram:9"), "not one of staff"),
            (("--day", "traffic-safety-day", "--as", "telegram:2"), "角色"),
        ],
    )
    def test_what_cannot_be_is_one_line_and_status_1(self, pufa, words, reason):
        said = pufa("campaign", "new", *words, ends=1)
        assert reason in said
        assert said.startswith("pufa: ")
        assert said.count("\n") == 1

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            (("--audience", "行人"), "没有“行人”这个对象"),
            (("--button", "看=entry:nope"), "nope 不存在"),
            (("--button", "nonsense"), "看不懂按钮"),
            (("--useful-until", "nonsense"), "看不懂日期"),
        ],
    )
    def test_a_faulty_notice_is_refused(self, pufa, body, more, reason):
        words = ("campaign", "new", "--title", "题", "--body", body, "--as", "telegram:1")
        assert reason in pufa(*words, *more, ends=1)
        assert json.loads(pufa("campaign", "list", "--json")) == []

    def test_approval_takes_a_second_person_and_shows_that_it_came_by_command(
        self, new, pufa, show
    ):
        new()
        assert "角色" in pufa("campaign", "approve", 1, "--as", "telegram:1", ends=1)
        assert "已批准" in pufa("campaign", "approve", 1, "--as", "telegram:2")
        assert "经命令行" in pufa("campaign", "show", 1)
        assert show(1)["record"][-1]["via"] == "cli"

    def test_approval_needs_a_name(self, new, pufa):
        new()
        assert "--as" in pufa("campaign", "approve", 1, ends=2)

    def test_alone_only_in_the_one_person_mode(self, pufa, show):
        words = ("campaign", "new", "--day", "traffic-safety-day/2027", "--as", "telegram:3")
        pufa(*words)
        assert "自己批准" in pufa("campaign", "approve", 1, "--as", "telegram:3", ends=1)
        pufa("campaign", "approve", 1, "--as", "telegram:3", PUFA_ONE_PERSON="1")
        assert show(1)["record"][-1]["one_person"] is True
        assert "单人模式" in pufa("campaign", "show", 1)

    def test_it_is_returned_with_a_reason(self, new, pufa, show):
        new()
        pufa("campaign", "return", 1, "--reason", "日期不对", "--as", "telegram:2")
        assert show(1)["state"] == "draft"
        assert "日期不对" in pufa("campaign", "show", 1)

    def test_a_dry_run_tells_who_would_get_it_and_sends_nothing(self, approved, people, pufa, show):
        said = pufa("campaign", "schedule", approved, "--at", "now", "--dry-run")
        assert "3 个订阅者" in said
        assert show(approved)["state"] == "approved"

    def test_it_is_scheduled_now_or_at_a_time(self, approved, people, pufa, show):
        pufa("campaign", "schedule", approved, "--at", "2027-12-04T09:00")
        assert show(approved)["send_at"] == "2027-12-04T01:00:00+00:00"
        assert "已定时" in pufa("campaign", "schedule", approved, "--at", "now")
        sending = datetime.fromisoformat(show(approved)["send_at"])
        assert abs(datetime.now(UTC) - sending) < timedelta(minutes=1)

    def test_with_nobody_to_get_it_it_is_refused(self, approved, pufa):
        said = pufa("campaign", "schedule", approved, "--at", "now", ends=1)
        assert "没有符合条件的订阅者" in said

    def test_a_time_in_the_past_is_refused(self, approved, people, pufa):
        said = pufa("campaign", "schedule", approved, "--at", "2026-01-01", ends=1)
        assert "已经过去" in said

    def test_it_is_paused_resumed_and_cancelled(self, approved, people, pufa, show):
        pufa("campaign", "schedule", approved, "--at", "now")
        assert "已暂停" in pufa("campaign", "pause", approved, "--reason", "看看")
        assert "would go to" in pufa("campaign", "resume", approved, "--dry-run")
        assert show(approved)["state"] == "paused"
        assert "已定时" in pufa("campaign", "resume", approved)
        cancelled = json.loads(pufa("campaign", "cancel", approved, "--json"))
        assert cancelled["state"] == "cancelled"
        assert "不能继续" in pufa("campaign", "resume", approved, ends=1)

    def test_what_did_not_fail_is_not_retried(self, approved, pufa):
        assert "不能重发失败的" in pufa("campaign", "retry", approved, ends=1)

    def test_failures_are_sent_again(self, approved, people, pufa, show, tmp_path):
        pufa("campaign", "schedule", approved, "--at", "now")
        _finished_with_failures(tmp_path / "data" / "pufa.db", failed=2)
        assert "would send again to 2" in pufa("campaign", "retry", approved, "--dry-run")
        assert json.loads(pufa("campaign", "retry", approved, "--json"))["retried"] == 2
        assert show(approved)["state"] == "sending"
        assert show(approved)["counts"]["pending"] == 2

    def test_the_list_shows_them_by_state(self, new, pufa):
        new()
        new("--draft")
        assert [one["id"] for one in json.loads(pufa("campaign", "list", "--json"))] == [2, 1]
        drafts = json.loads(pufa("campaign", "list", "--json", "--state", "draft"))
        assert [one["id"] for one in drafts] == [2]
        assert "待审核" in pufa("campaign", "list")

    def test_people_read_names_in_it(self, new, pufa):
        new("--day", "traffic-safety-day")
        said = pufa("campaign", "list") + pufa("campaign", "show", 1)
        assert "Telegram 1" in said
        assert "telegram:1" not in said
        assert "│ 全国交通安全日" in said
        assert "（traffic-safety-day/" in said

    def test_one_that_is_not_there_is_told(self, pufa):
        assert "没有 7 号推送" in pufa("campaign", "show", 7, ends=1)


class TestWatching:
    def test_what_is_not_on_its_way_is_not_watched(self, new, pufa):
        new()
        assert "还没有定时" in pufa("campaign", "watch", 1, ends=1)

    def test_it_ends_with_the_campaign(self, approved, people, pufa, tmp_path):
        pufa("campaign", "schedule", approved, "--at", "now")
        _finished_with_failures(tmp_path / "data" / "pufa.db", failed=2)
        line = json.loads(pufa("campaign", "watch", approved, "--json"))
        assert (line["state"], line["total"], line["done"]) == ("done", 2, 2)
        assert "已完成：失败 2" in pufa("campaign", "watch", approved)

    def test_a_line_at_each_look_while_it_is_sent(
        self, approved, people, pufa, tmp_path, monkeypatch
    ):
        pufa("campaign", "schedule", approved, "--at", "now")
        pauses = []

        async def passes(seconds):
            pauses.append(seconds)
            if len(pauses) == 2:
                path = tmp_path / "data" / "pufa.db"
                await asyncio.to_thread(_finished_with_failures, path, failed=2)

        monkeypatch.setattr(progress, "asyncio", SimpleNamespace(sleep=passes))
        lines = pufa("campaign", "watch", approved, "--json").splitlines()
        assert [json.loads(line)["state"] for line in lines] == ["scheduled", "scheduled", "done"]
        assert pauses == [progress.EVERY_SECONDS] * 2

    def test_rate_and_time_left_come_from_one_look_to_the_next(self, monkeypatch):
        now = iter([0.0, 10.0, 20.0])
        monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(now)))
        rate = Rate()

        def look(sent):
            counts = dict.fromkeys(["sending", "uncertain", "blocked", "failed", "skipped"], 0)
            return rate.step(counts | {"sent": sent, "pending": 1000 - sent})

        assert look(0)["seconds_left"] is None
        first = look(280)
        assert (first["done"], first["rate"], first["seconds_left"]) == (280, 28.0, 26)
        assert look(560)["rate"] == 28.0


class TestSubscribers:
    def test_they_are_imported_and_exported_again(self, people, pufa, tmp_path):
        out = tmp_path / "out.csv"
        assert "3 subscribers" in pufa("subscribers", "export", out)
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
        assert [row["chat_id"] for row in rows] == ["111", "112", "113"]
        assert "0 imported, 3 known already" in pufa("subscribers", "import", out)
        assert pufa("subscribers", "export").startswith("channel,chat_id,")

    def test_a_dry_run_imports_nobody(self, pufa, tmp_path):
        path = tmp_path / "people.csv"
        path.write_text(SUBSCRIBERS, encoding="utf-8")
        assert "3 to import, 1 without consent" in pufa("subscribers", "import", path, "--dry-run")
        assert json.loads(pufa("subscribers", "count", "--json"))["state"] == {}

    def test_one_wrong_line_imports_nobody_and_is_told(self, pufa, tmp_path):
        path = tmp_path / "people.csv"
        path.write_text(SUBSCRIBERS + "telegram,xyz,,,2026-01-01\n", encoding="utf-8")
        said = pufa("subscribers", "import", path, ends=1)
        assert f"{path}:6: chat_id xyz" in said
        assert "nothing imported" in said
        assert json.loads(pufa("subscribers", "count", "--json"))["state"] == {}

    def test_they_are_counted(self, people, pufa):
        counts = json.loads(pufa("subscribers", "count", "--json"))
        assert counts["state"] == {"active": 3}
        assert counts["audience"] == {"": 1, "货运": 1, "水路": 1}
        assert "货运" in pufa("subscribers", "count")


def _finished_with_failures(path, *, failed):
    """As delivery leaves it."""
    database = Database(path)

    def work(db):
        db.execute("UPDATE campaigns SET state = 'done', begun_at = send_at WHERE id = 1")
        for number in range(failed):
            db.execute(
                "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state)"
                " VALUES (1, ?, 'telegram', 'failed')",
                [number + 1],
            )

    asyncio.run(database.write(work))
    database.close()
