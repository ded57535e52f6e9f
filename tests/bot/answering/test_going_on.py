import pytest

from bot.answering.answerer import Answerer
from bot.answering.deciding import Decision
from bot.answering.wording import Wording

MOTORCYCLE = """---
question: 摩托车可以带人吗？
ask:
  - 骑摩托车能不能载人
  - 摩托车后座能坐几个人
topic: 电动车非机动车
basis:
  - 道路交通安全法 第九十二条
reviewed: 2026-11-23
review_by: 2027-02-28
---

摩托车后座可以坐一个人，不能坐未满十二岁的孩子。

- **头盔**：两个人都要戴头盔。
- **轻便摩托车**：不能载人。
"""


@pytest.fixture
def answerer(load, knowledge):
    path = knowledge / "entries" / "电动车非机动车" / "motuoche-dairen.md"
    path.write_text(MOTORCYCLE, encoding="utf-8")
    return Answerer(load())


def test_the_same_asked_of_another_vehicle_gets_the_entry_on_that_one(answerer):
    before = "我骑电瓶车送孩子上学带人被拦下来了会罚多少"
    assert answerer.answer(before).entry.slug == "diandongche-dairen"
    assert answerer.answer("那摩托车呢", before).entry.slug == "motuoche-dairen"


def test_a_bare_amount_goes_on_from_the_question_before(answerer):
    answer = answerer.answer("正好5.3吨", "货车超载怎么处罚")
    assert (answer.entry.slug, answer.before) == ("chaozai-fakuan", "货车超载怎么处罚")


def test_the_point_is_what_is_asked_now_and_not_what_was_asked_before(answerer):
    answer = answerer.answer("头盔要戴吗", "轻便摩托车可以带人吗")
    assert answer.entry.slug == "motuoche-dairen"
    assert "头盔" in answer.point


@pytest.mark.parametrize(("wish", "point"), [("第二点说细些", "轻便摩托车"), ("再详细说说", "")])
def test_who_wants_to_hear_more_gets_the_same_entry_with_that_point(answerer, wish, point):
    answer = answerer.answer(wish, "摩托车可以带人吗")
    assert (answer.decision, answer.entry.slug) == (Decision.ANSWER, "motuoche-dairen")
    assert point in answer.point
    assert bool(point) == bool(answer.point)


def test_a_point_that_the_entry_lacks_is_the_entry_alone(answerer):
    answer = answerer.answer("第九点", "摩托车可以带人吗")
    assert (answer.entry.slug, answer.point) == ("motuoche-dairen", "")


def test_what_surely_goes_on_stays_with_the_entry_and_says_that_it_may_not_tell(answerer, texts):
    before = "电瓶车带人罚多少"
    answer = answerer.answer("要是他自己跳上来的呢", before)
    assert (answer.entry.slug, answer.is_unsaid) == ("diandongche-dairen", True)
    assert "不一定写到了" in Wording(answerer.library, texts).answer(answer)


def test_what_else_may_happen_gets_the_entry_on_that(answerer):
    before = "货车超载怎么处罚"
    assert answerer.answer(before).entry.slug == "chaozai-fakuan"
    assert answerer.answer("要是不可解体的大件呢", before).entry.slug == "dajian-yunshu"


@pytest.mark.parametrize(
    "message",
    [
        "密码箱忘了密码怎么开",
        "洗车店赚钱吗",
        "快递丢了",
        "驾照到期怎么换",
        "谢谢啦",
        "离婚房子归谁",
    ],
)
def test_what_has_nothing_to_do_with_the_question_before_is_read_alone(full, message):
    assert full.answer(message, "货车超载怎么处罚").before == ""


