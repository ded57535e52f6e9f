"""One turn of memory: what leaves out what it is about is read with the question before it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from bot.answering.asks import is_asked
from bot.answering.matching.reading import Reader
from bot.knowledge.facets import Facets
from bot.text.normalise import same

LONGEST = 30
"""Characters: who writes more says what it is about."""
LONG = 12
"""Characters from which on a message is the less likely to go on the more there are."""
_ADDS = re.compile(
    r"(?:我|俺|我们|俺们|咱)(?:们)?(?:就|只|才|都|明明|其实|真的?)(?!想[问知])|"
    r"(?:我|俺|我们|俺们|咱|咱们|当时|那时|那天|当天|现在|后来|结果|刚刚|已经|昨天|今天)+(?:是|就|都|也|还|又|只|才|已经|可|其实)*"
    r"(?:记得|记住|录|拍|留|存|签|写|交|付|买|给|有|没|不|看|打|报|等|去|急|肚|手|当|在|住|才|刚|1|用|持|刷|掏|花)|"
    r"(?:没|没有|忘了?)(?:记|拍|录|留|看清|开发?票|签|掏|花)|"
    r"(?:司机|师傅|对方|他们?|她|老板|车主)(?:也|都|就|又|当时|还)*(?:没|不给|不肯)"
)
"""How people open who add to what they told: 我拍了照, 当时没人受伤, 没记住车牌."""
_AMOUNT = re.compile(
    r"(?:\d[\d.]*|[一二三四五六七八九十百千两半])(?:吨|座|人|个|年|岁|天|次|公里|分|元|块|米|升|克|斤|公斤|千克|厘米|毫米|小时|度|月|万|寸|趟|回)"
)
_SHARE = re.compile(
    r"\d\s*[%％]|百分之|[一二两三四五六七八九\d]\s*[倍成](?![为了交功])|[一1]\s*半|一点点|一点儿?$"
)
"""A part of it, or so many times as much."""
_SAYS = re.compile(
    r"[吗呢没不的了啊也才只还都啥是说被让]|怎|多|几|哪|咋|谁|什么|" + _AMOUNT.pattern
)
"""What a message has that says or asks something, or how much there is of what was asked about; a
name alone (大件运输) is a subject."""
_UNIT = (
    r"(?P<unit>个?(?:毫克|公里|小时|公斤|千克|块钱|"
    r"(?![是算要会该得就应能超罚扣记赔交的呢吗呀啊了多咋怎])[^\W\d_a-z])?)"
)
_NUMBER = re.compile(rf"(?P<number>\d[\d点]*){_UNIT}")
_ONE = re.compile(
    r"(?:是|有|超了?|到了?|[开跑拉坐装载挤拖拿]到?了?|晚交?了?|过了|测出?了?|吹出?了?|换成|换做|改成|变成|按)*"
    rf"(?P<number>\d[\d点]*){_UNIT}"
    r"(?:算|要|会|该|得|又|就|应该|能|是|被)*(?:超|罚|扣|记|退|赔|交)*(?:了|速|载|限|员)*"
    r"(?:多少|几|咋|怎么|怎样|什么)?(?:钱|分|块|算|罚|扣|办|样|说|处理)*[的呢吗呀啊了]*"
)
"""Another figure and nothing else, but what is wanted of it: 要是146呢, 146算超多少."""
_OF_ANYTHING = ("", "个")
"""What stands behind a figure of whatever is counted."""
REMEDY = "不服"
_OF_REMEDY = {"期限", "多少钱", "材料", "怎么办理"}
"""By the facets' names: who wants one of these after 认定书我不服 wants it of the remedy."""
BARE = 4
"""Characters beside what is wanted that tell no matter: 要…有结果."""
_MORE = re.compile(
    r"(?:讲|说|解释|展开|写)(?:得|的|1)?(?:细|详细|清楚|具体|明白|遍|下|开|说|讲)|详细|具体|仔细|解释|展开|"
    r"(?:没|不)(?:看|听|太)?(?:懂|明白)|(?:看|听)不(?:懂|明白)|[什啥]么?意思|"
    r"简单|简短|短|大?白话|人话|通俗|1句话|重复|重[说讲发]|总结|概括|[来发][1下]?[遍次]|太长"
)
"""Also who wants it told shortly or once more."""
_LESS = re.compile(
    r"(?:没|不)(?:看|听|太)?(?:懂|明白)|(?:看|听)不(?:懂|明白)|[什啥]么?意思|"
    r"简单|简短|短|大?白话|人话|通俗|1句话|重点|总结|概括|太长"
)
"""What is in it where the short answer is wanted and nothing else."""
_PROCEEDS = re.compile(
    r"(?:好的?|行|嗯+|哦|噢|知道了|明白了?|懂了|办好了|交了|弄完了|ok)*(?:那|那么)?(?:我?(?:还|又|再|该|要)*)"
    r"(?:然后|接着|接下[来去]|之后|下1?步|往后|后面|完了以后|再往下|以后)"
    r"(?:呢|[要该还]?(?:怎么|咋)[办弄整搞做]?|[要该还]*(?:干|做|办|弄|搞)[什啥么嘛哪些]*|[是有][什啥]么?|还要?[什啥]么?|还有[什啥]?么?)?[了呢啊呀吗嘛]*"
)
"""The whole of what asks for the next step: 好的然后呢."""
_NUMBER_WANTED = re.compile(
    r"(?:那|那么|请问|具体|我|该|要|应该|得|去|到底)*(?:打|拨打?|找|投诉|举报)?"
    r"(?:(?:哪里?的?|哪1?个|什么|啥|谁的|多少)(?:投诉|举报|客服|服务)?(?:电话|号码?|热线)"
    r"|(?:投诉|举报|客服|服务)?(?:电话|号码|热线)(?:号码)?是?(?:多少|几|哪个|什么|啥))(?:号码?|打)?[吗呢啊呀]?"
)
"""The whole of what asks whom to call about what was answered: 打哪个电话."""
_NTH = re.compile(r"第(\d+)[点条步项个]")
_AROUND = re.compile(
    r"再|请|麻烦|能不能|可以|能否|能|给我|帮我|我|你|您|的|那|这|上面|刚才|前面|是|说|讲|发|用|告诉|了|就行|结果|结论|重点|"
    r"1下|1些|1点|1遍|1次|点|些|个|下|吗|吧|呢|么|啊|呀"
)
"""What is said around the wish to hear more."""


