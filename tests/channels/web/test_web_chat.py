"""The citizens' page by plain form posts, as with JavaScript off."""

import re
import shutil

import pytest

from tests.fakes import FAKES

TOLD = ("公司让超的", "卸货", "谁来罚", "几天内交")
TOKEN = re.compile(r'name="chat" value="([\w-]{32})"')


async def test_it_offers_hot_questions_those_of_each_role_and_the_hotline(visitor):
    page = (await visitor.get("/")).text
    assert 'value="e:chaozai-fakuan">货车超载怎么处罚？' in page
    assert ">大家常问</label>" in page
    assert ">网约车·出租</label>" in page
    assert 'value="e:gone"' not in page  # a role's entry that isn't there
    assert 'href="tel:12328"' in page
    assert "青山县交通运输局" in page


async def test_it_answers_a_posted_question_on_the_page(visitor):
    page = (await visitor.post("/", data={"text": "货车超载怎么处罚"})).text
    assert "由交警罚款并<strong>扣车</strong>" in page
    assert '道路交通安全法 <span class="together">第九十二条</span></span></summary>' in page
    assert "这是测试用的第九十二条" in page  # in place
    assert 'action="/#answer"' in page


async def test_what_is_folded_is_named_by_what_stands_in_bold_before_it(
    make_application, visit, tmp_path
):
    knowledge = shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")
    entry = next(knowledge.rglob("chaozai-fakuan.md"))
    bullets = "".join(f"- **{name}**：有规定。\n" for name in TOLD)
    told = entry.read_text("utf-8").replace("## 怎么办", f"{bullets}\n## 怎么办")
    entry.write_text(f"{told}\n## 向谁投诉\n\n打12328。\n", "utf-8")
    async with visit(make_application(knowledge_dir=knowledge)) as visitor:
        page = (await visitor.post("/", data={"text": "货车超载怎么处罚，公司让超的呢"})).text
    folded = re.search(r"<summary><span>细则(.+?)</summary>", page)[1]
    assert page.count("<strong>公司让超的</strong>") == 2  # beside the short answer, and folded
    assert "公司让超的" not in folded
    assert f"{TOLD[-1]} · 向谁投诉 · 对处罚不服怎么办</small>" in folded


async def test_what_else_may_be_meant_stands_below_the_likeliest_with_its_short_answer(
    make_application, visit, tmp_path
):
    knowledge = shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")
    entry = next(knowledge.rglob("chaozai-fakuan.md"))
    other = entry.read_text("utf-8").replace("超载", "超限").replace("由交警罚款", "由路政罚款")
    told = other.replace("- 怎么换证", "- **几天内交**：15天。\n- 怎么换证")
    entry.with_name("chaoxian-fakuan.md").write_text(told, "utf-8")
    async with visit(make_application(knowledge_dir=knowledge)) as visitor:
        page = (await visitor.post("/", data={"text": "我的货车被拦下来了会怎么处理"})).text
    first, beside = page.split("也可能是这些：")
    assert "由交警罚款" in first
    assert "由路政罚款" in beside
    assert "15天" in beside  # what comes near in it
    assert "怎么办</h4>" not in beside  # its steps stand in its own turn
    assert beside.count('value="e:chaoxian-fakuan"') == 1


async def test_an_answer_that_isnt_sure_enough_to_stand_alone_has_others_below_it(
    make_application, visit, tmp_path
):
    knowledge = shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")
    entry = next(knowledge.rglob("chaozai-fakuan.md"))
    other = entry.read_text("utf-8").replace("超载", "超限").replace("由交警罚款", "由路政罚款")
    entry.with_name("chaoxian-fakuan.md").write_text(other, "utf-8")
    async with visit(make_application(knowledge_dir=knowledge)) as visitor:
        page = (await visitor.post("/", data={"text": "我的货车会怎么处罚"})).text
    first, beside = page.split("您问的要是别的，也可能是：")
    assert "由交警罚款" in first or "由路政罚款" in first
    assert "由交警罚款" in beside or "由路政罚款" in beside
    assert first.count("有用</button>") == 1
    assert "有用</button>" not in beside.split("接着问")[0]


async def test_it_keeps_no_cookie_and_names_the_conversation_in_the_form(visitor):
    response = await visitor.post("/", data={"text": "货车超载怎么处罚"})
    assert "set-cookie" not in response.headers
    assert len(set(TOKEN.findall(response.text))) == 1


async def test_every_new_page_is_a_new_conversation(visitor):
    first, second = [TOKEN.findall((await visitor.get("/")).text)[0] for _ in range(2)]
    assert first != second


async def test_it_goes_on_with_the_conversation_named_in_the_form(visitor):
    page = (await visitor.post("/", data={"text": "货车超载怎么处罚"})).text
    token = TOKEN.findall(page)[0]
    vote = re.search(r'value="(v:\d+:0)"', page)[1]
    page = (await visitor.post("/", data={"chat": token, "action": vote})).text
    assert "哪里不对" in page
    why = re.search(r'value="(why:\d+:unlike)"', page)[1]
    page = (await visitor.post("/", data={"chat": token, "action": why})).text
    assert "记下了" in page
    page = (await visitor.post("/", data={"chat": token, "text": "电瓶车带人"})).text
    assert "多数地方只许带一名儿童" in page


