"""Tables of the command line: nothing of them is lost, in a narrow terminal or a pipe."""

import io
import re

import pytest
from rich.console import Console

from handlers.cli import tables

DAY = "春运：日期以当年通知为准，由各地交通运输部门组织宣传"
KEY = "spring-festival-travel/2027"


@pytest.fixture
def table():
    made = tables.columns("名称", "说明", "标识", whole={"标识"})
    made.add_row("春运", DAY * 3, KEY)
    return made


def test_a_program_reads_a_row_in_one_line(table, capsys):
    tables.print_table(table)
    rows = [line for line in capsys.readouterr().out.splitlines() if "春运" in line]
    assert len(rows) == 1
    assert DAY * 3 in rows[0]
    assert KEY in rows[0]


def test_in_a_narrow_terminal_words_are_broken_and_what_is_typed_again_is_not(table):
    screen = io.StringIO()
    Console(file=screen, width=60).print(table)
    lines = screen.getvalue().splitlines()
    assert KEY in screen.getvalue()
    told = "".join(cells[2] for line in lines if len(cells := re.split("[│┃]", line)) > 2)
    assert DAY * 3 in told.replace(" ", "")
