"""A letter by its form, its receipt, and the way back to it."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.members import SYSTEM
from bot.store import letters
from tests.channels.web.conftest import NOW, visiting, with_staff

WORDS = "路灯坏了三天，<b>没人修</b>"


@pytest.fixture
async def visitor(staffed):
    async with visiting(staffed) as client:
        yield client


async def write(visitor, **fields):
    """The answer to a letter that was sent off."""
    return await visitor.post("/letter", data={"kind": "投诉", "text": WORDS, **fields})


async def written(visitor, **fields):
    """The receipt's path, without what says that it is fresh."""
    sent = await write(visitor, **fields)
    assert sent.status_code == 303
    return sent.headers["location"].partition("?")[0]


async def number_on(visitor, path):
    return re.search(r"\d{6}-[2-9A-Z]{6}", (await visitor.get(path)).text)[0]


async def test_the_form_says_what_it_is_and_asks_for_the_kind_first(visitor):
    page = (await visitor.get("/letter")).text
    assert "不是提问框" in page
    kinds = [page.index(f'value="{kind}"') for kind in ("咨询", "投诉", "举报", "建议")]
    assert max(kinds) < page.index("<textarea")


def refuse(db):
    """As a disk that takes no more."""
    db.execute("PRAGMA query_only=ON")


async def test_a_letter_that_cannot_be_kept_comes_back_with_its_words(staffed, visitor):
    await staffed.database.write(refuse)
    refused = await write(visitor, contact="办公室 3 楼")
    assert refused.status_code == 503
    assert "这一条没有收下" in refused.text
    assert "路灯坏了三天，&lt;b&gt;没人修&lt;/b&gt;" in refused.text
    assert "办公室 3 楼" in refused.text


async def test_what_cannot_be_added_or_deleted_now_is_said_so(staffed, visitor):
    receipt = await written(visitor)
    await staffed.database.write(refuse)
    more = await visitor.post(f"{receipt}/more", data={"text": "又坏了一盏"})
    assert more.status_code == 503
    assert "这一条没有收下" in more.text
    assert "又坏了一盏" in more.text
    deleted = await visitor.post(receipt)
    assert deleted.status_code == 503
    assert "没有记下来" in deleted.text
    assert "路灯坏了三天" in (await visitor.get(receipt)).text


async def test_in_a_database_that_was_replaced_no_letter_is_kept(staffed, visitor):
    file = staffed.settings.database_file
    earlier = file.read_bytes()
    file.unlink()
    file.write_bytes(earlier)
    refused = await write(visitor)
    assert refused.status_code == 503
    assert "这一条没有收下" in refused.text


async def test_a_letter_leads_to_its_receipt(visitor):
    sent = await write(visitor)
    receipt = await visitor.get(sent.headers["location"])
    assert "留言收到了" in receipt.text
    assert "data-fresh" in receipt.text
    assert "路灯坏了三天，&lt;b&gt;没人修&lt;/b&gt;" in receipt.text
    assert "12345" in receipt.text  # whose matter it is
    assert receipt.headers["referrer-policy"] == "no-referrer"
    assert receipt.headers["x-robots-tag"] == "noindex, nofollow"
    assert receipt.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in receipt.headers["content-security-policy"]
    again = (await visitor.get(sent.headers["location"].partition("?")[0])).text
    assert "data-fresh" not in again


async def test_whose_matter_it_is_is_told_until_there_is_an_answer(staffed, visitor):
    path = await written(visitor)
    assert "12345" in (await visitor.get(path)).text
    await staffed.letters.answer(SYSTEM, await number_on(visitor, path), "已经修好。")
    assert "12345" not in (await visitor.get(path)).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": ""}, "请先选一类"),
        ({"text": " "}, "请先写下要说的话"),
        ({"text": "路" * 1001}, "您写了 1001 字"),
        ({"word": "短"}, "口令要 2 到 20 个字"),
        ({"contact": "电" * 61}, "联系方式最多 60 字"),
    ],
)
async def test_what_cant_be_sent_comes_back_with_all_its_words(visitor, fields, said):
    response = await write(visitor, **{"contact": "138-0013-8000", **fields})
    assert response.status_code == 422
    assert said in response.text
    assert fields.get("contact", "138-0013-8000") in response.text
    if "text" not in fields:
        assert "路灯坏了三天" in response.text


