from dataclasses import replace

import pytest

from bot.answering import deciding, from_entries, parts
from bot.answering.answerer import Answerer
from bot.answering.batch import as_record
from bot.answering.deciding import OFFERED, Decision
from bot.answering.wording import Wording
from bot.knowledge.statutes.citations import Article, Citation
from bot.store.article_index import ArticleHit


@pytest.fixture
def answerer(load):
    return Answerer(load())


def test_a_known_question_is_answered(answerer):
    answer = answerer.answer("货车超载怎么处罚")
    assert answer.decision is Decision.ANSWER
    assert answer.entry.slug == "chaozai-fakuan"
    assert answer.basis == answer.entry.basis
    assert len(answer.suggestions) < OFFERED


def test_a_question_about_nothing_we_know_is_not_answered(answerer):
    answer = answerer.answer("今天天气怎么样")
    assert answer.decision is Decision.UNKNOWN
    assert answer.entry is None
    assert answer.basis == ()


def test_a_citation_goes_straight_to_the_article(answerer):
    answer = answerer.answer("道交法91条是什么")
    assert answer.decision is Decision.ARTICLE
    assert answer.basis == (Citation("道路交通安全法", Article(91)),)


def test_who_tells_a_case_asks_for_more_than_the_article_that_it_names(answerer):
    case = (
        "我的货车超载被查了，交警按道路交通安全法第九十二条要罚我，可是前后几台车装得比我还多都放走了，"
        "货主又催着要货，想问问货车超载怎么处罚才算合理"
    )
    answer = answerer.answer(case)
    assert answer.entry.slug == "chaozai-fakuan"
    assert answer.citation is None


def test_a_case_that_nothing_is_known_of_says_which_law_is_not_held(answerer, texts):
    case = "今天天气怎么样，" * 8 + "《河南省供热管理条例》第十条是怎么写的"
    answer = answerer.answer(case)
    assert answer.decision is Decision.UNKNOWN
    assert "没有收录《河南省供热管理条例》" in Wording(answerer.library, texts).answer(answer)


ASKED = "今天天气怎么样"


@pytest.mark.parametrize(
    ("article", "text", "is_shown"),
    [(92, "今天天气怎样", True), (92, "条文", False), (3, "今天天气怎样", False)],
    ids=["holds the question", "holds little of it", "no entry rests on it"],
)
def test_an_unknown_question_brings_articles_that_may_help(load, article, text, is_shown):
    hit = ArticleHit(Citation("道路交通安全法", Article(article)), text, 1.0)
    answer = Answerer(load(), lambda words, limit: [hit]).answer(ASKED)
    assert answer.articles == ((hit,) if is_shown else ())


def test_an_unknown_question_names_the_office_whose_matter_it_is(answerer, texts):
    answer = answerer.answer("快递点关门了拿不到包裹")
    assert answer.decision is Decision.UNKNOWN
    assert "12305" in Wording(answerer.library, texts).answer(answer)


def test_a_law_or_a_topic_alone_leads_there(answerer):
    law, topic = answerer.answer("《道路交通安全法》"), answerer.answer("货运超限")
    assert law.citation == Citation("道路交通安全法")
    assert (topic.decision, topic.topic) == (Decision.INTENT, "货运超限")


@pytest.mark.parametrize(
    "asked",
    ["道路交通安全法 pdf", "把道交法原文发我 我要打印", "道交法的规定有哪些", "有没有道交法电子版"],
)
def test_who_wants_the_text_of_a_law_is_led_to_it(answerer, asked):
    assert answerer.answer(asked).citation == Citation("道路交通安全法")


@pytest.mark.parametrize(
    ("asked", "article"),
    [
        ("道交法91", "第九十一条"),
        ("道路交通安全法 第119", "第一百一十九条"),
        ("道交法99第1款第4项", "第九十九条"),
        ("道交法92是什么", "第九十二条"),
    ],
)
def test_a_laws_name_and_a_number_is_its_article(answerer, asked, article):
    assert str(answerer.answer(asked).citation) == f"道路交通安全法 {article}"


@pytest.mark.parametrize("asked", ["道交法2021", "道交法0", "道交法150", "货车91"])
def test_a_number_that_is_no_article_names_none(answerer, asked):
    citation = answerer.answer(asked).citation
    assert citation is None or citation.article is None


def test_who_asks_what_a_law_says_of_something_isnt_led_to_all_of_it(answerer):
    assert answerer.answer("道交法规定超载罚多少").decision is not Decision.ARTICLE


def test_what_no_entry_is_for_gets_its_own_reply(answerer, texts):
    answer = answerer.answer("转人工")
    assert (answer.decision, answer.intent.name) == (Decision.INTENT, "person")
    assert "12328" in Wording(answerer.library, texts).answer(answer)


