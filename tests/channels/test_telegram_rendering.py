"""Markdown as Telegram HTML: what people see, and that Telegram takes whatever comes out."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.channels.telegram.splitting import split
from handlers.styled.blocks import Block, render
from handlers.styled.runs import is_blank
from tests.fakes.botapi import formatting


def html(text: str) -> str:
    (part,) = split(render(text))
    return part.html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**罚款** *从重*", "<b>罚款</b> <i>从重</i>"),
        ("***都要***", "<b><i>都要</i></b>"),
        ("~~作废~~", "<s>作废</s>"),
        ("`code` 和 **`b`**", "<code>code</code> 和 <code>b</code>"),
        ("## 怎么办\n\n先停车。", "<b>怎么办</b>\n先停车。"),
        ("**法律依据**\n\n- 公路法", "<b>法律依据</b>\n• 公路法"),
        ("一\n二", "一\n二"),
        ("一\n\n二", "一\n\n二"),
        ("- 一\n- 二", "• 一\n• 二"),
        ("3. 三\n4. 四", "3. 三\n4. 四"),
        ("- 外\n    1. 里\n    2. 里\n- 外", "• 外\n  1. 里\n  2. 里\n• 外"),
        ("- 一\n\n    续\n\n- 二", "• 一\n  续\n• 二"),
        ("> 引\n>\n> 文", "<blockquote>引\n\n文</blockquote>"),
        ("> 引 **重** `码`", "<blockquote>引 <b>重</b> <code>码</code></blockquote>"),
        ("```\na < b\n\nc\n```", "<pre>a &lt; b\n\nc</pre>"),
        ("```py\nx = 1\n```", '<pre><code class="language-py">x = 1</code></pre>'),
        ("一\n\n---\n\n二", "一\n\n———\n\n二"),
        ("载重<5吨 & 车长>6米", "载重&lt;5吨 &amp; 车长&gt;6米"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b onclick=x>粗</b>", "&lt;b onclick=x&gt;粗&lt;/b&gt;"),
        ("[网](https://a.cn/?x=1&y=2)", '<a href="https://a.cn/?x=1&amp;y=2">网</a>'),
        ("<https://a.cn>", '<a href="https://a.cn">https://a.cn</a>'),
        ("![图](https://a.cn/x.png)", '<a href="https://a.cn/x.png">图</a>'),
        ("[坏](javascript:alert)", "坏"),
        ("[热线](tel:12328)", "热线（12328）"),
        ("[12328](tel:12328)", "12328"),
        ("<a@b.cn>", "a@b.cn"),
        ("[条目](entry:chaozai)", "条目"),
    ],
)
def test_it_shows(written, shown):
    assert html(written) == shown


def test_it_shows_a_table_one_line_a_row():
    table = "|超载|罚款|记分|\n|-|-|-|\n|三成以下|200元|3分|\n|三成以上|500元||"

    assert html(table) == (
        "<b>超载</b>\n• <b>三成以下</b>：罚款 200元；记分 3分\n• <b>三成以上</b>：罚款 500元"
    )


def test_a_link_leads_where_the_channel_says():
    (block,) = render("[条目](entry:chaozai)", lambda target: f"https://pufa.cn/{target[6:]}")

    assert split([block])[0].html == '<a href="https://pufa.cn/chaozai">条目</a>'


def test_nothing_to_see_makes_no_message():
    assert split(render(" \n\u200b\u3000\n")) == []


def test_what_only_markdown_understands_is_shown_as_it_was_typed():
    assert html("[x]: http://a.cn") == "[x]: http://a.cn"


def test_it_survives_what_json_cannot_carry():
    assert html("半个\ud83d表情\x00\x07") == "半个\ufffd表情"


@pytest.mark.parametrize("nested", [">" * 5000, "> " * 2000, "- " * 2000, "[" * 2000, "*_" * 2000])
def test_it_survives_nesting_by_the_hundred(nested):
    parts = split(render(nested + "深"))

    assert parts[-1].text.endswith("深")
    assert all(formatting.taken_in(part.html, "HTML") for part in parts)


MARKUP = st.sampled_from(
    [
        "**", "*", "_", "__", "`", "```", "~~", "# ", "> ", "- ", "1. ", "    ", "\n", "\n\n", "|",
        "|-|-|\n", "[", "](", ")", "](http://a.cn)", "![", "<", ">", "<b>", "</b>", "&", "&lt;",
        "&#0;", "\\", "---\n", "```py\n", "<http://a.cn>", "<a@b.cn>", "字", "a", " ",
        "👨‍👩‍👧", "\u0301",
    ]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(),
    st.lists(st.one_of(MARKUP, st.text(max_size=3)), max_size=60).map("".join),
    st.lists(MARKUP, min_size=5, max_size=60).map(lambda tokens: "".join(tokens) * 40),
)


@given(ANYTHING)
@example("|a|\n|-|\n|`|`")
@example("> - ```\n> x")
@example("- # 一\n- > 二")
def test_telegram_takes_whatever_markdown_becomes(text):
    for part in split(render(text)):
        taken = formatting.taken_in(part.html, "HTML")
        assert taken.text == part.text.strip()
        assert_code_stands_alone(taken)


def assert_code_stands_alone(taken: formatting.Parsed) -> None:
    """The Bot API: `code` and `pre` can't contain or be part of other entities."""
    for code in taken.entities:
        if code["type"] not in ("code", "pre"):
            continue
        start, end = code["offset"], code["offset"] + code["length"]
        for other in taken.entities:
            overlaps = other["offset"] < end and start < other["offset"] + other["length"]
            assert other is code or other["type"] == "blockquote" or not overlaps


