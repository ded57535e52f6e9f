"""`pufa console link`, and the first start's link: each alone on its line."""

import re

from handlers.cli.service import _tell_first
from tests.channels.web.conftest import make_application  # noqa: F401 - a fixture
from tests.handlers.test_staff_commands import failed, joins, pufa  # noqa: F401 - fixtures

FIRST = re.compile(r"^http://127\.0\.0\.1:8080/staff/first#t=[\w-]{32}$", re.MULTILINE)


def test_the_first_start_prints_a_link_on_a_line_of_its_own(make_application, capsys):  # noqa: F811
    application = make_application()
    _tell_first(application)
    assert len(FIRST.findall(capsys.readouterr().out)) == 1


def test_where_there_is_an_administrator_a_start_prints_none(make_application, capsys):  # noqa: F811
    application = make_application(staff="telegram:7:administrator")
    _tell_first(application)
    assert capsys.readouterr().out == ""


def test_behind_a_public_address_a_start_says_where_the_console_is(make_application, capsys):  # noqa: F811
    address = "https://pufa.example.gov.cn"
    _tell_first(make_application(staff="telegram:7:administrator", public_url=address))
    assert "PUFA_CONSOLE=1" in capsys.readouterr().out
    _tell_first(make_application(public_url=address, console=True))
    assert f"\n{address}/staff/first#t=" in capsys.readouterr().out


def test_a_link_is_printed_alone(pufa, joins):  # noqa: F811
    assert FIRST.fullmatch(pufa("console", "link").stdout.strip())
    joins("7", "administrator", "--name", "李雯")
    joins("8", "editor", "--name", "王敏")
    for name in ("王敏", "telegram:8"):
        said = pufa("console", "link", "--name", name).stdout
        assert re.fullmatch(r"http://127\.0\.0\.1:8080/staff/in/link#t=[\w-]{32}\n", said)
    assert "say whose link it is" in failed(pufa("console", "link"))
    assert "没有 李四 这位工作人员，现有：李雯、王敏" in failed(
        pufa("console", "link", "--name", "李四")
    )


def test_the_link_leads_under_the_public_address_where_the_console_is_open_there(pufa):  # noqa: F811
    settings = {"PUFA_PUBLIC_URL": "https://pufa.example.gov.cn/wen", "PUFA_CONSOLE": "1"}
    said = pufa("console", "link", **settings).stdout
    assert said.startswith("https://pufa.example.gov.cn/wen/staff/first#t=")