async def test_a_reason_in_ones_own_words_comes_with_its_button(visitor, application):
    page = (await visitor.post("/", data={"text": "货车超载怎么处罚"})).text
    token, number = TOKEN.findall(page)[0], re.search(r'value="why:(\d+):"', page)[1]
    await visitor.post("/", data={"chat": token, "action": f"v:{number}:0"})
    said = {"chat": token, "action": f"why:{number}:", "text": "没说扣几分"}
    assert "记下了" in (await visitor.post("/", data=said)).text
    db = await application.database.read(lambda db: list(db.query("SELECT reason FROM votes")))
    assert db == [{"reason": "没说扣几分"}]


async def test_it_doesnt_take_a_conversations_name_of_anothers_making(visitor):
    page = (await visitor.post("/", data={"text": "你好", "chat": "me"})).text
    assert TOKEN.findall(page)[0] != "me"


async def test_a_button_brings_its_entry_and_shows_the_question(visitor):
    page = (await visitor.post("/", data={"action": "e:diandongche-dairen"})).text
    assert "您问：</span>电动自行车可以带人吗？" in page
    assert "多数地方只许带一名儿童" in page


async def test_a_script_gets_the_turn_alone(visitor):
    response = await visitor.post("/", data={"text": "电瓶车带人"}, headers={"X-Fragment": "1"})
    assert response.text.lstrip().startswith("<article")
    assert "<html" not in response.text
    assert response.headers["cache-control"] == "no-store"


async def test_the_embedded_page_answers_within_its_frame(visitor):
    page = (await visitor.post("/embed", data={"text": "电瓶车带人"})).text
    assert 'action="/embed#answer"' in page
    assert "主要栏目" not in page
    assert (await visitor.get("/embed")).headers["x-robots-tag"] == "noindex"


async def test_what_has_a_page_of_its_own_leaves_the_frame(visitor):
    page = (await visitor.post("/embed", data={"text": "计算器"})).text
    sums = re.findall(r'<a class="button" href="/calc[^>]*>', page)
    assert sums
    assert all('target="_blank"' in link for link in sums)


async def test_links_of_an_embedded_answer_leave_the_frame(visitor):
    page = (await visitor.post("/embed", data={"text": "货车超载怎么处罚"})).text
    link = re.search(r"<a [^>]*jiazhao-huanzheng[^>]*>", page)[0]
    assert 'target="_blank"' in link


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "请先写下您的问题"),
        ({"text": " \x00\x07 "}, "请先写下您的问题"),
        ({"action": "e:" + "x" * 70}, "超过了 1000 个字"),
    ],
)
async def test_it_refuses_kindly_what_it_cant_take(visitor, data, said):
    response = await visitor.post("/", data=data)
    assert response.status_code == 422
    assert said in response.text
    assert "tel:12328" in response.text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>"])
async def test_a_visitors_words_never_become_markup(visitor, text):
    page = (await visitor.post("/", data={"text": text})).text
    assert "<script>alert" not in page
    assert "<img" not in page


async def test_large_text_works_without_a_script(visitor):
    page = (await visitor.get("/?size=large")).text
    assert '<html lang="zh-CN" data-root="" class="large">' in page
    page = (await visitor.post("/?size=large", data={"text": "电瓶车带人"})).text
    assert 'class="large"' in page
    assert 'action="/?size=large#answer"' in page


async def test_no_page_sends_a_visitor_to_their_own_computer(make_application, visit):
    async with visit(make_application()) as visitor:
        for path in ("/", "/about", "/developers", "/entries", "/entries/chaozai-fakuan",
                     "/statutes", "/calendar", "/calc", "/api/entries/chaozai-fakuan"):  # fmt: skip
            page = (await visitor.get(path)).text
            assert "127.0.0.1" not in page, path
        assert "src=&#34;http://pufa.test/embed" in (await visitor.get("/developers")).text


async def test_words_that_are_too_many_come_back_whole(visitor):
    response = await visitor.post("/", data={"text": "问" * 1001})
    assert response.status_code == 422
    assert "超过了 1000 个字" in response.text
    assert "问" * 1001 in response.text


async def test_the_page_says_in_plain_words_how_everything_is_deleted(visitor):
    page = (await visitor.get("/about")).text
    assert "/forget" not in page
    said = re.search("在提问框输入“(.+?)”", page)[1]
    assert "要删除这里存的关于您的一切吗" in (await visitor.post("/", data={"text": said})).text


async def test_an_entry_that_was_opened_by_its_title_has_nothing_folded(visitor):
    answered = (await visitor.post("/", data={"text": "货车超载怎么处罚"})).text
    opened = (await visitor.post("/", data={"action": "e:chaozai-fakuan"})).text
    assert '<details class="more">' in answered
    assert '<details class="more" open>' in opened
