"""`pufa calc`: options made from the declarations, refusals in Chinese."""

import functools
import json

import pytest
from typer.testing import CliRunner

from bot import config
from bot.calculators import CALCULATORS
from handlers.cli import application
from tests.fakes import FAKES


@pytest.fixture
def calc(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=tmp_path / ".env"))
    folders = {"PUFA_DATA_DIR": str(tmp_path), "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge")}

    def calc(*words):
        return CliRunner().invoke(application("calc"), ["calc", *map(str, words)], env=folders)

    return calc


def test_without_a_name_all_are_listed(calc):
    shown = calc().stdout
    for name, calculator in CALCULATORS.items():
        assert f"pufa calc {name}" in shown
        assert calculator.title in shown


@pytest.mark.parametrize("name", CALCULATORS)
def test_each_calculates_its_example(calc, name):
    options = [word for pair in CALCULATORS[name].example.items() for word in pair]
    options[::2] = [f"--{option}" for option in options[::2]]
    done = calc(name, *options, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout).keys() == {"result", "text", "basis", "assumptions"}


def test_what_was_asked_from_outside(calc):
    record = json.loads(calc("overload-road", "--axles", 6, "--tons", 52, "--json").stdout)
    assert record["result"]["fine"] == 1500
    assert {"law": "公路安全保护条例", "article": 64}.items() <= record["basis"][2].items()
    again = ["--mg", 65, "--times", 1, "--commercial", "--vehicle", "motorcycle", "--json"]
    assert json.loads(calc("alcohol", *again).stdout)["result"]["fine"]["most"] == 5000


def test_for_people_it_says_basis_and_assumptions_too(calc):
    shown = calc("overdue", "--fine", 200, "--days", 40).stdout
    assert "一共交400元" in shown
    assert "依据：《行政处罚法》第七十二条" in shown
    assert "不是决定" in shown


def test_a_missing_and_a_wrong_value_are_told_together(calc):
    done = calc("speeding", "--limit", "很快", "--vehicle", "car", "--road", "other")
    assert done.exit_code == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "--limit（限速多少）“很快”不行。要填：5到120之间的数，单位：公里/小时" in line
    assert "--speed（开到多少）没有填" in line


def test_a_faulty_file_of_the_bureau_stops_it(calc, tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "holidays.yaml").write_text("2027: 3\n", encoding="utf-8")
    done = calc("deadline", "--kind", "review", "--from", "2026-11-02")
    assert done.exit_code == 1
    assert "holidays.yaml:1: 2027" in done.stderr
