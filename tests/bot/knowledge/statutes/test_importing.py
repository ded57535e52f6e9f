from datetime import date

import docx
import pytest
import yaml

from bot.knowledge.statutes import Texts, batch, importing
from bot.knowledge.statutes import register as registers
from bot.knowledge.statutes.citations import Article, Citation
from bot.knowledge.statutes.importing import ImportFailed
from tests import shared_data
from tests.bot.conftest import TODAY
from tests.fakes import FAKES, word

LINES = [
    "中华人民共和国道路交通安全法",
    "（2003年10月28日通过 2021年4月29日修正）",
    "目录",
    "第一章 总则",
    "第一章　总则",
    "第一条　为了道路交通有序，制定本法。",
    "第二条　本法所称车辆包括：",
    "（一）机动车；",
    "（二）非机动车。",
    "第二章　附则",
    "第二条之一　补充规定，见第一条。",
    "第三条　本法自2004年5月1日起施行。",
]


@pytest.fixture
def register():
    return registers.load(FAKES / "knowledge" / "statutes.yaml")


@pytest.fixture
def write(tmp_path):
    def write(suffix, lines=LINES):
        path = tmp_path / f"law{suffix}"
        if suffix == ".docx":
            document = docx.Document()
            for line in lines:
                document.add_paragraph(line)
            document.save(str(path))
        else:
            path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("suffix", [".txt", ".md", ".docx"])
def test_it_reads_a_law_as_the_national_database_delivers_it(register, write, suffix):
    found = importing.read(write(suffix), register)
    law = found.law
    assert found.problems == ()
    assert law.short == "道路交通安全法"
    assert list(law.articles) == [Article(1), Article(2), Article(2, 1), Article(3)]
    assert law.articles[Article(2)].endswith("（二）非机动车。")
    assert law.headings[Article(3)] == ("第二章　附则",)
    assert (law.effective, law.version) == (date(2004, 5, 1), date(2021, 4, 29))
    assert law.in_force_from == date(2021, 4, 29)


def test_what_was_imported_can_be_looked_up(register, write, tmp_path):
    importing.save(importing.read(write(".txt"), register).law, tmp_path / "texts")
    texts = Texts(tmp_path / "texts", today=TODAY)
    assert texts.article(Citation("道路交通安全法", Article(2, 1))) == "补充规定，见第一条。"
    assert texts.law("道路交通安全法").headings[Article(1)] == ("第一章　总则",)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["第一条 甲", "第三条 丙"], "between 第一条 and 第三条 something is missing"),
        (["第一条 甲", "第一条 乙"], "第一条 stands twice"),
        (["第二条 甲", "第一条 乙"], "第一条 stands after 第二条"),
    ],
)
def test_it_checks_the_numbering(register, write, lines, problem):
    head = ["道路交通安全法", "2021年4月29日"]
    assert importing.read(write(".txt", head + lines), register).problems == (problem,)


@pytest.mark.parametrize(
    ("suffix", "lines", "message"),
    [
        (".txt", ["道路交通安全法", "没有条文"], "no articles found"),
        (".txt", ["某某法", "第一条 甲"], "“某某法” isn't in statutes.yaml"),
        (".txt", ["道路交通安全法", "第一条 甲"], "say --version YYYY-MM-DD"),
        (".pdf", ["x"], "not one of .docx .md .txt"),
    ],
)
def test_it_says_why_a_file_cannot_be_taken(register, write, suffix, lines, message):
    with pytest.raises(ImportFailed, match=message):
        importing.read(write(suffix, lines), register)


def test_a_places_law_that_was_said_to_be_the_nations_is_warned_of(register, write):
    lines = ["山东省道路交通安全法", "2021年4月29日通过", "第一条 甲"]
    found = importing.read(write(".txt", lines), register, law="道路交通安全法")
    assert found.law.short == "道路交通安全法"
    (warning,) = found.warnings
    assert "《山东省道路交通安全法》，现在当作《中华人民共和国道路交通安全法》" in warning
    for title in ("道交法", "中华人民共和国道路交通安全法", "全文如下"):
        found = importing.read(write(".txt", [title, *lines[1:]]), register, law="道路交通安全法")
        assert found.warnings == ()