def test_what_is_asked_besides_is_answered_below_the_word_on_the_bot(answerer, texts):
    answer = answerer.answer("你们几点上班？另外货车超载怎么处罚？")
    said = Wording(answerer.library, texts).answer(answer)
    assert (answer.intent.name, answer.entry.slug) == ("hours", "chaozai-fakuan")
    assert said.index("办公时间") < said.index("超载")


def test_where_nothing_is_known_what_comes_nearest_is_offered(load, texts, monkeypatch):
    for name in ("SUGGEST_AT", "NAMED_AT"):
        monkeypatch.setattr(deciding, name, 1.1)
    answerer = Answerer(load())
    answer = answerer.answer("货车超载拉沙子怎么处罚司机")
    assert answer.decision is Decision.UNKNOWN
    assert answer.choices[0].entry.slug == "chaozai-fakuan"
    assert "也许和这些有关" in Wording(answerer.library, texts).answer(answer)


def test_what_is_likely_no_matter_of_ours_is_no_offices_either(load, monkeypatch):
    monkeypatch.setattr(from_entries, "ELSEWHERE", -1.0)
    answer = Answerer(load()).answer("快递包裹一直没送到")
    assert (answer.decision, answer.office) == (Decision.UNKNOWN, None)


def test_danger_stands_above_the_answer(answerer, texts):
    answer = answerer.answer("超载的货车刚撞人了，人躺地上，超载怎么处罚")
    said = Wording(answerer.library, texts).answer(answer)
    assert said.index("120") < said.index("超载")


def test_who_asks_what_the_law_says_to_it_needs_nobody_to_call(answerer):
    answer = answerer.answer("货车超载撞人了怎么处罚")
    assert (answer.intent, answer.entry.slug) == (None, "chaozai-fakuan")


def test_what_leaves_out_its_subject_is_read_with_the_question_before(answerer, texts):
    answer = answerer.answer("那扣几分呢", before="货车超载怎么处罚")
    assert answer.entry.slug == "chaozai-fakuan"
    assert answer.before == "货车超载怎么处罚"
    assert "按上一个问题理解：货车超载怎么处罚" in Wording(answerer.library, texts).answer(answer)


def test_a_question_of_its_own_is_not_mixed_with_the_one_before(answerer):
    answer = answerer.answer("网约车需要什么证", before="货车超载怎么处罚")
    assert (answer.entry.slug, answer.before) == ("wangyueche-zhengjian", "")


def test_who_goes_on_about_an_answer_stays_with_it(answerer):
    answer = answerer.answer("扣几分", "货车超载怎么处罚")
    assert answer.decision is Decision.ANSWER
    assert answer.entry.slug == "chaozai-fakuan"
    assert answer.before


def test_a_question_with_its_figures_gets_the_sum_above_the_answer(answerer, texts):
    answer = answerer.answer("罚款200元晚交了40天怎么处罚")
    said = Wording(answerer.library, texts).answer(answer)
    assert "一共交400元" in said
    assert "依据：《行政处罚法》第七十二条" in said


def test_below_a_sum_stands_first_what_offers_it(load, knowledge):
    entry = (knowledge / "entries" / "货运超限" / "chaozai-fakuan.md").read_text("utf-8")
    path = knowledge / "entries" / "货运超限" / "fakuan-yuqi.md"
    text = entry.replace("货车超载", "罚款逾期").replace("超载", "逾期")
    path.write_text(text.replace("topic:", "calculator: overdue\ntopic:"), "utf-8")
    answer = Answerer(load()).answer("货车超载罚了500元，拖了20天没交")
    assert answer.sum.calculator.name == "overdue"
    assert answer.entry.slug == "fakuan-yuqi"
    assert "chaozai-fakuan" in [other.entry.slug for other in answer.suggestions]


def test_a_sum_that_lacks_something_says_so(answerer, texts):
    said = Wording(answerer.library, texts).answer(answerer.answer("限速60开到95怎么处罚"))
    assert "**其他道路**：罚款200元到2000元，记6分。" in said


def test_two_asks_get_two_short_answers(answerer, texts, monkeypatch):
    monkeypatch.setattr(deciding, "SUGGEST_AT", 0.0)
    monkeypatch.setattr(parts, "ASK_AT", 0.0)
    monkeypatch.setattr(parts, "APART_AT", 0.0)
    answer = answerer.answer("货车超载怎么处罚？另外网约车要什么证？")
    assert [part.entry.slug for part in answer.parts] == ["chaozai-fakuan", "wangyueche-zhengjian"]
    said = Wording(answerer.library, texts).answer(answer)
    assert "您说了两件事" in said
    assert answer.entry.slug == "chaozai-fakuan"