def may_go_on(message: str, before: str) -> bool:
    """Whether it is short enough, and not the question before once more."""
    told = same(message)
    return 0 < len(told) <= LONGEST and told != same(before)


def signs(message: str, before: str, facets: Facets) -> dict[str, float]:
    """What its words tell of whether a message goes on from the question before."""
    is_beginning = facets.turns.is_beginning(message)
    message = facets.turns.without_thanks(message)
    told = same(message)
    now, then = facets.of(told), facets.of(same(before))
    other_matter = bool(now["matter"].keys() - then["matter"].keys())
    other_moves = bool(now["moves"].keys() - then["moves"].keys())
    turns = facets.turns
    leans = {
        "opens": turns.is_opening(told),
        "closes": turns.is_closing(told) or _asks_of_another(told, facets),
        "doubts": turns.is_doubting(told),
        "reports": turns.is_reporting(told),
        "refers": turns.is_referring(told),
        "compares": turns.is_comparing(told),
        "adds": is_added(message),
        "amount": is_amount(message),
    }
    is_new = other_matter or other_moves
    return leans | {
        "says": bool(_SAYS.search(told)),
        "asks": is_asked(message),
        "bare": is_bare(message, facets) and not is_new,
        "named": bool(now["moves"] or now["matter"]),
        "other_matter": other_matter,
        "other_moves": other_moves,
        "plainly_new": is_new and not any(leans.values()),
        "begins": is_beginning,
        "length": math.log(1 + len(told)),
        "beyond": max(0, len(told) - LONG) / 10,
    }


