"""Replies of the citizens' dialogue: words from `bot.wording`, and the buttons below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot.answering.answers import Answer, Choice
from bot.answering.deciding import Decision
from bot.answering.editions import Edition
from bot.answering.wording import WHOLE
from bot.calculators import CALCULATORS
from bot.config import Settings
from bot.desk.purging import UNANSWERED_KEPT
from bot.desk.reading_letters import CATEGORIES
from bot.desk.referrals import referral
from bot.knowledge.entries import Entry
from bot.knowledge.library import Bureau, Library
from bot.knowledge.statutes.citations import Citation
from bot.masking import MASKED, NOT_MASKED
from bot.messages import Button, Card, Extent, Layout, Reply
from bot.store.letters import Letter
from bot.store.questions import WRONG
from bot.text.literal import literal, quoted
from handlers import addresses
from handlers.dialogues import actions, calculators
from handlers.dialogues.actions import rows

PAGE = 8
"""Questions on one page of a topic: what a phone shows without scrolling far."""
RELATED = 3
COMES_HERE = "工作人员回复后，我会在这个聊天里告诉您。"
QUOTED = 200
"""Characters of their own letter that its writer is reminded of."""

LETTER_BUTTON = Button("给工作人员留言", actions.LETTER)
TOPICS_BUTTON = Button("按主题看问题", actions.TOPICS)
ALONE_BUTTON = Button("不是接着问的，单独理解", actions.ALONE)
REASONS = {"unlike": "不是我问的", "unclear": "看不懂", "wrong": WRONG}
"""What may be wrong with an answer, by its name in an action."""
OFFERS = {
    "letter": LETTER_BUTTON,
    "topics": TOPICS_BUTTON,
    "forget": Button("删除我的记录", actions.FORGET),
    "mine": Button("查我的留言", url="/mine"),
}
"""What an intent may offer, by its name in intents.yaml."""


def start(edition: Edition, about: str = "") -> Reply:
    """The welcome; whoever came for something finds that first (`about`, Markdown)."""
    library = edition.library
    if about:
        body = f"{about}\n\n———\n\n这里是{library.bureau.name}的**普法问答**，有问题直接打字问我。"
        return Reply(body, rows(TOPICS_BUTTON, LETTER_BUTTON))
    body = (
        f"您好，这里是{library.bureau.name}的**普法问答**。\n\n"
        "直接用自己的话问，例如：货车超载怎么罚、网约车要什么证、驾驶证到期怎么换。"
        f"我按 {len(library.entries)} 条审核过的条目回答，注明依据；不知道的会直说。\n\n"
        "您的问题去掉号码后保存一段时间，用来改进回答；说“隐私说明”看详情。"
    )
    return Reply(body, _topic_buttons(edition))


def joined(edition: Edition) -> Reply:
    """To a group that has let the bot in."""
    bureau = edition.library.bureau
    return Reply(
        f"大家好，这里是{bureau.name}的**普法问答**。在群里问我：@我再写问题，或者回复我的消息；"
        "也可以点我的头像私下问。别的话我不看也不记。\n\n"
        "管理员发 /subscribe，宣传日的普法通知就发到本群；发 /unsubscribe 退订。"
    )


def usage(edition: Edition) -> Reply:
    bureau = edition.library.bureau
    body = (
        "**怎么用**\n\n"
        "- 用自己的话提问就行；回复数字可以选列表里的一项\n"
        "- 看某一条：道路运输条例第六十四条\n"
        "- 说“计算器”：算超限、超速、酒驾、赔偿、期限等\n"
        "- 说“日历”：近期的普法日子\n"
        "- 说“隐私说明”：我们存了什么；说“删除我的全部记录”：删除它们\n\n"
        f"要找人：{bureau.name} **{bureau.hotline}**（{bureau.called}）。"
    )
    return Reply(body, rows(TOPICS_BUTTON, LETTER_BUTTON))


def privacy(settings: Settings) -> Reply:
    body = (
        "**我们存什么**\n\n"
        f"- 您的问题：先抹去{MASKED}，"
        f"保存 {settings.retention_days} 天，用来改进回答；不记您是谁，只记一个不能还原的代号\n"
        f"- 抹不掉的：{NOT_MASKED}，请不要写进问题里\n"
        f"- 您的留言：原样给工作人员看，连同回复您所需的会话号，保存 {settings.letter_days} 天；"
        f"到期时服务停了很久的，没有答复的再留 {UNANSWERED_KEPT.days} 天\n"
        "- 您点过“有答案时告诉我”的：会话号，告诉您之后就删除，最多留 90 天\n"
        f"{_reached(settings)}"
        "- 您最近看到的选项：保存一天，好让您回复数字来选\n"
        "- 计算器里填的数：算完就不留，没算完的最多留一天\n"
        "- 您订阅的通知：会话号、您选的类别和同意的日期，到您退订为止，"
        f"退订后再留 {settings.retention_days} 天；点过通知里哪个按钮，只按代号计数\n\n"
        "说“删除我的全部记录”可以随时全部删除，库里的原文马上覆盖掉；"
        f"之前做的备份最多再留 {settings.backup_days} 天。"
        "到期或者删除以后只留下次数，不含内容、代号和具体时刻，用于年度统计。"
    )
    return Reply(body, rows(OFFERS["forget"]))


def _reached(settings: Settings) -> str:
    """What is kept of the words that reach us by a bot, where there is one."""
    bots = {"Telegram": settings.telegram_token.get_secret_value(), "微信": settings.wechat_appid}
    named = "、".join(name for name, is_there in bots.items() if is_there)
    return f"- 您在 {named} 发来的话：回答完就删除，服务中断没有答上的最多留两天\n" if named else ""


def topics(edition: Edition, *, replaces: bool = False) -> Reply:
    return Reply("请选一个主题：", _topic_buttons(edition), replaces=replaces)


def topic(edition: Edition, name: str, page: int) -> Reply:
    """One page of a topic's questions."""
    entries = edition.library.topics.get(name, ())
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    turning = actions.turning(page, is_last=page == pages - 1, to=partial(actions.topic, name))
    body = f"**{name}**（共 {len(entries)} 问，第 {page + 1}/{pages} 页）"
    return Reply(body, (*rows(*_entry_buttons(shown)), (*turning, TOPICS_BUTTON)), replaces=True)


