"""The queries behind the report. Each stands in its appendix as it stands here, to be run again.

Parameters: `:start` and `:end` are moments in UTC, the end is outside; `:first` and `:last` are the
local days, both inside; `:shift` turns UTC into local time; `:part` is %m for a year and %d for a
month; `:topics` are the entries' topics as JSON, by slug.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from bot.store.results import snapshot

Value = str | int | float | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """`columns` name what it gives, for people."""

    title: str
    columns: tuple[str, ...]
    sql: str


QUERIES: Mapping[str, Query] = {
    "sent": Query(
        "推送合计",
        ("场次", "名单", "送达", "订阅者", "结果不明", "屏蔽", "失败", "未发"),
        """
SELECT count(DISTINCT c.id), count(d.subscriber_id),
       count(*) FILTER (WHERE d.state = 'sent'),
       count(DISTINCT d.subscriber_id) FILTER (WHERE d.state = 'sent'),
       count(*) FILTER (WHERE d.state = 'uncertain'),
       count(*) FILTER (WHERE d.state = 'blocked'),
       count(*) FILTER (WHERE d.state = 'failed'),
       count(*) FILTER (WHERE d.state = 'skipped')
FROM campaigns c LEFT JOIN deliveries d ON d.campaign_id = c.id
WHERE c.begun_at >= :start AND c.begun_at < :end""",
    ),
    "campaigns": Query(
        "逐次推送",
        ("编号", "标题", "宣传日", "开始", "名单", "送达", "点按钮", "由此提问"),
        """
SELECT c.id, c.title, coalesce(c.day, ''), date(c.begun_at, :shift),
       (SELECT count(*) FROM deliveries WHERE campaign_id = c.id),
       (SELECT count(*) FROM deliveries WHERE campaign_id = c.id AND state = 'sent'),
       (SELECT count(*) FROM all_taps WHERE campaign_id = c.id),
       (SELECT count(*) FROM all_questions WHERE campaign_id = c.id)
FROM campaigns c WHERE c.begun_at >= :start AND c.begun_at < :end ORDER BY c.begun_at, c.id""",
    ),
    "sent_by_time": Query(
        "推送送达（按时间）",
        ("时间", "送达"),
        """
SELECT CAST(strftime(:part, c.begun_at, :shift) AS INTEGER), count(*)
FROM campaigns c JOIN deliveries d ON d.campaign_id = c.id
WHERE c.begun_at >= :start AND c.begun_at < :end AND d.state = 'sent' GROUP BY 1 ORDER BY 1""",
    ),
    "broadcasts": Query(
        "公众号群发",
        ("群发", "送达", "失败", "只发布链接"),
        """
SELECT count(*) FILTER (WHERE way = 'mass'), sum(sent) FILTER (WHERE way = 'mass'),
       sum(failed) FILTER (WHERE way = 'mass'), count(*) FILTER (WHERE way = 'publish')
FROM broadcasts WHERE state = 'sent' AND at >= :start AND at < :end""",
    ),
    "subscribers": Query(
        "新增订阅（按来源）",
        ("来源", "数量"),
        """
SELECT coalesce(p.name, s.place), count(*)
FROM all_subscribers s LEFT JOIN places p ON p.code = s.place
WHERE s.consented_at >= :start AND s.consented_at < :end GROUP BY 1 ORDER BY 2 DESC, 1""",
    ),
    "arrivals": Query(
        "扫海报二维码到访（按地点）",
        ("地点", "次数"),
        """
SELECT p.name, sum(a.count) FROM arrivals a JOIN places p ON p.code = a.place
WHERE a.day BETWEEN :first AND :last GROUP BY 1 ORDER BY 2 DESC, 1""",
    ),
    "activities": Query(
        "线下活动合计",
        ("场次", "人数", "资料", "咨询"),
        """
SELECT count(*), coalesce(sum(people), 0), coalesce(sum(materials), 0),
       coalesce(sum(consultations), 0)
FROM activities WHERE held_on BETWEEN :first AND :last""",
    ),
    "activities_by_kind": Query(
        "线下活动（按种类）",
        ("种类", "场次", "人数", "资料", "咨询"),
        """
