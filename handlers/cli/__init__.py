"""The command line: `pufa …`."""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib import import_module

import structlog
import typer
from typer.core import TyperArgument, TyperOption

from handlers.cli.failing import in_one_line
from handlers.encodings import read_any_encoding

LAST_STREAM = 2
# Module → its commands; a group has a module of its own.
COMMANDS = {
    "questions": ("ask", "search", "law", "eval"),
    "knowledge": ("check", "stats", "review"),
    "days": ("days",),
    "report": ("report", "plan"),
    "service": ("run", "chat", "config", "backup", "restore", "rotate-key"),
    "doubts": ("purge", "resend"),
}
GROUPS = {
    "statutes": "statutes",
    "campaigns": "campaign",
    "subscribers": "subscribers",
    "activities": "activity",
    "staff": "staff",
    "entries": "entries",
    "items": "items",
    "audit": "audit",
    "console": "console",
    "calculators": "calc",
    "wechat": "wechat",
}


def application(command: str | None = None) -> typer.Typer:
    """The commands; only those beside `command` where that is one, since importing what all of
    them need takes longer than answering a question."""
    app = typer.Typer(
        help="普法：用自己的话问交通法规，得到有依据的回答。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_say_no_more)  # without one a module's only command would swallow its own name
    known = {name for names in COMMANDS.values() for name in names} | {*GROUPS.values()}
    wanted = {command} if command in known else known
    for module, names in COMMANDS.items():
        if not wanted.isdisjoint(names):
            import_module(f"{__name__}.{module}").register(app)
    for module, name in GROUPS.items():
        if name in wanted:
            app.add_typer(import_module(f"{__name__}.{module}").app, name=name)
    return app


def _say_no_more() -> None:
    """A command says itself what came of it; the log's lines would stand between its own. `run`
    turns the log on."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _try_paths(command: object) -> None:
    """A path that can't be read is found by reading it, and told as all that a machine refuses;
    Typer would look first, and tell it in a box as a fault in what was typed."""
    for one in getattr(command, "commands", {}).values():
        _try_paths(one)
    for given in getattr(command, "params", ()):
        if isinstance(given, TyperArgument | TyperOption):
            given.type_descriptor.parameter_info.readable = False


def _open_what_is_closed() -> None:
    """Whoever starts it may have closed its input or output (`>&-`, some service managers): what is
    printed then goes nowhere, and into no file that would be opened in their place."""
    while (place := os.open(os.devnull, os.O_RDWR)) <= LAST_STREAM:
        pass
    os.close(place)
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115 - as long as the process
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def main() -> None:
    _open_what_is_closed()
    read_any_encoding()
    try:
        with in_one_line():
            command = typer.main.get_command(application(next(iter(sys.argv[1:]), None)))
            _try_paths(command)
            command()
    finally:
        gc.freeze()  # the end frees it all, and needn't be looked through first
