"""Laws of the province and the city: never taken for the nation's, and registered by staff."""

import docx
import pytest

from bot.messages import Attachment, Paper
from tests.fakes import word
from tests.fakes.forms import SCHOOL_BUS
from tests.handlers.conftest import REVIEWER, STAFF
from tests.handlers.test_cli import folder, pufa  # noqa: F401 - fixtures

LOCAL = """\
河南省道路交通安全法
2023年5月26日河南省人民代表大会常务委员会通过
第一条　为了测试，制定本条例。
第二条　货车超载的，处二百元罚款。
第三条　本条例自2023年7月1日起施行。
"""
CITES_LOCAL = SCHOOL_BUS.replace("依据：道交法92条", "依据：河南省道路交通安全法第二条")


@pytest.fixture
def application(start):
    return start(staff=STAFF)


@pytest.mark.parametrize(
    "words",
    [
        "河南省道路交通安全法第91条",
        "/law 河南省道路交通安全法 91",
        "河南省道路交通安全法第91条罚多少",
        "《浙江省公路条例》第十二条怎么说",
        "河南省人民政府《道交法》第91条",
        "道交法（征求意见稿）第91条",
        "河南省「道路交通安全法」第９１条",
        "河南省危化品條例全文",
    ],
)
async def test_a_local_law_is_never_answered_with_the_national_one(zhang, words):
    said = await zhang.says(words)
    assert "这里没有收录《" in said
    assert "第九十一条**" not in said


async def test_in_a_form_a_local_law_that_is_not_registered_is_a_flaw(editor):
    page = await editor.says("/add " + CITES_LOCAL)
    assert "法规名录里没有《河南省道路交通安全法》" in page
    assert "提交审核" not in editor.choices


async def test_a_reviewer_registers_it_and_everybody_can_use_it(
    reviewer, editor, zhang, application, stored
):
    assert "第一行是名称" in await reviewer.says("/statute")
    assert "已登记《河南省道路交通安全法》：3 条" in await reviewer.says(LOCAL)
    await application.knowledge.reload()
    assert "处二百元罚款" in await zhang.says("河南省道路交通安全法第2条")
    for said in (
        "道路交通安全法（河南省）第2条",
        "河南省新修订的《道路交通安全法》第2条",
        "河南省的道交法第2条",
        "河南省人大常委会《道路交通安全法》第2条",
        "河南省道路交通安全法第2、3条",
    ):
        assert "处二百元罚款" in await zhang.says(said)
    assert "没有收录《郑州市道路交通安全法》" in await zhang.says("郑州市道路交通安全法第2条")
    page = await editor.says("/add " + CITES_LOCAL)
    assert "《河南省道路交通安全法》第二条" in page
    assert "不存在" in await editor.says("/add " + CITES_LOCAL.replace("第二条", "第九条"))
    assert next(line["action"] for line in stored()["audit"]) == "statute.register"


def _with_an_open_change(path):
    *before, last = map(word.paragraph, LOCAL.splitlines())
    inserted = f'<w:ins w:id="1" w:author="a">{word.run("，并责令改正")}</w:ins>'
    return word.write(path, *before, word.paragraph(inserted), last)


async def test_changes_that_nobody_accepted_in_a_word_file_are_warned_of(reviewer, tmp_path):
    path = _with_an_open_change(tmp_path / "law.docx")

    async def fetch():
        return path.read_bytes()

    await reviewer.says("/statute")
    said = await reviewer.sends(paper=Paper("条例.docx", fetch), attachment=Attachment.OTHER)
    assert "已登记《河南省道路交通安全法》：3 条" in said
    assert "有 1 处修订没有接受" in said


def test_and_on_the_command_line(pufa, tmp_path):  # noqa: F811
    path = _with_an_open_change(tmp_path / "law.docx")
    you = f"telegram:{REVIEWER}"
    result = pufa("statutes", "register", str(path), "--as", you, PUFA_STAFF=STAFF)
    assert result.exit_code == 0, result.stderr
    assert f"pufa: {path}: warning: 有 1 处修订没有接受" in result.stderr


async def test_it_comes_as_a_word_file_as_well(reviewer, tmp_path):
    document = docx.Document()
    for line in LOCAL.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "law.docx")

    async def fetch():
        return (tmp_path / "law.docx").read_bytes()

    await reviewer.says("/statute")
    said = await reviewer.sends(paper=Paper("条例.docx", fetch), attachment=Attachment.OTHER)
    assert "已登记《河南省道路交通安全法》：3 条" in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LOCAL.replace("第二条", "第二十条"), "条号不连续"),
        (LOCAL.replace("2023年5月26日", "").replace("2023年7月1日", ""), "没有找到日期"),
        ("河南省道路交通安全法\n没有条文", "没有找到条文"),
        (LOCAL.replace("河南省道路交通安全法", "道路交通安全法"), "名录里已经有"),
        (LOCAL.replace("河南省道路交通安全法", "今天天气不错"), "不像法规的名称"),
    ],
)
async def test_what_is_no_whole_law_is_refused_with_what_to_do(reviewer, text, why):
    await reviewer.says("/statute")
    assert why in await reviewer.says(text)


async def test_who_may_not_register_is_told_so_at_once(editor, zhang):
    assert "登记地方法规需要“法制审核”角色" in await editor.says("/statute")
    assert "怎么用" in await zhang.says("/statute")


def test_the_command_line_registers_one_as_well(pufa, tmp_path):  # noqa: F811
    (tmp_path / "law.txt").write_bytes(LOCAL.encode("gb18030"))
    done = pufa("statutes", "register", tmp_path / "law.txt", "--aka", "省交法")
    assert done.exit_code == 0, done.stderr
    assert "处二百元罚款" in pufa("law", "省交法", "2").stdout
    again = pufa("statutes", "register", tmp_path / "none.txt")
    assert again.exit_code == 1
    assert "No such file" in again.stderr


async def test_its_edition_in_brackets_is_no_part_of_its_name(reviewer, editor, application):
    text = LOCAL.replace("河南省道路交通安全法\n", "《河南省道路交通安全法（2023年修正）》\n", 1)
    await reviewer.says("/statute")
    assert "已登记《河南省道路交通安全法》：3 条" in await reviewer.says(text)
