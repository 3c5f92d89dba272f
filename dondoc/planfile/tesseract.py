"""The recognition program: what it reads on pixels, and which way up they stand.

Not here: what is made of a page before and after (scans).
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from shutil import which
from typing import NamedTuple

import cv2

from dondoc.core.vietnamese import normalise
from dondoc.planfile.pictures import Pixels
from dondoc.planfile.refusals import UnreadableFile

WAIT = 60  # seconds a page
_ORIENTATION_DPI = 140  # the least at which no page was turned wrongly
_LINE = r"bbox (\d+) (\d+) (\d+) (\d+); baseline (\S+) (\S+); x_size ([\d.]+);"  # hOCR 1.2, 3.2
_WORD = r"<span class='ocrx_word'[^>]*?bbox (\d+) (\d+) (\d+) (\d+); x_wconf (\d+)'[^>]*>(.*?)</span>"
_LINE_OR_WORD = re.compile(f"{_LINE}|{_WORD}", re.DOTALL)
_LONG = 12  # type sizes: from fewer letters the slope of a base line is misjudged
_TALLEST = 1.15  # line heights: a type size above that was misjudged
_PAGE = "<div class='ocr_page'"
_TAG = re.compile(r"<[^>]*>")
_DIRT = re.compile(r"^[_|`'ˆ˙¬„]+|[_|`ˆ˙¬„]+$")  # no word begins or ends with these: rests of lines, and dirt
_DIRT_AT_HEAD = re.compile(r"^[_|`'ˆ˙¬„:;,]+|[_|`ˆ˙¬„]+$")  # nor does a line with more
_BULLET = re.compile(r"^~-?")
_SLASH = {0x2044: "/"}  # the recognition makes a fraction of `I/2026`
_ROTATE = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)
_INSTALL = "sudo apt install tesseract-ocr tesseract-ocr-vie"


class Printed(NamedTuple):
    """A word in pixels. `base` is where its line stands, `size` the height of the line's type from top to tail.

    `line` numbers the lines of a page from 1; 0 for a word read by itself.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: int
    base: float
    size: float
    line: int


class _Line(NamedTuple):
    """Where a line stands: its base line in its middle, the slope of that, its type size."""

    middle: float
    height: float
    slope: float
    size: float

    def base(self, x: float) -> float:
        return self.height + self.slope * (x - self.middle)


def refuse_without_tesseract(name: str) -> None:
    """Raises UnreadableFile, saying what to install, where the program or its Vietnamese data are missing."""
    found = _run("--list-langs") if which("tesseract") else ""
    if "vie" not in found.split():
        raise UnreadableFile(
            f"Tệp {name} là bản quét hoặc ảnh, mà máy chủ chưa có bộ nhận dạng chữ tiếng Việt: "
            f"hãy nhờ người quản trị cài đặt ({_INSTALL}), hoặc tải lên bản Word (.docx) của kế hoạch."
        )


def recognised(pictures: Sequence[Pixels], *, dpi: int, language: str, layout: int) -> list[list[Printed]]:
    """The words on each of some pictures. `layout`: what Tesseract calls its page segmentation mode.

    Raises subprocess.TimeoutExpired after 60 seconds.
    """
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        files = [Path(folder, f"{number}.pgm") for number in range(len(pictures))]
        for file, pixels in zip(files, pictures, strict=True):
            cv2.imwrite(str(file), pixels)
        todo = Path(folder, "pictures")
        todo.write_text("\n".join(map(str, files)))
        said = _run(str(todo), "-", "-l", language, "--psm", str(layout), "--dpi", str(dpi), "hocr")
    return [list(_printed(page)) for page in said.split(_PAGE)[1:]]


def quarter_turns(pixels: Pixels, dpi: int) -> int:
    """How many quarter turns clockwise bring a page upright; 0 where it has too few letters to tell."""
    scale = min(_ORIENTATION_DPI / dpi, 1.0)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        file = Path(folder, "page.pgm")
        cv2.imwrite(str(file), small)
        found = _ROTATE.search(_run(str(file), "-", "--psm", "0", "-l", "osd", "--dpi", str(round(dpi * scale))))
    return int(found[1]) // 90 if found else 0


def _printed(page: str) -> Iterator[Printed]:
    """The words of a page of hOCR."""
    line, count, dirt = _Line(0.0, 0.0, 0.0, 0.0), 0, _DIRT_AT_HEAD
    for found in _LINE_OR_WORD.finditer(page):
        if found[1]:
            left, top, right, bottom = map(int, found.groups()[:4])
            slope, offset, size = map(float, found.groups()[4:7])
            height = bottom + offset + slope * (right - left) / 2
            size = min(size, _TALLEST * (bottom - top))
            slope = slope if right - left > _LONG * size else 0.0
            line, count = _Line((left + right) / 2, height, slope, size), count + 1
            dirt = _DIRT_AT_HEAD
        elif text := dirt.sub("", _BULLET.sub("-", normalise(unescape(_TAG.sub("", found[13])).translate(_SLASH)))):
            dirt = _DIRT
            left, top, right, bottom, confidence = map(int, found.groups()[7:12])
            yield Printed(text, left, top, right, bottom, confidence, line.base((left + right) / 2), line.size, count)


def _run(*arguments: str) -> str:
    """What the program prints; one thread each, for pages are recognised side by side."""
    ended = subprocess.run(
        ["tesseract", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        timeout=WAIT,
    )
    return ended.stdout.decode(errors="replace")
