"""Every figure is what plain SQL, or a plain count of the rows, says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge.statutes import Texts
from bot.publicity.report import sentences, writing
from bot.publicity.report.as_json import as_record
from bot.publicity.report.period import Period
from bot.store import activities, entry_versions, knowledge_changes, questions
from bot.store.activities import Activity
from bot.store.campaigns import Notice
from bot.store.entry_versions import PUBLISHED, RETIRED, Version
from tests.fakes import campaigns
from tests.fakes.year import MISSED, SHANGHAI

IN_2026 = "BETWEEN '2025-12-31T16:00' AND '2026-12-31T16:00'"  # by Shanghai's clock


async def value(gathered, *keys, **period):
    figures = (await gathered(**period)).figures
    return tuple(figures[key].value for key in keys)


async def test_notices_are_those_of_the_outbox(year, gathered, by_hand):
    ((listed, people),) = by_hand(
        "SELECT count(*), count(DISTINCT subscriber_id) FROM deliveries d, campaigns c"
        f" WHERE c.id = d.campaign_id AND c.begun_at {IN_2026}"
    )
    states = dict(by_hand("SELECT state, count(*) FROM deliveries GROUP BY state"))
    found = await value(
        gathered, "listed", "sent", "uncertain", "blocked", "failed", "skipped", "campaigns"
    )
    assert found == (
        listed,
        *(states[state] for state in ("sent", "uncertain", "blocked", "failed", "skipped")),
        len(by_hand("SELECT id FROM campaigns")),
    )
    assert sum(found[1:6]) == listed
    ((reached,),) = by_hand(
        "SELECT count(*) FROM (SELECT DISTINCT subscriber_id FROM deliveries WHERE state='sent')"
    )
    assert await value(gathered, "reached") == (reached,)
    assert reached <= people


async def test_questions_are_those_that_were_asked_by_local_time(year, gathered, by_hand):
    rows = by_hand("SELECT asked_at, decision, chosen FROM questions")
    of_year = [
        (decision, chosen)
        for asked_at, decision, chosen in rows
        if datetime.fromisoformat(asked_at).astimezone(SHANGHAI).year == 2026
    ]
    assert 800 < len(of_year) <= len(rows)
    found = await value(gathered, "asked", "answered", "chosen", "not_chosen", "article", "unknown")
    assert found == (
        len(of_year),
        sum(decision == "answer" for decision, _ in of_year),
        sum(decision == "suggest" and chosen is not None for decision, chosen in of_year),
        sum(decision == "suggest" and chosen is None for decision, chosen in of_year),
        sum(decision == "article" for decision, _ in of_year),
        sum(decision == "unknown" for decision, _ in of_year),
    )
    assert sum(found[1:]) == found[0]
    (share,) = await value(gathered, "unknown_share")
    assert share == pytest.approx(100 * found[-1] / found[0])


async def test_topics_are_those_of_the_entries_that_answered(year, gathered, by_hand, library):
    expected = {}
    for decision, entry, chosen in by_hand(
        f"SELECT decision, entry, chosen FROM questions WHERE asked_at {IN_2026}"
    ):
        if slug := entry if decision == "answer" else chosen:
            topic = library.entries[slug].topic
            expected[topic] = expected.get(topic, 0) + 1
    report = await gathered()
    assert dict(report.rows["questions_by_topic"]) == expected
    assert sum(expected.values()) == sum(
        report.figures[key].value for key in ("answered", "chosen")
    )


async def test_what_was_deleted_when_its_time_was_over_is_still_counted(
    year, gathered, purge, by_hand
):
    before = await gathered()
    asked, written = await purge()
    assert asked > 300
    assert written > 0
    assert by_hand("SELECT count(*) FROM questions") == [(before.figures["asked"].value - asked,)]
    after = await gathered()
    assert after.figures == before.figures
    assert after.rows == before.rows


async def test_months_add_up_to_the_year(year, gathered, purge):
    await purge()
    added = ("campaigns", "sent", "asked", "unknown", "activities", "people", "letters", "votes")
    months = [await value(gathered, *added, month=month) for month in range(1, 13)]
    assert tuple(map(sum, zip(*months, strict=True))) == await value(gathered, *added)
    by_time = (await gathered()).rows["questions_by_time"]
    assert [row[1] for row in by_time] == [month[2] for month in months]


async def test_letters_and_how_fast_they_were_answered(year, gathered, by_hand):
    took = [
        replied_at and datetime.fromisoformat(replied_at) - datetime.fromisoformat(written_at)
        for written_at, replied_at in by_hand(
            f"SELECT written_at, replied_at FROM letters WHERE written_at {IN_2026}"
        )
    ]
    replied = [each for each in took if each]
    assert await value(gathered, "letters", "replied", "within_day") == (
        len(took),
        len(replied),
        sum(each <= timedelta(days=1) for each in replied),
    )
    (hours,) = await value(gathered, "reply_hours")
    assert hours == pytest.approx(median(replied) / timedelta(hours=1), abs=0.001)


async def test_satisfaction_is_the_share_of_helpful_votes(year, gathered, by_hand):
    votes = [
        helpful for (helpful,) in by_hand(f"SELECT helpful FROM votes WHERE voted_at {IN_2026}")
    ]
    assert await value(gathered, "votes", "helpful_share") == (
        len(votes),
        pytest.approx(100 * sum(votes) / len(votes)),
    )


async def test_arrivals_and_subscribers_by_place(year, gathered, by_hand):
    names = dict(by_hand("SELECT code, name FROM places"))
    arrived = by_hand("SELECT place, sum(count) FROM arrivals GROUP BY place")
    subscribed = by_hand("SELECT place, count(*) FROM subscribers GROUP BY place")
    report = await gathered()
    assert dict(report.rows["arrivals"]) == {names[code]: count for code, count in arrived}
    assert report.figures["arrivals"].value == sum(count for _, count in arrived)
    assert dict(report.rows["subscribers"]) == {
        names.get(code, code): count for code, count in subscribed
    }


async def test_activities_are_those_held_in_the_period(year, gathered, by_hand):
    rows = by_hand("SELECT people, materials, consultations FROM activities")
    assert await value(gathered, "activities", "people", "materials", "consultations") == (
        len(rows),
        *map(sum, zip(*rows, strict=True)),
    )
    may = by_hand("SELECT people FROM activities WHERE held_on LIKE '2026-05-%'")
    assert await value(gathered, "activities", "people", month=5) == (
        len(may),
        sum(people for (people,) in may),
    )


async def test_a_corrected_activity_counts_as_corrected_and_a_deleted_one_not(database, gathered):
    held_on = Period(2026).first
    details = {"at": datetime(2026, 1, 2, tzinfo=UTC), "who": "cli:li", "via": "cli"}
    kept, gone = [
        await database.write(
            activities.add, activity=Activity(held_on, "宣讲", people=people), **details
        )
        for people in (10, 500)
    ]
    await database.write(
        activities.correct, before=kept, after=Activity(held_on, "宣讲", people=12), **details
    )
    await database.write(activities.delete, activity=gone, reason="", **details)
    assert await value(gathered, "activities", "people") == (1, 12)


async def test_days_are_held_against_the_calendar(year, gathered):
    report = await gathered()
    core = [day for day in report.days if day.is_core]
    missed = [day.name for day in core if not day.is_observed]
    assert len(missed) == len(MISSED)
    assert report.figures["core_days"].value == len(core)
    assert report.figures["core_observed"].value == len(core) - len(MISSED)
    assert report.figures["days_observed"].value == len(report.rows["days"])
    assert sum(day.sent for day in report.days) == report.figures["sent"].value


async def test_a_day_that_left_the_calendar_is_told_by_its_key(database, gathered):
    await database.write(
        activities.add,
        activity=Activity(Period(2026).first, "宣讲", day="county-day/2026", people=30),
        at=datetime(2026, 1, 2, tzinfo=UTC),
        who="cli:li",
        via="cli",
    )
    report = await gathered()
    assert [(d.name, d.people) for d in report.days if d.activities] == [
        ("日历上已没有的宣传日（2026）", 30)
    ]


async def test_knowledge_that_came_was_reviewed_or_went(database, library, gathered):
    entries = list(library.entries.values())

    async def noticed(entries, month, *, is_whole=True):
        at = datetime(2026, month, 3, tzinfo=UTC)
        await database.write(knowledge_changes.notice, entries=entries, now=at, is_whole=is_whole)

    await noticed(entries[:100], 1)
    await noticed(entries[:110], 2)
    await noticed(entries[:90], 3, is_whole=False)  # some file had a fault
    await noticed(entries[4:110], 4)
    await noticed(entries[:110], 6)  # back again
    assert await value(gathered, "added", "retired") == (14, 4)
    assert await value(gathered, "added", "retired", month=2) == (10, 0)
    assert (await gathered()).rows["knowledge"] == [(100, 14, 4)]


async def test_nothing_is_noticed_twice(database, library):
    entries = list(library.entries.values())
    at = datetime(2026, 1, 3, tzinfo=UTC)
    counts = [
        await database.write(knowledge_changes.notice, entries=entries, now=at, is_whole=True)
        for _ in range(2)
    ]
    assert counts == [len(entries), 0]


async def test_laws_that_changed_are_those_of_the_register_and_of_newer_texts(
    gathered, tmp_path, library
):
    folder = tmp_path / "texts"
    folder.mkdir()
    for version, body in (
        ("2020-01-01", "第一条 旧的。"),
        ("2026-03-01", "第一条 新的。\n\n第二条 又一条。"),
    ):
        text = f"---\ntitle: 公路法\nshort: 公路法\nversion_date: {version}\n---\n\n{body}\n"
        (folder / f"公路法-{version}.md").write_text(text, encoding="utf-8")
    report = await gathered(texts=Texts(folder))
    laws = {law.title: law for law in report.laws}
    assert laws["中华人民共和国公路法"].articles == "新增1条、修改1条"
    assert laws["中华人民共和国民用航空法"].what == "2026年7月1日施行"
    assert laws["中华人民共和国民用航空法"].entries == len(library.by_law["民用航空法"])
    assert report.figures["laws"].value == len(report.laws)
    assert "中华人民共和国公路法" in {
        law.title for law in (await gathered(month=3, texts=Texts(folder))).laws
    }
    assert "中华人民共和国民用航空法" not in {law.title for law in (await gathered(year=2024)).laws}


async def test_an_empty_year_has_noughts_and_no_shares(gathered):
    report = await gathered(year=2031)
    assert report.figures["asked"].value == 0
    assert report.figures["unknown_share"].value is None
    assert report.figures["reply_hours"].text == "—"


async def test_another_zones_year_begins_at_another_hour(year, gathered, by_hand):
    zone = ZoneInfo("Asia/Urumqi")
    asked = by_hand("SELECT asked_at FROM questions")
    local = [datetime.fromisoformat(at).astimezone(zone) for (at,) in asked]
    expected = sum((at.year, at.month) == (2026, 5) for at in local)
    assert await value(gathered, "asked", month=5, zone=zone) == (expected,)
    by_day = (await gathered(month=5, zone=zone)).rows["questions_by_time"]
    for day, count, *_ in by_day:
        assert count == sum((at.month, at.day) == (5, day) for at in local)


async def test_every_figure_can_be_made_again_from_what_the_report_says_of_it(
    year, gathered, purge, by_hand
):
    """The queries and parameters in the JSON are all that an auditor needs."""
    await purge()
    record = as_record(await gathered())
    for name, query in record["queries"].items():
        again = by_hand_named(by_hand, query["sql"], record["parameters"])
        assert [tuple(row) for row in query["rows"]] == again, name
        assert all(len(row) == len(query["columns"]) for row in again)
    for key, figure in record["figures"].items():
        assert bool(figure["query"]) != bool(figure["source"]), key


def by_hand_named(by_hand, sql, parameters):
    """Plain values in place of the named parameters, as one would type them."""
    for name in sorted(parameters, key=len, reverse=True):
        quoted = "'" + parameters[name].replace("'", "''") + "'"
        sql = sql.replace(f":{name}", quoted)
    return by_hand(sql)


async def test_dates_of_review_that_were_shipped_are_no_reviews_of_the_bureaus(
    database, library, gathered
):
    at = datetime(2026, 3, 3, tzinfo=UTC)
    entries = list(library.entries.values())
    await database.write(knowledge_changes.notice, entries=entries, now=at, is_whole=True)
    assert await value(gathered, "reviewed", "reviewed_here") == (0, 0)
    version = Version(
        slug=entries[0].slug, number=1, at=at, change=PUBLISHED, author="telegram:1",
        reviewer="telegram:2", is_alone=False, draft_id=1, topic=entries[0].topic,
        text=entries[0].source, reason="", written_at=at,
    )  # fmt: skip
    await database.write(entry_versions.add, version=version)
    assert await value(gathered, "reviewed", "reviewed_here", "added") == (1, 1, 1)


async def test_an_entry_that_came_and_went_between_two_looks_is_counted(
    database, library, gathered
):
    at = datetime(2026, 3, 3, tzinfo=UTC)
    entry = next(iter(library.entries.values()))
    for number, change in ((1, PUBLISHED), (2, RETIRED)):
        version = Version(
            slug="xin-tiao-mu", number=number, at=at, change=change, author="telegram:1",
            reviewer="telegram:2", is_alone=False, draft_id=None, topic=entry.topic,
            text=entry.source, reason="", written_at=at,
        )  # fmt: skip
        await database.write(entry_versions.add, version=version)
    assert await value(gathered, "added", "retired") == (1, 1)


async def test_days_before_the_start_and_yet_to_come_are_no_omissions(database, library, gathered):
    at = datetime(2026, 11, 20, tzinfo=UTC)
    entries = list(library.entries.values())
    await database.write(knowledge_changes.notice, entries=entries, now=at, is_whole=True)
    report = replace(await gathered(), made_on=date(2026, 11, 28))
    told = sentences.shortcomings(report)
    assert "在本系统启用（2026年11月20日）之前" in told
    assert "还没有到（" in told
    assert "国家宪法日" in told.split("还没有到")[1]


async def test_no_name_of_a_file_stands_in_the_document(database, library, gathered):
    await database.write(
        questions.record, asked_at=datetime(2026, 5, 1, tzinfo=UTC), channel="web", asker="x",
        text="问", decision="answer", entry="dian-dong-gone", confidence=1.0, milliseconds=1.0,
        campaign_id=None,
    )  # fmt: skip
    report = await gathered()
    told = str(writing.write(report, with_charts=False))
    assert "dian-dong-gone" not in told
    assert "（已撤下的条目）" in told


async def test_what_the_account_sent_to_all_counts_apart_from_the_notices(database, gathered):
    """One that failed or was only published went to nobody; its day was observed all the same."""

    def sent(db):
        notice = Notice("交通安全日", "开车守法。")
        campaign = campaigns.schedule(db, notice, send_at=datetime(2026, 12, 2, tzinfo=UTC))
        db.execute("UPDATE campaigns SET day = 'traffic-safety/2026'")
        for number, (way, state, count) in enumerate(
            (("mass", "sent", 75), ("mass", "failed", None), ("publish", "sent", 0))
        ):
            db.execute(
                "INSERT INTO broadcasts (campaign_id, version, way, once, draft, state, by, at,"
                " sent, failed) VALUES (?, 1, ?, ?, 'd', ?, '陈静', '2026-12-02T01:00:00+00:00',"
                " ?, 5)",
                [campaign, way, str(number), state, count],
            )

    await database.write(sent)

    assert await value(gathered, "masses", "mass_sent", "mass_failed") == (1, 75, 5)
    assert await value(gathered, "campaigns", "sent") == (0, 0)
    report = await gathered()
    assert report.rows["days"] == [("traffic-safety/2026", 1, 0)]
    assert "用公众号群发1次，送达75人次" in sentences.responsibility(report)
