"""`pufa campaign export` and `pufa campaign places`."""

import asyncio
import errno
import functools
import json

import pytest
from typer.testing import CliRunner

from bot import config, files, printing
from bot.printing import CannotPrint
from bot.store import Database, campaigns, places
from handlers.cli import application
from tests.bot.publicity.surfaces.conftest import NOW, TODAY
from tests.fakes import FAKES
from tests.printing import needs_pango

PUBLIC = "https://pufa.example.gov.cn"
NOTICE = campaigns.Notice("全国交通安全日", "货车超载的，由交警罚款并扣车。")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def pufa(tmp_path, data, monkeypatch):
    """Runs `pufa …`; fails unless it ends as expected, and returns what it printed."""
    monkeypatch.setattr(config, "load", functools.partial(config.load, env_file=tmp_path / ".env"))
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    environ = {
        "PUFA_DATA_DIR": str(data),
        "PUFA_KNOWLEDGE_DIR": str(FAKES / "knowledge"),
        "PUFA_PUBLIC_URL": PUBLIC,
    }

    def pufa(*words, ends=0, **names):
        arguments = [str(word) for word in words]
        ran = CliRunner().invoke(application(), arguments, env=environ | names)
        assert ran.exit_code == ends, ran.output
        return ran.output

    return pufa


@pytest.fixture
def written(data):
    """Does something with the database."""

    def written(work, **given):
        database = Database(data / "pufa.db")
        try:
            return asyncio.run(database.write(work, **given))
        finally:
            database.close()

    return written


@pytest.fixture
def campaign(written):
    """The number of a new campaign in a state."""

    def campaign(state="approved", notice=NOTICE, day="traffic-safety-day/2026"):
        number = written(
            campaigns.insert, notice=notice, day=day, author="x", created_at=NOW, send_at=None
        )
        written(lambda db: db.execute("UPDATE campaigns SET state = ?", [state]))
        return number

    return campaign


@needs_pango
def test_all_surfaces_come_into_the_folder(pufa, campaign, tmp_path):
    said = pufa("campaign", "export", campaign(), tmp_path / "out", "--place", "汽车站")
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == sorted(
        [
            "LED屏-UTF8.txt", "LED屏-GB2312.txt", "公交屏-UTF8.txt", "公交屏-GB2312.txt",
            "海报-汽车站-A3.pdf", "海报-汽车站-A4.pdf", "海报-汽车站.png",
            "公众号文章.html", "公众号二维码.png", "网页横幅.html",
        ]
    )  # fmt: skip
    assert f"汽车站（qcz-1d7e）：{PUBLIC}/?from=qcz-1d7e&c=1" in said
    led = (tmp_path / "out" / "LED屏-GB2312.txt").read_bytes()
    assert led.decode("gb2312") == "12月2日全国交通安全日：不超载，不超速。"


@needs_pango
def test_json_names_files_places_and_warnings(pufa, campaign, tmp_path):
    words = ("--place", "汽车站", "--place", "3路公交", "--only", "poster", "--design", "b")
    said = json.loads(pufa("campaign", "export", campaign(), tmp_path, *words, "--json"))
    assert len(said["files"]) == 6
    assert [place["name"] for place in said["places"]] == ["汽车站", "3路公交"]
    assert said["places"][0]["link"] == f"{PUBLIC}/?from=qcz-1d7e&c=1"
    assert "正文改过" in said["warnings"][0]


@needs_pango
def test_a_place_named_twice_gets_one_poster(pufa, campaign, tmp_path):
    words = ("--place", "汽车站", "--place", " 汽车站 ", "--only", "poster", "--json")
    said = json.loads(pufa("campaign", "export", campaign(), tmp_path, *words))
    assert len(said["files"]) == 3


def test_codes_may_open_the_bot(pufa, campaign, tmp_path):
    words = ("--only", "banner", "--telegram", "@pufa_bot", "--json")
    said = json.loads(pufa("campaign", "export", campaign(), tmp_path, *words, PUFA_PUBLIC_URL=""))
    assert said["places"][0]["link"] == "https://t.me/pufa_bot?start=from_wyhf-b9ea_c1"


