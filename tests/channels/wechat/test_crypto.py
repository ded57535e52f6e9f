"""Signatures and safe mode, by the vectors of Tencent's samples and of other libraries' suites."""

from __future__ import annotations

import pytest

from handlers.channels.wechat import crypto, xml
from handlers.channels.wechat.crypto import Envelope, Forged
from tests.channels.wechat.vectors import named, names, vectors


def envelope(vector: dict, **changes: str) -> Envelope:
    told = {**vector, **changes}
    return Envelope(told.get("token") or "", [told["encoding_aes_key"]], told["receive_id"])


def opened(vector: dict, envelope: Envelope) -> str:
    """As it came; where the suite tells no signature, with the one that it must have."""
    stamp, nonce = vector.get("timestamp") or "1", vector.get("nonce") or "n"
    given = vector.get("msg_signature") or crypto.signature(
        envelope.token, stamp, nonce, vector["encrypt"]
    )
    return envelope.opened(vector["encrypt"], given, stamp, nonce)


@pytest.mark.parametrize("name", names("signatures"))
def test_it_signs_as_wechat_does(name):
    vector = named("signatures", name)
    parts = vector["token"], vector["timestamp"], vector["nonce"]

    assert crypto.signature(*parts) == vector["signature"]
    assert crypto.is_signed(vector["signature"], *parts)
    assert not crypto.is_signed("", *parts)
    assert not crypto.is_signed("签名", *parts)


@pytest.mark.parametrize("name", names("aes"))
def test_it_opens_what_others_sealed_and_seals_the_same(name):
    """Section 15, 1."""
    vector = named("aes", name)
    sealing = envelope(vector)

    assert opened(vector, sealing) == vector["plaintext"]
    if salt := vector.get("random16"):
        assert sealing.sealed(vector["plaintext"], salt=salt.encode()) == vector["encrypt"]


def test_it_seals_every_time_anew():
    sealing = envelope(named("aes", "mp-pamtest-message"))

    assert sealing.sealed("您好") != sealing.sealed("您好")


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("wrong-signature", {"msg_signature"}, "signature"),
        ("wrong-receive-id", {"receive_id"}, "another account"),
    ],
)
def test_it_refuses(name, changes, reason):
    negative = named("negative", name)
    vector = {**named("aes", negative["base"]), **negative["change"]}

    assert set(negative["change"]) == changes
    with pytest.raises(Forged, match=reason):
        opened(vector, envelope(vector))


def test_it_refuses_a_ciphertext_cut_short_though_it_is_signed():
    negative = named("negative", "truncated-ciphertext")
    vector = {**named("aes", negative["base"]), **negative["change"], "msg_signature": None}

    with pytest.raises(Forged, match="can't be read"):
        opened(vector, envelope(vector))


@pytest.mark.parametrize("garbage", ["", "====", "不是密文", "QUJD", "A" * 43 + "="])
def test_it_refuses_what_is_no_ciphertext(garbage):
    vector = {**named("aes", "mp-pamtest-message"), "encrypt": garbage, "msg_signature": None}

    with pytest.raises(Forged):
        opened(vector, envelope(vector))


def test_it_knows_a_key_by_its_length():
    wrong = named("negative", "bad-key-length")["change"]["encoding_aes_key"]

    with pytest.raises(ValueError, match="43"):
        crypto.key_of(wrong)


def test_it_opens_with_the_key_before_while_the_key_changes():
    vector = named("aes", "mp-pamtest-message")
    other = named("aes", "wechatpy-message")["encoding_aes_key"]
    changing = Envelope(vector["token"], [other, vector["encoding_aes_key"]], vector["receive_id"])

    assert opened(vector, changing) == vector["plaintext"]
    with pytest.raises(Forged):
        opened(vector, Envelope(vector["token"], [other], vector["receive_id"]))


def test_a_whole_request_in_safe_mode_is_opened():
    request = vectors()["safe_mode_request"]
    query = request["query"]
    sealed = xml.encrypted(request["body"].encode())

    plain = envelope(request).opened(
        sealed, query["msg_signature"], query["timestamp"], query["nonce"]
    )

    assert crypto.is_signed(
        query["signature"], request["token"], query["timestamp"], query["nonce"]
    )
    assert plain == request["plaintext"]
    assert xml.read(plain).fields["Content"] == "货车超限怎么罚？"
