"""A campaign's life in chat: staff write, review, send and stop; citizens press its buttons."""

from datetime import UTC, datetime

import pytest

from bot.members import SYSTEM
from bot.messages import DeliveryError, Failure
from bot.publicity.notices import compose
from bot.store.campaigns import Notice, State
from tests.fakes.campaigns import schedule
from tests.handlers.conftest import Person

STAFF = "telegram:1:campaigner,telegram:2:reviewer,telegram:3:reviewer,telegram:4:editor"
BUTTONS = """\
怎么罚=entry:chaozai-fakuan
官网=page:https://example.gov.cn/fa
question"""


@pytest.fixture
def application(start):
    return start(
        staff=STAFF, staff_chat="telegram:-100500", public_url="https://pufa.example.gov.cn"
    )


@pytest.fixture
def wen(application):
    """Writes and sends campaigns."""
    return Person(application, "1")


@pytest.fixture
def fang(application):
    """Reviews them."""
    return Person(application, "2")


@pytest.fixture
def campaign(application):
    async def campaign(number=1):
        return await application.campaigns.seeing.get(number)

    return campaign


@pytest.fixture
def tell(application, telegram):
    """Tells staff what is new; returns who was told what."""

    async def tell():
        before = len(telegram.sent)
        await application.campaign_news.tell_all()
        return [(chat.id, reply) for chat, reply in telegram.sent[before:]]

    return tell


@pytest.fixture
async def drafted(wen, zhang):
    """Zhang has subscribed, and Wen has written a campaign."""
    await zhang.says("/subscribe")
    await wen.says("/campaign new 国家宪法日\n12 月 4 日是**国家宪法日**。")


@pytest.fixture
async def approved(drafted, wen, fang):
    await wen.presses("提交审核")
    await fang.says("/campaign 1")
    await fang.presses("批准")


@pytest.fixture
async def sending(approved, wen, application):
    """With buttons, and on its way."""
    await wen.says("/campaign 1")
    await wen.presses("修改")
    await wen.presses("按钮")
    await wen.says(BUTTONS)
    await wen.presses("提交审核")
    fang = Person(application, "2")
    await fang.says("/campaign 1")
    await fang.presses("批准")
    await wen.says("/campaign 1")
    await wen.presses("定时")
    await wen.presses("立即")
    assert "发出后收不回" in wen.heard.body
    await wen.presses("确认发送 1")
    await application.campaigns.running.begin(1)


