"""What figures in entries and days are held against."""

import pytest

from bot.knowledge.checking import Evidence, VerifiedFacts
from bot.knowledge.statutes import Texts
from tests.bot.conftest import TODAY


@pytest.fixture
def evidence(tmp_path):
    """A law with one article that says 二百元 and 三十日, and verified facts of a rule."""
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "道交法.md").write_text(
        "---\nshort: 道路交通安全法\ntitle: 道路交通安全法\nversion_date: 2021-04-29\n---\n\n"
        "**第九十一条** 扣留不得超过三十日。\n\n**第九十二条** 处二百元以上五百元以下罚款。\n",
        encoding="utf-8",
    )
    (folder / "rule-facts.tsv").write_text(
        "rule\tarticle\tfact\tversion\tsource\tconfidence\n"
        "危险化学品安全管理条例\t第三条\t超过49000千克\t2016\tx\thigh\n"
        "危险化学品安全管理条例\t第四条\t超过60吨\t2016\tx\tmedium\n",
        encoding="utf-8",
    )
    return Evidence(Texts(folder, today=TODAY), VerifiedFacts.from_folder(folder))
