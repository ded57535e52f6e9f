"""What was asked for is answered by the next words; later ones are asked about first."""

import pytest

from bot.messages import Button, Chat, Message, Reply
from handlers.dialogues.front import Front
from tests.handlers.conftest import STAFF

LATE = 16


@pytest.fixture
def application(start):
    return start(staff=STAFF)


async def test_words_typed_hours_later_do_not_act_but_are_asked_about(editor, clock, stored):
    await editor.says("/add")
    clock.passes(hours=23)
    asked = await editor.says("货车超载怎么处罚")
    assert "是对它的回答吗" in asked
    assert "请照下面的样子写好" in asked
    assert stored()["drafts"] == []
    assert editor.choices == ["是，就按它办", "不是，当新的话听", "算了"]


async def test_they_are_what_they_were_asked_for_once_that_is_said(editor, clock, stored):
    await editor.says("/add")
    clock.passes(minutes=LATE)
    await editor.says("问题：校车超员怎么处罚？")
    assert "草稿存好了" in await editor.presses("是")
    assert len(stored()["drafts"]) == 1


async def test_or_they_are_heard_as_anything_else(editor, clock, stored):
    await editor.says("/add")
    clock.passes(minutes=LATE)
    await editor.says("货车超载怎么处罚")
    assert "核定载质量" in await editor.presses("不是")
    assert stored()["drafts"] == []
    assert "核定载质量" in await editor.says("货车超载怎么处罚")  # nothing is open any more


@pytest.mark.parametrize(
    "word", ["算了", "取消", "不", "不用了。", "算了吧。", "算了，不写了", "还是算啦", "返回"]
)
async def test_a_word_ends_what_is_open(editor, word, stored):
    await editor.says("/add")
    assert "没有办" in await editor.says(word)
    await editor.says("货车超载怎么处罚")
    assert stored()["drafts"] == []


async def test_within_a_quarter_of_an_hour_nothing_is_asked(editor, clock):
    await editor.says("/add")
    clock.passes(minutes=14)
    assert "草稿存好了" in await editor.says("问题：校车超员怎么处罚？")


async def test_a_citizens_letter_is_not_begun_by_words_of_the_next_day(zhang, clock, stored):
    await zhang.sends(action="letter")
    clock.passes(hours=20)
    assert "是对它的回答吗" in await zhang.says("货车超载怎么处罚")
    assert stored()["letters"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("退订", "没有订阅"),
        ("TD", "没有订阅"),
        ("回复TD退订", "没有订阅"),
        ("退定", "没有订阅"),
        ("停止推送！", "没有订阅"),
        ("td", "没有订阅"),
        ("取消订阅", "没有订阅"),
        ("ＴＤ", "没有订阅"),
        ("退訂。", "没有订阅"),
        ("我要退订", "没有订阅"),
        ("unsubscribe", "没有订阅"),
        ("/退订", "没有订阅"),
        ("/ help", "怎么用"),
        ("/帮助", "怎么用"),
        ("转人工", "要找人，请打 **12328**"),
        ("帮助", "怎么用"),
        ("／help", "怎么用"),
        ("／law 道交法 92", "第九十二条"),
    ],
)
async def test_words_learnt_elsewhere_are_commands(zhang, words, said, stored):
    assert said in await zhang.says(words)
    assert stored()["questions"] == []


async def writes(person, text):
    await person.sends(action="letter")
    await person.says(text)


async def test_a_button_says_yes_only_to_the_words_above_it(zhang, editor, stored):
    for text in ("请回电", "车站没有灯"):
        await writes(zhang, text)
    first, second = (row["receipt"] for row in stored()["letters"])
    await editor.sends(action=f"in:answer:{first}")
    await editor.says("上午就回您电话。")
    older = editor.button("发出").action
    await editor.sends(action=f"in:answer:{second}")
    await editor.says("灯本周装好。")
    newer = editor.button("发出").action
    assert "前面一条的按钮" in await editor.sends(action=older)
    assert [row["reply"] for row in stored()["letters"]] == [None, None]
    assert "答复好了" in await editor.sends(action=newer)  # it waits for its yes as before
    assert [row["reply"] for row in stored()["letters"]] == [None, "灯本周装好。"]


