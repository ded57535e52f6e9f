"""A campaign as its recipients see it: the words, its buttons, and the way out below them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from bot.knowledge.entries import AUDIENCES
from bot.knowledge.library import LINK, Library
from bot.messages import Button, Reply
from bot.store.campaigns import ButtonKind, Campaign, Notice, NoticeButton
from bot.store.subscribers import Kind
from bot.text.normalise import same

TAP = "c"
UNSUBSCRIBE = "unsub"
LONGEST = 4096
"""UTF-16 units as rendered: a notice is one message, so that its buttons stand below its words."""
LONGEST_TITLE = 60
LONGEST_LABEL = 30
MOST_BUTTONS = 3
ASK = "我有问题"


def tap(campaign_id: int, number: int) -> str:
    """The action of a notice's button."""
    return f"{TAP}:{campaign_id}:{number}"


def compose(
    campaign: Campaign, library: Library, *, page_url: str, kind: Kind = Kind.PRIVATE
) -> Reply:
    """The notice for a private chat, a group or a channel; `page_url` is "" without a page.

    What a button in a channel answers, all its readers would get: there, buttons only open pages.
    """
    notice, body = campaign.notice, words(campaign.notice, library)
    if kind is Kind.CHANNEL:
        return Reply(body, _rows(_opening(button, page_url) for button in notice.buttons))
    buttons = [
        _answering(button, tap(campaign.id, number)) for number, button in enumerate(notice.buttons)
    ]
    return Reply(body, _rows([*buttons, Button("退订", UNSUBSCRIBE)]))


def parse_button(text: str, library: Library) -> NoticeButton:
    """A button as staff write it: 怎么罚=货车超载怎么处罚 (an entry's question, or
    entry:chaozai-chufa), 看案例=某公司超载案 (a case's title, or case:dljtaqf-92-1),
    官网=https://… (or page:https://…), 我有问题 (or 提问=question); without a label, the entry's
    question, the case's title or 我有问题 is the label.

    Raises:
        ValueError: it is none of these, in words for staff.
    """
    label, equals, rest = text.partition("=")
    if not equals or ":" in label:  # an address may have one too
        label, rest = "", text
    label, rest = label.strip(), rest.strip()
    if rest == ASK:
        return NoticeButton(label or ASK, ButtonKind.QUESTION)
    if owner := library.owners.get(same(rest)):
        return NoticeButton(label or shortened(owner.question), ButtonKind.ENTRY, owner.slug)
    if case := next((one for one in library.cases.values() if one.title == rest), None):
        return NoticeButton(label or shortened(case.title), ButtonKind.CASE, case.slug)
    if rest.startswith(("https://", "http://")) and label:
        return NoticeButton(label, ButtonKind.PAGE, rest)
    kind, _, target = (part.strip() for part in rest.partition(":"))
    if kind == ButtonKind.QUESTION and not target:
        return NoticeButton(label or ASK, ButtonKind.QUESTION)
    if kind == ButtonKind.ENTRY and target:
        entry = library.entries.get(target)
        return NoticeButton(
            label or shortened(entry.question if entry else target), ButtonKind.ENTRY, target
        )
    if kind == ButtonKind.CASE and target:
        case = library.cases.get(target)
        return NoticeButton(
            label or shortened(case.title if case else target), ButtonKind.CASE, target
        )
    if kind == ButtonKind.PAGE and target and label:
        return NoticeButton(label, ButtonKind.PAGE, target)
    raise ValueError(
        f"看不懂按钮“{text}”：没有这个问题的条目或这个标题的案例。"
        f"写成 文字=条目的问题、文字=案例的标题、文字=https://网址 或 {ASK}"
    )


def shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def words(notice: Notice, library: Library) -> str:
    """The message in Markdown, without its buttons."""
    return f"**{notice.title}**\n\n{library.fill(notice.body)}"


def faults(notice: Notice, library: Library, measure: Callable[[str], int]) -> Iterator[str]:
    """Why it can't be sent, each in words for staff; `measure` says how long a text is once
    rendered."""
    yield from _word_faults(notice, library, measure)
    for slug in LINK.findall(notice.body):
        if slug not in library.entries:
            yield f"正文里的链接指向的条目 {slug} 不存在"
    for audience in notice.audiences:
        if audience not in AUDIENCES:
            yield f"没有“{audience}”这个对象，可选：{'、'.join(AUDIENCES)}"
    for topic in notice.topics:
        if topic not in library.topics:
            yield f"没有“{topic}”这个主题，可选：{'、'.join(library.topics)}"
    if len(notice.buttons) > MOST_BUTTONS:
        yield f"按钮最多 {MOST_BUTTONS} 个，现在 {len(notice.buttons)} 个"
    for button in notice.buttons:
        yield from _button_faults(button, library)


def _word_faults(notice: Notice, library: Library, measure: Callable[[str], int]) -> Iterator[str]:
    if not notice.title.strip():
        yield "没有标题"
    elif len(notice.title) > LONGEST_TITLE or "\n" in notice.title:
        yield f"标题要写成一行，最多 {LONGEST_TITLE} 字，现在 {len(notice.title)} 字"
    if not notice.body.strip():
        yield "没有正文"
    elif (length := measure(words(notice, library))) > LONGEST:
        yield f"标题和正文排版后最多 {LONGEST} 个字符，现在 {length} 个"


def _button_faults(button: NoticeButton, library: Library) -> Iterator[str]:
    label = button.label.strip()
    if not label or len(label) > LONGEST_LABEL or "\n" in label:
        yield f"按钮“{label}”上要有一行字，最多 {LONGEST_LABEL} 字"
    if button.kind is ButtonKind.ENTRY and button.target not in library.entries:
        yield f"按钮“{label}”指向的条目 {button.target} 不存在"
    if button.kind is ButtonKind.CASE:
        case = library.cases.get(button.target)
        if case is None or case.withdrawn or case.withdraw_by:
            yield f"按钮“{label}”指向的案例 {button.target} 不存在，或者要撤下"
    if button.kind is ButtonKind.PAGE and not _is_page(button.target):
        yield f"按钮“{label}”的网址 {button.target} 打不开：要以 https:// 或 http:// 开头"


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("https", "http") and "." in (parts.hostname or "")
    except ValueError:
        return False


def _answering(button: NoticeButton, action: str) -> Button:
    if button.kind is ButtonKind.PAGE:
        return Button(button.label, url=button.target)
    return Button(button.label, action)


def _opening(button: NoticeButton, page_url: str) -> Button | None:
    if button.kind is ButtonKind.PAGE:
        return Button(button.label, url=button.target)
    if not page_url:
        return None
    folders = {ButtonKind.ENTRY: "entries", ButtonKind.CASE: "cases"}
    path = f"/{folders[button.kind]}/{button.target}" if button.kind in folders else ""
    return Button(button.label, url=page_url + path)


def _rows(buttons: Iterable[Button | None]) -> tuple[tuple[Button, ...], ...]:
    return tuple((button,) for button in buttons if button)
