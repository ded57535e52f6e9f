"""Replies as WeChat shows them: plain text, links, and choices that a tap says for the person.

WeChat knows `<a href>` alone and shows all other marks as typed. A text of more than 2,048 bytes of
UTF-8 isn't shown at all, without an error, so a long one is cut at a sentence and leads to the page
that says it in full. A choice is a link that says its label as if typed (an undocumented scheme in
wide use), and a number for clients that don't know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from bot.answering.pointing import shortened
from bot.kept import kept
from bot.messages import Button, Reply
from bot.text.literal import literal
from handlers.channels.listed import unlisted
from handlers.dialogues import actions
from handlers.styled.blocks import Block, render, web_address
from handlers.styled.cutting import cut
from handlers.styled.runs import Mark, Run

LONGEST = 2048
"""Bytes of a text, as its documentation says; somebody was cut off at 2,047."""
BUDGET = 2000
RENDERED = 500
"""Bodies whose blocks are kept."""
FOR_CHOICES = 900
"""Bytes that choices take from a long answer, at most."""
DETAIL = 70
"""Characters below a choice, at most: four of them leave room for an answer."""
WAITING = "看答复"
"""What a tap says that asks for what waits."""
_FULL = "看全文"
_DATES = re.compile(r"（[^（）]*施行[^（）]*）")
_BASIS = "法律依据"
"""The heading that an entry's articles stand under."""
_CUT = "没有写完，接着看请点"
MORE = ("更多", "看更多", "继续")
"""What one says for what stands behind the cut."""
A_LINE = 12
"""Characters of choices that stand beside each other; longer ones have a line each."""
_PICK = "点蓝字，或回复数字："
_TAP = "点蓝字："


class Shown(NamedTuple):
    """A text, and what it has no room for, as Markdown; "" where it is all."""

    text: str
    rest: str = ""


@dataclass(frozen=True)
class Renderer:
    """`page_url` is the public address of our pages; "" where there is none."""

    page_url: str

    def passive(self, reply: Reply, *, waiting: int = 0) -> Shown:
        """One text within the limit. `waiting`: so many replies wait to be asked for."""
        return self._fitted(self._blocks(reply), reply, waiting)

    def fits(self, reply: Reply) -> bool:
        """Whether one text holds all of it."""
        whole = _joined([_body(self._blocks(reply)), *self._below(reply).lines()])
        return _size(whole) <= BUDGET

    def active(self, reply: Reply, most: int) -> tuple[list[str], str]:
        """As many texts as it needs, at most so many, each within the limit; and what is left."""
        rest, below = self._blocks(reply), self._below(reply).lines()
        parts: list[str] = []
        while len(parts) < most - 1 and _size(_joined([_body(rest), *below])) > BUDGET:
            part, rest = _split(rest, BUDGET)
            parts.append(part)
        last = self._fitted(rest, reply)
        parts.append(last.text)
        if len(parts) > 1:
            parts = [f"({number}/{len(parts)})\n{part}" for number, part in enumerate(parts, 1)]
        return parts, last.rest

    def _fitted(self, blocks: list[Block], reply: Reply, waiting: int = 0) -> Shown:
        """The text with what stands below it; both are cut where they are too long together."""
        found = self._below(reply)
        asked_for = [_asks_for(waiting)] if waiting else []
        whole = _joined([_body(blocks), *found.lines(), *asked_for])
        if _size(whole) <= BUDGET:
            return Shown(whole)
        tail = "\n".join(filter(None, [self._tail(reply), _basis(blocks)]))
        body = _size(_body(blocks)) + _size(tail) + _size("".join(asked_for))
        below = [*found.fitting(max(FOR_CHOICES, BUDGET - body - 10)), *asked_for]
        room = BUDGET - _size(_joined([tail, *below])) - len("\n")
        text, left = _split(blocks, room)
        shown = _joined([f"{text.rstrip()}\n{tail}" if left else text, *below])
        return Shown(shown, _written(left, found.unsaid(below)))

    def _blocks(self, reply: Reply) -> list[Block]:
        said_twice = reply.notice == reply.body
        body = reply.body if said_twice else f"{reply.notice}\n\n{reply.body}".strip()
        return list(_rendered(unlisted(replace(reply, body=body)), self.page_url))

    def _address(self, target: str) -> str:
        return _address(self.page_url, target)

    def _tail(self, reply: Reply) -> str:
        address = self._address(reply.page) if reply.page else ""
        if address:
            return f"……{_link(address, _FULL)}"
        more = MORE[0]
        return f"……{_CUT}{said_by(Button(more, more))}（也可以回复“{more}”）"

    def _below(self, reply: Reply) -> _Below:
        """What stands below the text."""
        below = _Below(actions.are_numbered(reply))
        for button in (button for row in reply.buttons for button in row):
            if button.url:
                if address := self._address(button.url):
                    below.addresses.append(_link(address, button.label))
            elif button.action.startswith(f"{actions.VOTE}:"):
                below.count += 1
                below.votes.append(said_by(button))
            else:
                below.count += 1
                below.choices.append((below.count, button))
        return below


