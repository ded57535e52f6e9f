"""Subscribing in chat: choices, posters, groups and channels, and the way out."""

import shutil

import pytest

from bot.knowledge.entries import AUDIENCES
from bot.members import SYSTEM
from bot.messages import Chat, Room
from bot.store.subscribers import Kind, Standing
from tests.fakes import FAKES
from tests.handlers.conftest import Person

GROUP = Chat("telegram", "-100700")


@pytest.fixture
def subscribers(stored):
    """Those who are kept, by chat."""
    return lambda: {row["chat_id"]: row for row in stored()["subscribers"]}


@pytest.fixture
def in_group(application):
    """Somebody who speaks in the group; the channel has found out whether they run it."""

    class Member(Person):
        is_admin = True

        async def sends(self, **message):
            return await super().sends(room=Room(GROUP, is_admin=self.is_admin), **message)

    return Member(application, f"{GROUP.id}:5550001")


@pytest.fixture
def many_topics(tmp_path):
    """A knowledge folder with 24 topics of one entry each."""
    folder = shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")
    (entry,) = folder.rglob("chaozai-fakuan.md")
    text = entry.read_text(encoding="utf-8")
    for number in range(20):
        changed = text.replace("货运超限", f"主题{number}").replace("？", f"（{number}）？")
        path = folder / "entries" / f"主题{number}" / f"entry-{number}.md"
        path.parent.mkdir()
        path.write_text(changed, encoding="utf-8")
    return folder


