"""What people ask and the answer lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.knowledge.checking.hints.subject import Remark, Subject, plain

_N = r"[0-9一二两三四五六七八九十百千半]"
_STEP = (
    r"找|投诉|申请|起诉|报警|报案|报1|举报|拨打|拨|打1|打\{|联系|要求|向.{2,14}(?:反映|提|索)|复议|保留|拍|到.{2,14}办|去"
    r"|换|补|停|拒|索赔|先|不要|别|赶紧|尽快|凭|带上|登记|退|协商|调解|仲裁|报告|处理|开|卖|办|申领|离开|救|打电话|交给|申诉"
)


class _Want(NamedTuple):
    """What a question asks for, the words by which an answer gives it, and its name."""

    asked: re.Pattern[str]
    given: re.Pattern[str]
    name: str


def _want(asked: str, given: str, name: str) -> _Want:
    return _Want(re.compile(asked), re.compile(given), name)


_PARTS = re.compile(r"[，；。？！?,]")
_OF_PARTS = (
    _want(r"怎么办|咋办", _STEP, "what to do"),
    _want(r"谁.{0,2}赔|(?:要|能|会|还).{0,6}赔.{0,3}吗|索赔吗|谁.{0,2}(?:承担|担责)|要不要担责",
          r"赔|责任|承担|补偿|负担|追偿|罚", "who pays"),
    _want(r"谁.{0,2}负责", r"赔|责|承担|由|找|归|管|罚", "who is responsible"),
    _want(r"罚多少|怎么罚|怎么处罚|罚款吗|会被罚|什么处罚|如何处罚",
          r"罚|拘留|警告|吊销|记\d+分|责令|扣留|处分|追究", "the penalty"),
    _want(r"扣(?:几|多少)分|扣分吗|记(?:几|多少)分",
          r"\d\s*分|不记分|不扣分|没有.{0,4}记分", "points"),
    _want(r"拖走|拖车吗|会拖", r"拖", "towing"),
    _want(r"多久|几天|多长时间|几年", rf"{_N}+\s*个?(?:工作日|日|天|月|年|小时|分钟|周)"
          r"|当场|立即|当天|随时|长期|没有规定|没有统一|法律没有|里程|及时", "how long"),
    _want(r"多少钱|怎么收费|收费吗|要交钱|花钱", r"元|费|免|倍|%|钱|价", "what it costs"),
    _want(r"去哪|到哪|找谁|找哪|向谁|哪个部门|谁管|归谁",
          r"到|去|向|找|由|网|窗口|局|部门|公安|交警|法院|归|打", "where"),
    _want(r"怎么查|如何查", r"查|公布|网|窗口|12123|公示|问", "where to look"),
    _want(r"(?:能|可以).+吗|能不能|可不可以",
          r"不|可|能|算|要|应|须|会|合法|违法|没|有|禁|得|必|按|只", "yes or no"),
)  # fmt: skip


def two_parts(subject: Subject) -> Iterator[Remark]:
    """A question of two parts whose first paragraph gives one of them only (…，怎么办？ without a
    thing to do; …，谁赔？ without a payer). It knows nine kinds of parts by their words; whether
    what is given is right, or the part is answered in other words, it can't tell."""
    question = subject.entry.question
    parts = [part for part in _PARTS.split(question) if part]
    if len(parts) < 2:
        return
    for part in parts:
        for want in _OF_PARTS:
            if want.asked.search(part):
                if not want.given.search(subject.lead):
                    yield Remark(
                        subject.entry.short_answer,
                        f"the first paragraph lacks a part of the question, {want.name}: “{part}”",
                    )
                break


_FREE = (
    r"没有统一|没有全国统一|没有规定|没规定|不固定|约定|协商|按实际|实际损失|以.{0,12}为准|看.{0,8}(?:当地|公示|合同|保单)"
    r"|各地|当地|由.{0,10}(?:规定|制定|确定|定)|市场|公示|酌情|没有上限|没有固定"
)
_QUANTITIES = (
    _want(r"(?:扣|记)(?:几|多少)分|(?:会|要|还)(?:扣|记)分吗|扣分(?:吗|多少)|(?<!没写)几分(?!钟)",
          r"\d\s*分(?!钟)|不.{0,6}记分|不.{0,4}扣分|没有.{0,8}记分|不在记分", "points"),
    _want(r"罚(?:款)?多少|罚几|罚多少钱|多少罚款|罚款(?:金额|标准)",
          rf"{_N}\s*(?:万)?元|\d\s*倍|不.{{0,4}}罚|没有.{{0,6}}罚|{_FREE}", "a fine in 元"),
    _want(r"拘留(?:几|多少|多久)|(?:关|蹲|拘)(?:几|多少)天",
          r"\d+\s*(?:日|天).{0,6}拘留|拘留.{0,10}\d+\s*(?:日|天)|不.{0,4}拘留",
          "days of detention"),
    _want(r"(?<![留关蹲拘])几天|多少天|多久|多长时间|几个月|几年|多少年|期限(?:是|多)",
          rf"{_N}+\s*个?(?:工作日|日|天|月|年|小时|分钟|周)|当场|立即|当天|随时|即时|马上|尽快|及时"
          rf"|长期|里程|不限|{_FREE}", "how long"),
    _want(r"(?<!问)多少钱|几块钱|几元|收费标准|费用(?:多少|是)",
          rf"{_N}\s*(?:万)?元|%|\d\s*倍|免费|不收|免收|不得收|{_FREE}", "how much money"),
    _want(r"(?:多少|几)(?:个)?学时|学时(?:要|多少|是|要求)", r"学时|小时", "hours"),
)  # fmt: skip


def no_quantity(subject: Subject) -> Iterator[Remark]:
    """A way to ask it that wants 扣几分, 罚多少, 拘留几天, 几天, 多少钱 or 学时, where the answer
    holds no such unit nor says that there is no one figure. Any figure of the unit counts, also
    one that is about something else; so silence proves nothing."""
    said = "\n".join((subject.answer, *subject.entry.key_points, *subject.entry.figures))
    for want in _QUANTITIES:
        if not want.given.search(said) and (phrase := subject.asks(want.asked)):
            yield Remark(
                phrase, f"asks for {want.name}, of which the answer says nothing: “{phrase}”"
            )


_THREAT = re.compile(
    r"可以?(?:依法)?(?:处罚|罚款)|会被(?:处罚|罚)|要被?罚款|处以罚款|给予(?:行政)?处罚|依法处罚"
)
_FIGURE = re.compile(rf"{_N}\s*(?:万)?(?:元|日|天|分(?!钟)|倍)|吊销|警告|%")
_PENALTY_ASKED = re.compile(r"怎么罚|罚多少|怎么处罚|什么处罚|后果|罚款吗|会被罚|罚不罚|会罚")


def bare_threat(subject: Subject) -> Iterator[Remark]:
    """A consequence without a figure (可以处罚, 会被罚) in a line that holds none, while somebody
    asks how it is punished. Lines that send the reader on (见…) are left out."""
    phrase = subject.asks(_PENALTY_ASKED)
    if phrase is None:
        return
    for line in subject.lines:
        threat = _THREAT.search(plain(line))
        if line.endswith("："):
            continue
        if (
            threat
            and not _FIGURE.search(plain(line))
            and "](entry:" not in line
            and "见" not in line
        ):
            yield Remark(line, f"“{threat[0]}” without a figure, while people ask “{phrase}”")
