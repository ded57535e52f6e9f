"""Sums whose figures stand in the question."""

from datetime import date
from pathlib import Path

import pytest

from bot.calculators.hearing import Hearing, shared, shared_ending
from bot.knowledge import sums

TODAY = date(2026, 12, 1)
SHIPPED = Hearing(sums.load(Path("knowledge/sums.yaml")))


def heard(question):
    return SHIPPED.heard(question, TODAY)


@pytest.mark.parametrize(
    ("question", "name", "said"),
    [
        ("限速80跑了112 超百分之几 扣几分", "speeding", {"limit": "80", "speed": "112"}),
        ("高速上限速一百大货车开到120", "speeding", {"vehicle": "truck", "road": "highway"}),
        ("六轴车五十二吨超限罚多少", "overload-road", {"axles": "6", "tons": "52"}),
        ("核载10吨装了14.5吨怎么罚", "overload-police", {"rated": "10吨", "loaded": "14.5吨"}),
        ("核定18吨的车装了25吨半", "overload-police", {"rated": "18吨", "loaded": "25.5吨"}),
        ("核载5人的小车坐了7个人", "overload-police", {"vehicle": "car", "loaded": "7人"}),
        ("校车核载19人坐了25人", "overload-police", {"vehicle": "school", "rated": "19人"}),
        ("抽血每百毫升96毫克怎么判", "alcohol", {"mg": "96"}),
        ("两轴车允许总重18吨，上磅20.8吨罚多少", "overload-road", {"axles": "2", "tons": "20.8"}),
        ("罚我的决定书6月2号拿到，想告，最迟哪天", "deadline", {"kind": "suit"}),
        ("罚款200元晚交了40天要交多少", "overdue", {"fine": "200", "days": "40"}),
        ("三百块罚款晚交了20天", "overdue", {"fine": "300", "days": "20"}),
        ("交警罚我180块，我拖了11天没交", "overdue", {"fine": "180", "days": "11"}),
        ("路政把司机罚了我300元，逾期8天", "overdue", {"fine": "300", "days": "8"}),
        ("核载30吨的六轴车上秤55吨罚多少", "overload-road", {"axles": "6", "tons": "55"}),
        ("五轴车拉货，自重15吨，总重46吨", "overload-road", {"axles": "5", "tons": "46"}),
        ("罚单150晚了半个月", "overdue", {"fine": "150", "days": "15"}),
        ("罚款200拖了一个月现在要交多少", "overdue", {"fine": "200", "days": "30"}),
        ("1500罚单逾期半年会变多少", "overdue", {"fine": "1500", "days": "182"}),
        ("罚款300拖了2年", "overdue", {"fine": "300", "days": "730"}),
        ("60的路段我跑了85", "speeding", {"limit": "60", "speed": "85"}),
        ("轴数5，过磅49吨", "overload-road", {"axles": "5", "tons": "49"}),
        ("吹气68怎么办", "alcohol", {"mg": "68"}),
        ("血检120第一次会怎样", "alcohol", {"mg": "120"}),
        ("吹了85毫克会怎么样", "alcohol", {"mg": "85"}),
        ("酒精含量65第二次了", "alcohol", {"mg": "65", "times": "2"}),
        ("动车票265临时有事不去了退多少", "refund", {"price": "265", "mode": "train"}),
        ("打零工一天210，养了40天，误工费多少", "compensation", {"daily-income": "210"}),
        ("月薪4800，误工25天该赔多少", "compensation", {"daily-income": "160", "lost-days": "25"}),
        ("七级伤残48岁，人均可支配收入一年4万6，能拿多少", "compensation", {"income": "46000"}),
        ("他66岁被撞死，人均收入45000要到多少", "compensation", {"outcome": "death", "age": "66"}),
        ("残疾8级，儿子7岁夫妻俩养，人均消费28000怎么算", "compensation", {"supporters": "2"}),
        ("误工一个半月，工资七千一个月，合计多少", "compensation", {"daily-income": "233.333333"}),
        ("护理一天140护了25天，营养费25一天算20天，一共", "compensation", {"nutrition": "500"}),
        ("车修了9000，对方主责三七开，先赔2000咋分", "compensation", {"blame": "70"}),
        ("54000×20×30%，9级 41岁 残疾赔偿是多少", "compensation", {"grade-share": "30"}),
        ("150块的罚单忘了交四个多月，到顶是多少", "overdue", {"fine": "150", "days": "120"}),
        ("动车票274 开车前两天退扣多少", "refund", {"price": "274", "hours": "48"}),
        ("荷载5人的车拉了7个人会不会扣12分", "overload-police", {"rated": "5人"}),
        ("11月6号收到处罚决定，最晚几号申请复议", "deadline", {"kind": "review"}),
        ("前天拿到事故认定书，复核最迟哪天", "deadline", {"kind": "recheck"}),
        ("9月1日收到的罚单，哪天前要交罚款", "deadline", {"kind": "ticket"}),
        ("班车停开了，80块的车票能退几多", "refund", {"mode": "coach", "reason": "carrier"}),
    ],
)
def test_figures_in_a_question_fill_in_a_calculator(question, name, said):
    told = heard(question)
    assert told.calculator.name == name
    assert said.items() <= told.said.items()