def test_a_letters_matters_get_an_answer_each(answerer, monkeypatch):
    monkeypatch.setattr(deciding, "SUGGEST_AT", 0.0)
    monkeypatch.setattr(parts, "MATTER_AT", 0.0)
    monkeypatch.setattr(parts, "WANTED", -1.0)
    letter = "1.门口的货车天天超载，压坏了路面。2.网约车没有证件也在站前接客。望领导重视！"
    slugs = [part.entry.slug for part in answerer.answer(letter).parts]
    assert slugs[:2] == ["chaozai-fakuan", "wangyueche-zhengjian"]


def test_a_list_opens_with_the_short_answer_and_steps_of_its_first_entry(
    answerer, texts, monkeypatch
):
    monkeypatch.setattr(deciding, "ANSWER_AT", 1.1)
    monkeypatch.setattr(deciding, "BRIEF", 0)
    monkeypatch.setattr(from_entries, "OPEN_AT", 0.0)
    answer = answerer.answer("货车超载怎么处罚")
    assert answer.decision is Decision.SUGGEST
    said = Wording(answerer.library, texts).answer(answer)
    assert answer.entry.short_answer in said
    assert answer.entry.steps
    assert all(answerer.library.fill(step) in said for step in answer.entry.steps[:3])
    assert str(answer.entry.basis[0].law) in said
    assert f"1. **看全：{answer.entry.question}**" in said


def test_a_list_that_is_unsure_of_its_first_entry_puts_none_first(answerer, texts, monkeypatch):
    monkeypatch.setattr(deciding, "ANSWER_AT", 1.1)
    monkeypatch.setattr(deciding, "BRIEF", 0)
    monkeypatch.setattr(from_entries, "OPEN_AT", 1.1)
    answer = answerer.answer("货车超载怎么处罚")
    assert Wording(answerer.library, texts).answer(answer).startswith("您是不是想问：")


def test_more_than_a_word_or_two_is_not_asked_back(answerer, monkeypatch):
    monkeypatch.setattr(deciding, "ANSWER_AT", 1.1)
    monkeypatch.setattr(deciding, "ON_TOPIC", 99.0)
    monkeypatch.setattr(deciding, "LEAST", 0.0)
    answer = answerer.answer("货车超载要不要扣车")
    assert answer.decision is Decision.SUGGEST
    assert answer.beside


def test_a_word_is_asked_back_with_a_line_for_each(answerer, monkeypatch):
    monkeypatch.setattr(deciding, "ANSWER_AT", 1.1)
    monkeypatch.setattr(deciding, "ON_TOPIC", 99.0)
    monkeypatch.setattr(deciding, "LEAST", 0.0)
    answer = answerer.answer("超载")
    assert answer.decision is Decision.CLARIFY
    assert answer.choices[0].entry is answer.entry
    assert all(choice.line for choice in answer.choices)


def test_a_very_long_question_is_cut_not_refused(answerer):
    assert answerer.answer("货车超载怎么处罚" + "啊" * 10_000).entry.slug == "chaozai-fakuan"


def test_typing_suggests_entries(answerer):
    assert answerer.suggest("网约")[0].slug == "wangyueche-zhengjian"


@pytest.fixture
def record(answerer, texts):
    wording = Wording(answerer.library, texts)
    return lambda question: as_record(answerer.answer(question), wording, 1.234)


def test_the_batch_form_of_an_answer(record):
    row = record("货车超载怎么处罚")
    assert row["decision"] == "answer"
    assert row["entry"] == "chaozai-fakuan"
    assert row["basis"][0] == {"law": "道路交通安全法", "article": 92}
    assert "由交警罚款" in row["answer"]
    assert row["ms"] == 1.23
    assert all(set(other) == {"entry", "confidence", "basis"} for other in row["suggestions"])


def test_the_batch_form_tells_what_was_asked_back_and_what_is_no_question(record, monkeypatch):
    monkeypatch.setattr(deciding, "ANSWER_AT", 1.1)
    monkeypatch.setattr(deciding, "ON_TOPIC", 99.0)
    monkeypatch.setattr(deciding, "LEAST", 0.0)
    row = record("超载")
    assert row["decision"] == "clarify"
    assert set(row["clarify"]["choices"][0]) == {"label", "line", "entry", "basis"}
    assert record("转人工")["intent"] == "person"
    assert (row["asks"], row["intent"], row["before"]) == ([], None, False)


