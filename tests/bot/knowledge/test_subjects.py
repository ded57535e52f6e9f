"""What is asked back of a bare subject."""

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import subjects


def written(tmp_path, text):
    path = tmp_path / "subjects.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_name_of_a_subject_leads_to_its_entries(tmp_path):
    found = subjects.load(written(tmp_path, "货车、大貨車: [b, a]\n保险: [c, d]\n"))
    assert found == {"货车": ("b", "a"), "大货车": ("b", "a"), "保险": ("c", "d")}


@pytest.mark.parametrize("slugs", ["[]", "[a]", "a", "[a, 1]", "[a, b, c, d, e]", ""])
def test_a_subject_without_two_to_four_entries_is_a_fault(tmp_path, slugs):
    with pytest.raises(FaultyFile, match="give it 2 to 4 names of entries"):
        subjects.load(written(tmp_path, f"货车: {slugs}"))


def test_a_name_stands_for_one_subject(tmp_path):
    with pytest.raises(FaultyFile, match="货车: it stands here twice"):
        subjects.load(written(tmp_path, "货车: [a, b]\n卡车、货车: [c, d]\n"))


def test_every_shipped_subject_offers_entries_in_service(shipped):
    for name, slugs in shipped.subjects.items():
        assert [entry.slug for entry in shipped.subject(name)] == list(slugs), name