def answer(
    edition: Edition, answer: Answer, question_id: int | None, *, can_tell: bool = False
) -> Reply:
    """The reply to a question, whatever was decided; `can_tell` offers to tell of an answer.
    Without an id, the question is kept nowhere, and neither is what is thought of the reply."""
    if answer.citation:
        return replace(article(edition, answer.citation), body=edition.wording.answer(answer))
    if answer.topic:
        return topic(edition, answer.topic, 0)
    alone = [ALONE_BUTTON] if answer.before else []
    adding = rows(calculators.going_on(answer.sum)) if answer.sum else ()
    if answer.filing:
        adding = (*rows(LETTER_BUTTON), *adding)
    buttons = (*adding, *_offered(edition, answer, question_id, can_tell), *rows(*alone))
    is_told = answer.decision is Decision.ANSWER or answer.is_open
    is_one = answer.entry and is_told and not answer.parts
    page = addresses.entry(answer.entry.slug) if answer.entry and is_one else ""
    layout = edition.wording.layout(answer)
    return Reply(edition.wording.answer(answer), buttons, page=page, layout=layout)


def intent(edition: Edition, answer: Answer) -> Reply:
    """The reply to what no entry is for."""
    offers = answer.intent.offers if answer.intent else ()
    buttons = rows(*(OFFERS[name] for name in offers))
    return Reply(edition.wording.answer(answer), buttons, layout=edition.wording.layout(answer))