class TestAlone:
    async def test_a_command_subscribes_at_once_and_shows_the_choices(
        self, zhang, subscribers, clock
    ):
        heard = await zhang.says("/subscribe")

        assert "您已订阅普法通知" in heard
        assert "- 对象：全部" in heard
        assert "- 每月最多：4 条" in heard
        assert zhang.choices == ["对象", "主题", "免打扰", "每月条数", "退订"]
        kept = subscribers()["5550001"]
        assert (kept["state"], kept["kind"]) == ("active", Kind.PRIVATE)
        assert kept["consented_at"] == clock().isoformat()

    async def test_nobody_is_subscribed_by_talking(self, zhang, stored):
        await zhang.says("/start from_stn3")
        await zhang.says("货车超载怎么罚")
        await zhang.says("/unsubscribe")
        assert stored()["subscribers"] == []

    async def test_what_is_named_with_the_command_is_chosen(self, zhang, subscribers):
        heard = await zhang.says("/subscribe 货运 货运超限")

        assert "- 对象：货运" in heard
        assert "- 主题：货运超限" in heard
        assert subscribers()["5550001"]["audiences"] == '["货运"]'

    async def test_a_class_that_is_not_there_subscribes_to_nothing(self, zhang, stored):
        heard = await zhang.says("/subscribe 天气")
        assert "没有“天气”这一类" in heard
        assert "货运" in heard
        assert stored()["subscribers"] == []

    async def test_one_chooses_audiences_by_buttons(self, zhang, subscribers):
        await zhang.says("/subscribe")
        await zhang.presses("对象")
        assert zhang.choices == ["✓ 全部", *AUDIENCES, "返回"]
        await zhang.presses("货运")
        await zhang.presses("水路")
        assert "✓ 水路" in zhang.choices
        assert subscribers()["5550001"]["audiences"] == '["货运", "水路"]'

        await zhang.presses("✓ 货运")
        assert "- 对象：水路" in await zhang.presses("返回")
        await zhang.presses("对象")
        await zhang.presses("全部")
        assert subscribers()["5550001"]["audiences"] == "[]"

    async def test_a_button_says_what_it_will_set_so_a_second_press_is_another(self, zhang):
        await zhang.says("/subscribe")
        await zhang.presses("对象")
        put_in = zhang.button("货运").action
        await zhang.presses("货运")
        assert zhang.button("✓ 货运").action != put_in

    async def test_one_chooses_topics_quiet_hours_and_a_number(self, zhang, subscribers):
        await zhang.says("/subscribe")
        await zhang.presses("主题")
        await zhang.presses("货运超限")
        await zhang.presses("返回")
        await zhang.presses("免打扰")
        await zhang.presses("22:00–07:00")
        await zhang.presses("每月条数")
        heard = await zhang.presses("8 条")

        assert "- 主题：货运超限" in heard
        assert "- 免打扰：22:00–07:00" in heard
        assert "- 每月最多：8 条" in heard
        kept = subscribers()["5550001"]
        assert (kept["topics"], kept["quiet"], kept["monthly_cap"]) == (
            '["货运超限"]',
            "22:00-07:00",
            8,
        )

    async def test_many_topics_have_pages(self, start, many_topics):
        zhang = Person(start(knowledge_dir=many_topics), "1")
        await zhang.says("/subscribe")
        await zhang.presses("主题")
        first = zhang.choices
        await zhang.presses("下一页")

        assert len(first) == 13
        assert not set(first[1:-2]) & set(zhang.choices)
        assert all(len(b.action.encode()) <= 64 for row in zhang.heard.buttons for b in row)
        await zhang.presses("上一页")
        assert zhang.choices == first

    @pytest.mark.parametrize(
        "action",
        [
            "sub:a:1:行人",
            "sub:t:0:1:天气",
            "sub:t:99999999999999999999",
            "sub:q:99",
            "sub:q:-1",
            "sub:m:999",
            "sub:m:²",
            "sub:nonsense",
            "sub:::",
        ],
    )
    async def test_a_button_that_nobody_made_does_no_harm(self, zhang, subscribers, action):
        await zhang.says("/subscribe")
        before = subscribers()
        assert await zhang.sends(action=action)
        assert subscribers() == before

    async def test_choices_need_a_subscription(self, zhang, li):
        await zhang.says("/subscribe")
        assert "现在没有订阅" in await li.sends(action=zhang.button("对象").action)
        assert li.choices == ["订阅普法通知"]

    async def test_one_tap_ends_it(self, zhang, subscribers, clock):
        await zhang.says("/subscribe 货运")
        clock.passes(days=1)
        heard = await zhang.presses("退订")

        assert "您已退订，不会再收到通知" in heard
        kept = subscribers()["5550001"]
        assert (kept["state"], kept["state_at"]) == ("paused", clock().isoformat())
        assert "您没有订阅" in await zhang.says("/unsubscribe")

    async def test_one_who_comes_back_finds_the_choices_with_a_new_consent(
        self, zhang, subscribers, clock
    ):
        await zhang.says("/subscribe 货运")
        await zhang.says("/unsubscribe")
        clock.passes(days=40)
        heard = await zhang.presses("重新订阅")

        assert "- 对象：货运" in heard
        assert subscribers()["5550001"]["consented_at"] == clock().isoformat()

    async def test_subscribing_again_asks_for_no_new_consent(self, zhang, subscribers, clock):
        await zhang.says("/subscribe")
        before = subscribers()
        clock.passes(days=40)
        assert "您订阅的普法通知" in await zhang.says("/subscribe")
        assert subscribers() == before

    async def test_forget_deletes_the_subscription_too(self, zhang, li, subscribers, stored):
        await zhang.says("/subscribe")
        await li.says("/subscribe")
        await zhang.says("/forget")
        heard = await zhang.presses("全部删除")

        assert "1 个订阅" in heard
        assert list(subscribers()) == ["5550002"]
        assert "5550001" not in str(stored())

    async def test_what_is_kept_of_it_is_told(self, zhang):
        heard = await zhang.says("/privacy")
        assert "您订阅的通知" in heard
        assert "同意的日期" in heard

    async def test_an_ended_one_is_deleted_in_time_and_an_active_one_never(
        self, application, zhang, li, subscribers, clock
    ):
        await zhang.says("/subscribe")
        await zhang.says("/unsubscribe")
        await li.says("/subscribe")
        clock.passes(days=179)
        await application.purging.believe(SYSTEM)
        assert len(subscribers()) == 2
        clock.passes(days=2)
        await application.purging.believe(SYSTEM)
        assert list(subscribers()) == ["5550002"]

    @pytest.mark.parametrize("channel", ["web", "terminal"])
    async def test_where_nobody_can_be_reached_another_way_is_told(
        self, application, stored, channel
    ):
        visitor = Person(application, "w" * 32, channel)
        heard = await visitor.says("/subscribe")
        assert "/calendar.ics" in heard
        assert "/notices.atom" in heard
        assert stored()["subscribers"] == []


