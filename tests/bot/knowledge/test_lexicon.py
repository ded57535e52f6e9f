import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import lexicon


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "lexicon.yaml"
        path.write_text(text, encoding="utf-8")
        return lexicon.load(path)

    return read


def test_a_subject_is_told_without_what_is_said_around_it(read):
    known = read("before_subject: [问, 问一下]\nafter_subject: [的, 规定, 吗]\n")
    assert known.subject("问1下渡船的规定吗") == "渡船"
    assert known.subject("渡船") == "渡船"
    assert known.subject("规定") == "规定"
    assert read("synonyms: {}\n").subject("问渡船的规定") == "问渡船的规定"


@pytest.mark.parametrize("name", ["before_subject", "after_subject", "fillers", "outside"])
def test_words_must_be_a_list(read, name):
    with pytest.raises(FaultyFile, match=f"`{name}` must be a list of words"):
        read(f"{name}: 问\n")
