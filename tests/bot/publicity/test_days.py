from datetime import date

import pytest

from bot.publicity import days

TODAY = date(2026, 11, 25)


def titles(found):
    return [occurrence.title for occurrence in found]


@pytest.fixture
def add_day(knowledge):
    """Adds a day's file, or the bureau's version of one, with parts of it replaced."""
    template = (knowledge / "days" / "traffic-safety-day.md").read_text(encoding="utf-8")

    def add_day(key, *changes, folder=knowledge):
        text = template
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path = folder / "days" / f"{key}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return add_day


@pytest.fixture
def add_law(knowledge):
    """Adds a row to the register."""

    def add_law(short, **row):
        lines = [f"{short}:", f"  title: {short}", *(f"  {key}: {row[key]}" for key in row)]
        path = knowledge / "statutes.yaml"
        path.write_text(path.read_text("utf-8") + "\n" + "\n".join(lines) + "\n", "utf-8")

    return add_law


def test_a_year_has_its_days_in_order(load):
    assert [(o.when, o.title) for o in days.occurrences(load(), 2026)] == [
        ("12月1日", "《危险化学品安全管理条例》施行15周年"),
        ("12月1日至7日", "宪法宣传周"),
        ("12月2日", "全国交通安全日"),
    ]


def test_only_round_anniversaries_are_told_unasked(load):
    library = load()
    assert "《道路交通安全法》施行25周年" in titles(days.occurrences(library, 2029))
    assert "《道路交通安全法》颁布25周年" in titles(days.occurrences(library, 2028))
    assert "《道路交通安全法》施行22周年" not in titles(days.occurrences(library, 2026))
    every = titles(days.occurrences(library, 2026, every=True))
    assert "《道路交通安全法》施行22周年" in every
    assert "《道路交通安全法》颁布23周年" in every


def test_a_law_has_no_anniversary_before_it_is_a_year_old(load, add_law):
    add_law("农村公路条例", effective="2025-09-15")
    library = load()
    assert not any("农村" in t for t in titles(days.occurrences(library, 2025, every=True)))
    assert "《农村公路条例》施行1周年" in titles(days.occurrences(library, 2026, every=True))


def test_a_revised_laws_anniversary_is_that_of_the_present_text(load, add_law):
    add_law("行政处罚法", promulgated="1996-03-17", effective="2021-07-15")
    assert "现行《行政处罚法》施行5周年" in titles(days.occurrences(load(), 2026))
    assert "《行政处罚法》颁布30周年" in titles(days.occurrences(load(), 2026))


@pytest.mark.parametrize(
    "row",
    [
        {"effective": "2016-09"},
        {"effective": "2016"},
        {"effective": "2016-09-21", "status": "repealed"},
    ],
)
def test_an_uncertain_date_or_a_repealed_law_has_no_anniversary(load, add_law, row):
    add_law("某规定", **row)
    assert not any("某规定" in t for t in titles(days.occurrences(load(), 2026, every=True)))


def test_a_law_whose_place_a_newer_one_has_taken_has_no_anniversary(load, add_law):
    add_law("旧条例", effective="2011-12-01", status="amended-since", replaced_by="道路交通安全法")
    assert not any("旧条例" in t for t in titles(days.occurrences(load(), 2026, every=True)))


def test_a_revision_that_changed_since_is_not_called_the_present_text(load, add_law):
    dates = {"promulgated": "2002-01-26", "effective": "2011-12-01"}
    add_law("某规定", **dates, status="amended-since")
    found = [t for t in titles(days.occurrences(load(), 2026, every=True)) if "某规定" in t]
    assert found == ["《某规定》颁布24周年"]


def test_a_law_made_and_in_force_on_one_day_has_one_anniversary(load, add_law):
    add_law("校车安全管理条例", promulgated="2012-04-05", effective="2012-04-05")
    found = [t for t in titles(days.occurrences(load(), 2027)) if "校车" in t]
    assert found == ["《校车安全管理条例》施行15周年"]


