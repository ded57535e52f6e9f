import pytest

from bot.answering.matching.matcher import Matcher
from bot.knowledge.lexicon import Lexicon


@pytest.fixture
def matcher(load):
    library = load()
    return Matcher(library.entries.values(), library.lexicon)


def first(matcher, question):
    return matcher.rank(question).matches[0].entry.slug


def test_each_phrase_finds_its_own_entry(matcher):
    for entry in matcher.entries:
        for phrase in entry.phrases:
            assert first(matcher, phrase) == entry.slug


@pytest.mark.parametrize(
    "question",
    [
        "货车超栽怎么罚",
        "货车chaozai怎么罚",
        "貨車超載怎麼罰",
        "货车超载 ,怎么  罚??",
        "请问货车超载怎么罚",
    ],
)
def test_it_sees_through_typos_pinyin_scripts_and_fillers(matcher, question):
    assert first(matcher, question) == "chaozai-fakuan"


def test_the_same_sound_counts_less_than_the_same_characters(matcher):
    exact, sounding = (
        matcher.rank("货车超载怎么罚").matches[0],
        matcher.rank("货车超栽怎么罚").matches[0],
    )
    assert sounding.entry == exact.entry
    assert sounding.score < exact.score


def test_an_everyday_word_finds_the_laws_word(read):
    entry = read(
        question=("货车超载怎么处罚？", "非法营运怎么处罚？"), ask=("超载罚多少钱", "无证载客")
    )
    other = read(name=("货车超载怎么处罚？", "旅客退票怎么退？"))
    lexicon = Lexicon({"黑车": ("非法营运",)}, ())
    assert Matcher([other, entry], lexicon).rank("抓到黑车怎么办").matches[0].entry is entry
    knowing, plain = Matcher([other, entry], lexicon), Matcher([other, entry], Lexicon({}, ()))
    assert plain.rank("黑车").matches[0].score < knowing.rank("黑车").matches[0].score


def test_nothing_in_common_finds_nothing(matcher):
    assert matcher.rank("").matches == ()
    assert matcher.rank("？？！！").matches == ()
    assert matcher.rank("zzz").matches == ()
