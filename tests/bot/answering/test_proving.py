import pytest

from bot.answering.answerer import Answerer
from bot.answering.proving import faults


@pytest.fixture
def found(load, knowledge):
    """What is said of a phrase file of that name with these lines."""

    def told(name, *lines):
        path = knowledge / "phrases" / "any" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
        library = load()
        return [
            str(one) for one in faults(library, Answerer(library).matcher, library.phrases.values())
        ]

    return told


def test_a_phrase_that_finds_another_entry_first_is_told_with_its_line(found):
    (told,) = found("chaozai-fakuan", "拉多了咋罚", "运送大件货物要办什么手续？")
    assert ":2:" in told
    assert "dajian-yunshu" in told


def test_one_marked_as_shared_may_find_another(found):
    assert found("chaozai-fakuan", "~ 运送大件货物要办什么手续？") == []


def test_a_file_of_no_entry_is_a_fault(found):
    (told,) = found("chaozia-fakuan", "拉多了咋罚")
    assert "chaozia-fakuan" in told


@pytest.mark.parametrize("name", ["none", "person"])
def test_ways_to_say_what_no_entry_is_for_find_none(found, name):
    assert found(name, "驾照掉河里了") == []
