"""The API: the batch form's keys, described by OpenAPI, with errors in Chinese."""

import re

import pytest

from bot.config import ROOT
from tests.channels.web.conftest import with_staff


async def ask(visitor, question):
    return (await visitor.post("/api/ask", json={"question": question})).json()


async def test_it_answers_in_the_batch_form(visitor):
    answer = await ask(visitor, "货车超载怎么处罚")
    assert answer["decision"] == "answer"
    assert answer["entry"] == "chaozai-fakuan"
    assert 0 < answer["confidence"] <= 1
    assert answer["basis"] == [{"law": "道路交通安全法", "article": 92}]
    assert "由交警罚款" in answer["answer"]
    assert "<strong>扣车</strong>" in answer["html"]
    assert set(answer) == {
        "decision", "entry", "confidence", "basis", "answer", "html", "suggestions", "ms",
    }  # fmt: skip
    for suggestion in answer["suggestions"]:
        assert set(suggestion) == {"entry", "confidence", "basis"}


async def test_it_finds_an_article(visitor):
    answer = await ask(visitor, "道交法92条")
    assert answer["decision"] == "article"
    assert answer["basis"] == [{"law": "道路交通安全法", "article": 92}]


async def test_it_admits_what_it_doesnt_know(visitor):
    answer = await ask(visitor, "今天天气怎么样")
    assert (answer["decision"], answer["entry"], answer["basis"]) == ("unknown", None, [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"question": "问" * 501}, "问题太长了，最多 500 个字"),
        ({"question": ""}, "请填写问题"),
        ({"question": " \x00 "}, "请填写问题"),
        ({}, "请填写问题"),
        ({"question": 7}, "问题的格式不对"),
        ([], "请求的格式不对"),
    ],
)
async def test_it_refuses_a_bad_question_in_chinese(visitor, body, said):
    response = await visitor.post("/api/ask", json=body)
    assert response.status_code == 422
    assert said in response.json()["error"]


@pytest.mark.parametrize("body", [b"{", b"[" * 9000, b'{"question": "\\ud800"}', b"\xff"])
async def test_it_survives_what_is_no_json(visitor, body):
    headers = {"Content-Type": "application/json"}
    response = await visitor.post("/api/ask", content=body, headers=headers)
    assert 400 <= response.status_code < 500
    assert re.search(r"[一-鿿]", response.json()["error"])


async def test_where_nobody_reads_letters_none_is_asked_for(make_application, visit):
    application = make_application(knowledge_dir=ROOT / "knowledge")
    async with visit(application) as visitor:
        assert "现在不收网上留言" in (await ask(visitor, "我要留言"))["answer"]
        await with_staff(application)
        assert "先选咨询、投诉、举报还是建议" in (await ask(visitor, "我要留言"))["answer"]


async def test_it_suggests_while_typing(visitor):
    response = await visitor.get("/api/suggest", params={"q": "电瓶"})
    assert response.json()["suggestions"][0] == {
        "entry": "diandongche-dairen",
        "question": "电动自行车可以带人吗？",
        "topic": "电动车非机动车",
    }
    assert (await visitor.get("/api/suggest")).json() == {"suggestions": []}


async def test_it_lists_entries_and_gives_one(visitor):
    entries = (await visitor.get("/api/entries")).json()["entries"]
    assert len(entries) == 6
    chosen = (await visitor.get("/api/entries", params={"topic": "货运超限"})).json()["entries"]
    assert [entry["entry"] for entry in chosen] == ["chaozai-fakuan", "dajian-yunshu"]
    entry = (await visitor.get("/api/entries/chaozai-fakuan")).json()
    assert entry["question"] == "货车超载怎么处罚？"
    assert entry["reviewed"] == "2026-11-23"
    assert entry["url"] == "https://pufa.example.gov.cn/entries/chaozai-fakuan"
    assert "处罚不服" in entry["answer"]


async def test_it_gives_a_law_and_an_article(visitor):
    statutes = (await visitor.get("/api/statutes")).json()["statutes"]
    assert [statute["law"] for statute in statutes] == ["道路交通安全法", "危险化学品安全管理条例"]
    law = (await visitor.get("/api/statutes/道交法")).json()
    assert law["articles"] == ["第九十一条", "第九十二条"]
    for number in ("92", "第九十二条"):
        article = (await visitor.get(f"/api/statutes/道交法/{number}")).json()
        assert article["article"] == "第九十二条"
        assert article["text"].startswith("这是测试用的第九十二条")
        assert [entry["entry"] for entry in article["entries"]] == ["chaozai-fakuan"]


async def test_it_tells_an_article_without_text_from_one_that_doesnt_exist(visitor):
    known = (await visitor.get("/api/statutes/道交法/48")).json()
    assert (known["exists"], known["text"]) == (True, None)
    missing = await visitor.get("/api/statutes/道交法/999")
    assert missing.status_code == 404
    assert missing.json() == {"error": "《道路交通安全法》没有第九百九十九条。"}
    assert (await visitor.get("/api/statutes/道交法/abc")).status_code == 422


@pytest.mark.parametrize("path", ["/api/entries/nope", "/api/statutes/nope", "/api/nope"])
async def test_what_isnt_there_is_an_error_in_chinese(visitor, path):
    response = await visitor.get(path)
    assert response.status_code == 404
    assert response.json()["error"].startswith(("没有", "登记册里没有"))


async def test_openapi_describes_every_path(visitor):
    paths = (await visitor.get("/openapi.json")).json()["paths"]
    assert set(paths) == {
        "/api/ask", "/api/suggest", "/api/entries", "/api/entries/{slug}", "/api/statutes",
        "/api/statutes/{law}", "/api/statutes/{law}/{article}",
    }  # fmt: skip
    page = (await visitor.get("/developers")).text
    assert all(path in page for path in paths)
