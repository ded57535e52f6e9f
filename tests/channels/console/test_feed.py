"""What waits, under an address of one's own: in no citizen's words, and gone with the account."""

import re
from datetime import timedelta
from xml.etree import ElementTree

from bot.members import SYSTEM, Member, Role
from bot.messages import Chat
from bot.staff import accounts as saving
from bot.store import letters
from handlers.channels.console.feed import ATOM
from tests.channels.console.conftest import hired


async def writes(application, text, category):
    return await application.database.write(
        letters.write,
        chat=Chat("web", ""),
        asker=text,
        question="",
        text=text,
        written_at=application.clock(),
        kept=timedelta(days=365),
        category=category,
    )


async def taken(one):
    """The address that its page shows once."""
    page = await one.fills("/me/feed")
    return re.search(r"http://pufa\.test(/staff/feed/[\w-]+)", page.text)[1]


def titles(xml):
    return [one.text for one in ElementTree.fromstring(xml).findall(f"{{{ATOM}}}entry/*")
            if one.tag.endswith("title")]  # fmt: skip


async def test_a_feed_names_what_waits_and_nobodys_words(application, staff, browser):
    letter = await writes(application, "我叫张三，要举报黑车", "举报")
    editor = await staff("王敏")
    address = await taken(editor)
    read = await browser().get(address)
    assert read.headers["content-type"].startswith("application/atom+xml")
    assert titles(read.text) == [f"来信 {letter.receipt} 待答复（举报）"]
    assert f"http://pufa.test/staff/letters/{letter.receipt}" in read.text
    assert "张三" not in read.text


async def test_a_feed_holds_only_what_its_owner_may_see(application, staff, browser):
    await writes(application, "要举报黑车", "举报")
    assert titles((await browser().get(await taken(await staff("陈静")))).text) == []


async def test_an_address_ends_when_another_is_taken_and_with_the_account(
    application, staff, browser
):
    editor = await staff("王敏")
    old, new = await taken(editor), await taken(editor)
    assert (await browser().get(old)).status_code == 404
    assert (await browser().get(new)).status_code == 200
    assert "已停用" in await editor.does("/me/feed/end")
    assert (await browser().get(new)).status_code == 404
    last = await taken(editor)
    member = await hired(application, "王敏", Role.EDITOR)
    await application.database.write(
        saving.save,
        who=SYSTEM,
        before=member,
        after=Member(member.name, frozenset()),
        now=application.clock(),
    )
    assert (await browser().get(last)).status_code == 404
