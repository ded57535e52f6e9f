"""Calculators in the chat: asked one thing after the other, told with articles at the end."""

import pytest

from bot.calculators import CALCULATORS
from handlers.dialogues import actions
from tests.fakes import FAKES

ENTRY = "entries/货运超限/chaozai-fakuan.md"


async def test_by_a_word_all_are_offered(zhang):
    assert "要算哪一个" in await zhang.says("计算器")
    assert zhang.choices == [one.title for one in CALCULATORS.values()]
    await zhang.presses("超限")
    assert "车一共几根轴" in zhang.heard.body


async def test_a_sum_is_asked_for_step_by_step(zhang):
    said = await zhang.says("帮我算超限")
    assert said.startswith("**超限（公路治超）**：几根轴、多少吨，算限重")
    assert said.endswith("车一共几根轴？（根轴）")
    assert zhang.choices == ["不算了"]
    assert await zhang.says("6") == "车和货一共多重？（吨）\n\n过磅单上的总重。"
    assert "只有一根驱动轴" in await zhang.says("52吨")
    assert zhang.choices == ["是", "否", "不算了"]
    told = await zhang.presses("否")
    assert "您填的：车一共几根轴：6根轴；车和货一共多重：52吨" in told
    assert "一共1500元" in told
    assert "- 《公路安全保护条例》第六十四条" in told
    assert "不是决定" in told
    assert "算的时候假定" in told
    assert zhang.choices == ["再算一次", "别的计算器"]


async def test_what_cannot_be_is_asked_once_more(zhang):
    await zhang.says("/calc overdue")
    assert "“很多”不行。要填：1到10000000之间的数，单位：元。" in await zhang.says("很多")
    assert "罚款多少？" in zhang.heard.body
    await zhang.says("200")
    assert "一共交400元" in await zhang.says("40天")


async def test_a_choice_can_be_said_or_picked_by_its_number(zhang):
    await zhang.says("/calc speeding")
    await zhang.says("60")
    await zhang.says("95码")
    await zhang.says("1")
    assert "在哪种路上" in zhang.heard.body
    assert "12分" in await zhang.says("高速公路")


async def test_what_need_not_be_told_is_skipped(zhang):
    await zhang.says("算一下拖车费")
    await zhang.presses("违停")
    await zhang.says("300")
    await zhang.presses("跳过")
    assert "不该您出300元" in await zhang.says("跳过")


async def test_a_number_is_no_button_while_one_is_asked_for(zhang):
    await zhang.says("计算器")
    await zhang.presses("罚款逾期")
    assert zhang.heard.takes_number
    await zhang.says("1")
    assert "晚了几天" in zhang.heard.body


@pytest.mark.parametrize("word", ["不算了", "取消"])
async def test_one_may_stop(zhang, word):
    await zhang.says("/calc overdue")
    assert "不算了" in await zhang.says(word)
    await zhang.says("货车超载怎么处罚")
    assert "由交警罚款" in zhang.heard.body


async def test_a_question_in_between_is_answered(zhang):
    await zhang.says("/calc overdue")
    assert "由交警罚款" in await zhang.says("货车超载怎么处罚？")
    assert "罚款多少？" not in await zhang.says("200")


async def test_another_sum_may_be_asked_for_in_between(zhang):
    await zhang.says("/calc overdue")
    assert "限速多少" in await zhang.says("还是帮我算超速")


async def test_a_choice_that_was_not_understood_is_offered_again(zhang):
    await zhang.says("/calc alcohol")
    assert (await zhang.says("飞机")).startswith("“飞机”没看懂，请选一个：\n\n开的什么车？")
    assert zhang.choices[0] == "汽车"


async def test_what_one_does_not_know_is_left_out(zhang):
    for words in ("/calc overload-police", "货车", "10吨", "十四吨", "不知道"):
        await zhang.says(words)
    assert "填上行驶证里的“总质量”就能算" in zhang.heard.body


async def test_figures_of_a_question_go_on_with_their_unit(zhang):
    await zhang.says("核载19座坐了25人罚多少")
    assert "行驶证上核定多少：19人；实际装了多少：25人" in zhang.heard.body
    await zhang.presses("按您说的数算")
    assert zhang.heard.body.startswith("**超载、超员（交警）**（行驶证上核定多少：19人")
    await zhang.presses("公路客运、旅游客运汽车")
    assert "核定19人，实载25人，超员 31.58%。" in zhang.heard.body


@pytest.mark.parametrize(("vehicle", "unit"), [("货车", "吨"), ("校车", "人")])
async def test_a_figure_is_asked_for_in_the_unit_that_the_vehicle_settles(zhang, vehicle, unit):
    await zhang.says("/calc overload-police")
    assert f"行驶证上核定多少？（{unit}）" in await zhang.says(vehicle)


async def test_the_button_stops_it_too(zhang):
    await zhang.says("/calc overdue")
    await zhang.presses("不算了")
    await zhang.says("货车超载怎么处罚")
    assert "由交警罚款" in zhang.heard.body


async def test_a_command_is_no_answer(zhang):
    await zhang.says("/calc overdue")
    assert "我们存什么" in await zhang.says("/privacy")


