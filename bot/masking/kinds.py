"""The kinds of what points to a person, as patterns over a reading; the longest and surest first.

What a pattern's group `it` finds is masked, else all of it. Wherever digits stand, separators may
stand between them: people group numbers as they like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.masking.checks import (
    has_birthday,
    has_three_digits,
    is_any,
    is_mixed,
    is_name,
    is_no_date,
    is_plate,
    passes_luhn,
)
from bot.masking.surnames import COMPOUND, SURNAMES


@dataclass(frozen=True, slots=True)
class Kind:
    """What is masked as `name`: all that has the shape and passes the check."""

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self.pattern.finditer(text):
            group = "it" if "it" in self.pattern.groupindex else 0
            if self.is_one(match[group]):
                yield match.span(group)


def _kind(name: str, *pattern: str, is_one: Callable[[str], bool] = is_any) -> Kind:
    return Kind(name, re.compile("".join(pattern)), is_one)


# No sign of a list, a fraction or a sum: 1、2、3 and 1/3 are no number of a person's.
SEP = r"[ \-_.·•・‧∙⋅—–‐‑−~*|]{0,3}"
AHEAD, END = r"(?<![\dA-Z])", r"(?![\dA-Z])"
NO_AMOUNT = r"(?!\s?(?:元|块|万|亿|吨|千克|公斤|斤|公里|千米|米|毫米|厘米|年|个|人|分|KG|KM|%))"
IS = r"(?:号码|编号|号|是|为|叫|ID|[:=, (\[【]){0,4}"
HAN = "[\u3400-\u9fff]"


def _digits(least: int, most: int = 0) -> str:
    return rf"\d(?:{SEP}\d){{{least - 1},{(most or least) - 1}}}"


# -- numbers of people and their documents -------------------------------------------------------

_AT = r"\"? ?(?:@|#|☆|艾特|圈A|[(\[【{]A(?:T|特)?[)\]】}]| AT ) ?"
EMAIL = _kind(
    "邮箱",
    # A run of what may stand in a name is read once, from where it begins: else a long one without
    # an address takes the square of its length.
    r"(?<![A-Z0-9_.+-])[_.+-]*+(?P<it>[A-Z0-9][A-Z0-9_.+-]*+",
    _AT,
    rf"(?:[A-Z0-9-]+|{HAN}{{2,10}}(?=\.[A-Z]))",
    r"(?:(?: ?[.。,点] ?| DOT |[{\[]DOT[}\]])[A-Z0-9-]+)+)",
)
_IDENTITIES = (
    # After a letter too: a pupil's number is G and that of the identity card.
    _kind(
        "身份证号", rf"(?<!\d)[1-9]{SEP}{_digits(16)}{SEP}(?:[\dX]|\(X\))", END, is_one=has_birthday
    ),
    _kind("身份证号", r"(?<!\d)[1-9]\d{5}([/+、,=:])(?:19|20)\d{6}\1\d{3}[\dX]", END),
    _kind("身份证号", rf"{AHEAD}[A-Z]{{1,2}}\d{{6}}\([\dA]\)"),  # Hong Kong's
    _kind("身份证号", rf"{AHEAD}[1-9][\dLIO]{{16}}[\dX]", END, is_one=has_birthday),
    _kind("身份证号", rf"身份证{IS}(?P<it>{_digits(14, 17)}{SEP}[\dX])", END),
)
_IDENTITY_BEFORE_1999 = _kind(
    "身份证号", AHEAD, rf"[1-9]{SEP}{_digits(14)}", END, is_one=has_birthday
)
_CARDS = (
    _kind("银行卡号", AHEAD, rf"[3-6]{SEP}{_digits(12, 18)}", END, is_one=passes_luhn),
    _kind(
        "银行卡号",
        r"(?:卡号|银行卡|[账帐]号|账户|银行|[工农建中交商]行|邮储|农信社?)",
        rf"{IS}(?P<it>{_digits(12, 22)})",
        END,
    ),
    _kind("银行卡号", rf"(?<!\d)[3-6]\d{{3}}([/,、])(?:\d{{4}}\1){{2,3}}\d{{1,4}}{END}"),
)
_DOCUMENT = (
    r"(?:档案编?号|证件号|证号|驾照号?|驾驶证号?|行驶证号?|资格证号?|许可证号?|运输证号?|护照号?|"
    r"通行证号?|台胞证号?|居住证号?|军官证号?|决定书编?号|处罚编号|保单号?|"
    r"罚单编?号?|学号|准考证号?|社保卡号?|残疾证号?)"
)
_DOCUMENTS = (
    _kind("证件号", r"字第? ?(?P<it>\d{8,20})号"),
    _kind(
        "证件号",
        rf"{_DOCUMENT}(?:号码|编号|是|为|[: ]){{0,4}}{HAN}?",
        rf"(?P<it>[A-Z0-9](?:{SEP}[A-Z0-9]){{5,24}})",
        END + NO_AMOUNT,
        is_one=has_three_digits,
    ),
    _kind(
        "证件号",
        AHEAD,
        rf"(?:[A-Z] ?\d(?:[ \-]?\d){{7,9}}|E[A-HJ-NP-Z]{SEP}{_digits(7)}",
        rf"|[A-Z]{{3}}{_digits(12)})",
        END,
    ),
)

# -- telephones and accounts ---------------------------------------------------------------------

_EXTENSION = r"(?:\s?(?:转|分机|EXT\.?|-)\s?\d{1,6}(?!\d))?"
_MOBILE = _kind(
    "电话",
    rf"(?<![\d.])(?:\+|00)?(?:\(?86\)?{SEP})?0?1{SEP}[3-9](?:{SEP}[\dO]){{9}}(?!\d)",
    NO_AMOUNT,
)
_SIGNS = rf"[^\dA-Z{HAN[1:-1]}]{{1,3}}"
_GROUPED = _kind(
    "电话", rf"(?<!\d)1[3-9]\d{_SIGNS}(?:\d{{4}}{_SIGNS}\d{{4}}|\d{{8}})(?![\dA-Z])", NO_AMOUNT
)
_LIKE_DIGITS = _kind("电话", rf"{AHEAD}[1LI][3-9][\dLIO]{{9}}", END, is_one=has_three_digits)
_AREA = rf"(?:\+?\(?86\)?{SEP})?[(\[]?0{SEP}[1-9]{SEP}\d(?:{SEP}\d)?[)\]]?{SEP}"
_PHONE_WORD = r"(?:电话|手机|座机|固话|小灵通|联系方式|联系|号码|致电|拨打|回电|来电|TEL|PHONE)"
_PHONES = (
    _GROUPED,
    _LIKE_DIGITS,
    _kind("电话", rf"(?<![\d.])(?:\+|00)\(?86\)?{SEP}{_digits(9, 12)}(?!\d)"),
    _kind("电话", r"(?<![\d+])\+", _digits(8, 14), r"(?!\d)"),
    _kind("电话", rf"短号{IS}(?P<it>\d{{3,6}})(?!\d)", NO_AMOUNT),
    _kind("电话", r"(?<![\d.])", _AREA, _digits(7, 8), r"(?!\d)", _EXTENSION),
    _kind("电话", rf"(?<![\d.])[48]{SEP}0{SEP}0{SEP}{_digits(7)}(?!\d)", NO_AMOUNT),
    _kind(
        "电话",
        rf"{_PHONE_WORD}(?:号码|号|是|为|[: ]){{0,4}}(?P<it>{_digits(7, 12)})(?!\d)",
        _EXTENSION,
        NO_AMOUNT,
        is_one=is_no_date,
    ),
)
_BARE_PHONE = _kind(
    "电话",
    r"(?<![\dA-Z.\-])[2-8]\d{3}[ -]?\d{4}(?![\dA-Z]|[-.]\d)",
    NO_AMOUNT,
    is_one=is_no_date,
)
_CHAT = (
    r"(?:微 ?信|薇[信心芯❤♥\uFE0F]*|威信|V信|(?<![A-Z])(?:VX|WX|WECHAT|WEIXIN|Q ?Q|Q号)|"
    r"加V|\+ ?V|加微|扣扣|企鹅|抖音|快手|支付宝|钉钉|[徽微]信|[微徽]❤\uFE0F?|微X|W信|绿泡泡|小红书|"
    r"卫星号?:|QQ群|(?<![A-Z])V\.X\.?|(?<![A-Z0-9])V:|(?<!\w)扣:)"
)
_ACCOUNTS = (
    _kind("微信或QQ号", rf"{_CHAT}{IS}(?P<it>[A-Z0-9][A-Z0-9_-]{{4,19}})", END, NO_AMOUNT),
    _kind("微信或QQ号", rf"(?<![A-Z])(?:Q ?Q|Q:){IS}(?P<it>{_digits(5, 11)})", END, NO_AMOUNT),
)

# -- vehicles ------------------------------------------------------------------------------------

_CAR = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LAST = "[挂学警港澳领使应急试超临]"
_ODD = r"(?:牌照?)?[:/,'\"#=+(\[【˙]{0,2}"
_FIVE = rf"(?:{SEP}[A-Z0-9]){{4}}{SEP}(?:[A-Z0-9](?:{SEP}[A-Z0-9])?{END}[挂警临港澳]?|{_LAST})"
_PLATE_SHAPES = (
    rf"(?!新 ?GB)[{_CAR}临]{SEP}[A-Z]{_ODD}{_FIVE}",
    rf"[{_CAR}]{SEP}[(\[][A-Z][)\]]{_FIVE}",
    rf"[{_CAR}]{SEP}[A-Z]{SEP}[临挂学试]{SEP}{_digits(4, 5)}{END}",
    rf"[使领]{SEP}{_digits(6)}(?!\d)",
    rf"(?<!\d){_digits(6)}{SEP}[使领](?![用馆导取域])",
    rf"{AHEAD}WJ{SEP}[{_CAR}]?(?:{SEP}[A-Z0-9]){{4,7}}{END}",
    # Two capitals before five digits are a number plate of the forces, or a standard (GB 17761).
    rf"{AHEAD}(?!GB|GA|JT|JG|SY|HJ|NB|LY|CJ)[VKHBSLJNGC][A-Z]{SEP}{_digits(5)}{END}",
    rf"[军空海北南沈兰济广成]{SEP}[A-Z]{SEP}{_digits(5)}{END}",
    rf"民航{SEP}[A-Z]?{SEP}{_digits(4, 5)}{END}",
    rf"[{_CAR}]{SEP}\d{SEP}\d{SEP}(?:{_digits(5)}|[A-Z]{_digits(4)}){END}",  # tractors
    rf"(?<={HAN}){SEP}[A-Z]{SEP}{_digits(5, 7)}{END}",  # electric bicycles
)
_PLATE_WORD = r"(?:车牌|牌照|号牌|牌号|车号|挂牌|牌子|电动车|电瓶车)"
_PLATES = (
    *(_kind("车牌", shape, NO_AMOUNT, is_one=is_plate) for shape in _PLATE_SHAPES),
    _kind(
        "车牌",
        rf"{_PLATE_WORD}(?:号码|号|是|为|[: ]){{0,4}}",
        rf"(?P<it>{HAN}{{0,4}}?{SEP}[A-Z]{{0,2}}{SEP}{_digits(5, 7)})",
        END + NO_AMOUNT,
        is_one=is_no_date,
    ),
    _kind(
        "车牌",
        r"(?:车牌|牌照|号牌|牌号|车号)(?:号码|号|是|为|[: ]){0,4}",
        r"(?P<it>[A-Z]?[A-Z0-9]{5,6})",
        END,
        is_one=has_three_digits,
    ),
)
_FRAMES = (
    _kind(
        "车架号",
        AHEAD,
        r"[A-HJ-NPR-Z0-9](?:[ -]?[A-HJ-NPR-Z0-9]){16}",
        END,
        is_one=is_mixed,
    ),
    _kind(
        "车架号",
        rf"(?:车架|识别代[码号]|发动机|VIN|大架)号?(?:后[四五六八]位)?{IS}",
        r"(?P<it>[A-Z0-9][A-Z0-9 -]{4,18}[A-Z0-9])",
        END,
        is_one=has_three_digits,
    ),
)

# -- where people live, and what they are called -------------------------------------------------

_ROAD = r"(?:路|街|道|巷|弄|胡同|村|组|社区|小区|花园|公寓|家园|苑|里|坊|庄|屯)(?:[东西南北中]段)?"
_COUNT = r"[\d十百拾佰]{1,5}"
_STAIRS = rf"(?:{SEP}(?:{_COUNT}|[A-Z])(?:号楼|号|弄|栋|幢|座|单元|室|楼|层|户|门|#))"
_FLAT = rf"(?:{SEP}\d{{3,4}}(?!\d))?"
_HOUSES = (
    _kind(
        "门牌号",
        rf"(?:{_ROAD} ?|门牌)(?P<it>(?:{_COUNT}弄)?[甲乙丙]?{_COUNT}(?:-\d{{1,3}})?",
        r" ?号院?楼?(?![线令文门口公])(?:之\d)?",
        rf"{_STAIRS}*{_FLAT})",
    ),
    _kind("门牌号", rf"(?P<it>{_COUNT}(?:栋|幢|号楼)(?:{_STAIRS}+{_FLAT}|{SEP}\d{{3,4}}(?!\d)))"),
    _kind("门牌号", rf"(?P<it>{_COUNT}#(?:楼{_STAIRS}*{_FLAT}|\d{{3,4}}(?!\d)))"),
    _kind("门牌号", rf"{AHEAD}(?P<it>[A-Z](?:座|栋|幢){SEP}\d{{3,4}}室?)(?!\d)"),
    _kind("门牌号", rf"(?P<it>(?<!\d)\d{{1,2}}(?:单元|楼){SEP}\d{{3,4}}室?)(?!\d)"),
    _kind("门牌号", rf"{_ROAD}(?P<it>\d{{1,3}}-\d{{1,2}}-\d{{3,4}})(?!\d)"),
)
_SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{SURNAMES}])"
_KIN = (
    r"我(?:老公|老婆|爱人|儿子|女儿|孩子|爸爸?|妈妈?|父亲|母亲|哥哥?|弟弟?|姐姐?|妹妹?|朋友|同事)"
    r"名?叫"
)
_CALLED = (
    rf"(?:我叫做?|我名叫|名字[是叫]|姓 ?名|联系 ?人|收件人|车主叫|司机叫|{_KIN})"
    r"[:(\[【\-是为 ]{0,3}"
)
_ROLE = (
    r"(?:申请人|当事人|投诉人|举报人|车主|法定代表人|法人|负责人|收货人|寄件人|经办人|受害人|驾驶员|"
    r"司机|名字):"
)
_AFTER = rf"(?=$|(?!{HAN}).|电话|手机|身份证|男|女|住|家住|今年|是|的|驾驶|开)"
_NAMES = (
    _kind("姓名", _CALLED, rf"(?P<it>{_SURNAME} ?{HAN}{{1,2}}?){_AFTER}", is_one=is_name),
    _kind("姓名", _ROLE, rf" ?(?P<it>{_SURNAME}{HAN}{{1,2}}?){_AFTER}", is_one=is_name),
    _kind("姓名", rf"我姓(?P<it>{_SURNAME}名{HAN}{{1,2}}?){_AFTER}"),
    _kind(
        "姓名",
        rf"我姓{_SURNAME}[, ]{{0,2}}(?:名字?|全名)?叫(?P<it>{_SURNAME}?{HAN}{{1,2}}?){_AFTER}",
        is_one=is_name,
    ),
    _kind("姓名", rf"我叫(?P<it>{HAN}{{2,6}}[·•・]{HAN}{{2,6}})"),
    _kind(
        "姓名",
        rf"我是(?P<it>{_SURNAME}{HAN}{{1,2}}?)(?=[, ]*(?:电话|手机|身份证))",
        is_one=is_name,
    ),
    _kind(
        "姓名",
        r"(?:姓名|联系人|收件人)[: ]{1,3}",
        rf"(?P<it>{HAN}{{2,4}}(?:[·•・]{HAN}{{1,6}})?)(?!{HAN})",
        is_one=is_name,
    ),
    _kind("姓名", _CALLED, rf"(?P<it>{_SURNAME}{HAN}{{0,2}}(?:先生|女士|师傅|小姐|老师))"),
)

KINDS = (
    EMAIL,
    *_IDENTITIES,
    *_FRAMES,
    *_CARDS,
    *_ACCOUNTS,
    *_DOCUMENTS,
    _MOBILE,
    _IDENTITY_BEFORE_1999,
    *_PHONES,
    *_PLATES,
    _BARE_PHONE,
    *_HOUSES,
    *_NAMES,
)
