"""What stands out in words that are sanitised already: figures, and telephones to be called."""

from __future__ import annotations

import re

from markupsafe import Markup

from bot.text import quantities

_TAG = re.compile(r"(<[^>]+>)")
_BETWEEN = re.compile(r'</b>(以上|至|到|[-–—~～])<b class="figure">')
_AFTER = re.compile(r"</b>(及?以[上下内])")
_TELEPHONE = r"(?:0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4}|1(?:1[0249]|2[02])|12\d{3}|95\d{3})"
_IN_BOLD = re.compile(rf"<strong>({_TELEPHONE})</strong>")
_ANYWHERE = re.compile(
    rf"(?<![\d.-])({_TELEPHONE})(?![\d.-]|\s*(?:元|公里|千米|米|吨|公斤|克|岁|天|日|年|分|个|%))"
)
_TO_CALL = re.compile(
    r"(?:[打拨报]|报警|致电|电话|热线|投诉|举报|[局队所警]（)[：:]?\s*$"
    rf"|{_TELEPHONE}(?:（[^（）]{{0,12}}）)?\s*(?:、|（?或者?|和|再打|/)\s*$"
)
"""What stands before a number that is one to call: a word for calling, or another number."""
_TO_ASK = re.compile(r"(?:[（问向请和]|咨询|告诉|报告|或者?)\s*$")
"""The same, before one that can be nothing else."""
_HOTLINE = re.compile(r"12(?!123|306)\d{3}")
"""12123 and 12306 are sites and apps as well."""
_BEFORE = 160
"""Characters of HTML in which that stands."""
_FIGURE = '<b class="figure">'
_TO = '<b class="figure to">'
_HERE = "\ue000"
"""Where another figure begins, in words without tags."""

_UP_TO = re.compile(
    r"(?:不足|不到|不满|未满|满分|(?<![不未])(?<!不[得能])超过?|不[按是][^，。；：]{0,3})$"
)
_OF_THOSE = re.compile(r"[^，。；、：]{0,8}的[，、：]")
_WAS = re.compile(r"[^，。；：]{0,3}(?:[改提降调增延]高?[为成到]|已经?(?:删|取消|废止))")
_EACH = re.compile(r"每[^，。；、：]{0,4}$")
_AT_THAT = re.compile(rf"[^，。；、：]{{0,6}}{_HERE}")
_ASIDE = re.compile(r"（[^）]*$")
_STEP = re.compile(r"以[上下内]$")
_IN_IT = re.compile(rf"[每记罚]?{_HERE}")
_ORDINAL = re.compile(r"第|(?<!以)[上下](?=一)|前(?=一[天日])")


def with_figures(html: Markup) -> Markup:
    """The figures of a short answer in a type of their own; a range in its two parts, of which
    neither breaks over lines. The `main` one is the first that is no condition: the fine of
    违法所得不足2万元罚1万元以上, of 超速不超过50%的，罚款20元以上 and of 每超1吨罚500元."""
    parts = _TAG.split(str(html))
    marked = "".join(part if part.startswith("<") else _marked(part) for part in parts)
    joined = _AFTER.sub(r"\1</b>", _BETWEEN.sub(r'\1</b><b class="figure to">', marked))
    return Markup(_with_main(joined))  # noqa: S704 - what was sanitised, and a tag of ours


def with_calls(html: Markup) -> Markup:
    """A telephone number that stands alone in bold, or in words on whom to call, is a link:
    **12328**, 没人理打12345或12389; no more where only 12123 is named or 110 are counted."""
    bold = _IN_BOLD.sub(r'<a href="tel:\1"><strong>\1</strong></a>', str(html))
    told, done = [], 0
    for match in _ANYWHERE.finditer(bold):
        if _is_to_call(bold[: match.start()], match[1]):
            told += [bold[done : match.start()], f'<a href="tel:{match[1]}">{match[1]}</a>']
            done = match.end()
    return Markup("".join([*told, bold[done:]]))  # noqa: S704 - what was sanitised, and links of ours


def _is_to_call(before: str, number: str) -> bool:
    """Whether what stands before a number calls it, in words that are no link yet."""
    if before.rfind("<") > before.rfind(">") or before.rfind("<a ") > before.rfind("</a>"):
        return False
    words = _TAG.sub("", before[-_BEFORE:])
    return bool(_TO_CALL.search(words) or (_HOTLINE.fullmatch(number) and _TO_ASK.search(words)))


def _with_main(html: str) -> str:
    places = [match.start() for match in re.finditer(_FIGURE, html)]
    if not places:
        return html
    place = next((one for one in places if not _is_condition(html, one)), places[0])
    return html[:place] + _FIGURE.replace("figure", "figure main") + html[place + len(_FIGURE) :]


def _is_condition(html: str, place: int) -> bool:
    """Whether it says when or of whom the answer holds, or what holds no more."""
    end = html.index("</b>", place)
    figure, is_range = html[place + len(_FIGURE) : end], html.startswith(_TO, end + len("</b>"))
    if is_range:
        end = html.index("</b>", end + 1)
    before = _TAG.sub("", html[:place])
    after = _TAG.sub("", html[end:].replace(_FIGURE, _HERE))
    is_step = not is_range and _STEP.search(figure) and _IN_IT.match(after)
    is_measure = _EACH.search(before) and _AT_THAT.match(after)
    told = (
        _UP_TO.search(before), _ASIDE.search(before), _OF_THOSE.match(after), _WAS.match(after),
        is_step, is_measure,
    )  # fmt: skip
    return any(told)


def _marked(text: str) -> str:
    """Words without tags. What is measured against (每100毫升, 80毫克/100毫升) is no figure, nor
    which one it is (上一年度, 第二天)."""
    told, done = [], 0
    for start, end in quantities.spans(text):
        if text[max(0, start - 1) : start] in ("每", "/") and text[:end].endswith("毫升"):
            continue
        if start and _ORDINAL.match(text, start - 1):
            continue
        told += [text[done:start], f'<b class="figure">{text[start:end]}</b>']
        done = end
    return "".join([*told, text[done:]])
