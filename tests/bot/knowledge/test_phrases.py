from pathlib import Path

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import phrases

PATH = Path("phrases/chaozai.txt")


def test_one_phrase_a_line_with_remarks_and_shared_ones():
    found = phrases.parse("# 俗话\n拉多了咋罚\n\n~ 被查了怎么办\n", PATH)
    assert found.phrases == ("拉多了咋罚", "被查了怎么办")
    assert found.shared == {4}


def test_a_phrase_may_say_which_passage_it_asks_for():
    found = phrases.parse(
        "摩托车年检\n~ 审车要带什么 @ 要先做什么\n发到 a@b.cn 行吗\n几年一检 @\n", PATH
    )
    assert found.phrases == ("摩托车年检", "审车要带什么", "发到 a@b.cn 行吗", "几年一检 @")
    assert (found.points, found.shared) == ({2: "要先做什么"}, {2})


def test_a_repeated_an_empty_and_a_long_one_are_faults_with_their_lines():
    with pytest.raises(FaultyFile) as caught:
        phrases.parse(f"超载\n超 载？\n？？\n{'长' * 201}\n", PATH)
    assert [fault.line for fault in caught.value.faults] == [2, 3, 4]


def test_a_bureaus_own_file_wins_whatever_its_topic(load, knowledge, tmp_path):
    for folder, words in ((knowledge, "本地叫法一"), (tmp_path / "own", "本地叫法二")):
        path = folder / "phrases" / folder.name / "chaozai-fakuan.txt"
        path.parent.mkdir(parents=True)
        path.write_text(words, encoding="utf-8")
    assert load(tmp_path / "own").phrases["chaozai-fakuan"].phrases == ("本地叫法二",)