class TestStaff:
    async def test_to_a_citizen_the_commands_are_not_there(self, zhang, drafted):
        for said in ("/campaigns", "/campaign 1", "/campaign new 题\n文"):
            assert "怎么用" in await zhang.says(said)
        for action in ("k:show:1", "k:do:1:approve:1", "k:cancel:1", "k:at:1:now"):
            assert "已经过期" in await zhang.sends(action=action)

    async def test_staff_on_the_web_are_strangers(self, application, drafted):
        assert "怎么用" in await Person(application, "1", "web").says("/campaigns")

    async def test_in_a_group_staff_are_known(self, application, drafted):
        assert "#1 国家宪法日" in await Person(application, "-100500:2").says("/campaigns")

    async def test_the_first_line_is_the_title(self, wen, drafted, campaign):
        draft = await campaign()
        assert draft.notice.title == "国家宪法日"
        assert draft.notice.body == "12 月 4 日是**国家宪法日**。"
        assert (draft.state, draft.author) == (State.DRAFT, "telegram:1")
        assert "- 预计：1 个订阅者，不到 1 分钟" in wen.heard.body
        assert wen.choices == ["预览", "记录", "修改", "提交审核", "取消"]

    async def test_the_words_may_follow_the_command(self, wen, campaign):
        assert "第一行是标题" in await wen.says("/campaign new")
        await wen.says("国家宪法日\n12 月 4 日。")
        assert (await campaign()).notice.title == "国家宪法日"

    async def test_a_publicity_days_own_words_are_taken(self, wen, campaign):
        await wen.says("/campaign new traffic-safety-day")
        draft = await campaign()
        assert draft.day == "traffic-safety-day/2026"
        assert draft.author == "telegram:1"
        assert "- 时间：2026-12-02 09:00，最后有效 2026-12-02 23:59" in wen.heard.body

    async def test_one_may_think_better_of_it(self, wen, stored):
        await wen.says("/campaign new")
        await wen.presses("算了")
        await wen.says("货车超载怎么罚")
        assert stored()["campaigns"] == []

    async def test_what_is_wrong_is_told_and_may_be_written_again(self, wen, campaign):
        await wen.says("/campaign new")
        assert "没有办成：没有正文" in await wen.says("只有一行")
        await wen.says("标题\n正文")
        assert (await campaign()).notice.title == "标题"

    async def test_the_list_has_pages(self, wen):
        for number in range(10):
            await wen.says(f"/campaign new 第{number}个\n文")
        heard = await wen.says("/campaigns")
        assert heard.index("#10 第9个（草稿）") < heard.index("#3 ")
        assert "#2 " not in heard
        await wen.presses("下一页")
        assert "#1 第0个" in wen.heard.body
        await wen.presses("#1 ")
        assert "#1 第0个" in wen.heard.body

    async def test_a_preview_is_exactly_what_recipients_get(self, wen, sending, application):
        await wen.says("/campaign 1")
        await wen.presses("预览")
        assert wen.heard.body == "**国家宪法日**\n\n12 月 4 日是**国家宪法日**。"
        assert wen.choices == ["怎么罚", "官网", "我有问题", "返回"]  # nobody leaves by a look

    async def test_each_part_may_be_changed(self, wen, drafted, campaign):
        changes = {
            "标题": "宪法日",
            "正文": "新的正文",
            "按钮": BUTTONS,
            "最后有效日期": "2026-12-07",
        }
        for part, words in changes.items():
            await wen.says("/campaign 1")
            await wen.presses("修改")
            await wen.presses(part)
            said = await wen.says(words)
            assert "改好了" in (await wen.presses("改") if part in ("标题", "正文") else said)
        await wen.says("/campaign 1")
        await wen.presses("修改")
        await wen.presses("对象")
        await wen.presses("货运")
        await wen.presses("公众")
        await wen.presses("✓ 公众")

        changed = await campaign()
        assert changed.notice.title == "宪法日"
        assert changed.notice.body == "新的正文"
        assert [button.label for button in changed.notice.buttons] == ["怎么罚", "官网", "我有问题"]
        assert changed.notice.audiences == ("货运",)
        assert changed.notice.useful_until == datetime(2026, 12, 7, 15, 59, 59, tzinfo=UTC)
        assert changed.version == 8

    async def test_parts_may_be_taken_away_again(self, wen, drafted, campaign):
        for words in (BUTTONS, "无"):
            await wen.says("/campaign 1")
            await wen.presses("修改")
            await wen.presses("按钮")
            await wen.says(words)
        assert (await campaign()).notice.buttons == ()

    async def test_a_button_that_cannot_be_is_refused(self, wen, drafted, campaign):
        await wen.says("/campaign 1")
        await wen.presses("修改")
        await wen.presses("按钮")
        assert "看不懂按钮" in await wen.says("点我")
        assert "meiyou 不存在" in await wen.says("看=entry:meiyou")
        assert (await campaign()).notice.buttons == ()


class TestReview:
    async def test_a_second_person_approves(self, approved, fang, wen, campaign):
        assert (await campaign()).state is State.APPROVED
        heard = await wen.says("/campaign 1")
        assert "- 状态：已批准，第 1 版" in heard
        await wen.presses("记录")
        assert "批准（Telegram 2，第 1 版）" in wen.heard.body

    async def test_the_author_may_not(self, start):
        alone = start(staff="telegram:1:campaigner,telegram:1:reviewer")
        wen = Person(alone, "1")
        await wen.says("/campaign new 题\n文")
        await wen.presses("提交审核")
        assert "批准" not in wen.choices
        assert "不能由自己批准" in await wen.sends(action="k:do:1:approve:1")

    async def test_in_the_one_person_mode_they_may_and_the_record_says_so(self, start):
        alone = start(staff="telegram:1:campaigner,telegram:1:reviewer", one_person=True)
        wen = Person(alone, "1")
        await wen.says("/campaign new 题\n文")
        await wen.presses("提交审核")
        await wen.presses("批准")
        await wen.presses("记录")
        assert "单人模式，自己批准自己" in wen.heard.body

    async def test_it_is_returned_with_a_reason(self, drafted, wen, fang, campaign, tell):
        await wen.presses("提交审核")
        await tell()
        await fang.says("/campaign 1")
        await fang.presses("退回")
        await fang.says("日期不对")

        assert (await campaign()).state is State.DRAFT
        told = dict(await tell())
        assert "被退回" in told["1"].body
        assert "原因：日期不对" in told["1"].body

    async def test_what_was_seen_before_an_edit_is_not_approved(self, drafted, wen, fang, campaign):
        await wen.presses("提交审核")
        await fang.says("/campaign 1")
        seen = fang.button("批准").action
        await wen.says("/campaign 1")
        await wen.presses("修改")
        await wen.presses("标题")
        await wen.says("宪法日")
        await wen.presses("改标题")
        await wen.presses("提交审核")

        assert "先看新的版本" in await fang.sends(action=seen)
        assert (await campaign()).state is State.IN_REVIEW


