"""All surfaces of a campaign as files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.files import write_together
from bot.messages import File
from bot.publicity.surfaces import banner, poster, qr, signs, wechat
from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.material import Material

ARTICLE = "公众号"
BANNER = "网页横幅"
POSTER = "海报"
"""Places of their own: where a reader of the article, of the banner, of a poster that hangs
nowhere in particular comes from."""
SAMPLE = "样稿-"
"""Before the name of every file that nobody has approved."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Surface(StrEnum):
    SIGNS = "signs"
    POSTER = "poster"
    WECHAT = "wechat"
    BANNER = "banner"


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: which surfaces, which design, and the places that posters are for."""

    surfaces: frozenset[Surface] = frozenset(Surface)
    design: Design = Design.BOLD
    places: tuple[str, ...] = (POSTER,)

    @property
    def names(self) -> tuple[str, ...]:
        """Of every place that needs a code."""
        wanted = {
            Surface.POSTER: self.places,
            Surface.WECHAT: (ARTICLE,),
            Surface.BANNER: (BANNER,),
        }
        found = [n for surface, names in wanted.items() if surface in self.surfaces for n in names]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Export:
    """The files, and what staff should know about them."""

    files: tuple[File, ...]
    warnings: tuple[str, ...]


def export(material: Material, order: Order, links: Mapping[str, str]) -> Export:
    """Make them all, before anything is written; `links` has the address for each of the order's
    places.

    Raises:
        Unshowable: a sign can't show its text.
        CannotPrint: a library or a font for posters is missing.
        ValueError: the words don't fit on a poster.
    """
    files: list[File] = []
    warnings = list(_warnings(material))
    if Surface.SIGNS in order.surfaces:
        files += _signs(material)
    if Surface.POSTER in order.surfaces:
        for name in order.places:
            made = poster.make(material, order.design, name, links[name])
            files += _posters(name, made)
            if made.left_out:
                warnings.append(f"{name}的海报放不下最后 {made.left_out} 条要点")
    if Surface.WECHAT in order.surfaces:
        files += _article(material, links[ARTICLE])
    if Surface.BANNER in order.surfaces:
        files.append(_text(f"{BANNER}.html", banner.html(material, links[BANNER])))
    if material.is_sample:
        files = [File(SAMPLE + file.name, file.content) for file in files]
    return Export(tuple(files), tuple(dict.fromkeys(warnings)))


def write(folder: Path, files: Sequence[File]) -> list[Path]:
    """Put them in the folder, all of them whole or none; returns where they are.

    Raises:
        OSError: they can't be written; what stood in the folder still does.
    """
    paths = [folder / file.name for file in files]
    write_together({path: file.content for path, file in zip(paths, files, strict=True)})
    return paths


def archive(name: str, files: Sequence[File]) -> File:
    """All of them as one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for each in files:
            file.writestr(each.name, each.content)
    return File(name, packed.getvalue())


def _warnings(material: Material) -> Iterator[str]:
    if material.is_sample:
        yield "还没有审核通过：文件名都带“样稿”，海报、文章和横幅上也写明，不要张贴和发布"
    if material.is_edited:
        yield "通知的正文改过，而屏幕和海报的字仍是宣传日文件里的：请核对是否一致"


def _signs(material: Material) -> Iterator[File]:
    for sign, words in zip(signs.SIGNS, (material.led, material.bus), strict=True):
        text = signs.checked(sign, words)
        yield File(f"{sign.name}-UTF8.txt", text.encode())
        yield File(f"{sign.name}-GB2312.txt", signs.encoded(text))


def _posters(place: str, made: poster.Poster) -> Iterator[File]:
    name = _NOT_IN_NAMES.sub("_", place)
    stem = name if name == POSTER else f"{POSTER}-{name}"
    yield File(f"{stem}-A3.pdf", made.a3)
    yield File(f"{stem}-A4.pdf", made.a4)
    yield File(f"{stem}.png", made.picture)


def _article(material: Material, link: str) -> Iterator[File]:
    picture = f"{ARTICLE}二维码.png"
    shown = (SAMPLE if material.is_sample else "") + picture
    yield _text(f"{ARTICLE}文章.html", wechat.page(material, link, shown))
    yield File(picture, qr.png(link))


def _text(name: str, text: str) -> File:
    return File(name, text.encode())