class TestPosters:
    async def test_a_link_tells_which_one_brought_them(self, zhang, subscribers):
        heard = await zhang.says("/start from_stn3")
        assert "普法问答" in heard
        await zhang.presses("订阅普法通知")
        assert subscribers()["5550001"]["place"] == "stn3"

    async def test_it_is_remembered_over_a_question(self, zhang, subscribers):
        await zhang.says("/start from_bus-12")
        await zhang.says("货车超载怎么罚")
        await zhang.says("/subscribe")
        assert subscribers()["5550001"]["place"] == "bus-12"

    async def test_the_first_one_counts(self, zhang, subscribers):
        await zhang.says("/start from_stn3")
        await zhang.says("/subscribe")
        await zhang.says("/unsubscribe")
        await zhang.says("/start from_stn4")
        await zhang.says("/subscribe")
        assert subscribers()["5550001"]["place"] == "stn3"

    @pytest.mark.parametrize(
        "payload",
        ["from_", "from_" + "x" * 33, "from_a b", "from_'; DROP TABLE", "stn3", "from_站", "\x00"],
    )
    async def test_a_link_that_is_none_does_no_harm(self, zhang, subscribers, payload):
        assert "普法问答" in await zhang.says(f"/start {payload}")
        await zhang.presses("订阅普法通知")
        assert subscribers()["5550001"]["place"] == ""

    async def test_who_is_subscribed_is_not_asked_to(self, zhang):
        await zhang.says("/subscribe")
        await zhang.says("/start")
        assert "订阅普法通知" not in zhang.choices


class TestTogether:
    async def test_an_administrator_subscribes_the_whole_group(self, in_group, subscribers):
        assert "本群已订阅普法通知" in await in_group.says("/subscribe 客运")

        (kept,) = subscribers().values()
        assert (kept["chat_id"], kept["kind"], kept["audiences"]) == (
            GROUP.id,
            Kind.GROUP,
            '["客运"]',
        )

    async def test_nobody_else_does(self, in_group, stored):
        in_group.is_admin = False
        await in_group.says("/subscribe")
        assert in_group.heard.notice == "只有管理员可以替大家订阅和退订。"
        assert stored()["subscribers"] == []

    async def test_nobody_else_ends_it_or_changes_it(self, in_group, subscribers):
        await in_group.says("/subscribe")
        audiences = in_group.button("对象").action
        before = subscribers()
        in_group.is_admin = False
        for action in ("unsub", audiences, "sub:a:1:货运"):
            await in_group.sends(action=action)
        assert subscribers() == before

    async def test_who_runs_it_ends_it(self, in_group, subscribers):
        await in_group.says("/subscribe")
        assert "本群已退订" in await in_group.presses("退订")
        assert subscribers()[GROUP.id]["state"] == "paused"

    async def test_one_of_its_members_forgets_only_themselves(
        self, application, in_group, subscribers
    ):
        await in_group.says("/subscribe")
        await in_group.says("/forget")
        await in_group.sends(action="forget-yes")
        assert list(subscribers()) == [GROUP.id]

    async def test_a_channel_is_subscribed_by_a_post_and_shows_no_buttons(
        self, application, subscribers
    ):
        channel = Chat("telegram", "-100800")
        editor = Person(application, channel.id)
        room = Room(channel, is_channel=True, is_admin=True)

        heard = await editor.sends(text="/subscribe 货运", room=room)
        assert "本频道已订阅普法通知" in heard
        assert editor.choices == []
        assert subscribers()[channel.id]["kind"] == Kind.CHANNEL
        assert "本频道已退订" in await editor.sends(text="/unsubscribe", room=room)
        assert editor.choices == []


class TestReach:
    async def test_one_who_blocked_the_bot_is_back_at_start(
        self, application, zhang, subscribers, clock
    ):
        await zhang.says("/subscribe")
        await application.subscribers.lose(zhang.chat, Standing.BLOCKED)
        assert subscribers()["5550001"]["state"] == "blocked"
        await zhang.says("/start")
        assert subscribers()["5550001"]["state"] == "active"

    async def test_one_who_left_stays_away_at_start_and_unblocking(
        self, application, zhang, subscribers
    ):
        await zhang.says("/subscribe")
        await zhang.says("/unsubscribe")
        await application.subscribers.lose(zhang.chat, Standing.BLOCKED)
        await application.subscribers.come_back(zhang.chat)
        await zhang.says("/start")
        assert subscribers()["5550001"]["state"] == "paused"

    async def test_a_group_with_a_new_id_keeps_its_subscription(
        self, application, in_group, subscribers
    ):
        await in_group.says("/subscribe 客运")
        new = Chat("telegram", "-100701")
        await application.subscribers.move(GROUP, new)

        (kept,) = subscribers().values()
        assert (kept["chat_id"], kept["audiences"]) == (new.id, '["客运"]')
        assert kept["asker"] == application.hasher.asker(new).subscriber

    async def test_a_group_that_subscribed_anew_is_not_there_twice(
        self, application, in_group, subscribers, clock
    ):
        await in_group.says("/subscribe")
        new = Chat("telegram", "-100701")
        again = Person(application, f"{new.id}:5550001")
        await again.sends(text="/subscribe 水路", room=Room(new, is_admin=True))
        await application.subscribers.move(GROUP, new)

        assert [row["audiences"] for row in subscribers().values()] == ['["水路"]']