SELECT kind, count(*), sum(people), sum(materials), sum(consultations)
FROM activities WHERE held_on BETWEEN :first AND :last GROUP BY 1 ORDER BY 2 DESC, 1""",
    ),
    "activities_by_subject": Query(
        "线下活动（按宣传日和法规）",
        ("宣传日", "法规", "种类", "场次", "人数", "资料", "咨询", "最早", "最晚"),
        """
SELECT day, law, kind, count(*), sum(people), sum(materials), sum(consultations),
       min(held_on), max(held_on)
FROM activities WHERE held_on BETWEEN :first AND :last GROUP BY 1, 2, 3 ORDER BY 8, 1, 2, 3""",
    ),
    "activities_by_time": Query(
        "线下活动（按时间）",
        ("时间", "场次", "人数"),
        """
SELECT CAST(strftime(:part, held_on) AS INTEGER), count(*), sum(people)
FROM activities WHERE held_on BETWEEN :first AND :last GROUP BY 1 ORDER BY 1""",
    ),
    "days": Query(
        "开展了宣传的宣传日",
        ("宣传日", "推送", "线下活动"),
        """
SELECT day, sum(campaigns), sum(activities) FROM (
  SELECT day, 1 AS campaigns, 0 AS activities FROM campaigns
  WHERE begun_at >= :start AND begun_at < :end
  UNION ALL
  SELECT day, 1, 0 FROM campaigns c
  WHERE (begun_at IS NULL OR begun_at < :start OR begun_at >= :end) AND EXISTS (
    SELECT 1 FROM broadcasts b
    WHERE b.campaign_id = c.id AND state = 'sent' AND at >= :start AND at < :end)
  UNION ALL
  SELECT day, 0, 1 FROM activities WHERE held_on BETWEEN :first AND :last
) WHERE coalesce(day, '') != '' GROUP BY 1 ORDER BY 1""",
    ),
    "questions": Query(
        "线上提问（按结果）",
        ("提问", "直接回答", "候选中选中", "候选未选", "指到条文", "未能回答"),
        """
SELECT count(*),
       count(*) FILTER (WHERE decision = 'answer'),
       count(*) FILTER (WHERE decision IN ('suggest', 'clarify') AND chosen IS NOT NULL),
       count(*) FILTER (WHERE decision IN ('suggest', 'clarify') AND chosen IS NULL),
       count(*) FILTER (WHERE decision = 'article'),
       count(*) FILTER (WHERE decision = 'unknown')
FROM all_questions WHERE asked_at >= :start AND asked_at < :end""",
    ),
    "questions_by_topic": Query(
        "已答复的提问（按主题）",
        ("主题", "次数"),
        """
SELECT coalesce(t.value, '已撤下的条目'), sum(times) FROM (
  SELECT CASE decision WHEN 'answer' THEN entry ELSE chosen END AS answered, count(*) AS times
  FROM all_questions WHERE asked_at >= :start AND asked_at < :end GROUP BY 1
) LEFT JOIN json_each(:topics) t ON t.key = answered
WHERE answered IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1""",
    ),
    "questions_by_time": Query(
        "线上提问（按时间）",
        ("时间", "提问", "已答复", "未能回答"),
        """
SELECT CAST(strftime(:part, asked_at, :shift) AS INTEGER), count(*),
       count(*) FILTER (WHERE decision IN ('answer', 'article') OR chosen IS NOT NULL),
       count(*) FILTER (WHERE decision = 'unknown')
FROM all_questions WHERE asked_at >= :start AND asked_at < :end GROUP BY 1 ORDER BY 1""",
    ),
    "questions_by_channel": Query(
        "线上提问（按渠道）",
        ("渠道", "次数"),
        """
SELECT channel, count(*) FROM all_questions
WHERE asked_at >= :start AND asked_at < :end GROUP BY 1 ORDER BY 2 DESC, 1""",
    ),
    "most_asked": Query(
        "问得最多的问题",
        ("条目", "次数"),
        """
