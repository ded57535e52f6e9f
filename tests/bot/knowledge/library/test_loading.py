import pytest

from bot.frontmatter import FaultyFile
from tests.bot.conftest import ENTRY

CHAOZAI = "entries/货运超限/chaozai-fakuan.md"


def test_it_loads_entries_blocks_profile_and_registers(load):
    library = load()
    assert "chaozai-fakuan" in library.entries
    assert "处罚不服怎么办" in library.blocks
    assert library.register.find("道交法").short == "道路交通安全法"
    assert library.faults == ()


def test_the_bureaus_own_file_wins_over_the_shipped_one(load, tmp_path):
    own = tmp_path / "overlay" / CHAOZAI
    own.parent.mkdir(parents=True)
    own.write_text(ENTRY.replace("货车超载怎么处罚？", "本县超载怎么处罚？"), encoding="utf-8")
    library = load(tmp_path / "overlay")
    assert library.entries["chaozai-fakuan"].question == "本县超载怎么处罚？"
    assert library.faults == ()


def test_a_faulty_file_is_told_of_and_the_rest_is_served(load, knowledge):
    (knowledge / CHAOZAI).write_text("没有头", encoding="utf-8")
    library = load()
    assert "chaozai-fakuan" not in library.entries
    assert len(library.entries) == 5
    assert "no front matter" in library.faults[0].message


def test_a_faulty_file_leaves_the_version_before_it_in_service(load, knowledge):
    before = load()
    (knowledge / CHAOZAI).write_text("没有头", encoding="utf-8")
    (knowledge / "bureau.yaml").write_text("name: 只有名字", encoding="utf-8")
    after = load(previous=before)
    assert after.entries["chaozai-fakuan"] is before.entries["chaozai-fakuan"]
    assert after.bureau == before.bureau
    assert len(after.faults) == 5


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "www.example.cn"])
def test_a_website_is_an_address_of_the_web(load, knowledge, website):
    before = load()
    profile = knowledge / "bureau.yaml"
    kept = [one for one in profile.read_text("utf-8").splitlines() if not one.startswith("website")]
    profile.write_text("\n".join([*kept, f"website: {website}"]), encoding="utf-8")
    after = load(previous=before)
    assert after.bureau == before.bureau
    assert "`website` must begin with https:// or http://" in after.faults[0].message


def test_without_a_profile_there_is_no_library(load, knowledge):
    (knowledge / "bureau.yaml").unlink()
    with pytest.raises(FaultyFile, match="missing: the knowledge folder must hold it"):
        load()


def test_an_answer_holds_its_blocks_and_the_bureaus_words(load):
    library = load()
    text = library.answer_text(library.entries["chaozai-fakuan"])
    assert library.bureau.hotline in text
    assert "{bureau." not in text
    assert library.blocks["处罚不服怎么办"].body in text


def test_a_name_stands_in_one_folder_only(load, knowledge):
    twin = knowledge / "entries" / "客运" / "chaozai-fakuan.md"
    twin.parent.mkdir()
    twin.write_text(ENTRY, encoding="utf-8")
    assert "is taken by" in load().faults[0].message


def test_the_bureaus_local_laws_are_added_to_the_register(load, tmp_path):
    own = tmp_path / "overlay" / "local-statutes.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("河南省道路运输条例: {title: 河南省道路运输条例}", encoding="utf-8")
    register = load(tmp_path / "overlay").register
    assert register.find("河南省道路运输条例")
    assert register.find("道交法")


def test_a_fault_in_them_leaves_the_nations_laws_in_service(load, tmp_path):
    own = tmp_path / "overlay" / "local-statutes.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("甲法: {title: 甲法, aka: [道交法]}", encoding="utf-8")
    library = load(tmp_path / "overlay")
    assert library.register.find("道交法").short == "道路交通安全法"
    assert "道交法 is also a name of 道路交通安全法" in library.faults[0].message
