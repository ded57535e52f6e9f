"""Laws from a package: taken in once, beside what the bureau imported itself, which wins."""

from datetime import date

import pytest

from bot.knowledge.statutes import Texts, importing, taking_in
from bot.knowledge.statutes import register as registers
from bot.knowledge.statutes.citations import Article, Citation
from bot.knowledge.statutes.taking_in import Delivered
from bot.knowledge.statutes.texts import LawText
from tests.bot.conftest import TODAY
from tests.fakes import FAKES

TITLE = "中华人民共和国道路交通安全法"
SHORT = "道路交通安全法"
FIRST = Citation(SHORT, Article(1))
OWN = ["道路交通安全法", "（2003年10月28日通过 {}修正）", "第一条 自己导入的。"]


def law(*lines, effective="2004-05-01", version="2021-04-29", title=TITLE):
    dates = date.fromisoformat(effective), date.fromisoformat(version)
    return Delivered(title, *dates, lines or ("第一条 包裹里的。", "第二条 也是。"))


@pytest.fixture
def register():
    return registers.load(FAKES / "knowledge" / "statutes.yaml")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "statutes"


@pytest.fixture
def take(register, folder):
    def take(*laws, version="9.9"):
        return taking_in.take_in("package", version, laws, register, folder)

    return take


@pytest.fixture
def texts(folder):
    return lambda today=TODAY: Texts(folder, today=today)


@pytest.fixture
def own(register, folder, tmp_path):
    """Imports the bureau's own text of the law."""

    def own(*lines, version="2021年4月29日"):
        path = tmp_path / "own.txt"
        path.write_text("\n".join([*OWN, *lines]).format(version), encoding="utf-8")
        importing.save(importing.read(path, register).law, folder)

    return own


def test_a_registered_law_is_held_with_its_origin(take, texts):
    taken = take(law(), law(title="中华人民共和国公司法"))
    assert (taken.laws, taken.versions, taken.articles, taken.problems) == (1, 1, 2, ())
    held = texts().law(SHORT)
    assert held.articles[Article(1)] == "包裹里的。"
    assert held.origin == held.origin_of(Article(1)) == "package 9.9"
    assert held.version == date(2021, 4, 29)


def test_the_newest_version_in_force_counts_and_the_others_are_there(take, texts):
    take(
        law("第一条 旧的。", version="2011-04-22"),
        law("第一条 现在的。"),
        law("第一条 以后的。", version="2026-12-01"),
    )
    assert texts().article(FIRST) == "现在的。"
    assert texts(date(2026, 12, 1)).article(FIRST) == "以后的。"
    assert len(texts().versions(SHORT)) == 3


def test_the_bureaus_own_import_wins_by_article_whichever_came_first(take, own, texts):
    take(law())
    own()
    for _ in range(2):
        held = texts().law(SHORT)
        assert list(held.articles.values()) == ["自己导入的。", "也是。"]
        assert held.origin_of(Article(1)) == ""
        assert held.origin_of(Article(2)) == "package 9.9"
        take(law())


def test_where_all_is_the_bureaus_own_nothing_else_is_named(take, own, texts):
    take(law())
    own("第二条 全有了。")
    held = texts().law(SHORT)
    assert (held.origin, held.borrowed) == ("", frozenset())
    assert held.notes[0].startswith("（2003年")


def test_the_same_version_counts_from_the_day_that_the_bureau_gave(take, own, texts):
    take(law(effective="2021-05-01"))  # a day later than the bureau's import says
    own()
    assert texts().article(FIRST) == "自己导入的。"
    assert len(texts().versions(SHORT)) == 1


def test_a_newer_version_in_force_wins_over_an_older_import(take, own, texts):
    own(version="2011年4月22日")
    take(law())
    assert texts().article(FIRST) == "包裹里的。"
    assert [str(law.in_force_from) for law in texts().versions(SHORT)] == [
        "2011-04-22",
        "2021-04-29",
    ]


def test_an_older_version_than_the_import_changes_nothing(take, own, texts):
    own(version="2026年5月1日")
    take(law())
    assert texts().article(FIRST) == "自己导入的。"
    assert texts().article(Citation(SHORT, Article(2))) is None


