"""Staff are reminded of papers in their chats, and of what suggests itself, once each."""

from datetime import datetime, time, timedelta

import pytest

from bot.config import Settings
from bot.members import Actor
from bot.messages import Chat, DeliveryError, Failure, Message
from bot.store import practice
from bot.store.papers import Window
from bot.training import posts
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
    await application.training.weekly.told(clock().date())  # it is a Monday
    staff = (await application.accounts.staff()).members
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


MONDAY = timedelta(days=(7 - NOW.weekday()) % 7)


async def test_on_mondays_who_has_something_to_practise_is_told_once(application):
    channel, clock = Recorder(), application.clock
    application.channels["telegram"] = channel
    news = application.training_news
    clock.now = NOW + MONDAY - timedelta(days=1)
    await news.go_round()
    assert channel.told == [], "it isn't Monday"
    clock.now = datetime.combine(clock.now + timedelta(days=1), time(7), application.settings.zone)
    await news.go_round()
    assert channel.told == [], "nobody is up"

    clock.passes(hours=2)
    channel.is_away = True
    await news.go_round()
    channel.is_away = False
    clock.passes(minutes=2)
    await news.go_round()
    await news.go_round()

    assert sorted(chat for chat, _ in channel.told) == ["1", "7", "8"]
    reply = channel.told[0][1]
    assert "有 5 道题" in reply.body
    assert [one.label for one in reply.buttons[0]] == ["开始", "不用每周提醒"]


async def test_who_does_not_want_to_be_reminded_is_not_until_they_do(application):
    channel, clock = Recorder(), application.clock
    application.channels["telegram"] = channel
    clock.now = datetime.combine(NOW + MONDAY, time(9), application.settings.zone)
    news = application.training_news
    await news.go_round()
    start, leave = channel.told[0][1].buttons[0]
    learner = Chat("telegram", channel.told[0][0])

    async def presses(button):
        return await application.dialogue.respond(Message(learner, action=button.action))

    assert (await presses(start)).buttons
    said = await presses(leave)
    assert "不再提醒" in said.body
    clock.passes(days=7)
    await news.go_round()
    assert len(channel.told) == 3 + 2

    assert "每周一" in (await presses(said.buttons[0][0])).body
    clock.passes(days=7)
    await news.go_round()
    assert len(channel.told) == 3 + 2 + 3


async def test_who_takes_no_part_or_has_done_all_is_not_reminded(application):
    channel, clock = Recorder(), application.clock
    application.channels["telegram"] = channel
    clock.now = datetime.combine(NOW + MONDAY, time(9), application.settings.zone)
    staff = (await application.accounts.staff()).members
    training = application.training
    learner, editor = (Actor(staff[f"telegram:{one}"], "web") for one in (1, 7))
    for item in (await training.practice.today(learner)).left:
        await training.practice.answer(learner, item.slug, list(item.key))
    await application.database.write(practice.set_post, person=editor.member.name, post=posts.NONE)

    await application.training_news.go_round()

    assert [chat for chat, _ in channel.told] == ["8"]
