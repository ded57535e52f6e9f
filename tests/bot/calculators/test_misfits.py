"""What is told of sums that no form has."""

from dataclasses import replace
from datetime import date

import pytest

from bot.calculators.hearing import Hearing
from bot.calculators.misfits import misfits
from bot.knowledge import sums


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("flying: {wants: 飞}", "flying: no calculator has this name"),
        ("speeding: {figures: {height: {before: 高}}}", "say `of:` what height counts"),
        ("speeding: {choices: {road: {river: 河}}}", "road can't be river"),
        ("speeding: {choices: {river: {yes: 河}}}", "the form has no field river"),
    ],
)
def test_what_a_form_does_not_have_is_told_with_its_line(tmp_path, told, message):
    path = tmp_path / "sums.yaml"
    path.write_text(f"overdue: {{needs: [罚]}}\n{told}\n", encoding="utf-8")
    ways = sums.load(path)
    (misfit,) = misfits(ways)
    assert message in misfit.fault.message
    assert (misfit.fault.path, misfit.fault.line) == (path, 2)


def test_a_sum_that_tells_of_a_field_the_form_lacks_is_not_heard(shipped):
    asked, day = "限速80跑了112怎么罚", date(2026, 12, 1)
    speeding = shipped.sums["speeding"]
    unfit = replace(speeding, choices={**speeding.choices, "river": {"yes": ("河",)}})
    assert Hearing({"speeding": speeding}).heard(asked, day) is not None
    assert Hearing({"speeding": unfit}).heard(asked, day) is None


def test_every_field_and_choice_of_the_shipped_words_is_one_of_its_form(shipped):
    assert "speeding" in shipped.sums
    assert [*misfits(shipped.sums)] == []