@kept(RENDERED)
def _rendered(body: str, page_url: str) -> tuple[Block, ...]:
    """Reading Markdown is most of the work of a reply, and many people get the same."""

    def resolve(target: str) -> str:
        scheme, _, slug = target.partition(":")
        return _address(page_url, f"/entries/{slug}" if scheme == "entry" else target)

    return tuple(render(body, resolve))


def _address(page_url: str, target: str) -> str:
    """Where a link leads; "" where it is a page of ours and those have no public address."""
    if not target.startswith("/"):
        return web_address(target)
    return f"{page_url}{target}" if page_url else ""


@dataclass
class _Below:
    """Links to pages, choices with their numbers, and thumbs, which need no line each."""

    is_numbered: bool
    count: int = 0
    addresses: list[str] = field(default_factory=list)
    choices: list[tuple[int, Button]] = field(default_factory=list)
    votes: list[str] = field(default_factory=list)

    def lines(self, linked: int = 1_000, plain: int = 1_000) -> list[str]:
        """With the first so many choices as links, and so many of the others as their numbers and
        labels, for which one types."""
        shown = [self._tapped(*one) for one in self.choices[:linked]]
        if shown:
            shown[0] = f"{_PICK if self.is_numbered else _TAP}\n{shown[0]}"
        typed = [self._typed(*one) for one in self.choices[linked:][:plain]]
        if typed:
            opening = "还可以回复：" if shown else "请回复："
            is_short = all(len(one) <= A_LINE for one in typed)
            beside = f"{opening}{'　'.join(typed)}"
            shown.append(beside if is_short else "\n".join([opening, *typed]))
        votes = ["　".join(self.votes)] if self.votes else []
        return [*shown, *self.addresses, *votes]

    def fitting(self, room: int) -> list[str]:
        """As many choices as fit, and of those as many links."""
        most = len(self.choices)
        for plain in range(most, -1, -1):
            for linked in range(most, -1, -1):
                lines = self.lines(linked, max(0, plain - linked))
                if _size("\n".join(lines)) <= room:
                    return lines
        return self.lines(0, 0)

    def unsaid(self, below: list[str]) -> list[str]:
        """The choices that none of these lines names."""
        said = "\n".join(below)
        return [self._typed(*one) for one in self.choices if _text(one[1].label) not in said]

    def _tapped(self, number: int, button: Button) -> str:
        # What goes on in the entry says so: it may hold a condition.
        detail = re.sub(r"[；，、：]$", "……", shortened(button.detail, DETAIL))
        detail = f"\n　{detail}" if detail else ""
        return f"{number}. {said_by(button)}{detail}" if self.is_numbered else said_by(button)

    def _typed(self, number: int, button: Button) -> str:
        label = _text(button.label)
        return f"{number} {label}" if self.is_numbered else f"“{label}”"


def said_by(button: Button) -> str:
    """A link that says the button's label when it is tapped."""
    words = actions.spoken(button.label).replace("&", "%26")
    return _link(f"weixin://bizmsgmenu?msgmenucontent={words}&msgmenuid=1", button.label)


def asking_later(opening: str) -> str:
    """How to get what isn't ready yet."""
    return f"{opening}，{said_by(Button(WAITING, 'waiting'))}（也可以回复“{WAITING}”）"


def _asks_for(waiting: int) -> str:
    return f"您有 {waiting} 条答复没有看：{said_by(Button(WAITING, 'waiting'))}"


