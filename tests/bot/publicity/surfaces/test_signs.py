"""What a sign can't show is named before it hangs dark over the station."""

import pytest

from bot.publicity.surfaces import signs
from bot.publicity.surfaces.signs import SIGNS, Unshowable, checked, encoded
from tests.reporting import no_faults

LED, BUS = SIGNS


def test_a_text_of_gb_2312_passes_unchanged():
    text = "12月2日：斑马线前——减速，遇“行人”停车·让行…罚20～200元（含）！"
    assert checked(LED, text) == text


def test_the_dash_and_the_dot_of_chinese_get_the_codes_that_windows_gives_them():
    assert encoded("—·") == b"\xa1\xaa\xa1\xa4"


def test_the_bytes_are_those_that_sign_software_reads():
    assert encoded("遇行人12") == "遇行人12".encode("gb2312")


@pytest.mark.parametrize(
    ("text", "place", "code", "instead"),
    [
        ("限重㎡", 3, "U+33A1", "平方米"),
        ("斑马线–让行", 4, "U+2013", "—"),
        ("停车\n让行", 3, "U+000A", "空格"),
        ("注意🚸", 3, "U+1F6B8", None),
        ("罰款", 1, "U+7F70", None),  # traditional
        ("镕", 1, "U+9555", None),  # in GBK, not in GB 2312
    ],
)
def test_a_character_that_signs_lack_is_named_with_its_place(text, place, code, instead):
    with pytest.raises(Unshowable) as refusal:
        checked(LED, text)
    message = str(refusal.value)
    assert message.startswith(f"LED屏：第 {place} 个字")
    assert code in message
    assert (f"请换成“{instead}”" if instead else "请换一个字") in message


@pytest.mark.parametrize(("sign", "longest"), [(LED, 60), (BUS, 40)])
def test_a_text_that_is_too_long_is_refused_with_its_length(sign, longest):
    assert checked(sign, "安" * longest)
    with pytest.raises(Unshowable, match=f"{longest + 1} 个字，最多 {longest} 个"):
        checked(sign, "安" * (longest + 1))


def test_every_reason_is_told_at_once():
    with pytest.raises(Unshowable, match=r"41 个字.*第 1 个字.*第 41 个字"):
        checked(BUS, "㎡" + "安" * 39 + "㎞")


def test_a_sign_without_words_is_refused():
    with pytest.raises(Unshowable, match="没有文字"):
        checked(BUS, "")


def test_every_replacement_can_be_shown():
    for instead in signs._INSTEAD.values():
        assert checked(LED, instead)


def test_signs_show_the_words_of_every_shipped_day(shipped):
    faults = []
    for key, day in shipped.days.items():
        for sign, words in ((LED, day.led), (BUS, day.bus)):
            try:
                assert checked(sign, shipped.fill(words))
            except Unshowable as refusal:
                faults.append(f"days/{key}.md: {refusal}")
    no_faults(faults)
