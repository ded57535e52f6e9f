import pytest

from bot.answering.deciding import Decision
from bot.answering.intents import Intents
from bot.answering.wording import Wording

HEATING = (
    "尊敬的领导，今年交了全年的取暖费，家里的暖气片一直是凉的，老人夜里冻得睡不着。"
    "供热公司的电话打了很多遍，只说在调试，从来没有人上门。请派人来测室温，不达标的把钱退给我们。"
)
WAGES = (
    "领导您好，我在服装厂做了三年工，去年年底老板说订单少，拖了我们十二个人四个月的工资，"
    "没有签劳动合同，只有打卡记录。去厂里找他，门都不让进，请问这个钱该怎么要回来。"
)
BUS = (
    "尊敬的领导，我们小区门口的公交车最近总是到站不停，老人孩子站在雨里等半个多小时。"
    "打公交公司的电话没人接，请问这样甩站归谁管，司机会受什么处罚，希望尽快查一查。"
)


@pytest.mark.parametrize("letter", [HEATING, WAGES])
def test_a_letter_to_another_office_hears_that_it_is_not_ours(full, letter):
    answer = full.answer(letter)
    assert answer.decision is Decision.INTENT
    assert answer.intent.name == "other-matters"


def test_a_letter_on_a_bus_is_answered(full):
    answer = full.answer(BUS)
    assert answer.intent is None
    assert answer.entry.topic == "公交地铁"


PERMIT = (
    "您好，我的大货车上个月在外省检测合格，回来办道路运输证的年度审验，窗口的工作人员说外省的检测单不认，"
    "也不说是哪一条规定。工资还没发，一家人等着这个证，同一天别人的材料却办成了，请领导派人查一查。"
)


def test_a_letter_with_words_of_ours_alone_stays_here_whatever_it_reads_like(full, monkeypatch):
    monkeypatch.setattr(Intents, "likely", lambda self, ranking, sure: "other-matters")
    assert full.explained(WAGES).intent.name == "other-matters"
    assert full.explained(PERMIT).intent is None


LAND = (
    "您好，我们组里的水田去年被村里统一包给外地老板种菜，合同没有给我们看过，租金也没有发到户。"
    "家里两个老人就靠这点责任田吃饭，去问只说上面同意了。请问土地承包期没到能不能这样拿走，谁来管。"
)
SURGERY = (
    "您好，去年冬天我父亲在镇上的医院开刀，回家三天伤口化脓又送到省城，花光了积蓄。"
    "院长只说是体质问题，病历也只肯给半本。想请问这算不算医疗事故，请给我们指条路，该到哪里做鉴定。"
)
SOLDIER = (
    "您好，我大伯当过兵，年轻时在边境待了四年，今年春天在家里过世了，没有儿女，一直是我照顾的。"
    "听村里人说退伍军人走了，家里能领一笔抚恤金，可是不知道到哪个窗口去问，要开哪些证明。"
)
SMOKE = (
    "您好，我住在老汽车站后面的三层楼，今年一楼开了夜宵店，油烟从厨房的窗子往上冒，被子都不敢晒。"
    "客人半夜还在划拳，孩子第二天要考试。跟店主讲了好多回，他说有本事去告，请问哪个单位管。"
)
JADE = (
    "您好，春节前在手机直播间花三千块买了一条手链，主播讲是老银的，收到后戴了几天就发黑发绿。"
    "找客服不理，再发消息把我拉黑了，平台说超过时间不受理。请问能要求赔几倍，聊天截图有没有用。"
)
BEATEN = (
    "您好，我结婚八年，丈夫打我不是一回两回了，前天又把我的头按在桌上，眼睛肿得看不见。"
    "躲到姐姐家里，他还天天上门威胁，说要让我们一家不得安生。请问人身安全保护令到哪里办，我很怕。"
)


@pytest.mark.parametrize(
    ("letter", "whose"),
    [
        (LAND, "农业农村部门"),
        (SURGERY, "12320"),
        (SOLDIER, "退役军人事务部门"),
        (SMOKE, "城管"),
        (JADE, "12315"),
        (BEATEN, "保护令由**人民法院**"),
    ],
)
def test_a_letter_that_names_nothing_of_ours_hears_whose_matter_it_is(full, letter, whose):
    answer = full.answer(letter)
    assert answer.decision is Decision.INTENT
    assert whose in answer.intent.says


def test_who_is_beaten_hears_first_to_call_the_police(full):
    assert full.answer(BEATEN).intent.says.startswith("**正在打、正在威胁您的，马上打 110**")


def test_pay_is_told_to_be_the_labour_offices_matter_even_of_a_driver(full, texts):
    letter = (
        "我给一家物流公司跑大车，跑满半年就没有再发工资，老板讲油钱和轮胎都要我摊。"
        "劳动合同没有签过，手上只有转账和群里派活的记录，劳动监察那边会不会受理？"
    )
    assert "12333" in Wording(full.library, texts).answer(full.answer(letter))


@pytest.mark.parametrize(
    ("letter", "whose"),
    [
        (
            "物业说从下月起每平方多收三毛物业费，业主大会没开，也没征求意见，不交就把门禁停掉，"
            "电梯坏了也不修。物业有权涨价吗，业主能不能不交，要怎么换掉物业？",
            "住房城乡建设部门",
        ),
        (
            "家父八十多了，中风以后一直瘫痪，吃饭翻身都靠我。听邻居讲有残疾补贴和护理补贴可以领，"
            "去社区打听，人家只说再等等。这个钱该找哪个单位办，要交些什么？",
            "残联",
        ),
        (
            "前年跟村集体签了协议，包下三十亩地栽柑橘，投进去不少钱，现在说协议不算了，"
            "要收回去另外包给别人。树刚开始结果，投的钱谁来认？",
            "农业农村部门",
        ),
    ],
)
def test_a_letter_on_another_offices_matter_is_sent_there(full, letter, whose):
    answer = full.answer(letter)
    assert whose in answer.intent.says
    assert answer.decision is not Decision.ANSWER
    assert answer.office is None
