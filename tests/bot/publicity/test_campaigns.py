"""A campaign's life: who takes it where, what is refused, and what the record says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.config import Settings
from bot.members import SYSTEM, Actor, Member, Role, operator
from bot.messages import Chat
from bot.privacy import Hasher
from bot.publicity.campaigns import Campaigns
from bot.publicity.preparing import PreparingCampaigns
from bot.publicity.proposals import HOUR, Proposals
from bot.publicity.running import Late
from bot.publicity.steps import STATES, STEPS
from bot.publicity.times import end_of_day, when
from bot.staff.refusals import NotAllowed, Outdated, Refused, Unknown
from bot.store import campaigns as store
from bot.store import outbox, subscribers
from bot.store.campaigns import ButtonKind, Notice, NoticeButton, State
from bot.store.subscribers import Kind
from tests.fakes.clock import Clock

ZONE = ZoneInfo("Asia/Shanghai")
WEN = Actor(Member("telegram:1", frozenset({Role.CAMPAIGNER})), "telegram")
FANG = Actor(Member("telegram:2", frozenset({Role.REVIEWER})), "telegram")
BOSS = Actor(Member("telegram:3", frozenset({Role.ADMINISTRATOR})), "telegram")
EDITOR = Actor(Member("telegram:4", frozenset({Role.EDITOR})), "telegram")
NOTICE = Notice("国家宪法日", "12 月 4 日是国家宪法日。")
ALL = tuple(STATES)


@pytest.fixture
def clock():
    return Clock(datetime(2026, 11, 27, 9, tzinfo=ZONE).astimezone(UTC))


@pytest.fixture
def make(database, load, clock):
    """The use cases under these settings, where every character counts one."""
    library = load()
    return lambda **settings: Campaigns.over(
        Settings(**settings), database, lambda: library, len, clock
    )


@pytest.fixture
def campaigns(make):
    return make()


@pytest.fixture
def subscribe(database, clock, tmp_path):
    """Subscribes so many people, with these wishes."""
    hasher, count = Hasher.from_file(tmp_path / "hash.key"), iter(range(1, 10**6))

    async def subscribe(number=1, **wishes):
        for _ in range(number):
            chat = Chat("telegram", str(next(count)))
            found = await database.write(
                subscribers.subscribe,
                chat=chat,
                asker=hasher.asker(chat).subscriber,
                kind=Kind.PRIVATE,
                place="",
                now=clock(),
            )
            await database.write(subscribers.set_wishes, subscriber=replace(found, **wishes))

    return subscribe


@pytest.fixture
def in_state(campaigns, subscribe, clock):
    """A campaign of Wen's in that state."""

    async def in_state(state, notice=NOTICE):
        await subscribe()
        number = (await campaigns.preparing.draft(WEN, notice)).id
        path = {
            State.DRAFT: [],
            State.IN_REVIEW: ["submit"],
            State.APPROVED: ["submit", "approve"],
            State.SCHEDULED: ["submit", "approve", "schedule"],
            State.SENDING: ["submit", "approve", "schedule", "begin"],
            State.PAUSED: ["submit", "approve", "schedule", "begin", "pause"],
            State.DONE: ["submit", "approve", "schedule", "begin", "finish"],
            State.CANCELLED: ["cancel"],
        }[state]
        for step in path:
            await take(campaigns, step, number, at=clock())
        return await campaigns.seeing.get(number)

    return in_state


async def take(campaigns, step, number, actor=None, at=None):
    """Take a step, by whoever may."""
    match step:
        case "edit":
            return await campaigns.preparing.edit(
                actor or WEN, number, replace(NOTICE, title="宪法日")
            )
        case "return":
            return await campaigns.preparing.send_back(actor or FANG, number, "日期不对")
        case "schedule":
            return await campaigns.running.schedule(
                actor or WEN, number, at or campaigns.seeing.clock()
            )
        case "begin" | "finish":
            return await getattr(campaigns.running, step)(number)
        case _:
            who = actor or (FANG if step == "approve" else WEN)
            part = campaigns.preparing if step in ("submit", "approve") else campaigns.running
            return await getattr(part, step)(who, number)


