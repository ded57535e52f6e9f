"""People, the record, the bureau's own files, health and backups in the browser."""

import html
import re
import tarfile
from dataclasses import fields
from io import BytesIO

import pytest

from bot.calculators.local import INCOMES, INSURANCE, NO_BLAME
from bot.config import ROOT
from bot.files import write_atomically
from bot.knowledge.library.profile import Bureau
from bot.members import Role
from handlers.channels.console import house
from tests.channels.console.conftest import PASSWORD, code, hidden, words

PROFILE = {
    "name": "青山县交通运输局",
    "hotline": "12328",
    "address": "青山县交通大道1号",
    "hours": "工作日 8:30–12:00",
    "website": "https://example.gov.cn",
}


@pytest.fixture
async def administrator(staff):
    return await staff("李雯")


async def test_a_colleague_is_invited_by_a_link_and_signs_in_without_telegram(
    application, administrator, browser, clock
):
    assert (await administrator.fills("/people/invite", label="王敏")).status_code == 422
    shown = await administrator.fills("/people/invite", label="王敏", roles="editor")
    link = re.search(r"http://pufa\.test/staff/join#t=(\w+)", shown.text)
    assert "还没有接受的邀请" in await administrator.open("/people")
    one = browser()
    page = (await one.fills("/join", token=link[0])).text
    secret = hidden(page, "secret")
    joined = await one.fills(
        "/join/set-up",
        token=hidden(page, "token"), name="王敏", password=PASSWORD, secret=secret,
        code=code(secret, clock),
    )  # fmt: skip
    assert joined.status_code == 200
    assert "条目" in await one.open("")


async def test_roles_are_changed_and_an_account_ends_after_a_question(
    application, administrator, staff
):
    editor = await staff("王敏")
    await administrator.does("/people/console:王敏/roles", roles=["editor", "reviewer"])
    members = (await application.accounts.staff()).members
    assert members["console:王敏"].roles == {Role.EDITOR, Role.REVIEWER}
    assert "全部退出" in await administrator.open("/people/console:王敏/end")
    assert (await editor.get("/staff/me")).status_code == 200
    assert "已结束" in await administrator.does("/people/console:王敏/end")
    assert (await editor.get("/staff/me")).status_code == 303
    last = await administrator.fills("/people/console:李雯/end")
    assert "最后一位管理员" in last.text


async def test_a_colleague_who_lost_the_password_gets_a_link(administrator, staff, browser):
    await staff("王敏")
    shown = (await administrator.fills("/people/console:王敏/link")).text
    link = re.search(r"http://pufa\.test/staff/in/link#t=[\w-]+", shown)
    assert "以王敏的身份登录" in (await browser().fills("/in/link", token=link[0])).text


async def test_what_is_done_here_stands_in_the_record_as_done_by_the_page(administrator):
    await administrator.does("/forbidden", words="坏词\n# 说明\n", base=_base_of(""))
    page = words(await administrator.open("/record?subject=file"))
    assert "改禁用词：单位资料 forbidden.txt" in page
    assert "网页" in page
    assert "都和写下时一样" in (await administrator.fills("/record/verify")).text


def _base_of(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]


async def test_the_profile_is_checked_before_it_is_public(application, administrator):
    base = hidden(await administrator.open("/bureau"), "base")
    wrong = {**PROFILE, "website": "example.gov.cn", "icp": "没有", "hotline": ""}
    page = (await administrator.fills("/bureau", base=base, **wrong)).text
    assert "填写热线" in page
    page = (await administrator.fills("/bureau", base=base, **{**wrong, "hotline": "12328"})).text
    assert 'href="#f-website"' in page
    assert 'href="#f-icp"' in page
    assert "填写 1 到 60" in (await administrator.fills("/bureau", base=base, reply_days="0")).text
    good = {
        **PROFILE,
        "reply_days": "5",
        "links": "办事大厅 https://example.gov.cn/a",
        "colour": "#0a2f6b",
    }
    assert "存好了" in await administrator.does("/bureau", base=base, **good)
    assert application.library.bureau.links == {"办事大厅": "https://example.gov.cn/a"}
    assert application.library.bureau.reply_days == 5
    late = await administrator.fills("/bureau", base=base, **PROFILE)
    assert late.status_code == 409
    assert "有人改过" in late.text