def test_the_batch_form_of_an_article_and_of_nothing(record):
    article, nothing = record("道交法第九十二条"), record("今天天气怎么样")
    assert (article["decision"], article["entry"]) == ("article", None)
    assert article["basis"] == [{"law": "道路交通安全法", "article": 92}]
    assert "不是法律原文" in article["answer"]
    assert (nothing["decision"], nothing["entry"], nothing["basis"]) == ("unknown", None, [])
    assert "12328" in nothing["answer"]


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("测速仪准不准能看证书吗", ""),
        ("举报黑车会不会泄露是谁报的", ""),
        ("修车人工费太贵", ""),
        ("你们说的能当证据吗", "trust"),
        ("给我找个人工", "person"),
    ],
)
def test_a_word_on_the_bot_yields_to_an_entry_that_is_sure(full, message, intent):
    found = full.answer(message).intent
    assert (found.name if found else "") == intent


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("喂喂，怎么不吭声了", "online"),
        ("半夜还能在这里问吗", "online"),
        ("挂号寄的检举材料到了没", "sent-otherwise"),
        ("反映班车的留言显示已提交，几天了没动静", "sent-otherwise"),
        ("热线给了个工单号，帮我看看办了没", "sent-otherwise"),
        ("我上一句你收到没有呀", "received"),
        ("按钮按了红绿灯没反应", ""),
        ("充电桩扫了没反应", ""),
    ],
)
def test_who_asks_whether_anybody_is_there_hears_how_it_is(full, message, intent):
    found = full.answer(message).intent
    assert (found.name if found else "") == intent


@pytest.fixture
def listing(knowledge, load):
    """Asks back of the two subjects that staff have listed, of which one is a topic's name."""
    text = (
        "货车、大货车: [dajian-yunshu, chaozai-fakuan]\n货运超限: [dajian-yunshu, chaozai-fakuan]\n"
    )
    (knowledge / "subjects.yaml").write_text(text, encoding="utf-8")
    return Answerer(load())


@pytest.mark.parametrize("asked", ["大货车", "关于货车的规定", "请问货车", "货运超限"])
def test_a_listed_subject_is_asked_back_with_what_staff_say(listing, asked):
    answer = listing.answer(asked)
    assert answer.decision is Decision.CLARIFY
    assert [choice.entry.slug for choice in answer.choices] == ["dajian-yunshu", "chaozai-fakuan"]


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("挪车", "tingche-nuoche"),
        ("停这儿", "tingche-weiting-chufa"),
        ("校车手续", "xiaoche-driver"),
        ("营运证注销", "xuke-zhuxiao-chexiao"),
        ("快到期了", "jqx-guoqi-xubao"),
        ("托运宠物", "hangban-anjian-jindai"),
        ("谁让谁", "zeren-wu-hongludeng-lukou"),
        ("罚多少", "tingche-weiting-chufa"),
        ("私家车运货", "huoyun-wuzheng"),
    ],
)
def test_a_word_that_may_mean_several_things_is_asked_back_with_each(full, asked, offered):
    answer = full.answer(asked)
    assert answer.decision is Decision.CLARIFY
    assert offered in [choice.entry.slug for choice in answer.choices]


def test_a_crossing_where_cars_dont_stop_is_no_wish_for_one(full):
    answer = full.answer("人行横道不让人")
    assert (answer.decision, answer.entry.slug) == (Decision.ANSWER, "lirang-xingren")


@pytest.mark.parametrize("cry", ["被撞了", "撞人了"])
def test_a_cry_for_help_is_no_subject(full, cry):
    assert full.answer(cry).intent.before


def test_a_subject_alone_after_a_question_may_go_on_from_it(listing):
    assert listing.answer("货车", before="客车超载怎么罚").before


@pytest.mark.parametrize("number", ["20240305-118", "20240305118", "回执号：20240305-0118"])
def test_a_bare_number_that_starts_with_a_date_is_a_receipts(full, number):
    assert full.answer(number).intent.name == "my-letters"


@pytest.mark.parametrize("number", ["20240305", "13812345678"])
def test_a_date_and_a_telephone_number_are_no_receipts(full, number):
    assert full.answer(number).intent is None


@pytest.mark.parametrize("asked", ["替我写举报信", "帮我写封投诉信 驾校乱收钱"])
def test_who_wants_a_complaint_written_is_not_thanked_for_praise(full, asked):
    assert full.answer(asked).intent.name == "write-for-me"


def test_who_praises_is_thanked(full):
    assert full.answer("帮我写一封表扬信").intent.name == "praise"


@pytest.mark.parametrize("asked", ["逾期", "过期怎么办", "补办", "延误", "晚点"])
def test_a_noun_that_many_matters_share_is_asked_back(full, asked):
    answer = full.answer(asked)
    assert answer.decision is Decision.CLARIFY
    assert len(answer.choices) == 4


@pytest.mark.parametrize("asked", ["桥", "押金", "打官司", "关于儿童座椅的规定", "三轮车带人？"])
def test_a_bare_thing_is_asked_back(full, asked):
    assert full.answer(asked).decision is Decision.CLARIFY


def test_a_licence_told_by_its_class_is_one(full):
    assert full.answer("满七十了还能考C1么").entry.slug == "jiazhao-laonian"