class TestItsLife:
    async def test_it_goes_from_draft_to_done_and_the_record_says_who_and_when(
        self, campaigns, subscribe, clock
    ):
        await subscribe(3)
        draft = await campaigns.preparing.draft(WEN, NOTICE)
        clock.passes(minutes=1)
        await campaigns.preparing.submit(WEN, draft.id)
        clock.passes(minutes=1)
        await campaigns.preparing.approve(FANG, draft.id)
        clock.passes(minutes=1)
        at = clock() + timedelta(days=1)
        await campaigns.running.schedule(WEN, draft.id, at)
        clock.passes(days=1, minutes=1)
        begun = await campaigns.running.begin(draft.id)
        await campaigns.running.pause(FANG, draft.id, "先停一下")
        await campaigns.running.resume(WEN, draft.id)
        done = await campaigns.running.finish(draft.id)

        assert (begun.state, begun.begun_at, begun.send_at) == (State.SENDING, clock(), at)
        assert (done.state, done.finished_at) == (State.DONE, clock())
        lines = [
            (line.change, line.who, line.via, line.before, line.after)
            for line in await campaigns.seeing.record(draft.id)
        ]
        assert lines == [
            ("new", "telegram:1", "telegram", "", "draft"),
            ("submit", "telegram:1", "telegram", "draft", "in_review"),
            ("approve", "telegram:2", "telegram", "in_review", "approved"),
            ("schedule", "telegram:1", "telegram", "approved", "scheduled"),
            ("begin", "system", "system", "scheduled", "sending"),
            ("pause", "telegram:2", "telegram", "sending", "paused"),
            ("resume", "telegram:1", "telegram", "paused", "sending"),
            ("finish", "system", "system", "sending", "done"),
        ]
        record = await campaigns.seeing.record(draft.id)
        assert [line.at for line in record] == sorted(line.at for line in record)
        assert record[5].reason == "先停一下"

    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize("state", ALL)
    async def test_no_step_is_taken_from_a_state_that_it_does_not_start_from(
        self, campaigns, in_state, database, step, state
    ):
        campaign = await in_state(state)
        if step == "retry":
            await _fail(database, campaign.id)

        if state in STEPS[step].before:
            await take(campaigns, step, campaign.id)
            assert len(await campaigns.seeing.record(campaign.id)) > 1
            return
        with pytest.raises(Refused, match=STATES[state]):
            await take(campaigns, step, campaign.id)
        assert await campaigns.seeing.get(campaign.id) == campaign

    async def test_one_that_is_not_there_is_refused(self, campaigns):
        with pytest.raises(Unknown, match="没有 99 号"):
            await campaigns.preparing.submit(WEN, 99)

    async def test_of_two_who_act_at_once_one_is_told_to_look_again(self, campaigns, in_state):
        seen = await in_state(State.SCHEDULED)
        await campaigns.running.pause(FANG, seen.id)
        moved = await campaigns.seeing.database.write(
            store.move, campaign=seen, to=State.SENDING, times={}
        )

        assert moved is False
        assert (await campaigns.seeing.get(seen.id)).state is State.PAUSED


class TestRoles:
    @pytest.mark.parametrize(
        ("step", "allowed"),
        [
            ("edit", {WEN, EDITOR, BOSS}),
            ("submit", {WEN, EDITOR, BOSS}),
            ("approve", {FANG, BOSS}),
            ("return", {FANG, BOSS}),
            ("schedule", {WEN, BOSS}),
            ("pause", {WEN, FANG, EDITOR, BOSS}),
            ("resume", {WEN, BOSS}),
            ("cancel", {WEN, FANG, BOSS}),
        ],
    )
    async def test_each_step_is_for_some_of_staff(self, campaigns, in_state, step, allowed):
        start = min(STEPS[step].before, key=ALL.index)
        for actor in (WEN, FANG, EDITOR, BOSS):
            campaign = await in_state(start)
            steps = await campaigns.seeing.steps(actor, campaign)
            assert (step in steps) == (actor in allowed)
            if actor in allowed:
                await take(campaigns, step, campaign.id, actor)
            else:
                with pytest.raises(NotAllowed, match="角色"):
                    await take(campaigns, step, campaign.id, actor)

    async def test_a_reviewer_drafts_nothing(self, campaigns):
        with pytest.raises(NotAllowed, match="新建推送需要“宣传”或“编辑”角色"):
            await campaigns.preparing.draft(FANG, NOTICE)

    async def test_only_the_program_begins_and_finishes(self, campaigns, in_state):
        campaign = await in_state(State.SCHEDULED)
        assert "begin" not in await campaigns.seeing.steps(WEN, campaign)


