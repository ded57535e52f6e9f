"""Ticked in a list and done at once: what is confirmed, what is left out, and the record."""

import re

import pytest

from bot.store import letters as store
from bot.store.audit import lines
from bot.store.inbox import State
from tests.channels.console.conftest import hidden, words
from tests.channels.console.test_letters import read, write  # noqa: F401 - a fixture
from tests.channels.console.test_unanswered import ask, cluster  # noqa: F401 - a fixture

ASSIGN, CLOSE = "/letters/together/assign", "/letters/together/close"
DISMISS = "/unanswered/together/dismiss"


@pytest.fixture
def written(write):  # noqa: F811
    async def written(*texts):
        return [await write(text) for text in texts]

    return written


def ticked(path, *names):
    return f"{path}?" + "&".join(f"one={name}" for name in names)


def seen(page):
    return re.findall(r'name="seen" value="([^"]+)"', page)


async def recorded(application, subject, action):
    asked = {"who": "", "since": "", "limit": 9}
    found = await application.database.read(lines, subject=subject, **asked)
    return [one for one in found if one.action == action]


async def answered(browser, letter, reply="可以退。"):
    page = await browser.open(f"/letters/{letter.receipt}/answer")
    await browser.does(
        f"/letters/{letter.receipt}/answer/send", words=reply, seen=hidden(page, "seen")
    )


async def test_letters_are_given_to_one_person_with_a_day(application, staff, written):
    editor, found = await staff("王敏"), await written("学费问题", "站牌倒了", "公交改线")
    await staff("赵强")
    boxes = re.findall(r'name="one" value="([^"]+)"', await editor.open("/letters"))
    assert set(boxes) == {one.receipt for one in found}
    page = await editor.open(ticked(ASSIGN, *boxes[:2]))
    assert "分派这 2 封" in page
    nobody = await editor.fills(ASSIGN, seen=seen(page), due="2026-11-01")
    assert nobody.status_code == 422
    assert "选一个人" in nobody.text
    assert "期限要在今天或今天以后" in nobody.text
    assert seen(nobody.text) == seen(page)

    plan = {"assigned": "console:赵强", "due": "2026-11-30", "seen": seen(page)}
    assert "2 封来信由赵强办了" in await editor.does(ASSIGN, **plan)

    kept = {one.receipt: await read(application, one) for one in found}
    assert [kept[one].assigned for one in boxes] == ["console:赵强", "console:赵强", ""]
    assert kept[boxes[0]].due_on.isoformat() == "2026-11-30"
    for receipt in boxes[:2]:
        (day, person) = await recorded(application, f"letter:{receipt}", "letter.assign")
        assert {day.who, person.who} == {"console:王敏"}


async def test_a_letter_that_somebody_took_meanwhile_stays_theirs(application, staff, written):
    editor, (one, other, gone) = await staff("王敏"), await written("甲", "乙", "丙")
    page = await editor.open(ticked(ASSIGN, one.receipt, other.receipt, gone.receipt))
    await (await staff("赵强")).does(f"/letters/{one.receipt}/take")
    await application.database.write(store.take_back, token=gone.token)

    done = words(await editor.does(ASSIGN, assigned="console:王敏", seen=seen(page)))

    assert "1 封来信由王敏办了；没有办的：" in done
    assert f"{one.receipt} 您看清单的时候有人改过" in done
    assert f"{gone.receipt} 已经没有了" in done
    assert (await read(application, one)).assigned == "console:赵强"
    assert (await read(application, other)).assigned == "console:王敏"


async def test_only_letters_with_an_answer_are_closed_together(application, staff, written, clock):
    editor, (one, other, more, closed) = await staff("王敏"), await written("甲", "乙", "丙", "丁")
    for letter in (one, more, closed):
        await answered(editor, letter)
    await editor.does(f"/letters/{closed.receipt}/close/yes")
    clock.passes(minutes=5)
    await application.letterbox.add(more.token, "还是不肯退。")
    everything = [letter.receipt for letter in (one, other, more, closed)]
    page = await editor.open(ticked(CLOSE, *everything))
    told = words(page)
    assert "办结这 1 封" in told
    assert f"{other.receipt} · 还没有答复，要单独打开，写明原因" in told
    assert f"{more.receipt} · 答复以后又补充了话，要单独打开看" in told
    assert f"{closed.receipt} · 已经办结" in told
    assert seen(page) == [one.receipt]

    done = words(await editor.does(CLOSE, seen=everything))

    assert "1 封来信办结了；没有办的：" in done
    assert (await read(application, one)).closed_at
    assert not (await read(application, other)).closed_at
    assert not (await read(application, more)).closed_at
    (line,) = await recorded(application, f"letter:{one.receipt}", "letter.close")
    assert line.who == "console:王敏"


async def test_a_complaint_shows_no_words_in_the_list_to_confirm(staff, write):  # noqa: F811
    letter = await write("司机宰客，请保密", "投诉")
    page = await (await staff("王敏")).open(ticked(ASSIGN, letter.receipt))
    assert letter.receipt in page
    assert "宰客" not in page


async def test_no_more_than_a_page_of_letters_at_once(staff, written):
    found = await written(*(f"第{number}封" for number in range(52)))
    page = await (await staff("王敏")).open(ticked(ASSIGN, *(one.receipt for one in found)))
    assert "分派这 50 封" in page
    assert words(page).count("一次最多 50 件，下次再办") == 2


async def test_questions_that_nobody_waits_for_are_dismissed_together(application, staff, ask):  # noqa: F811
    editor = await staff("王敏")
    joke, weather = await ask("讲个笑话"), await ask("明天下不下雨")
    waited = await ask("摩托车能上高速吗", "2", waits=True)
    later = await ask("校车要不要年检", "3")
    everything = (joke, weather, waited, later)
    page = await editor.open(ticked(DISMISS, *everything, 999))
    assert "忽略这 3 个" in page
    assert f"#{waited} · 有 1 人在等答案，要单独打开" in words(page)
    assert "#999 · 已经没有了" in words(page)
    assert "选一个忽略的原因" in (await editor.fills(DISMISS, seen=seen(page))).text
    await (await staff("赵强")).does(f"/unanswered/{later}/dismiss", why="other")
    await editor.does(f"/unanswered/{later}/reopen")

    done = words(await editor.does(DISMISS, why="no_question", seen=seen(page)))

    assert f"2 个问题忽略了；没有办的：#{later} 您看清单的时候有人改过" in done
    states = [(await cluster(application, number)).state for number in everything]
    assert states == [State.DISMISSED, State.DISMISSED, State.OPEN, State.OPEN]
    (line,) = await recorded(application, f"cluster:{joke}", "inbox.dismiss")
    assert "不是法规问题" in str(line.after)
    assert 'name="one"' not in await editor.open("/unanswered?state=dismissed")


async def test_nothing_ticked_says_so_and_leads_back(staff, written):
    editor, _ = await staff("王敏"), await written("甲")
    await editor.open("/letters?state=open")
    for path, said in {ASSIGN: "没有选中", CLOSE: "没有选中", DISMISS: "没有选中"}.items():
        assert said in await editor.open(path)
    assert 'href="/staff/letters?state=open"' in await editor.open(ASSIGN)