def _asks_of_another(told: str, facets: Facets) -> bool:
    """Whether it is a bare vehicle, or has one that is asked of: 货车呢比如b2."""
    words = [word for each in facets.words["moves"].values() for word in each]
    return told in words or any(f"{word}呢" in told for word in words)


def wants_more(message: str) -> int | None:
    """The number of the point that shall be told at length (第二点说细些), 0 for all of it
    (再详细说说) and for the next step, None where the message asks something else."""
    told = same(message)
    if _PROCEEDS.fullmatch(told):
        return 0
    nth = _NTH.search(told)
    if len(told) > LONGEST or not (_MORE.search(told) or (nth and told == nth[0])):
        return None
    left = _AROUND.sub("", _MORE.sub("", _NTH.sub("", told)))
    if left:
        return None
    return int(nth[1]) if nth else 0


def wants_less(message: str) -> bool:
    """Whether it wants the answer before told shortly: 没看懂, 说简单点."""
    return wants_more(message) == 0 and _LESS.search(same(message)) is not None


def wants_number(message: str) -> bool:
    """Whether it asks whom to call, and nothing else."""
    return _NUMBER_WANTED.fullmatch(same(message)) is not None


def is_bare(message: str, facets: Facets) -> bool:
    """Whether it says nothing but what is wanted, or how much there is: 去哪办, 正好5.3吨."""
    told = same(message)
    words = (word for name in facets.of(told)["wants"] for word in facets.words["wants"][name])
    left = told
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    left = _AMOUNT.sub("", left)
    return left != told and len(left) <= BARE


def is_wish(message: str, facets: Facets) -> bool:
    """Whether it says nothing but what is wanted: 几天能拿到, but no 第二次呢."""
    found = facets.of(same(message))
    return bool(found["wants"]) and not found["matter"] and is_bare(message, facets)


def is_of_remedy(before: str, message: str, facets: Facets) -> bool:
    """Whether the term, the costs … that a message wants are those of a remedy: 几天之内 after
    认定书我不服."""
    wanted = facets.of(same(message))["wants"].keys()
    return bool(wanted) and wanted <= _OF_REMEDY and REMEDY in facets.of(same(before))["wants"]


def is_added(message: str) -> bool:
    """Whether it opens as what adds to what was told: 我拍了照."""
    return _ADDS.match(same(message)) is not None


def is_amount(message: str) -> bool:
    """Whether it tells how much there is of what was asked about: 正好5.3吨, 超了三成."""
    return bool(_AMOUNT.search(same(message)) or _SHARE.search(message))


def is_swapped(before: str, message: str, facets: Facets) -> bool:
    """Whether the message names another vehicle than the question before."""
    now, then = (facets.of(same(told))["moves"] for told in (message, before))
    return bool(now) and bool(then) and not now.keys() & then.keys()


def remedy(before: str, message: str, facets: Facets) -> str:
    """What a message that only says that somebody doesn't accept it (不服怎么办) is about, of what
    the question before tells: who decided, and what. "" where it asks anything else, or the
    question before tells of no decision."""
    told, then = same(message), same(before)
    if REMEDY not in facets.of(told)["wants"] or facets.of(told)["matter"] or len(told) > LONG:
        return ""
    decided = facets.turns.decided(then)
    return f"{decided}{told}" if decided else ""


def of_remedy(before: str, message: str, facets: Facets) -> str:
    """What a message wants of the remedy (多久之内可以告), with what was decided in place of the
    story before it. "" where the question before tells of no remedy or of no decision."""
    if not is_of_remedy(before, message, facets):
        return ""
    decided = facets.turns.decided(same(before))
    return f"{decided}{REMEDY}，{_added(message, facets)}" if decided else ""


def is_mere(told: Mapping[str, float]) -> bool:
    """Whether it only doubts, tells what others say, or adds to the story: 凭什么归他."""
    tells = told["reports"] and not told["asks"]
    return bool(told["doubts"] or told["adds"] or tells) and not told["named"]


