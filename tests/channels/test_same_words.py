"""One text, every channel: the digits and signs that are written are those that are seen."""

import io
import re

import pytest
from rich.console import Console

from bot.publicity.surfaces import prose
from bot.text import marking
from handlers.channels.terminal import Shown
from handlers.channels.web.rendering import to_html, to_words
from handlers.styled.blocks import render

_MARKER = re.compile(r"(?m)^(?:[ \t]*> )?[ \t]*(?:#+ |[-+*•] |\d+[.)] )?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SIGNS = re.compile(r"[0-9A-Za-z+×÷=<>%％‰℃~～^*_$@&／/-]")


@pytest.fixture(scope="module")
def texts(shipped):
    """Every text of the shipped collection that people see, by its name."""
    days = {key: day.body for key, day in shipped.days.items()}
    blocks = {name: block.body for name, block in shipped.blocks.items()}
    return {slug: entry.body for slug, entry in shipped.entries.items()} | blocks | days


def on_the_page(text):
    return to_words(text)


def on_telegram(text):
    return _MARKER.sub("", "\n".join(block.text for block in render(text)))


def in_the_terminal(text):
    file = io.StringIO()
    Console(file=file, width=200, no_color=True, legacy_windows=False).print(Shown(text))
    shown = re.sub(r"\x1b\][^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", file.getvalue())
    return re.sub(r"(?m)^ +(?:\d+ |• |▌ )|^[-─━]+$", "", shown)


def in_a_notice(text):
    return "".join(paragraph.text for paragraph in prose.paragraphs(text))


def written(text):
    """Digits, letters and signs without Markdown's own."""
    text = _LINK.sub(r"\1", _MARKER.sub("", text))
    return SIGNS.findall(text.replace("**", "").replace("~~", "").replace("`", ""))


def seen(text):
    return SIGNS.findall(text)


CHANNELS = [on_the_page, on_telegram, in_the_terminal, in_a_notice]


@pytest.mark.parametrize(
    ("channel", "every"),
    [
        (on_the_page, 1),
        *((channel, 4) for channel in CHANNELS[1:]),
        *(pytest.param(channel, 1, marks=pytest.mark.soak) for channel in CHANNELS[1:]),
    ],
)
def test_of_every_entry_passage_and_day(channel, every, texts):
    """All channels read them alike; how each shows them, a fourth of them tells."""
    lost = {
        name: text
        for name, text in list(texts.items())[::every]
        if sorted(seen(channel(text))) != sorted(written(text))
    }
    assert list(lost) == []


def test_nothing_in_the_collection_is_shown_otherwise_than_meant(texts):
    assert [one for text in texts.values() for one in marking.unshown(text)] == []


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    "text",
    [
        "超2吨：2*500=1000元，超3吨：3*500=1500元",
        "（1+2）*500=1500，2*（3+4）*5",
        "snake_case_name 和 a_b_c",
        "速度<60、>80，3<5>2",
        "80~100公里，80～100公里",
        "#1 车道，#2 车道",
        "第一行\n---\n第二行",
        "2026\n====",
        "最高3万元[^1]。\n\n[^1]: 超过3万元的按3万元计算。",
        "[1]: 按3万元计算",
        "    四格 100 元",
        "- 货运\n  - 普通 12 吨\n  - 挂车 49 吨\n- 客运 7 座",
        "处**《条例》**第63条罚款**200元**以下",
        "2**3**4 和 1***2***3",
        "![流程 3 步](https://a.cn/x.png)",
        "1. 甲\n3. 乙",
    ],
)
def test_of_what_looks_like_markup(channel, text):
    words = re.sub(r"^!\[(.*?)\]\(.*\)$", r"\1", text)
    words = re.sub(r"\n(---)\n", "\n\n", words)
    numbers = sorted(sign for sign in seen(_MARKER.sub("", words).replace("**《", "《")))
    shown = sorted(seen(channel(text)))
    if "**200元**" in text:
        assert "*" not in shown
        shown += ["*"] * numbers.count("*")
    assert sorted(shown) == sorted(numbers)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_table_is_no_row_of_pipes(channel):
    shown = channel("| 超限 | 罚款 |\n|---|---|\n| 不足1吨 | 警告 |\n| 每超1吨 | 500元 |")
    assert "|" not in shown.replace("│", "")
    for words in ("超限", "罚款", "不足1吨", "警告", "500元"):
        assert words in shown


def test_lists_nest_by_two_spaces_everywhere():
    text = "- 货运\n  - 普通货车\n  - 挂车\n- 客运"
    assert to_html(text).count("<ul>") == 2
    assert [block.text for block in render(text)] == [
        "• 货运",
        "  • 普通货车",
        "  • 挂车",
        "• 客运",
    ]


@pytest.mark.parametrize(
    "text", ["处**《道路运输条例》**第六条", "**“强制报废”**的", "按**12分**记", "**罚款：**200元"]
)
def test_bold_needs_no_spaces_in_chinese(text):
    assert "**" not in to_html(text)
    assert "<strong>" in to_html(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("看![图](https://a.cn/x.png)", "![图](https://a.cn/x.png)"),
        ("最高3万元[^1]。", "[^1]"),
        ("<br>换行", "<br>"),
        ("~~旧标准~~", "~~旧标准~~"),
        ("1. 甲\n3. 乙", "3."),
    ],
)
def test_what_cannot_be_shown_is_named(text, words):
    assert [one.words for one in marking.unshown(text)] == [words]


@pytest.mark.parametrize("deep", ["> " * 2000, "- " * 2000, "[" * 2000, "*_" * 2000, "![" * 2000])
def test_nothing_is_lost_where_marks_nest_by_the_hundred(deep):
    assert "深12" in to_words(f"{deep}深12")