@pytest.mark.parametrize(
    ("before", "message", "entry"),
    [
        ("老人坐公交免费吗", "户口不在本地", "bus-elder"),
        ("公路边盖房要离多远", "国道", "jianzhu-kongzhiqu"),
        ("扣满12分要学几天", "能请假不", "jifen-manfen-xuexi"),
        ("摩托车没上牌被抓", "前天才提的车", "wupai-shanglu"),
        ("骑手撞了我", "他叫我找平台要钱", "ddc-waimai-kuaidi"),
        ("驾驶证掉了在哪里补", "要拿啥", "jiazhao-bu-zheng"),
    ],
)
def test_a_detail_or_a_few_words_go_on_from_the_question_before(full, before, message, entry):
    answer = full.answer(message, before)
    assert (answer.entry.slug, answer.before) == (entry, before)


@pytest.mark.parametrize(
    ("before", "message", "entry"),
    [
        ("小车超速三成怎么罚", "不是，我开的是大客车", "chaosu-dache"),
        ("驾照被扣怎么取回", "写错了，是吊销不是扣", "jiazhao-diaoxiao-chongkao"),
        ("酒驾怎么处理", "打错了 是醉驾", "zuijia-xingshi-zeren"),
    ],
)
def test_who_puts_the_question_right_gets_the_answer_to_what_was_meant(
    full, before, message, entry
):
    answer = full.answer(message, before)
    assert (answer.entry.slug, answer.before) == (entry, before)


def test_who_asks_for_the_next_step_gets_the_same_entry(answerer):
    answer = answerer.answer("好的，那然后呢", "货车超载怎么处罚")
    assert (answer.decision, answer.entry.slug) == (Decision.ANSWER, "chaozai-fakuan")


def test_what_was_never_told_has_no_next_step(full):
    assert full.going_on.more("然后呢", "我老婆昨天买了一个大西瓜") is None


def test_who_does_not_accept_an_unknown_decision_hears_what_is_open_to_them(full):
    before = "货车在省道上被执法队罚了3000"
    assert full.answer("不服怎么办", before).entry.slug == "fuyi-quna"


def test_of_entries_that_fit_as_well_the_one_that_tells_what_is_asked_now_comes_first(full):
    before = "跑网约车被运管扣了，讲我是非法营运"
    assert full.answer(before).entry.slug == "heiche-fine"
    assert full.answer("什么时候可以还车", before).entry.slug == "heiche-detain"


def test_a_bare_amount_gets_the_point_that_both_together_ask_for(full):
    answer = full.answer("十个呢", "七座面包坐了八个人")
    assert answer.entry.slug == "chaoyuan-sijia"
    assert "7座及以上" in answer.point


def test_what_leads_nowhere_with_it_stays_with_what_the_question_before_found(full):
    before = "公交车上能带狗吗"
    alone = full.answer(before)
    answer = full.answer("要是装在包里它又不叫唤呢", before)
    assert (answer.entry, answer.before) == (alone.entry, before)


def test_danger_is_seen_in_what_may_go_on(full):
    assert full.answer("车掉河里了人还在里面快救命", "车被淹了保险赔吗").intent.before


def test_what_the_entry_may_not_say_is_not_passed_off_as_an_answer(answerer, texts):
    said = Wording(answerer.library, texts)
    before = "摩托车可以带人吗"
    told, untold = (answerer.answer(one, before) for one in ("那孩子呢", "那要多少钱"))
    assert told.entry is untold.entry
    assert "不一定写到了您现在问的这一点" not in said.answer(told)
    assert "不一定写到了您现在问的这一点" in said.answer(untold)


@pytest.mark.parametrize(
    ("before", "message", "asked"),
    [
        ("没戴头盔骑摩托怎么罚", "要是他自己不肯戴呢", "请问**公安交警**：**122"),
        ("大巴没座位还让上吗", "要是他自己跳上来的呢", "请拨打 **12328** 问"),
    ],
)
def test_what_an_entry_may_not_say_is_asked_of_those_whose_matter_it_is(
    full, texts, before, message, asked
):
    answer = full.answer(message, before)
    assert answer.is_unsaid
    assert f"没写到的，{asked}" in Wording(full.library, texts).answer(answer)