@pytest.mark.parametrize(
    "question",
    [
        "超速怎么罚",
        "限速80是哪里定的",
        "酒驾罚2000元吗",
        "罚款200元要在几天内交",
        "罚款200元扣证6个月",
        "血检要抽几管血",
        "走了90公里的路花了2小时",
        "罚款200元，2年前的事",
        "车长12米拉了10吨",
        "火车票提前3天退扣多少",
        "买了480元的高铁票",
    ],
)
def test_half_the_figures_are_none(question):
    assert heard(question) is None


def test_a_sum_with_all_its_figures_comes_out():
    result = heard("罚款200元晚交了40天").result()
    assert result.values["total"] == 400


def test_one_that_lacks_the_vehicle_asks_on():
    told = heard("限速60开到95怎么罚")
    assert told.lacking.label == "在哪种路上"
    assert told.result() is None
    assert told.told == ["限速多少：60公里/小时", "开到多少：95公里/小时"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("核载10吨拉了13多吨", "是哪一种车：货车；行驶证上核定多少：10吨；实际装了多少：13吨"),
        ("核载19座坐了25人", "行驶证上核定多少：19人；实际装了多少：25人"),
        ("货车核载2人坐了4人", "行驶证上核定多少：2人；实际装了多少：4人"),
    ],
)
def test_what_was_told_has_its_unit_and_nothing_that_was_not_said(question, told):
    assert "；".join(heard(question).told) == told


def test_what_may_be_left_out_is_not_asked_for():
    assert heard("核载10吨拉了13吨").result().sentences[0] == (
        "核定10吨，实载13吨，超载 30%。罚款200元到500元。"
    )
    assert heard("核载19人坐了25人").lacking.label == "是哪一种车"


def test_figures_that_cannot_be_are_no_sum():
    assert heard("罚款200元晚交了99999天") is None


def said_of(question):
    return dict(heard(question).said)


def test_what_is_told_instead_of_a_figure_is_worked_out():
    assert said_of("六轴车超了8吨罚多少")["tons"] == "57"
    assert said_of("限重43吨的车装到50吨")["axles"] == "5"
    assert said_of("核载20吨超载50%")["loaded"] == "30吨"
    assert said_of("限速80超速25%扣几分")["speed"] == "100"
    assert said_of("罚款500元 6月2号到期 6月12号才交")["days"] == "10"
    assert said_of("收到罚单一个月没交，300块要加多少")["days"] == "15"


def test_points_add_up_unless_all_of_them_are_told():
    assert said_of("扣了3分又扣6分还剩几分")["points"] == "9"
    assert said_of("一共扣了9分，一次扣6分一次扣3分，还剩几分")["points"] == "9"


def test_a_claim_takes_each_head_from_its_own_words():
    said = said_of("住院十二天 护理一天130 误工两个月 月工资六千 我担三成 赔我多少")
    assert said["nursing-days"] == said["hospital-days"] == "12"
    assert said["nursing-daily"] == "130"
    assert (said["lost-days"], said["daily-income"], said["blame"]) == ("60", "200", "70")


def test_people_told_one_after_the_other_are_counted_together_and_those_among_them_are_not():
    assert said_of("5座小车坐了4个大人3个小孩算超员吗")["loaded"] == "7人"
    assert said_of("5座小车坐了7个人，里头有2个小孩，罚多少")["loaded"] == "7人"


