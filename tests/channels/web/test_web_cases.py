"""Case cards as citizens find them: below answers on the same article, and on their own page."""

import shutil

import pytest

from tests.fakes import FAKES, cases

ENTRY = "chaozai-fakuan"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    return folder


@pytest.fixture
def with_cases(folder, make_application, visit):
    def with_cases(*changes):
        text = cases.CASE
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        cases.write(folder, text=text)
        return visit(make_application(knowledge_dir=folder))

    return with_cases


async def test_without_cases_the_page_says_that_none_is_made_up(visitor):
    page = (await visitor.get("/cases")).text
    assert "现在还没有公开的案例" in page
    assert "不编案例" in page
    assert "/cases" not in (await visitor.get("/sitemap.xml")).text
    assert "案例" not in (await visitor.get(f"/entries/{ENTRY}")).text.split("<footer")[0]


async def test_a_case_stands_below_answers_on_its_article(with_cases):
    client = with_cases()
    assert "某公司货车载物超重案" in (await client.get(f"/entries/{ENTRY}")).text
    answer = await client.post("/", data={"text": "货车超载怎么处罚"})
    assert 'href="/cases/chaozai-1"' in answer.text
    told = (await client.post("/api/ask", json={"question": "货车超载怎么处罚"})).json()
    assert "某公司货车载物超重案：罚款 500 元。" in str(told)


async def test_a_case_says_what_happened_by_which_article_and_who_published_it(with_cases):
    client = with_cases()
    assert "某公司货车载物超重案" in (await client.get("/cases")).text
    page = (await client.get("/cases/chaozai-1")).text
    for words in ("案情", "处理结果", "释法", "第九十二条", "来源：典型案例", "案情不同"):
        assert words in page
    assert "/cases/chaozai-1" in (await client.get("/sitemap.xml")).text


async def test_one_that_should_have_been_withdrawn_is_nowhere(with_cases):
    doubt = "review_by: 2027-11-01\ndoubt: 已被撤销\nwithdraw_by: 2026-11-20"
    client = with_cases(("review_by: 2027-11-01", doubt))
    assert (await client.get("/cases/chaozai-1")).status_code == 404
    assert "chaozai-1" not in (await client.get("/cases")).text
    assert "chaozai-1" not in (await client.get(f"/entries/{ENTRY}")).text


async def test_one_that_may_go_says_so_until_then(with_cases):
    doubt = "review_by: 2027-11-01\ndoubt: 听说被撤销\nwithdraw_by: 2026-11-30"
    page = await with_cases(("review_by: 2027-11-01", doubt)).get("/cases/chaozai-1")
    assert "可能已有变化" in page.text
    assert "听说被撤销" not in page.text
