"""A notice as its recipients get it, and why one is refused."""

from datetime import UTC, datetime

import pytest

from bot.publicity import notices
from bot.publicity.notices import compose, parse_button, shortened
from bot.store.campaigns import ButtonKind, Campaign, Notice, NoticeButton, State
from bot.store.subscribers import Kind

PAGE = "https://pufa.example.gov.cn"
ENTRY = NoticeButton("怎么罚", ButtonKind.ENTRY, "chaozai-fakuan")
SITE = NoticeButton("官网", ButtonKind.PAGE, "https://example.gov.cn/fa")
QUESTION = NoticeButton("我有问题", ButtonKind.QUESTION)


def campaign(*buttons, body="打 {bureau.hotline}。"):
    return Campaign(
        id=7,
        notice=Notice("国家宪法日", body, buttons=buttons),
        day="",
        author="telegram:1",
        state=State.SENDING,
        version=1,
        created_at=datetime(2026, 12, 4, tzinfo=UTC),
    )


@pytest.fixture
def library(load):
    return load()


@pytest.fixture
def faults(library):
    """Why a notice is refused, where every character counts one."""

    def faults(title="国家宪法日", body="正文", **more):
        return list(notices.faults(Notice(title, body, **more), library, len))

    return faults


def flat(reply):
    return [button for row in reply.buttons for button in row]


def test_it_is_the_title_and_the_words_with_the_bureaus_profile_filled_in(library):
    reply = compose(campaign(), library, page_url=PAGE)
    assert reply.body == f"**国家宪法日**\n\n打 {library.bureau.hotline}。"


@pytest.mark.parametrize("kind", [Kind.PRIVATE, Kind.GROUP])
def test_below_it_are_its_buttons_and_the_way_out(library, kind):
    reply = compose(campaign(ENTRY, SITE, QUESTION), library, page_url=PAGE, kind=kind)

    assert [button.label for button in flat(reply)] == ["怎么罚", "官网", "我有问题", "退订"]
    assert [button.action for button in flat(reply)] == ["c:7:0", "", "c:7:2", "unsub"]
    assert flat(reply)[1].url == SITE.target


def test_in_a_channel_buttons_only_open_pages(library):
    reply = compose(campaign(ENTRY, SITE, QUESTION), library, page_url=PAGE, kind=Kind.CHANNEL)

    assert [button.url for button in flat(reply)] == [
        f"{PAGE}/entries/chaozai-fakuan",
        SITE.target,
        PAGE,
    ]
    assert not any(button.action for button in flat(reply))


def test_in_a_channel_without_a_page_there_is_nothing_to_open(library):
    reply = compose(campaign(ENTRY, QUESTION), library, page_url="", kind=Kind.CHANNEL)
    assert reply.buttons == ()


def test_a_right_notice_is_not_refused(faults):
    found = faults(
        body="见[超载](entry:chaozai-fakuan)",
        audiences=("货运",),
        topics=("货运超限",),
        buttons=(ENTRY, SITE, QUESTION),
    )
    assert found == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": " "}, "没有标题"),
        ({"title": "长" * 61}, "最多 60 字，现在 61 字"),
        ({"title": "两\n行"}, "写成一行"),
        ({"body": " \n"}, "没有正文"),
        ({"body": "字" * 4097}, "最多 4096 个字符，现在 4108 个"),
        ({"body": "见[它](entry:meiyou)"}, "条目 meiyou 不存在"),
        ({"audiences": ("行人",)}, "没有“行人”这个对象，可选：公众"),
        ({"topics": ("天气",)}, "没有“天气”这个主题，可选："),
        ({"buttons": (QUESTION,) * 4}, "按钮最多 3 个，现在 4 个"),
        ({"buttons": (NoticeButton("", ButtonKind.QUESTION),)}, "要有一行字"),
        ({"buttons": (NoticeButton("字" * 31, ButtonKind.QUESTION),)}, "最多 30 字"),
        ({"buttons": (NoticeButton("看", ButtonKind.ENTRY, "meiyou"),)}, "meiyou 不存在"),
        ({"buttons": (NoticeButton("看", ButtonKind.PAGE, "javascript:x"),)}, "打不开"),
        ({"buttons": (NoticeButton("看", ButtonKind.PAGE, "http://localhost"),)}, "打不开"),
        ({"buttons": (NoticeButton("看", ButtonKind.PAGE, "http://[x.y"),)}, "打不开"),
    ],
)
def test_it_is_refused_with_the_reason(faults, given, reason):
    (fault,) = faults(**given)
    assert reason in fault


def test_every_reason_is_told_at_once(faults):
    assert len(faults(title="", body="", audiences=("行人",))) == 3


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("怎么罚=entry:chaozai-fakuan", ENTRY),
        (" 怎么罚 = entry: chaozai-fakuan ", ENTRY),
        ("官网=page:https://example.gov.cn/fa", SITE),
        (
            "表=page:https://a.cn/?x=1",
            NoticeButton("表", ButtonKind.PAGE, "https://a.cn/?x=1"),
        ),
        ("怎么罚=货车超载怎么处罚", ENTRY),
        ("官网=https://example.gov.cn/fa", SITE),
        ("我有问题", QUESTION),
        ("我有问题=question", QUESTION),
        ("question", QUESTION),
        ("提问=question", NoticeButton("提问", ButtonKind.QUESTION)),
    ],
)
def test_staff_write_a_button_in_a_line(library, text, button):
    assert parse_button(text, library) == button


def test_an_entrys_question_is_the_label_that_was_not_given(library):
    button = parse_button("entry:chaozai-fakuan", library)
    assert button.label == shortened(library.entries["chaozai-fakuan"].question)


@pytest.mark.parametrize("text", ["", "官网", "page:https://a.cn/?x=1", "看=entry:", "看=foto:1"])
def test_a_line_that_is_no_button_says_how_to_write_one(library, text):
    with pytest.raises(ValueError, match="条目的问题"):
        parse_button(text, library)
