"""`python -m tests.screenshots FOLDER [NAME…]`: all of them, or those whose names begin so."""

from __future__ import annotations

import asyncio
import io
import shutil
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import async_playwright

from bot.config import Settings
from handlers.application import Application, build
from handlers.channels.web.app import create_app
from tests.browser.serving import CHROMIUM, another_site
from tests.fakes.serving import serving_on_loopback
from tests.screenshots import citizens, desk
from tests.screenshots.shot import PHONE, Shot

SHOTS = (*citizens.SHOTS, *desk.SHOTS)
COLOURS = 128
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PROFILE = Path(__file__).with_name("bureau.yaml")


async def main(folder: Path, *begins: str) -> None:
    wanted = [shot for shot in SHOTS if not begins or shot.name.startswith(begins)]
    with tempfile.TemporaryDirectory() as data:
        own = Path(data) / "knowledge"
        own.mkdir()
        shutil.copy(PROFILE, own / "bureau.yaml")
        application = build(Settings(data_dir=Path(data), requests_per_minute=100_000))
        app = create_app(application)
        async with (
            serving_on_loopback(app, lifespan="on") as site,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"]
            )
            for shot in wanted:
                await _take(browser, site, shot, folder, application)
            await browser.close()
        application.close()


async def _take(
    browser: Any, site: str, shot: Shot, folder: Path, application: Application
) -> None:
    context = await browser.new_context(
        base_url=site,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if shot.is_dark else "light",
        reduced_motion="reduce",
        **(shot.window or PHONE),
    )
    if shot.staff:
        await context.add_cookies([await desk.signed_in(application, site, shot.staff)])
    page = await context.new_page()
    elsewhere = (
        another_site(shot.around.replace("{site}", site)) if shot.around else nullcontext(shot.path)
    )
    with elsewhere as address:
        await page.goto(address, wait_until="networkidle")
        if shot.act:
            await shot.act(page)
        await page.emulate_media(media=shot.media, reduced_motion="reduce")
        await page.evaluate(PAINTED)
        picture = await page.screenshot(full_page=shot.is_whole, animations="disabled")
    await context.close()
    file = folder / f"{shot.name}.png"
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS).save(file, optimize=True)
    print(f"{file} {file.stat().st_size // 1024} kB")  # noqa: T201 - it says what it made


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