class TestReturned:
    async def test_the_reviewer_sees_what_was_changed_since_word_by_word(self, drafted, wen, fang):
        await wen.presses("提交审核")
        assert "和上次退回的相比" not in await fang.says("/campaign 1")
        await fang.presses("退回")
        await fang.says("写上日期")
        await wen.says("/campaign 1")
        await wen.presses("修改")
        await wen.presses("正文")
        await wen.says("12 月 4 日是第十三个**国家宪法日**。")
        await wen.presses("改正文")
        await wen.presses("提交审核")
        page = await fang.says("/campaign 1")
        assert "～12 月 4 日是〔＋第十三个〕**国家宪法日**。" in page
        assert "标题：" not in page  # which is as it was

    async def test_it_is_told_that_nothing_was(self, drafted, wen, fang):
        await wen.presses("提交审核")
        await fang.says("/campaign 1")
        await fang.presses("退回")
        await fang.says("写上日期")
        await wen.says("/campaign 1")
        await wen.presses("提交审核")
        assert "没有改动" in await fang.says("/campaign 1")


class TestSending:
    async def test_it_is_timed_by_a_button_or_in_words(self, approved, wen, campaign, clock):
        await wen.says("/campaign 1")
        await wen.presses("定时")
        assert wen.choices == ["立即", "11-24 09:00", "11-25 09:00", "返回"]
        assert "看不懂时间" in await wen.says("明天上午")
        assert "已经过去" in await wen.says("2026-11-01 09:00")
        await wen.says("12月4日9点")
        assert (await campaign()).send_at is None
        assert "发给 1 个订阅者" in wen.heard.body
        await wen.presses("确认定时 1")
        assert (await campaign()).send_at == datetime(2026, 12, 4, 1, tzinfo=UTC)

        await wen.presses("定时")
        await wen.presses("11-24 09:00")
        await wen.presses("确认定时 1")
        assert (await campaign()).send_at == datetime(2026, 11, 24, 1, tzinfo=UTC)

    async def test_nobody_to_get_it_is_said(self, approved, zhang, wen):
        await zhang.says("/unsubscribe")
        await wen.says("/campaign 1")
        await wen.presses("定时")
        assert "没有符合条件的订阅者" in await wen.presses("立即")

    async def test_whoever_confirmed_fewer_is_shown_how_many_they_are_now(
        self, approved, wen, campaign, application
    ):
        await wen.says("/campaign 1")
        await wen.presses("定时")
        await wen.presses("立即")
        await Person(application, "5550009").says("/subscribe")
        said = await wen.presses("确认发送 1")
        assert "现在有 2 个" in said
        assert "发给 2 个订阅者" in said
        assert (await campaign()).send_at is None
        await wen.presses("确认发送 2")
        assert (await campaign()).send_at is not None

    async def test_it_is_stopped_and_goes_on(self, sending, wen, fang, campaign):
        await fang.says("/campaign 1")
        assert fang.choices == ["预览", "记录", "数字", "暂停", "取消"]
        await fang.presses("暂停")
        assert (await campaign()).state is State.PAUSED
        await wen.says("/campaign 1")
        await wen.presses("继续")
        assert (await campaign()).state is State.SENDING

    async def test_past_its_date_it_goes_on_only_on_purpose(self, sending, wen, campaign, clock):
        await wen.says("/campaign 1")
        await wen.presses("暂停")
        clock.passes(days=9)
        await wen.says("/campaign 1")
        assert "已过" in await wen.presses("继续")
        assert (await campaign()).state is State.PAUSED
        await wen.presses("过期也要发")
        assert (await campaign()).state is State.SENDING

    async def test_it_is_cancelled_only_after_a_second_thought(self, sending, wen, campaign):
        await wen.says("/campaign 1")
        assert "不能恢复" in await wen.presses("取消")
        assert (await campaign()).state is State.SENDING
        await wen.presses("确定取消")
        assert (await campaign()).state is State.CANCELLED
        assert wen.choices == ["预览", "记录", "数字"]


