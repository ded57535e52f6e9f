"""What the bot could not answer, in the browser: what each question becomes, and who is told."""

import pytest

from bot.messages import Chat
from bot.store import inbox as store
from bot.store import questions
from bot.store.inbox import State, Why
from tests.channels.console.conftest import hidden, words

OTHER = "摩托车能上高速吗"


@pytest.fixture
def ask(application):
    """Somebody's question that went unanswered, in a chat; with `waits`, they want to be told."""

    async def ask(text, who="1", *, waits=False):
        chat = Chat("telegram", who)
        asker = application.hasher.asker(chat)
        question_id = await application.database.write(
            questions.record,
            asked_at=application.clock(),
            channel="telegram",
            asker=asker.question,
            text=text,
            decision="unknown",
            entry=None,
            confidence=0.1,
            milliseconds=1.0,
        )
        number = await application.inbox.take(question_id, asker.question, Why.UNKNOWN)
        if waits:
            await application.inbox.promise(question_id, chat, asker)
        return number

    return ask


async def cluster(application, number):
    return await application.database.read(store.get, cluster_id=number)


async def due(application):
    found = await application.database.read(store.due, now=application.clock())
    return [(one.chat.id, one.entry or one.reply) for one in found]


async def test_home_leads_to_the_questions_that_most_people_asked_first(staff, ask):
    await ask("校车要不要年检")
    await ask(OTHER, "1", waits=True)
    await ask(OTHER, "2")
    editor = await staff("王敏")
    assert "2 个没答上的问题" in words(await editor.open(""))
    page = await editor.open("/unanswered")
    assert page.index(OTHER) < page.index("校车")
    assert "2 人" in words(page)
    assert "校车" not in await editor.open("/unanswered?waiting=1")
    assert OTHER not in await editor.open("/unanswered?q=校车")


async def test_it_becomes_another_way_of_asking_an_entry(application, staff, ask):
    editor, number = await staff("王敏"), await ask("摩的拉客罚不罚")
    assert "选一个条目" in (await editor.fills(f"/unanswered/{number}/attach")).text
    assert "chaozai-fakuan" in await editor.open(f"/unanswered/{number}?q=超载")
    page = await editor.does(f"/unanswered/{number}/attach", slug="chaozai-fakuan")
    assert "加上了这个问法" in page
    assert "摩的拉客罚不罚" in page
    assert (await cluster(application, number)).state is State.DRAFTED
    again = await editor.fills(f"/unanswered/{number}/attach", slug="chaozai-fakuan")
    assert "已起草" in again.text


async def test_it_becomes_a_new_entry_with_its_wordings_filled_in(staff, ask):
    editor, number = await staff("王敏"), await ask(OTHER)
    await ask("摩托车能不能上高速", "2")
    page = await editor.does(f"/unanswered/{number}/entry")
    assert f'value="{OTHER}"' in page
    assert "摩托车能不能上高速" in page
    reviewer = await staff("赵强")
    assert (await reviewer.fills(f"/unanswered/{number}/entry")).status_code == 403


async def test_an_entry_that_came_meanwhile_is_told_to_who_waits(application, staff, ask):
    question = application.library.entries["chaozai-fakuan"].question
    editor, number = await staff("王敏"), await ask(question, waits=True)
    assert "就是它，告诉 1 人" in await editor.open(f"/unanswered/{number}")
    await editor.does(f"/unanswered/{number}/settle", slug="chaozai-fakuan")
    assert await due(application) == [("1", "chaozai-fakuan")]


async def test_a_reply_is_seen_before_it_goes_and_goes_once(application, staff, ask):
    one, other = await staff("王敏"), await staff("赵强")
    number = await ask(OTHER, waits=True)
    path = f"/unanswered/{number}/reply"
    assert "写下回复" in (await one.fills(path, words="")).text
    shown = (await one.fills(path, words="**不能**上高速。")).text
    assert "<strong>不能</strong>" in shown
    assert "向 1 人发出" in shown
    assert await due(application) == []
    await one.does(f"{path}/send", words=hidden(shown, "words"))
    assert await due(application) == [("1", "**不能**上高速。")]
    late = await other.fills(f"{path}/send", words="赵强写的")
    assert late.status_code == 409
    assert "赵强写的" in late.text
    assert await due(application) == [("1", "**不能**上高速。")]


async def test_it_is_dismissed_with_a_reason_and_a_word_to_who_waits(application, staff, ask):
    editor, number = await staff("王敏"), await ask(OTHER, waits=True)
    path = f"/unanswered/{number}/dismiss"
    assert "选一个忽略的原因" in (await editor.fills(path)).text
    given = {"why": "other_office", "word": "请拨 122 问公安交管部门。"}
    shown = (await editor.fills(path, **given)).text
    assert "忽略，并向 1 人发出" in shown
    assert (await cluster(application, number)).state is State.OPEN
    assert "已忽略，会在推送时段内告诉 1 人" in await editor.does(path, **given, sure="1")
    assert await due(application) == [("1", given["word"])]
    assert "不归本单位管" in await editor.open("/unanswered?state=dismissed")
    assert "重新打开了" in await editor.does(f"/unanswered/{number}/reopen")
    await editor.does(path, why="unclear")
    assert (await cluster(application, number)).dismissed_why == "看不明白问什么"
