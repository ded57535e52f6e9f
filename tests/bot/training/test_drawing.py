import random
from dataclasses import replace

import pytest

from bot.config import ROOT
from bot.knowledge.items import Form
from bot.knowledge.statutes.citations import Citation
from bot.training import blueprints, chance, marking
from bot.training.blueprints import CASE, Blueprint
from bot.training.drawing import draw, reveals
from tests.bot.training.conftest import BLUEPRINT
from tests.fakes.items import TOPICS, bank, item

SHIPPED, _ = blueprints.load([ROOT / "knowledge"])
RUNS = 10_000


def test_it_draws_what_the_blueprint_says_and_the_same_for_the_same_seed():
    drawn = draw(BLUEPRINT, bank(), 7)
    assert drawn.missing == ()
    assert len(drawn.questions) == BLUEPRINT.count
    assert sum(one.points for one in drawn.questions) == BLUEPRINT.total
    assert len({one.item.slug for one in drawn.questions}) == BLUEPRINT.count
    assert drawn == draw(BLUEPRINT, bank(), 7)
    assert drawn != draw(BLUEPRINT, bank(), 8)


def test_a_faulty_blueprint_leaves_the_shipped_one_and_all_others(tmp_path):
    own = tmp_path / blueprints.FOLDER
    own.mkdir()
    name = next(iter(SHIPPED))
    for faulty in (f"{name}.yaml", "own.yaml"):
        (own / faulty).write_text("title: [[[", encoding="utf-8")
    found, faults = blueprints.load([ROOT / "knowledge", tmp_path])
    assert found == SHIPPED
    assert {fault.path.name for fault in faults} == {f"{name}.yaml", "own.yaml"}


def test_questions_on_a_case_stay_together_and_no_other_shares_it():
    cases = [one.item.case for one in draw(BLUEPRINT, bank(), 7).questions]
    assert len(set(cases[-3:])) == 1
    assert cases[-1]
    assert cases[-1] not in cases[:-3]


def test_topics_take_turns():
    drawn = draw(BLUEPRINT, bank(), 3).questions
    singles = [one.item.topic for one in drawn[4:10]]
    assert {topic: singles.count(topic) for topic in TOPICS} == dict.fromkeys(TOPICS, 2)


def test_it_says_what_the_bank_lacks():
    blueprint = BLUEPRINT.model_copy(
        update={
            "sections": (
                blueprints.Section(form=Form.SINGLE, count=12, points=1, topics=("客运",)),
                blueprints.Section(form=CASE, count=9, points=1),
            )
        }
    )
    assert draw(blueprint, bank(), 1).missing == ("单选（客运）还差2道",)
    few = [one for one in bank() if one.topic != "客运" and not one.case]
    assert draw(blueprint, few, 1).missing == ("单选（客运）还差12道", "案例还差9道")


def test_items_of_the_last_papers_come_last():
    first = {one.item.slug for one in draw(BLUEPRINT, bank(), 7).questions}
    second = draw(BLUEPRINT, bank(), 7, rather_not=first)
    assert not first & {one.item.slug for one in second.questions if not one.item.case}


def test_a_small_topic_that_was_asked_waits_for_the_others_unused_items():
    six = Blueprint.model_validate(
        {"title": "六题", "minutes": 5, "sections": [{"form": "单选", "count": 6, "points": 1}]}
    )
    large = [item(Form.SINGLE, number, topic="货运超限") for number in range(9)]
    small = [item(Form.SINGLE, number, topic="客运") for number in range(10, 13)]
    first = {one.item.slug for one in draw(six, large + small, 1).questions}
    assert {one.slug for one in small} <= first
    second = draw(six, large + small, 2, rather_not=first)
    assert second.missing == ()
    assert not first & {one.item.slug for one in second.questions}
    third = draw(six, large + small, 3, rather_not=[one.slug for one in large + small])
    assert len(third.questions) == 6


def test_a_case_with_questions_of_the_last_papers_waits_for_one_without():
    three = Blueprint.model_validate(
        {"title": "案例", "minutes": 5, "sections": [{"form": CASE, "count": 3, "points": 1}]}
    )
    asked = {one.slug for one in bank() if one.case and not one.slug.startswith("case-1")}
    for last in (asked, asked - {"case-0-0", "case-2-2"}):
        for seed in range(9):
            cases = draw(three, bank(), seed, rather_not=last).questions
            assert {one.item.slug for one in cases} == {"case-1-0", "case-1-1", "case-1-2"}