def test_a_law_of_a_leap_day_is_kept_on_the_day_before(load, add_law):
    add_law("闰日规定", effective="2008-02-29")
    assert [o.when for o in days.occurrences(load(), 2027, every=True) if "闰日" in o.title] == [
        "2月28日"
    ]


def test_an_anniversary_with_special_words_has_a_file(load, add_day):
    kind = ("kind: 宣传日", "kind: 施行纪念日\nlaw: 道路交通安全法")
    named = ("name: 全国交通安全日", "name: 《道路交通安全法》施行纪念日")
    add_day("road-law", kind, named, ("when: 12-02", "when: 05-01"), ("2012", "2004"))
    library = load()
    found = [o for o in days.occurrences(library, 2029) if o.day.law == "道路交通安全法"]
    assert [o.day.key for o in found] == ["road-law"]
    assert found[0].title == "《道路交通安全法》施行25周年"
    assert days.notice(library, found[0]).body.startswith("12月2日是全国交通安全日")


def test_a_bureau_adds_days_and_words_of_its_own(load, add_day, tmp_path):
    own = tmp_path / "overlay"
    month = ("kind: 宣传日\nwhen: 12-02", "kind: 宣传月\nwhen: month 12")
    add_day("own-month", month, ("name: 全国交通安全日", "name: 本省法治宣传教育月"), folder=own)
    add_day("traffic-safety-day", ("不超载", "慢一点"), folder=own)
    library = load(own)
    assert "本省法治宣传教育月" in titles(days.occurrences(library, 2026))
    traffic = days.find(library, "traffic-safety-day", TODAY)
    assert "慢一点" in days.notice(library, traffic).led


def test_a_day_whose_date_a_notice_sets_has_only_its_month(load, add_day):
    add_day("credit-month", ("when: 12-02", "when: announced 09"))
    (found,) = [o for o in days.occurrences(load(), 2026) if o.day.key == "credit-month"]
    assert (found.when, found.caution, found.is_announced) == ("9月", "日期待通知", True)
    assert days.on(load(), date(2026, 9, 10)) == ()


def test_once_the_notice_is_there_the_day_has_its_date(load, add_day):
    dated = ("when: 12-02", "when: announced 09\ndates: {2026: 09-19..10-18}")
    add_day("credit-month", dated)
    (found,) = days.on(load(), date(2026, 10, 1))
    assert (found.when, found.caution) == ("9月19日至10月18日", "")
    assert not found.needs_confirmation


def test_a_day_is_called_by_its_own_name_first(load):
    library = load()
    assert titles(days.on(library, date(2026, 12, 2))) == ["全国交通安全日", "宪法宣传周"]
    assert titles(days.on(library, date(2026, 12, 8))) == []


def test_it_tells_what_comes_next(load):
    library = load()
    assert titles(days.after(library, TODAY, 2)) == [
        "《危险化学品安全管理条例》施行15周年",
        "宪法宣传周",
    ]
    assert titles(days.after(library, date(2026, 12, 31), 5)) == []
    assert titles(days.after(library, date(2027, 6, 1), 5)) == ["宪法宣传周", "全国交通安全日"]


def test_a_week_over_new_year_is_found_from_both_years(load, add_day):
    add_day("new-year", ("when: 12-02", "when: 12-28..01-03"))
    add_day("first-week", ("when: 12-02", "when: week of 01-01"))
    found = days.on(load(), date(2027, 1, 2))
    assert {o.id for o in found} == {"new-year/2026", "first-week/2027"}