SELECT CASE decision WHEN 'answer' THEN entry ELSE chosen END AS answered, count(*)
FROM all_questions
WHERE asked_at >= :start AND asked_at < :end AND answered IS NOT NULL
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10""",
    ),
    "letters": Query(
        "群众留言",
        ("收到", "已答复", "24 小时内答复"),
        """
SELECT count(*), count(seconds_to_reply),
       count(*) FILTER (WHERE seconds_to_reply <= 86400)
FROM all_letters WHERE written_at >= :start AND written_at < :end""",
    ),
    "reply_time": Query(
        "留言答复用时的中位数",
        ("秒",),
        """
SELECT avg(seconds_to_reply) FROM (
  SELECT seconds_to_reply, row_number() OVER (ORDER BY seconds_to_reply) AS place,
         count(*) OVER () AS of_all
  FROM all_letters
  WHERE written_at >= :start AND written_at < :end AND seconds_to_reply IS NOT NULL
) WHERE place IN ((of_all + 1) / 2, (of_all + 2) / 2)""",
    ),
    "votes": Query(
        "评价",
        ("评价", "有用"),
        """
SELECT count(*), count(*) FILTER (WHERE helpful) FROM all_votes
WHERE voted_at >= :start AND voted_at < :end""",
    ),
    "knowledge": Query(
        "知识库变动",
        ("启用时收录", "新增", "撤下"),
        """
SELECT count(*) FILTER (WHERE change = 'listed'), count(*) FILTER (WHERE change = 'added'),
       count(*) FILTER (WHERE change = 'retired') FROM (
  SELECT slug, change FROM knowledge_changes WHERE at >= :start AND at < :end
  UNION
  SELECT slug, CASE change WHEN 'retired' THEN change ELSE 'added' END FROM entry_versions
  WHERE at >= :start AND at < :end
    AND (change = 'retired' OR (change = 'published' AND number = 1))
)""",
    ),
    "reviewed": Query(
        "复核过的条目",
        ("条目数", "其中由本单位审核发布"),
        """
SELECT count(DISTINCT slug), count(DISTINCT slug) FILTER (WHERE by_staff) FROM (
  SELECT slug, 0 AS by_staff FROM knowledge_changes
  WHERE change IN ('added', 'reviewed') AND reviewed BETWEEN :first AND :last
  UNION ALL
  SELECT slug, 1 FROM entry_versions
  WHERE change = 'published' AND at >= :start AND at < :end
)""",
    ),
    "exams": Query(
        "学法用法考试",
        ("场次", "应考", "实考", "合格"),
        """
SELECT count(*), sum(due), sum(sat), sum(passed) FROM (
  SELECT (SELECT count(*) FROM paper_roll r WHERE r.paper = p.id AND r.person NOT IN
            (SELECT person FROM exemptions WHERE paper = p.id)) AS due,
         (SELECT count(DISTINCT person) FROM exam_attempts a
          WHERE a.paper = p.id AND score IS NOT NULL) AS sat,
         (SELECT count(*) FROM
            (SELECT max(score) AS best FROM exam_attempts a
             WHERE a.paper = p.id AND score IS NOT NULL GROUP BY person)
          WHERE 100 * best >= json_extract(p.blueprint, '$.passing') *
            (SELECT sum(json_extract(value, '$.count') * json_extract(value, '$.points'))
             FROM json_each(p.blueprint, '$.sections'))) AS passed
  FROM papers p
  WHERE p.state = 'approved' AND p.closes >= :start AND p.closes < min(:end, :today)
)""",
    ),
    "quiz": Query(
        "公众学法答题",
        ("答题",),
        """
SELECT coalesce(sum(n), 0) FROM quiz_counts
WHERE option = '*' AND day BETWEEN :first AND :last""",
    ),
    "started": Query(
        "本系统启用的日期",
        ("日期",),
        """
SELECT date(min(at), :shift) FROM knowledge_changes""",
    ),
}


def run(db: Database, *, parameters: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of every query, all of one moment."""
    with snapshot(db):
        return {
            name: [tuple(row) for row in db.execute(query.sql, dict(parameters)).fetchall()]
            for name, query in QUERIES.items()
        }