def resized(before: str, message: str, facets: Facets) -> str:
    """The question before with another amount in the place of its own: 如果是85呢 after
    酒精含量75算什么. "" where either tells of more or of anything else than one."""
    found = resizings(before, message, facets)
    return found[0] if len(found) == 1 else ""


def resizings(before: str, message: str, facets: Facets) -> list[str]:
    """The question before with the amount that the message tells in the place of each of its own of
    that unit; none where the message tells anything else."""
    then, amount = same(before), _ONE.fullmatch(same(_added(message, facets)))
    if not amount:
        return []
    return [
        f"{then[: one.start()]}{amount['number']}{one['unit']}{then[one.end() :]}"
        for one in _NUMBER.finditer(then)
        if amount["unit"] in (*_OF_ANYTHING, one["unit"])
    ]


def aside(before: str, message: str, facets: Facets) -> str:
    """What a message may ask of the fine or the review itself that the question before was on:
    罚款可以分期吗. "" where that wanted nothing of the kind, or the message names what it is of."""
    then, now = facets.of(same(before))["wants"], facets.of(same(message))
    wanted = [word for name, word in facets.asides.items() if name in then]
    is_named = any(now[kind] for kind in ("moves", "matter"))
    return f"{wanted[0]}{_added(message, facets)}" if wanted and not is_named else ""


def joined(before: str, message: str, reader: Reader) -> str:
    """The question before with what the message puts in its place: another vehicle takes the
    place of the vehicle, what is wanted now that of what was wanted; but a remedy is what its term
    is wanted of."""
    now = reader.facets.of(same(message))
    kept = before.rstrip("？?。！! ")
    is_remedy = is_of_remedy(before, message, reader.facets)
    wanted = {**now["wants"], **({REMEDY: 1.0} if is_remedy else {})}
    for kind, names in (("moves", now["moves"]), ("wants", wanted)):
        if names:
            kept = without(kept, kind, names, reader.facets)
    return f"{kept}，{_added(message, reader.facets)}"


def instead(before: str, message: str, reader: Reader) -> str:
    """What else may happen to the same: of the question before only what moves, the thing, and what
    is wanted where the message doesn't say that. "" where it named none, or the message tells of
    nothing else: an amount, what is wanted, a doubt, another person."""
    facets, told = reader.facets, same(message)
    if is_amount(message) or is_bare(message, facets):
        return ""
    if facets.turns.is_doubting(told) or facets.turns.is_of_another(told):
        return ""
    then, now = facets.of(same(before)), facets.of(told)
    kept = [
        *_words(before, "moves", then["moves"], facets),
        *_words(before, "matter", then["matter"].keys() & facets.things, facets),
    ]
    if not kept or now["moves"]:
        return ""
    wanted = [] if now["wants"] else _words(before, "wants", then["wants"], facets)
    return f"{''.join(kept)}{_added(message, facets)}{''.join(wanted)}"


def _added(message: str, facets: Facets) -> str:
    """What the message puts to the one before."""
    told = facets.turns.without_thanks(message.strip())
    opening = facets.turns.opening.match(told)
    return told[opening.end() if opening else 0 :].strip("，,。？?！! ").removesuffix("呢")


def _words(text: str, kind: str, names: Iterable[str], facets: Facets) -> list[str]:
    """The longest word in the text for each of these names; none that is but a part of another's,
    as 租车 is of 出租车."""
    told = same(text)
    found = ([word for word in facets.words[kind][name] if word in told] for name in names)
    longest = [max(words, key=len) for words in found if words]
    return [word for word in longest if not any(word != one and word in one for one in longest)]


def without(text: str, kind: str, now: Mapping[str, float], facets: Facets) -> str:
    """The text less the words of facets of that kind that the message doesn't name as well."""
    gone = [
        word
        for name, words in facets.words[kind].items()
        if name not in now
        for word in words
        if word in text
    ]
    for word in sorted(gone, key=len, reverse=True):
        text = text.replace(word, "")
    return text