def _offered(
    edition: Edition, answer: Answer, question_id: int | None, can_tell: bool
) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons below what was decided."""
    if answer.parts:
        opening = [
            Button(WHOLE.format(part.entry.question), actions.entry(part.entry.slug))
            for part in answer.parts
            if part.entry
        ]
        return (*rows(*opening), *_votes(question_id))
    if answer.decision is Decision.ANSWER and answer.entry:
        near = [other.entry for other in answer.suggestions]
        related = edition.library.related(answer.entry, RELATED, near)
        around = _around(edition, answer.entry, related)
        if answer.is_short:
            whole = Button(WHOLE.format(answer.entry.question), actions.entry(answer.entry.slug))
            return (*rows(whole), *_calculator(answer.entry), *_votes(question_id))
        return (*rows(*around), *_calculator(answer.entry), *_votes(question_id))
    if answer.choices and answer.decision is not Decision.UNKNOWN:
        choices = [_choice_button(edition, one) for one in answer.choices]
        if answer.is_open:  # its short answer stands above
            first = answer.choices[0].entry
            choices[0] = Button(WHOLE.format(first.question), actions.entry(first.slug))
        return rows(*choices, Button("都不是", actions.NONE_FITS))
    if answer.local:
        return rows(LETTER_BUTTON, TOPICS_BUTTON)
    nearest = [_choice_button(edition, one) for one in answer.choices]
    found = [_article_button(hit.citation) for hit in answer.articles]
    telling = [_tell_button(question_id)] if can_tell and question_id is not None else []
    return rows(*nearest, *found, *telling, LETTER_BUTTON, TOPICS_BUTTON)


def _choice_button(edition: Edition, choice: Choice) -> Button:
    entry = choice.entry
    line = edition.library.fill(choice.line)
    return Button(entry.question, actions.entry(entry.slug), detail=line)


def entry(
    edition: Edition,
    entry: Entry,
    question_id: int | None = None,
    related: Sequence[Entry] | None = None,
) -> Reply:
    """An entry with its articles, related questions and, for a question asked, 👍 and 👎."""
    if related is None:
        related = edition.library.related(entry, RELATED)
    buttons = (
        *rows(*_around(edition, entry, related)),
        *_calculator(entry),
        *_votes(question_id),
    )
    layout, page = (
        Layout(cards=(Card(entry.slug, extent=Extent.OPENED),)),
        addresses.entry(entry.slug),
    )
    return Reply(edition.wording.entry(entry), buttons, page=page, layout=layout)


def _around(edition: Edition, entry: Entry, related: Iterable[Entry]) -> list[Button]:
    """An entry's articles, where their texts are there, and related questions."""
    articles = [_article_button(c) for c in entry.basis if edition.texts.article(c)]
    return [*articles, *_entry_buttons(related)]


def _calculator(entry: Entry) -> tuple[tuple[Button, ...], ...]:
    """The row that starts the calculator that belongs to the entry, where there is one."""
    calculator = CALCULATORS.get(entry.calculator)
    return rows(calculators.begin(calculator)) if calculator else ()


def _votes(question_id: int | None) -> tuple[tuple[Button, ...], ...]:
    """The row of thumbs; none for a question that is kept nowhere."""
    if question_id is None:
        return ()
    helpful = Button("👍 有用", actions.vote(question_id, helpful=True))
    return ((helpful, Button("👎 没用", actions.vote(question_id, helpful=False))),)


def why_useless(question_id: int) -> Reply:
    """What may be wrong with an answer, at a tap, and a way to say it in words."""
    chips = [Button(words, actions.why(question_id, key)) for key, words in REASONS.items()]
    own = Button("自己写一句", actions.why(question_id))
    body = "抱歉没帮上忙。是哪里不对？要接着问，直接打字就行。"
    return Reply(body, (tuple(chips), (own, LETTER_BUTTON)))


def article(edition: Edition, citation: Citation) -> Reply:
    citing = edition.wording.laws.citing(citation)
    words = "在全文里看这一条" if citation.article else "看这部法的页面"
    page = addresses.law(citation)
    buttons = rows(Button(words, url=page), *_entry_buttons(citing))
    return Reply(edition.wording.laws.article(citation), buttons, page=page)


def search(edition: Edition, words: str) -> Reply:
    """Articles of the imported full texts that have the words."""
    if not words:
        return Reply("请在 /search 后面写上要找的词，例如：/search 超限运输")
    if not edition.texts.laws:
        return Reply("这里还没有导入法规全文，所以不能按字找条文。可以直接提问，或者发 /topics。")
    hits = edition.articles.search(words, PAGE)
    if not hits:
        return Reply("法规全文里没有找到这些词，请换个词再试。")
    lines = [
        f"{number}. {hit.citation.display}：{hit.text[:40].strip()}……"
        for number, hit in enumerate(hits, start=1)
    ]
    buttons = rows(*(_article_button(hit.citation) for hit in hits))
    return Reply("**找到的条文**\n\n" + "\n".join(lines), buttons)


def none_fits(bureau: Bureau, question_id: int | None = None) -> Reply:
    """With a question's id it also offers to tell of an answer to that."""
    body = (
        "明白了，这些都不是。您可以换个说法再问，"
        f"或者拨打 **{bureau.hotline}**（{bureau.called}）。"
    )
    telling = [] if question_id is None else [_tell_button(question_id)]
    return Reply(body, rows(*telling, LETTER_BUTTON, TOPICS_BUTTON))


def human(bureau: Bureau) -> Reply:
    """Who wants to talk to a person."""
    body = f"要找人，请打 **{bureau.hotline}**（{bureau.name}，{bureau.called}）。"
    return Reply(body, rows(LETTER_BUTTON, TOPICS_BUTTON))