@pytest.mark.parametrize(
    ("before", "message", "entry"),
    [
        ("交警出的事故认定书我不服", "多少天之内", "shigu-rending-bufu-fuhe"),
        ("想申请复议要等多久", "交费不", "fuyi-feiyong-tingzhi"),
        ("电动三轮要考驾照不", "哪种照", "ddc-sanlunche"),
        ("工地里叉车撞人怎么定责", "那找谁管", "zhuti-teshu-cheliang"),
    ],
)
def test_a_term_costs_or_an_office_wanted_next_come_from_the_entry_that_tells_them(
    full, before, message, entry
):
    answer = full.answer(message, before)
    assert (answer.entry.slug, answer.before, answer.is_unsaid) == (entry, before, False)


@pytest.mark.parametrize(
    ("before", "message", "head"),
    [
        ("高速倒车扣多少分", "要是匝道走错了退回来呢", "错过高速出口"),
        ("火车票能改签不收钱吗", "发车以后还能改吧", "没赶上、开车后"),
        ("班车把我半道甩客了能投诉不", "票钱退吗", "多花的钱"),
    ],
)
def test_the_line_that_tells_what_is_asked_next_is_lifted_out(full, before, message, head):
    assert full.answer(message, before).point.startswith(f"**{head}**")


@pytest.mark.parametrize("next_one", ["第九十一条", "那91条呢", "第91条怎么说的？"])
@pytest.mark.parametrize("before", ["道路交通安全法第92条", "道路交通安全法"])
def test_an_article_alone_is_of_the_law_that_was_asked_for_before(answerer, next_one, before):
    answer = answerer.answer(next_one, before)
    assert answer.decision is Decision.ARTICLE
    assert answer.citation.display == "《道路交通安全法》第九十一条"


@pytest.mark.parametrize("said", ["第九十一条", "第二条路怎么走"])
def test_without_a_law_before_it_an_article_is_of_none(answerer, said):
    before = "道路交通安全法第92条" if "路" in said else "摩托车可以带人吗"
    assert answerer.answer(said, before).decision is not Decision.ARTICLE


def test_a_question_that_is_quoted_ends_once(answerer, texts):
    told = Wording(answerer.library, texts).answer(
        answerer.answer("要是他自己跳上来的呢", "电瓶车带人罚多少？")
    )
    assert "罚多少？下面还是那一条" in told


@pytest.mark.parametrize("asked", ["打哪个电话", "那该打什么电话呢", "投诉电话是多少"])
def test_who_asks_whom_to_call_after_a_complaint_stays_with_the_matter(full, asked):
    before = "出租车不打表乱要价怎么办"
    answer = full.answer(asked, before)
    assert answer.entry.topic == full.answer(before).entry.topic
    assert "{bureau.hotline}" in answer.point


def test_whom_to_call_is_the_bureau_where_nothing_was_answered(full):
    assert full.answer("打哪个电话", "今天几号").intent.name == "hotline"


def test_who_asks_for_the_bureaus_own_number_gets_that(full):
    assert full.answer("你们电话多少", "出租车不打表怎么办").intent.name == "hotline"


def test_what_is_asked_of_the_fine_itself_gets_the_entry_on_fines(full):
    before = "没系安全带罚多少"
    answer = full.answer("要是没交会咋样", before)
    assert (answer.entry.slug, answer.before) == ("zhifa-jiachu-fakuan", before)


def test_what_is_known_of_fines_alone_needs_no_question_before(full):
    answer = full.answer("分期交可以不", "压实线变道罚多少")
    assert (answer.entry.slug, answer.before) == ("zhifa-yanqi-fenqi", "")


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("坐公交车急刹车摔断了手谁赔", "我持敬老卡免费乘车的"),
        ("公交车门把我夹伤了找谁赔", "我刷的学生卡"),
    ],
)
def test_who_adds_their_own_side_to_an_injury_is_still_hurt(full, before, message):
    answer = full.answer(message, before)
    assert (answer.entry.slug, answer.before) == ("bus-fall", before)


