"""The application over a small knowledge base, a clock, the staff's chat, and people who talk."""

import shutil
import socket
import sqlite3
from datetime import UTC, datetime

import pytest

from bot.config import Settings
from bot.messages import Chat, Message, Reply
from handlers.application import build
from tests.fakes import FAKES
from tests.fakes.clock import Clock

EDITOR, REVIEWER, SECOND, CAMPAIGNER = "101", "102", "103", "104"
STAFF = (
    f"telegram:{EDITOR}:editor,telegram:{REVIEWER}:reviewer,"
    f"telegram:{SECOND}:editor,telegram:{SECOND}:reviewer,telegram:{CAMPAIGNER}:campaigner"
)


class Recorder:
    """A channel that keeps what it should send, or fails."""

    def __init__(self):
        self.sent: list[tuple[Chat, Reply]] = []
        self.failure: Exception | None = None

    async def send(self, chat, reply):
        if self.failure:
            raise self.failure
        self.sent.append((chat, reply))


class Person:
    """Somebody in a chat; `heard` is the last reply."""

    def __init__(self, application, chat_id, channel="telegram"):
        self.dialogue = application.dialogue
        self.chat = Chat(channel, chat_id)
        self.heard: Reply | None = None

    async def says(self, text):
        return await self.sends(text=text)

    async def sends(self, **message):
        self.heard = await self.dialogue.respond(Message(self.chat, **message))
        return self.heard.body

    async def presses(self, label):
        """Press the button whose label begins so."""
        return await self.sends(action=self.button(label).action)

    def button(self, label):
        (button,) = [b for row in self.heard.buttons for b in row if b.label.startswith(label)]
        return button

    @property
    def choices(self):
        """The labels of all buttons, in order."""
        return [button.label for row in self.heard.buttons for button in row]


@pytest.fixture
def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def clock():
    return Clock(datetime(2026, 11, 23, 4, 0, tzinfo=UTC))


@pytest.fixture
def telegram():
    return Recorder()


@pytest.fixture
def start(tmp_path, clock, telegram):
    """Starts the application with these settings; two articles of one law are imported."""
    started = []

    def start(**settings):
        data = tmp_path / f"data{len(started)}"
        shutil.copytree(FAKES / "statutes", data / "statutes")
        changed = {"data_dir": data, "knowledge_dir": FAKES / "knowledge", **settings}
        application = build(Settings(**changed), clock=clock)
        application.channels["telegram"] = telegram
        started.append(application)
        return application

    yield start
    for application in started:
        application.close()


@pytest.fixture
def application(start):
    return start(staff_chat="telegram:-100500", public_url="https://pufa.example.gov.cn")


@pytest.fixture
def zhang(application):
    return Person(application, "5550001")


@pytest.fixture
def li(application):
    return Person(application, "5550002")


@pytest.fixture
def editor(application):
    return Person(application, EDITOR)


@pytest.fixture
def reviewer(application):
    return Person(application, REVIEWER)


@pytest.fixture
def stored(application):
    """Every row of every table, by table."""

    def stored():
        db = sqlite3.connect(application.settings.database_file)
        db.row_factory = sqlite3.Row
        names = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        tables = {name: list(map(dict, db.execute(f'SELECT * FROM "{name}"'))) for name in names}
        db.close()
        return tables

    return stored