class TestApproval:
    async def test_nobody_approves_what_they_wrote(self, campaigns):
        own = await campaigns.preparing.draft(BOSS, NOTICE)
        await campaigns.preparing.submit(WEN, own.id)

        with pytest.raises(NotAllowed, match="另一位审核人"):
            await campaigns.preparing.approve(BOSS, own.id)
        assert (await campaigns.preparing.approve(FANG, own.id)).state is State.APPROVED

    async def test_nobody_approves_what_they_changed_or_submitted(self, campaigns):
        changed = await campaigns.preparing.draft(WEN, NOTICE)
        await campaigns.preparing.edit(BOSS, changed.id, replace(NOTICE, title="宪法日"))
        await campaigns.preparing.submit(WEN, changed.id)
        with pytest.raises(NotAllowed):
            await campaigns.preparing.approve(BOSS, changed.id)

        proposed = await campaigns.preparing.draft(SYSTEM, NOTICE)
        await campaigns.preparing.submit(BOSS, proposed.id)
        with pytest.raises(NotAllowed):
            await campaigns.preparing.approve(BOSS, proposed.id)

    async def test_by_command_line_too_it_takes_a_second_person(self, campaigns):
        li = operator("li")
        own = await campaigns.preparing.draft(li, NOTICE)
        await campaigns.preparing.submit(li, own.id)

        with pytest.raises(NotAllowed):
            await campaigns.preparing.approve(li, own.id)
        await campaigns.preparing.approve(Actor(FANG.member, "cli"), own.id)
        assert [line.via for line in await campaigns.seeing.record(own.id)] == ["cli"] * 3

    async def test_alone_one_may_only_in_the_one_person_mode_and_the_record_shows_it(self, make):
        alone = make(one_person=True)
        own = await alone.preparing.draft(BOSS, NOTICE)
        await alone.preparing.submit(BOSS, own.id)
        await alone.preparing.approve(BOSS, own.id)
        other = await alone.preparing.draft(WEN, NOTICE)
        await alone.preparing.submit(WEN, other.id)
        await alone.preparing.approve(BOSS, other.id)

        assert [line.is_alone for line in await alone.seeing.record(own.id)] == [False, False, True]
        assert [line.is_alone for line in await alone.seeing.record(other.id)] == [
            False,
            False,
            False,
        ]

    async def test_it_is_for_the_version_that_was_seen(self, campaigns, in_state):
        seen = await in_state(State.IN_REVIEW)
        await campaigns.preparing.edit(WEN, seen.id, replace(NOTICE, body="改过的"))
        await campaigns.preparing.submit(WEN, seen.id)

        with pytest.raises(Outdated, match="新的版本"):
            await campaigns.preparing.approve(FANG, seen.id, version=seen.version)
        await campaigns.preparing.approve(FANG, seen.id, version=seen.version + 1)

    @pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED, State.SCHEDULED])
    async def test_an_edit_sends_it_back(self, campaigns, in_state, state):
        before = await in_state(state)
        after = await campaigns.preparing.edit(EDITOR, before.id, replace(NOTICE, body="改过的"))

        assert (after.state, after.version) == (State.DRAFT, before.version + 1)
        assert after.notice.body == "改过的"
        with pytest.raises(Refused):
            await campaigns.running.schedule(WEN, before.id, campaigns.seeing.clock())

    async def test_it_goes_back_with_a_reason(self, campaigns, in_state):
        campaign = await in_state(State.IN_REVIEW)

        with pytest.raises(Refused, match="写明原因"):
            await campaigns.preparing.send_back(FANG, campaign.id, "  ")
        back = await campaigns.preparing.send_back(FANG, campaign.id, " 日期不对 ")

        assert back.state is State.DRAFT
        assert (await campaigns.seeing.record(campaign.id))[-1].reason == "日期不对"

    async def test_what_was_approved_before_counts_for_nothing_after_a_return(
        self, campaigns, in_state
    ):
        campaign = await in_state(State.APPROVED)
        await campaigns.preparing.send_back(FANG, campaign.id, "日期不对")
        await campaigns.preparing.submit(WEN, campaign.id)

        assert (await campaigns.seeing.get(campaign.id)).state is State.IN_REVIEW

    async def test_two_edits_of_one_version_do_not_overwrite_each_other(self, campaigns, in_state):
        seen = await in_state(State.DRAFT)
        await campaigns.preparing.edit(
            WEN, seen.id, replace(NOTICE, title="甲"), version=seen.version
        )

        with pytest.raises(Outdated):
            await campaigns.preparing.edit(
                EDITOR, seen.id, replace(NOTICE, title="乙"), version=seen.version
            )
        assert (await campaigns.seeing.get(seen.id)).notice.title == "甲"