def test_a_choice_that_nobody_said_is_told_as_taken_or_worked_out_for_each():
    assert heard("吹气68第一次怎么处罚").granted == [
        "开的什么车：汽车",
        "是不是营运车（拉客、拉货挣钱的）：否",
    ]
    branches = heard("限速60开到95怎么罚").branches()
    assert [one.choices for one in branches] == [("高速公路", "城市快速路"), ("其他道路",)]
    assert shared(branches) == "限速60，开到95公里/小时，超了58.33%。"


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("六轴车超限罚多少", "车和货一共多重"),
        ("限速60超速扣几分", "开到多少"),
        ("罚款300元逾期了要交多少", "晚了几天"),
    ],
)
def test_a_sum_that_is_asked_for_says_which_figure_it_lacks(question, label):
    assert heard(question) is None
    assert SHIPPED.half_heard(question, TODAY).lacking.label == label


@pytest.mark.parametrize(
    "question",
    [
        "限速60是谁定的",
        "高速最低60我才开45扣几分",
        "酒后撞了人，吹了90怎么处理",
        "少修一座桥坐了10年船",
    ],
)
def test_what_asks_something_else_is_no_sum(question):
    assert heard(question) is None
    assert SHIPPED.half_heard(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("10月8号收到的处罚决定书11月12号才去缴 罚款300 要交多少", "20"),
        ("罚款300，决定书是10月8号开的，11月12号才想起来交", "20"),
        ("罚单300元 11月12号去交的 10月8号收到 要交多少", "20"),
        ("罚款300，9月2号违停，10月8号收到罚单，11月12号去交", "20"),
    ],
)
def test_a_paper_named_before_the_second_day_came_on_the_first(question, days):
    assert said_of(question)["days"] == days


def test_a_last_day_that_is_off_moves_as_the_deadline_does():
    assert said_of("11月13号收到罚单，罚款300，今天去交，要交多少")["days"] == "1"


@pytest.mark.parametrize(
    "question",
    [
        "罚款300，10月8号收到，11月12号人在外地，一共交多少",
        "罚款300，11月20号收到，12月25号去交，要交多少",
    ],
)
def test_a_day_that_is_not_understood_is_asked_for(question):
    assert heard(question) is None
    assert SHIPPED.half_heard(question, TODAY).lacking.label == "晚了几天"


def test_days_under_review_are_not_counted_as_late():
    assert heard("罚款300晚了40天，这期间申请复议了，申请复议的日子算不算") is None


def test_points_had_before_are_counted_with_those_of_speeding():
    first = heard("限速60的省道开到78 之前已经扣了5分 还剩几分").result().sentences[0]
    assert first.endswith("记3分。加上这个周期已经记的5分，一共8分，离记满12分还有4分。")
    first = heard("快速路限速60跑了75 驾照只剩3分 扣完还剩几分").result().sentences[0]
    assert first.endswith("一共15分，已经满12分，要参加学习、考试。")
    first = heard("高速限速100跑了115，之前扣了3分，还剩几分").result().sentences[0]
    assert first.endswith("这个比例不记分。这个周期已经记的还是3分，离记满12分还有9分。")
    assert "points-before" not in said_of("限速60的省道开到78，扣3分对吗")


def test_rest_that_may_or_may_not_begin_in_hospital_is_reckoned_both_ways():
    told = heard("步行过斑马线被撞 对方全责 住院10天 全休30天 一天工资200 误工费怎么算")
    assert told.said["victim"] == "pedestrian"
    assert told.result() is None
    branches = told.branches()
    assert [one.choices[0][-6:] for one in branches] == ["，误工30天", "，误工40天"]
    assert "6000元" in branches[0].comes_to
    assert "8000元" in branches[1].comes_to
    assert shared_ending(branches).startswith("先由对方交强险")


def test_rest_after_hospital_is_added_and_all_lost_days_are_not():
    assert said_of("住院9天 出院后休息60天 一天工资200 误工费要多少")["lost-days"] == "69"
    assert said_of("住院20天，休息15天，一天工资200 误工费要多少")["lost-days"] == "35"
    assert said_of("住院9天，误工共60天，一天工资200 误工费要多少")["lost-days"] == "60"
    assert said_of("在家休息20天 一天工资200 误工费要多少")["lost-days"] == "20"


def test_a_ticket_whose_fee_is_not_known_says_what_each_percent_is():
    first = heard("动车票180元，提前20小时退，能退多少").result().sentences[0]
    assert "比例每1%扣1.8元，退回来的钱 = 180元 ×（1 − 比例）" in first


