"""What the bot could not answer, question by question: what each is to become."""

from __future__ import annotations

from starlette.responses import Response

from bot.desk.inbox import REASONS, STATES
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Refused, Settled
from bot.store.inbox import Cluster, State
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
SHOWN = {state.value: words for state, words in STATES.items()}


@pages.get("/unanswered", Action.INBOX_SEE)
async def unanswered_page(visit: Visit) -> Response:
    """The open ones, unless the address asks for others."""
    names = {"q": "搜索", "state": "状况", "waiting": "等答案"}
    asked = Asked(visit, "/unanswered", names)
    state = State(asked.choice("state", SHOWN) or State.OPEN)
    waits = {"1": "有人在等"}
    found = await visit.application.inbox.in_state(visit.actor, state)
    found = having(found, asked.word("q"), lambda one: one.question)
    if asked.choice("waiting", waits):
        found = [one for one in found if one.waiting]
    return await visit.page(
        "unanswered/list.html",
        title="没答上的问题",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state=SHOWN, waiting=waits),
        states={value: words for value, words in SHOWN.items() if value != State.OPEN},
        waits=waits,
        can_tick=state is State.OPEN and visit.may(Action.INBOX_DISMISS),
        form=Form.of(**{name: visit.asked(name) for name in names}),
    )


@pages.get("/unanswered/{number:number}", Action.INBOX_SEE)
async def question_page(visit: Visit) -> Response:
    return await _question_page(visit, Form())


@pages.post("/unanswered/{number:number}/attach", Action.INBOX_ATTACH)
async def attach(visit: Visit) -> Response:
    form, number = await visit.form(), _number(visit)
    slug = form.choice("slug", visit.library.entries, need="选一个条目")
    if not form.faults:
        try:
            draft, missing = await visit.application.inbox.attach(visit.actor, number, slug)
        except (Outdated, Settled):
            raise
        except Refused as refusal:
            form.fault("slug", str(refusal))
    if form.faults:
        return await _question_page(visit, form)
    told = f"还不能提交审核：{missing}" if missing else "已提交审核，发布后告诉等答案的人"
    return await visit.done(f"/drafts/{draft.id}", f"草稿 #{draft.id} 加上了这个问法，{told}")


@pages.post("/unanswered/{number:number}/settle", Action.INBOX_ATTACH)
async def settle(visit: Visit) -> Response:
    """An entry that came meanwhile answers it already."""
    slug = (await visit.form()).text("slug")
    people = await visit.application.inbox.settle(visit.actor, _number(visit), slug)
    told = f"，会在推送时段内告诉 {people} 人" if people else ""
    return await visit.done("/unanswered", f"这个问题已有条目{told}")


@pages.post("/unanswered/{number:number}/entry", Action.INBOX_ATTACH)
async def begin_entry(visit: Visit) -> Response:
    draft = await visit.application.inbox.begin_entry(visit.actor, _number(visit))
    told = "草稿建好了，问题和问法已填上，补写答案和依据"
    return await visit.done(f"/drafts/{draft.id}/edit", told)


@pages.get("/unanswered/{number:number}/reply", Action.INBOX_REPLY)
async def reply_page(visit: Visit) -> Response:
    cluster = await _cluster(visit)
    if cluster.state is not State.OPEN or not cluster.waiting:
        return visit.to(f"/unanswered/{cluster.id}")
    return await _reply_page(visit, cluster, await visit.typed(Form()))


@pages.post("/unanswered/{number:number}/reply", Action.INBOX_REPLY, again=Again.LOOKS)
async def preview_reply(visit: Visit) -> Response:
    """Shown before it goes: it reaches people, and can't be taken back."""
    form, number = await visit.form(), _number(visit)
    words = form.words("words", need="写下回复")
    if not form.faults:
        try:
            await visit.application.inbox.before_replying(visit.actor, number, words)
        except Settled:
            return await _conflict_page(visit, words)
        except Refused as refusal:
            form.fault("words", str(refusal))
    cluster = await _cluster(visit)
    if form.faults:
        return await _reply_page(visit, cluster, form)
    return await visit.page(
        "unanswered/preview.html",
        title=f"将告诉 {cluster.waiting} 人",
        cluster=cluster,
        words=words,
        to="reply/send",
        button=f"向 {cluster.waiting} 人发出",
        fields={"words": words},
    )


