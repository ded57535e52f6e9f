"""How the page serves a slow phone, measured in a browser on a running server.

    PUFA_REQUESTS_PER_MINUTE=1000 pufa run          # else some of the hundred are refused
    python benchmarks/page.py http://127.0.0.1:8080

Prints how far down the short answer and its basis of a hundred questions end, in screens of a
phone of 390×844, what a first visit weighs, and over a slow line (400 kbit/s, 400 ms) on a slow
phone (a quarter of this machine's speed) when something is painted and how long an answer takes.
"""

from __future__ import annotations

import random
import statistics
import sys

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bot.config import ROOT
from bot.knowledge import library

sys.path.insert(0, str(ROOT))

from tests.browser.serving import CHROMIUM

QUESTIONS = 100
SCREEN = {"width": 390, "height": 844}
MOST_SCREENS = 1.2
SLOW = {
    "offline": False,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
    "latency": 400,
}
SLOWER = 4
ASKED = "货车超载怎么处罚"
_DEPTH = """turn => {
  const basis = turn.querySelector(".rests-on");
  const top = turn.getBoundingClientRect().top;
  return basis ? (basis.getBoundingClientRect().bottom - top) / innerHeight : null;
}"""


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def visiting() -> BrowserContext:
            return browser.new_context(
                base_url=address,
                viewport=SCREEN,
                is_mobile=True,
                has_touch=True,
                locale="zh-CN",
                service_workers="block",  # what they fetch isn't slowed down
            )

        depths = _depths(visiting().new_page())
        fitting = sum(depth <= MOST_SCREENS for depth in depths)
        print(
            f"short answer and basis within {MOST_SCREENS} screens: {fitting} of {len(depths)} "
            f"answers of {QUESTIONS} questions (median {statistics.median(depths):.2f}, "
            f"most {max(depths):.2f})"
        )
        print(f"first visit: {_weight(visiting().new_page()) / 1000:.1f} kB")
        painted, answered = _slowly(visiting().new_page())
        print(f"slow phone: first paint {painted:.2f} s, answered in {answered:.2f} s")
        browser.close()


def _asks() -> list[str]:
    """Ways to ask from as many entries, the same ones each time."""
    entries = library.load([ROOT / "knowledge"]).entries.values()
    chosen = random.Random(1).sample(list(entries), QUESTIONS)
    return [random.Random(entry.slug).choice(entry.ask) for entry in chosen]


def _depths(page: Page) -> list[float]:
    """Where the basis ends below the turn's top, of questions that get an answer; in screens."""
    found = []
    for question in _asks():
        page.goto("/")
        _ask(page, question)
        page.evaluate("sessionStorage.clear()")
        if "太频繁" in page.locator(".turn").last.inner_text():
            sys.exit("refused: start the server with PUFA_REQUESTS_PER_MINUTE=1000")
        depth = page.locator(".turn").last.evaluate(_DEPTH)
        found += [depth] if depth is not None else []
    return found


def _ask(page: Page, question: str) -> None:
    page.fill("#text", question)
    page.click("#composer .primary")
    page.locator(".turn .reply").last.wait_for()


def _weight(page: Page) -> float:
    """Bytes over the wire of the first page and of an answer."""
    sizes: list[int] = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto("/", wait_until="networkidle")
    _ask(page, ASKED)
    return sum(sizes)


def _slowly(page: Page) -> tuple[float, float]:
    """Seconds to the first paint, and from the tap to the answer."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto("/", wait_until="networkidle")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.fill("#text", ASKED)
    page.wait_for_timeout(2_000)  # suggestions come and go
    page.evaluate(
        """() => {
          const log = document.getElementById("log");
          new MutationObserver(() => {
            if (log.querySelector(".reply")) window.answered ??= performance.now();
          }).observe(log, { childList: true, subtree: true });
          document.addEventListener("submit", () => (window.sent = performance.now()), true);
        }"""
    )
    page.click("#composer .primary")
    page.locator(".turn .reply").last.wait_for()
    return painted / 1000, page.evaluate("window.answered - window.sent") / 1000


if __name__ == "__main__":
    main(sys.argv[1])
