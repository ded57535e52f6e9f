"""The list of what a post must know."""

from dataclasses import replace
from types import SimpleNamespace

from bot.knowledge.items import Form
from bot.training import syllabus
from tests.fakes import items


def test_it_names_an_entry_of_the_items_topic_before_others_on_the_article():
    asked = items.item(Form.SINGLE, 1, topic="货运超限")
    elsewhere = SimpleNamespace(slug="chepai", topic="机动车驾驶")
    kin = SimpleNamespace(slug="chaozai", topic="货运超限")
    library = SimpleNamespace(
        by_citation={asked.basis[0]: (elsewhere, kin)},
        register=SimpleNamespace(statutes={}),
    )
    (law,) = syllabus.of_post("执法", [asked], library)
    assert [line.entry for line in law.lines] == [kin]

    (law,) = syllabus.of_post("执法", [replace(asked, topic="客运")], library)
    assert [line.entry for line in law.lines] == [elsewhere], "better than none"
