"""Accounts of staff: invitations, roles, their end, and the last administrator."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Settings
from bot.members import Role, operator
from bot.messages import Chat
from bot.staff.accounts import LINK, Accounts
from bot.staff.audit import Audit
from bot.staff.refusals import NotAllowed, Refused, Unknown
from bot.store import accounts as store
from tests.fakes.clock import Clock

LI = operator("li")
ZHANG, WANG = Chat("telegram", "7"), Chat("telegram", "8")


@pytest.fixture
def clock():
    return Clock(datetime(2026, 11, 23, 4, 0, tzinfo=UTC))


@pytest.fixture
def start(tmp_path, database, clock):
    return lambda staff="": Accounts(Settings(data_dir=tmp_path, staff=staff), database, clock)


@pytest.fixture
def accounts(start):
    return start()


@pytest.fixture
def joins(accounts):
    """Somebody accepts an invitation to these roles."""

    async def joins(chat, *roles, label="", by=LI):
        invited = await accounts.invite(by, roles, label)
        return await accounts.join(chat, invited.token)

    return joins


async def test_an_invitation_binds_the_chat_that_accepts_it(accounts):
    invited = await accounts.invite(LI, [Role.EDITOR], " 张  三 ")
    member = await accounts.join(ZHANG, invited.token)
    assert (member.name, member.roles, member.label) == ("telegram:7", {Role.EDITOR}, "张 三")
    assert member.shown == "张 三（telegram:7）"
    actor = await accounts.actor(ZHANG)
    assert (actor.member, actor.via) == (member, "telegram")
    assert await accounts.actor(WANG) is None


async def test_who_writes_in_a_group_is_known_by_their_own_id(accounts, joins):
    await joins(ZHANG, Role.EDITOR)
    assert (await accounts.actor(Chat("telegram", "-1005:7"))).member.name == "telegram:7"
    assert await accounts.actor(Chat("telegram", "-1005:8")) is None
    assert await accounts.actor(Chat("web", "7")) is None


async def test_an_invitation_is_good_for_one_person(accounts):
    invited = await accounts.invite(LI, [Role.EDITOR])
    await accounts.join(ZHANG, invited.token)
    with pytest.raises(Refused, match="已经用过"):
        await accounts.join(WANG, invited.token)
    assert await accounts.actor(WANG) is None


async def test_of_two_who_accept_at_once_one_gets_it(accounts):
    invited = await accounts.invite(LI, [Role.EDITOR])
    got = await asyncio.gather(
        accounts.join(ZHANG, invited.token),
        accounts.join(WANG, invited.token),
        return_exceptions=True,
    )
    assert [isinstance(one, Refused) for one in got] == [False, True]


async def test_an_invitation_is_good_for_a_day(accounts, clock):
    invited = await accounts.invite(LI, [Role.EDITOR])
    clock.now += timedelta(hours=24)
    with pytest.raises(Refused, match="过了 24 小时"):
        await accounts.join(ZHANG, invited.token)


@pytest.mark.parametrize("token", ["", "-", "0" * 40, "' OR 1=1"])
async def test_a_token_that_was_never_given_opens_nothing(accounts, token):
    await accounts.invite(LI, [Role.EDITOR])
    with pytest.raises(Refused, match="不存在"):
        await accounts.join(ZHANG, token)


async def test_the_token_is_nowhere_in_the_store(accounts, tmp_path):
    invited = await accounts.invite(LI, [Role.EDITOR])
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("pufa.db*"))
    assert invited.token.encode() not in kept
    assert len(LINK + invited.token) <= 64


async def test_an_invitation_can_be_withdrawn(accounts):
    invited = await accounts.invite(LI, [Role.EDITOR])
    await accounts.revoke(LI, invited.invitation.id)
    with pytest.raises(Refused):
        await accounts.join(ZHANG, invited.token)
    with pytest.raises(Unknown):
        await accounts.revoke(LI, invited.invitation.id)


async def test_an_invitation_ends_with_the_account_of_who_gave_it(accounts, joins):
    await joins(ZHANG, Role.ADMINISTRATOR)
    zhang = await accounts.actor(ZHANG)
    invited = await accounts.invite(zhang, [Role.ADMINISTRATOR])
    await joins(Chat("telegram", "10"), Role.ADMINISTRATOR)
    await accounts.end(LI, "telegram:7")
    with pytest.raises(Refused):
        await accounts.join(WANG, invited.token)


@pytest.mark.parametrize("chat", ["-1005:8", "-1005"])
async def test_an_invitation_is_accepted_in_private_only(accounts, chat):
    invited = await accounts.invite(LI, [Role.EDITOR])
    with pytest.raises(Refused, match="私聊"):
        await accounts.join(Chat("telegram", chat), invited.token)
    await accounts.join(WANG, invited.token)  # and it is still good


async def test_an_invitation_adds_to_the_roles_held(accounts, joins):
    await joins(ZHANG, Role.EDITOR, label="张三")
    member = await joins(ZHANG, Role.CAMPAIGNER)
    assert (member.roles, member.label) == ({Role.EDITOR, Role.CAMPAIGNER}, "张三")


async def test_an_invitation_needs_a_role_and_a_short_label(accounts):
    with pytest.raises(Refused, match="请写明角色：编辑、法制审核、宣传、管理员"):
        await accounts.invite(LI, [])
    with pytest.raises(Refused, match="称呼最多 20 字"):
        await accounts.invite(LI, [Role.EDITOR], "张" * 21)


async def test_roles_change_and_end_at_once(accounts, joins):
    await joins(ZHANG, Role.EDITOR)
    await accounts.change(LI, "telegram:7", [Role.REVIEWER])
    assert (await accounts.actor(ZHANG)).member.roles == {Role.REVIEWER}
    await accounts.end(LI, "telegram:7")
    assert await accounts.actor(ZHANG) is None
    with pytest.raises(Unknown, match="没有 telegram:7 这位工作人员"):
        await accounts.end(LI, "telegram:7")


async def test_one_who_came_back_has_only_the_new_roles(accounts, joins):
    await joins(ZHANG, Role.EDITOR, Role.REVIEWER)
    await accounts.end(LI, "telegram:7")
    assert (await joins(ZHANG, Role.CAMPAIGNER)).roles == {Role.CAMPAIGNER}


async def test_a_change_that_changes_nothing_is_refused(accounts, joins):
    await joins(ZHANG, Role.EDITOR, label="张三")
    with pytest.raises(Refused, match="张三（telegram:7）已经是编辑"):
        await accounts.change(LI, "telegram:7", [Role.EDITOR])
    with pytest.raises(Refused, match="至少要有一个角色"):
        await accounts.change(LI, "telegram:7", [])


@pytest.mark.parametrize("way", ["end", "change"])
async def test_the_last_administrator_stays(accounts, joins, way):
    await joins(ZHANG, Role.ADMINISTRATOR)
    await joins(WANG, Role.EDITOR)
    zhang = await accounts.actor(ZHANG)
    doing = {
        "end": lambda: accounts.end(zhang, "telegram:7"),
        "change": lambda: accounts.change(zhang, "telegram:7", [Role.EDITOR]),
    }[way]
    with pytest.raises(Refused, match="是最后一位管理员"):
        await doing()
    await accounts.change(zhang, "telegram:8", [Role.ADMINISTRATOR])
    await doing()
    assert Role.ADMINISTRATOR not in getattr(
        (await accounts.staff()).named("telegram:7"), "roles", set()
    )


async def test_the_last_administrator_may_get_more_roles(accounts, joins):
    await joins(ZHANG, Role.ADMINISTRATOR)
    await accounts.change(LI, "telegram:7", [Role.ADMINISTRATOR, Role.EDITOR])


async def test_two_administrators_cant_end_each_other_at_once(accounts, joins):
    await joins(ZHANG, Role.ADMINISTRATOR)
    await joins(WANG, Role.ADMINISTRATOR)
    zhang, wang = await accounts.actor(ZHANG), await accounts.actor(WANG)
    ended = await asyncio.gather(
        accounts.end(zhang, "telegram:8"), accounts.end(wang, "telegram:7"), return_exceptions=True
    )
    assert sum(isinstance(one, Refused) for one in ended) == 1
    assert len((await accounts.staff()).with_role(Role.ADMINISTRATOR)) == 1


async def test_the_settings_name_the_first_of_staff(start):
    accounts = start("telegram:7:administrator,telegram:8:editor")
    assert (await accounts.actor(ZHANG)).member.roles == {Role.ADMINISTRATOR}
    assert [one.name for one in await accounts.everybody(LI)] == ["telegram:7", "telegram:8"]


async def test_what_was_changed_here_wins_over_the_settings(start):
    settings = "telegram:7:administrator,telegram:8:editor"
    accounts = start(settings)
    await accounts.end(LI, "telegram:8")
    assert await start(settings).actor(WANG) is None  # also after a restart
    with pytest.raises(Refused, match="最后一位管理员"):
        await accounts.end(LI, "telegram:7")


async def test_editors_invite_nobody_and_end_nobody(accounts, joins):
    await joins(ZHANG, Role.EDITOR)
    zhang = await accounts.actor(ZHANG)
    for doing in (
        accounts.invite(zhang, [Role.ADMINISTRATOR]),
        accounts.change(zhang, "telegram:7", [Role.ADMINISTRATOR]),
        accounts.end(zhang, "telegram:7"),
        accounts.everybody(zhang),
        accounts.invitations(zhang),
        accounts.revoke(zhang, 1),
    ):
        with pytest.raises(NotAllowed):
            await doing
    assert (await accounts.actor(ZHANG)).member.roles == {Role.EDITOR}


async def test_expired_invitations_are_deleted(accounts, database, clock):
    await accounts.invite(LI, [Role.EDITOR])
    clock.now += timedelta(hours=1)
    await accounts.invite(LI, [Role.REVIEWER])
    clock.now += timedelta(hours=23)
    assert await database.write(store.purge, now=clock()) == 1
    (left,) = await accounts.invitations(LI)
    assert left.roles == {Role.REVIEWER}


async def test_every_change_stands_in_the_record(accounts, joins, database):
    await joins(ZHANG, Role.EDITOR, label="张三")
    await accounts.change(LI, "telegram:7", [Role.REVIEWER])
    await accounts.end(LI, "telegram:7")
    lines = await Audit(database).lines(LI, subject="staff")
    assert [(line.who, line.action, line.subject) for line in lines] == [
        ("telegram:7", "staff.join", "staff:telegram:7"),
        ("cli:li", "staff.change", "staff:telegram:7"),
        ("cli:li", "staff.end", "staff:telegram:7"),
    ]
    assert [line.after for line in lines] == [
        '{"invitation": 1, "label": "张三", "roles": ["editor"]}',
        '{"label": "张三", "roles": ["reviewer"]}',
        "",
    ]
