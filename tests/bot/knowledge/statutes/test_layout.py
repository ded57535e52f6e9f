"""Texts as people lay them out: words in are words out, and nothing is swallowed."""

import random
import re

import pytest

from bot.knowledge.statutes import importing, layout
from bot.knowledge.statutes import register as registers
from bot.knowledge.statutes.citations import Article
from bot.knowledge.statutes.importing import ImportFailed
from bot.text import numerals
from tests import shared_data
from tests.fakes import FAKES, word

TITLE = "中华人民共和国道路交通安全法"
PUBLISHED = "（2003年10月28日通过　根据2021年4月29日决定修正）"


@pytest.fixture
def register():
    return registers.load(FAKES / "knowledge" / "statutes.yaml")


def words(text):
    """What a layout may not change."""
    return re.sub(r"[\W_]", "", layout.normal(text))


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("## 第二章\u00a0\u00a0道路", "第二章  道路"),
        ("### 第一节\t一般规定", "第一节 一般规定"),
        ("## 第三章法律责任", "第三章法律责任"),
        ("第 二 章　道 路", "第二章　道 路"),
        ("**第二章 道路**", "第二章 道路"),
        ("<b>第二章</b>&nbsp;道路", "第二章 道路"),
        ("第二章　出租、维修", "第二章　出租、维修"),
        ("第⼆章 道路", "第二章 道路"),
        ("## 二、关于赔偿范围的认定", "二、关于赔偿范围的认定"),
        ("附　则", "附　则"),
    ],
)
def test_a_heading_is_known_however_it_is_typed(line, heading):
    found = layout.read(["第一条　甲。", line, "第二条　乙。"])
    assert found.articles == [(Article(1), "甲。"), (Article(2), "乙。")]
    assert found.headings[Article(2)] == (heading,)


@pytest.mark.parametrize(
    "line",
    [
        "第一百○一条　甲。", "第一百◯一条　甲。", "第一百〇一条 甲。", "第一百零一条\u00a0甲。",
        "第101条　甲。", "第１０１条　甲。", "第 一百零一 条　甲。", "**第一百零一条** 甲。",
        "\ufeff第一百零一条\u200b　甲。", "### 第一百零一条 甲。", "【第一百零一条】甲。",
        "第一百零一条：甲。",
        "<p>第一百零一条　甲。</p>", "第⼀百零⼀条　甲。",
    ],
)  # fmt: skip
def test_an_article_is_known_however_it_is_typed(line):
    assert layout.read([line]).articles == [(Article(101), "甲。")]


@pytest.mark.parametrize(
    "line",
    [
        "附件",
        "附件1",
        "附：",
        "## 附　车船税税目税额表",
        "附表一：税额",
        "附录 标志",
        "附件《目录》",
        "附件税额表",
    ],
)
def test_an_annex_is_a_part_of_its_own(line):
    table = ["| 税目 | 税额 |", "|---|---|", "| 摩托车 | 36元 |"]
    found = layout.read(["第一条　甲。", line, *table, "注：乙。"])
    assert found.articles == [(Article(1), "甲。")]
    assert found.annex.endswith("\n\n" + "\n".join(table) + "\n\n注：乙。")
    assert found.odd == ()


def test_an_annex_may_have_articles_of_its_own():
    found = layout.read(["第一条　甲。", "第二条　乙。", "附件：", "第一条　丙。"])
    assert [article for article, _ in found.articles] == [Article(1), Article(2)]
    assert found.annex == "附件：\n\n第一条　丙。"


def test_words_about_an_annex_are_none():
    found = layout.read(["第一条　甲：", "附件所列车辆，应当年检。", "附近居民同意的；"])
    assert found.articles == [(Article(1), "甲：\n\n附件所列车辆，应当年检。\n\n附近居民同意的；")]


def test_a_table_within_an_article_becomes_its_words():
    found = layout.read(
        ["第一条　甲：", "| 税目 | 税额 |", "|---|---|", "| 摩托车 | 36元 |", "第二条　乙。"]
    )
    assert found.articles[0][1] == "甲：\n\n税目；税额\n\n摩托车；36元"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("├──┼──┤", "a table's row"),
        ("│税目│税额│", "a table's row"),
        ("<table><tr><td>甲", "a tag"),
        ("附：", "an annex"),
        ("　　（第三条　旧的）", "an article"),
    ],
)
def test_what_still_looks_like_structure_is_told(line, kind):
    found = layout.read(["第一条　甲。", line, "第二条　乙。"])
    assert [odd.rpartition(" looks like ")[2] for odd in found.odd] == [kind]


@pytest.mark.parametrize(
    "line", ["第三条的规定，不适用。", "第三条、第四条规定的；", "第三条和第四条。"]
)
def test_a_reference_at_a_lines_beginning_begins_no_article(line):
    found = layout.read(["第一条　甲：", line])
    assert (len(found.articles), found.odd) == (1, ())


@pytest.mark.parametrize(
    ("published", "version"),
    [
        ("（二○○四年四月三十日公布　二○一二年十一月九日修订）", "2012-11-09"),
        ("2010 年 11 月 25 日通过", "2010-11-25"),
    ],
)
def test_dates_are_read_in_every_writing(register, tmp_path, published, version):
    path = tmp_path / "law.txt"
    path.write_text(f"{TITLE}\n{published}\n第一条　甲。", "utf-8")
    assert str(importing.read(path, register).law.version) == version


