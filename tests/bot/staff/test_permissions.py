"""Every use case of staff × every role × a stranger.

The use cases are found by looking: whatever in `bot/` takes an `Actor`. So a new one stands under
these tests from its first day.
"""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import bot
from bot.members import ROLES, SYSTEM, Actor, Member, Role, operator
from bot.staff import permissions
from bot.staff.permissions import RULES, Action
from bot.staff.refusals import NotAllowed
from bot.training.file_editing import EditingFiles

# Written down a second time, so that a slip in bot/staff/permissions.py is seen.
TABLE = """\
                    editor  reviewer  campaigner  administrator  learner
staff.see           -       -         -           yes            -
staff.invite        -       -         -           yes            -
staff.change        -       -         -           yes            -
staff.end           -       -         -           yes            -
staff.join          -       -         -           yes            -
console.enter       yes     yes       yes         yes            yes
console.link        -       -         -           yes            -
audit.see           -       -         -           yes            -
settings.see        -       -         -           yes            -
data.backup         -       -         -           yes            -
data.purge          -       -         -           yes            -
data.resend         -       -         -           yes            -
publicity.see       yes     yes       yes         yes            -
campaign.new        yes     -         yes         yes            -
campaign.edit       yes     -         yes         yes            -
campaign.submit     yes     -         yes         yes            -
campaign.approve    -       yes       -           yes            -
campaign.return     -       yes       -           yes            -
campaign.schedule   -       -         yes         yes            -
campaign.begin      -       -         -           yes            -
campaign.pause      yes     yes       yes         yes            -
campaign.resume     -       -         yes         yes            -
campaign.cancel     -       yes       yes         yes            -
campaign.finish     -       -         -           yes            -
campaign.retry      -       -         yes         yes            -
account.see         -       -         yes         yes            -
account.menu        -       -         -           yes            -
account.codes       -       -         yes         yes            -
broadcast.see       -       yes       yes         yes            -
broadcast.preview   -       -         yes         yes            -
broadcast.send      -       -         yes         yes            -
activity.add        -       -         yes         yes            -
activity.correct    -       -         yes         yes            -
activity.delete     -       -         yes         yes            -
knowledge.see       yes     yes       yes         yes            -
draft.write         yes     -         -           yes            -
draft.submit        yes     -         -           yes            -
draft.discard       yes     -         -           yes            -
draft.approve       -       yes       -           yes            -
draft.return        -       yes       -           yes            -
entry.retire        -       yes       -           yes            -
entry.import        yes     -         -           yes            -
entry.export        yes     yes       -           yes            -
golden.edit         yes     yes       -           yes            -
inbox.see           yes     yes       -           yes            -
inbox.attach        yes     -         -           yes            -
inbox.reply         yes     yes       -           yes            -
inbox.dismiss       yes     yes       -           yes            -
letter.read         yes     yes       -           yes            -
subscriber.export   -       -         -           yes            -
letter.assign       yes     yes       -           yes            -
letter.answer       yes     yes       -           yes            -
letter.close        yes     yes       -           yes            -
letter.reopen       yes     yes       -           yes            -
statute.register    -       yes       -           yes            -
statute.import      -       yes       -           yes            -
local.edit          -       yes       -           yes            -
figures.edit        -       yes       -           yes            -
forbidden.edit      -       -         -           yes            -
bureau.edit         -       -         -           yes            -
item.see            yes     yes       -           yes            -
item.write          yes     -         -           yes            -
item.submit         yes     -         -           yes            -
item.discard        yes     yes       -           yes            -
item.approve        -       yes       -           yes            -
item.return         -       yes       -           yes            -
item.suspend        -       yes       -           yes            -
item.export         yes     yes       -           yes            -
case.see            yes     yes       yes         yes            -
case.write          yes     -         -           yes            -
case.submit         yes     -         -           yes            -
case.discard        yes     yes       -           yes            -
case.approve        -       yes       -           yes            -
case.return         -       yes       -           yes            -
case.withdraw       -       yes       -           yes            -
training.practise   yes     yes       yes         yes            yes
training.post       yes     yes       -           yes            -
paper.write         yes     -         -           yes            -
paper.approve       -       yes       -           yes            -
paper.cancel        -       yes       -           yes            -
paper.exempt        -       yes       -           yes            -
paper.regrade       -       yes       -           yes            -
paper.results       yes     yes       -           yes            -
"""
_HEADER, *_LINES = TABLE.splitlines()
_COLUMNS = [Role(word) for word in _HEADER.split()]
MAY = {
    Action(name): {role for role, word in zip(_COLUMNS, words, strict=True) if word == "yes"}
    for name, *words in map(str.split, _LINES)
}

WITHOUT_ACTOR = {
    Action.SETTINGS_SEE,  # a page alone
    Action.STAFF_JOIN,  # asks for the token
    Action.CAMPAIGN_BEGIN,  # the program's own
    Action.CAMPAIGN_FINISH,
}
ASKS_NOTHING = {
    "SeeingCampaigns.steps",  # lists what one may do
}
STRANGER = Actor(Member("telegram:9", frozenset()), "telegram")


