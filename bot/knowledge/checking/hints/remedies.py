"""What an answer says of remedies and proof that the procedural laws don't bear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.knowledge.checking.hints.subject import Remark, Subject, plain

_INACTION = re.compile(
    r"不作为|不答复|不予答复|拖着不办|逾期(?:未|不)(?:作|办|答|处)|不履行(?:法定)?职责|一直不办|仍不办"
)
_MAY_REVIEW = re.compile(
    r"(?:不(?:予)?答复|不作为|没下文|没(?:有)?(?:决定|回音|消息)|拖着|不公开)"
    r"[^。；不]{0,16}可以(?:先)?(?:申请|提起)?(?:行政)?复议"
)
_SUIT = re.compile(r"起诉|诉讼|告到法院|法院告")
_OFFICE = re.compile(r"机关|部门|交警|公安|车管所|许可|行政|申请")
_REVIEW_FIRST = re.compile(r"先.{0,8}复议|复议.{0,20}(?:不服|后|再)|复议前置")
_UP = re.compile(r"(?:上级|上一级)[^，。；]{0,14}(?:申请|提出|提起)?[^，。；]{0,4}复议")
_OWN_LINE = re.compile(r"海关|金融|税务|国家安全|垂直|外汇|铁路|省级|国务院")
_RIGHTLY_ABOVE = re.compile(r"对[^，。；]{0,4}政府的|赔偿委员会")
"""Against a government itself (行政复议法 第二十四条), or for what police and courts owe in
criminal cases (国家赔偿法 第二十四条): both go to the one above."""
_DEMOLITION = re.compile(
    r"(?:强制|限期|责令)(?:限期)?(?:拆除|清除)|强拆|逾期不(?:拆|清)|代为?(?:拆除|清除)"
)
_ON_A_VEHICLE = re.compile(r"警灯|警报器|动力装置|标志灯|加装|雨棚")
_DETAINED = re.compile(r"(?:处(?!罚)|可|会|还要|[日天]).{0,8}(?<!没有)拘留|拘留.{0,6}[日天]")
_DEMOLITION_BLOCK, _DETENTION_BLOCK = "拆除清除不服怎么办", "拘留不服怎么办"
_GENERAL_BLOCK = "处罚不服怎么办"
_PROOF = re.compile(
    r"(?<![不未])(?:能|要|需要|得|拿得出|可以|有证据)(?:够)?证明(?!自己).{0,14}"
    r"(?:有过错|存在过错|没尽|未尽|没有尽|没做到|管理不善|失职|没及时|未及时|有责任|有疏忽)"
)
_KEEPER = re.compile(r"养护|管理(?:者|人|单位|方|处|机构)|施工|承运|高速公司|经营公司|物业|车站")


def suit_before_review(subject: Subject) -> Iterator[Remark]:
    """起诉 against an authority that does nothing, without the review that comes first (行政复议法
    第二十三条第一款第三项、第四项), or with a review that only may (可以) come first. It looks
    within one line of the answer."""
    for words in subject.lines:
        text = plain(words)
        if not (_SUIT.search(text) and _OFFICE.search(text)):
            continue
        if _INACTION.search(text) and not _REVIEW_FIRST.search(text):
            yield Remark(words, "起诉 for 不作为 without 先复议 (行政复议法 第二十三条)")
        elif found := _MAY_REVIEW.search(text):
            yield Remark(words, f"“{found[0]}”: it must come first (行政复议法 第二十三条)")


def review_above(subject: Subject) -> Iterator[Remark]:
    """申请复议 to the authority above: since 2024 the government of the same level decides, but for
    customs, finance, tax, state security and the like (行政复议法 第二十四条、第二十七条)."""
    for words in subject.sentences:
        text = plain(words)
        if (found := _UP.search(text)) and not (
            _OWN_LINE.search(text) or _RIGHTLY_ABOVE.search(text)
        ):
            yield Remark(
                words, f"“{found[0]}”: 复议 is decided by 本级人民政府 (行政复议法 第二十四条)"
            )


def demolition(subject: Subject) -> Iterator[Remark]:
    """强制拆除 or 清除 that threatens the reader, without 行政强制法 第四十四条 (or 50 to 52) or
    the block on it. Only where the answer also speaks of remedies, itself or by the general
    block."""
    if _DEMOLITION_BLOCK in subject.entry.blocks or subject.cites(
        *(f"行政强制法 第{number}条" for number in (44, 50, 51, 52))
    ):
        return
    if _GENERAL_BLOCK not in subject.entry.blocks and not re.search(r"复议|申辩", subject.answer):
        return
    for words in subject.lines:
        if (found := _DEMOLITION.search(plain(words))) and not _ON_A_VEHICLE.search(words):
            yield Remark(
                words, f"“{found[0]}” without 行政强制法 第四十四条 or block {_DEMOLITION_BLOCK}"
            )
            return


def detention(subject: Subject) -> Iterator[Remark]:
    """拘留 of the reader with the general block on penalties alone, which says nothing of 暂缓执行
    (治安管理处罚法 第一百二十六条)."""
    if (
        _GENERAL_BLOCK in subject.entry.blocks
        and _DETENTION_BLOCK not in subject.entry.blocks
        and "暂缓执行" not in subject.answer
    ):
        for words in (*subject.sentences, *subject.entry.key_points):
            if _DETAINED.search(plain(words)):
                yield Remark(
                    words, f"拘留 with block {_GENERAL_BLOCK} alone: add {_DETENTION_BLOCK}"
                )
                return


def burden_of_proof(subject: Subject) -> Iterator[Remark]:
    """The citizen is told to prove the fault of who keeps or works on a road, carries passengers
    and so on, where the law presumes it (民法典 第一千二百五十六条、第一千二百五十八条). It goes
    by words, and can't see where the law does leave the proof to the citizen."""
    for words in subject.sentences:
        text = plain(words)
        if (found := _PROOF.search(text)) and _KEEPER.search(text):
            yield Remark(words, f"who must prove it? “{found[0]}”")
