"""What a message asks: its parts told apart into story and asks, a letter into its matters."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_PAUSE = re.compile(r"[，,、\s]+|(?=另外|还有就是|再就是|还有[，,]|顺便问|再问|还想问)")
_ALSO = "还有一?个问题|另外|还有就是|再就是|还有|顺便|顺带|捎带|同时|再请?问|另问|还想[问知]|此外"
_JOINT = re.compile(
    rf"(?<=[？?！!])(?={_ALSO}|以及)|[，,。；;\s]+(?:{_ALSO}|以及)|"
    r"另外|顺[便带]问|我?同时还?想[问知]|还想[问知]|再请?问"
)
_TWO_THINGS = re.compile(
    r"^(?:您好|你好|请问)?[，,。！!]?(?:我|俺|咱)?(?:这里|这边)?(?:想)?(?:有|请教|咨询|打听|问)(?:您|你们?)?"
    r"[两俩2二三3几](?:个|件|样)?(?:小?问题|事情?儿?|点)(?:想?[问咨]询?(?:一下)?)?[，,：:。\s]*"
)
"""How a message begins that says itself that it asks two things."""
_ORDINAL = re.compile(
    r"(?:^|(?<=[，,。；;：:？?！!\s]))(?:第[一二三123](?:个(?:问题|是)?|是|点|件)?|[一二三]是|[一二三123][、.．）)]"
    r"|[（(][一二三123][）)]|[①②③]|首先|其次|[另再]一个是?|一个是)[，,：:、\s]*(?!名|次|年|天|位)"
)
"""What numbers the asks of one message."""
_NOTHING_LEFT = re.compile(r"(?:啥子?|什么|谁)[\u4e00-\u9fff]{0,3}[都也](?:没|不)|[十百好]几")
_ASKS = re.compile(
    r"[?？]|吗|呢|怎么|怎样|如何|多少|几[分天个年岁点次块]|哪[里些个儿样]|[去在到往]哪|谁|啥|[不没]$|能不能|可不可以|是否|"
    r"行不行|有没有|什么|为何|咋|多久|多长|多大|合法不|([\u4e00-\u9fff])不\1"
)
_OPENS = re.compile(
    r"^(?:还有一?个问题(?:是)?|另外|还有就是|再就是|还有|以及|同时|此外|再请?问(?:一下|下)?|另问|"
    r"(?:顺[便带]|捎带)(?:请?问(?:一下|下)?)?|还想(?:问|知道)(?:一下|下)?)"
)
_NUMBERED = re.compile(
    r"(?:^|(?<=[。；;！？!?，,、\s：:]))"
    r"(?:[（(]?(?:[1-9]|[一二三四五六七八九])(?:[）)、：:]|[.．](?!\d))|[①-⑨]|其[一二三四][，,]?)"
)
_TURNS = re.compile(r"(?<=[。！？!?；;\n])|(?=另外|还有就是|还有一个|其次|再就是|此外)")
_EDGES = ' \u3000。，,；;、！!？?\n\t"“”'
_AFTER_A_QUESTION = re.compile(r"[?？][^?？]{4}")
SHORTEST = 4
"""Characters of an ask: less is an afterthought."""
STORY = 80
"""Characters of the story that each ask is read with."""


def asks(said: str) -> list[str]:
    """The message as one question for each of its asks, each with the story before it; the message
    alone where it asks one thing or nothing.

    >>> asks("货车超载20%罚多少？另外驾驶证扣几分？")
    ['货车超载20%罚多少？', '驾驶证扣几分？']
    >>> asks("快递丢了赔多少 顺便我想给电动车上牌")
    ['快递丢了赔多少', '我想给电动车上牌']
    """
    said = _TWO_THINGS.sub("", said)
    if parted := _numbered(said) or _joined(said):
        return parted
    story: list[str] = []
    found: list[str] = []
    told: list[str] = []
    for part in _parts(said):
        told.append(part)
        if _ASKS.search(part) and len("".join(told)) >= SHORTEST:
            found.append("".join(told))
            told = []
        elif not found:
            story, told = [*story, part], []
    if len(found) < 2:
        return [said]
    before = "，".join(story)[-STORY:]
    return [f"{before}，{one}" if before else one for one in found]


def _numbered(said: str) -> list[str]:
    """What stands behind the numbers, each with the story before them; none where but one of them
    asks: 第一次被查 numbers no asks."""
    story, *told = (part.strip(_EDGES) for part in _ORDINAL.split(said))
    if len(told) < 2 or not all(is_asked(one) and len(one) >= SHORTEST for one in told):
        return []
    return [f"{story[-STORY:]}，{one}" if story else one for one in told]


def _joined(said: str) -> list[str]:
    """The sides of 另外 or 顺便, which says itself that another matter follows."""
    joint = _JOINT.search(said)
    if not joint:
        return []
    before, after = said[: joint.start()].strip(), said[joint.start() :].strip()
    after = _OPENS.sub("", after.lstrip(_EDGES)).lstrip(_EDGES)
    is_whole = min(len(before), len(after)) >= SHORTEST
    return [before, after] if is_whole and (is_asked(before) or is_asked(after)) else []


def are_joined(said: str) -> bool:
    """Whether the message says itself that it asks two things: 另外, 顺便, or what comes after a
    question mark.

    >>> are_joined("快递丢了赔多少 顺便我想给电动车上牌")
    True
    """
    if _TWO_THINGS.match(said) or _numbered(said):
        return True
    return bool(_joined(said)) or bool(_AFTER_A_QUESTION.search(said))


def matters(said: str) -> list[str]:
    """A letter's sentences and numbered points, of which each may be about another thing; those
    too short to be of anything stay with the one before.

    >>> matters("1.站牌太旧，看不清字。2.路灯坏了半个月没人修！望尽快处理")
    ['站牌太旧，看不清字', '路灯坏了半个月没人修', '望尽快处理']
    """
    found: list[str] = []
    for point in _NUMBERED.split(said):
        for sentence in _TURNS.split(point):
            part = sentence.strip(_EDGES)
            if found and 0 < len(part) < SHORTEST:
                found[-1] = f"{found[-1]}，{part}"
            elif part:
                found.append(part)
    return found


def is_asked(said: str) -> bool:
    """Whether anything is asked, or only told: 啥都没了 asks nothing.

    >>> is_asked("啥也没落下"), is_asked("什么证都没有，十几个人"), is_asked("啥都没了，找谁")
    (False, False, True)
    """
    return bool(_ASKS.search(_NOTHING_LEFT.sub("", said)))


def last_ask(said: str) -> str:
    """The sentence that asks, the last one where there are more; the whole where none does."""
    asking = [sentence for sentence in _SENTENCE.findall(said) if _ASKS.search(sentence)]
    return asking[-1].strip() if asking else said


def _parts(said: str) -> Sequence[str]:
    """What stands between pauses, without the words that only join."""
    sentences = (sentence.strip() for sentence in _SENTENCE.findall(said))
    parts = (part for sentence in sentences for part in _PAUSE.split(sentence))
    return [one for part in parts if (one := _OPENS.sub("", part.strip()).strip("。，, "))]