def of(role):
    return Actor(Member("telegram:7", frozenset({role})), "telegram")


def takes_actor(function):
    hints = inspect.get_annotations(function).values()
    first = next(iter(inspect.signature(function).parameters), "")
    return first != "db" and "Actor" in hints


def use_cases():
    """Public functions and methods that take an Actor, by name, with how to call them."""
    found = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name in ("bot.staff.permissions", "bot.members") or module.name.startswith(
            "bot.store"
        ):
            continue
        for name, thing in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != module.name:
                continue
            if inspect.isfunction(thing) and takes_actor(thing):
                found[name] = thing
            if thing is EditingFiles:
                continue  # its heirs have all of it
            methods = (
                inspect.getmembers(thing, inspect.isfunction) if inspect.isclass(thing) else ()
            )
            for method, function in methods:
                if method[0] != "_" and takes_actor(function):
                    assert f"{name}.{method}" not in found, "one would hide the other"
                    found[f"{name}.{method}"] = _on_nothing(thing, function)
    return {name: call for name, call in found.items() if name not in ASKS_NOTHING}


def _on_nothing(cls, method):
    """The method of an object without any parts: it can ask for leave, and do nothing else."""
    return method.__get__(object.__new__(cls))


async def attempt(use_case, who):
    """Call it for this person, with nothing else of use."""
    given = {
        name: who if parameter.annotation == "Actor" else None
        for name, parameter in inspect.signature(use_case).parameters.items()
        if parameter.annotation == "Actor" or parameter.default is inspect.Parameter.empty
    }
    result = use_case(**given)
    return await result if inspect.isawaitable(result) else result


USE_CASES = use_cases()


class Asked(Exception):
    """What a use case asked leave for."""


@pytest.fixture
async def action_of(monkeypatch):
    async def action_of(use_case):
        with monkeypatch.context() as patch:
            patch.setattr(permissions, "require", _tell)
            with pytest.raises(Asked) as asked:
                await attempt(use_case, STRANGER)
        return asked.value.args[0]

    return action_of


def _tell(who, action):
    raise Asked(action)


def test_there_are_use_cases_to_look_at():
    assert {
        "PreparingCampaigns.approve",
        "Activities.add",
        "Accounts.invite",
        "Audit.lines",
    } <= set(USE_CASES)


@pytest.mark.parametrize("name", USE_CASES)
async def test_a_stranger_is_refused_before_anything_else_happens(name):
    with pytest.raises(NotAllowed):
        await attempt(USE_CASES[name], STRANGER)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", USE_CASES)
async def test_each_role_may_do_what_the_table_says(name, role, action_of):
    use_case = USE_CASES[name]
    may = role in MAY[await action_of(use_case)]
    # Without parts it can't go on, whoever asks; only the refusal is about the person.
    with pytest.raises(Exception) as failure:  # noqa: PT011
        await attempt(use_case, of(role))
    assert isinstance(failure.value, NotAllowed) is not may


async def test_every_action_is_asked_for_by_some_use_case(action_of):
    asked = {await action_of(use_case) for use_case in USE_CASES.values()}
    assert asked | WITHOUT_ACTOR == set(Action)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_the_table_and_the_rules_say_the_same(action, role):
    assert permissions.may(of(role), action) is (role in MAY[action])


@pytest.mark.parametrize("action", Action)
def test_no_action_is_a_strangers(action):
    with pytest.raises(NotAllowed):
        permissions.require(STRANGER, action)


@pytest.mark.parametrize("who", [SYSTEM, operator("li")], ids=["system", "cli"])
def test_the_program_and_whoever_is_at_the_server_may_do_everything(who):
    assert all(permissions.may(who, action) for action in Action)


def test_several_roles_add_up():
    both = Actor(Member("telegram:7", frozenset({Role.EDITOR, Role.REVIEWER})), "telegram")
    assert permissions.may(both, Action.CAMPAIGN_NEW)
    assert permissions.may(both, Action.CAMPAIGN_APPROVE)
    assert not permissions.may(both, Action.CAMPAIGN_SCHEDULE)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Action.CAMPAIGN_CANCEL, "取消需要“宣传”或“法制审核”角色"),
        (Action.STAFF_END, "结束账号需要“管理员”角色"),
    ],
)
def test_a_refusal_says_whose_it_is(action, words):
    with pytest.raises(NotAllowed) as refused:
        permissions.require(STRANGER, action)
    assert str(refused.value) == words


def test_every_action_has_a_name_for_people_and_every_role_too():
    assert RULES.keys() == set(Action)
    assert ROLES.keys() == set(Role)


def test_nothing_else_in_the_house_decides_by_roles():
    root = Path(bot.__path__[0]).parent
    files = [*root.glob("bot/**/*.py"), *root.glob("handlers/**/*.py")]
    allowed = {root / "bot/staff/permissions.py", root / "bot/members.py"}
    deciding = [
        str(path.relative_to(root))
        for path in files
        if path not in allowed and "member.has(" in path.read_text(encoding="utf-8")
    ]
    assert deciding == []
