"""What WeChat pushes is read field by field, and what is hostile not at all."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from handlers.channels.wechat import xml
from handlers.channels.wechat.xml import NotXml
from tests.channels.wechat.vectors import named, names, vectors


@pytest.mark.parametrize("name", names("inbound"))
def test_it_reads_every_kind_of_push(name):
    sample = named("inbound", name)
    expected = sample["expect"]

    push = xml.read(sample["xml"].encode())

    assert push.account == "gh_0123456789ab"
    assert push.person == "oABCD1234efgh5678ijkl90mnopq"
    assert push.kind == expected["type"]
    assert push.event == expected.get("event", "").lower()
    assert push.scene == expected.get("scene", "")
    told = {"content": "Content", "media_id": "MediaId", "recognition": "Recognition"}
    for name, field in {**told, "key": "EventKey", "bizmsgmenuid": "bizmsgmenuid"}.items():
        if name in expected:
            assert push.fields[field] == expected[name]
    is_by_id = expected["dedupe"] == "MsgId"
    assert push.key == push.fields["MsgId"] if is_by_id else push.key.startswith("e")


def test_an_event_is_known_by_who_when_and_what_and_its_key_tells_nobodys_name():
    click = named("inbound", "menu-click")["xml"]
    push = xml.read(click)

    assert push.key == xml.read(click).key
    assert push.key != xml.read(click.replace("FAQ_TOP", "HUMAN")).key
    assert push.key != xml.read(click.replace("1795880000", "1795880001")).key
    assert push.person not in push.key


def test_grants_are_a_list_be_there_one_or_two():
    popup = xml.read(named("inbound", "subscribe-notice-popup")["xml"])
    change = xml.read(named("inbound", "subscribe-notice-change")["xml"])

    states = [(item["TemplateId"], item["SubscribeStatusString"]) for item in popup.items]
    assert states == [("TPL_A", "accept"), ("TPL_B", "reject")]
    assert [item["TemplateId"] for item in change.items] == ["TPL_A"]


@pytest.mark.parametrize("name", ["billion-laughs", "external-entity", "not-xml", "empty"])
def test_it_refuses_what_is_hostile(name):
    with pytest.raises(NotXml):
        xml.read(named("hostile", name)["xml"].encode())


@pytest.mark.parametrize("body", [b"\xff\xfe", b"<xml>\x00</xml>", b"<xml>" * 3000, b"<a><b></a>"])
def test_it_refuses_what_is_broken(body):
    with pytest.raises(NotXml):
        xml.read(body)


def test_what_lacks_its_kind_is_read_as_none():
    push = xml.read(named("hostile", "missing-msgtype")["xml"])

    assert (push.kind, push.event) == ("", "")


def test_a_reply_changes_the_places_of_to_and_from():
    push = xml.read(named("inbound", "text")["xml"])
    sample = named("replies", "text")["xml"]
    words = fromstring(sample).findtext("Content")

    assert xml.text(push, words, 1795880001) == sample


@pytest.mark.parametrize(
    "words",
    ["a ]]> b", "]]>", "]]]]>>", "]]", "a <xml> & c", "第一行\n第二行 🚗", "\x00\x07好\x1f", ""],
)
def test_whatever_is_said_arrives_as_it_was(words):
    push = xml.read(named("inbound", "text")["xml"])

    said = fromstring(xml.text(push, words, 1)).findtext("Content")

    assert said == "".join(sign for sign in words if sign == "\n" or sign >= " ")


def test_the_end_of_a_section_is_divided_as_the_sample_has_it():
    push = xml.read(named("inbound", "text")["xml"])
    sample = named("replies", "text-cdata-split")

    assert xml.text(push, sample["expect_content"], 1795880001) == sample["xml"]


def test_the_envelope_of_a_reply_has_the_form_of_the_sample():
    sealed = fromstring(xml.envelope("密文==", "签名", "1795880000", "nonce1"))

    assert [(child.tag, child.text) for child in sealed] == [
        ("Encrypt", "密文=="),
        ("MsgSignature", "签名"),
        ("TimeStamp", "1795880000"),
        ("Nonce", "nonce1"),
    ]
    assert vectors()["replies"]
