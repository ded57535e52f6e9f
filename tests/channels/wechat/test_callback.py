"""Who isn't WeChat gets nothing, and WeChat never hears an error."""

from __future__ import annotations

import httpx
import pytest

from handlers.channels.wechat import checking, crypto
from handlers.channels.wechat.crypto import Envelope
from tests.channels.wechat.vectors import named
from tests.fakes.wechat.account import APPID
from tests.fakes.wechat.server import KEY, TOKEN
from tests.waiting import stopwatch

OTHER_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


@pytest.fixture
async def http():
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


def signed(created: int, **more: str) -> dict[str, str]:
    stamp = str(created)
    return {
        "signature": crypto.signature(TOKEN, stamp, "n0"),
        "timestamp": stamp,
        "nonce": "n0",
        **more,
    }


def sample(name: str, section: str = "inbound") -> str:
    return named(section, name)["xml"]


def at(clock) -> int:
    return int(clock().timestamp())


async def test_it_proves_to_wechat_that_the_address_is_ours(on_wechat, http, clock):
    bureau = await on_wechat()
    url = f"{bureau.addresses[0]}/wechat"

    proven = await http.get(url, params=signed(at(clock), echostr="4375120948345356249"))
    forged = await http.get(url, params=signed(at(clock), echostr="1") | {"signature": "0" * 40})
    empty = await http.get(url)

    assert (proven.status_code, proven.text) == (200, "4375120948345356249")
    assert proven.headers["content-type"].startswith("text/plain")
    assert (forged.status_code, empty.status_code) == (403, 403)


async def test_what_isnt_signed_is_refused_before_anything_is_done(
    on_wechat, http, dialogue, clock
):
    bureau = await on_wechat(mode="plain", dialogue=dialogue)
    url = f"{bureau.addresses[0]}/wechat"
    query = signed(at(clock))

    for wrong in ({}, {**query, "signature": "0" * 40}, {**query, "nonce": "n1"}):
        refused = await http.post(url, params=wrong, content=sample("text"))
        assert refused.status_code == 403
    assert dialogue.heard == []


async def test_who_knocks_without_a_signature_is_slowed_down_and_wechat_isnt(
    on_wechat, http, clock
):
    bureau = await on_wechat()
    url = f"{bureau.addresses[0]}/wechat"
    for _ in range(70):
        last = await http.get(url)

    assert last.status_code == 429
    proven = await http.get(url, params=signed(at(clock), echostr="1"))
    assert proven.status_code == 200


@pytest.mark.parametrize(
    ("name", "status"),
    [("billion-laughs", 400), ("external-entity", 400), ("not-xml", 400), ("empty", 400)],
)
async def test_what_is_hostile_is_refused(on_wechat, http, dialogue, clock, name, status):
    """Section 15, 5."""
    bureau = await on_wechat(mode="plain", dialogue=dialogue)

    refused = await http.post(
        f"{bureau.addresses[0]}/wechat",
        params=signed(at(clock)),
        content=sample(name, "hostile"),
    )

    assert refused.status_code == status
    assert dialogue.heard == []


async def test_a_body_of_more_than_a_mebibyte_is_not_read(on_wechat, http, clock):
    bureau = await on_wechat(mode="plain")

    refused = await http.post(
        f"{bureau.addresses[0]}/wechat", params=signed(at(clock)), content=b"x" * (1 << 20) + b"x"
    )

    assert refused.status_code == 413


async def test_a_push_without_a_kind_is_taken_and_not_answered(on_wechat, http, clock):
    bureau = await on_wechat(mode="plain")

    taken = await http.post(
        f"{bureau.addresses[0]}/wechat",
        params=signed(at(clock)),
        content=sample("missing-msgtype", "hostile"),
    )

    assert (taken.status_code, taken.text) == (200, "success")


async def test_in_safe_mode_nothing_plain_counts(on_wechat, http, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue)
    url = f"{bureau.addresses[0]}/wechat"

    raw = await http.post(url, params=signed(at(clock)), content=sample("text"))
    said_so = signed(at(clock), encrypt_type="raw")
    lied = await http.post(url, params=said_so, content=sample("text"))
    unsealed = signed(at(clock), encrypt_type="aes", msg_signature="0" * 40)
    empty = await http.post(url, params=unsealed, content=sample("text"))

    assert [one.status_code for one in (raw, lied, empty)] == [403, 403, 403]
    assert dialogue.heard == []


