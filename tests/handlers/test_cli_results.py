"""`pufa activity`, `pufa campaign numbers`, `pufa report` and `pufa plan`."""

import csv
import functools
import getpass
import io
import json
import sqlite3

import docx
import pytest
from typer.testing import CliRunner

from bot import config
from bot.publicity.report import charts
from handlers.cli import application
from tests.fakes import FAKES


@pytest.fixture
def pufa(tmp_path, monkeypatch):
    """Runs `pufa …` on folders of its own, away from the checkout's `.env`."""
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=tmp_path / ".env"))
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)

    def pufa(*words, **names):
        folders = {"PUFA_DATA_DIR": tmp_path / "data", "PUFA_KNOWLEDGE_DIR": FAKES / "knowledge"}
        environ = {name: str(value) for name, value in {**folders, **names}.items()}
        return CliRunner().invoke(application(), [str(word) for word in words], env=environ)

    return pufa


def said(result):
    assert result.exit_code == 0, result.stderr
    return result.stdout


def failed(result):
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    return line.removeprefix("pufa: ")


TALK = ("activity", "add", "--kind", "宣讲", "--date", "2026-05-01", "--people", 120)


def test_an_activity_is_added_listed_corrected_and_deleted_with_its_record(pufa):
    (added,) = json.loads(said(pufa(*TALK, "--law", "道交法", "--note", "车站", "--json")))
    assert added == {
        "id": 1,
        "held_on": "2026-05-01",
        "kind": "宣讲",
        "day": "",
        "law": "道路交通安全法",
        "people": 120,
        "materials": 0,
        "consultations": 0,
        "note": "车站",
        "version": 1,
    }
    assert "130" in said(pufa("activity", "correct", 1, "--people", 130))
    listed = said(pufa("activity", "list", "--year", 2026))
    assert "车站" in listed
    assert "日历上" not in listed  # it was held for no day
    assert json.loads(said(pufa("activity", "list", "--year", 2025, "--json"))) == []
    assert "deleted activity 1" in said(pufa("activity", "delete", 1, "--reason", "重复"))
    record = json.loads(said(pufa("activity", "record", 1, "--json")))
    assert [line["change"] for line in record] == ["added", "corrected", "deleted"]
    assert [line["after"] and line["after"]["people"] for line in record] == [120, 130, None]
    assert record[2]["reason"] == "重复"
    told = said(pufa("activity", "record", 1))
    assert "1 号 2026-05-01 宣讲（道路交通安全法）：人数 130 人。车站" in told
    assert f"│ 命令行 {getpass.getuser()} │ 命令行 │ 登记" in told


def test_what_is_wrong_with_an_activity_is_said_in_one_line(pufa):
    words = ("activity", "add", "--kind", "演讲", "--date", "2999-01-01")
    assert failed(pufa(*words)) == (
        "没有 演讲 这种活动，可以是宣讲、展板、发放资料、现场咨询、培训；"
        "2999-01-01 还没到，活动办完再登记"
    )
    assert failed(pufa("activity", "correct", 7, "--people", 1)) == "没有 7 号活动"
    assert failed(pufa("activity", "correct", 7)).startswith("say what to correct")
    assert failed(pufa("activity", "record", 7)) == "no activity 7"


def test_staff_may_be_named_and_need_the_role(pufa):
    staff = {"PUFA_STAFF": "telegram:7:campaigner,telegram:8:editor"}
    said(pufa(*TALK, "--as", "telegram:7", **staff))
    assert failed(pufa(*TALK, "--as", "telegram:8", **staff)).startswith("登记活动需要")
    assert "telegram:9 is not one of staff" in failed(pufa(*TALK, "--as", "telegram:9", **staff))
    record = json.loads(said(pufa("activity", "record", 1, "--json")))
    assert [(line["who"], line["via"]) for line in record] == [("telegram:7", "cli")]


