"""Whatever a document's words are wrapped in, they come out, or it is said why not."""

import time
import zipfile

import pytest

from bot import wordfile
from bot.wordfile import BadDocument
from tests.fakes import word
from tests.fakes.word import numbered, numbering, paragraph, run, table


@pytest.fixture
def read(tmp_path):
    return lambda *blocks, **parts: wordfile.read(word.write(tmp_path / "a.docx", *blocks, **parts))


@pytest.mark.parametrize(
    "inside",
    [
        f'<w:ins w:id="1">{run("20米")}</w:ins>',
        f'<w:moveTo w:id="1">{run("20米")}</w:moveTo>',
        f"<w:smartTag>{run('20')}<w:smartTag>{run('米')}</w:smartTag></w:smartTag>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('20米')}</w:sdtContent></w:sdt>",
        f"<w:customXml>{run('20米')}</w:customXml>",
        f'<w:fldSimple w:instr=" REF 距离 ">{run("20米")}</w:fldSimple>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("20米")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f"<w:hyperlink>{run('20米')}</w:hyperlink>",
        f'<w:dir w:val="ltr">{run("20米")}</w:dir>',
        f"<w:somethingOfTomorrow>{run('20米')}</w:somethingOfTomorrow>",
        "<mc:AlternateContent xmlns:mc='m'><mc:Choice>" + run("20米") + "</mc:Choice>"
        "<mc:Fallback>" + run("20米") + "</mc:Fallback></mc:AlternateContent>",
    ],
)
def test_words_come_out_of_whatever_they_are_wrapped_in(read, inside):
    assert read(paragraph("不少于", inside, "。")).lines == ("不少于20米。",)


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:customXml>{}</w:customXml>",
        "<w:ins>{}</w:ins>",
        "<w:smartTag>{}</w:smartTag>",
    ],
)
def test_paragraphs_and_tables_do_too(read, wrapped):
    blocks = paragraph("第一条　甲。"), wrapped.format(paragraph("乙。") + table(("丙", "丁")))
    assert read(*blocks, paragraph("戊。")).lines == ("第一条　甲。", "乙。", "| 丙 | 丁 |", "戊。")


def test_changes_count_as_accepted_and_are_warned_about(read):
    deleted = "<w:del><w:r><w:delText>3万元</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('走了')}</w:moveFrom>"
    found = read(paragraph("处", deleted, f"<w:ins>{run('1万元')}</w:ins>", "罚款。", moved))
    assert found.lines == ("处1万元罚款。",)
    assert found.warnings == ("有 3 处修订没有接受，已按全部接受来读，请核对",)


def test_paragraphs_whose_break_was_deleted_run_on(read):
    first = paragraph("第一条　处罚", properties="<w:rPr><w:del/></w:rPr>")
    assert read(first, paragraph("款。")).lines == ("第一条　处罚款。",)


def test_a_deleted_row_is_gone(read):
    row = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("旧") + "</w:tc></w:tr>"
    assert read(f"<w:tbl>{row}</w:tbl>", paragraph("新")).lines == ("新",)


def test_numbers_that_word_counts_are_written_out(read):
    levels = numbering(
        ("chineseCounting", "第%1章"), ("chineseCounting", "（%2）"), ("decimal", "%3．")
    )
    found = read(
        numbered("总则", 0),
        numbered("车辆；", 1),
        numbered("人员。", 1),
        numbered("甲；", 2),
        numbered("法律责任", 0),
        numbered("警告。", 1),
        numbering=levels,
    )
    assert found.lines == (
        "第一章　总则", "（一）车辆；", "（二）人员。", "1．甲；",
        "第二章　法律责任", "（一）警告。",
    )  # fmt: skip


def test_a_number_may_come_from_the_style(read):
    style = (
        '<w:style w:styleId="条"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="条二"><w:basedOn w:val="条"/></w:style>'
    )
    blocks = [paragraph("甲。", properties=f'<w:pStyle w:val="{one}"/>') for one in ("条", "条二")]
    found = read(*blocks, styles=style, numbering=numbering(("chineseCountingThousand", "第%1条")))
    assert found.lines == ("第一条　甲。", "第二条　甲。")


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (numbered("甲", 0), "第 2 段“甲”：自动编号的样式 hebrew1"),
        (
            paragraph("<w:r><w:instrText> AUTONUM </w:instrText></w:r>"),
            "第 2 段的域 AUTONUM",
        ),
        ("<w:altChunk/>", "第 1 段之后嵌着另一个文件"),
    ],
)
def test_what_it_cannot_tell_is_refused_with_its_paragraph(read, block, message):
    with pytest.raises(BadDocument, match=message):
        read(paragraph("一"), block, numbering=numbering(("hebrew1", "%1")))


def test_text_boxes_notes_and_pictures_are_taken_in_or_told(read):
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('框里')}</w:txbxContent></w:pict></w:r>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    footnotes = f'<w:footnote w:id="2">{paragraph("见附件")}</w:footnote>'
    picture = "<w:r><w:drawing/></w:r>"
    found = read(paragraph("正文", box, note), paragraph(picture), footnotes=footnotes)
    assert found.lines == ("正文（注：见附件）", "框里")
    assert any("有脚注" in warning for warning in found.warnings)
    assert any("有图片" in warning for warning in found.warnings)


def test_a_frame_around_the_whole_text_is_no_table(read):
    cell = f"<w:tc>{paragraph('第一条　甲。')}{paragraph('第二条　乙。')}</w:tc>"
    assert read(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>").lines == ("第一条　甲。", "第二条　乙。")


def test_a_relation_that_leads_nowhere_does_no_harm(read):
    null = '<Relationship Id="r99" Type="x/image" Target="NULL"/>'
    assert read(paragraph("甲"), relations=null).lines == ("甲",)


def test_a_damaged_file_is_said_to_be(tmp_path):
    path = word.write(tmp_path / "a.docx", paragraph("甲"))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<w:document xmlns:w='w'><w:body>")
    with pytest.raises(BadDocument, match="损坏"):
        wordfile.read(path)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_so_is_one_that_was_cut_off(tmp_path, cut):
    path = word.write(tmp_path / "a.docx", *[paragraph("甲")] * 500)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(BadDocument, match="损坏"):
        wordfile.read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path, encoding):
    path = tmp_path / "a.docx"
    word.write(path, paragraph("甲"))
    attack = '<!DOCTYPE a [<!ENTITY a "aaaa">]><a>&a;</a>'.encode(encoding)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", attack)
    with pytest.raises(BadDocument, match="实体"):
        wordfile.read(path)


def test_two_million_empty_paragraphs_in_a_small_file_are_no_document(tmp_path):
    path = word.write(tmp_path / "a.docx", "<w:p/>" * 2_000_000)
    begun = time.process_time()
    with pytest.raises(BadDocument, match="太多"):
        wordfile.read(path)
    assert time.process_time() - begun < 5
