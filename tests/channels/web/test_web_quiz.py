import re
import shutil
from dataclasses import replace

import pytest

from bot.knowledge.statutes.citations import Citation
from bot.store import quiz_counts
from bot.training import quiz as quizzes
from tests.channels.web.conftest import visiting
from tests.fakes import FAKES, items


@pytest.fixture
def application(make_application, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(6))
    return make_application(knowledge_dir=folder, public_url="https://pufa.example.gov.cn")


def answers_of(html):
    return re.findall(r'name="answer" value="([^"]+)"', html)


async def test_a_question_a_day_and_sets_by_role_and_topic(visitor):
    page = (await visitor.get("/quiz")).text
    assert "每日一题" in page
    assert "不登录、不记名、不排名" in page
    assert "自愿参加" in page
    for name in ("公众", "货运超限", "执法程序"):
        assert f">{name}</a>" in page
    first = await visitor.get("/quiz/公众")
    assert first.status_code == 302
    assert "第1题，共5题" in (await visitor.get(first.headers["location"])).text


async def test_a_publicity_day_asks_about_its_own_law_first(make_application, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    path = folder / "days" / "traffic-safety-day.md"
    header = path.read_text(encoding="utf-8").replace("\nsince:", "\nlaw: 公路法\nsince:")
    path.write_text(header, encoding="utf-8")
    of_the_law, others = items.bank(4), items.bank(20)
    roads = Citation.parse("公路法 第四十六条")
    for number, item in enumerate(of_the_law):
        changed = {"slug": f"roads-{number}", "stem": f"{item.stem}（公路）", "basis": (roads,)}
        of_the_law[number] = replace(item, **changed)
    entry = "chaozai-fakuan"  # which the day names as well
    items.write(folder, [*of_the_law, *(replace(one, entry=entry) for one in others)])
    quiz = make_application(knowledge_dir=folder).training.quiz

    found = await quiz.named("day-traffic-safety-day")

    assert len(found.slugs) == 5
    assert all(slug.startswith("roads-") for slug in found.slugs)


async def test_no_key_before_an_answer_and_the_reason_after_it(visitor, application):
    library = application.library
    place = (await visitor.get("/quiz/公众")).headers["location"].removeprefix("https://x")
    item = library.items[place.rsplit("/", 1)[1]]
    page = (await visitor.get(place)).text
    assert item.explanation not in page
    assert "正确答案</strong>" not in page
    reply = await visitor.post(place, data={"answer": list(item.key)})
    assert "✓ 答对了" in reply.text
    assert item.explanation in reply.text
    assert item.basis[0].display in reply.text
    assert "set-cookie" not in reply.headers


async def test_a_set_leads_to_its_end_with_how_many_were_right(visitor, application):
    place = (await visitor.get("/quiz/公众")).headers["location"]
    for number in range(1, 6):
        item = application.library.items[re.split(r"[/?]", place)[3]]
        page = (await visitor.post(place, data={"answer": list(item.key)})).text
        if number < 5:
            place = re.search(r'class="button primary" href="([^"]+)"', page)[1]
    assert "5题答对5题" in page


async def test_only_counts_are_kept(visitor, application):
    place = (await visitor.get("/quiz/公众")).headers["location"]
    slug = place.rsplit("/", 1)[1]
    item = application.library.items[slug]
    for _ in range(20):
        await visitor.post(place, data={"answer": list(item.key)})
    counts = application.database.read_now(quiz_counts.of_item, item=slug, revision=item.revision)
    assert counts[quiz_counts.ALL] == counts[quiz_counts.RIGHT] == 20
    assert counts[item.key[0]] == 20
    assert "100%答对" in (await visitor.post(place, data={"answer": list(item.key)})).text
    columns = application.database.read_now(lambda db: db.table("quiz_counts").columns_dict)
    assert set(columns) == {"day", "item", "revision", "option", "n"}


@pytest.mark.parametrize("answer", [[], ["Z"], ["A", "B", "C", "D"]])
async def test_what_is_no_answer_is_asked_for_again(visitor, application, answer):
    single = next(one for one in application.library.items.values() if one.form == "单选")
    reply = await visitor.post(f"/quiz/{single.topic}/{single.slug}", data={"answer": answer})
    assert reply.status_code == 422
    assert answers_of(reply.text)


async def test_another_sites_form_counts_nothing(visitor):
    place = (await visitor.get("/quiz/公众")).headers["location"]
    reply = await visitor.post(
        place, data={"answer": "A"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert reply.status_code == 403


@pytest.mark.parametrize("path", ["/quiz/没有", "/quiz/没有/paper", "/quiz/公众/nothing"])
async def test_what_there_is_not_is_not_found(visitor, path):
    assert (await visitor.get(path)).status_code == 404


async def test_a_set_can_be_printed_with_its_keys_apart(visitor):
    page = (await visitor.get("/quiz/公众/paper")).text
    questions, keys = page.split("答案和依据")
    assert questions.count("应当怎么办？") == 5
    assert keys.count("《道路交通安全法》") == 5
    assert "<svg" in page
    assert page.count("https://pufa.example.gov.cn/quiz/公众<") == 2, "as people can type it"


async def test_a_printed_set_has_no_code_that_leads_to_this_machine_alone(
    make_application, application
):
    without = make_application(knowledge_dir=application.settings.knowledge_dir)
    async with visiting(without) as visitor:
        page = (await visitor.get("http://127.0.0.1:8080/quiz/公众/paper")).text
    assert "手机扫一扫" not in page
    assert "PUFA_PUBLIC_URL" in page


async def test_items_for_staff_alone_and_of_open_papers_are_not_public(application):
    public = await application.training.quiz._public()
    assert {one.form for one in public} <= set(quizzes.FORMS)
    assert all(one.is_public for one in public)


async def test_without_items_it_says_so(make_application, visit):
    async with visit(make_application()) as visitor:
        assert "正在准备" in (await visitor.get("/quiz")).text


async def test_a_certificate_that_nobody_issued_is_none(visitor):
    assert "编号" in (await visitor.get("/certificate")).text
    page = await visitor.get("/certificate?number=2026-AAAAAAAAAA")
    assert "没有这个编号" in page.text
    assert page.headers["cache-control"].startswith("no-store")
