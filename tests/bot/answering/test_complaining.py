"""Whoever complains sees at once whom to call and what to note down."""

from dataclasses import replace

import pytest

from bot.answering.answers import Answer
from bot.answering.complaining import Complaining
from bot.answering.deciding import Decision
from bot.answering.wording import Wording


def calls(answer):
    return [number for number, _ in answer.complaint.calls] if answer.complaint else []


@pytest.mark.parametrize(
    ("complaint", "number", "noted"),
    [
        ("的士司机上车就开口八十，说不坐拉倒，计价器拿毛巾盖着。", "12328", "发票"),
        ("快递员没打电话就点了签收，东西现在都没影，太过分了", "12305", "单号"),
        ("村口的红绿灯坏了一个礼拜没人管", "122", "路口名"),
        ("修车铺换了个件两天又坏了，老板不认账", "12328", "维修单"),
        ("河对岸有只小木船天天偷偷渡人，什么证都没有，一船挤十几个", "12328", "渡口"),
    ],
)
def test_whom_to_call_and_what_to_note_stands_above_the_answer(
    full, texts, complaint, number, noted
):
    answer = full.answer(complaint)
    assert number in calls(answer)
    said = Wording(full.library, texts).answer(answer)
    assert said.startswith("**找谁**：打 ")
    assert noted in said.splitlines()[0]


def test_who_asks_whose_matter_it_is_hears_it_first(full):
    answer = full.answer("年检收费比公示的多，这事该找哪个部门")
    assert "12315" in calls(answer)


def test_an_answer_that_begins_with_it_needs_no_line(full):
    answer = full.answer("公交车司机见我招手不停，你们管不管")
    assert answer.entry.slug == "bus-refuse"
    assert answer.complaint is None


@pytest.mark.parametrize(
    "message", ["我跑网约车被乘客投诉了怎么申辩", "货车超载怎么处罚", "驾照到期了怎么换"]
)
def test_who_asks_about_a_rule_is_told_no_number(full, message):
    assert full.answer(message).complaint is None


def test_who_complains_of_officials_hears_who_looks_into_it(full):
    answer = full.answer("你们窗口办营运证的那个人爱理不理，我跑了几趟都说缺东西")
    assert answer.intent.name == "about-officers"


def test_who_complains_of_officials_hears_so_where_nothing_else_is_known(full):
    answer = full.answer("稽查的不掏证件，拉起就走，我去哪里讨说法")
    assert (answer.decision, answer.intent.name) == (Decision.INTENT, "about-officers")


def test_of_each_office_one_number_is_named(full):
    for question in ("出租车绕路多收钱，我要投诉", "收费站多扣了我的钱，没人管"):
        offices = [who for _, who in full.answer(question).complaint.calls]
        assert len(set(offices)) == len(offices)


def test_where_an_entry_begins_with_the_general_line_it_is_named_first(full):
    answer = full.answer("修地铁的工地半夜还打桩，说了几次都不停，一家老小遭罪，请管管")
    assert calls(answer)[0] == "12345"


def test_a_story_with_a_question_is_one_where_its_entry_says_whom_to_turn_to(full):
    answer = full.answer("末班公交本来七点，这阵子六点就收车也不贴通知，叫我们下班的人咋办")
    assert "12328" in calls(answer)


def test_below_danger_stands_whom_to_call_too(full, texts):
    answer = full.answer("出租车司机好像喝酒了，一路上绕了好几圈还多收我三十块，太过分了")
    said = Wording(full.library, texts).answer(answer)
    assert answer.intent.before
    assert said.index("110") < said.index("**找谁**")


def test_bitter_praise_of_officials_is_a_complaint(full):
    answer = full.answer("热线那个接线员真会为人民服务，话没听完就挂我电话")
    assert answer.intent.name == "about-officers"


@pytest.mark.parametrize(
    "message",
    [
        "邻居家的稻谷天天晒在县道上，骑车得绕着走，前阵子我差点滑倒",
        "昨晚打的出租车司机一路抽烟看视频，叫他别看还骂我",
        "油罐车经常在我们小学围墙外过夜，闻着都是汽油味",
    ],
)
def test_what_is_past_or_usual_is_a_complaint_and_no_alarm(full, message):
    answer = full.answer(message)
    assert answer.complaint
    assert answer.intent is None


def test_what_goes_on_now_is_an_alarm_all_the_same(full):
    assert full.answer("司机昨天没睡，现在边开车边打瞌睡，我在车上").intent.before


@pytest.mark.parametrize(
    ("message", "entry"),
    [
        ("去镇上的县道坑一个接一个，下雨成水塘，骑车的摔过，村里说不归他们", "nongcun-gonglu"),
        ("汽车站的厕所臭得没法进，候车厅大热天空调也不开", "keyun-station-duty"),
        ("补漆补得一块深一块浅，修理厂说本来就这样，不给重做", "weixiu-bad-repair"),
        ("路口重新画了线不准左转，事先谁也不通知，绕一大圈", "danxing-jinzuo-gaidao"),
        ("河边有人拿没牌的小铁船收钱送人过河，一件救生衣都没有", "sanwu-chuanbo"),
    ],
)
def test_a_complaint_is_met_by_what_is_said_to_its_matter(full, message, entry):
    assert full.answer(message).entry.slug == entry