def test_a_term_of_a_day_that_is_told_offers_the_calculator(full):
    answer = full.answer("10月20号拿到处罚决定书，申请复议最晚几号")
    assert answer.sum.calculator.name == "deadline"
    assert "fuyi-shenqing" in [choice.entry.slug for choice in answer.choices]


def test_rubbish_in_a_river_is_said_to_be_other_offices(full):
    assert "水利" in full.answer("有人把垃圾倒进小河里").point
    assert "水利部门" in full.answer("水库里漂了一层垃圾").intent.says


def test_goods_without_a_maker_are_the_market_offices(full):
    assert "12315" in full.answer("门口小店卖三无零食给娃").intent.says


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("恁几点下班", "hours"),
        ("看看我那货车还扣着没", "cannot-do"),
    ],
)
def test_intents_are_known_in_words_of_dialects_and_for_ones_own_car(full, message, intent):
    assert full.answer(message).intent.name == intent


def test_who_lost_the_review_hears_what_is_next(full):
    answer = full.answer("复议输了呢", "被运管罚了不服怎么复议")
    assert answer.entry.slug == "fuyi-jieguo"


@pytest.mark.parametrize(
    ("message", "office"),
    [
        ("身份证弄丢了", "公安"),
        ("隔壁的狗咬了人", "公安"),
        ("公司注销怎么弄", "市场监管"),
        ("遥控车买来就坏的，能不能换", "市场监管"),
        ("厂里的车间主任老骂人，找谁告", "12333"),
    ],
)
def test_what_plainly_is_another_offices_is_said_before_an_entry_like_it(full, message, office):
    answer = full.answer(message)
    assert office in answer.intent.says
    assert answer.decision is not Decision.ANSWER


def test_what_is_unknown_and_names_nothing_of_ours_is_the_other_offices(full):
    letter = "这一片停水三天没人管，自来水公司总占线，打通了就说在抢修，老人孩子做饭都没水用"
    assert "供水公司" in full.answer(letter).intent.says


@pytest.mark.parametrize(
    ("message", "office"),
    [
        ("买车钱不够，住房公积金取得出来不", "12329"),
        ("在快递公司干活，不给签劳动合同", "12333"),
    ],
)
def test_a_word_of_ours_beside_does_not_hide_whose_matter_it_is(full, message, office):
    assert office in full.answer(message).intent.says


@pytest.mark.parametrize("message", ["写个请假条给我", "象棋的马和车咋走", "开车去哪儿玩好呀"])
def test_what_is_nobodys_matter_is_no_offices(full, message):
    answer = full.answer(message)
    assert answer.intent.name == "small-talk"
    assert answer.office is None


@pytest.mark.parametrize(
    ("message", "law", "number"),
    [("交通安全法实施条例第70条", "道路交通安全法实施条例", 70), ("讲一讲铁路法", "铁路法", None)],
)
def test_a_law_is_known_by_the_end_of_its_name(full, message, law, number):
    citation = full.answer(message).citation
    assert citation.law == law
    assert (citation.article.number if citation.article else None) == number


def test_abuse_for_knowing_nothing_is_a_word_on_the_answers(full):
    assert full.answer("垃圾，啥也不知道").intent.name == "useless"


@pytest.mark.parametrize("message", ["在水坝栏杆外头呢 先这样了", "人坐在天台边沿 就此别过"])
def test_who_stands_at_the_edge_and_says_goodbye_is_heard(full, message):
    assert full.answer(message).intent.name == "despair"


def test_below_a_cry_for_help_stands_nothing_that_only_sounds_like_it(full):
    answer = full.answer("开了半辈子车，啥也没落下，累了，先走了")
    assert answer.intent.name == "despair"
    assert answer.entry is None


@pytest.mark.parametrize(
    "message",
    [
        "房东要涨房租，我不想活在这世上了",
        "老板欠了半年工资，我要跳楼给他看",
        "罚款200晚交40天要多少，不交了，我想死",
        "网贷天天催，一了百了算了",
    ],
)
def test_despair_is_heard_whatever_else_the_message_is_about(full, message):
    assert full.answer(message).intent.name == "despair"


