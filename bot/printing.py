"""PDF on this machine, and pictures of it: WeasyPrint, or what to install where it can't run."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
from typing import Any

LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""Debian's names of what WeasyPrint loads."""
FONTS = "fonts-noto-cjk"
_LIBRARY = re.compile(r"library '([^']+)'")


class CannotPrint(RuntimeError):
    """Something is missing on this machine: the message says what to install."""


def weasyprint() -> Any:  # noqa: ANN401 - a module without types
    """Raises: CannotPrint: a library or a Chinese font is missing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints advice where Pango is missing
            import weasyprint as module
    except OSError as error:
        named = _LIBRARY.search(str(error))
        library = f" {named[1]}" if named else ""
        raise CannotPrint(
            f"做 PDF 缺系统库{library}：apt-get install {' '.join(LIBRARIES)} {FONTS}"
        ) from error
    if not _has_chinese_font():
        raise CannotPrint(f"没有中文字体，PDF 里的字会变成方框：apt-get install {FONTS}")
    return module


def picture(pdf: bytes, scale: float, *, colours: int = 0) -> bytes:
    """The first page as PNG; `scale` are pixels to a point, `colours` how many it may have."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=scale).to_pil()
        if colours:
            image = image.quantize(colours)
        content = io.BytesIO()
        image.save(content, format="PNG", optimize=True)
        return content.getvalue()
    finally:
        document.close()


def _has_chinese_font() -> bool:
    listing = shutil.which("fc-list")  # comes with Pango
    if listing is None:
        return True
    fonts = subprocess.run([listing, ":lang=zh-cn", "family"], capture_output=True, check=False)  # noqa: S603
    return bool(fonts.stdout.strip())
