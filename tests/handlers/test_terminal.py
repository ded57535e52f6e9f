import io
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.messages import Button, Reply
from handlers.channels.terminal import Terminal
from tests.fakes import FAKES
from tests.waiting import LONGEST, blocking_until

# Only from its controlling terminal does Ctrl-C reach a process. One that a shell has put in the
# background is deaf to it, and so are its children: this suite may be.
CHAT = """
import fcntl, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["pufa", "chat"]
from handlers.cli import main
main()
"""
OFFER = Reply("您是不是想问：", ((Button("甲？", "e:a"),), (Button("都不是", "none"),)))


class Answers:
    """A dialogue that gives prepared replies, in order, then the last one again."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.heard = []

    async def respond(self, message):
        self.heard.append(message)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@pytest.fixture
def converse(monkeypatch):
    """A conversation of these replies with these lines typed; returns what was heard and shown."""

    def converse(replies, *typed):
        lines = iter(typed)
        shown = io.StringIO()
        console = Console(file=shown, width=80)

        def type_line(prompt):
            return next(lines)

        monkeypatch.setattr(console, "input", type_line)
        dialogue = Answers(*replies)
        Terminal(dialogue, console).converse()
        return dialogue.heard, shown.getvalue()

    return converse


def test_it_begins_with_what_it_can_do(converse):
    heard, shown = converse([Reply("**您好**")], "退出")
    assert [message.text for message in heard] == ["/start"]
    assert "您好" in shown
    assert "**" not in shown


@pytest.mark.parametrize("word", ["退出", "quit", " EXIT "])
def test_it_ends_at_a_word(converse, word):
    heard, _ = converse([Reply("好")], "超载", word, "不会再读")
    assert [message.text for message in heard] == ["/start", "超载"]


def test_buttons_are_numbered_and_picked_by_number(converse):
    heard, shown = converse([OFFER], "2", "1", "退出")
    assert "1 甲？" in shown
    assert "2 都不是" in shown
    assert [message.action for message in heard] == ["", "none", "e:a"]


def test_a_number_that_is_on_no_button_is_said(converse):
    heard, _ = converse([OFFER], "3", "0", "退出")
    assert [(message.text, message.action) for message in heard[1:]] == [("3", ""), ("0", "")]


def test_a_number_longer_than_python_reads_is_words_like_any_other(converse):
    heard, _ = converse([OFFER], "9" * 5000, "退出")
    assert heard[1].text == "9" * 5000


def test_the_last_list_stays_until_there_is_another(converse):
    heard, _ = converse([OFFER, Reply("不客气！")], "谢谢", "1", "退出")
    assert heard[-1].action == "e:a"


def test_where_a_number_is_asked_for_it_presses_no_button(converse):
    asking = Reply("晚了几天？", ((Button("不算了", "cancel"),),), takes_number=True)
    heard, shown = converse([OFFER, asking, Reply("好")], "2", "1", "退出")
    assert "也可以说“不算了”" in shown
    assert [(message.text, message.action) for message in heard[2:]] == [("1", "")]


def test_an_address_is_shown_and_has_no_number(converse):
    reply = Reply("收到", ((Button("查看回复", url="http://127.0.0.1/r/x"), Button("好", "ok")),))
    heard, shown = converse([reply], "1", "退出")
    assert "查看回复：http://127.0.0.1/r/x" in shown
    assert heard[-1].action == "ok"


def test_it_is_one_chat_on_its_own_channel(converse):
    heard, _ = converse([Reply("好")], "超载", "退出")
    (chat,) = {message.chat for message in heard}
    assert chat.channel == "terminal"


class Keyboard:
    """A person at a terminal in which `pufa chat` runs."""

    def __init__(self, process, handle):
        self.process = process
        self.handle = handle
        self.seen = b""

    def types(self, keys):
        blocking_until("it reads what is typed", self._what_it_waits_in, reads_keys)
        os.write(self.handle, keys)

    def _what_it_waits_in(self):
        return Path(f"/proc/{self.process.pid}/syscall").read_text()

    def reads(self, *words):
        """Read on until these have been shown, one after the other."""
        for word in words:
            while word.encode() not in self.seen:
                readable, _, _ = select.select([self.handle], [], [], LONGEST)
                assert readable, f"{word} was not shown in {LONGEST:g} s: {self.seen.decode()}"
                self.seen += os.read(self.handle, 65536)
            self.seen = self.seen.partition(word.encode())[2]


@pytest.fixture
def keyboard(tmp_path):
    ours, theirs = pty.openpty()
    folders = {"PUFA_DATA_DIR": tmp_path / "data", "PUFA_KNOWLEDGE_DIR": FAKES / "knowledge"}
    process = subprocess.Popen(
        [sys.executable, "-c", CHAT],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **folders},
        start_new_session=True,
    )
    os.close(theirs)
    yield Keyboard(process, ours)
    process.kill()
    process.wait()
    os.close(ours)


def reads_keys(call):
    """Of a Ctrl-C between its prompt and this, Python takes no notice until the next key."""
    _number, descriptor, *_ = [*call.split(), ""]
    return descriptor == "0x0"


def is_known(code):
    return code is not None


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_real_terminal_answers_and_is_left_at_once(keyboard, key):
    keyboard.reads("> ")
    keyboard.types("货车超载怎么处罚\n".encode())
    keyboard.reads("由交警罚款", "> ")
    keyboard.types(key)
    assert blocking_until("it has ended", keyboard.process.poll, is_known) == 0