@pytest.mark.parametrize(
    "message",
    ["我站在桥上等公交，半天不来", "司机跳楼自杀，保险理赔不赔", "卧轨自杀，火车晚点赔不赔"],
)
def test_who_waits_on_a_bridge_or_asks_who_pays_is_in_no_despair(full, message):
    intent = full.answer(message).intent
    assert intent is None or intent.name != "despair"


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("我把一瓶安眠药都吃了，吃了一瓶药", "120"),
        ("我姐发信息说不想活了，电话关机", "别让他一个人待着"),
        ("我不想活了，对不起我爸我妈", "您现在的难处我听到了"),
        ("前面油罐车一直漏，味道呛人", "上风方向"),
        ("车卡在铁路道口动不了了", "下车，跑到铁轨外面去"),
        ("下坡刹车踩不动了", "抓稳方向"),
        ("车冲进河里了", "解开安全带"),
        ("渡船漏水了，要沉", "12395"),
        ("山上滚石头把车压住了", "坡下"),
        ("隧道里着火了全是烟", "横通道"),
        ("大巴司机昏迷了车还在跑", "扶稳方向"),
        ("扶梯把孩子的手夹住了", "急停按钮"),
    ],
)
def test_what_fits_the_danger_is_said_first(full, texts, message, first):
    opening = Wording(full.library, texts).alarm(full.answer(message))
    assert first in opening.split("。")[0]


def test_a_receipt_in_a_sentence_is_ones_letter(full):
    assert full.answer("我的回执是R4T7W9QB帮我查下").intent.name == "my-letters"


def test_pinyin_is_asked_in_characters_and_said_to_have_been_read_so(full):
    answer = full.answer("jiu jia di yi ci zen me chu fa")
    assert answer.heard == "酒驾第1次怎么处罚"
    assert answer.entry.slug == "jiujia-diyici-chufa"


def test_figures_in_pinyin_are_a_sum(full):
    assert full.answer("liu zhou che 55 dun fa duo shao").sum.said["tons"] == "55"


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("年审", ["huoche-nianshen", "jiazhao-nianshen"]),
        ("检测", ["jiujia-chouxue-jiance", "nianjian-liucheng"]),
        ("证件丢了怎么办", ["jiazhao-bu-zheng", "yunshu-zheng-yishi-buban"]),
        ("年限多久", ["cheliang-baofei-jiayong", "wyc-car-conditions"]),
        ("占道", ["gonglu-shigong", "tingche-weiting-chufa"]),
    ],
)
def test_a_vague_word_is_asked_back_with_what_is_unlike(full, word, offered):
    answer = full.answer(word)
    assert answer.decision is Decision.CLARIFY
    assert set(offered) <= {choice.entry.slug for choice in answer.choices}


def test_what_a_word_may_mean_is_of_more_than_one_topic(full):
    topics = {choice.entry.topic for choice in full.answer("考试").choices}
    assert len(topics) > 1


@pytest.mark.parametrize("word", ["钱", "里程", "多少钱", "要带啥"])
def test_a_word_of_which_nothing_is_known_is_asked_back_in_a_sentence(full, word):
    assert full.answer(word).intent.name == "unclear"


def test_a_word_on_learning_to_drive_is_no_matter_of_e_bikes(full):
    answer = full.answer("多大年纪可以去驾校学车")
    assert answer.local is None


def test_who_asks_for_the_last_coach_hears_that_no_timetable_is_held(full):
    assert full.answer("回下坪村的末班车几点").local.name == "gongjiao"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("户口落在农村还能迁回来不", "派出所"),
        ("卖香烟的证怎么办", "12313"),
        ("家里老坟让挖机推平了", "110"),
        ("朋友借我两万打了借条赖账", "12348"),
        ("私教课不想上了能退多少", "12315"),
        ("小店一个季度卖多少以下不交税", "12366"),
    ],
)
def test_whose_matter_it_is_stands_alone(full, message, told):
    answer = full.answer(message)
    assert told in answer.intent.says
    assert (answer.entry, answer.choices) == (None, ())


@pytest.mark.parametrize("message", ["跑货车一个月能挣多少", "公路边的门面会不会升值"])
def test_what_no_rule_tells_is_said_to_be_none(full, message):
    assert full.answer(message).intent.name == "market"


def test_an_ask_that_leaves_out_what_moves_is_read_with_the_one_before(full):
    answer = full.answer("开校车的要什么条件，多拉一个小孩怎么罚")
    assert [part.entry.slug for part in answer.parts] == ["xiaoche-driver", "xiaoche-overload"]


def test_a_bare_ask_is_asked_of_the_matter_before_it(full):
    answer = full.answer("出租车拒载怎么投诉，罚司机多少")
    assert (answer.entry.slug, answer.parts) == ("taxi-refuse", ())


def test_two_asks_may_rest_on_the_same_article(full):
    answer = full.answer("电瓶车后座能坐大人吗？没戴头盔又怎么罚")
    assert [part.entry.slug for part in answer.parts] == ["ddc-zairen", "ddc-toukui"]


@pytest.mark.parametrize(
    ("message", "slug"),
    [
        ("老年代步车可以上路吗 用不用驾照", "ddc-laonian-daibu"),
        ("出租车司机拒载怎么投诉 会罚他多少钱", "taxi-refuse"),
    ],
)
def test_an_ask_that_goes_on_from_the_other_is_answered_by_the_same_entry(full, message, slug):
    answer = full.answer(message)
    assert (answer.entry.slug, answer.parts, answer.left_open) == (slug, (), "")


