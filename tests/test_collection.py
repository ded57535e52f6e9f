"""The shipped collection as a whole: what staff add to it falls under these tests by itself."""

import re

import pytest

from bot.answering import evaluation, labelled
from bot.answering.batch import as_record
from bot.answering.deciding import Decision
from bot.answering.wording import Wording
from bot.calculators import CALCULATORS
from bot.config import ROOT
from bot.knowledge import checking
from bot.knowledge.checking import Evidence, VerifiedFacts
from bot.knowledge.statutes import Texts
from tests import national_laws
from tests.reporting import no_faults
from tests.shared_data import shared

KNOWLEDGE = ROOT / "knowledge"
PATHS = sorted((KNOWLEDGE / "entries").rglob("*.md"))
QUOTED = re.compile(r"“[^”]*”")
SHOWN = 4
"""Entries that a person who is unsure chooses from."""


@pytest.fixture(scope="module")
def library(shipped):
    return shipped


@pytest.fixture(scope="module")
def answerer(shipped_answerer):
    return shipped_answerer


@pytest.fixture(scope="module")
def today(library):
    """The day of the last review: time that passes breaks no test."""
    return max(entry.reviewed for entry in library.entries.values())


@pytest.fixture(scope="module")
def none(tmp_path_factory, today):
    """No imported texts."""
    return Texts(tmp_path_factory.mktemp("statutes"), today=today)


@pytest.fixture(scope="module")
def laws(library, today, tmp_path_factory):
    """Full texts, and beside them the national laws that only the package has."""
    folder = tmp_path_factory.mktemp("national")
    national_laws.taken_in(library.register, folder)
    return Texts(shared("laws"), today=today, beside=folder)


@pytest.fixture
def _no_hints(monkeypatch):
    """They are no faults, and to weigh all articles for them takes half the time."""
    monkeypatch.setattr(checking.hints, "find", lambda *_: ())


@pytest.mark.usefixtures("_no_hints")
def test_it_has_no_faults(library, today, none):
    no_faults(checking.check(library, today=today, texts=none).faults)


def test_citizens_are_addressed_one_way(library):
    """As 您; what stands in quotation marks is what somebody else says."""
    bodies = {entry.slug: entry.body for entry in library.entries.values()}
    bodies |= {block.name: block.body for block in library.blocks.values()}
    said = {name: QUOTED.sub("", body) for name, body in bodies.items()}
    assert [name for name, words in said.items() if "你" in words] == []


@pytest.mark.usefixtures("_no_hints")
def test_its_figures_and_articles_stand_in_the_laws(library, today, laws):
    evidence = Evidence(laws, VerifiedFacts.from_folder(laws.folder))
    no_faults(checking.check(library, today=today, texts=laws, evidence=evidence).faults)


@pytest.mark.soak
def test_a_hint_names_an_entry_and_its_line(library, today, laws):
    evidence = Evidence(laws, VerifiedFacts.from_folder(laws.folder))
    found = checking.check(library, today=today, texts=laws, evidence=evidence)
    no_faults(found.faults)
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PATHS}
    assert all(1 <= hint.fault.line <= lines[hint.fault.path] for hint in found.hints)


def test_every_file_is_an_entry_of_its_own(library):
    no_faults(
        f"{path.relative_to(KNOWLEDGE)}: another file has the same name"
        for path in PATHS
        if library.entries[path.stem].path != path
    )


def test_every_calculator_is_offered_by_an_answer(library):
    offered = {entry.calculator for entry in library.entries.values()} - {""}
    assert offered == set(CALCULATORS)


def test_every_question_finds_its_own_entry_first(library, answerer):
    no_faults(
        f"{entry.path.relative_to(KNOWLEDGE)}: {entry.question} finds {found.slug}"
        for entry in library.entries.values()
        if (found := answerer.suggest(entry.question)[0]) is not entry
    )


@pytest.mark.parametrize("asked", ["酒驾怎么罚", "酒驾第一次怎么处罚", "酒驾会怎么处理"])
def test_who_does_not_say_again_is_no_repeat_offender(answerer, asked):
    assert answerer.answer(asked).entry.slug == "jiujia-diyici-chufa"
    assert answerer.answer("又被查酒驾怎么罚").entry.slug == "jiujia-zaici-chufa"


