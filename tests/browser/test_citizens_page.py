"""What a citizen does on the page, in a real browser."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.waiting import LONGEST

QUESTION = "货车超载怎么处罚"
PAGES = ["/", "/embed", "/entries", "/entries/chaozai-fakuan", "/topics/货运超限", "/statutes"]
both_windows = pytest.mark.parametrize("window", ["phone", "desktop"], indirect=True)
MORE_PAGES = [
    "/statutes/道路交通安全法",
    "/about",
    "/developers",
    "/calendar?month=2026-12",
    "/days/traffic-safety-day",
]


async def ask(page, words=QUESTION):
    await page.fill("#text", words)
    await page.press("#text", "Enter")
    await expect(page.locator(".turn .prose").last).to_be_visible()


async def types_at_once(page, words):
    """So suggestions come once: key by key they could come again after the next line of a test."""
    await page.fill("#text", words)


async def faults(page):
    """What axe finds, all of its rules, best practices too."""
    results = await Axe().run(page)
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in results.response["violations"]]


async def stands_still(page):
    """What appears slowly is there."""
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")


async def is_too_wide(page):
    return await page.evaluate("document.documentElement.scrollWidth > innerWidth")


@both_windows
async def test_a_citizen_asks_and_reads_the_answer(page):
    await page.goto("/")
    await page.fill("#text", QUESTION)
    await page.click("#composer .primary")
    turn = page.locator(".turn").last
    await expect(turn.locator(".asked")).to_have_text(f"您问：{QUESTION}")
    await expect(turn.locator(".prose")).to_contain_text("由交警罚款并扣车")
    await expect(turn.locator(".prose h3").first).to_have_text("货车超载怎么处罚？")
    await expect(turn.locator(".asked")).to_be_focused()
    await expect(turn.locator(".asked")).to_be_in_viewport()
    await expect(page.locator("#text")).to_have_value("")


async def test_a_button_goes_on_with_the_dialogue(page):
    await page.goto("/")
    await ask(page)
    await page.click("text=看《道路交通安全法》第九十二条原文")
    turn = page.locator(".turn").last
    await expect(turn.locator(".asked")).to_contain_text("看《道路交通安全法》第九十二条原文")
    await expect(turn.locator(".prose")).to_contain_text("这是测试用的第九十二条")
    await expect(page.locator(".turn")).to_have_count(2)


async def test_thanks_for_a_vote_stand_beside_the_button(page):
    await page.goto("/")
    await ask(page)
    await page.click("text=有用")
    await expect(page.locator(".actions .notice")).to_have_text("谢谢您的评价！")
    await expect(page.locator(".turn")).to_have_count(1)


async def test_a_topics_next_page_takes_the_place_of_the_first(page):
    await page.goto("/")
    await page.click(".chips >> text=货运超限")
    await expect(page.locator(".turn")).to_have_count(1)
    await page.click(".turn >> text=按主题看问题")
    await expect(page.locator(".turn")).to_have_count(1)
    await expect(page.locator(".turn .prose")).to_contain_text("请选一个主题")


@both_windows
async def test_suggestions_are_chosen_by_the_keyboard(page):
    await page.goto("/")
    await types_at_once(page, "电瓶车")
    options = page.locator("#suggestions [role=option]")
    await expect(options.first).to_have_text("电动自行车可以带人吗？")
    await expect(page.locator("#status")).to_contain_text("按上下键选择")
    await page.keyboard.press("ArrowDown")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await expect(page.locator("#text")).to_have_attribute("aria-activedescendant", "suggestion-0")
    assert await faults(page) == []
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn .asked")).to_contain_text("电动自行车可以带人吗？")
    await expect(page.locator("#suggestions")).to_be_hidden()


async def test_escape_closes_the_suggestions(page):
    await page.goto("/")
    await types_at_once(page, "电瓶车")
    await expect(page.locator("#suggestions")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#suggestions")).to_be_hidden()
    await expect(page.locator("#text")).to_have_value("电瓶车")


async def test_a_suggestion_can_be_tapped(page):
    await page.goto("/")
    await types_at_once(page, "打表")
    await page.click("#suggestions >> text=出租车不打表怎么办？")
    await expect(page.locator(".turn .prose")).to_contain_text("计价器")


async def test_a_letter_is_written_without_being_disturbed(page):
    await page.clock.install()
    await page.goto("/")
    await ask(page, "今天天气怎么样")
    await page.click("button:text('给工作人员留言')")
    await expect(page.locator(".turn").last).to_contain_text("请把想对工作人员说的话发给我")
    await page.locator("#text").press_sequentially("电瓶车")
    await page.clock.run_for(10_000)
    await expect(page.locator("#suggestions")).to_be_hidden()
    await page.press("#text", "Enter")
    await expect(page.locator(".turn").last).to_contain_text("留言收到了")
    await expect(page.locator("#history")).not_to_contain_text("电瓶车")
    await page.click("text=查看回复")
    await expect(page.locator("main")).to_contain_text("电瓶车")
    assert await faults(page) == []


@both_windows
async def test_large_text_is_kept_from_page_to_page(page):
    await page.goto("/")
    before = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    await page.click("text=大字版")
    await expect(page.locator("[data-text-size]")).to_have_text("标准字号")
    await page.goto("/entries")
    after = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert after > before * 1.25
    assert not await is_too_wide(page)
    await page.click("text=标准字号")
    await expect(page.locator("[data-text-size]")).to_have_text("大字版")


async def test_lines_have_room(page):
    await page.goto("/")
    await ask(page)
    tight = await page.evaluate(
        """() => [...document.querySelectorAll(".prose *, .lead, .links *, .facts *, p")]
            .filter((element) => {
              const style = getComputedStyle(element);
              return parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.49;
            }).map((element) => element.outerHTML)"""
    )
    assert tight == []


@both_windows
async def test_everything_can_be_tapped(page):
    await page.goto("/")
    await ask(page)
    small = await page.evaluate(
        """() => [...document.querySelectorAll("button, .button, .masthead a, textarea")]
            .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 40))
            .map(([text]) => text)"""
    )
    assert small == []


@both_windows
async def test_it_reads_at_200_percent_without_scrolling_sideways(page, window):
    width = window["viewport"]["width"] // 2
    await page.set_viewport_size({"width": width, "height": 450})
    for path in [*PAGES, *MORE_PAGES]:
        await page.goto(path)
        assert not await is_too_wide(page), path
    await page.goto("/")
    await ask(page)
    assert not await is_too_wide(page)


@both_windows
async def test_axe_finds_nothing(page):
    for path in [*PAGES, *MORE_PAGES]:
        await page.goto(path)
        assert await faults(page) == [], path
    await page.goto("/")
    await ask(page)
    await stands_still(page)
    assert await faults(page) == []


async def test_axe_finds_nothing_in_the_dark(page):
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for path in ("/", "/entries/chaozai-fakuan", "/statutes/道路交通安全法"):
        await page.goto(path)
        assert await faults(page) == [], path
    await page.goto("/")
    await ask(page)
    assert await faults(page) == []


async def test_the_keyboard_reaches_the_question_box_first(page):
    await page.goto("/")
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()


async def test_the_browser_remembers_what_was_asked_until_told_not_to(page):
    await page.goto("/")
    await expect(page.locator("#history")).to_be_hidden()
    await ask(page)
    await page.reload()
    await page.click(f"#history >> text={QUESTION}")
    await expect(page.locator(".turn .prose")).to_contain_text("由交警罚款")
    await page.click("#history >> text=清除")
    await expect(page.locator("#history")).to_be_hidden()
    assert await page.evaluate("localStorage.getItem('pufa.history')") is None


async def test_the_conversation_survives_a_reload(page):
    await page.goto("/")
    token = await page.input_value("#composer [name=chat]")
    await ask(page)
    await page.reload()
    assert await page.input_value("#composer [name=chat]") == token
    assert await page.context.cookies() == []


async def test_an_answer_can_be_read_aloud(page):
    await page.add_init_script(
        """window.spoken = [];
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
        Object.defineProperty(window, "speechSynthesis", {
          value: { cancel() {}, speak(utterance) { window.spoken.push(utterance.text); } } });"""
    )
    await page.goto("/")
    await ask(page)
    await page.click("text=朗读")
    assert "由交警罚款" in "".join(await page.evaluate("spoken"))
    await page.click("text=停止朗读")
    await expect(page.locator("[data-read]")).to_have_text("朗读")


async def test_a_question_can_be_spoken(page):
    await page.add_init_script(
        """window.webkitSpeechRecognition = class {
          start() {
            this.onresult({ results: [[{ transcript: "电瓶车带人" }]] });
            this.onend();
          }
          stop() {} };
        window.SpeechRecognition = undefined;"""
    )
    await page.goto("/")
    await page.click("[data-dictate]")
    await expect(page.locator("#text")).to_have_value("电瓶车带人")
    await expect(page.locator("#suggestions")).to_contain_text("电动自行车可以带人吗？")


async def test_speech_is_not_offered_where_the_browser_cant(page):
    await page.add_init_script(
        "window.SpeechRecognition = window.webkitSpeechRecognition = undefined;"
        "delete window.speechSynthesis; delete Window.prototype.speechSynthesis;"
        "delete window.SpeechSynthesisUtterance;"
    )
    await page.goto("/")
    await ask(page)
    await expect(page.locator("[data-dictate]")).to_be_hidden()
    await expect(page.locator("[data-read]")).to_be_hidden()


async def test_a_lost_connection_is_told_and_the_words_are_kept(page, context):
    await page.goto("/")
    await page.fill("#text", QUESTION)
    await context.set_offline(True)
    await page.press("#text", "Enter")
    await expect(page.locator(".turn [role=alert]")).to_contain_text("没有连上服务器")
    await expect(page.locator("#text")).to_have_value(QUESTION)
    await context.set_offline(False)
    await page.press("#text", "Enter")
    await expect(page.locator(".turn .prose").last).to_contain_text("由交警罚款")


@both_windows
async def test_it_works_without_javascript(browser, window, site):
    context = await browser.new_context(base_url=site, java_script_enabled=False, **window)
    context.set_default_timeout(LONGEST * 1000)
    page = await context.new_page()
    await page.goto("/")
    await page.fill("#text", QUESTION)
    await page.click("#composer .primary")
    await expect(page.locator(".turn .prose")).to_contain_text("由交警罚款并扣车")
    await expect(page.locator("#answer")).to_be_in_viewport()
    await page.click("text=没用")
    await expect(page.locator(".turn .prose")).to_contain_text("哪里不对")
    await page.fill("#text", "没说扣几分")
    await page.click("#composer .primary")
    await expect(page.locator(".turn .prose")).to_contain_text("记下了")
    await page.click("text=大字版")
    await expect(page.locator("html")).to_have_class("large")
    await context.close()


@both_windows
async def test_it_can_be_embedded_in_another_site(page, bureau_site):
    await page.goto(bureau_site)
    frame = page.frame_locator("iframe")
    await frame.locator("#text").fill(QUESTION)
    await frame.locator("#text").press("Enter")
    await expect(frame.locator(".turn .prose")).to_contain_text("由交警罚款")
    link = frame.locator(".prose a").first
    assert await link.get_attribute("target") == "_blank"
    inner = page.frames[1]
    assert not await inner.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_an_entrys_page_leads_on_to_the_dialogue(page):
    await page.goto("/entries/chaozai-fakuan")
    await page.click("summary")
    await expect(page.locator(".law-text")).to_contain_text("这是测试用的第九十二条")
    await page.fill("#text", "电瓶车带人")
    await page.click("form .primary")
    await expect(page.locator(".turn .prose")).to_contain_text("多数地方只许带一名儿童")
    await expect(page).to_have_url(re.compile(r"/#answer$"))


async def test_the_print_has_the_answer_and_not_the_controls(page):
    await page.goto("/")
    await ask(page)
    await page.emulate_media(media="print")
    await expect(page.locator(".prose")).to_be_visible()
    for selector in ("#composer", ".actions", ".masthead nav", ".welcome"):
        await expect(page.locator(selector).first).to_be_hidden()