async def test_an_old_button_begins_anew(zhang):
    await zhang.says("/calc speeding")
    await zhang.says("60")
    await zhang.says("95")
    old = zhang.button("小车").action
    await zhang.says("不算了")
    assert "已经过期" in await zhang.sends(action=old)
    await zhang.presses("重新算")
    assert "限速多少" in zhang.heard.body


async def test_a_button_of_another_question_is_old(zhang):
    await zhang.says("/calc speeding")
    await zhang.says("60")
    await zhang.says("95")
    old = zhang.button("小车").action
    await zhang.presses("小车")
    assert "已经过期" in await zhang.sends(action=old)


@pytest.mark.parametrize("action", ["calc", "calc:", "calc:start:nope", "calc:pick:speeding:x"])
async def test_a_made_up_button_does_no_harm(zhang, action):
    assert "已经过期" in await zhang.sends(action=action)


async def test_values_that_do_not_fit_together_are_told(zhang):
    await zhang.says("/calc points")
    await zhang.says("3")
    await zhang.says("2030-01-01")
    await zhang.presses("否")
    assert "领证日期在以后" in await zhang.presses("跳过")
    assert zhang.choices == ["重新算", "别的计算器"]


async def test_a_long_question_is_answered_as_one(zhang):
    said = await zhang.says("帮我算算货车超载怎么处罚要罚多少钱")
    assert "要算哪一个" not in said


async def test_every_calculator_can_be_talked_through(zhang):
    for name, calculator in CALCULATORS.items():
        await zhang.says(f"/calc {name}")
        for _ in calculator.inputs:
            if "再算一次" in zhang.choices:
                break
            open_input = next(one for one in calculator.inputs if one.label in zhang.heard.body)
            example = calculator.example.get(open_input.name)
            if example is None and open_input.options:
                await zhang.presses(next(iter(open_input.options.values())))
            else:
                await zhang.says(example or "跳过")
        assert "不是决定" in zhang.heard.body, name


async def test_nothing_of_a_sum_is_kept_as_a_question(zhang, stored):
    await zhang.says("/calc overdue")
    await zhang.says("200")
    await zhang.says("40")
    assert stored()["questions"] == []


async def test_an_article_that_is_held_can_be_opened(zhang):
    for words in ("/calc overload-police", "货车", "10", "14", "跳过"):
        await zhang.says(words)
    assert "看《道路交通安全法》第九十二条原文" in zhang.choices
    assert "这是测试用的第九十二条" in await zhang.presses("看《道路交通安全法》第九十二条")


async def test_the_license_of_a_beginner_at_twelve_points(zhang):
    for words in ("/calc points", "12", "2026-06-01", "小车", "跳过", "跳过"):
        await zhang.says(words)
    assert "实习的准驾车型会被注销" in zhang.heard.body


async def test_an_answer_that_needs_a_sum_offers_it(application, zhang):
    text = (FAKES / "knowledge" / ENTRY).read_text(encoding="utf-8")
    path = application.settings.overlay_dir / ENTRY
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("\ntopic:", "\ncalculator: overload-police\ntopic:"), "utf-8")
    await application.knowledge.reload()
    await zhang.says("货车超载怎么处罚")
    await zhang.presses("算一算：超载")
    assert "是哪一种车" in zhang.heard.body


async def test_figures_of_the_bureau_count_at_once(application, zhang):
    overlay = application.settings.overlay_dir
    overlay.mkdir(parents=True, exist_ok=True)
    path = overlay / "holidays.yaml"
    path.write_text("2026:\n  holidays: [2026-11-09]\n", encoding="utf-8")
    await zhang.says("/calc deadline")
    await zhang.presses("要求听证")
    assert "2026年11月10日" in await zhang.says("11月2日")
    path.write_text("2026: often\n", encoding="utf-8")  # a faulty one leaves the one before
    await zhang.presses("再算一次")
    await zhang.presses("要求听证")
    assert "2026年11月10日" in await zhang.says("11月2日")


async def test_where_one_picks_the_number_of_each_button_may_be_typed(zhang):
    await zhang.says("算酒驾")
    assert "开的什么车" in zhang.heard.body
    assert actions.are_numbered(zhang.heard)
    await zhang.says("1")
    assert not actions.are_numbered(zhang.heard)
    await zhang.says("85")
    await zhang.says("2")
    assert "营运车" in zhang.heard.body
    assert (await zhang.says("3")).startswith("好的")
    assert zhang.choices == []


@pytest.mark.parametrize("asked", ["货车超载一吨咋处罚", "昨天晚上我的货车超载了一吨被交警拦下"])
async def test_who_asks_something_else_where_one_picks_is_answered(zhang, asked):
    await zhang.says("算一下酒驾")
    assert "没看懂" not in await zhang.says(asked)


async def test_another_sum_may_be_named_amid_one(zhang):
    await zhang.says("算一下酒驾")
    assert "**超速**" in await zhang.says("算超速")


async def test_more_figures_than_a_button_holds_are_asked_for_again(zhang):
    await zhang.says("误工80天每天190 住院17天 伙食每天90 护理每天140 对方担七成 赔多少")
    assert "一共19110元" in zhang.heard.body
    await zhang.presses("情况不一样，改了再算")
    assert zhang.heard.body.startswith("**事故赔偿**（")
