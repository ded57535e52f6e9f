"""How the service is, the settings in force, and backups."""

from __future__ import annotations

from starlette.responses import Response

from bot import config
from bot.config import SettingsError, name_of
from bot.knowledge.statutes import holdings
from bot.staff.permissions import Action
from bot.store import status
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.wellbeing import wellbeing

pages = Pages()
STATES = {
    "entries": "在用的条目",
    "database_writable": "数据库能写",
    "database_in_place": "数据库文件还在原处",
    "delivery_moving": "推送在走",
}


@pages.get("/system", Action.SETTINGS_SEE)
async def system_page(visit: Visit) -> Response:
    application, edition = visit.application, visit.edition
    state = await wellbeing(application)
    found = await application.database.read(status.of_service, now=visit.now, since={})
    register = edition.library.register
    return await visit.page(
        "system/health.html",
        title="运行状况",
        is_well=state["ok"],
        states=[
            (STATES.get(name, name.replace("_listening", " 在收消息")), value)
            for name, value in state.items()
            if name != "ok"
        ],
        found=found,
        faults=edition.faults,
        reloads=application.knowledge.reloads,
        due=sum(one.review_by < visit.console.today for one in edition.library.entries.values()),
        versions=holdings.version_lines(register, edition.texts),
        held=len(holdings.held(register, edition.texts)),
        registered=len(register.statutes),
        held_since=application.purging.held_since,
    )


@pages.get("/system/settings", Action.SETTINGS_SEE)
async def settings_page(visit: Visit) -> Response:
    settings = visit.application.settings
    try:
        sources = config.load().sources
    except SettingsError:  # changed since the start: what is in force is what was read then
        sources = {}
    rows = [
        (
            name_of(name),
            str(int(value) if isinstance(value, bool) else value) or "（空）",
            type(settings).model_fields[name].description,
            sources.get(name, "默认"),
        )
        for name, value in settings
    ]
    return await visit.page("system/settings.html", title="生效的设置", rows=rows)


@pages.get("/system/backup", Action.DATA_BACKUP)
async def backup_page(visit: Visit) -> Response:
    archives = await visit.application.archives.listing(visit.actor)
    return await visit.page("system/backup.html", title="备份", archives=archives)


@pages.post("/system/backup", Action.DATA_BACKUP, surely=True, long=True)
async def make_backup(visit: Visit) -> Response:
    name = await visit.application.archives.make(visit.actor)
    return await visit.done("/system/backup", f"备份 {name} 做好了，请下载到别的机器上")


@pages.get("/system/backup/{name}", Action.DATA_BACKUP, surely=True)
async def download(visit: Visit) -> Response:
    path = await visit.application.archives.take(visit.actor, visit.part("name"))
    return visit.stored(path)


@pages.post("/system/backup/{name}/look", Action.DATA_BACKUP, long=True)
async def look(visit: Visit) -> Response:
    await visit.application.archives.look(visit.actor, visit.part("name"))
    return await visit.done("/system/backup", f"{visit.part('name')} 完好，能用来恢复")


@pages.get("/system/backup/{name}/delete", Action.DATA_BACKUP, surely=True)
async def deleting_page(visit: Visit) -> Response:
    name = visit.part("name")
    await visit.application.archives.see(visit.actor, name)
    return await visit.page("system/delete_backup.html", title=f"要删除备份 {name} 吗？", name=name)


@pages.post("/system/backup/{name}/delete", Action.DATA_BACKUP, surely=True)
async def delete(visit: Visit) -> Response:
    await visit.application.archives.delete(visit.actor, visit.part("name"))
    return await visit.done("/system/backup", f"备份 {visit.part('name')} 已删除")
