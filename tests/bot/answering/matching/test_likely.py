import pytest

from bot.answering.answerer import Answerer
from bot.answering.deciding import Decision
from bot.answering.matching import likely as likely_meant
from bot.answering.matching.likely import LEAD_SHORT, LEAD_SHORT_BESIDE, NONE, Likely
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
LOCKED_IN = "小孩在车里面出不来要怎么办"
ENTRIES = ["货车超载怎么处罚", "车被扣了怎么办", "孩子坐车要不要安全座椅"]


@pytest.fixture
def likely():
    held = [set(grams(phrase)) for phrase in ENTRIES]
    total = sum(map(len, held))
    return Likely(PHRASES, lambda gram: sum(gram in one for one in held), total, kinds=100)


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
    told = Likely({"person": ["别让机器跟我说话"]}, lambda gram: 0, 100_000, kinds=100)
    reader = Reader(Lexicon({}), Facets({kind: {} for kind in KINDS}))

    def lead(message):
        return told.told(Ranking(reader.read(message), ()), 0.0).lead

    assert lead("别让机器跟我说话") > lead("别让机器跟我说xyz")


def test_a_sure_entry_leaves_little_room(meant, monkeypatch):
    monkeypatch.setattr(likely_meant, "AT", (likely_meant.AT[0], 1.01))
    assert meant("小孩在车里面出不来要怎么办", 0.0) == "trapped"
    assert meant("小孩在车里面出不来要怎么办", 0.9) == ""


def test_danger_is_told_sooner_than_a_word_on_the_bot(monkeypatch):
    ranking = Ranking(Reader(Lexicon({}), Facets({kind: {} for kind in KINDS})).read(LOCKED_IN), ())
    calm = Likely(PHRASES, lambda gram: 1, 200, kinds=100)
    urgent = Likely(PHRASES, lambda gram: 1, 200, kinds=100, urgent={"trapped"})
    chance = calm.told(ranking, 0.0).chance
    monkeypatch.setattr(likely_meant, "AT", (chance + 0.01, 1.0))
    monkeypatch.setattr(likely_meant, "DANGER_AT", (chance - 0.01, 1.0))
    assert calm.of(ranking, 0.0) == ""
    assert urgent.of(ranking, 0.0) == "trapped"


def test_a_few_words_must_say_more(meant):
    assert meant("孩子反锁在车里") == "trapped"
    assert meant("孩子坐车") == ""


def test_a_few_words_on_what_moves_must_say_more_unless_it_is_danger():
    moving = Facets({kind: {"车": ("车",)} if kind == "moves" else {} for kind in KINDS})
    ranking = Ranking(Reader(Lexicon({}), moving).read("孩子反锁在车里"), ())
    told = Likely(PHRASES, lambda gram: 1, 200, kinds=100)
    urgent = Likely(PHRASES, lambda gram: 1, 200, kinds=100, urgent={"trapped"})
    assert LEAD_SHORT <= told.told(ranking, 0.0).lead < LEAD_SHORT_BESIDE
    assert told.of(ranking, 0.0) == ""
    assert urgent.of(ranking, 0.0) == "trapped"


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