def test_two_asks_that_are_numbered_are_answered_each(full):
    answer = full.answer("我有两个问题，第一电动车要不要上牌，第二不戴头盔罚多少")
    assert [part.entry.slug for part in answer.parts] == ["ddc-shangpai-dengji", "ddc-toukui"]


@pytest.mark.parametrize(
    "message", ["对罚单不服，钱要先交还是先复议", "我不认这个处罚，是不是得先把罚款交上"]
)
def test_who_challenges_a_fine_hears_whether_to_pay_first(full, message):
    assert full.answer(message).entry.slug == "fuyi-feiyong-tingzhi"


def test_an_ask_that_the_entry_has_nothing_of_is_said_to_be_open(full, texts):
    answer = full.answer("驾驶证丢了怎么补，排队久不久")
    assert answer.left_open == "排队久不久"
    said = Wording(full.library, texts).answer(answer)
    assert "还问了“排队久不久”：下面这一条里不一定有" in said


def test_no_other_office_is_named_above_a_sum(full):
    answer = full.answer("我八级 抚养费咋算 小孩9岁 夫妻俩养 人均消费支出27000")
    assert answer.sum.said["dependant-age"] == "9"
    assert answer.intent is None


def test_the_less_sure_of_two_asks_is_told_as_the_nearest(full, texts):
    answer = full.answer("货车超限罚多少，还有跑网约车要办哪几个证")
    first, second = answer.parts
    both = replace(answer, parts=(first, replace(second, confidence=0.3)))
    said = Wording(full.library, texts).answer(both)
    assert f"**一、{first.entry.question}**" in said
    assert f"**二、最接近的是：{second.entry.question}**" in said


LETTER_OF_DESPAIR = (
    "公交卡的钱一个多星期没到账，打了热线也没人接，去营业厅又叫我等。" * 7
    + "我一个人在外面，真的不想活了。"
)


def test_despair_within_a_letter_is_heard_above_its_answer(full, texts):
    answer = full.answer(LETTER_OF_DESPAIR)
    assert answer.intent is None
    assert "12356" in Wording(full.library, texts).alarm(answer)


def test_what_may_be_half_meant_sends_nobody_to_the_ambulance(full, texts):
    told = Wording(full.library, texts).alarm(full.answer("快递丢了，急得我想死的心都有了"))
    assert "12356" in told
    assert "120" not in told
    assert not Wording(full.library, texts).alarm(full.answer("天天堵车，烦得想死"))


def test_a_remark_on_a_subject_is_asked_back_like_the_subject(full):
    asked = full.answer("今天的快递真闹心")
    assert asked.decision is Decision.CLARIFY
    assert asked.entry == full.answer("快递").entry


def test_who_wants_to_tell_of_something_is_asked_what_happened(full):
    assert full.answer("讲个南京地铁的事").intent.name == "unclear"


@pytest.mark.parametrize(
    "message",
    [
        "保险一分不赔，活着干嘛呢",
        "货车翻了欠一屁股债，真想求个解脱",
        "出了这种事，我活着图啥",
    ],
)
def test_despair_is_heard_within_a_case(full, message):
    assert full.answer(message).intent.name == "despair"


@pytest.mark.parametrize(
    "message",
    [
        "女儿出车祸没了，我活着还有什么意思",
        "老伴让大车撞没了，剩我一个，不想熬了",
        "孩子不在了，我想跟着她去",
    ],
)
def test_who_has_lost_somebody_is_spoken_to_as_the_one_in_despair(full, message):
    assert full.answer(message).intent.says.startswith("您现在的难处我听到了")


def test_who_fears_for_somebody_after_a_loss_is_told_what_to_do_for_them(full):
    assert "别让他一个人待着" in full.answer("我妈不在了以后我爸不想活了").intent.says


def test_who_is_worn_down_by_a_case_gets_a_gentle_line_above_its_answer(full):
    assert "12356" in full.answer("老伴车祸走了，我在路口一坐一天，不知道还撑什么").gently


def test_who_has_a_letter_on_paper_hears_where_it_goes(full, texts):
    told = Wording(full.library, texts).answer(full.answer("全村按了手印的信，往你们哪个窗口递"))
    assert full.library.bureau.address in told


def test_whose_it_is_said_not_to_be_isnt_told(full):
    answer = full.answer("两个小区中间的路满是垃圾，问了物业，说是市政的，不归物业管，两年了")
    assert "城管" in answer.intent.says