def test_a_list_names_whom_to_call_only_where_the_message_tells_the_office(full):
    complaint, entry = "我要投诉，这事没人管", full.library.entries["etc-kuofei"]
    listed = Answer(Decision.SUGGEST, 0.13, entry)
    office = next(one for one in full.library.offices if one.short)
    beside = Complaining(full.library).beside
    assert beside(listed, complaint).complaint is None
    assert beside(replace(listed, office=office), complaint).complaint is not None
    assert beside(replace(listed, confidence=0.4, is_open=True), complaint).complaint is not None


def test_an_office_without_a_short_name_is_called_by_its_own(full):
    complaint, entry = "我要投诉，这事没人管", full.library.entries["etc-kuofei"]
    office = replace(next(one for one in full.library.offices if one.short), short="")
    listed = Answer(Decision.SUGGEST, 0.13, entry, office=office)
    ((_, who),) = Complaining(full.library).beside(listed, complaint).complaint.calls
    assert who == office.name


@pytest.mark.parametrize(
    ("message", "slug"),
    [
        ("给你们留个言，公交司机一边开车一边打电话", "bus-driver-fight"),
        ("记一下：出租车拒载，嫌近不拉", "taxi-refuse"),
        ("建议在小学门口加一条减速带", "jiansudai"),
        ("出租车拒载，嫌近不拉，麻烦你们给领导转达一下", "taxi-refuse"),
    ],
)
def test_who_wants_something_handed_in_hears_with_the_answer_that_it_is_not(
    full, texts, message, slug
):
    answer = full.answer(message)
    assert answer.entry.slug == slug
    assert "不算递交" in Wording(full.library, texts).answer(answer)
    assert "现在也不收网上留言" in Wording(full.library, texts).answer(answer.where_unread())


@pytest.mark.parametrize(
    "message",
    ["公交司机骂人去哪投诉", "我不想活了，帮我记一下", "我要投诉房东不退押金", "货车超载怎么罚"],
)
def test_who_only_asks_is_in_danger_or_writes_of_others_matters_hears_nothing_of_it(full, message):
    assert full.answer(message).filing is None


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("留言能写多少字啊", "letter-form"),
        ("我写的信谁看", "letter-form"),
        ("留言能带照片不", "letter-form"),
        ("以前留的言去哪看", "my-letters"),
        ("好的不留言了", "bye"),
        ("你会不会告诉我们单位", "privacy"),
    ],
)
def test_what_is_asked_about_the_letters_themselves_is_answered(full, message, name):
    assert full.answer(message).intent.name == name


def test_who_got_no_number_hears_where_it_is_shown(full):
    answer = full.answer("我留言了，可是没收到编号")
    assert answer.intent.name == "my-letters"
    assert "编号不发短信" in answer.intent.says


@pytest.mark.parametrize("message", ["我问的话老板能看到吗", "我问这些交警会不会知道"])
def test_who_sees_what_is_typed_is_said_first(full, message):
    first = full.answer(message).intent.says.split("。")[0]
    assert "看不到" in first


@pytest.mark.parametrize(
    "complaint",
    [
        "小区物业把业主的车位租给外人，天天没地方停，太过分了",
        "人行道被店家摆满了，走路都没地方，没人管",
    ],
)
def test_an_answer_that_first_names_whom_no_number_reaches_says_it_itself(full, complaint):
    answer = full.answer(complaint)
    assert answer.entry.topic in ("停车", "公路路政收费", "交通违法处罚")
    assert answer.complaint is None


def test_of_an_entry_that_is_but_near_its_laws_tell_no_office(full):
    entry = full.library.entries["sanwu-chuanbo"]
    beside = Complaining(full.library).beside
    bare = replace(entry, body="先看清是什么船。")
    surely, near = (Answer(Decision.SUGGEST, sure, bare, is_open=True) for sure in (0.6, 0.4))
    complaint = "我要投诉，这事没人管"
    assert beside(surely, complaint).complaint is not None
    assert beside(near, complaint).complaint is None


def test_what_only_the_entry_names_is_not_to_be_noted_down(full):
    entry = replace(full.library.entries["tingche-xiaoqu-shoufei"], body="打 12315 投诉。")
    answer = Answer(Decision.ANSWER, 0.9, entry)
    beside = Complaining(full.library).beside
    assert "车场" not in beside(answer, "我要投诉，这事没人管").complaint.notes
    assert "车场" in beside(answer, "我要投诉，停车费乱收没人管").complaint.notes