class TestCampaignNews:
    async def test_a_preview_goes_to_the_author_and_to_the_other_reviewers(
        self, drafted, wen, tell
    ):
        await wen.presses("提交审核")
        told = await tell()

        assert [chat for chat, _ in told] == ["1", "2", "2", "3", "3"]
        previews = [told[0][1], told[1][1], told[3][1]]
        assert {reply.body for reply in previews} == {
            "**国家宪法日**\n\n12 月 4 日是**国家宪法日**。"
        }
        assert "请审核" in told[2][1].body
        assert await tell() == []

    async def test_from_what_they_are_told_a_reviewer_opens_and_approves_it(
        self, drafted, wen, fang, tell, campaign
    ):
        await wen.presses("提交审核")
        told = await tell()
        fang.heard = told[2][1]
        await fang.presses("打开")
        await fang.presses("批准")
        assert (await campaign()).state is State.APPROVED

    async def test_what_the_calendar_drafted_reaches_campaigners_and_the_staff_chat(
        self, application, tell, clock
    ):
        clock.passes(days=4)
        await application.proposals.draft_upcoming()
        told = await tell()
        assert {chat for chat, _ in told} == {"1", "-100500"}
        assert any("全国交通安全日" in reply.body for _, reply in told)

    async def test_a_pause_by_the_program_is_told_with_its_reason(self, sending, application, tell):
        await tell()
        await application.campaigns.running.pause(SYSTEM, 1, "失败太多")
        told = dict(await tell())
        assert set(told) == {"1", "-100500"}
        assert "原因：失败太多" in told["-100500"].body

    async def test_the_end_is_told_with_its_numbers(self, sending, application, tell):
        await tell()
        await application.campaigns.running.finish(1)
        assert "发完了" in dict(await tell())["1"].body

    async def test_what_staff_do_themselves_is_not_told_to_them(self, sending, wen, tell):
        await tell()
        await wen.says("/campaign 1")
        await wen.presses("暂停")
        assert await tell() == []

    async def test_while_telegram_is_away_it_waits(self, drafted, wen, telegram, tell, clock):
        await wen.presses("提交审核")
        telegram.failure = DeliveryError("no network", kind=Failure.UNREACHABLE)
        assert await tell() == []
        telegram.failure = None
        clock.passes(hours=2)
        assert [chat for chat, _ in await tell()] == ["1", "2", "2", "3", "3"]

    async def test_one_who_never_wrote_to_the_bot_keeps_it_from_nobody(
        self, drafted, wen, telegram, tell, monkeypatch
    ):
        await wen.presses("提交审核")
        send = telegram.send

        async def refusing(chat, reply):
            if chat.id == "2":
                raise DeliveryError("blocked", kind=Failure.BLOCKED)
            await send(chat, reply)

        monkeypatch.setattr(telegram, "send", refusing)
        assert [chat for chat, _ in await tell()] == ["1", "3", "3"]
        assert await tell() == []

    async def test_news_of_the_day_before_yesterday_is_none(self, drafted, wen, tell, clock):
        await wen.presses("提交审核")
        clock.passes(days=2)
        assert await tell() == []

    async def test_what_was_withdrawn_meanwhile_is_not_sent_for_review(
        self, drafted, wen, fang, tell
    ):
        await wen.presses("提交审核")
        await fang.says("/campaign 1")
        await fang.presses("退回")
        await fang.says("不发了")
        assert all("请审核" not in reply.body for _, reply in await tell())