@pytest.mark.parametrize(
    ("asked", "danger"),
    [
        ("桥洞里车淹了门打不开", "in-the-water"),
        ("车被水淹了人出不来", "in-the-water"),
        ("水沟盖翻了人卡住了", "trapped"),
        ("围挡倒了砸到人", "hurt"),
        ("桥塌了", "road-danger"),
    ],
)
def test_who_to_call_is_told_though_an_entry_has_the_words(answerer, asked, danger):
    assert answerer.answer(asked).intent.name == danger


@pytest.mark.parametrize(
    "asked",
    [
        "骑电动车摔倒因为路上有坑",
        "公交站建在急弯，能挪吗",
        "身份证消磁了怎么坐飞机",
        "撞人后跑掉的一般判几年",
        "去年在高速上抛锚被罚款，能不能申诉",
        "车着火了自燃险赔多少",
    ],
)
def test_what_only_sounds_like_danger_is_answered(answerer, asked):
    assert answerer.answer(asked).intent is None


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("快递丢了怎么赔？还有驾照过期怎么换？", ["kuaidi-diushi", "jiazhao-daoqi-huanzheng"]),
        ("骑摩托没带驾照会扣车吗？对方不同意怎么办？", []),
        ("快递丢了怎么赔？要注意哪些方面？", []),
    ],
)
def test_only_asks_that_stand_on_their_own_get_an_answer_each(answerer, asked, parts):
    assert [part.entry.slug for part in answerer.answer(asked).parts] == parts


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("你们队里收不收辅助人员", "recruitment"),
        ("看不明白，讲得浅显一点", "simpler"),
        ("单位的头头会不会翻到我问的话", "privacy"),
        ("夸夸给我指路的那位站务大姐", "praise"),
        ("下月社保怎么补缴", "other-matters"),
        ("物业把电梯停了谁管", "other-matters"),
        ("今晚炖什么汤好", "small-talk"),
        ("买哪款家用轿车省钱", "small-talk"),
        ("洗车的哪一家便宜", "which-shop"),
        ("侧方停车有没有口诀", "driving-skill"),
        ("环湖骑行赛怎么报名", "contests"),
        ("截图传上去了，请查收", "pictures"),
    ],
)
def test_what_no_entry_is_for_gets_a_reply_of_its_own(answerer, asked, name):
    assert answerer.answer(asked).intent.name == name


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("我的工伤在哪个窗口认定", "12333"),
        ("个人所得税怎么年度汇算", "12366"),
        ("城里今晚停水吗", "12345"),
        ("厂里裁员给几个月补偿", "12333"),
        ("办低保每年都要复核吗", "民政"),
        ("火锅店后厨太脏", "12315"),
        ("外地户口的孩子想在县城读初中", "教育"),
    ],
)
def test_another_offices_matter_is_told_with_its_number(answerer, asked, number):
    answer = answerer.answer(asked)
    assert answer.intent.name == "other-matters"
    assert number in answer.intent.says


def test_what_names_something_of_ours_too_is_sent_to_no_other_office(answerer):
    told = "老房子紧靠国道，属于危房，申请原址重建，镇里住建办说不批，房产证齐全，找哪个部门审批"
    assert answerer.answer(told).intent is None


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("冇驾照开咗车", "wuzheng-jiashi-chufa"),
        ("冒买交强险上路", "jqx-meimai-chufa"),
        ("驾照唔见咗怎么补", "jiazhao-bu-zheng"),
        ("货车 记录仪", "beidou-dongtai"),
        ("晒谷", "gonglu-shaigu"),
        ("货运从业证咋考", "huoyun-congye-zige"),
    ],
)
def test_words_of_dialects_and_clipped_ones_are_understood(answerer, asked, slug):
    assert answerer.answer(asked).entry.slug == slug


def test_who_accepts_no_fine_is_told_what_is_open_though_the_matter_is_known(answerer):
    found = answerer.answer("不服", before="货车超限怎么处罚")
    assert found.before
    assert found.entry.slug == "fuyi-quna"


@pytest.mark.parametrize(
    "asked", ["电瓶车", "电动车 出事", "车险", "停车", "消分", "押运证", "大巴", "驾培", "水运"]
)
def test_a_bare_noun_is_asked_back(answerer, asked):
    answer = answerer.answer(asked)
    assert answer.decision is Decision.CLARIFY
    assert len(answer.choices) >= 2


