import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot import plainyaml
from bot.plainyaml import NotPlain, check

PIECES = ["a", "b: ", "- ", "? ", ": ", "[", "]", "{", "}", ", ", "\n", " ", "  ", '"', "'", "|"]
ODD = ["&x ", "*x", "!t ", "\\x01", "\t", "\x85", "\u2028", "#", "\x07", "---\n", "%"]


def outcome(text):
    try:
        check(text)
    except NotPlain:
        return "not plain"
    except yaml.YAMLError:
        return "not YAML"
    return "plain"


@example("- - - - - - - - - - - - - - - - - - - - - - a")
@example("? " * 30 + "a")
@example("a\x85" + "- " * 30 + "b")
@example("\n".join(" " * level + "-" for level in range(30)))
@given(st.lists(st.sampled_from(PIECES + ODD), max_size=80).map("".join))
def test_a_text_that_is_passed_at_a_glance_is_plain_when_read(text):
    at_a_glance = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plainyaml, "_BRACKETS", -1)  # every text is read
        read = outcome(text)
    assert at_a_glance == read or (at_a_glance, read) == ("plain", "not YAML")


@pytest.mark.parametrize(
    "text", ["a: &x b", "a: *x", "a: !t b", 'a: "\\x07"', "[" * 25 + "]" * 25, "- " * 25 + "a"]
)
def test_what_nobody_needs_in_front_matter_is_refused(text):
    with pytest.raises(NotPlain):
        check(text)