def test_what_is_drafted_are_core_days_and_round_anniversaries_with_something_to_say(
    load, add_day, add_law
):
    add_day("related-day", ("since: 2012", "relevance: related"))
    library = load()
    assert [o.id for o in days.upcoming(library, TODAY, 7)] == [
        "constitution-week/2026",
        "traffic-safety-day/2026",
    ]
    assert days.upcoming(library, TODAY, 5) == ()
    assert [o.id for o in days.upcoming(library, date(2029, 4, 24), 7)] == [
        "道路交通安全法-施行/2029"
    ]
    add_law("无人问津规定", effective="2021-11-26")
    assert days.upcoming(load(), TODAY, 5) == ()


def test_the_anniversary_of_a_law_that_changed_since_is_left_to_people(load):
    amended = days.find(load(), "危险化学品安全管理条例-施行/2026", TODAY)
    assert (amended.is_round, amended.is_proposed) == (True, False)


def test_what_has_begun_is_not_drafted_any_more(load):
    assert [o.id for o in days.upcoming(load(), date(2026, 12, 2), 7)] == [
        "traffic-safety-day/2026"
    ]


def test_a_day_that_a_notice_sets_says_so(load):
    week = days.find(load(), "constitution-week", TODAY)
    assert week.needs_confirmation
    assert week.caution == "日期以当年通知为准"
    assert not days.find(load(), "traffic-safety-day", TODAY).needs_confirmation


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("traffic-safety-day", "2026-12-02"),
        ("traffic-safety-day/2030", "2030-12-02"),
        ("道路交通安全法-施行", "2027-05-01"),
        ("道路交通安全法-施行/2029", "2029-05-01"),
        ("nope", None),
        ("traffic-safety-day/", "2026-12-02"),
        ("traffic-safety-day/x", None),
        ("traffic-safety-day/9999", None),
    ],
)
def test_a_day_is_found_by_its_key(load, key, found):
    occurrence = days.find(load(), key, TODAY)
    assert (str(occurrence.first) if occurrence else None) == found


def test_a_week_under_way_is_the_next_one_until_it_is_over(load):
    assert days.find(load(), "constitution-week", date(2026, 12, 7)).year == 2026
    assert days.find(load(), "constitution-week", date(2026, 12, 8)).year == 2027


def test_a_notice_has_the_bureaus_words(load):
    library = load()
    notice = days.notice(library, days.find(library, "traffic-safety-day", TODAY))
    assert notice.title == "全国交通安全日"
    assert notice.body.endswith("有疑问请打 12328。")
    assert notice.audiences == ("公众", "货运")
    assert notice.entries == ("chaozai-fakuan", "diandongche-dairen")
    assert notice.points == ("货车不能超载。",)


def test_an_anniversarys_notice_answers_a_question(load):
    library = load()
    notice = days.notice(library, days.find(library, "道路交通安全法-施行/2029", TODAY))
    assert notice.title == "《道路交通安全法》施行25周年"
    assert notice.body.startswith(
        "《道路交通安全法》自2004年5月1日起施行，到2029年5月1日满25年。"
        "最近一次修改是2021年4月29日。\n\n大家常问：**"
    )
    assert len(notice.body) <= days.LONGEST
    assert "](entry:" not in notice.body
    assert "货运" in notice.audiences
    assert set(notice.entries) <= library.entries.keys()


def test_an_anniversary_that_no_entry_rests_on_says_only_that(load, add_law):
    add_law("无人问津规定", effective="2021-11-26")
    library = load()
    notice = days.notice(library, days.find(library, "无人问津规定-施行/2026", TODAY))
    assert notice.body == "《无人问津规定》自2021年11月26日起施行，到2026年11月26日满5年。"
    assert notice.entries == ()


def test_a_faulty_day_leaves_the_one_before_it_in_service(load, knowledge):
    before = load()
    (knowledge / "days" / "traffic-safety-day.md").write_text("没有头", encoding="utf-8")
    assert "traffic-safety-day" not in load().days
    after = load(previous=before)
    assert after.days["traffic-safety-day"] == before.days["traffic-safety-day"]
    assert "no front matter" in after.faults[0].message