class TestWhatIsRefused:
    async def test_a_notice_with_faults_is_not_even_drafted(self, campaigns):
        with pytest.raises(Refused, match="没有“行人”这个对象") as refused:
            await campaigns.preparing.draft(WEN, Notice("题", "字" * 4096, audiences=("行人",)))

        assert "最多 4096 个字符" in str(refused.value)
        with pytest.raises(Unknown):
            await campaigns.seeing.get(1)

    async def test_forbidden_words_do_not_go_out(self, make, tmp_path):
        (tmp_path / "knowledge").mkdir(exist_ok=True)
        (tmp_path / "knowledge" / "forbidden.txt").write_text("绝密\n", encoding="utf-8")
        campaigns = make(data_dir=tmp_path)
        with pytest.raises(Refused, match="有不能发布的词：绝密"):
            await campaigns.preparing.draft(WEN, Notice("题", "这是绝 密。"))

    async def test_an_edit_with_faults_changes_nothing(self, campaigns, in_state):
        before = await in_state(State.APPROVED)
        with pytest.raises(Refused, match="没有正文"):
            await campaigns.preparing.edit(WEN, before.id, replace(NOTICE, body=""))
        assert await campaigns.seeing.get(before.id) == before

    async def test_an_entry_that_has_gone_since_is_seen_before_it_is_approved(
        self, campaigns, make, knowledge, load
    ):
        button = NoticeButton("看", ButtonKind.ENTRY, "chaozai-fakuan")
        campaign = await campaigns.preparing.draft(WEN, replace(NOTICE, buttons=(button,)))
        await campaigns.preparing.submit(WEN, campaign.id)
        next(knowledge.rglob("chaozai-fakuan.md")).unlink()
        library = load()
        later = PreparingCampaigns(replace(campaigns.seeing, library=lambda: library))

        with pytest.raises(Refused, match="chaozai-fakuan 不存在"):
            await later.approve(FANG, campaign.id)

    async def test_a_time_in_the_past(self, campaigns, in_state, clock):
        campaign = await in_state(State.APPROVED)
        with pytest.raises(Refused, match="时间 2026-11-27 07:00 已经过去"):
            await campaigns.running.schedule(WEN, campaign.id, clock() - timedelta(hours=2))

    async def test_no_time_at_all(self, campaigns, in_state):
        campaign = await in_state(State.APPROVED)
        with pytest.raises(Refused, match="还没有定时间"):
            await campaigns.running.schedule(WEN, campaign.id)

    async def test_a_time_after_its_last_useful_date(self, campaigns, in_state, clock):
        until = end_of_day("2026-11-28", ZONE)
        campaign = await in_state(State.APPROVED, replace(NOTICE, useful_until=until))
        with pytest.raises(Refused, match="晚于最后有效日期 2026-11-28 23:59"):
            await campaigns.running.schedule(WEN, campaign.id, clock() + timedelta(days=3))

    async def test_a_segment_that_nobody_is_in(self, campaigns, subscribe, clock):
        await subscribe(2, audiences=("客运",))
        campaign = await campaigns.preparing.draft(WEN, replace(NOTICE, audiences=("水路",)))
        await campaigns.preparing.submit(WEN, campaign.id)
        await campaigns.preparing.approve(FANG, campaign.id)

        with pytest.raises(Refused, match="没有符合条件的订阅者"):
            await campaigns.running.schedule(WEN, campaign.id, clock())
        assert (await campaigns.seeing.get(campaign.id)).state is State.APPROVED


