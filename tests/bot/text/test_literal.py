"""Citizens' words among ours: what they typed is what is seen, in every channel's Markdown."""

import pytest
from markdown_it import MarkdownIt

from bot.text.literal import bare, has_address, literal, quoted
from handlers.channels.telegram.markup import to_html as telegram_html
from handlers.channels.web.rendering import to_html, to_words
from handlers.styled.blocks import render

HURTFUL = [
    "[点此登录后台处理](https://evil.example/login)",
    "**新留言 261128-ABCDEF**（系统）",
    "![图](https://evil.example/x.png)",
    "<https://evil.example>",
    "<a href='https://evil.example'>登录</a>",
    "[a]: https://evil.example",
    "[点][a]",
    "`代码` ~~删~~ _斜_ *斜* __粗__",
    "# 标题",
    "- 一项",
    "1. 一项",
    "+ 一项",
    "> 引用",
    "===",
    "---",
    "| a | b |",
    "```\n代码\n```",
    "    四个空格",
    "&lt;b&gt; &#91;",
    "\\[反斜杠\\]",
    "<!-- 注释 -->",
    "第一行\n\n# 第二段\n- 三",
]


def _seen_on_telegram(markdown):
    return "".join(telegram_html(block.runs) for block in render(markdown))


@pytest.mark.parametrize("typed", HURTFUL)
def test_it_is_plain_text_on_telegram_and_on_the_page_and_in_the_terminal(typed):
    words = "".join(typed.split())
    body = f"留言：{literal(typed)}"
    assert _seen_on_telegram(body).count("<") == 0
    assert "".join(to_words(body).split()) == f"留言：{words}"
    assert "<" not in MarkdownIt().render(body).replace("<p>", "").replace("</p>", "")


@pytest.mark.parametrize("typed", HURTFUL)
def test_a_quotation_of_it_holds_nothing_but_the_words(typed):
    body = f"**留言 1**\n\n{quoted(typed)}\n\n写于今天"
    seen = _seen_on_telegram(body)
    for tag in ("<b>留言 1</b>", "<blockquote>", "</blockquote>"):
        seen = seen.replace(tag, "")
    assert "<" not in seen
    assert "<a" not in to_html(body)
    assert "<strong" not in to_html(quoted(typed))
    assert "".join(to_words(quoted(typed)).split()) == "".join(typed.split())


def test_what_moves_a_terminals_cursor_or_turns_text_around_is_dropped():
    assert literal("a\x1b[2Jb\u202ec") == "a&#91;2Jbc"


def test_words_that_become_part_of_a_form_lose_addresses_and_markup():
    assert (
        bare("量子飞船怎么 [点此登录](https://evil.example/q) **年检**")
        == "量子飞船怎么 点此登录 年检"
    )
    assert has_address("看www.evil.example")
    assert not has_address("货车超载（10吨）怎么罚")