@pytest.mark.parametrize(
    ("question", "unused"),
    [
        ("医疗费31000，另外陪床借了5000，对方全责赔多少", ("借了5000",)),
        ("看病花了一万六，误工费四千，能赔多少", ("误工费4000",)),
        ("六轴车57吨，路政罚我6000块，超限该罚多少", ("6000块",)),
        ("高铁票310，明天早上8点的车，今天退扣多少", ("明天早上8点",)),
        ("罚款300晚了8天，已经交了100，一共交多少", ("交了100",)),
    ],
)
def test_a_figure_that_counts_for_nothing_is_named(question, unused):
    assert heard(question).unused == unused


@pytest.mark.parametrize(
    "question",
    [
        "五轴车限重43吨，过磅48吨罚多少",
        "5座小车坐了7个人，里头有2个小孩，罚多少",
        "住院10天 全休30天 出院后休息20天 一天工资200 误工费怎么算",
        "扣了11分，差1分满12分，还剩几分",
        "六轴车55吨，跑了90公里被拦，超限罚多少",
    ],
)
def test_no_word_is_lost_on_figures_that_are_known_or_count_nothing_here(question):
    assert heard(question).unused == ()


def test_the_higher_end_of_a_range_is_taken_and_told():
    told = heard("五轴半挂拉了44到47吨超限罚多少")
    assert told.said["tons"] == "47"
    assert told.rough == ("44到47吨",)


def test_weights_told_apart_are_put_together_and_what_was_unloaded_is_not_loaded():
    assert said_of("六轴车空车16吨，货装了36吨，超限罚多少")["tons"] == "52"
    assert said_of("六轴车卸了4吨还有51吨，超限罚多少")["tons"] == "51"
    assert said_of("核定1.495吨的轻卡拉了3200斤超载罚多少") == {
        "rated": "1.495吨",
        "loaded": "1.6吨",
        "vehicle": "truck",
    }


def test_all_the_people_count_once():
    assert said_of("5座小车后排坐了4个，一共6个人，罚多少")["loaded"] == "6人"
    assert heard("5座小车后排坐了4个，一共6个人，罚多少").unused == ()


def test_what_was_measured_counts_and_not_what_the_dial_showed():
    assert said_of("限速70仪表盘显示75，测速88，罚多少")["speed"] == "88"
    assert said_of("酒驾吹气83，抽血出来77，怎么处理")["mg"] == "77"


def test_a_daily_amount_belongs_to_the_days_before_it():
    said = said_of("护理40天每天130，误工70天一天190，对方全责能赔多少")
    assert (said["nursing-daily"], said["daily-income"]) == ("130", "190")


def test_a_sum_of_money_is_no_days_and_no_daily_wage():
    said = said_of("医药费2万，误工费8000，护理费4000，能赔多少")
    assert not {"lost-days", "nursing-daily"} & said.keys()


def test_what_comes_later_is_a_cost_of_the_injury():
    assert said_of("医药费2万，后续治疗费8000，对方全责能赔多少")["medical"] == "28000"


def test_a_time_by_the_clock_is_no_hours_and_no_percent():
    assert said_of("高铁票310，晚上7点开车，现在下午4点退，扣多少")["hours"] == "3"
    assert said_of("高铁票310，下午4点开车，现在上午9点退，扣多少")["hours"] == "7"
    assert "hours" not in said_of("高铁票310，晚上7点开车，退票扣多少")
    assert "hours" not in said_of("大巴票60，晚上7点半的车，5点退票，能退多少")


def test_points_that_were_learned_off_are_taken_off():
    assert said_of("扣了9分，学法减分减了2分，还剩几分")["points"] == "7"


def test_towing_and_storage_are_heard_with_why_the_car_was_taken():
    told = heard("违停被交警拖走，拖车费收了280，该不该交")
    assert told.said == {"case": "parking", "tow-fee": "280"}
    assert "不该您出280元" in told.result().sentences[0]


def test_what_counts_for_nothing_alone_asks_for_no_sum():
    assert SHIPPED.half_heard("客车晚点3小时能退全票吗", TODAY) is None


def test_a_number_without_its_unit_is_not_what_the_next_clause_tells():
    said = said_of("修车4800，施救费500，误工费1500，对方全责赔多少")
    assert (said["property"], "lost-days" in said) == ("5300", False)