def test_what_was_not_noted_adds_to_the_complaint(full):
    before = "大巴车半路把我们甩下怎么投诉"
    assert full.answer("没记下车牌怎么办", before).entry.slug == "keyun-dump"


def test_the_term_of_what_was_asked_is_that_entrys(full):
    before = "驾驶证掉了怎么补办"
    assert full.answer("要几天拿到", before).entry.slug == "jiazhao-bu-zheng"


def test_no_penalty_stands_for_how_long_it_takes(full):
    assert "拘留" not in full.answer("几天能拿到手", "货车营运证丢了怎么补").point


def test_who_sits_behind_is_told_of_the_helmet(full):
    answer = full.answer("后面坐的大人呢", "电瓶车不戴头盔罚吗")
    assert answer.entry.slug == "ddc-toukui"
    assert "后座" in answer.point


def test_secrecy_after_a_complaint_is_the_informers(full):
    assert full.answer("替我保密不", "怎么举报黑出租").intent.name == "anonymous"


def test_who_has_nothing_more_to_ask_is_taken_leave_of(full):
    assert full.answer("没别的问题了", "驾校倒闭学费怎么退").intent.name == "bye"


def test_whether_it_costs_is_asked_of_the_question_before_and_not_of_the_bot(full):
    answer = full.answer("收不收钱", "客运从业资格证掉了怎么补")
    assert (answer.entry.slug, answer.intent) == ("congye-huanzheng-buzheng", None)


@pytest.mark.parametrize(
    ("before", "message", "entry"),
    [
        ("开大货车一口气最多跑几个钟头", "歇一刻钟够不够", "huoche-pilao"),
        ("电瓶车没戴头盔罚多少", "后座的没戴也要罚？", "ddc-toukui"),
        ("村口设卡收过车费合法吗", "凭啥给他钱", "feifa-shekashoufei"),
        ("驾校学费不给退怎么办", "上哪告他", "jiapei-refund"),
    ],
)
def test_what_names_nothing_else_stays_with_what_was_asked(full, before, message, entry):
    answer = full.answer(message, before)
    assert (answer.entry.slug, answer.before) == (entry, before)


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("班车半路上客违法吗", "好的，再问一下 过江轮渡要买保险吗"),
        ("货车年审怎么办", "谢谢 换个问题 火车上能带猫吗"),
    ],
)
def test_who_says_that_another_question_follows_is_read_alone(full, before, message):
    assert full.answer(message, before).before == ""


def test_who_says_thanks_before_asking_on_still_asks_on(full):
    before = "驾驶证掉了怎么补办"
    answer = full.answer("好的谢谢 那要带什么材料", before)
    assert (answer.entry.slug, answer.before) == ("jiazhao-bu-zheng", before)


def test_another_amount_is_worked_out_anew(full):
    answer = full.answer("要是110呢", "酒精含量50算不算酒驾")
    assert (answer.sum.calculator.name, answer.sum.said["mg"]) == ("alcohol", "110")
    assert answer.before


@pytest.mark.parametrize(
    ("before", "message"),
    [("拖拉机能坐人吗", "我就捎媳妇去地里"), ("渡船上能抽烟吗", "船老大自己就抽")],
)
def test_a_harmless_detail_raises_no_alarm(full, before, message):
    assert full.answer(message, before).intent is None


@pytest.mark.parametrize("message", ["我不服，找谁", "这个罚我不认", "我不服"])
def test_who_does_not_accept_a_fine_hears_first_by_when_and_where_to_object(full, message):
    before = "开货车没从业资格证罚了两千"
    answer = full.answer(message, before)
    assert (answer.entry.slug, answer.before) == ("huoyun-congye-zige", before)
    assert "60日内可以申请行政复议" in answer.point