def test_without_an_address_it_says_which_setting_is_missing(pufa, campaign, tmp_path):
    said = pufa("campaign", "export", campaign(), tmp_path / "out", ends=1, PUFA_PUBLIC_URL="")
    assert "PUFA_PUBLIC_URL" in said
    assert not (tmp_path / "out").exists()


def test_signs_alone_need_no_address(pufa, campaign, tmp_path):
    pufa("campaign", "export", campaign(), tmp_path, "--only", "signs", PUFA_PUBLIC_URL="")
    assert (tmp_path / "公交屏-UTF8.txt").exists()


def test_what_a_sign_cannot_show_stops_it_before_a_file_is_written(pufa, campaign, tmp_path):
    words = ("--only", "signs", "--led", "限重5㎡")
    said = pufa("campaign", "export", campaign(), tmp_path / "out", *words, ends=1)
    assert said.strip() == ("pufa: LED屏：第 4 个字“㎡”（U+33A1）屏上显示不了，请换成“平方米”")
    assert not (tmp_path / "out").exists()


def test_other_words_can_stand_in_for_the_campaigns(pufa, campaign, tmp_path):
    words = ("--only", "signs", "--only", "banner", "--bus", "慢行", "--headline", "慢一点")
    pufa("campaign", "export", campaign(), tmp_path, *words)
    assert (tmp_path / "公交屏-UTF8.txt").read_text(encoding="utf-8") == "慢行"
    assert "慢一点" in (tmp_path / "网页横幅.html").read_text(encoding="utf-8")


def test_what_nobody_approved_is_marked(pufa, campaign, tmp_path):
    said = pufa("campaign", "export", campaign("in_review"), tmp_path / "out", "--only", "signs")
    assert "还没有审核通过" in said
    assert all(path.name.startswith("样稿-") for path in (tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("number", "state", "reason"),
    [(99, "approved", "没有 99 号推送"), (1, "cancelled", "1 号推送已取消")],
)
def test_what_cannot_be_exported_is_refused(pufa, campaign, tmp_path, number, state, reason):
    campaign(state)
    assert reason in pufa("campaign", "export", number, tmp_path, ends=1)


def test_a_place_without_a_proper_name_is_refused(pufa, campaign, tmp_path):
    assert "1 到 20 个字" in pufa(
        "campaign", "export", campaign(), tmp_path, "--place", " ", ends=1
    )


def test_without_the_libraries_it_says_what_to_install(pufa, campaign, tmp_path, monkeypatch):
    def missing():
        raise CannotPrint("apt-get install libpango-1.0-0")

    monkeypatch.setattr(printing, "weasyprint", missing)
    said = pufa("campaign", "export", campaign(), tmp_path / "out", ends=1)
    assert "apt-get install libpango-1.0-0" in said


def test_a_folder_that_cannot_be_written_is_one_line(pufa, campaign, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    words = (tmp_path / "file" / "below", "--only", "signs")
    assert "cannot write to" in pufa("campaign", "export", campaign(), *words, ends=1)


@needs_pango
def test_places_are_listed_with_who_came(pufa, campaign, written, tmp_path):
    number = campaign()
    pufa("campaign", "export", number, tmp_path, "--place", "汽车站", "--only", "poster")
    written(places.arrive, code="qcz-1d7e", campaign_id=number, channel="web", day=TODAY)
    assert "汽车站" in pufa("campaign", "places")
    assert json.loads(pufa("campaign", "places", "--json")) == [
        {"code": "qcz-1d7e", "name": "汽车站", "arrivals": 1, "last_day": "2026-11-23"}
    ]


def test_where_one_file_finds_no_room_none_is_written(pufa, campaign, tmp_path, monkeypatch):
    number, out = campaign(), tmp_path / "out"
    out.mkdir()
    (out / "LED屏-UTF8.txt").write_text("昨天的", encoding="utf-8")
    made, fsync = [], files.os.fsync

    def full(handle):
        made.append(handle)
        if len(made) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(files.os, "fsync", full)
    assert "cannot write to" in pufa("campaign", "export", number, out, "--only", "signs", ends=1)
    assert [path.name for path in out.iterdir()] == ["LED屏-UTF8.txt"]
    assert (out / "LED屏-UTF8.txt").read_text(encoding="utf-8") == "昨天的"
