import stat

import pytest

from bot.messages import Chat
from bot.privacy import Hasher


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
