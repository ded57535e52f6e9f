"""Whatever a file holds, the library that comes of it is sound: the file is taken in, or it is told
of and the version before it stands. Nothing else may happen, and nothing may take long."""

import gc
import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from bot.answering.answerer import Answerer
from bot.calculators import local
from bot.editing.reading import Place, read
from bot.knowledge import checking, entries, library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Texts
from tests.bot.conftest import TODAY
from tests.fakes import FAKES
from tests.fakes.mutations import mutate

SMALL = {
    "facets.yaml": "moves:\n  货车: [货车, 卡车]\nmatter:\n  超载: [超载, 拉多了]\nours: [车]\n",
    "intents.yaml": "greeting:\n  is: [你好, 您好]\n  says: 您好。\n  offers: [topics]\n"
    "foreign:\n  pattern: '[a-z ]+'\n  within: 9\n  says: 请用中文。\n",
    "holidays.yaml": "'2027':\n  holidays: [2027-01-01, 2027-02-05..2027-02-11]\n",
    "yearly.yaml": "'2026':\n  source: 公报\n  consumption: 40000\nfees:\n  source: 通知\n"
    "  train:\n  - {hours: 48, percent: 10}\n",
}
USUAL, MUCH = 50, 100
"""So many runs tell what is usual, and so many times that is too much: what takes the square of a
file's length takes thousands. Times of the processor, so that a busy machine is no reason."""


def is_sound(made: library.Library, before: library.Library, texts: Texts) -> None:
    """Everything is there, and what is made of it for people and checks can be made."""
    assert made.entries.keys() | made.retired.keys() >= before.entries.keys()
    assert made.blocks.keys() >= before.blocks.keys()
    checking.check(made, today=TODAY, texts=texts)
    for entry in made.entries.values():
        outdated_basis(entry, texts, made.register)
        made.facets.of_entry(entry.phrases, entry.facets)
        assert entries.parse(entries.render(entry), entry.path) == entry
        str(made.answer_text(entry)).encode()
    for day in (*made.days.values(), *made.anniversaries):
        for year in (2026, 2027, 2028):
            day.spans(year)
    for fault in made.faults:
        str(fault).encode()


@pytest.fixture
def alone() -> Iterator[None]:
    """What other tests have left isn't looked through for garbage meanwhile: that takes as long as
    a hundred files, and whose time it falls into is chance."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("files", [80, pytest.param(100_000, marks=pytest.mark.soak)])
def test_a_mutated_file_is_its_own_fault_and_nobody_elses(knowledge, tmp_path, files):
    for name, content in SMALL.items():
        (knowledge / name).write_text(content, encoding="utf-8")
    overlay, chance = tmp_path / "overlay", random.Random(files)
    texts = Texts(FAKES / "statutes", today=TODAY)
    before = library.load([knowledge])
    Answerer(before, today=lambda: TODAY).answer("货车")  # what is loaded once is no file's time
    figures = local.load([knowledge])
    kinds = sorted(library.loading.knowledge_files(knowledge))
    taken = faulty = 0
    times: list[float] = []
    for number in range(files):
        source = chance.choice(kinds)
        path = overlay / source.relative_to(knowledge)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mutate(source.read_bytes(), chance))
        started = time.process_time()
        try:
            made = library.load([knowledge, overlay], previous=chance.choice((None, before)))
            is_sound(made, before, texts)
            local.load([knowledge, overlay], figures)
            read(path.read_bytes().decode(errors="replace"), Place(made, date(2026, 11, 28)))
            if made.faults:
                faulty += 1
            elif taken % 20 == 0 and made != before:
                Answerer(made, today=lambda: TODAY).answer("货车超载怎么处罚")
            taken += not made.faults
            times.append(time.process_time() - started)
            assert times[-1] < MUCH * median(times[:USUAL])
        except BaseException:
            kept = tmp_path / f"mutated-{number}{source.suffix}"
            kept.write_bytes(path.read_bytes())
            print(f"{source.relative_to(knowledge)}: {kept}")  # noqa: T201 - to try it again
            raise
        path.unlink()
    assert taken > files // 20
    assert faulty > files // 5


@pytest.mark.parametrize("files", [200, pytest.param(20_000, marks=pytest.mark.soak)])
def test_a_mutated_text_of_a_law_is_left_out_alone(tmp_path, files):
    chance = random.Random(files)
    source = next(path for path in sorted((FAKES / "statutes").rglob("*.md")))
    other = tmp_path / "甲法.md"
    other.write_text("---\nshort: 甲法\ntitle: 甲法\n---\n\n第一条 甲。\n", encoding="utf-8")
    for _ in range(files):
        path = Path(tmp_path / "mutated.md")
        path.write_bytes(mutate(source.read_bytes(), chance))
        texts = Texts(tmp_path, today=TODAY)
        assert "甲法" in texts.laws
        list(texts.all_articles())
        [texts.versions(law) for law in texts.laws]
        [str(fault).encode() for fault in texts.faults]