@pytest.fixture
def sent(pufa, tmp_path):
    """One campaign, to three."""
    said(pufa("activity", "list"))
    db = sqlite3.connect(tmp_path / "data" / "pufa.db")
    db.execute(
        "INSERT INTO campaigns (title, body, author, state, version, created_at, begun_at,"
        " finished_at) VALUES ('安全生产月', '…', 'li', 'done', 1, '2026-06-01T00:00:00+00:00',"
        " '2026-06-01T01:00:00+00:00', '2026-06-01T01:00:30+00:00')"
    )
    for subscriber, (state, reason) in enumerate(
        [("sent", None), ("failed", "Bad Gateway"), ("skipped", "cap")]
    ):
        db.execute(
            "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state, reason)"
            " VALUES (1, ?, 'telegram', ?, ?)",
            [subscriber, state, reason],
        )
    db.commit()
    db.close()


def test_a_campaigns_numbers_as_a_table_as_csv_and_as_json(pufa, sent, tmp_path):
    assert "本月已达其条数上限" in said(pufa("campaign", "numbers", 1))
    record = json.loads(said(pufa("campaign", "numbers", 1, "--json")))
    assert (record["frozen"], record["sent"], record["failed"]) == (3, 1, 1)
    assert record["seconds"] == 30
    rows = list(csv.reader(io.StringIO(said(pufa("campaign", "numbers", 1, "--csv")))))
    assert rows[:2] == [["measure", "detail", "count"], ["名单", "", "3"]]
    assert ["失败", "对方服务器出错", "1"] in rows
    said(pufa("campaign", "numbers", 1, "--out", tmp_path / "numbers.csv"))
    assert (tmp_path / "numbers.csv").read_text(encoding="utf-8-sig").startswith("measure,")


def test_numbers_of_no_campaign(pufa):
    assert failed(pufa("campaign", "numbers", 9)).startswith("no campaign 9")


def test_the_report_in_all_its_forms(pufa, sent, tmp_path):
    said(pufa(*TALK))
    assert "线下活动参加人数" in said(pufa("report", "--year", 2026))
    record = json.loads(said(pufa("report", "--year", 2026, "--json")))
    assert record["figures"]["people"]["value"] == 120
    assert record["figures"]["sent"]["value"] == 1
    assert record["queries"]["sent"]["rows"] == [[1, 3, 1, 1, 0, 0, 1, 1]]
    word, text = tmp_path / "report.docx", tmp_path / "report.md"
    said(pufa("report", "--year", 2026, "--docx", word, "--markdown", text))
    assert "2026年度普法工作数据报告" in docx.Document(word).paragraphs[0].text
    assert "](report/reach.png)" in text.read_text(encoding="utf-8")
    assert (tmp_path / "report" / "reach.png").read_bytes().startswith(b"\x89PNG")
    record = json.loads(said(pufa("report", "--year", 2026, "--month", 5, "--json")))
    assert (record["figures"]["people"]["value"], record["figures"]["sent"]["value"]) == (120, 0)


def test_making_a_report_takes_note_of_the_knowledge(pufa):
    year = json.loads(said(pufa("report", "--year", 2026, "--json")))["made_on"][:4]
    record = json.loads(said(pufa("report", "--year", year, "--json")))
    assert record["queries"]["knowledge"]["rows"] == [[6, 0, 0]]


def test_without_a_chinese_font_the_report_says_what_to_do(pufa, sent, tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "FONT", "No Such Font")
    word = tmp_path / "report.docx"
    why = failed(pufa("report", "--year", 2026, "--docx", word))
    assert "apt-get install fonts-noto-cjk" in why
    assert "--no-charts" in why
    assert not word.exists()
    said(pufa("report", "--year", 2026, "--docx", word, "--no-charts"))
    assert word.exists()


@pytest.mark.parametrize("words", [("--year", 1800), ("--year", 2026, "--month", 13), ()])
def test_a_time_that_isnt_one_is_refused(pufa, words):
    assert pufa("report", *words).exit_code == 2


def test_the_plan_for_a_year(pufa, tmp_path):
    assert "2027年度普法宣传计划" in said(pufa("plan", "--year", 2027))
    said(pufa("plan", "--year", 2027, "--docx", tmp_path / "plan.docx"))
    assert "2027年度普法宣传计划" in docx.Document(tmp_path / "plan.docx").paragraphs[0].text