async def test_how_to_be_reached_goes_with_the_words(visitor):
    page = (await visitor.get(await written(visitor, contact="138 0013 8000"))).text
    assert "联系方式：138 0013 8000" in page


async def test_after_a_letter_the_box_is_for_questions(visitor):
    await written(visitor, chat="C" * 32, secret="0" * 32)
    page = await visitor.post("/", data={"text": "电瓶车带人", "chat": "C" * 32})
    assert "多数地方只许带一名儿童" in page.text


async def test_the_question_before_goes_along_where_its_writer_wants(visitor):
    tab = {"chat": "C" * 32, "secret": "0" * 32}
    await visitor.post("/", data={"text": "电瓶车带人", **tab})
    assert "电瓶车带人" not in (await visitor.get(await written(visitor, **tab))).text
    path = await written(visitor, about="1", text="另一件事", **tab)
    assert "您之前问的：电瓶车带人" in (await visitor.get(path)).text


async def test_where_nobody_can_read_letters_no_page_promises_that_anybody_will(
    make_application, visit
):
    async with visit(make_application()) as visitor:
        form = (await visitor.get("/letter")).text
        assert "现在不收网上留言" in form
        assert "<textarea" not in form
        assert (await write(visitor)).status_code == 409
        wish = (await visitor.post("/", data={"text": "我要留言"})).text
        assert "现在不收网上留言" in wish
        assert "先选咨询" not in wish
        answer = await visitor.post("/", data={"text": "今天天气怎么样"})
    assert "留言" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert "12328" in answer.text


async def test_a_letters_life_shows_as_steps_with_the_day_it_is_due(staffed, visitor):
    path = await written(visitor)
    page = (await visitor.get(path)).text
    assert page.count('class="done"') == 1
    assert "<strong>2026年11月26日前答复。</strong>" in page  # three working days, says the profile
    number = await number_on(visitor, path)
    await staffed.database.write(letters.told, receipts=[number], at=NOW)
    assert (await visitor.get(path)).text.count('class="done"') == 2
    await staffed.letters.answer(SYSTEM, number, "已经修好，**谢谢**您。")
    page = (await visitor.get(path)).text
    assert page.count('class="done"') == 3
    assert "已经修好，<strong>谢谢</strong>您。" in page
    assert "前答复。" not in page
    told = await visitor.get(path, headers={"Accept": "application/json"})
    assert told.json() == {"number": number, "kind": "投诉", "state": "已答复"}


async def test_no_step_is_told_that_was_not_taken(staffed, visitor):
    path = await written(visitor)
    await staffed.letters.answer(SYSTEM, await number_on(visitor, path), "已经修好。")
    page = (await visitor.get(path)).text
    assert "已转办" not in page  # answered by who opened it
    assert page.count('class="done"') == 2


async def test_the_address_that_a_letter_led_to_tells_later_how_far_it_has_come(staffed, visitor):
    fresh = (await write(visitor)).headers["location"]
    assert "留言收到了" in (await visitor.get(fresh)).text
    await staffed.letters.answer(SYSTEM, await number_on(visitor, fresh), "已经修好。")
    page = (await visitor.get(fresh)).text
    assert "<h1>我的留言</h1>" in page
    assert "上班后处理" not in page


async def test_whom_to_call_in_danger_stands_above_all_of_a_letter(visitor):
    page = (await visitor.get(await written(visitor, text="有人被撞了，躺在路边"))).text
    assert page.index("tel:120") < page.index('class="stages"')


async def test_a_receipt_is_found_by_its_number_and_word(visitor):
    path = await written(visitor, word="村口 Ａ")
    number = await number_on(visitor, path)
    found = await visitor.post("/receipts", data={"number": number.lower(), "word": "村口 a "})
    assert found.headers["location"] == path