def test_every_line_of_the_profile_has_its_field():
    assert house.LABELS.keys() == {field.name for field in fields(Bureau)}


async def test_a_local_matter_is_answered_as_the_bureau_writes_it(application, staff):
    reviewer = await staff("赵强")
    name = "chezhan"
    shipped = (ROOT / "knowledge/local/chezhan.md").read_text(encoding="utf-8")
    write_atomically(application.settings.overlay_dir / f"local/{name}.md", shipped)
    await application.knowledge.reload()
    base = hidden(await reviewer.open(f"/local/{name}"), "base")
    await reviewer.does(f"/local/{name}", base=base, body="县汽车站：人民路 1 号。")
    assert application.library.local[name].body == "县汽车站：人民路 1 号。"


async def test_the_calculators_figures_need_a_source(application, staff):
    reviewer = await staff("赵强")
    base = hidden(await reviewer.open("/figures/yearly"), "base")
    filled = {"year": "2025", "income.disposable_income": "52,000", "base": base}
    refused = await reviewer.fills("/figures/yearly", **filled)
    assert "写明这些数字出自哪里" in refused.text
    source = {"income.source": "某省统计局公报"}
    await reviewer.does("/figures/yearly", **filled, **source)
    assert application.calculating.figures.yearly.incomes.disposable_income == 52000
    again = html.unescape(await reviewer.open("/figures/yearly"))
    assert 'value="52000"' in again
    base = hidden(await reviewer.open("/figures/holidays"), "base")
    wrong = await reviewer.fills("/figures/holidays", year="2027", holidays="元旦", base=base)
    assert "日期写成" in wrong.text
    days = {"year": "2027", "holidays": "2027-01-01..2027-01-03", "base": base}
    await reviewer.does("/figures/holidays", **days)
    assert 2027 in application.calculating.figures.holidays.years


def test_every_figure_of_the_calculators_has_its_field():
    assert set(house.INCOME) == set(INCOMES)
    assert set(house.LIMITS) == {*INSURANCE, *NO_BLAME}


async def test_a_backup_is_made_looked_at_downloaded_and_deleted(application, administrator):
    page = await administrator.does("/system/backup")
    name = re.search(r"pufa-\d{8}-\d{6}\.tar\.gz", page)[0]
    assert "能用来恢复" in await administrator.does(f"/system/backup/{name}/look")
    given = await administrator.get(f"/staff/system/backup/{name}")
    with tarfile.open(fileobj=BytesIO(given.content)) as archive:
        assert "data/pufa.db" in archive.getnames()
    for path in ("..%2Fpufa.db", "pufa.db", "hash.key"):
        assert (await administrator.get(f"/staff/system/backup/{path}")).status_code == 404
    assert "已删除" in await administrator.does(f"/system/backup/{name}/delete")
    assert (await administrator.get(f"/staff/system/backup/{name}/delete")).status_code == 404


async def test_a_backup_that_is_damaged_says_so_in_plain_words(application, administrator):
    page = await administrator.does("/system/backup")
    name = re.search(r"pufa-\d{8}-\d{6}\.tar\.gz", page)[0]
    file = application.settings.data_dir / "backups" / name
    file.write_bytes(file.read_bytes()[:1000])
    refused = await administrator.fills(f"/system/backup/{name}/look")
    assert f"{name} 坏了或者不完整" in refused.text
    assert str(file.parent) not in refused.text


async def test_a_backup_that_can_not_be_written_says_what_to_do(application, administrator):
    (application.settings.data_dir / "backups").write_text("in its place", encoding="utf-8")
    refused = await administrator.fills("/system/backup")
    assert refused.status_code == 422
    assert "先删掉下载过的旧备份" in refused.text


async def test_health_and_settings_are_shown_without_secrets(make_application, administrator):
    assert "服务正常" in await administrator.open("/system")
    page = await administrator.open("/system/settings")
    assert "PUFA_TELEGRAM_TOKEN" in page
    assert "PUFA_PUBLIC_URL" in page


async def test_an_administrator_is_led_through_the_first_set_up(administrator, staff):
    page = await administrator.open("")
    for task in ("填写单位资料", "邀请第一位同事", "导入法规全文", "发布第一个自己的条目"):
        assert task in page
    assert "第一次设置" not in await (await staff("王敏")).open("")
