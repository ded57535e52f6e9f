import numpy as np
import pytest

from bot.answering.matching import meaning
from bot.answering.matching.matcher import Matcher
from bot.answering.matching.meaning import LEAST, Meanings, chances
from bot.answering.matching.weights import ELSEWHERE
from bot.kept import drop


def heard(text):
    """A number for rain and one for anything else."""
    return np.array([1.0, 0.0] if "雨" in text else [0.0, 1.0], np.float32)


@pytest.fixture
def meanings():
    slugs = {"umbrella": 0, "car": 1, ELSEWHERE: 2}
    directions = np.array([[6.0, 0.0, 0.0], [0.0, 3.0, 1.0]])
    return Meanings.rounded(slugs, directions, np.zeros(3))


def test_what_is_meant_is_told_of_each_entry_and_of_none(meanings):
    tell = meanings.among(["car", "umbrella"], heard)
    of_entries, elsewhere = tell("下雨")
    assert of_entries[1] > -0.1
    assert of_entries[0] < -5
    assert np.exp(of_entries).sum() + elsewhere == pytest.approx(1, abs=1e-3)
    assert tell("天晴")[1] > elsewhere


def test_of_an_entry_that_nothing_was_learned_of_nothing_is_told(meanings):
    of_entries, _ = meanings.among(["car", "written since"], heard)("下雨")
    assert np.isnan(of_entries).tolist() == [False, True]


def test_a_collection_of_other_entries_isnt_told_by_it(meanings):
    assert meanings.among(["of", "another", "bureau"], heard) is None


def test_no_chance_counts_for_less_than_the_least():
    assert chances(np.array([[100.0, 0.0]], np.float32)).min() == LEAST


def matcher_told(load, monkeypatch, told):
    """A matcher of the fixture's entries that hears these chances in every message."""
    library = load()
    slugs = [entry.slug for entry in library.entries.values()]
    values = np.array([told.get(slug, LEAST) for slug in slugs], np.float32)
    monkeypatch.setattr(meaning, "teller", lambda _: lambda _: (values.copy(), 0.0))
    return Matcher(library.entries.values(), library.lexicon, library.facets, {})


def slugs_of(matcher, question):
    return [match.entry.slug for match in matcher.rank(question).matches]


def test_a_message_finds_what_it_means_though_it_has_none_of_its_words(load, monkeypatch):
    matcher = matcher_told(load, monkeypatch, {"jiazhao-huanzheng": -0.01})
    assert slugs_of(matcher, "轿车打滑")[0] == "jiazhao-huanzheng"


def test_what_names_nothing_of_ours_is_told_by_its_words_alone(load, monkeypatch):
    matcher = matcher_told(load, monkeypatch, {"jiazhao-huanzheng": -0.01})
    ranking = matcher.rank("私教课不想上了能退多少")
    assert not ranking.by_meaning
    assert all(match.measures["meaning"] == 0 for match in ranking.matches)


def test_an_entry_that_staff_have_written_since_stays_before_what_is_behind_it(load, monkeypatch):
    question = "货车超载怎么罚"
    likely = {"diandongche-dairen": -0.01}
    as_learned = matcher_told(load, monkeypatch, likely | {"chaozai-fakuan": LEAST})
    as_new = matcher_told(load, monkeypatch, likely | {"chaozai-fakuan": np.nan})
    assert as_new.rank(question).matches[0].entry.slug == "chaozai-fakuan"
    assert score_of(as_new, question) > score_of(as_learned, question)


def score_of(matcher, question):
    matches = matcher.rank(question).matches
    return next(one.score for one in matches if one.entry.slug == "chaozai-fakuan")


def test_the_shipped_collection_is_told_by_it(shipped):
    of_entries, _ = meaning.teller(list(shipped.entries))("闯红灯")
    assert np.isnan(of_entries).mean() < 0.1  # what was written since the last learning


def test_a_question_in_words_that_nobody_wrote_beside_it_is_heard(shipped):
    tell = meaning.teller(list(shipped.entries))
    slugs = list(shipped.entries)
    of_entries, elsewhere = tell("喝了点啤酒骑两轮电瓶车被拦下")
    best = [slugs[place] for place in np.argsort(-of_entries)[:5]]
    assert any(slug.startswith("jiujia") or "ddc" in slug for slug in best)
    assert elsewhere < 0.2


def test_what_people_wrote_is_forgotten_with_the_rest():
    meaning.encode("我家的事")
    assert meaning.encode.cache_info().currsize
    drop()
    assert not meaning.encode.cache_info().currsize


def test_it_is_read_no_further_than_its_beginning():
    long = "路" * meaning.LONGEST
    assert (meaning.encode(long) == meaning.encode(long + "渡口")).all()
