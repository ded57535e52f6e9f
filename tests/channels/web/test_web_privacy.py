"""Other sites, and other people who know an address: what they can't do to a visitor's talk."""

import pytest

from handlers.dialogues.actions import FORGET_YES

KNOWN_TO_OTHERS = "E" * 32
SECRET = "0123456789abcdef" * 2


async def _letter(visitor, **fields):
    """Write one; returns the path of its receipt."""
    sent = await visitor.post("/letter", data={"kind": "投诉", "text": "路灯坏了", **fields})
    return sent.headers["location"].partition("?")[0]


@pytest.fixture(autouse=True)
def somebody_reads_letters(staffed):
    pass


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.gov.cn"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_another_site_cant_say_which_conversation_a_visitor_is_in(visitor, headers):
    page = await visitor.post(
        "/", data={"text": "货车超载怎么处罚", "chat": KNOWN_TO_OTHERS}, headers=headers
    )
    assert "扣车" in page.text  # a search box on the bureau's own site may well ask
    assert KNOWN_TO_OTHERS not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "https://pufa.example.gov.cn"},
        {"Origin": "http://pufa.test"},
        {"X-Fragment": "1", "Origin": "https://behind.a.proxy"},
        {},
    ],
)
async def test_our_own_page_goes_on_with_its_conversation(visitor, headers):
    page = await visitor.post("/", data={"text": "你好", "chat": KNOWN_TO_OTHERS}, headers=headers)
    assert KNOWN_TO_OTHERS in page.text


async def test_who_knows_a_conversations_name_cant_end_it_without_the_tabs_secret(visitor):
    chat = KNOWN_TO_OTHERS
    receipt = await _letter(visitor, chat=chat, secret=SECRET)
    for secret in ("", "f" * 32):
        page = await visitor.post("/", data={"chat": chat, "action": FORGET_YES, "secret": secret})
        assert "0 条留言" in page.text
    assert (await visitor.get(receipt)).status_code == 200
    page = await visitor.post("/", data={"chat": chat, "action": FORGET_YES, "secret": SECRET})
    assert "1 条留言" in page.text
    assert (await visitor.get(receipt)).status_code == 404


async def test_no_page_ever_holds_the_tabs_secret(visitor):
    page = await visitor.post("/", data={"text": "货车超载怎么处罚", "secret": SECRET})
    assert SECRET not in page.text


async def test_who_wrote_a_letter_deletes_it_from_its_receipt_long_after_the_tab_is_closed(visitor):
    receipt = await _letter(visitor, secret=SECRET)
    page = await visitor.get(receipt)
    assert "撤回这条留言" in page.text
    gone = await visitor.post(receipt)
    assert "留言已撤回" in gone.text
    assert gone.headers["Cache-Control"] == "no-store"
    for again in (await visitor.get(receipt), await visitor.post(receipt)):
        assert again.status_code == 404
        assert "已经删除" in again.text
