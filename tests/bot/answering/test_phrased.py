import pytest

from bot.answering.answerer import Answerer

ENTRY = "entries/货运超限/chaozai-fakuan.md"
BULLETS = """- **记分**：驾驶人另外记分，看超过多少。
- **扣车**：扣到多装的货卸下为止，凭处罚决定书取车。
"""


@pytest.fixture
def answerer(load, knowledge):
    """Its entry has two passages, and phrases of which some say which one they ask for."""
    path = knowledge / ENTRY
    text = path.read_text(encoding="utf-8").replace("\n## 怎么办", f"{BULLETS}\n## 怎么办")
    path.write_text(text, encoding="utf-8")

    def answerer(*lines):
        path = knowledge / "phrases" / "货运超限" / "chaozai-fakuan.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
        return Answerer(load())

    return answerer


def asked(answerer, question, but=""):
    entry = answerer.library.entries["chaozai-fakuan"]
    return answerer.phrased.asked(entry, answerer.matcher.reader.read(question), but)


LINES = ("拉多了罚几个钱", "我那本本子要遭扣好多 @ 记分", "啥时候把车子还我 @ 扣车")


def test_the_nearest_phrases_tell_which_passage_is_asked_for(answerer):
    told = asked(answerer(*LINES), "本子要遭扣好多")
    assert max(told, key=lambda head: told[head].likeness) == "记分"
    assert told["记分"].share > told.get("扣车", told[""]).share


def test_a_phrase_that_says_nothing_asks_for_the_first_paragraph(answerer):
    told = asked(answerer(*LINES), "拉多了罚几个钱")
    assert max(told, key=lambda head: told[head].likeness) == ""


def test_a_phrase_doesnt_count_for_itself(answerer):
    found = answerer(*LINES)
    assert asked(found, LINES[0], but=LINES[0])[""].likeness < asked(found, LINES[0])[""].likeness


def test_where_no_phrase_says_it_nothing_is_told(answerer):
    assert asked(answerer("拉多了罚几个钱"), "拉多了罚几个钱") == {}


def test_what_the_passage_calls_otherwise_is_found_by_the_phrases(answerer):
    answer = answerer(*LINES).answer("啥时候能把车子还我")
    assert answer.entry.slug == "chaozai-fakuan"
    assert answer.point.startswith("**扣车**")
