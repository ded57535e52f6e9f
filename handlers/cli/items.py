"""`pufa items …`: the items of practice, papers and quizzes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from bot.frontmatter import Fault, FaultyFile
from bot.knowledge import items as item_files
from bot.knowledge.checking import Evidence, VerifiedFacts
from bot.knowledge.checking import items as checking
from bot.knowledge.items import APPLYING, Item
from bot.knowledge.library import Library
from bot.knowledge.library.review import reviewed
from bot.knowledge.statutes import Texts
from bot.members import Actor
from bot.sheets import BadSheet
from bot.staff.refusals import Refused
from bot.training.bank import Bank
from bot.training.exchange import DOUBTFUL, LEFT, SOUND, Plan
from bot.training.generating import GENERATORS
from bot.training.training import Training
from handlers.cli.common import (
    AsJson,
    Who,
    acting,
    build_or_exit,
    fail,
    load_library,
    print_json,
    settings_or_exit,
    texts_of,
)
from handlers.cli.tables import columns, print_table

T = TypeVar("T")
app = typer.Typer(help="题目：列出、检查、复核、导入、导出。", no_args_is_help=True)
console = Console()
errors = Console(stderr=True)

Laws = Annotated[Path | None, typer.Option(help="Folder of full texts to hold them against")]


@app.command("list")
def list_items(
    topic: Annotated[str, typer.Option(help="Of this topic only")] = "",
    as_json: AsJson = False,
) -> None:
    """列出在用的题目（停考、停用的不在内），并按主题、题型计数。"""
    bank = Bank(*_held(None))
    found = [item for item in bank.asked if topic in ("", item.topic)]
    if as_json:
        print_json([_told(item) for item in found])
        return
    table = columns("题目", "题型", "主题", "考查", "题干", whole={"题目"})
    for item in found:
        table.add_row(item.slug, item.form, item.topic, item.aim, item.stem)
    print_table(table)
    applied = sum(item.aim in APPLYING for item in found)
    suspended = len(bank.suspended)
    typer.echo(f"{len(found)} 道在用，其中 {applied} 道考适用；停考 {suspended} 道")


@app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Report only on files below these paths")
    ] = None,
    laws: Laws = None,
) -> None:
    """检查题目：每处错误一行，file:line: 是什么、怎么改；有错误则以 1 退出。提示不算错误。"""
    if missing := [path for path in paths or () if not path.exists()]:
        fail(f"{missing[0]}：没有这个文件或文件夹")
    library, texts = _held(laws)
    evidence = Evidence(texts, VerifiedFacts.from_folder(texts.folder)) if texts.laws else None
    items = list(library.items.values())
    faults = [fault for fault in library.faults if "items" in fault.path.parts]
    faults += [fault for item in items for fault in checking.faults(item, library, evidence)]
    faults = _below([*faults, *checking.among(items)], paths)
    hints = [hint for item in items for hint in checking.hints(item, library)]
    today = datetime.now(settings_or_exit().zone).date()
    warnings = [one for item in items for one in checking.warnings(item, texts, library, today)]
    for word, found in (("提示", _below(hints, paths)), ("注意", _below(warnings, paths))):
        for one in found:
            errors.print(f"{word}：{one}", highlight=False, markup=False, soft_wrap=True)
    for fault in faults:
        console.print(str(fault), highlight=False, markup=False, soft_wrap=True)
    errors.print(f"{len(items)} 道题目，{len(faults)} 处错误", highlight=False)
    raise typer.Exit(1 if faults else 0)


@app.command("import")
def import_items(
    file: Annotated[
        Path,
        typer.Argument(
            help="Excel, CSV (题型 题干 选项A…F 答案 依据 解析 主题 对象 考查点) or GIFT"
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would become of each row")
    ] = False,
    who: Who = "",
) -> None:
    """把 Excel 或 CSV 的每一行存成题目草稿，之后照常审核；答案在条文里站不住的，写明原因。"""

    async def work(training: Training, you: Actor) -> Plan:
        return await training.exchange.take_in(you, file, dry_run=dry_run)

    plan = _run(work, who)
    for one in plan.fates:
        typer.echo(f"第 {one.row} 行：{one.fate}：{one.stem[:40]}")
        for doubt in one.doubts:
            typer.echo(f"    {doubt}")
    typer.echo("，".join(f"{fate} {plan.count(fate)}" for fate in (SOUND, DOUBTFUL, LEFT)))
    if plan.unread:
        typer.echo(f"这些列没有用上，里面的内容没有导入：{'、'.join(plan.unread)}", err=True)
    if plan.drafts:
        first, last = plan.drafts[0], plan.drafts[-1]
        typer.echo(f"存成 {len(plan.drafts)} 个题目草稿：#{first} 到 #{last}")


@app.command("export")
def export_items(
    file: Annotated[Path, typer.Argument(help="Ends in .xlsx, .csv, or .gift (for Moodle)")],
    who: Who = "",
) -> None:
    """把在用的题目全部导出，带答案和解析。"""

    async def work(training: Training, you: Actor) -> int:
        return await training.exchange.give_out(you, file)

    typer.echo(f"{_run(work, who)} 道题目写进了 {file}")


@app.command()
def propose(
    law: Annotated[str, typer.Argument(help="Of whose text drafts are made: 道路运输条例")],
    kind: Annotated[
        list[str] | None, typer.Option(help=f"Of these kinds only: {' '.join(GENERATORS)}")
    ] = None,
    who: Who = "",
) -> None:
    """从一部法的条文出题：都是草稿，写明可疑之处，由编辑取舍、审核人批准。"""
    if unknown := [one for one in kind or () if one not in GENERATORS]:
        fail(f"没有“{unknown[0]}”：可用 {' '.join(GENERATORS)}")

    async def work(training: Training, you: Actor) -> list[int]:
        return await training.proposing.propose(you, law, kind or tuple(GENERATORS))

    made = _run(work, who)
    typer.echo(f"存成 {len(made)} 个题目草稿" + (f"：#{made[0]} 到 #{made[-1]}" if made else ""))


@app.command()
def review(
    slugs: Annotated[list[str] | None, typer.Argument(help="Items that were reviewed")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that have no fingerprints")
    ] = False,
    laws: Laws = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Write the shipped files, not the bureau's own")
    ] = False,
) -> None:
    """记下题目已按现行条文复核：日期和所引条文的指纹。"""
    settings = settings_or_exit()
    library, texts = _held(laws)
    unprinted = [slug for slug, item in library.items.items() if not item.fingerprints]
    chosen = unprinted if everything else slugs or []
    if not chosen:
        fail("没有要复核的题目：写题目名，或加 --all")
    if unknown := [slug for slug in chosen if slug not in library.items]:
        fail(f"没有题目 {unknown[0]}：pufa items list 列出全部")
    today = datetime.now(settings.zone).date()
    for slug in chosen:
        item = library.items[slug]
        own = settings.overlay_dir / "items" / item.topic / item.path.name
        item_files.write(reviewed(item, texts, today), item.path if shipped else own)
    errors.print(f"{len(chosen)} 道题目复核于 {today}", highlight=False)


def _run(work: Callable[[Training, Actor], Awaitable[T]], who: str) -> T:
    settings = settings_or_exit()
    application = build_or_exit(settings)

    async def done() -> T:
        try:
            you = await acting(settings, application.database, who)
            return await work(application.training, you)
        finally:
            application.close()

    try:
        return asyncio.run(done())
    except (Refused, BadSheet, FaultyFile) as error:
        fail(str(error))


def _held(laws: Path | None) -> tuple[Library, Texts]:
    settings = settings_or_exit()
    library = load_library(settings)
    return library, texts_of(laws, settings, library.register)


def _told(item: Item) -> dict[str, object]:
    options = [{"id": one.id, "text": one.text} for one in item.options]
    return {
        "id": item.slug,
        "form": item.form,
        "case": item.case,
        "stem": item.stem,
        "options": options,
        "key": list(item.key),
        "explanation": item.explanation,
        "basis": [str(citation) for citation in item.basis],
        "topic": item.topic,
        "audience": list(item.audience),
        "aim": item.aim,
    }


def _below(faults: Sequence[Fault], paths: list[Path] | None) -> list[Fault]:
    folders = [path.resolve() for path in paths or ()]
    return sorted(
        fault
        for fault in faults
        if not folders or any(fault.path.resolve().is_relative_to(one) for one in folders)
    )