async def test_words_written_anew_are_not_sent_by_the_button_below_the_first(zhang, editor, stored):
    await writes(zhang, "请回电")
    await editor.sends(action=f"in:answer:{stored()['letters'][0]['receipt']}")
    await editor.says("上午回电。")
    older = editor.button("发出").action
    await editor.says("下午回电。")
    assert "前面一条的按钮" in await editor.sends(action=older)
    assert stored()["letters"][0]["reply"] is None


async def test_neither_closes_nor_retires_it_anything_for_another_reason(
    zhang, editor, reviewer, stored
):
    await writes(zhang, "请回电")
    await editor.sends(action=f"in:close:{stored()['letters'][0]['receipt']}")
    await editor.says("重复。")
    older = editor.button("办结").action
    await editor.says("不是我们的事。")
    assert "前面一条的按钮" in await editor.sends(action=older)
    assert stored()["letters"][0]["closed_at"] is None
    await reviewer.sends(action="d:gone:chaozai-fakuan")
    await reviewer.says("条文改了")
    older = reviewer.button("停用").action
    await reviewer.sends(action="d:gone:dajian-yunshu")
    await reviewer.says("重复了")
    assert "前面一条的按钮" in await reviewer.sends(action=older)
    assert stored()["entry_versions"] == []


async def test_what_is_told_of_late_words_is_not_told_of_later_ones(editor, clock, stored):
    await editor.says("/add")
    clock.passes(minutes=LATE)
    await editor.says("问题：校车超员怎么处罚？")
    older = editor.button("是").action
    await editor.says("问题：渡口几点停航？")
    newer = editor.button("是").action
    assert "前面一条的按钮" in await editor.sends(action=older)
    assert stored()["drafts"] == []
    assert "草稿存好了" in await editor.sends(action=newer)
    assert "渡口几点停航" in stored()["drafts"][0]["text"]


async def test_of_a_letter_that_was_cut_in_two_neither_half_is_taken(zhang, clock, stored):
    await zhang.sends(action="letter")
    assert "会被拆成两条" in await zhang.says("我要反映" + "站台的事" * 1023)
    assert "后半段" in await zhang.says("就是这样。")
    assert stored()["letters"] == stored()["questions"] == []
    clock.passes(minutes=2)
    assert "留言收到了" in await zhang.says("站台的灯坏了。")  # it was asked for still


async def test_of_a_local_law_that_was_cut_in_two_not_only_the_first_articles_are_registered(
    reviewer, application, clock, stored
):
    articles = "\n".join(f"第{i}条　站台的灯应当每天检查并且修好。" for i in range(1, 260))
    law = f"青山市站台条例\n2023年5月1日起施行\n{articles}"
    await reviewer.says("/statute")
    assert "会被拆成两条" in await reviewer.says(law[:4096])
    assert "后半段" in await reviewer.says(law[4096:])
    assert "会被拆成两条" in await reviewer.says(f"/statute {law[:4000]}")
    assert "后半段" in await reviewer.says(law[4000:])
    assert application.library.register.find("青山市站台条例") is None
    assert not (application.settings.overlay_dir / "local-statutes.yaml").exists()
    clock.passes(minutes=2)
    assert "核定载质量" in await reviewer.says("货车超载怎么处罚")  # nothing is open any more


async def test_a_word_ends_what_was_asked_for_also_after_a_half(zhang, stored):
    await zhang.sends(action="letter")
    await zhang.says("站台的事" * 1024)
    assert "没有办" in await zhang.says("算了")
    assert "核定载质量" in await zhang.says("货车超载怎么处罚")
    assert stored()["letters"] == []


class Near:
    """A part that offers entries that are near, and news; it says which button was meant."""

    async def turn(self, heard):
        pressed = heard.message.action
        offered = ("e:chaozai-fakuan", "e:dajian-yunshu", "tell:7", "letter")
        buttons = tuple((Button(action, action),) for action in offered)
        return Reply(pressed or heard.words, buttons), heard.idle


async def test_a_number_opens_an_entry_that_is_near_and_never_asks_for_news(application):
    front = Front(
        [Near()], application.database, application.hasher, application.accounts, application.clock
    )
    chat = Chat("telegram", "5550001")
    await front.respond(Message(chat, text="渡口几点停航"))
    assert (await front.respond(Message(chat, text="2"))).body == "e:dajian-yunshu"
    assert (await front.respond(Message(chat, text="3"))).body == "3"