class TestTime:
    async def test_one_said_to_go_now_goes_now(self, campaigns, in_state, clock):
        campaign = await in_state(State.APPROVED)
        at = when("now", ZONE, clock())
        clock.passes(seconds=2)
        scheduled = await campaigns.running.schedule(WEN, campaign.id, at)
        assert scheduled.send_at == at

    async def test_it_is_useful_for_a_week_where_nobody_said_otherwise(
        self, campaigns, in_state, clock
    ):
        campaign = await in_state(State.APPROVED)
        scheduled = await campaigns.running.schedule(WEN, campaign.id, clock())
        assert scheduled.notice.useful_until == clock() + timedelta(days=7)

    async def test_a_scheduled_one_may_get_another_time(self, campaigns, in_state, clock):
        campaign = await in_state(State.SCHEDULED)
        later = clock() + timedelta(days=2)
        assert (await campaigns.running.schedule(WEN, campaign.id, later)).send_at == later

    async def test_a_dry_run_checks_and_changes_nothing(self, campaigns, in_state, clock):
        campaign = await in_state(State.APPROVED)
        await campaigns.running.schedule(WEN, campaign.id, clock(), dry_run=True)
        assert await campaigns.seeing.get(campaign.id) == campaign
        with pytest.raises(Refused):
            await campaigns.running.schedule(
                WEN, campaign.id, clock() - timedelta(days=1), dry_run=True
            )

    async def test_it_is_due_at_its_time_and_not_before(self, campaigns, in_state, clock):
        campaign = await in_state(State.APPROVED)
        await campaigns.running.schedule(WEN, campaign.id, clock() + timedelta(hours=1))

        async def due():
            return [one.id for one in await campaigns.seeing.database.read(store.due, now=clock())]

        clock.passes(minutes=59, seconds=59)
        assert await due() == []
        clock.passes(seconds=1)
        assert await due() == [campaign.id]

    @pytest.mark.parametrize(
        ("text", "time"),
        [
            ("2026-12-04 09:00", "2026-12-04T01:00:00+00:00"),
            ("2026-12-04T09:00", "2026-12-04T01:00:00+00:00"),
            ("2026-12-04T0900", "2026-12-04T01:00:00+00:00"),
            ("2026-12-04T09:00:00Z", "2026-12-04T09:00:00+00:00"),
            ("2026-12-04T09:00+09:00", "2026-12-04T00:00:00+00:00"),
            (" 立即 ", "2026-11-27T01:00:00+00:00"),
            ("明早九点半", "2026-11-28T01:30:00+00:00"),
            ("十二月二日上午十点", "2026-12-02T02:00:00+00:00"),
            ("周五9点", "2026-11-27T01:00:00+00:00"),
            ("周五8点", "2026-12-04T00:00:00+00:00"),  # this Friday's has passed
            ("周一三点", "2026-11-29T19:00:00+00:00"),
            ("下周三下午三点半", "2026-12-02T07:30:00+00:00"),
            ("星期天 10:00", "2026-11-29T02:00:00+00:00"),
            ("后天中午1点", "2026-11-29T05:00:00+00:00"),
            ("今晚8点", "2026-11-27T12:00:00+00:00"),
        ],
    )
    def test_a_time_without_a_zone_is_the_bureaus(self, clock, text, time):
        found = when(text, ZONE, clock())
        assert found.isoformat() == time
        assert found.tzinfo is UTC

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "明天",
            "12-04",
            "2026-13-01",
            "25:00",
            "明天晚上12点",
            "明天上午15点",
            "明天凌晨9点",
            "0001-01-01 00:00",
            "2月30日9点",
            "99999999999点",
        ],
    )
    def test_what_is_no_time_says_how_to_write_one(self, clock, text):
        with pytest.raises(Refused, match="2026-12-04 09:00"):
            when(text, ZONE, clock())

    def test_the_last_useful_day_counts_whole(self):
        assert end_of_day("2026-12-07", ZONE) == datetime(2026, 12, 7, 23, 59, 59, tzinfo=ZONE)
        assert end_of_day("2026/12/7", ZONE) == datetime(2026, 12, 7, 23, 59, 59, tzinfo=ZONE)
        with pytest.raises(Refused, match="2026-12-07"):
            end_of_day("下周", ZONE)

    @pytest.mark.parametrize("text", ["12月7日", "十二月七日", "下下周一", "2026年12月7号"])
    def test_it_may_be_said_as_people_do(self, clock, text):
        assert end_of_day(text, ZONE, clock()).astimezone(ZONE).date().isoformat() == "2026-12-07"