def test_a_docx_that_is_none_is_refused(register, tmp_path):
    path = tmp_path / "law.docx"
    path.write_bytes(b"not a zip")
    with pytest.raises(ImportFailed, match=r"不是 \.docx 文件"):
        importing.read(path, register)


def test_extracts_of_one_version_are_put_together(register, write, tmp_path):
    for lines in (LINES, ["道路交通安全法", "2021年4月29日", "第四条 补上"]):
        found = importing.read(write(".txt", lines), register)
        importing.save(found.law, tmp_path / "texts")
    texts = Texts(tmp_path / "texts", today=TODAY)
    assert len(texts.law("道路交通安全法").articles) == 5


def test_a_version_counts_from_the_day_it_is_in_force(register, write, tmp_path):
    old = importing.read(write(".txt"), register).law
    lines = [*LINES[:5], "第一条　改过了。", *LINES[6:]]
    new = importing.read(write(".txt", lines), register, version=date(2026, 12, 1)).law
    for law in (old, new):
        importing.save(law, tmp_path / "texts")
    first = Citation("道路交通安全法", Article(1))
    assert "有序" in Texts(tmp_path / "texts", today=date(2026, 11, 30)).article(first)
    assert "改过" in Texts(tmp_path / "texts", today=date(2026, 12, 1)).article(first)


def test_it_reads_every_law_of_a_real_collection():
    register = registers.load(FAKES.parents[1] / "knowledge" / "statutes.yaml")
    folder = shared_data.shared("laws")
    files = [path for path in sorted(folder.glob("*.md")) if path.stem != "README"]
    laws = [importing.read(path, register) for path in files]
    assert [found.problems for found in laws if found.problems] == []
    told = [yaml.safe_load(path.read_text("utf-8").split("---")[1]) for path in files]
    assert [len(found.law.articles) for found in laws] == [head["article_count"] for head in told]


def test_one_damaged_file_stops_no_other(register, write, tmp_path):
    write(".TXT")
    word.write(tmp_path / "cut.docx", word.paragraph("第一条　甲。"))
    (tmp_path / "cut.docx").write_bytes((tmp_path / "cut.docx").read_bytes()[:300])
    for name in ("~$law.docx", "old.doc"):
        (tmp_path / name).write_text("甲")
    files = batch.files_of([tmp_path])
    outcomes = list(batch.import_all(files, register, tmp_path / "texts", batch.Options()))
    fates = {one.path.name: one.skipped or one.refused for one in outcomes}
    assert fates.pop("law.TXT") == ""
    assert "损坏" in fates.pop("cut.docx")
    assert "while a document is open" in fates.pop("~$law.docx")
    assert "not one of .docx .md .txt" in fates.pop("old.doc")
    assert fates == {}


def test_open_changes_are_told_with_the_import(register, tmp_path):
    lines = ["道路交通安全法", "2021年4月29日", f"<w:ins>{word.run('第一条　甲。')}</w:ins>"]
    path = word.write(tmp_path / "law.docx", *map(word.paragraph, lines))
    [outcome] = batch.import_all([(path, True)], register, tmp_path / "texts", batch.Options())
    assert outcome.law.articles == {Article(1): "甲。"}
    assert outcome.warnings == ("有 1 处修订没有接受，已按全部接受来读，请核对",)


def test_what_looks_like_structure_refuses_the_file(register, write, tmp_path):
    path = write(".txt", [*LINES[:7], "┌──┬──┐", *LINES[7:]])
    [outcome] = batch.import_all([(path, True)], register, tmp_path / "texts", batch.Options())
    assert "in 第二条 looks like a table's row. Correct the file" in outcome.refused