@given(ANYTHING)
def test_no_letter_is_lost_in_plain_words(text):
    words = "".join(character for character in text if character.isalnum())

    shown = "".join(block.text for block in render(words))

    assert shown == words


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(ANYTHING, st.integers(1, 60))
def test_splitting_loses_no_text(text, limit):
    blocks = [block for block in render(text) if block.text]

    parts = split(blocks, limit)

    whole = squeezed("".join(block.text for block in blocks))
    kept = squeezed("".join(part.text for part in parts))
    assert without_blanks(kept) == without_blanks(whole)
    assert all(formatting.units(part.text) <= max(limit, 2) for part in parts)
    for part in parts:
        formatting.taken_in(part.html, "HTML")


def without_blanks(text: str) -> str:
    """A part of nothing but invisible characters is not sent."""
    return "".join(c for c in text if not is_blank(c))


def test_it_splits_between_paragraphs():
    first, second = "一" * 3000, "二" * 3000

    assert [part.text for part in split(render(f"{first}\n\n{second}"))] == [first, second]


def test_it_counts_length_as_telegram_does():
    assert len(split(render("😀" * 2048))) == 1
    assert [len(part.text) for part in split(render("😀" * 2049))] == [2048, 1]


def test_it_splits_a_long_paragraph_after_a_sentence():
    sentence = "超载的处罚分档。"

    parts = split(render(sentence * 600))

    assert len(parts) == 2
    assert all(part.text.endswith("。") for part in parts)


def test_it_closes_and_opens_tags_at_a_cut():
    first, second = split(render("**" + "重" * 5000 + "**"))

    assert first.html == f"<b>{'重' * 4096}</b>"
    assert second.html == f"<b>{'重' * 904}</b>"


def test_it_leaves_no_heading_alone_at_the_end():
    first, second = split(render("一" * 4000 + "\n\n## 怎么办\n\n" + "二" * 200))

    assert first.text == "一" * 4000
    assert second.html.startswith("<b>怎么办</b>\n二")


def test_it_takes_no_family_apart():
    parts = split(render("👨‍👩‍👧" * 600))

    assert all(len(part.text) % len("👨‍👩‍👧") == 0 for part in parts)


def test_it_splits_where_telegram_would_drop_formatting():
    parts = split(render("\n\n".join("**重** 字" for _ in range(150))))

    assert [part.html.count("<b>") for part in parts] == [100, 50]


def test_it_never_splits_what_fits():
    blocks = render("\n\n".join(f"{number}。" for number in range(300)))

    assert isinstance(blocks[0], Block)
    assert len(split(blocks)) == 1
