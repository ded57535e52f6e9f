"""`pufa calc NAME`: the calculators; their options are made from what each asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.calculators import CALCULATORS, local
from bot.calculators.calculator import Calculator, WrongValues
from bot.calculators.inputs import Input, Kind
from handlers.cli.common import AsJson, fail, print_json, settings_or_exit

console = Console()
app = typer.Typer(
    help="按条文算：超限、超载、超速、酒驾、记分、赔偿、期限等。", add_completion=False
)


@app.callback(invoke_without_command=True)
def listing(context: typer.Context) -> None:
    """按条文算：超限、超载、超速、酒驾、记分、赔偿、期限等；不写名称就列出全部。"""
    if context.invoked_subcommand is not None:
        return
    for one in CALCULATORS.values():
        console.print(f"[bold]{one.name}[/bold]  {one.title}：{one.about}", highlight=False)
        console.print(f"    pufa calc {one.name} {example(one)}", highlight=False, soft_wrap=True)


def example(calculator: Calculator) -> str:
    """The options of its worked example."""
    return " ".join(f"--{name} {value}" for name, value in calculator.example.items())


def _command(calculator: Calculator) -> Callable[..., None]:
    """A command whose options are the inputs; everything is read by the calculator itself, which
    says in Chinese what is wrong."""
    names = {f"input_{number}": one.name for number, one in enumerate(calculator.inputs)}

    def calculate(as_json: bool, **given: str | bool | None) -> None:
        said = {names[key]: _said(value) for key, value in given.items()}
        settings = settings_or_exit()
        figures = local.load([settings.knowledge_dir, settings.overlay_dir])
        if figures.faults:
            fail("\n".join(map(str, figures.faults)))
        try:
            result = calculator.run(said, figures, datetime.now(settings.zone).date())
        except WrongValues as error:
            fail("；".join(_fault(calculator, one.name, one.reason) for one in error.faults))
        if as_json:
            print_json(result.as_record())
        else:
            typer.echo(result.in_full)

    parameters = [
        Parameter(key, Parameter.KEYWORD_ONLY, annotation=_option(one), default=None)
        for key, one in zip(names, calculator.inputs, strict=True)
    ]
    flag = Parameter("as_json", Parameter.KEYWORD_ONLY, annotation=AsJson, default=False)
    calculate.__signature__ = Signature([*parameters, flag])  # type: ignore[attr-defined]
    calculate.__annotations__ = {one.name: one.annotation for one in (*parameters, flag)}
    calculate.__doc__ = f"{calculator.title}：{calculator.about}"
    return calculate


def _option(one: Input) -> Any:  # noqa: ANN401 - typer reads annotations
    needed = "必填" if one.required and not one.default else "可不填"
    said = f"{one.label}（{needed}）：{one.allowed}。{one.hint}"
    if one.kind is Kind.YES_NO:
        name = f"--{one.name}/--no-{one.name}"
        return Annotated[bool | None, typer.Option(name, help=f"{one.label}。{one.hint}")]
    return Annotated[str | None, typer.Option(f"--{one.name}", metavar="值", help=said)]


def _said(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


def _fault(calculator: Calculator, name: str, reason: str) -> str:
    one = calculator.input(name)
    return f"--{name}（{one.label if one else ''}）{reason}"


for _calculator in CALCULATORS.values():
    app.command(_calculator.name)(_command(_calculator))
