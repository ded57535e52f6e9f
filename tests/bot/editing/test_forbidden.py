import pytest

from bot.editing.forbidden import MOST, Forbidden
from bot.staff.refusals import Refused


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "forbidden.txt"

    def words(*lines):
        path.write_text("\n".join(lines), encoding="utf-8")
        return Forbidden(path)

    return words


def test_without_a_list_nothing_is_forbidden(tmp_path):
    assert Forbidden(tmp_path / "forbidden.txt").found("绝密") == []


def test_it_names_each_word_once(words):
    assert words("绝密", "内部资料", "绝密文件").found("内部资料：绝密文件，绝密") == [
        "内部资料",
        "绝密",
        "绝密文件",
    ]


@pytest.mark.parametrize("written", ["內部資料", "内 部 资 料", "内*部*资*料", "ＡＢＣ内部资料"])
def test_it_finds_them_however_they_are_written(words, written):
    assert words("内部资料").found(f"这是{written}。") == ["内部资料"]


def test_remarks_and_empty_lines_are_no_words(words):
    assert words("# 样例", "", "  ", "！！").found("样例！！") == []


def test_a_changed_list_counts_from_the_next_text_on(words):
    forbidden = words("绝密")
    assert forbidden.found("机密") == []
    words("绝密", "机密")
    assert forbidden.found("机密") == ["机密"]
    forbidden.path.unlink()
    assert forbidden.found("机密") == []


def test_a_refusal_names_them(words):
    with pytest.raises(Refused, match="有不能发布的词：绝密"):
        words("绝密").check("标题", "绝密")


def test_a_list_that_cannot_be_used_lets_nothing_out(words, tmp_path):
    forbidden = words(*(f"词{number}号" for number in range(MOST + 1)))
    with pytest.raises(Refused, match="最多 20000 个"):
        forbidden.check("你好")
    forbidden.path.write_bytes(b"\0\xff")
    with pytest.raises(Refused, match="UTF-8"):
        forbidden.check("你好")


def test_a_list_from_chinese_windows_is_read(words):
    forbidden = words()
    forbidden.path.write_bytes("绝密\r\n机密\r\n".encode("gb18030"))
    assert forbidden.found("机密文件") == ["机密"]


def test_a_full_list_finds_its_first_and_its_last(words):
    listed = [f"词{number}号" for number in range(MOST)]
    forbidden = words(*listed)
    assert forbidden.found(f"{listed[-1]}和{listed[0]}") == [
        listed[-1],
        listed[0],
    ]