@pytest.mark.parametrize(
    ("message", "local"),
    [
        ("离我近的加油站在哪", "jiayouzhan"),
        ("中医院旁边的停车场在哪", "tingchechang"),
        ("附近有没有能验车的地方", "jianche"),
        ("附近哪里有超限检测站", "chengzhong"),
        ("镇上哪里能补胎", "weixiu"),
        ("去汽车站的公交站在哪", "gongjiao"),
        ("到市里的班车几点发车", "banci"),
        ("轮渡多久一班", "banci"),
        ("末班车几点", "gongjiao"),
    ],
)
def test_who_looks_for_a_place_or_a_time_hears_where_to_look(full, message, local):
    answer = full.answer(message)
    assert answer.local.name == local
    assert answer.entry is None or answer.decision is Decision.ANSWER


@pytest.mark.parametrize(
    "message", ["停车场乱收费去哪里投诉", "公交车道几点到几点能走", "加油站加了假油去哪里告"]
)
def test_what_happened_at_a_place_asks_for_no_way_there(full, message):
    assert full.answer(message).local is None


@pytest.mark.parametrize(
    "message",
    [
        "“航”字怎么写",
        "驾字几画",
        "帮我画一辆公交车",
        "给我画只小狗",
        "写一首关于高速公路的诗",
        "桥字开头的成语",
        "元旦放几天假",
        "端午节快乐",
    ],
)
def test_what_is_of_another_field_is_no_matter_of_ours_though_it_names_a_bus(full, message):
    answer = full.answer(message)
    assert (answer.intent.name, answer.entry) == ("small-talk", None)


@pytest.mark.parametrize(
    "message",
    ["罚单上签字怎么写", "小区门口画一条停车线要找谁", "元旦高速免费吗", "五一放假高速收费吗"],
)
def test_a_matter_of_ours_stays_one_though_it_has_such_words(full, message):
    answer = full.answer(message)
    assert answer.intent is None or answer.intent.name != "small-talk"


@pytest.mark.parametrize("message", ["老婆出轨能要精神损失费吗", "彩礼给的车能要回来吗"])
def test_what_a_marriage_comes_to_is_no_matter_of_ours(full, message):
    assert "**12348**" in full.answer(message).intent.says


@pytest.mark.parametrize(
    ("message", "slug", "office"),
    [
        ("how can I renew my driver's license?", "jiazhao-daoqi-huanzheng", "**122**"),
        ("the courier lost my parcel", "kuaidi-diushi", "**12305**"),
        ("Can I ride an e-bike without a helmet", "ddc-toukui", "**122**"),
        ("a taxi driver overcharged us", "taxi-overcharge", "{bureau.hotline}"),
        ("flight cancelled, any compensation", "hangban-yanwu-quxiao", "**12326**"),
    ],
)
def test_an_english_question_is_searched_by_its_chinese_words(full, message, slug, office):
    answer = full.answer(message)
    assert answer.choices[0].entry.slug == slug
    assert office in answer.intent.says.partition("Anything else")[0]
    assert len(answer.choices) <= 3


def test_an_english_message_of_which_nothing_is_known_gets_the_numbers(full):
    answer = full.answer("can you extend my visa please")
    assert (answer.intent.name, answer.entry) == ("english", None)
    assert "12345" in answer.intent.says


@pytest.mark.parametrize("message", ["my taxi is on fire", "the bus crashed, people are hurt"])
def test_danger_in_english_comes_before_what_the_rules_say(full, message):
    answer = full.answer(message)
    assert (answer.intent.name, answer.choices) == ("english-danger", ())


def test_a_bus_line_is_told_by_its_number(full):
    answer = full.answer(
        "您好，现在27路晚上只有一班跑全程，别的都到纺织厂就掉头，我们住东头的下了夜班回不了家，"
        "建议晚上多留两班，取消短的那种，方便大家"
    )
    assert answer.entry.topic == "公交地铁"
    assert answer.intent is None
    moves = full.library.facets.of
    assert "公交" in moves("318路坐到底要多久")["moves"]
    assert "公交" not in moves("国道318路口红灯太长")["moves"]


def test_who_will_not_settle_something_is_in_no_despair(full):
    answer = full.answer(
        "修了三回还是老毛病，现在变速箱彻底坏了，他们不想解决了，我能起诉要求退车吗"
    )
    assert answer.intent is None or answer.intent.name != "despair"


@pytest.mark.parametrize("message", ["晓得喽", "喂"])
def test_a_nod_and_a_call_get_a_line_and_no_entry(full, message):
    answer = full.answer(message)
    assert answer.entry is None
    assert answer.intent.name in ("thanks", "greeting")


def test_when_the_last_bus_goes_is_local_and_an_entry_says_what_may_be_expected_of_it(full):
    answer = full.answer("去工业园的公交末班车是几点")
    assert answer.local.name == "gongjiao"
    assert answer.entry.slug == "bus-first-last"
    assert full.answer("离我近的加油站在哪").entry is None