def _link(address: str, label: str) -> str:
    # WeChat reads an address as it stands: nothing is escaped but what would end it.
    address = address.replace('"', "%22").replace("<", "%3C")
    return f'<a href="{address}">{_text(label)}</a>'


def _text(words: str) -> str:
    """Words can neither begin a link nor end the one that they stand in."""
    return words.replace("<", "＜").replace(">", "＞")


def _body(blocks: list[Block]) -> str:
    return "".join(_pieces(blocks))


def _basis(blocks: list[Block]) -> str:
    """What an answer rests on, in one line: it stands at the end, and isn't to be cut away."""
    headings = [at for at, one in enumerate(blocks) if one.is_heading and one.text == _BASIS]
    if not headings:
        return ""
    below = blocks[headings[-1] + 1 :]
    listed, before = [], ""
    for block in below:
        if block.group != below[0].group:
            break
        article = _DATES.sub("", block.text.removeprefix("• "))
        law = article[: article.find("》") + 1]
        listed.append(article.removeprefix(law) if law == before else article)
        before = law
    return f"依据：{_text('、'.join(listed))}"


def _written(blocks: list[Block], choices: list[str]) -> str:
    """Blocks as Markdown again, without their links, and choices that one types."""
    parts: list[str] = []
    for before, block in pairwise([None, *blocks]):
        words = literal(block.text) if block else ""
        is_close = before and block and before.group and before.group == block.group
        parts.append(f"{parts.pop()}  \n{words}" if is_close else words)
    if choices:
        parts.append("还可以回复：" + "　".join(map(literal, choices)))
    return "\n\n".join(parts)


def _pieces(blocks: list[Block]) -> Iterator[str]:
    if blocks:
        yield _shown(blocks[0])
    for before, after in pairwise(blocks):
        is_close = before.is_heading or (before.group and before.group == after.group)
        yield ("\n" if is_close else "\n\n") + _shown(after)


def _shown(block: Block) -> str:
    """The block with its links; an address that is its own words needs no tag."""
    parts = []
    for mark, text in _linked(block.runs):
        is_bare = mark is None or mark.value == text
        parts.append(_text(text) if is_bare or mark is None else _link(mark.value, text))
    return "".join(parts)


def _linked(runs: tuple[Run, ...]) -> list[tuple[Mark | None, str]]:
    """Runs of the same link as one."""
    found: list[tuple[Mark | None, str]] = []
    for run in runs:
        mark = next((mark for mark in run.marks if mark.tag == "a"), None)
        if found and found[-1][0] == mark:
            found[-1] = (mark, found[-1][1] + run.text)
        else:
            found.append((mark, run.text))
    return found


def _split(blocks: list[Block], room: int) -> tuple[str, list[Block]]:
    """As many blocks as fit, the last one cut at a sentence; and what is left."""
    taken: list[Block] = []
    for at, block in enumerate(blocks):
        if _size(_body([*taken, block])) <= room:
            taken.append(block)
            continue
        while taken and taken[-1].is_heading:  # it goes on with what it stands over
            taken.pop()
            at -= 1
        left = blocks[at:]
        gap = _size(_body(taken)) + 2 if taken else 0
        first, rest = _halves(left[0], room - gap)
        if first and (not taken or _size(first.text) > room // 4):
            return _body([*taken, first]), ([rest] if rest else []) + left[1:]
        return _body(taken), left
    return _body(taken), []


def _halves(block: Block, room: int) -> tuple[Block | None, Block | None]:
    """The block cut at a sentence, without its links; the first is None where nothing fits."""
    text = block.text
    longest = len(text.encode()[: max(room, 0)].decode(errors="ignore"))
    if longest < 1:
        return None, block
    at = cut(text, longest) if longest < len(text) else longest
    first, rest = text[:at].rstrip(), text[at:].strip()
    return (
        replace(block, runs=(Run(first),)) if first else None,
        replace(block, runs=(Run(rest),)) if rest else None,
    )


def _joined(parts: list[str]) -> str:
    """What stands together: the text, its tail, and the lines below."""
    text, *below = [part for part in parts if part] or [""]
    return "\n".join([text, "", *below]) if below else text


def _size(text: str) -> int:
    return len(text.encode())