class TestGoingOn:
    async def test_one_put_off_before_it_began_keeps_its_time(self, campaigns, in_state, clock):
        campaign = await in_state(State.APPROVED)
        at = clock() + timedelta(days=1)
        await campaigns.running.schedule(WEN, campaign.id, at)
        await campaigns.running.pause(WEN, campaign.id)
        resumed = await campaigns.running.resume(WEN, campaign.id)
        assert (resumed.state, resumed.send_at) == (State.SCHEDULED, at)

    async def test_one_whose_time_passed_meanwhile_is_due_at_once(self, campaigns, in_state, clock):
        campaign = await in_state(State.SCHEDULED)
        await campaigns.running.pause(SYSTEM, campaign.id, "过了 6 小时还没有开始")
        clock.passes(hours=7)
        resumed = await campaigns.running.resume(WEN, campaign.id)
        assert (resumed.state, resumed.send_at) == (State.SCHEDULED, clock())

    @pytest.mark.parametrize("state", [State.PAUSED, State.DONE])
    async def test_past_its_last_useful_date_somebody_must_say_so(
        self, campaigns, in_state, database, clock, state
    ):
        campaign = await in_state(state)
        await _fail(database, campaign.id)
        clock.passes(days=8)
        go_on = campaigns.running.resume if state is State.PAUSED else campaigns.running.retry

        with pytest.raises(Late, match="最后有效日期 2026-12-04 09:00 已过"):
            await go_on(WEN, campaign.id)
        assert (await campaigns.seeing.get(campaign.id)).state is state
        await go_on(WEN, campaign.id, late=True)

        after = await campaigns.seeing.get(campaign.id)
        assert (after.state, after.notice.useful_until) == (State.SENDING, None)
        assert "已过" in (await campaigns.seeing.record(campaign.id))[-1].reason

    async def test_a_retry_takes_those_that_failed(self, campaigns, in_state, database, clock):
        campaign = await in_state(State.DONE)
        await _fail(database, campaign.id, sent=2, failed=3)
        clock.passes(hours=1)

        assert await campaigns.running.retry(WEN, campaign.id, dry_run=True) == 3
        assert (await campaigns.seeing.get(campaign.id)).state is State.DONE
        assert await campaigns.running.retry(WEN, campaign.id) == 3

        after = await campaigns.seeing.get(campaign.id)
        assert (after.state, after.resumed_at) == (State.SENDING, clock())
        assert after.finished_at is None
        counts = await campaigns.seeing.counts(campaign.id)
        assert (counts["sent"], counts["pending"], counts["failed"]) == (2, 3, 0)

    async def test_without_failures_there_is_nothing_to_retry(self, campaigns, in_state):
        campaign = await in_state(State.DONE)
        with pytest.raises(Refused, match="没有失败的"):
            await campaigns.running.retry(WEN, campaign.id)


class TestTheEstimate:
    async def test_it_counts_who_would_get_it_and_how_long_that_takes(self, make, subscribe):
        campaigns = make(send_rate=2)
        await subscribe(3)
        await subscribe(2, audiences=("货运", "客运"))
        await subscribe(1, audiences=("水路",))
        await subscribe(1, topics=("货运超限",))

        async def count(**segment):
            return (await campaigns.seeing.estimate(replace(NOTICE, **segment))).recipients

        assert await count() == 7
        assert await count(audiences=("货运",)) == 6
        assert await count(audiences=("水路", "客运")) == 7
        assert await count(topics=("货运超限",)) == 7
        assert await count(topics=("驾驶证记分",)) == 6
        assert await count(audiences=("货运",), topics=("驾驶证记分",)) == 5
        estimate = await campaigns.seeing.estimate(NOTICE)
        assert estimate.duration == timedelta(seconds=3.5)


