"""`pufa campaign numbers ID`: what a campaign came to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.files import write_atomically
from bot.publicity import results
from bot.publicity.results import Results
from bot.store import Database, campaigns
from handlers.cli.common import AsJson, fail, print_json, run
from handlers.cli.tables import columns, print_table


def register(app: typer.Typer) -> None:
    app.command("numbers")(show_numbers)


def show_numbers(
    number: Annotated[int, typer.Argument(help="The campaign's number")],
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV: measure, detail, count")
    ] = False,
    as_json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the CSV there, in a form that Excel opens")
    ] = None,
) -> None:
    """一次推送的数字：名单、发出、结果不明、屏蔽、失败和原因、点击、提问、新订阅、用时。"""
    found = run(lambda _, database: _counted(database, number))
    if found is None:
        fail(f"no campaign {number}; `pufa campaign list` shows them")
    if out:
        # Excel takes a file without the mark for the local code page.
        write_atomically(out, "\ufeff" + results.as_csv(found))
    elif as_json:
        print_json(results.as_record(found))
    elif as_csv:
        typer.echo(results.as_csv(found), nl=False)
    else:
        table = columns("项目", "细分", "数", title=found.campaign.notice.title)
        for measure, detail, count in found.lines():
            table.add_row("" if detail else measure, detail, str(count))
        print_table(table)


async def _counted(database: Database, number: int) -> Results | None:
    campaign = await database.read(campaigns.get, campaign_id=number)
    return await results.of_campaign(database, campaign, datetime.now(UTC)) if campaign else None
