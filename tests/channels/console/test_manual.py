"""The manual in the console."""

import re

from handlers.channels.console.manual import FOLDER


async def test_every_chapter_is_read_in_the_console_and_leads_to_the_others(staff):
    one = await staff("孙丽")
    first = await one.open("/help")
    for path in FOLDER.glob("*.md"):
        if path.stem != "README":
            assert f'href="/staff/help/{path.stem}"' in first
        page = await one.open(f"/help/{path.stem}")
        assert "![" not in page
        assert ".md" not in page.partition("<main")[2]
    assert (await one.get("/staff/help/nothing")).status_code == 404
    assert (await one.get("/staff/help/..%2F..%2FREADME")).status_code == 404


def test_every_picture_of_the_manual_is_there():

    for path in FOLDER.glob("*.md"):
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]*)\)", path.read_text(encoding="utf-8")):
            assert (FOLDER / picture).is_file(), picture
