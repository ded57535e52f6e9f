"""What a subscriber wants to get, as pages of buttons; each button says what it will set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot.knowledge.entries import AUDIENCES
from bot.messages import Button, Reply
from bot.store.subscribers import Kind, Subscriber
from handlers.dialogues import actions
from handlers.dialogues.actions import row, rows, turning
from handlers.dialogues.turns import number_or_none

AUDIENCE = "a"
TOPIC = "t"
QUIET = "q"
CAP = "m"
QUIZ = "d"
SHOW = "show"

QUIETS = ("", "21:00-08:00", "22:00-07:00", "12:00-14:00")
CAPS = (1, 2, 4, 8, 30)
PAGE = 10
"""Topics on one page, two a row."""


def action(*parts: str | int) -> str:
    return ":".join([actions.SUBSCRIBE, *map(str, parts)])


def changed(subscriber: Subscriber, chosen: str, topics: Sequence[str]) -> Subscriber:
    """With what the button sets (`chosen` is its action after sub:); the same where it sets
    nothing, or what there is no more."""
    kind, _, value = chosen.partition(":")
    if kind == TOPIC:
        value = value.partition(":")[2]  # without the page
    switch, _, name = value.partition(":")
    if kind == AUDIENCE and switch and name in ("", *AUDIENCES):
        return replace(subscriber, audiences=_switched(subscriber.audiences, name, switch))
    if kind == TOPIC and switch and name in ("", *topics):
        return replace(subscriber, topics=_switched(subscriber.topics, name, switch))
    if kind == QUIET and value in map(str, range(len(QUIETS))):
        return replace(subscriber, quiet=QUIETS[int(value)])
    if kind == CAP and value in map(str, CAPS):
        return replace(subscriber, monthly_cap=int(value))
    if kind == QUIZ and value in ("0", "1") and subscriber.kind is not Kind.PRIVATE:
        return replace(subscriber, has_quiz=value == "1")
    return subscriber


def page(subscriber: Subscriber, chosen: str, topics: Sequence[str], whose: str) -> Reply:
    """What is shown after the button: lists stay open, since one may choose several."""
    kind, _, value = chosen.partition(":")
    if kind == AUDIENCE:
        return _audiences(subscriber)
    if kind == TOPIC:
        number = value.partition(":")[0]
        return _topics(subscriber, topics, number_or_none(number) or 0)
    if kind == QUIET and not value:
        return _quiets(subscriber)
    if kind == CAP and not value:
        return _caps(subscriber)
    return overview(subscriber, whose, replaces=True)


def overview(subscriber: Subscriber, whose: str, *, opening: str = "", replaces: bool) -> Reply:
    """All wishes, and the buttons to change each. `whose` is 您 or 本群."""
    lines = [
        opening or f"**{whose}订阅的普法通知**",
        summary(subscriber),
        "点下面的按钮可以改；随时可以退订。",
    ]
    buttons = (
        (Button("对象", action(AUDIENCE)), Button("主题", action(TOPIC, 0))),
        (Button("免打扰", action(QUIET)), Button("每月条数", action(CAP))),
        *_quiz(subscriber),
        (Button("退订", actions.UNSUBSCRIBE),),
    )
    return Reply("\n\n".join(lines), buttons, replaces=replaces)


def summary(subscriber: Subscriber) -> str:
    """All wishes as a list."""
    quiz = "每天发一题" if subscriber.has_quiz else "不发"
    return "\n".join(
        [
            f"- 对象：{_named(subscriber.audiences)}",
            f"- 主题：{_named(subscriber.topics)}",
            f"- 免打扰：{_quiet(subscriber.quiet)}",
            f"- 每月最多：{subscriber.monthly_cap} 条",
            *([f"- 每日一题：{quiz}"] if subscriber.kind is not Kind.PRIVATE else []),
        ]
    )


def _quiz(subscriber: Subscriber) -> tuple[tuple[Button, ...], ...]:
    """Somebody alone asks for it when they like."""
    if subscriber.kind is Kind.PRIVATE:
        return ()
    label = "停每日一题" if subscriber.has_quiz else "开每日一题"
    return ((Button(label, action(QUIZ, int(not subscriber.has_quiz))),),)


def _audiences(subscriber: Subscriber) -> Reply:
    buttons = [_switch(name, name in subscriber.audiences, AUDIENCE) for name in AUDIENCES]
    everything = _everything(AUDIENCE, not subscriber.audiences)
    body = f"**通知的对象**：{_named(subscriber.audiences)}\n\n选您关心的，可以选几个："
    return Reply(body, (everything, *_pairs(buttons), _BACK), replaces=True)


def _topics(subscriber: Subscriber, names: Sequence[str], page: int) -> Reply:
    pages = max(1, -(-len(names) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = names[page * PAGE : (page + 1) * PAGE]
    buttons = [_switch(name, name in subscriber.topics, TOPIC, page) for name in shown]
    more = row(turning(page, is_last=page == pages - 1, to=partial(action, TOPIC)))
    body = f"**通知的主题**：{_named(subscriber.topics)}\n\n选您关心的，可以选几个："
    everything = _everything(TOPIC, not subscriber.topics, page)
    return Reply(body, (everything, *_pairs(buttons), *more, _BACK), replaces=True)


def _quiets(subscriber: Subscriber) -> Reply:
    buttons = [
        Button(_mark(_quiet(hours), hours == subscriber.quiet), action(QUIET, number))
        for number, hours in enumerate(QUIETS)
    ]
    body = "**免打扰**：这段时间里不发通知，过后再发。\n\n请选时段："
    return Reply(body, (*rows(*buttons), _BACK), replaces=True)


def _caps(subscriber: Subscriber) -> Reply:
    buttons = [
        Button(_mark(f"{cap} 条", cap == subscriber.monthly_cap), action(CAP, cap)) for cap in CAPS
    ]
    body = "**每月最多收几条通知？** 超过的就不发了。"
    return Reply(body, (*_pairs(buttons), _BACK), replaces=True)


def _switched(chosen: Sequence[str], name: str, switch: str) -> tuple[str, ...]:
    """The choice with this one in or out; "" clears it, which means everything."""
    if not name:
        return ()
    kept = [other for other in chosen if other != name]
    return (*kept, name) if switch == "1" else tuple(kept)


_BACK = (Button("返回", action(SHOW)),)


def _switch(name: str, is_on: bool, kind: str, *page: int) -> Button:
    # The value is in the action: pressed twice, a channel may take the same one for one press.
    return Button(_mark(name, is_on), action(kind, *page, int(not is_on), name))


def _everything(kind: str, is_on: bool, *page: int) -> tuple[Button, ...]:
    return (Button(_mark("全部", is_on), action(kind, *page, 1, "")),)


def _mark(label: str, is_on: bool) -> str:
    return f"✓ {label}" if is_on else label


def _named(items: Iterable[str]) -> str:
    return "、".join(items) or "全部"


def _quiet(hours: str) -> str:
    return hours.replace("-", "–") or "不设"


def _pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