@pages.post("/unanswered/{number:number}/reply/send", Action.INBOX_REPLY)
async def reply(visit: Visit) -> Response:
    words = (await visit.form()).words("words")
    try:
        people = await visit.application.inbox.reply(visit.actor, _number(visit), words)
    except (Outdated, Settled):
        return await _conflict_page(visit, words)
    return await visit.done("/unanswered", f"会在推送时段内告诉 {people} 人")


@pages.get("/unanswered/{number:number}/dismiss", Action.INBOX_DISMISS)
async def dismissing_page(visit: Visit) -> Response:
    cluster = await _cluster(visit)
    if cluster.state is not State.OPEN:
        return visit.to(f"/unanswered/{cluster.id}")
    return await _dismissing_page(visit, cluster, await visit.typed(Form()))


@pages.post("/unanswered/{number:number}/dismiss", Action.INBOX_DISMISS, again=Again.LOOKS)
async def dismiss(visit: Visit) -> Response:
    """At once where nobody is told; a word to those who wait is shown before it goes."""
    form, number = await visit.form(), _number(visit)
    why = form.choice("why", REASONS, need="选一个忽略的原因")
    word = form.words("word")
    inbox = visit.application.inbox
    if not form.faults:
        try:
            await inbox.before_dismissing(visit.actor, number, word)
        except Settled:
            return await _conflict_page(visit, word)
        except Refused as refusal:
            form.fault("word", str(refusal))
    cluster = await _cluster(visit)
    if form.faults:
        return await _dismissing_page(visit, cluster, form)
    if word and form.value("sure") != "1":
        return await visit.page(
            "unanswered/preview.html",
            title=f"将忽略它，并告诉 {cluster.waiting} 人",
            cluster=cluster,
            words=word,
            to="dismiss",
            button=f"忽略，并向 {cluster.waiting} 人发出",
            fields={"why": why, "word": word, "sure": "1"},
        )
    try:
        await inbox.dismiss(visit.actor, number, why, word)
    except (Outdated, Settled):
        return await _conflict_page(visit, word)
    told = f"，会在推送时段内告诉 {cluster.waiting} 人" if word else ""
    return await visit.done("/unanswered", f"“{cluster.question}”已忽略{told}")


@pages.post("/unanswered/{number:number}/reopen", Action.INBOX_DISMISS)
async def reopen(visit: Visit) -> Response:
    cluster = await visit.application.inbox.reopen(visit.actor, _number(visit))
    return await visit.done(f"/unanswered/{cluster.id}", "重新打开了")


def _number(visit: Visit) -> int:
    return int(visit.part("number"))


async def _cluster(visit: Visit) -> Cluster:
    return await visit.application.inbox.get(visit.actor, _number(visit))


async def _question_page(visit: Visit, form: Form) -> Response:
    """`q` finds other entries than those that the bot thinks near."""
    inbox, cluster = visit.application.inbox, await _cluster(visit)
    sought = visit.asked("q")
    near = (
        visit.edition.answerer.suggest(sought, 8)
        if sought
        else await inbox.candidates(visit.actor, cluster.id)
    )
    entry = visit.library.current(cluster.entry) if cluster.entry else None
    return await visit.page(
        "unanswered/question.html",
        title=cluster.question,
        cluster=cluster,
        wordings=await inbox.wordings(visit.actor, cluster.id),
        state=STATES[cluster.state],
        is_open=cluster.state is State.OPEN,
        is_dismissed=cluster.state is State.DISMISSED,
        found=inbox.found_now(cluster) if cluster.state is State.OPEN else None,
        entry=entry,
        near={one.slug: one.question for one in near},
        sought=sought,
        form=form,
    )


async def _reply_page(visit: Visit, cluster: Cluster, form: Form) -> Response:
    return await visit.page(
        "unanswered/reply.html",
        title=f"回复等答案的 {cluster.waiting} 人",
        cluster=cluster,
        form=form,
    )


async def _dismissing_page(visit: Visit, cluster: Cluster, form: Form) -> Response:
    return await visit.page(
        "unanswered/dismiss.html",
        title=f"要忽略“{cluster.question}”吗？",
        cluster=cluster,
        reasons=REASONS,
        form=form,
    )


async def _conflict_page(visit: Visit, words: str) -> Response:
    """Somebody was quicker; what was written here isn't lost."""
    cluster = await _cluster(visit)
    return await visit.page(
        "unanswered/conflict.html",
        status=409,
        title="没有发出：刚刚有人处理过这个问题",
        cluster=cluster,
        state=STATES[cluster.state],
        words=words,
    )
