"""What an administrator does first on a new instance; gone once all of it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.statutes import holdings
from bot.staff.permissions import Action
from bot.store import entry_versions
from handlers.channels.console.visits import Visit


@dataclass(frozen=True, slots=True)
class Task:
    """`left` says how much is left of it, "" where that is all."""

    words: str
    path: str
    is_done: bool
    left: str = ""


async def first_tasks(visit: Visit) -> Sequence[Task]:
    """Nothing for whoever couldn't do them."""
    if not visit.may(Action.BUREAU_EDIT):
        return ()
    application, edition = visit.application, visit.edition
    missing = holdings.missing(edition.library.register, edition.texts)
    lacking = sum(len(laws) for _, _, laws in missing)
    invited = len(await application.accounts.invitations(visit.actor))
    own_profile = (application.settings.overlay_dir / "bureau.yaml").is_file()
    tasks = (
        Task("填写单位资料：名称、热线、地址", "/bureau", own_profile),
        Task(
            "邀请第一位同事",
            "/people/invite",
            len((await application.accounts.staff()).members) > 1,
            f"邀请了 {invited} 位，等他们接受" if invited else "",
        ),
        Task("导入法规全文", "/statutes?held=missing", not lacking, f"还缺 {lacking} 部"),
        Task(
            "发布第一个自己的条目",
            "/entries/new",
            await application.database.read(entry_versions.any_published),
        ),
        Task(
            "写明群众用的网址（PUFA_PUBLIC_URL）",
            "/system/settings",
            bool(application.settings.public_url),
        ),
    )
    return () if all(task.is_done for task in tasks) else tasks
