"""The command line: `pufa …`."""

from __future__ import annotations

import typer

from handlers.cli import activities, knowledge, questions, service, statutes

app = typer.Typer(
    help="普法：用自己的话问交通法规，得到有依据的回答。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
questions.register(app)
knowledge.register(app)
app.add_typer(statutes.app, name="statutes")
app.add_typer(activities.app, name="activity")
service.register(app)


def main() -> None:
    app()