def test_a_folder_is_filled_up_with_what_was_taken_in_beside_it_and_nothing_else(
    take, own, folder, tmp_path
):
    named = tmp_path / "named"
    importing.save(
        LawText(SHORT, TITLE, None, date(2021, 4, 29), {Article(1): "指名的文件夹里的。"}), named
    )
    take(law())
    own("第三条 自己的第三条。")
    held = Texts(named, today=TODAY, beside=folder)
    assert list(held.law(SHORT).articles.values()) == ["指名的文件夹里的。", "也是。"]
    assert len(set(held.state)) == 2


def test_where_numbers_are_missing_the_article_before_them_is_left_out_too(take, texts):
    taken = take(law("第一条 甲。", "第二条 乙，和第三条的下半截。", "第四条 丁。"))
    assert taken.problems == (
        f"{TITLE}, 2021-04-29: between 第二条 and 第四条 something is missing",
    )
    held = texts().law(SHORT)
    assert list(held.articles.values()) == ["甲。", "丁。"]
    assert "第二条之后有缺漏" in held.notes[0]


def test_a_table_drawn_in_characters_is_left_out(take, texts):
    take(law("第一条 税额见表：", "税目 | 税额", "+-----+---+", "| 客车 | 60元 |", "附则。"))
    assert texts().article(FIRST) == f"税额见表：\n\n{taking_in.NO_TABLE}\n\n附则。"


@pytest.mark.parametrize(
    "lines", [("第一条 甲", "第一条 乙"), ("第二条 乙", "第一条 甲"), ("没有条文",)]
)
def test_what_cannot_be_trusted_is_not_taken(take, texts, lines):
    taken = take(law(*lines))
    assert taken.problems[-1] == f"{TITLE}, 2021-04-29: not taken in"
    assert texts().laws == ()


def test_headings_survive_though_each_part_has_a_first_chapter(take, texts):
    take(law(
        "第一编 甲", "第一章 规定", "第一条 一", "第一节 节", "第二条 二",
        "第一章 规定", "第三条 三", "第二编 乙", "第一章 规定", "第四条 四",
        "附 则", "第五条 五",
    ))  # fmt: skip
    assert list(texts().law(SHORT).headings.values()) == [
        ("第一编 甲", "第一章 规定"),
        ("第一编 甲", "第一章 规定", "第一节 节"),
        ("第一编 甲", "第一章 规定"),
        ("第二编 乙", "第一章 规定"),
        ("附 则",),
    ]


def test_it_is_done_once_until_the_package_or_the_register_changes(take, register, folder):
    def is_done(version="9.9", register=register):
        return taking_in.is_done("package", version, register, folder)

    assert not is_done()
    take(law())
    assert is_done()
    assert not is_done(version="9.10")
    fewer = dict(list(register.statutes.items())[:1])
    assert not is_done(register=registers.Register(fewer))


def test_what_was_broken_off_is_done_again(take, register, folder, texts, monkeypatch):
    full = OSError(28, "No space left on device")

    def break_off(path, content):
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "write_atomically", break_off)
        with pytest.raises(OSError, match="No space"):
            take(law())
    assert not taking_in.is_done("package", "9.9", register, folder)
    take(law())
    assert texts().laws == (SHORT,)


def test_a_newer_package_leaves_the_version_before_as_an_older_one(take, texts):
    take(law())
    take(law("第一条 新的。", version="2026-05-01"), version="9.10")
    assert texts().article(FIRST) == "新的。"
    assert [one.origin for one in texts().versions(SHORT)] == ["package 9.9", "package 9.10"]


@pytest.mark.parametrize(
    "spoil", [lambda note: note.write_bytes(b"\xff\xfe"), lambda note: note.mkdir()]
)
def test_a_note_that_cannot_be_read_is_as_good_as_none(register, folder, spoil):
    folder.mkdir(parents=True, exist_ok=True)
    spoil(folder / ".package")
    assert not taking_in.is_done("package", "9.9", register, folder)
