"""`python -m tests.dialogues FILE`: what people write, and what page and Telegram show.

The page is a phone's in a real browser, Telegram the double of the Bot API; what each shows is
written down as text, with its buttons.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from bot.config import Settings
from bot.files import write_atomically
from handlers.application import build
from handlers.channels import telegram
from handlers.channels.web.app import create_app
from tests.browser.serving import CHROMIUM
from tests.fakes.botapi import BotApi
from tests.fakes.serving import serving_on_loopback
from tests.screenshots.shot import PHONE

DIALOGUES: dict[str, Sequence[str]] = {
    "A short everyday question": ["驾照被水泡烂了能换新的吗"],
    "A complaint written as a letter": [
        "尊敬的领导：您好！我是李家湾的村民，近半年来每天半夜都有十几辆拉砂石的重型货车从村口经过，"
        "车厢不盖篷布，砂石撒了一路，路面也压出了坑，孩子上学很不安全。恳请有关部门管一管，谢谢！"
    ],
    "Who hit whom": ["我车停路边划线车位里，晚上被电动三轮刮了，人找到了但没保险，怎么赔"],
    "How much will I pay": ["交警罚我150元，我拖了12天没交，现在一共要交多少"],
    "How much, with something left to tell": ["限速70我跑了91，罚多少"],
    "The thing they name": ["网约车司机中途加价不给就赶人下车"],
    "Two questions in one": ["营运证年审过期了会罚款吗？另外道路运输从业资格证到期在哪换？"],
    "One word that could drag in a foreign topic": ["坐轮椅的人打出租车被拒载"],
    "The title hides the answer": ["副驾驶没系安全带罚谁"],
    "Of which side, to which degree": ["被治超站说超重3吨，罚款是交警收还是路政收"],
    "A follow-up": ["摩托车没年检上路怎么罚", "要是没保险呢"],
    "Full pinyin": ["dianche dai ren fa duoshao qian"],
    "English": ["where do I renew my driving licence"],
    "On the bot itself": ["有没有真人可以说话"],
    "A receipt's number": ["编号261120-K7M2QX，有人看了没"],
    "The name of a law": ["网络预约出租汽车经营服务管理暂行办法"],
    "An emergency": ["隧道里前车追尾起火了里面还有人"],
    "Words of despair": ["车被扣了贷款还不上，真的不想活了"],
    "A local matter": ["城东到火车站的公交末班车是几点"],
    "Abuse": ["一群废物，就知道罚款"],
    "What nobody can know": ["明年油价会不会跌"],
}
_HEAD = """# Twenty-one dialogues

What came to messages of every kind, on the page and on Telegram, with the knowledge that ships and
a service in which nobody reads letters yet.
`python -m tests.dialogues docs/dialogues.md` makes this page anew.
"""
_TURN = ".turn:has(.reply)"


async def main(file: Path) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with BotApi() as botapi:
            settings = Settings(
                data_dir=Path(data),
                telegram_token=botapi.token,
                telegram_api=botapi.address,
                requests_per_minute=100_000,
            )
            application = build(settings)
            application.edition.articles.prepare()  # else the first unknown question waits for it
            channel = telegram.connect(application)
            await channel.start()
            async with (
                serving_on_loopback(create_app(application)) as site,
                async_playwright() as playwright,
            ):
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"]
                )
                told = [_HEAD]
                for title, said in DIALOGUES.items():
                    on_page = await _on_the_page(browser, site, said)
                    on_telegram = await _on_telegram(botapi, said)
                    told.append(f"## {title}\n")
                    for words, page, chat in zip(said, on_page, on_telegram, strict=True):
                        told += [f"**{words}**\n", "Page:\n", _quoted(page)]
                        told += ["Telegram:\n", _quoted(chat)]
                await browser.close()
            await channel.stop()
            application.close()
    write_atomically(file, "\n".join(told).rstrip() + "\n")


async def _on_the_page(browser: Any, site: str, said: Sequence[str]) -> list[str]:
    context = await browser.new_context(
        base_url=site, locale="zh-CN", service_workers="block", **PHONE
    )
    page = await context.new_page()
    await page.goto("/")
    shown = []
    for number, words in enumerate(said):
        await page.fill("#text", words)
        await page.click("#composer .primary")
        turn = page.locator(_TURN).nth(number)
        await turn.wait_for()
        _, asked, reply = (await turn.inner_text()).partition(words)
        if not asked:
            raise RuntimeError(f"the page was not answered in time: {words}")
        shown.append(reply)
    await context.close()
    return shown


async def _on_telegram(botapi: BotApi, said: Sequence[str]) -> list[str]:
    person = botapi.person("张")
    shown = []
    for words in said:
        seen = len(person.sees)
        await person.says(words)
        last = await person.hears()
        parts = [one.text for one in person.sees[seen:]]
        shown.append("\n\n".join([*parts, "　".join(f"［{one}］" for one in last.labels)]))
    return shown


def _quoted(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(f"> {line}  " for line in lines) + "\n"


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