@pytest.mark.parametrize("wish", ["我没文化，讲明白点", "看得头晕，讲重点"])
def test_the_wish_for_fewer_words_is_heard_in_any_words(answerer, wish):
    assert answerer.answer(wish, before="货车超载罚多少").is_short


@pytest.mark.parametrize(
    ("before", "message", "said"),
    [
        ("限速120开到135怎么罚", "那146呢", {"limit": "120", "speed": "146"}),
        ("限速120开到135怎么罚", "150算超多少", {"limit": "120", "speed": "150"}),
        ("6轴车52吨超限罚多少", "要是60呢", {"axles": "6", "tons": "60"}),
        ("罚款200晚交10天要多少", "30天呢", {"fine": "200", "days": "30"}),
    ],
)
def test_another_figure_after_a_sum_is_worked_out(answerer, before, message, said):
    told = answerer.answer(message, before=before).sum.said
    assert {name: told[name].rstrip("吨人元天") for name in said} == said


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("哦这样啊", "thanks"),
        ("行 有数了", "thanks"),
        ("好的那我明天去办", "thanks"),
        ("行了不聊了", "bye"),
        ("你讲得不清楚，我要找人", "person"),
        ("把我刚才讲的递上去", "received"),
    ],
)
def test_what_ends_or_turns_the_talk_gets_no_entry_once_more(answerer, message, name):
    assert answerer.answer(message, before="货车超载罚多少").intent.name == name


@pytest.mark.parametrize("message", ["谢谢啊 打电话要讲些啥", "哦哦 他要感谢费给不给"])
def test_who_thanks_and_asks_on_gets_an_answer(answerer, message):
    assert answerer.answer(message, before="出租车把我箱子拉走了").intent is None


def test_a_goodbye_after_despair_is_no_goodbye(answerer):
    assert answerer.answer("再见", before="我不想活了").intent.name == "despair"


def test_who_wants_it_shorter_gets_the_answer_before_once_more(answerer):
    again = answerer.answer("说简单点", before="货车超载罚多少")
    assert (again.decision, again.entry.slug) == (Decision.ANSWER, "chaozai-fakuan")
    assert again.is_short
    assert answerer.answer("说简单点").intent.name == "simpler"


@pytest.mark.parametrize(
    ("asked", "law"),
    [
        ("道安法有多少条", "道路交通安全法"),
        ("给我看看出租汽车管理办法的原文", "巡游出租汽车经营服务管理规定"),
    ],
)
def test_a_law_is_opened_by_what_people_call_it(answerer, asked, law):
    found = answerer.answer(asked)
    assert (found.decision, found.citation.law) == (Decision.ARTICLE, law)


@pytest.mark.parametrize("step", [15, pytest.param(1, marks=pytest.mark.soak)])
def test_the_ways_to_ask_find_their_entry_among_those_shown(library, answerer, step):
    asked = [(entry, phrase) for entry in library.entries.values() for phrase in entry.ask][::step]
    missed = [
        f"{entry.path.relative_to(KNOWLEDGE)}: {phrase}"
        for entry, phrase in asked
        if entry not in answerer.suggest(phrase, SHOWN)
    ]
    share = 1 - len(missed) / len(asked)
    print(f"{share:.2%} of {len(asked)} phrases find their entry")  # noqa: T201 - for pytest -rP
    if share < 0.99:
        no_faults(missed)


def test_it_answers_real_questions_well_and_knows_its_limits(library, answerer, none):
    questions = labelled.load(shared("eval") / "questions.dev.jsonl")
    wording = Wording(library, none)
    report = evaluation.evaluate(
        questions, lambda asked, before: as_record(answerer.answer(asked, before), wording, 0.0)
    )
    shares = report.shares()
    for name, share in shares.items():
        print(f"{name}: {share.value:.1%}")  # noqa: T201 - for pytest -rP
    assert shares["hit@1"].value >= 0.75
    assert shares["out of scope, answered"].value <= 0.04


def test_the_register_knows_every_law_that_is_cited(library):
    cited = {citation.law for citation in library.by_citation}
    assert cited - library.register.statutes.keys() == set()


def test_no_blocks_lie_unused(library):
    used = {name for entry in library.entries.values() for name in entry.blocks}
    assert library.blocks.keys() - used == set()


def test_reviews_are_spread_over_the_year(library):
    months = [f"{entry.review_by:%Y-%m}" for entry in library.entries.values()]
    most = max(months.count(month) for month in set(months))
    assert most <= len(months) / 4
