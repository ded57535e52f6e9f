from datetime import date
from pathlib import Path

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge.calendar import dayfiles
from tests.fakes import FAKES

PATH = Path("days/traffic-safety-day.md")
DAY = (FAKES / "knowledge" / PATH).read_text(encoding="utf-8")


def read(*changes, path=PATH):
    text = DAY
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return dayfiles.parse(text, path)


def test_it_reads_a_day():
    day = read()
    assert (day.key, day.name, day.kind) == ("traffic-safety-day", "全国交通安全日", "宣传日")
    assert str(day.when) == "12-02"
    assert day.since == 2012
    assert day.is_core
    assert day.audience == ("公众", "货运")
    assert day.entries == ("chaozai-fakuan", "diandongche-dairen")
    assert day.points == ("货车不能超载。",)
    assert day.body.startswith("12月2日是全国交通安全日。")
    assert list(day.words)[1] == day.led


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("since:", "year:", "5: unknown key `year`"),
        ("name: 全国交通安全日\n", "", "`name` is missing: add a line `name: …`"),
        ("basis:", "source:", "`basis` is missing"),
        ("since: 2012", "since: 二〇一二", "5: `since` must be a year"),
        ("since: 2012", "since: 2012-02-30", "5: no such value: day is out of range for month"),
        ("since: 2012", "dates: {2026: 1226-12-02}", "5: the year 1226 is a slip"),
        ("since: 2012", "confirm: 会", "5: `confirm` must be true or false"),
        ("when: 12-02", "when: 二月", "4: no rule for dates: '二月' (write 12-04, "),
        ("when: 12-02", "when: 02-30", "4: 02-30: "),
        ("kind: 宣传日", "kind: 节日", "3: unknown kind 节日: use 宣传日 宣传周 宣传月"),
        ("since: 2012", "relevance: high", "5: unknown relevance high: use core related"),
        ("[公众, 货运]", "[公众, 司机]", "7: unknown audience 司机: use 公众"),
        ("points:\n  - 货车不能超载。", "points: 货车不能超载", "`points` must be a list of texts"),
        ("- 货车不能超载。", "- 12", "13: `points` must be a list of texts"),
        ("since: 2012", "cites: [公路法 第几条]", "5: not an article"),
        ("since: 2012", "dates: {2026: week of 12-02}", "5: week of 12-02: write the dates"),
        ("since: 2012", "dates: {二六年: 12-02}", "5: 二六年 is no year"),
        ("since: 2012", "dates: 12-02", "`dates` must be pairs"),
        ("kind: 宣传日", "kind: 施行纪念日", "3: an anniversary needs `law: …` and `since: …`"),
        ("since: 2012", "key: other-day", "5: key other-day isn't the file's name"),
    ],
)
def test_it_finds_each_fault_with_its_line(before, after, fault):
    with pytest.raises(FaultyFile) as caught:
        read((before, after))
    assert fault in str(caught.value)


def test_screens_hold_so_many_characters():
    led, bus = "led: 12月2日全国交通安全日：不超载，不超速。", "bus: 全国交通安全日：不超载，不超速"
    assert len(read((led, f"led: {'慢' * 60}"), (bus, f"bus: {'慢' * 40}")).led) == 60
    with pytest.raises(FaultyFile, match="`led` has 61 characters: shorten it to 60"):
        read((led, f"led: {'慢' * 61}"))
    with pytest.raises(FaultyFile, match="`bus` has 41 characters: shorten it to 40"):
        read((bus, f"bus: {'慢' * 41}"))


def test_a_day_without_words_is_refused():
    head = DAY[: DAY.index("\n---\n", 4)]
    with pytest.raises(FaultyFile, match="there is no notice"):
        dayfiles.parse(f"{head}\n---\n", PATH)


def test_its_name_must_do_as_a_key():
    with pytest.raises(FaultyFile, match="file name: use a-z, 0-9 and hyphens"):
        read(path=Path("days/交通安全日.md"))


def test_the_dates_that_a_notice_set_go_before_the_rule():
    day = read(("since: 2012", "confirm: true\ndates: {2027: 11-29..12-05, 2028: 12-03}"))
    assert day.needs_confirmation(2026)
    assert not day.needs_confirmation(2027)
    (span,) = day.spans(2027)
    assert (span.first, span.last) == (date(2027, 11, 29), date(2027, 12, 5))
    assert day.spans(2028)[0].first == date(2028, 12, 3)
    assert day.spans(2026)[0].first == date(2026, 12, 2)


def test_a_day_that_moves_needs_confirmation_unasked():
    assert not read().needs_confirmation(2026)
    assert read(("when: 12-02", "when: 3rd Sun of 05")).needs_confirmation(2026)