async def test_in_compatible_mode_only_what_was_encrypted_counts(on_wechat, http, dialogue, clock):
    bureau = await on_wechat(mode="compatible", dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    xml = sample("text").replace("oABCD1234efgh5678ijkl90mnopq", person.openid)
    query, body = bureau.wechat.pusher.request(xml, at(clock), person.openid)

    await http.post(
        f"{bureau.addresses[0]}/wechat",
        params=query,
        content=body.replace("货车超限怎么罚？", "HACKED", 1),
    )

    assert [one.text for one in dialogue.heard] == ["货车超限怎么罚？"]


async def test_a_message_for_another_account_is_refused(on_wechat, http, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue)
    sealed = Envelope(TOKEN, [KEY], "wxb11529c136998cb6").sealed(sample("text"))
    query = signed(at(clock), encrypt_type="aes")
    query["msg_signature"] = crypto.signature(TOKEN, query["timestamp"], "n0", sealed)

    refused = await http.post(
        f"{bureau.addresses[0]}/wechat",
        params=query,
        content=f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>",
    )

    assert refused.status_code == 403
    assert dialogue.heard == []


async def test_both_keys_are_good_while_the_key_changes(on_wechat, http, clock):
    bureau = await on_wechat(wechat_aes_key=OTHER_KEY, wechat_aes_key_before=KEY)
    person = bureau.wechat.person("zhang")
    pusher = bureau.wechat.pusher

    pusher.key = OTHER_KEY
    assert "超载" in await person.says("货车超载怎么罚")
    query, body = pusher.request(sample("text"), at(clock), person.openid)
    before = Envelope(TOKEN, [KEY], APPID).sealed(sample("text"))
    query["msg_signature"] = crypto.signature(TOKEN, query["timestamp"], query["nonce"], before)
    body = f"<xml><Encrypt><![CDATA[{before}]]></Encrypt></xml>"
    answer = await http.post(pusher.addresses[0], params=query, content=body)
    assert answer.text.startswith("<xml><Encrypt>")


async def test_an_old_request_sent_again_is_refused(on_wechat, http, dialogue, clock):
    bureau = await on_wechat(mode="plain", dialogue=dialogue)
    url = f"{bureau.addresses[0]}/wechat"
    query = signed(at(clock))
    await http.post(url, params=query, content=sample("text"))
    clock.passes(minutes=11)

    other = sample("text").replace("25429287492206114", "1")
    again = await http.post(url, params=query, content=other)
    await bureau.wechat.person("zhang").says("新的")
    later = await http.post(url, params=query, content=other)

    assert (again.status_code, later.status_code) == (403, 403)
    assert [one.text for one in dialogue.heard] == ["货车超限怎么罚？", "新的"]


@pytest.mark.parametrize("hours", [-3, 3, 24 * 400])
async def test_a_wrong_clock_costs_nobody_an_answer(on_wechat, http, dialogue, clock, hours):
    bureau = await on_wechat(mode="plain", dialogue=dialogue)
    url = f"{bureau.addresses[0]}/wechat"
    true = at(clock)
    clock.passes(hours=hours)
    await http.get(url, params=signed(true, echostr="1"))  # as the account was set up

    answers = []
    for number in range(3):
        body = sample("text").replace("25429287492206114", str(number))
        answers.append(await http.post(url, params=signed(true + 60 * number), content=body))
        clock.passes(minutes=1)
    old = sample("text").replace("25429287492206114", "9")
    replayed = await http.post(url, params=signed(true - 700), content=old)

    assert [one.status_code for one in answers] == [200, 200, 200]
    assert all("货车超限" in one.text for one in answers)
    assert replayed.status_code == 403


async def test_looking_through_the_settings_with_a_wrong_clock_costs_nobody_an_answer(
    on_wechat, http, dialogue, clock
):
    """The check list signs by this machine's clock."""
    bureau = await on_wechat(mode="plain", dialogue=dialogue)
    true = at(clock)
    clock.passes(hours=24)
    url = f"{bureau.addresses[0]}/wechat"
    await http.get(url, params=signed(true, echostr="1"))
    settings = bureau.application.settings.model_copy(
        update={"public_url": bureau.addresses[0], "wechat_api": bureau.wechat.address}
    )
    lines = [
        line async for line in checking.check(settings, bureau.application.database, None, clock)
    ]

    answer = await http.post(url, params=signed(true + 60), content=sample("text"))

    assert any("只认微信的签名" in line.words for line in lines)
    assert answer.status_code == 200
    assert "货车超限" in answer.text


async def test_it_needs_no_time_to_refuse(on_wechat, http):
    bureau = await on_wechat()
    began = stopwatch()

    await http.post(f"{bureau.addresses[0]}/wechat", content=b"x" * 1000)

    assert stopwatch() - began < 0.5


async def test_neither_secrets_nor_peoples_words_are_logged(on_wechat, dialogue, logged):
    bureau = await on_wechat(dialogue=dialogue)
    dialogue.answers("我的车牌是湘A12345", RuntimeError("湘A12345 不行"))
    person = bureau.wechat.person("zhang")

    await person.says("我的车牌是湘A12345")
    await person.says("再问一句")
    await person.leaves()

    told = str([{k: v for k, v in line.items() if k != "exception"} for line in logged])
    for secret in (TOKEN, KEY, bureau.wechat.account.secret, person.openid, "再问一句", "车牌"):
        assert secret not in told
    assert "99_TOKEN" not in str(logged)
