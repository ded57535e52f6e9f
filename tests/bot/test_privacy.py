import stat
from dataclasses import astuple

import pytest

from bot.messages import Chat
from bot.privacy import BadKey, Hasher


@pytest.fixture
def key(tmp_path):
    return tmp_path / "data" / "hash.key"


def test_a_chat_has_the_same_name_after_a_restart(key):
    chat = Chat("telegram", "42")
    name = Hasher.from_file(key).asker(chat)
    assert Hasher.from_file(key).asker(chat) == name
    assert {len(one) for one in astuple(name)} == {32}


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


def test_a_persons_names_dont_join_across_purposes(key):
    assert len(set(astuple(Hasher.from_file(key).asker(Chat("telegram", "42"))))) == 7


@pytest.mark.parametrize("content", ["", "\n", "not hexadecimal", "ab"])
def test_a_key_file_that_holds_no_key_is_refused_by_its_name(key, content):
    key.parent.mkdir()
    key.write_text(content, encoding="ascii")
    with pytest.raises(BadKey, match=r"hash\.key holds no key: put it back"):
        Hasher.from_file(key)
