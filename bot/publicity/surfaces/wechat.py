"""An article for the bureau's WeChat account, ready to paste into its editor.

The editor drops style sheets, classes, ids, scripts, positions and links to elsewhere; what stands
in each element's own `style` stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markupsafe import Markup

from bot.publicity.surfaces import prose
from bot.publicity.surfaces.material import Material
from bot.publicity.surfaces.rendering import rendered

LONGEST_TITLE = 64
"""Characters that the editor takes for a title, and for a summary."""
LONGEST_SUMMARY = 120

_STYLES = {
    "p": "margin: 0 0 16px; font-size: 17px; line-height: 1.75; color: #1a2330;",
    "ul": "margin: 0 0 16px; padding-left: 22px;",
    "ol": "margin: 0 0 16px; padding-left: 22px;",
    "li": "margin: 0 0 8px; font-size: 17px; line-height: 1.75; color: #1a2330;",
    "strong": "color: #0a2f6b;",
    "s": "text-decoration: line-through; color: #4a5868;",
    "em": "font-style: normal; font-weight: bold;",
    "blockquote": "margin: 0 0 16px; padding: 10px 14px; border-left: 4px solid #0b4ea2;"
    " background-color: #eaf1fb;",
    "h2": "margin: 24px 0 10px; font-size: 19px; color: #0a2f6b;",
    "h3": "margin: 20px 0 8px; font-size: 18px; color: #0a2f6b;",
    "table": "width: 100%; margin: 0 0 16px; border-collapse: collapse; font-size: 15px;",
    "th": "border: 1px solid #b9cdea; padding: 6px 8px; background-color: #eaf1fb;",
    "td": "border: 1px solid #b9cdea; padding: 6px 8px;",
}
_PLAIN = {"a", "code", "span"}
"""What an article shows as its words alone: links can't lead anywhere from there."""
_KEPT = {*_STYLES, "br", "tr", "thead", "tbody"}


def page(material: Material, link: str, picture: str) -> str:
    """A page for staff: the article with a button that copies it, and what else the editor asks
    for. `link` is for 阅读原文; `picture` is the file with the QR code."""
    return rendered(
        "wechat.html",
        material=material,
        title=_shortened(material.headline, LONGEST_TITLE),
        summary=_shortened(material.fact or material.title, LONGEST_SUMMARY),
        link=link,
        picture=picture,
        article=article(material),
    )


def article(material: Material) -> Markup:
    """The article itself, without its title, which the editor has a field for."""
    body = Markup("").join(map(_html, prose.parse(material.body)))
    return Markup(rendered("wechat-article.html", material=material, body=body))  # noqa: S704


def _html(element: Element) -> Markup:
    """One element of the notice with its style written out."""
    inside = Markup("").join(_inside(element))
    if element.tag in _PLAIN or element.tag not in _KEPT:
        return inside
    if element.tag == "br":
        return Markup("<br>")
    style = _STYLES.get(element.tag)
    opening = Markup('<{} style="{}">').format(element.tag, style) if style else None
    return (opening or Markup("<{}>").format(element.tag)) + inside + _closing(element.tag)


def _closing(tag: str) -> Markup:
    return Markup("</{}>").format(tag)


def _inside(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield _html(child)
        yield child.tail or ""


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
