"""Letters from citizens: whose each is, by when, what is answered, and when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from starlette.responses import Response

from bot.desk.letters import state_of, was_answered_since, whose
from bot.desk.reading_letters import CATEGORIES, is_delicate
from bot.desk.referrals import elsewhere
from bot.members import Actor, Staff
from bot.publicity.report.naming import CHANNELS
from bot.staff.permissions import Action, may
from bot.staff.refusals import Outdated, Refused, Settled
from bot.store.letters import Letter, Line, Sending
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
STATES = {"open": "待答复", "answered": "已答复", "handed": "已转办", "closed": "已办结"}
DUE = {"late": "已过期", "soon": "今明两天到期", "none": "没有期限"}
MINE, NOBODY = "mine", "nobody"
ON_ITS_WAY: Mapping[str, str] = {
    Sending.PENDING: "正在发给留言的人",
    Sending.SENT: "已发到留言的人那里",
    Sending.KEPT: "现在发不到留言的人那里，已替他留着，他下次来时就给他",
    Sending.UNREACHABLE: "发不到留言的人那里，只写在回执页上",
}
_SOON = timedelta(days=1)


@pages.get("/letters", Action.LETTER_READ)
async def letters_page(visit: Visit) -> Response:
    names = {"q": "回执号", "state": "状况", "category": "类别", "who": "经办", "due": "期限"}
    asked = Asked(visit, "/letters", names)
    reading, staff = visit.application.letters.reading, await visit.application.accounts.staff()
    people = {MINE: "我", NOBODY: "还没有人", **answerers(staff)}
    categories = {one: one for one in CATEGORIES}
    listing = asked.paged(_found(visit, asked, people, await reading.lines(visit.actor)))
    chips = asked.chips(state=STATES, category=categories, who=people, due=DUE)
    return await visit.page(
        "letters/list.html",
        title="来信",
        asked=asked,
        listing=listing,
        beginnings=await reading.beginnings(visit.actor, [one.receipt for one in listing.rows]),
        chips=chips,
        states=STATES,
        state=standing,
        categories=categories,
        people=people,
        dues=DUE,
        urgency=lambda one: _urgency(visit, one.due_on) if standing(one) == "open" else "",
        called=staff.called,
        can_tick=visit.may(Action.LETTER_ASSIGN) and any(not one.is_closed for one in listing.rows),
        form=Form.of(**{name: visit.asked(name) for name in names}),
    )


@pages.get("/letters/{receipt}", Action.LETTER_READ)
async def letter_page(visit: Visit) -> Response:
    return await _letter_page(visit, await _read(visit))


@pages.post("/letters/{receipt}/take", Action.LETTER_ASSIGN)
async def take(visit: Visit) -> Response:
    letters, me = visit.application.letters, visit.actor.member.name
    seen = (await visit.form()).value("seen") or None
    letter = await letters.assign(visit.actor, visit.part("receipt"), me, seen=seen)
    return await visit.done(_path(letter), f"来信 {letter.receipt} 由您办了")


@pages.post("/letters/{receipt}/assign", Action.LETTER_ASSIGN)
async def assign(visit: Visit) -> Response:
    """Whose it is, what it is, by when: what was changed of these."""
    form, letter = await visit.form(), await _read(visit)
    staff = await visit.application.accounts.staff()
    to = form.choice("assigned", {letter.assigned, *answerers(staff)})
    category = form.choice("category", CATEGORIES)
    due = form.day("due")
    letters = visit.application.letters
    if not form.faults and due and due != letter.due_on:
        try:
            await letters.set_due(visit.actor, letter.receipt, due)
        except Settled:
            raise
        except Refused as refusal:
            form.fault("due", str(refusal))
    if form.faults:
        return await _letter_page(visit, letter, form)
    if to and to != letter.assigned:
        await letters.assign(visit.actor, letter.receipt, to)
    if category and category != letter.category:
        await letters.classify(visit.actor, letter.receipt, category)
    return await visit.done(_path(letter), f"来信 {letter.receipt} 的办理安排存好了")


@pages.get("/letters/{receipt}/answer", Action.LETTER_ANSWER)
async def answer_page(visit: Visit) -> Response:
    letter = await _read(visit)
    form = Form.of(words=letter.reply or "", seen=state_of(letter))
    return await _answer_page(visit, letter, await visit.typed(form))


@pages.post("/letters/{receipt}/answer", Action.LETTER_ANSWER, again=Again.LOOKS)
async def preview_answer(visit: Visit) -> Response:
    """Shown before it goes: it reaches a citizen, and can't be taken back."""
    form, letters = await visit.form(), visit.application.letters
    words = form.words("words", need="写下答复")
    letter = await _read(visit)
    if not form.faults:
        if form.value("seen") not in ("", state_of(letter)):
            return await _conflict_page(visit, form)
        try:
            await letters.before_answering(visit.actor, letter.receipt, words)
        except Settled:
            return await _conflict_page(visit, form)
        except Refused as refusal:
            form.fault("words", str(refusal))
    if form.faults:
        return await _answer_page(visit, letter, form)
    return await visit.page(
        "letters/preview.html",
        title=f"答复 {letter.receipt}：群众会看到的",
        letter=letter,
        words=words,
        seen=form.value("seen"),
        is_reached=_is_reached(visit, letter),
        form=form,
    )


