"""What is kept of a WeChat account: its token, what its API refused, scenes, and menus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Fault:
    """What an API refused last; it is left alone until `off_until`."""

    api: str
    code: int
    detail: str
    at: datetime
    off_until: datetime | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A code that leads to the account: `url` is what it says, `ticket` opens WeChat's own
    picture of it."""

    scene: str
    url: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu as it was published, and the one before it, both in JSON."""

    id: int
    menu: str
    before: str
    by: str
    at: datetime


def token(db: Database, *, appid: str, now: datetime) -> str:
    """The token in force; "" where there is none, or it is to be renewed."""
    row = db.execute(
        "SELECT token FROM wechat_tokens WHERE appid = :appid AND expires_at > :now",
        {"appid": appid, "now": now.isoformat()},
    ).fetchone()
    return str(row[0]) if row else ""


def keep_token(db: Database, *, appid: str, token: str, expires_at: datetime) -> None:
    db.execute(
        "INSERT INTO wechat_tokens (appid, token, expires_at) VALUES (:appid, :token, :expires)"
        " ON CONFLICT (appid) DO UPDATE SET token = excluded.token,"
        " expires_at = excluded.expires_at",
        {"appid": appid, "token": token, "expires": expires_at.isoformat()},
    )


def drop_token(db: Database, *, appid: str, token: str) -> None:
    """This one is no good; one that came meanwhile stays."""
    db.execute(
        "DELETE FROM wechat_tokens WHERE appid = :appid AND token = :token",
        {"appid": appid, "token": token},
    )


def note_fault(
    db: Database,
    *,
    api: str,
    code: int,
    detail: str,
    now: datetime,
    off_until: datetime | None,
) -> None:
    db.execute(
        "INSERT INTO wechat_faults (api, code, detail, at, off_until)"
        " VALUES (:api, :code, :detail, :now, :until)"
        " ON CONFLICT (api) DO UPDATE SET code = excluded.code, detail = excluded.detail,"
        " at = excluded.at, off_until = excluded.off_until",
        {
            "api": api,
            "code": code,
            "detail": detail,
            "now": now.isoformat(),
            "until": off_until.isoformat() if off_until else "",
        },
    )


def works(db: Database, *, api: str) -> None:
    """It may be used again."""
    db.execute("UPDATE wechat_faults SET off_until = '' WHERE api = :api", {"api": api})


def faults(db: Database) -> list[Fault]:
    """The last one of each API, the newest first."""
    rows = db.query("SELECT * FROM wechat_faults ORDER BY at DESC")
    return [
        Fault(
            api=row["api"],
            code=row["code"],
            detail=row["detail"],
            at=datetime.fromisoformat(row["at"]),
            off_until=datetime.fromisoformat(row["off_until"]) if row["off_until"] else None,
        )
        for row in rows
    ]


def keep_scene(db: Database, *, scene: Scene, now: datetime) -> None:
    db.execute(
        "INSERT INTO wechat_scenes (scene, url, ticket, made_at)"
        " VALUES (:scene, :url, :ticket, :now) ON CONFLICT (scene) DO NOTHING",
        {"scene": scene.scene, "url": scene.url, "ticket": scene.ticket, "now": now.isoformat()},
    )


def scene(db: Database, *, scene: str) -> Scene | None:
    rows = db.query(
        "SELECT scene, url, ticket FROM wechat_scenes WHERE scene = :scene", {"scene": scene}
    )
    return next((Scene(**row) for row in rows), None)


def scenes(db: Database) -> list[Scene]:
    rows = db.query("SELECT scene, url, ticket FROM wechat_scenes ORDER BY made_at, scene")
    return [Scene(**row) for row in rows]


def keep_menu(db: Database, *, menu: str, before: str, by: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO wechat_menus (menu, before, by, at) VALUES (:menu, :before, :by, :now)",
        {"menu": menu, "before": before, "by": by, "now": now.isoformat()},
    )


def last_menu(db: Database) -> Menu | None:
    """The one that was published last."""
    rows = db.query("SELECT * FROM wechat_menus ORDER BY id DESC LIMIT 1")
    return next((Menu(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows), None)
