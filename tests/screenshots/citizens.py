"""The citizens' pages, as the people who come to them would see them."""

from __future__ import annotations

from typing import Any

from tests.screenshots.shot import DESKTOP, LANDSCAPE, Act, Shot

BUREAU_SITE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>某某县交通运输局</title>
<style>body{margin:0;font:18px/1.8 "Noto Sans CJK SC",sans-serif;color:#222}
header{background:#8b1a1a;color:#fff;padding:18px 40px;font-size:26px;font-weight:700}
main{padding:24px 40px;max-width:900px}li{margin:.4em 0}</style></head>
<body><header>某某县交通运输局</header><main><h1>通知公告</h1><ul><li>本单位的网页内容</li>
<li>本单位的网页内容</li><li>本单位的网页内容</li></ul></main>
<script src="{site}/widget.js" data-colour="#8b1a1a"></script></body></html>"""


def asks(words: str, *, large: bool = False) -> Act:
    """Asks and waits for the answer."""

    async def act(page: Any) -> None:
        if large:
            await page.goto("/?size=large")
        await page.fill("#text", words)
        await page.press("#text", "Enter")
        await page.locator(".turn:not(:has(.waiting)) .reply, .alarm").first.wait_for()
        await page.wait_for_timeout(300)  # it comes into view

    return act


async def by_keyboard(page: Any) -> None:
    """Never touches a mouse: to the box, asks, and on to the buttons of the answer."""
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.type("驾照丢了怎么补办")
    await page.keyboard.press("Enter")
    await page.locator(".turn .answer, .turn .reply").last.wait_for()
    for _ in range(3):
        await page.keyboard.press("Tab")


async def in_the_panel(page: Any) -> None:
    await page.get_by_role("button", name="法规问答").click()
    frame = page.frame_locator("iframe")
    await frame.locator("#text").fill("网约车没有证会怎么罚")
    await frame.locator("#composer .primary").click()  # with or without the script
    await frame.locator(".turn .answer, .turn .reply").last.wait_for()
    await page.wait_for_timeout(300)


async def goes_offline(page: Any) -> None:
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload(wait_until="networkidle")
    await asks("醉驾怎么处罚")(page)
    await page.context.set_offline(True)
    await page.goto("/statutes")
    await page.locator("[data-kept]:not([hidden])").wait_for()


SHOTS = (
    Shot("home-phone"),
    Shot("home-desktop", window=DESKTOP),
    Shot("answer-desktop", window=DESKTOP, act=asks("货车超载一吨罚多少")),
    Shot("walk-truck-driver", act=asks("我的车核载10吨拉了13吨，被交警拦了罚多少")),
    Shot("walk-e-bike", act=asks("骑电瓶车带两个娃会罚款吗")),
    Shot("walk-vague", act=asks("我那个车要年检了", large=True)),
    Shot("walk-angry", act=asks("凭什么贴我条！！小区门口停五分钟就罚我200，我要投诉你们！")),
    Shot("walk-danger", act=asks("撞人了，人躺在地上")),
    Shot("walk-keyboard", window=DESKTOP, act=by_keyboard),
    Shot("walk-panel", window=DESKTOP, around=BUREAU_SITE, act=in_the_panel),
    Shot("walk-landscape", window=LANDSCAPE, act=asks("高速上车坏了怎么办")),
    Shot("walk-offline", act=goes_offline),
    Shot("walk-print", "/entries/chaozai-fakuan", window=DESKTOP, media="print", is_whole=True),
    Shot("search", "/entries?q=电动车 头盔"),
    Shot("entry", "/entries/chaozai-fakuan"),
    Shot("entry-dark", "/entries/chaozai-fakuan", is_dark=True),
    Shot("law-desktop", "/statutes/道路交通安全法#a91", window=DESKTOP),
    Shot("law", "/statutes/道路交通安全法"),
    Shot("law-without-text", "/statutes/道路运输条例"),
    Shot("calendar", "/calendar"),
    Shot("calculator", "/calc/speeding"),
)
