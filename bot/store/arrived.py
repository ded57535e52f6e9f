"""What has come to staff's desks in a time: how many of each, and nobody's words."""

from __future__ import annotations

from datetime import date, datetime

from sqlite_utils import Database

COMPLAINTS = "投诉举报"
_QUERIES = {
    COMPLAINTS: "SELECT count(*) FROM letters WHERE written_at > :since AND written_at <= :until"
    " AND closed_at IS NULL AND category IN ('投诉', '举报')",
    "留言": "SELECT count(*) FROM letters WHERE written_at > :since AND written_at <= :until"
    " AND closed_at IS NULL AND category NOT IN ('投诉', '举报')",
    "答不上来的问题": "SELECT count(*) FROM clusters WHERE opened_at > :since"
    " AND opened_at <= :until AND state = 'open'",
    "待审条目": "SELECT count(*) FROM audit WHERE at > :since AND at <= :until"
    " AND action = 'draft.submit'",
    "待审推送": "SELECT count(*) FROM audit WHERE at > :since AND at <= :until"
    " AND action = 'campaign.submit'",
    "开始的考试和补考": "SELECT count(*) FROM papers WHERE state = 'approved' AND"
    " ((opens > :since AND opens <= :until) OR (makeup_from > :since AND makeup_from <= :until))",
    "公众号接口出错": "SELECT count(*) FROM wechat_faults WHERE at > :since AND at <= :until",
}


def since(db: Database, *, since: datetime, until: datetime) -> dict[str, int]:
    """By what people call it, in the order of haste; only what there is any of."""
    times = {"since": since.isoformat(), "until": until.isoformat()}
    counts = {name: db.execute(sql, times).fetchone()[0] for name, sql in _QUERIES.items()}
    return {name: count for name, count in counts.items() if count}


def late(db: Database, *, before: datetime) -> dict[str, int]:
    """What has waited since before then."""
    queries = {
        "留言": "SELECT count(*) FROM letters WHERE replied_at IS NULL AND closed_at IS NULL"
        " AND written_at <= :before",
        "问题": "SELECT count(*) FROM clusters WHERE state = 'open' AND opened_at <= :before",
    }
    given = {"before": before.isoformat()}
    counts = {name: db.execute(sql, given).fetchone()[0] for name, sql in queries.items()}
    return {name: count for name, count in counts.items() if count}


def waiting(db: Database, *, today: date, now: datetime) -> dict[str, int]:
    """What waits now, whenever it came; only what there is any of."""
    open_letters = "SELECT count(*) FROM letters WHERE replied_at IS NULL AND closed_at IS NULL"
    queries = {
        "待答复的来信": open_letters,
        "其中今天到期或已过期": f"{open_letters} AND due_on <= :today",
        "没答上的问题": "SELECT count(*) FROM clusters WHERE state = 'open'",
        "待审条目": "SELECT count(*) FROM drafts WHERE state = 'in_review'",
        "待审推送": "SELECT count(*) FROM campaigns WHERE state = 'in_review'",
        "正在考试、还没参加的人次": "SELECT count(*) FROM paper_roll"
        " JOIN papers ON papers.id = paper WHERE state = 'approved' AND opens <= :now"
        " AND closes > :now"
        " AND NOT EXISTS (SELECT 1 FROM exemptions WHERE exemptions.paper = papers.id"
        "  AND exemptions.person = paper_roll.person)"
        " AND NOT EXISTS (SELECT 1 FROM exam_attempts WHERE exam_attempts.paper = papers.id"
        "  AND exam_attempts.person = paper_roll.person)",
    }
    given = {"today": today.isoformat(), "now": now.isoformat()}
    counts = {name: db.execute(sql, given).fetchone()[0] for name, sql in queries.items()}
    return {name: count for name, count in counts.items() if count}
