"""What a campaign says on its surfaces."""

from bot.knowledge.statutes.citations import Citation
from bot.publicity.surfaces import material
from bot.publicity.surfaces.material import grouped
from bot.store.campaigns import ButtonKind, NoticeButton, State


def test_a_days_file_has_words_for_each_surface(about):
    found = about("traffic-safety-day")
    assert (found.when, found.occasion) == ("12月2日", "全国交通安全日（122）")
    assert found.headline == "斑马线前，停车让人"
    assert found.fact == "斑马线上有行人正在通过，必须停车让行，不让记3分"
    assert found.led.startswith("12月2日全国交通安全日：")
    assert found.bureau.name == "某某县交通运输局"
    assert found.questions[0].slug == "lirang-xingren"
    assert found.basis[0] == "《道路交通安全法》第四十七条、第七十条、第九十条"


def test_a_point_that_only_repeats_the_fact_is_left_out(about):
    points = about("traffic-safety-day").points
    assert len(points) == 2
    assert not any("车到斑马线要减速" in point for point in points)


def test_the_days_name_is_not_said_twice(about):
    assert about("constitution-day").fact == "执法人员不出示执法证件，您有权拒绝检查"


def test_the_bureaus_own_number_stands_in_the_words(about):
    found = about("safety-consultation-day")
    assert "12328" in found.led
    assert "{" not in found.led + found.bus + found.fact + found.body


def test_an_anniversary_asks_what_people_ask(about):
    found = about("公路法-施行/2028")
    assert found.occasion == "《公路法》施行30周年"
    assert found.headline in [entry.question for entry in found.questions]
    assert found.fact
    assert not found.fact.endswith("。")
    assert found.basis[0].startswith("《公路法》第")


def test_where_every_question_is_too_long_the_anniversary_speaks_for_itself(about, monkeypatch):
    monkeypatch.setattr(material, "LONGEST_QUESTION", 1)
    found = about("公路法-施行/2028")
    assert (found.headline, found.fact) == ("《公路法》施行30周年", "")
    assert found.points[0].startswith("《公路法》")


def test_words_that_nobody_approved_are_a_sample(about):
    assert about("constitution-day", state=State.IN_REVIEW).is_sample
    for state in (State.APPROVED, State.SCHEDULED, State.SENDING, State.PAUSED, State.DONE):
        assert not about("constitution-day", state=state).is_sample


def test_a_notice_changed_since_says_so(about):
    assert not about("constitution-day").is_edited
    assert about("constitution-day", body="改过的正文。").is_edited


def test_a_notice_for_no_day_speaks_for_itself(saying):
    found = saying(
        "解放路施工，请绕行",
        "12月10日起解放路封闭，预计30天。\n\n- 公交**3路**改走[建设路](entry:x)。\n"
        "- 货车走环城北路。",
        NoticeButton("闯禁行怎么罚", ButtonKind.ENTRY, "jinmo-xianxing"),
        NoticeButton("我有问题", ButtonKind.QUESTION),
    )
    assert found.headline == found.led == found.bus == "解放路施工，请绕行"
    assert found.fact == "12月10日起解放路封闭，预计30天"
    assert found.points == ("公交3路改走建设路。", "货车走环城北路。")
    assert found.basis == ("《道路交通安全法》第三十九条",)
    assert (found.when, found.occasion, found.is_edited) == ("", "", False)


def test_a_notice_without_a_list_gives_its_sentences(saying):
    found = saying("通知", "第一句。第二句说明怎么办；第三句说明去哪里。")
    assert found.fact == "第一句"
    assert found.points == ("第二句说明怎么办；", "第三句说明去哪里。")


def test_a_campaign_whose_day_is_gone_speaks_for_itself(saying, shipped):
    from bot.publicity.surfaces.material import gather
    from bot.store.campaigns import Notice
    from tests.bot.publicity.surfaces.conftest import TODAY, campaign

    found = gather(campaign(Notice("标题", "正文。"), day="gone-day/2026"), shipped, TODAY)
    assert found.headline == "标题"


def test_articles_of_one_law_stand_together():
    cited = ["公路法 第四十六条", "民法典", "公路法 第七十七条", "公路法 第四十六条"]
    assert grouped(map(Citation.parse, cited)) == ("《公路法》第四十六条、第七十七条", "《民法典》")