@pytest.mark.parametrize("day", ["0012年11月9日", "1921年7月1日", "2021年2月30日"])
def test_a_day_that_cannot_be_is_refused(register, tmp_path, day):
    path = tmp_path / "law.txt"
    path.write_text(f"{TITLE}\n{day}公布\n第一条　甲。", "utf-8")
    with pytest.raises(ImportFailed, match=r"早于 1949 年|没有“"):
        importing.read(path, register)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_read_as_windows_saves_it(register, tmp_path, encoding):
    path = tmp_path / "LAW.TXT"
    path.write_bytes(f"{TITLE}\r\n{PUBLISHED}\r\n第一条　甲。\r\n".encode(encoding))
    assert importing.read(path, register).law.articles == {Article(1): "甲。"}


def test_a_byte_order_mark_hides_no_front_matter(register, tmp_path):
    path = tmp_path / "law.md"
    head = "---\ntitle: 甲\nshort: 道路交通安全法\neffective: 2004-05-01\n---\n"
    path.write_text(f"\ufeff{head}\n**第一条** 自2019年3月2日起施行的规定废止。\n", "utf-8")
    assert str(importing.read(path, register).law.effective) == "2004-05-01"


class Law:
    """A made-up law and a way to lay it out, both by chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        pick = self.chance.choice
        self.space = pick(["　", " ", "\u00a0", "\u2003", "\t", "  "])
        self.number = pick([self.chinese, self.with_circle, self.arabic, self.wide, self.apart])
        self.article = pick(["{}", "**{}**", "### {}", "【{}】", "{}"])
        self.heading = pick(["{}", "## {}", "**{}**", "{}"])
        self.gap = pick(["\n", "\n\n", "\r\n"])
        self.suffix = pick([".txt", ".md", ".docx", ".DOCX"])
        self.has_annex = self.chance.random() < 0.5
        self.expected = {}
        self.lines = [TITLE, PUBLISHED]
        self.annex = (
            ["附件", "| 税目 | 税额 |", "| 摩托车 | 36元至180元 |"] if self.has_annex else []
        )
        number = 0
        for chapter in range(1, self.chance.randint(2, 5)):
            self.lines.append(
                self.heading.format(f"第{self.number(chapter)}章{self.space}规定{chapter}")
            )
            for _ in range(self.chance.choice([1, 2, 40])):
                number += 1
                self.lines += self.article_lines(number)
        self.lines += self.annex

    def article_lines(self, number):
        chance = self.chance
        parts = [f"违反第{number}款的，处{chance.randint(1, 99)}元以上罚款："]
        parts += [f"（{numerals.to_chinese(n)}）情形{n}；" for n in range(1, chance.randint(1, 4))]
        if chance.random() < 0.2:
            parts.append("第二条第一款所列的情形，从其规定。")
        self.expected[Article(number)] = "\n\n".join(parts)
        named = self.article.format(f"第{self.number(number)}条")
        return [f"{named}{self.space}{parts[0]}", *parts[1:]]

    def chinese(self, number):
        return numerals.to_chinese(number)

    def with_circle(self, number):
        return numerals.to_chinese(number).replace("零", self.chance.choice("○◯〇"))

    def arabic(self, number):
        return str(number)

    def wide(self, number):
        return str(number).translate({code: code + 0xFEE0 for code in range(48, 58)})

    def apart(self, number):
        return f" {number} "

    def write(self, folder):
        path = folder / f"law{self.suffix}"
        if self.suffix.lower() == ".docx":
            return word.write(path, *map(self.wrapped, self.lines))
        mark = self.chance.choice(["", "\ufeff"])
        path.write_bytes((mark + self.gap.join(self.lines)).encode())
        return path

    def wrapped(self, line):
        """The paragraph, its words in pieces as Word likes to leave them."""
        cut = self.chance.randint(0, len(line))
        around = self.chance.choice(["{}", "<w:ins>{}</w:ins>", "<w:smartTag>{}</w:smartTag>"])
        return word.paragraph(word.run(line[:cut]), around.format(word.run(line[cut:])))


@pytest.mark.parametrize("seed", range(200))
def test_words_in_are_words_out(register, tmp_path, seed):
    law = Law(seed)
    found = importing.read(law.write(tmp_path), register)
    assert (found.problems, found.odd) == ((), ())
    assert found.law.articles == law.expected
    assert words(found.law.annex) == words("".join(law.annex))
    saved = importing.save(found.law, tmp_path / "texts")
    again = importing.read(saved, register).law
    assert (again.articles, again.annex) == (found.law.articles, found.law.annex)
    assert again.headings == found.law.headings


def test_no_word_of_a_real_collection_is_lost():
    register = registers.load(FAKES.parents[1] / "knowledge" / "statutes.yaml")
    files = [path for path in shared_data.shared("laws").glob("*.md") if path.stem != "README"]
    for path in files:
        found = importing.read(path, register)
        law = found.law
        above = dict.fromkeys(line for lines in law.headings.values() for line in lines)
        told = [*law.notes, *above, *map(str, law.articles), *law.articles.values(), law.annex]
        body = path.read_text("utf-8").split("\n---\n", 1)[1]
        assert found.odd == ()
        assert set(words(body)) == set(words("".join(told)))
        # Each 编 has a first 章 of the same name: those are told once.
        assert len(words(body)) - len(words("".join(told))) <= 40, path