class TestPublicityDays:
    """The small calendar has a core day, 12-02, and a week whose date a notice sets."""

    @pytest.fixture
    def proposals(self, campaigns):
        return Proposals(campaigns.preparing)

    async def test_a_core_day_is_drafted_a_week_ahead_once(self, proposals, campaigns, clock):
        clock.now = datetime(2027, 11, 24, 9, tzinfo=ZONE).astimezone(UTC)
        before = await proposals.draft_upcoming()
        assert "traffic-safety-day/2027" not in {draft.day for draft in before}
        clock.passes(days=1)
        (draft,) = await proposals.draft_upcoming()
        assert await proposals.draft_upcoming() == []

        assert draft.day == "traffic-safety-day/2027"
        assert (draft.state, draft.author) == (State.DRAFT, "system")
        assert draft.send_at == datetime(2027, 12, 2, 9, tzinfo=ZONE)
        assert draft.notice.useful_until == end_of_day("2027-12-02", ZONE)
        assert draft.notice.buttons[-1].kind is ButtonKind.QUESTION
        (line,) = await campaigns.seeing.record(draft.id)
        assert (line.who, line.via, line.change) == ("system", "system", "new")

    async def test_an_anniversary_is_drafted_only_when_round(self, proposals, clock):
        """The small register has a law in force since 2004-05-01."""
        clock.now = datetime(2029, 4, 28, 9, tzinfo=ZONE).astimezone(UTC)
        twenty_five = {draft.day for draft in await proposals.draft_upcoming()}
        clock.now = datetime(2030, 4, 28, 9, tzinfo=ZONE).astimezone(UTC)
        twenty_six = {draft.day for draft in await proposals.draft_upcoming()}

        assert twenty_five == {"道路交通安全法-施行/2029"}
        assert twenty_six == set()

    async def test_a_cancelled_one_is_not_drafted_again(self, proposals, campaigns):
        for draft in await proposals.draft_upcoming():
            await campaigns.running.cancel(WEN, draft.id)
        assert await proposals.draft_upcoming() == []

    async def test_days_ahead_are_a_setting(self, make, clock):
        clock.now = datetime(2026, 11, 3, 9, tzinfo=ZONE).astimezone(UTC)
        assert await Proposals(make(draft_days=7).preparing).draft_upcoming() == []
        assert await Proposals(make(draft_days=30).preparing).draft_upcoming() != []

    async def test_a_day_that_a_notice_sets_gets_no_time_and_never_goes_by_itself(
        self, proposals, campaigns, subscribe
    ):
        await subscribe()
        drafts = {draft.day: draft for draft in await proposals.draft_upcoming()}
        week = drafts["constitution-week/2026"]

        assert week.send_at is None
        assert "以当年的通知为准" in (await campaigns.seeing.record(week.id))[0].reason
        await campaigns.preparing.submit(WEN, week.id)
        await campaigns.preparing.approve(FANG, week.id)
        with pytest.raises(Refused, match="还没有定时间"):
            await campaigns.running.schedule(WEN, week.id)

    async def test_its_own_time_is_proposed(self, proposals, campaigns, subscribe):
        await subscribe()
        drafts = {draft.day: draft for draft in await proposals.draft_upcoming()}
        day = drafts["traffic-safety-day/2026"]
        await campaigns.preparing.submit(WEN, day.id)
        await campaigns.preparing.approve(FANG, day.id)
        scheduled = await campaigns.running.schedule(WEN, day.id)
        assert scheduled.send_at.astimezone(ZONE).time() == HOUR

    async def test_two_who_draft_it_at_once_make_one(self, proposals, campaigns):
        (draft, *_) = await proposals.draft_upcoming()
        with pytest.raises(Refused, match="已经起草过"):
            await campaigns.preparing.draft(SYSTEM, NOTICE, day=draft.day, once=True)
        assert (await campaigns.preparing.draft(WEN, NOTICE, day=draft.day)).id != draft.id

    async def test_a_day_whose_words_cannot_be_sent_stops_no_other(
        self, campaigns, proposals, monkeypatch
    ):
        long = replace(campaigns.seeing, measure=lambda text: 5000 if "安全" in text else 10)
        drafted = await Proposals(PreparingCampaigns(long)).draft_upcoming()
        assert [draft.day for draft in drafted] == ["constitution-week/2026"]


async def _fail(database, campaign_id, *, sent=0, failed=1):
    """Rows as delivery leaves them."""

    def insert(db):
        for number in range(sent + failed):
            db.execute(
                "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state)"
                " VALUES (?, ?, 'telegram', ?)",
                [
                    campaign_id,
                    1000 + number,
                    outbox.State.SENT if number < sent else outbox.State.FAILED,
                ],
            )

    await database.write(insert)
