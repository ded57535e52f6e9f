"""The calculators' pages, as a browser without a script gets them."""

import re
from html import unescape

import pytest

from bot.calculators import CALCULATORS
from tests.fakes import FAKES

SPEEDING = {"limit": "60", "speed": "95", "vehicle": "car", "road": "highway"}


async def test_the_list_leads_to_each(visitor):
    page = (await visitor.get("/calc")).text
    assert 'href="/entries" aria-current="true"' in page
    for name, calculator in CALCULATORS.items():
        assert f'href="/calc/{name}"' in page
        assert calculator.title in page


@pytest.mark.parametrize("name", CALCULATORS)
async def test_each_has_a_form_and_calculates_its_example(visitor, name):
    calculator = CALCULATORS[name]
    page = (await visitor.get(f"/calc/{name}")).text
    for one in calculator.inputs:
        assert f'name="{one.name}"' in page
        assert one.label in page
    assert "算出来" not in page
    response = await visitor.get(f"/calc/{name}", params=dict(calculator.example))
    assert response.status_code == 200
    assert "算出来" in response.text
    assert "不是决定" in response.text
    assert 'class="law"' in response.text
    assert response.headers["x-robots-tag"] == "noindex"


async def test_the_result_links_its_articles_as_entries_do(visitor):
    said = {"rated": "10", "loaded": "14", "vehicle": "truck"}
    page = (await visitor.get("/calc/overload-police", params=said)).text
    law = "%E9%81%93%E8%B7%AF%E4%BA%A4%E9%80%9A%E5%AE%89%E5%85%A8%E6%B3%95"
    assert f'href="/statutes/{law}#a92">《道路交通安全法》第九十二条</a>' in page
    assert "看条文原文" in page


async def test_what_was_sent_stands_in_the_form_again(visitor):
    page = (await visitor.get("/calc/speeding", params=SPEEDING)).text
    assert 'name="speed" value="95"' in page
    assert 'value="highway" checked' in page
    assert "您填的：限速多少：60公里/小时；" in page


async def test_what_is_wrong_is_said_at_its_field(visitor):
    response = await visitor.get("/calc/speeding", params={**SPEEDING, "speed": '"><b>快'})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert '<a href="#speed">开到多少</a>' in response.text
    assert 'aria-invalid="true" aria-describedby="fault-speed"' in response.text
    assert "<b>快" not in response.text


async def test_an_empty_form_is_told_what_is_missing(visitor):
    response = await visitor.get("/calc/overdue", params={"fine": "", "days": ""})
    assert response.status_code == 422
    assert response.text.count("没有填。要填：") == 4  # above the form and at each field


def sum_of(page):
    """What stands in the sum's card, without the answer below it."""
    return re.split('class="(?:answer|next|actions)', page.partition('class="sum"')[2])[0]


async def test_a_sum_of_a_question_leads_to_the_form_with_its_figures_in_it(visitor):
    answer = (await visitor.post("/", data={"text": "限速60我开到了95扣几分"})).text
    sums = sum_of(answer)
    assert "<dt>开到多少</dt><dd>95公里/小时</dd>" in sums
    assert "<strong>其他道路</strong>：" in sums
    address = unescape(re.search(r'href="(/calc/speeding\?[^"#]+)', sums)[1])
    response = await visitor.get(address)
    assert response.status_code == 200
    assert 'name="speed" value="95"' in response.text
    assert 'class="fault"' not in response.text
    assert "还要填：" in response.text


async def test_a_sum_of_a_question_has_the_units_and_asks_for_no_more_than_it_needs(visitor):
    answer = (await visitor.post("/", data={"text": "我的车核载10吨拉了13吨罚多少"})).text
    sums = sum_of(answer)
    assert "<dt>行驶证上核定多少</dt><dd>10吨</dd>" in sums
    assert "<dt>实际装了多少</dt><dd>13吨</dd>" in sums
    assert '<b class="figure">200元到</b><b class="figure to">500元</b>' in sums
    form = unescape(re.search(r'href="(/calc/[^"#]+)', sums)[1])
    assert "您填的：是哪一种车：货车；行驶证上核定多少：10吨" in (await visitor.get(form)).text


async def test_the_calculators_are_listed_once_with_what_they_are_for(visitor):
    reply = (await visitor.post("/", data={"text": "计算器"})).text.partition('class="turn"')[2]
    for number, calculator in enumerate(CALCULATORS.values(), start=1):
        link = re.search(rf'<a [^>]*href="/calc/{calculator.name}"[^>]*>.*?</a>', reply)[0]
        assert f'data-number="{number}"' in link
        assert f'<small class="detail">{calculator.about}</small>' in link
        assert reply.count(calculator.about) == 1


async def test_a_whole_sum_says_what_it_comes_to_and_what_it_rests_on(visitor):
    answer = (await visitor.post("/", data={"text": "罚款200元晚了30天要交多少"})).text
    sums = sum_of(answer)
    assert '<b class="figure">380元</b>' in sums
    assert "行政处罚法" in sums
    assert "参考数" in sums
    assert answer.count("380") == 1


async def test_a_sum_names_the_figures_that_count_for_nothing_in_it(visitor):
    question = "罚款200元晚了二三十天，已经交了100，要交多少"
    sums = sum_of((await visitor.post("/", data={"text": question})).text)
    assert "<dt>没有算进去</dt><dd>交了100</dd>" in sums
    assert "<dt>按大的算</dt><dd>20到30天</dd>" in sums


async def test_too_long_a_value_is_refused(visitor):
    response = await visitor.get("/calc/overdue", params={"fine": "1" * 41, "days": "1"})
    assert response.status_code == 422
    assert "最多40个字" in response.text


async def test_an_unknown_one_is_a_404(visitor):
    assert (await visitor.get("/calc/nope")).status_code == 404


async def test_a_form_leads_to_a_worked_example(visitor):
    page = (await visitor.get("/calc/overdue")).text
    assert 'href="/calc/overdue?fine=200&amp;days=40#result">看一个例子' in page


@pytest.mark.parametrize("words", ["/calc overload-police", "算一下超载"])
async def test_a_sum_that_is_asked_for_in_the_talk_leads_to_its_form(visitor, words):
    page = (await visitor.post("/", data={"text": words})).text
    assert re.search(r'href="/calc(/overload-police)?"[^>]*>(算一算：)?', page)
    assert "不算了" not in page  # the next words are a question


async def test_the_large_text_goes_along(visitor):
    page = (await visitor.get("/calc/overdue", params={"size": "large"})).text
    assert '<input type="hidden" name="size" value="large">' in page
    assert "没有算成" not in page


async def test_the_sitemap_has_them(visitor):
    page = (await visitor.get("/sitemap.xml")).text
    assert "<loc>https://pufa.example.gov.cn/calc/speeding</loc>" in page


async def test_an_entry_leads_to_its_calculator(application, visitor):
    name = "entries/货运超限/chaozai-fakuan.md"
    text = (FAKES / "knowledge" / name).read_text(encoding="utf-8")
    path = application.settings.overlay_dir / name
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("\ntopic:", "\ncalculator: overload-police\ntopic:"), "utf-8")
    await application.knowledge.reload()
    page = (await visitor.get("/entries/chaozai-fakuan")).text
    assert 'href="/calc/overload-police">算一算：超载、超员（交警）</a>' in page
