"""Citizens' words as they get into entries, and staff's as they go out to citizens."""

from __future__ import annotations

import re

from bot.editing import forms
from bot.editing.forbidden import Forbidden
from bot.masking import mask
from bot.staff.refusals import Refused
from bot.text.literal import bare, has_address
from bot.text.normalise import same

MAX_REPLY = 2000
_LABEL = re.compile(r"^\s*问法\s*[：:].*$", re.MULTILINE)
_MASKED = re.compile(r"〔[^〕]*〕")


def phrase_of(question: str) -> str:
    """A citizen's question as a way of asking an entry.

    Raises:
        Refused: it holds somebody's number, or an address on the web.
    """
    phrase = bare(question)
    if has_address(question):
        raise Refused("原话里有网址，不能直接归入；请用“写成条目”改写")
    if _MASKED.search(phrase) or mask(phrase) != phrase:
        raise Refused("原话里有指向个人的号码、姓名或门牌号，不能直接归入；请用“写成条目”改写")
    return phrase


def with_phrase(text: str, phrase: str) -> str:
    """The form with one more way of asking.

    Raises:
        Refused: it has no line for them.
    """
    if any(same(words) == same(phrase) for _, words in forms.parse(text).items("ask")):
        return text
    label = _LABEL.search(text)
    if label is None:
        raise Refused("这个条目已有一份写法不同的草稿，请先在草稿里办完它")
    return f"{text[: label.end()]}\n- {phrase}{text[label.end() :]}"


def draft_form(question: str, asked: list[str]) -> str:
    """The template of an entry with what citizens asked; their numbers, masked already, left
    out."""
    plain = [bare(_MASKED.sub("", words)) for words in asked]
    others = [words for words in plain if same(words) != same(_MASKED.sub("", question))]
    bullets = "".join(f"\n- {words}" for words in others)
    title = bare(_MASKED.sub("", question))
    return f"问题：{title}\n问法：{bullets}\n主题：\n对象：\n依据：\n- \n答案：\n"


def check_reply(words: str, forbidden: Forbidden) -> None:
    """Raises: Refused: there is nothing, too much, or what must not go out."""
    if not words:
        raise Refused("没有内容")
    if len(words) > MAX_REPLY:
        raise Refused(f"太长了：最多 {MAX_REPLY} 字")
    forbidden.check(words)