@pages.post("/letters/{receipt}/answer/send", Action.LETTER_ANSWER)
async def answer(visit: Visit) -> Response:
    form, receipt = await visit.form(), visit.part("receipt")
    words, letters = form.words("words", need="写下答复"), visit.application.letters
    try:
        letter = await letters.answer(visit.actor, receipt, words, seen=form.value("seen"))
    except (Outdated, Settled):
        return await _conflict_page(visit, form)
    also = "，正在发给留言的人" if letter.sending == Sending.PENDING else ""
    return await visit.done(_path(letter), f"答复好了：已写在回执页上{also}")


@pages.get("/letters/{receipt}/close", Action.LETTER_CLOSE)
async def closing_page(visit: Visit) -> Response:
    return await _closing_page(visit, await _read(visit), await visit.typed(Form()))


@pages.get("/letters/{receipt}/hand-over", Action.LETTER_CLOSE)
async def handing_over_page(visit: Visit) -> Response:
    letter = await _read(visit)
    return await _closing_page(visit, letter, await visit.typed(Form()), is_handed=True)


@pages.post("/letters/{receipt}/close", Action.LETTER_CLOSE, again=Again.LOOKS)
async def preview_closing(visit: Visit) -> Response:
    """What its writer will be told, before they are."""
    form, letter = await visit.form(), await _read(visit)
    is_handed = form.value("handed") == "1"
    office = form.text("office", need="写转给哪个部门", most=60) if is_handed else ""
    why = form.words("why", need="" if is_handed or letter.reply else "写明原因", most=500)
    told = ""
    if not form.faults:
        letters = visit.application.letters
        try:
            told = await letters.before_closing(visit.actor, letter.receipt, why, office)
        except Settled:
            raise
        except Refused as refusal:
            form.fault("why", str(refusal))
    if form.faults:
        return await _closing_page(visit, letter, form, is_handed=is_handed)
    return await visit.page(
        "letters/closing_preview.html",
        title=f"{'转办' if is_handed else '办结'} {letter.receipt}：群众会看到的",
        letter=letter,
        told=told,
        fields={"why": why, "office": office, "seen": form.value("seen")},
        is_handed=is_handed,
        is_reached=_is_reached(visit, letter),
    )


@pages.post("/letters/{receipt}/close/yes", Action.LETTER_CLOSE)
async def close(visit: Visit) -> Response:
    form, letters = await visit.form(), visit.application.letters
    letter = await letters.close(
        visit.actor,
        visit.part("receipt"),
        form.words("why"),
        form.text("office"),
        seen=form.value("seen") or None,
    )
    done = f"已转{letter.handed_to}办理" if letter.handed_to else "已办结"
    return await visit.done(visit.last("/letters", "state=open"), f"来信 {letter.receipt} {done}")


@pages.post("/letters/{receipt}/reopen", Action.LETTER_REOPEN)
async def reopen(visit: Visit) -> Response:
    letter = await visit.application.letters.reopen(visit.actor, visit.part("receipt"))
    return await visit.done(_path(letter), f"来信 {letter.receipt} 重新打开了")


@pages.post("/letters/{receipt}/entry", Action.DRAFT_WRITE)
async def begin_entry(visit: Visit) -> Response:
    draft = await visit.application.letters.begin_entry(visit.actor, visit.part("receipt"))
    return await visit.done(f"/drafts/{draft.id}/edit", "草稿建好了，问题已填上，补写答案和依据")


def standing(letter: Letter | Line) -> str:
    """One of STATES."""
    is_answered = letter.is_answered if isinstance(letter, Line) else letter.replied_at is not None
    is_closed = letter.is_closed if isinstance(letter, Line) else letter.closed_at is not None
    if is_closed:
        return "handed" if letter.handed_to else "closed"
    return "answered" if is_answered else "open"


