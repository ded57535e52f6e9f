"""A bureau that trains: a bank of items, three officers, an editor, two reviewers, a clock."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge import items as item_files
from bot.members import Actor
from bot.staff.accounts import Accounts
from bot.store.papers import Window
from bot.training.blueprints import Blueprint
from bot.training.training import Training
from tests.fakes import FAKES, items
from tests.fakes.clock import Clock

STAFF = {"张敏": "1", "李雷": "2", "王芳": "3", "编辑": "7", "审核": "8"}
ROLES = {"7": "editor", "8": "reviewer"}


@pytest.fixture(scope="module")
def knowledge_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank") / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank())
    return folder


@pytest.fixture
def clock():
    return Clock(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path, knowledge_folder):
    staff = ",".join(f"telegram:{one}:{ROLES.get(one, 'learner')}" for one in STAFF.values())
    return Settings(data_dir=tmp_path / "data", knowledge_dir=knowledge_folder, staff=staff)


@pytest.fixture
def knowledge(settings, clock):
    return KnowledgeBase(settings, clock)


@pytest.fixture
def import_law(settings, knowledge):
    """Takes in article 92 with these words."""

    async def import_law(words):
        settings.statutes_dir.mkdir(parents=True, exist_ok=True)
        header = "---\ntitle: 道路交通安全法\nshort: 道路交通安全法\n---\n\n"
        text = f"{header}**第九十二条** {words}\n"
        (settings.statutes_dir / "法.md").write_text(text, encoding="utf-8")
        await knowledge.reload()

    return import_law


@pytest.fixture
def training(settings, database, knowledge, clock):
    return Training.over(settings, database, knowledge, Accounts(settings, database, clock), clock)


@pytest.fixture
def people(settings, database, clock):
    """Everybody by name, as the web has them."""
    staff = Accounts(settings, database, clock).staff_in
    members = database.read_now(staff).members
    return {name: Actor(members[f"telegram:{one}"], "web") for name, one in STAFF.items()}


@pytest.fixture
def officer(people):
    return people["张敏"]


@pytest.fixture
def editor(people):
    return people["编辑"]


@pytest.fixture
def reviewer(people):
    return people["审核"]


BLUEPRINT = Blueprint.model_validate(
    {
        "title": "十二月考试",
        "minutes": 30,
        "attempts": 2,
        "sections": [
            {"form": "判断", "count": 4, "points": 5},
            {"form": "单选", "count": 6, "points": 5},
            {"form": "多选", "count": 4, "points": 5},
            {"form": "填空", "count": 3, "points": 4},
            {"form": "案例", "count": 3, "points": 6},
        ],
    }
)


@pytest.fixture
def windows(clock):
    """The exam for five days from now, the make-up for two days after that."""
    first = Window(clock.now, clock.now + timedelta(days=5))
    return first, Window(first.closes, first.closes + timedelta(days=2))


@pytest.fixture
def approve(training, editor, reviewer, windows):
    """A paper that is open now."""

    async def approve(blueprint=BLUEPRINT):
        number = await training.papers.write(editor, blueprint, *windows)
        paper = await training.papers.paper(number)
        return await training.papers.approve(reviewer, number, paper.version)

    return approve


@pytest.fixture
def sit(training, knowledge):
    """Somebody answers every question, right but for those whose numbers are in `wrong`."""

    async def sit(who, paper, wrong=()):
        attempt = await training.sittings.begin(who, paper.id)
        sheet = await training.sittings.sheet(who, attempt.id)
        for asked in sheet.questions:
            item = knowledge.edition.library.items[asked.slug]
            chosen = another(item) if asked.n in wrong else item.key
            await training.sittings.answer(who, attempt.id, asked.n, chosen)
        return await training.sittings.hand_in(who, attempt.id)

    return sit


def another(item: item_files.Item) -> tuple[str, ...]:
    """A wrong answer."""
    if item.options:
        return tuple(option.id for option in item.options if option.id not in item.key)[:1]
    if item.form is item_files.Form.TRUE_FALSE:
        return ("错" if item.key == ("对",) else "对",)
    return ("1", "1")
