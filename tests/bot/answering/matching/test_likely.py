from dataclasses import replace

import pytest

from bot.answering.answerer import Answerer
from bot.answering.deciding import Decision
from bot.answering.matching import likely as likely_meant
from bot.answering.matching.kinds import Kind
from bot.answering.matching.likely import NONE, Likely
from bot.answering.matching.matcher import Ranking
from bot.answering.matching.reading import Reader
from bot.knowledge.facets import KINDS, Facets
from bot.knowledge.lexicon import Lexicon
from bot.text.grams import grams

PHRASES = {
    "trapped": ["孩子反锁在车里出不来", "车门打不开孩子在里面", "小孩锁车里了快救人"],
    "person": ["别让机器跟我说话", "换个大活人来", "叫个会说话的人来"],
    NONE: ["车被锁了怎么解锁", "车被锁了找谁", "谁能锁我的车"],
}
KIND_OF = {"trapped": Kind.URGENT, "person": Kind.ITSELF, NONE: Kind.NONE}
LOCKED_IN = "小孩在车里面出不来要怎么办"
ENTRIES = ["货车超载怎么处罚", "车被扣了怎么办", "孩子坐车要不要安全座椅"]


@pytest.fixture
def likely():
    held = [set(grams(phrase)) for phrase in ENTRIES]
    total = sum(map(len, held))
    return Likely(PHRASES, KIND_OF, lambda gram: sum(gram in one for one in held), total, 100)


@pytest.fixture
def meant(likely):
    reader = Reader(Lexicon({}), Facets({kind: {} for kind in KINDS}))
    return lambda message, sure=0.0: likely.of(Ranking(reader.read(message), ()), sure)


def test_a_message_like_the_phrases_of_a_name_is_meant_so(meant):
    assert meant("孩子锁在车里出不来了") == "trapped"
    assert meant("换个活人跟我说话") == "person"


@pytest.mark.parametrize("message", ["货车超载怎么处罚", "下雨天飞机晚点", ""])
def test_a_message_like_none_of_them_is_not(meant, message):
    assert meant(message) == ""


def test_what_only_looks_like_danger_is_none(meant, likely):
    assert meant("我的车被锁了") == ""
    assert likely.is_none("我的车被锁了", "trapped")
    assert not likely.is_none("孩子反锁在车里", "trapped")


def test_what_nobody_has_written_speaks_for_no_name():
    told = Likely({"person": ["别让机器跟我说话"]}, KIND_OF, lambda gram: 0, 100_000, 100)
    reader = Reader(Lexicon({}), Facets({kind: {} for kind in KINDS}))

    def lead(message):
        return told.told(Ranking(reader.read(message), ()), 0.0).lead

    assert lead("别让机器跟我说话") > lead("别让机器跟我说xyz")


def test_a_sure_entry_leaves_less_room(likely):
    reader = Reader(Lexicon({}), Facets({kind: {} for kind in KINDS}))
    ranking = Ranking(reader.read(LOCKED_IN), ())
    assert likely.told(ranking, 0.9).chance < likely.told(ranking, 0.0).chance


def test_a_sure_entry_leaves_no_room_for_another_offices_matter(monkeypatch):
    phrases = {"other": ["低保怎么申请", "申请低保要什么条件"]}
    told = Likely(phrases, {"other": Kind.APART}, lambda gram: 1, 200, 100)
    reader = Reader(Lexicon({}), Facets({kind: {} for kind in KINDS}))
    ranking = Ranking(reader.read("低保怎么申请"), ())
    assert told.of(ranking, 0.0) == "other"
    monkeypatch.setitem(likely_meant.AT, Kind.APART, 0.0)
    assert told.of(ranking, likely_meant.SURE) == ""


def test_what_names_a_matter_of_ours_is_hardly_another_offices(monkeypatch):
    phrases = {"other": ["低保怎么申请", "申请低保要什么条件"]}
    told = Likely(phrases, {"other": Kind.APART}, lambda gram: 1, 200, 100)
    reading = Reader(Lexicon({}), Facets({kind: {} for kind in KINDS})).read("低保怎么申请")
    named = replace(reading, facets={**reading.facets, "moves": {"公交": 1.0}})
    monkeypatch.setattr(likely_meant, "OURS_AT", 1.0)
    assert told.of(Ranking(reading, ()), 0.0) == "other"
    assert told.of(Ranking(named, ()), 0.0) == ""
    assert told.of(Ranking(reading, ()), likely_meant.LIKE_OURS) == ""


def test_each_kind_has_its_own_bar(monkeypatch):
    ranking = Ranking(Reader(Lexicon({}), Facets({kind: {} for kind in KINDS})).read(LOCKED_IN), ())
    told = Likely(PHRASES, KIND_OF, lambda gram: 0, 10_000, 100)
    chance = told.told(ranking, 0.0).chance
    monkeypatch.setitem(likely_meant.AT, Kind.ITSELF, chance + 0.01)
    monkeypatch.setitem(likely_meant.AT, Kind.URGENT, chance - 0.01)
    assert told.of(ranking, 0.0) == "trapped"
    monkeypatch.setitem(likely_meant.AT, Kind.URGENT, chance + 0.01)
    assert told.of(ranking, 0.0) == ""


def test_what_the_entries_phrases_explain_better_is_no_word_on_the_bot(monkeypatch):
    ranking = Ranking(
        Reader(Lexicon({}), Facets({kind: {} for kind in KINDS})).read("换个活人跟我说话"), ()
    )
    monkeypatch.setitem(likely_meant.AT, Kind.ITSELF, 0.0)
    seldom, often = (
        Likely(PHRASES, KIND_OF, lambda gram, count=count: count, 10_000, 100) for count in (0, 900)
    )
    assert seldom.of(ranking, 0.0) == "person"
    assert often.of(ranking, 0.0) == ""


@pytest.mark.parametrize("message", ["撞人后逃跑一般判多久", "孩子被锁在车里，物业要赔多少钱"])
def test_words_of_danger_in_a_question_on_a_rule_are_none(likely, message):
    assert likely.is_none(message, "trapped")


def test_a_few_words_must_say_more(meant):
    assert meant("孩子反锁在车里") == "trapped"
    assert meant("孩子坐车") == ""


def test_a_letter_tells_a_case(meant):
    assert meant("孩子锁在车里出不来了" + "后来我们又去找了公司和交警" * 5) == ""


def test_a_danger_without_any_known_word_gets_its_numbers(load):
    answer = Answerer(load()).answer("娃儿反锁在车子里头了出不来")
    assert answer.decision is Decision.INTENT
    assert "119" in answer.intent.says


def test_a_licence_in_the_river_is_no_person_in_it(load):
    answer = Answerer(load()).answer("驾照掉河里了怎么补办")
    assert answer.intent is None


def test_danger_goes_on_from_no_question(load):
    answer = Answerer(load()).answer("小孩反锁在车里出不来", before="货车超载怎么处罚")
    assert (answer.decision, answer.before) == (Decision.INTENT, "")