def _found(visit: Visit, asked: Asked, people: Mapping[str, str], lines: list[Line]) -> list[Line]:
    """Those that the filters leave."""
    receipt = asked.word("q").upper()
    state, category = asked.choice("state", STATES), asked.choice("category", CATEGORIES)
    who, due = asked.choice("who", people), asked.choice("due", DUE)
    whose = {MINE: visit.actor.member.name, NOBODY: ""}.get(who, who)
    return [
        one
        for one in lines
        if receipt in one.receipt
        and (not state or standing(one) == state)
        and (not category or one.category == category)
        and (not who or one.assigned == whose)
        and (not due or (standing(one) == "open" and _urgency(visit, one.due_on) == due))
    ]


def _urgency(visit: Visit, due: date | None) -> str:
    """One of DUE; "" where there is time."""
    if due is None:
        return "none"
    if due < visit.console.today:
        return "late"
    return "soon" if due <= visit.console.today + _SOON else ""


def answerers(staff: Staff) -> dict[str, str]:
    """Whom a letter can be given to."""
    return {
        member.name: member.called
        for member in staff.members.values()
        if may(Actor(member, ""), Action.LETTER_ANSWER)
    }


def _path(letter: Letter) -> str:
    return f"/letters/{letter.receipt}"


def _is_reached(visit: Visit, letter: Letter) -> bool:
    chat = letter.chat
    return chat is not None and bool(chat.id) and chat.channel in visit.application.channels


async def _read(visit: Visit) -> Letter:
    return await visit.application.letters.reading.get(visit.actor, visit.part("receipt"))


async def _letter_page(visit: Visit, letter: Letter, form: Form | None = None) -> Response:
    staff = await visit.application.accounts.staff()
    people = answerers(staff)
    if letter.assigned and letter.assigned not in people:
        people[letter.assigned] = staff.called(letter.assigned)
    due = letter.due_on.isoformat() if letter.due_on else ""
    is_open = standing(letter) == "open"
    return await visit.page(
        "letters/letter.html",
        title=f"来信 {letter.receipt}",
        letter=letter,
        states=STATES,
        state=standing(letter),
        urgency=_urgency(visit, letter.due_on) if is_open else "",
        dues=DUE,
        way=CHANNELS.get(letter.chat.channel, letter.chat.channel) if letter.chat else "",
        is_delicate=is_delicate(letter),
        elsewhere=elsewhere(visit.library, letter.text) if is_open else "",
        on_its_way=ON_ITS_WAY.get(letter.sending, ""),
        people=people,
        categories={one: one for one in CATEGORIES},
        called=staff.called,
        colleagues=await visit.beside(f"{_path(letter)}/answer"),
        whose=whose(letter),
        form=form or Form.of(assigned=letter.assigned, category=letter.category, due=due),
    )


async def _answer_page(visit: Visit, letter: Letter, form: Form) -> Response:
    if letter.closed_at:
        return visit.to(_path(letter))
    staff = await visit.application.accounts.staff()
    other = letter.assigned if letter.assigned != visit.actor.member.name else ""
    return await visit.page(
        "letters/answer.html",
        title=f"{'改答复' if letter.reply else '答复'}：{letter.receipt}",
        letter=letter,
        form=form,
        other=staff.called(other) if other else "",
        colleagues=await visit.beside(),
        replied_by=staff.called(letter.replied_by) if letter.reply else "",
    )


async def _closing_page(
    visit: Visit, letter: Letter, form: Form, *, is_handed: bool = False
) -> Response:
    if letter.closed_at:
        return visit.to(_path(letter))
    return await visit.page(
        "letters/close.html",
        title=f"{'转给别的部门' if is_handed else '办结'}：{letter.receipt}",
        letter=letter,
        form=form,
        seen=form.value("seen") or state_of(letter),
        is_handed=is_handed,
        elsewhere=elsewhere(visit.library, letter.text),
    )


async def _conflict_page(visit: Visit, form: Form) -> Response:
    """Somebody was quicker: what they did, and what was written here, which isn't lost."""
    letter = await _read(visit)
    staff = await visit.application.accounts.staff()
    return await visit.page(
        "letters/conflict.html",
        status=409,
        title=f"没有发出：来信 {letter.receipt} 刚刚有人办过",
        letter=letter,
        was_answered=was_answered_since(letter, form.value("seen")),
        who=staff.called(letter.replied_by) if letter.reply else "",
        form=Form.of(words=form.value("words"), seen=state_of(letter)),
    )
