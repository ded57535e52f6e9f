"""Who is on staff, as the settings say."""

import pytest

from bot import config
from bot.config import SettingsError
from bot.members import Member, Role, Staff, operator
from bot.messages import Chat


def test_a_person_may_have_two_roles():
    staff = Staff.parse("telegram:1:campaigner, telegram:2:reviewer,telegram:1:editor")

    assert staff.named("telegram:1").roles == {Role.CAMPAIGNER, Role.EDITOR}
    assert staff.named("telegram:2").has(Role.REVIEWER)
    assert not staff.named("telegram:2").has(Role.CAMPAIGNER)
    assert staff.named("telegram:3") is None


def test_without_the_setting_there_is_nobody():
    assert Staff.parse("").members == {}


def test_an_administrator_has_every_role():
    boss = Staff.parse("telegram:1:administrator").named("telegram:1")
    assert all(boss.has(role) for role in Role)
    assert operator("li").member.has(Role.REVIEWER)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("telegram:1", "is not of the form telegram:ID:ROLE"),
        ("1:reviewer", "is not of the form telegram:ID:ROLE"),
        ("telegram:abc:reviewer", "is not of the form telegram:ID:ROLE"),
        ("telegram:-5:reviewer", "is not of the form telegram:ID:ROLE"),
        ("wechat:5:reviewer", "is not of the form telegram:ID:ROLE"),
        ("telegram:5:reviewr", "did you mean reviewer?"),
        ("telegram:5:boss", "use editor, reviewer, campaigner, administrator"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_what_is_wrong(text, reason):
    with pytest.raises(SettingsError) as refused:
        config.load({"PUFA_STAFF": f"telegram:1:reviewer,{text}"}, None)

    assert "PUFA_STAFF" in str(refused.value)
    assert text in str(refused.value)
    assert reason in str(refused.value)


def test_one_of_staff_is_known_alone_and_in_a_group():
    staff = Staff.parse("telegram:1:reviewer")

    assert staff.at(Chat("telegram", "1")).name == "telegram:1"
    assert staff.at(Chat("telegram", "-100500:1")).name == "telegram:1"
    assert staff.at(Chat("telegram", "-100500:2")) is None
    assert staff.at(Chat("web", "1")) is None


def test_only_who_has_a_chat_can_be_written_to():
    assert Staff.parse("telegram:1:editor").named("telegram:1").chat == Chat("telegram", "1")
    assert operator("li").member.chat is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("telegram:123", "Telegram 123"),
        ("cli:li", "命令行 li"),
        ("console:李雯", "李雯"),
        ("system", "系统"),
    ],
)
def test_who_has_no_other_name_is_called_as_people_say_it(name, words):
    assert Staff({}).called(name) == words
    assert Member(name, frozenset()).called == words
