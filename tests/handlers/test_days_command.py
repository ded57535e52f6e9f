"""`pufa days`: a year's calendar, and a day's words."""

import functools
import json

import pytest
from typer.testing import CliRunner

from bot import config
from handlers.cli import application
from tests.fakes import FAKES


@pytest.fixture
def pufa(tmp_path, monkeypatch):
    """Runs `pufa days …` on a small knowledge base."""
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=None))
    names = {"PUFA_DATA_DIR": str(tmp_path), "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge")}

    def pufa(*words):
        return CliRunner().invoke(application("days"), ["days", *words], env=names)

    return pufa


def test_it_prints_a_year_with_what_must_be_confirmed(pufa):
    result = pufa("--year", "2026")
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if "月" in line]
    assert ["12月2日" in lines[-1], "全国交通安全日" in lines[-1]] == [True, True]
    assert "日期以当年通知为准，自动拟稿" in lines[-2]
    assert "施行22周年" not in result.stdout


def test_every_anniversary_is_there_when_asked_for(pufa):
    assert "《道路交通安全法》施行22周年" in pufa("--year", "2026", "--all").stdout


def test_it_prints_json_for_programs(pufa):
    found = json.loads(pufa("--year", "2026", "--json").stdout)
    by_key = {day["key"]: day for day in found}
    week = by_key["constitution-week"]
    assert (week["first"], week["last"], week["confirm"]) == ("2026-12-01", "2026-12-07", True)
    assert by_key["traffic-safety-day"]["audience"] == ["公众", "货运"]
    assert by_key["traffic-safety-day"]["basis"].startswith("国务院2012年11月18日批复")
    assert by_key["危险化学品安全管理条例-施行"]["since"] == 2011


def test_it_shows_a_days_words(pufa):
    shown = pufa("traffic-safety-day/2027").stdout
    for words in (
        "全国交通安全日  2027年12月2日",
        "由来：国务院",
        "有疑问请打 12328",
        "LED 屏：12月2日",
        "车载屏：",
        "海报：不超载\n- 货车不能超载。",
    ):
        assert words in shown


def test_a_days_words_are_there_for_programs_too(pufa):
    day = json.loads(pufa("traffic-safety-day", "--year", "2027", "--json").stdout)
    assert day["first"] == "2027-12-02"
    assert day["headline"] == "不超载"
    assert day["entries"] == ["chaozai-fakuan", "diandongche-dairen"]


@pytest.mark.parametrize("key", ["nope", "traffic-safety-day/9999", "traffic-safety-day/x"])
def test_a_day_that_isnt_there_is_one_line_and_exit_1(pufa, key):
    result = pufa(key)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"pufa: no day {key}")


def test_a_year_beyond_the_chinese_calendar_is_refused(pufa):
    assert pufa("--year", "2100").exit_code == 2