class TestItsButtons:
    @pytest.fixture
    def notice(self, application, zhang):
        """Zhang has got it."""

        async def notice(person=zhang):
            page = application.settings.public_url
            campaign = await application.campaigns.seeing.get(1)
            person.heard = compose(campaign, application.library, page_url=page)
            return person

        return notice

    async def test_an_entry_opens(self, sending, notice):
        zhang = await notice()
        assert "超载" in await zhang.presses("怎么罚")

    async def test_a_tap_counts_once_a_person_without_their_name(
        self, sending, notice, li, stored, application, clock
    ):
        for _ in range(3):
            await (await notice()).presses("怎么罚")
            clock.passes(minutes=1)
        await (await notice(li)).presses("怎么罚")
        await (await notice(li)).presses("我有问题")

        taps = [(row["campaign_id"], row["button"], row["asker"]) for row in stored()["taps"]]
        zhang_hash = application.hasher.asker((await notice()).chat).tap
        li_hash = application.hasher.asker(li.chat).tap
        assert sorted(taps) == sorted([(1, "0", zhang_hash), (1, "0", li_hash), (1, "2", li_hash)])

    async def test_a_tap_on_a_preview_does_not_count(self, approved, wen, stored):
        await wen.says("/campaign 1")
        await wen.presses("修改")
        await wen.presses("按钮")
        await wen.says(BUTTONS)
        await wen.presses("预览")
        assert "超载" in await wen.presses("怎么罚")
        assert stored()["taps"] == []

    async def test_the_next_question_belongs_to_the_campaign(self, sending, notice, stored):
        zhang = await notice()
        assert "关于“国家宪法日”" in await zhang.presses("我有问题")
        await zhang.says("货车超载怎么罚")
        await zhang.says("网约车要什么证")
        assert [row["campaign_id"] for row in stored()["questions"]] == [1, None]

    async def test_a_question_a_day_later_belongs_to_none(self, sending, notice, stored, clock):
        zhang = await notice()
        await zhang.presses("我有问题")
        clock.passes(days=1, seconds=1)
        await zhang.says("货车超载怎么罚")
        assert [row["campaign_id"] for row in stored()["questions"]] == [None]

    async def test_an_opened_entry_is_no_choice_from_an_earlier_question(
        self, sending, notice, stored, zhang
    ):
        await zhang.says("超载")
        zhang = await notice()
        await zhang.presses("怎么罚")
        assert stored()["questions"][0]["chosen"] is None

    async def test_one_tap_below_it_ends_the_subscription(self, sending, notice, stored):
        zhang = await notice()
        await zhang.presses("退订")
        assert stored()["subscribers"][0]["state"] == "paused"

    @pytest.mark.parametrize(
        "action", ["c:1:9", "c:9:0", "c:1", "c::", "c:x:y", f"c:{'9' * 30}:0", "c:1:0:0", "c:-1:0"]
    )
    async def test_a_button_that_is_not_there_has_expired(self, sending, zhang, stored, action):
        assert "过期" in await zhang.sends(action=action)
        assert stored()["taps"] == []

    async def test_forget_deletes_taps_too(self, sending, notice, stored):
        zhang = await notice()
        await zhang.presses("怎么罚")
        await zhang.says("/forget")
        await zhang.presses("全部删除")
        assert stored()["taps"] == []


class TestBeforeItGoes:
    async def test_it_says_how_many_have_had_all_they_want_and_how_many_sleep(
        self, approved, wen, zhang, application
    ):
        await zhang.says("/subscribe")
        await application.database.write(
            lambda db: db.execute("UPDATE subscribers SET monthly_cap = 1, quiet = '12:00-14:00'")
        )
        await application.database.write(
            schedule, Notice("先发的", "正文。"), send_at=datetime(2026, 11, 23, 8, tzinfo=UTC)
        )
        await wen.says("/campaign 1")
        await wen.presses("定时")
        at_nine = await wen.presses("11-24 09:00")
        assert "1 个到时已收满当月条数（前面还排着 1 次推送），**会略过**" in at_nine
        assert "1 个设了免打扰时间，可能推迟" in at_nine
        await wen.says("2026-12-01 09:00")  # another month
        assert "会略过" not in wen.heard.body

    async def test_what_staff_are_called_and_what_a_day_is_called_stands_in_it(
        self, wen, application, clock
    ):
        clock.passes(days=3)
        await application.proposals.draft_upcoming()
        await wen.says("/campaign 1")
        assert "- 起草：系统，为宪法宣传周" in wen.heard.body
        await wen.presses("记录")
        assert "起草（系统，第 1 版）" in wen.heard.body

    async def test_a_day_is_known_by_its_name(self, wen):
        await wen.says("/campaign new 全国交通安全日")
        assert "**#1 全国交通安全日" in wen.heard.body
        assert "货车超载" in wen.heard.body
