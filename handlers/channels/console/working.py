"""The page of what takes its time: how far it is and, once it is over, what came of it."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.codes import hash_of
from bot.staff.refusals import Unknown
from bot.store import console_forms
from handlers.channels.console import answers
from handlers.channels.console.routing import Open, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.site import is_fragment

pages = Pages()


@pages.get("/working/{name}", Open.TO_STAFF)
async def working_page(visit: Visit) -> Response:
    """The script is told where it is over, and loads the page anew, which is what came of it then,
    a file by a link: from the database where the service was started again since."""
    name = visit.part("name")
    job = visit.console.jobs.of(visit.account, name)
    if job and not job.task.done():
        template = "progress.html" if is_fragment(visit.request) else "working.html"
        seconds = int((visit.now - job.begun_at).total_seconds())
        return await visit.page(f"working/{template}", title="正在办", job=job, seconds=seconds)
    if is_fragment(visit.request):
        return Response(headers={"X-Over": "1"})
    if job:
        made = job.task.result()
        if "content-disposition" in made.headers and not visit.asked("take"):
            return await visit.page("working/made.html", title="办好了")
        return made
    database = visit.application.database
    outcome = await database.read(console_forms.outcome, token_hash=hash_of(name))
    if outcome is None or outcome.account != visit.account:
        raise Unknown("这件事没有办完：服务中途重新启动过。先看看结果，再决定要不要重做。")
    return await answers.as_the_first_time(visit, outcome)
