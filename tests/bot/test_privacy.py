import stat

import pytest

from bot.messages import Chat
from bot.privacy import Hasher, mask


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("我的电话13800138000，请回电", "我的电话〔电话〕，请回电"),
        ("打138 0013 8000或138-0013-8000", "打〔电话〕或〔电话〕"),
        ("+86 13800138000", "〔电话〕"),
        ("座机0571-88888888", "座机〔电话〕"),
        ("身份证11010119900307123X丢了", "身份证〔身份证号〕丢了"),
        ("身份证110101199003071234丢了", "身份证〔身份证号〕丢了"),
        ("身份证110101 19900307 1234", "身份证〔身份证号〕"),
        ("浙A12345闯红灯", "〔车牌〕闯红灯"),
        ("浙A·D12345闯红灯", "〔车牌〕闯红灯"),
        ("粤B 1234学的教练车", "〔车牌〕的教练车"),
        ("京a12345和沪C·54321撞了", "〔车牌〕和〔车牌〕撞了"),
        ("电话１３８００１３８０００，车牌浙Ａ１２３４５", "电话〔电话〕，车牌〔车牌〕"),
    ],
)
def test_numbers_that_point_to_a_person_are_masked(said, stored):
    assert mask(said) == stored


@pytest.mark.parametrize(
    "said",
    [
        "货车超载一吨罚2000元扣6分",
        "道路运输条例第六十四条",
        "拨打12328还是12123",
        "2026年11月23日起施行",
        "订单号20261123000012345678是多少",
        "京沪高速A段限速120",
        "在云南ETC怎么办",
    ],
)
def test_what_points_to_nobody_stays(said):
    assert mask(said) == said


def test_masking_twice_changes_nothing_more():
    once = mask("浙A12345，电话13800138000")
    assert mask(once) == once


@pytest.fixture
def key(tmp_path):
    return tmp_path / "data" / "hash.key"


def test_a_chat_has_the_same_name_after_a_restart(key):
    chat = Chat("telegram", "42")
    name = Hasher.from_file(key).asker(chat)
    assert Hasher.from_file(key).asker(chat) == name
    assert len(name) == 32
    assert "42" not in (name.removesuffix("42"), key.read_text())


def test_chats_and_channels_are_told_apart(key):
    hasher = Hasher.from_file(key)
    chats = [Chat("telegram", "42"), Chat("web", "42"), Chat("telegram", "43")]
    assert len({hasher.asker(chat) for chat in chats}) == 3


def test_another_installation_gives_another_name(tmp_path):
    hashers = [Hasher.from_file(tmp_path / name) for name in ("here", "there")]
    assert len({hasher.asker(Chat("telegram", "42")) for hasher in hashers}) == 2


def test_only_its_owner_can_read_the_key(key):
    Hasher.from_file(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
