"""Staff are reminded of papers in their chats, and of what suggests itself, once each."""

from datetime import timedelta

import pytest

from bot.config import Settings
from bot.messages import DeliveryError, Failure
from bot.store.papers import Window
from handlers.application import build
from handlers.news.training_news import TrainingNews
from tests.bot.training.conftest import BLUEPRINT, knowledge_folder  # noqa: F401 - a fixture
from tests.channels.web.conftest import NOW
from tests.fakes.clock import Clock

STAFF = "telegram:1:learner,telegram:7:editor,telegram:8:reviewer"


class Recorder:
    """A channel that keeps what is sent."""

    def __init__(self):
        self.told, self.is_away = [], False

    async def send(self, chat, reply):
        if self.is_away:
            raise DeliveryError("away", kind=Failure.UNREACHABLE)
        self.told.append((chat.id, reply))


@pytest.fixture
def application(tmp_path, knowledge_folder):  # noqa: F811
    settings = Settings(
        data_dir=tmp_path / "data",
        knowledge_dir=knowledge_folder,
        staff=STAFF,
        public_url="https://pufa.example.gov.cn",
    )
    application = build(settings, clock=Clock(NOW))
    yield application
    application.close()


async def test_a_paper_is_told_when_it_opens_to_all_who_sit_it_and_not_again(application):
    channel, clock = Recorder(), application.clock
    application.channels["telegram"] = channel
    news: TrainingNews = application.training_news
    staff = (await application.accounts.staff()).members
    from bot.members import Actor

    editor, reviewer = (Actor(staff[f"telegram:{one}"], "web") for one in (7, 8))
    papers = application.training.papers
    first = Window(clock() + timedelta(days=1), clock() + timedelta(days=8))
    number = await papers.write(editor, BLUEPRINT, first)
    await papers.approve(reviewer, number, 1)
    await news.go_round()
    assert channel.told == []
    clock.passes(days=1, minutes=1)
    channel.is_away = True
    await news.go_round()
    channel.is_away = False
    clock.passes(minutes=2)
    await news.go_round()
    assert sorted(chat for chat, _ in channel.told) == ["1", "7", "8"]
    reply = channel.told[0][1]
    assert reply.body.startswith("**“十二月考试”开始了**：12月1日12:00截止，限时30分钟")
    assert reply.buttons[0][0].url == "https://pufa.example.gov.cn/staff/exams"
    await news.go_round()
    assert len(channel.told) == 3
