"""What the buttons carry: short strings that a channel passes back untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from bot.knowledge.statutes.citations import Citation
from bot.messages import Button, Message, Reply
from bot.publicity.notices import TAP as TAP
from bot.publicity.notices import UNSUBSCRIBE as UNSUBSCRIBE
from bot.text.normalise import same

ENTRY = "e"
TOPICS = "topics"
TOPIC = "t"
ARTICLE = "a"
VOTE = "v"
WHY = "why"
NONE_FITS = "none"
LETTER = "letter"
TELL = "tell"
CANCEL = "cancel"
FORGET = "forget"
ALONE = "alone"
FORGET_YES = "forget-yes"
JOINED = "joined"
"""No button's: a group has let the bot in."""
SUBSCRIBE = "sub"
CALCULATOR = "calc"
ANSWERS_PROMPT = "late"
HUMAN = "/human"

WORDS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "退订",
            "取消订阅",
            "退出订阅",
            "我要退订",
            "td",
            "t",
            "回t退订",
            "stop",
            "unsubscribe",
            "停止",
            "不再接收",
            "不想收了",
            "别再发了",
            "不要再发了",
            "别给我发了",
            "td退订",
            "回td",
            "回td退订",
            "回复td",
            "回复td退订",
            "退定",
            "退订通知",
            "取消推送",
            "停止推送",
            "关闭推送",
            "取消通知",
        ),
        "/unsubscribe",
    ),
    **dict.fromkeys(("订阅", "我要订阅", "订阅通知", "subscribe"), "/subscribe"),
    **dict.fromkeys(("人工", "转人工", "人工服务", "人工客服", "转人工客服", "找人工"), HUMAN),
    **dict.fromkeys(("帮助", "菜单", "主菜单", "help", "怎么用"), "/help"),
    **dict.fromkeys(("主题", "按主题看", "所有主题"), "/topics"),
    **dict.fromkeys(("隐私说明", "隐私"), "/privacy"),
    **dict.fromkeys(("删除我的全部记录", "删除我的记录", "全部删除"), "/forget"),
    **dict.fromkeys(("普法日历", "日历"), "/calendar"),
}
"""Words that everybody has learnt elsewhere, alone in a message: TD ends a subscription."""

_LONGEST_WORD = 24

_FOR_ROOMS = ("/subscribe", "/unsubscribe")


SPOKEN = 20
"""Characters of a label that press its button: where a tap says words, as much fits a line."""
ALWAYS: Mapping[str, str] = {
    "给工作人员留言": LETTER,
    "按主题看问题": TOPICS,
    "都不是": NONE_FITS,
    "👍 有用": VOTE,
    "👎 没用": VOTE,
}
"""Labels that mean the same in every reply: a tap on an old one says them, too. Whose vote it was
to be is no longer known, which the reply to it says."""


def entry(slug: str) -> str:
    return f"{ENTRY}:{slug}"


def topic(name: str, page: int = 0) -> str:
    return f"{TOPIC}:{name}:{page}"


def vote(question_id: int, *, helpful: bool) -> str:
    return f"{VOTE}:{question_id}:{int(helpful)}"


def why(question_id: int, reason: str = "") -> str:
    """What was wrong with an answer, by its name in `replies.REASONS`; "" is to be said."""
    return f"{WHY}:{question_id}:{reason}"


def letter(category: str) -> str:
    return f"{LETTER}:{category}" if category else LETTER


def tell(question_id: int) -> str:
    return f"{TELL}:{question_id}"


def calculator(verb: str, *values: str) -> str:
    return ":".join([CALCULATOR, verb, *values])


@lru_cache(maxsize=20_000)  # a tap is looked for among all articles that there are
def article(citation: Citation) -> str:
    """A law's name is too long for a button's action; a hash of the citation isn't."""
    return f"{ARTICLE}:{hashlib.sha256(str(citation).encode()).hexdigest()[:12]}"


def meant(text: str) -> str:
    """The command that these words are, also behind a slash or of another keyboard (ＴＤ, 退訂,
    /退订); or the words, a Chinese keyboard's slash being one."""
    words = text.strip()
    words = f"/{words[1:].lstrip()}" if words.startswith(("／", "/ ")) else words
    is_short = len(words) <= _LONGEST_WORD
    command = WORDS.get(same(words.partition("@")[0])) if is_short else None
    return command or (words if words.startswith("/") else text)


def spoken(label: str) -> str:
    """What presses the button that says so, where one types or a tap says words."""
    return label.strip()[:SPOKEN].strip()


def labelled(words: str, labels: Sequence[str], of: Sequence[str]) -> str:
    """The action of the button that these words are the label of; "" where they are none's."""
    shown = dict(zip(labels, of, strict=False))
    return (shown.get(words) or ALWAYS.get(words, "")) if words else ""


def are_numbered(reply: Reply) -> bool:
    """Whether a number alone picks one of the reply's buttons. It doesn't where a number may be the
    answer; where news are offered only if entries stand above, with their numbers."""
    acting = [button.action for row in reply.buttons for button in row if button.action]
    offers_news = any(map(is_news, acting))
    leads_to_entries = bool(acting) and acting[0].startswith(f"{ENTRY}:")
    awaits_words = reply.asks and not reply.picks
    return not (reply.takes_number or awaits_words or (offers_news and not leads_to_entries))


def is_news(action: str) -> bool:
    """Whether a button asks for news, which nobody should by a slip."""
    return action.startswith(f"{TELL}:")


def concerns_room(message: Message) -> bool:
    """Whether it is about everybody in the group where it is said: only who runs it may do that.

    For such a message the channel must find out who runs the group, and say so in `room`.
    """
    if message.action:
        return message.action.partition(":")[0] in (SUBSCRIBE, UNSUBSCRIBE)
    return meant(message.text).strip().partition(" ")[0].lower() in _FOR_ROOMS


def rows(*buttons: Button) -> tuple[tuple[Button, ...], ...]:
    """One button a row: questions are long."""
    return tuple((button,) for button in buttons)


def turning(page: int, *, is_last: bool, to: Callable[[int], str]) -> tuple[Button, ...]:
    """The buttons to the pages before and after, where there are such; `to` is what a page's
    carries."""
    buttons = []
    if page:
        buttons.append(Button("上一页", to(page - 1)))
    if not is_last:
        buttons.append(Button("下一页", to(page + 1)))
    return tuple(buttons)


def row(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    """All in one row; no row where there are none."""
    return (buttons,) if buttons else ()