def letter_prompt(bureau: Bureau, category: str = "") -> Reply:
    """Asks for the words; the kind of matter may be said first."""
    about = f"（{category}）" if category else ""
    body = (
        f"请把想对工作人员说的话发给我{about}（一条消息，最多 1000 字）。"
        "想让我们打电话给您，就把电话也写上。\n\n"
        f"工作人员上班时间：{bureau.hours}。急事请直接拨打 {bureau.hotline}（{bureau.called}）。"
    )
    kinds = [Button(kind, actions.letter(kind)) for kind in CATEGORIES if kind != category]
    never_mind = Button("不留言了", actions.CANCEL)
    return Reply(body, (tuple(kinds), (never_mind,)) if not category else rows(never_mind))


def letter_received(
    letter: Letter,
    library: Library,
    *,
    page_url: str,
    comes: str,
    opens: str = "",
    is_words_alone: bool = True,
) -> Reply:
    """`comes`: how the reply reaches this chat, "" where it doesn't; `opens`: when staff work
    again, "" if now. A picture beside the words isn't kept, which its sender must know.

    Without a public address, a page's visitor gets the receipt's path; a chat can't open that.
    """
    parts = [f"留言收到了，编号 **{letter.receipt}**，{library.bureau.name}的工作人员会看到。"]
    if not is_words_alone:
        parts.append(
            "您发的图片、文件我转不了，工作人员只看得到文字：要紧的请写成字，或者留下电话。"
        )
    if opens:
        parts.append(f"现在是下班时间，工作人员 {opens} 上班后处理。")
    if comes:
        parts.append(comes)
    has_page = bool(page_url) or not comes
    if has_page:
        also = "也" if comes else ""
        parts.append(f"回复{also}会出现在下面的页面上，只有拿到这个链接的人能看到，请收好它。")
    if elsewhere := referral(library, letter.text, letter.category):
        parts.append(elsewhere)
    link = f"{page_url}/receipts/{letter.token}"
    return Reply("\n\n".join(parts), rows(Button("查看回复", url=link)) if has_page else ())


def too_many_letters(bureau: Bureau) -> Reply:
    return Reply(
        "今天从您这里收到的留言已经很多，这一条没有收下。请过几个小时再写，"
        f"急事请拨打 **{bureau.hotline}**（{bureau.name}，{bureau.called}）。"
    )


def letter_answered(letter: Letter) -> Reply:
    """The reply, in the chat that the letter came from."""
    asked = letter.text if len(letter.text) <= QUOTED else f"{letter.text[:QUOTED]}……"
    body = (
        f"**您的留言 {letter.receipt} 有回复了**\n\n{letter.reply}\n\n您的留言：\n\n{quoted(asked)}"
    )
    return Reply(body, rows(LETTER_BUTTON))


def letter_closed(letter: Letter) -> Reply:
    """That there will be no reply, and why, or whose matter it is."""
    how = "已转办**" if letter.handed_to else "已办结**，没有另外答复"
    body = (
        f"**您的留言 {letter.receipt} {how}。"
        f"{'' if letter.handed_to else '原因：'}{literal(letter.closed_why)}\n\n"
        "不同意的话，可以再留言说明，或者打 12345。"
    )
    return Reply(body, rows(LETTER_BUTTON))


def promised_entry(
    edition: Edition, found: Entry, question: str, question_id: int | None = None
) -> Reply:
    """What somebody asked for, now that there is an answer: as sure as the bot would be of it."""
    told, answer = entry(edition, found, question_id), edition.answerer.answer(question)
    is_sure = answer.decision is Decision.ANSWER and answer.entry == found
    news = "现在有答案了" if is_sure else "现在有了这类问题的答案，请看是不是您要的"
    return replace(told, body=f"您问过“{literal(question)}”，{news}：\n\n{told.body}")


def promised_words(words: str, question: str, bureau: Bureau) -> Reply:
    body = f"您问过“{literal(question)}”，{bureau.name}的工作人员回复：\n\n{words}"
    return Reply(body, rows(LETTER_BUTTON))


def _tell_button(question_id: int) -> Button:
    return Button("有答案时告诉我", actions.tell(question_id))


def _topic_buttons(edition: Edition) -> tuple[tuple[Button, ...], ...]:
    buttons = [Button(name, actions.topic(name)) for name in edition.library.topics]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _entry_buttons(entries: Iterable[Entry]) -> list[Button]:
    return [Button(entry.question, actions.entry(entry.slug)) for entry in entries]


def _article_button(citation: Citation) -> Button:
    return Button(f"看{citation.display}原文", actions.article(citation))