def test_no_question_gives_another_ones_answer_away():
    basis = (Citation.parse("道路交通安全法 第九条"),)
    asks = item(Form.FILL, 2, basis=basis)
    tells = item(Form.TRUE_FALSE, 3, basis=basis, stem="依照《道路交通安全法》，5日内、400元以下。")
    assert reveals(tells, asks)
    assert not reveals(asks, tells)
    section = {"form": "填空", "count": 1, "points": 1}
    both = Blueprint.model_validate(
        {"title": "两题", "minutes": 5, "sections": [section, {**section, "form": "判断"}]}
    )
    assert draw(both, [asks, tells], 1).missing == ("判断还差1道",)


def test_a_paper_of_some_articles_asks_of_nothing_else():
    one = BLUEPRINT.model_copy(
        update={
            "articles": ("道路交通安全法 第三条", "道路交通安全法 第四条"),
            "sections": (blueprints.Section(form=Form.SINGLE, count=2, points=1),),
        }
    )
    cited = {str(drawn.item.basis[0]) for drawn in draw(one, bank(), 1).questions}
    assert cited == set(one.articles)


@pytest.mark.parametrize("name", SHIPPED)
def test_whoever_guesses_fails_every_shipped_paper(name):
    blueprint = SHIPPED[name]
    for_them = [replace(one, audience=blueprint.audience) for one in bank(60)]
    drawn = draw(blueprint, for_them, 11)
    assert drawn.missing == ()
    assert chance.of_passing(drawn.questions, blueprint) < 0.02
    gains = [
        [
            marking.points(one.points, marking.share(one.item, one.item.key, guess, partial=False))
            for guess in chance.guesses(one.item)
        ]
        for one in drawn.questions
    ]
    dice = random.Random(name)
    scores = (sum(dice.choice(gain) for gain in gains) for _ in range(RUNS))
    passes = sum(map(blueprint.passes, scores))
    assert passes / RUNS <= 0.02


def test_the_exact_chance_is_the_one_that_is_known():
    """Ten true-or-false questions, six to pass: .377 (binomial)."""
    blueprint = Blueprint.model_validate(
        {"title": "判断", "minutes": 5, "sections": [{"form": "判断", "count": 10, "points": 1}]}
    )
    drawn = draw(blueprint, bank(), 1).questions
    assert chance.of_passing(drawn, blueprint) == pytest.approx(0.377, abs=0.0005)


def test_ticking_everything_or_nothing_gets_nothing():
    multiple = item(Form.MULTIPLE, 1)
    for chosen in ((), ("A", "B", "C", "D")):
        assert marking.share(multiple, multiple.key, chosen, partial=True) == 0


def test_a_blueprint_prints_its_rule_and_says_where_a_pass_means_little():
    assert SHIPPED["half-year"].rule == (
        "本卷50题，100分，限时60分钟，60分合格。多选题少选、多选、错选均不得分；填空题按空给分。"
        "每答一题自动保存，断线可接着答；到时自动交卷。可考2次，取最高分。"
    )
    assert SHIPPED["half-year"].advice == []
    assert len(SHIPPED["new-law"].advice) == 1
    assert [SHIPPED["year"].grade(score) for score in (59, 60, 80, 90)] == [
        "不合格", "合格", "良好", "优秀",
    ]  # fmt: skip


@pytest.mark.parametrize("seeds", [2, pytest.param(5, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_items_that_ship_fill_each_shipped_paper_twice_over(name, shipped, seeds):
    bank = [one for one in shipped.items.values() if not one.retired and not one.suspended]
    for seed in range(seeds):
        first = draw(SHIPPED[name], bank, seed)
        asked = {one.item.slug for one in first.questions}
        second = draw(SHIPPED[name], [one for one in bank if one.slug not in asked], seed)
        assert (first.missing, second.missing) == ((), ())


@pytest.mark.parametrize("seeds", [2, pytest.param(10, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_next_shipped_paper_asks_nothing_of_the_last_one(name, shipped, seeds):
    bank = [one for one in shipped.items.values() if not one.retired and not one.suspended]
    for seed in range(seeds):
        asked = {one.item.slug for one in draw(SHIPPED[name], bank, seed).questions}
        second = draw(SHIPPED[name], bank, seed + 1, rather_not=asked)
        assert second.missing == ()
        assert not asked & {one.item.slug for one in second.questions}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_papers_have_a_hundred_points(name):
    assert SHIPPED[name].total == 100