@pytest.mark.parametrize("word", ["", "别的词"])
async def test_without_its_word_a_number_opens_nothing(visitor, word):
    number = await number_on(visitor, await written(visitor, word="村口大树"))
    other = await number_on(visitor, await written(visitor, text="没有口令的"))
    for one in (number, other, "261123-AAAAAA"):
        response = await visitor.post("/receipts", data={"number": one, "word": word})
        assert response.status_code == 422
        assert "请核对编号和口令" in response.text


async def test_a_word_isnt_guessed(visitor):
    number = await number_on(visitor, await written(visitor, word="村口大树"))
    for _ in range(20):
        await visitor.post("/receipts", data={"number": number, "word": "猜一个"})
    response = await visitor.post("/receipts", data={"number": number, "word": "村口大树"})
    assert "查得太频繁了" in response.text


async def test_the_word_is_in_no_file(staffed, visitor):
    await written(visitor, word="村口大树")
    for file in staffed.settings.data_dir.glob("pufa.db*"):
        assert "村口大树".encode() not in file.read_bytes()


async def test_something_is_added_and_staff_are_told_again(staffed, visitor):
    path = await written(visitor)
    number = await number_on(visitor, path)
    await staffed.database.write(letters.told, receipts=[number], at=NOW)
    added = await visitor.post(f"{path}/more", data={"text": "又坏了一盏"})
    assert added.status_code == 303
    page = (await visitor.get(path)).text
    assert "【2026-11-23 12:00 补充】" in page
    assert "又坏了一盏" in page
    untold = await staffed.database.read(letters.untold)
    assert [letter.receipt for letter in untold] == [number]


async def test_what_cant_be_added_comes_back(staffed, visitor):
    path = await written(visitor)
    response = await visitor.post(f"{path}/more", data={"text": "补" * 1001})
    assert response.status_code == 422
    assert "补" * 1001 in response.text
    for _ in range(5):
        await visitor.post(f"{path}/more", data={"text": "还有"})
    assert "已经补充过 5 次" in (await visitor.post(f"{path}/more", data={"text": "还有"})).text
    await staffed.letters.close(SYSTEM, await number_on(visitor, path), "重复")
    assert "已经办结" in (await visitor.post(f"{path}/more", data={"text": "还有"})).text


async def test_of_additions_that_come_at_once_no_more_are_kept_than_may_be(staffed, visitor):
    path = await written(visitor)
    sent = [visitor.post(f"{path}/more", data={"text": f"第 {n} 盏"}) for n in range(20)]
    answered = [response.status_code for response in await asyncio.gather(*sent)]
    assert sorted(answered) == [303] * 5 + [422] * 15
    assert (await visitor.get(path)).text.count("补充】") == 5


async def test_an_unknown_receipt_is_as_private_as_a_known_one(visitor):
    for response in (
        await visitor.get("/receipts/nope"),
        await visitor.post("/receipts/nope"),
        await visitor.post("/receipts/nope/more", data={"text": "补"}),
    ):
        assert response.status_code == 404
        assert "没有找到这份留言" in response.text
        assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("settings", [{}, {"host": "0.0.0.0"}, {"port": 9000}])
async def test_without_a_public_address_a_receipt_is_where_the_page_is(
    make_application, visit, settings
):
    async with visit(await with_staff(make_application(**settings))) as visitor:
        page = await visitor.get(await written(visitor))
    assert 'data-copy="http://pufa.test/receipts/' in page.text
    assert "127.0.0.1" not in page.text


async def test_an_address_writes_only_so_many_letters_a_day(make_application, visit):
    async with visit(await with_staff(make_application(letters_per_day=2))) as visitor:
        states = [(await write(visitor, text=f"第{n}条")).status_code for n in range(3)]
        assert states == [303, 303, 422]
        assert "这一条没有收下" in (await write(visitor, text="第四条")).text


async def test_a_letter_that_has_expired_is_found_no_more(staffed, visitor):
    number = await number_on(visitor, await written(visitor, word="村口大树"))
    late = NOW + timedelta(days=staffed.settings.letter_days + 1)
    assert await staffed.database.read(letters.word_of, receipt=number, now=late) is None
