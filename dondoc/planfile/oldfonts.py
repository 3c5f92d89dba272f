"""Runs of a Word file that are typed in an old Vietnamese encoding, told by their fonts, rewritten as Unicode.

Not here: the encodings themselves and how letters tell them (encodings); text and tables of the file (wordfiles).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from lxml import etree  # slow import: only a .docx needs it

from dondoc.planfile.encodings import Encoding, conversion_of, encodings, gains, is_old, judged
from dondoc.planfile.numberings import W
from dondoc.planfile.readings import Conversion

_MAX_PARENTS = 12
_NAMED = (re.compile(rb'hAnsi="([^"]*)"'), re.compile(rb'ascii="([^"]*)"'))


@dataclass(frozen=True)
class _Voice:
    """How a run is typed: in which encoding, none for Unicode, and whether its font prints capitals only."""

    encoding: Encoding | None = None
    capitals: bool = False


_UNICODE = _Voice()


@dataclass
class _Stretch:
    """Texts of one paragraph that follow each other in one voice, nothing between them."""

    voice: _Voice
    nodes: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(node.text or "" for node in self.nodes)

    def write(self, text: str) -> None:
        """Puts the text in the place of what stands here."""
        for node in self.nodes:
            node.text = ""
        self.nodes[0].text = text


def names_old_font(*parts: bytes) -> bool:
    """Whether the parts of a file name a font of an old encoding at all: a cheap question, asked first."""
    named = {font for part in parts for wording in _NAMED for font in wording.findall(part)}
    return any(_voice(font.decode("utf-8", "replace").lower()) is not _UNICODE for font in named)


def rewrite(body: Any, styles: Any | None) -> Conversion | None:
    """Rewrites the texts under a node as Unicode; None where all are. Where no font tells, the letters do."""
    fonts = _Fonts(styles)
    paragraphs = [list(_stretches(runs, fonts)) for _, runs in groupby(body.iter(W + "r"), _paragraph_of)]
    told = [stretch for stretches in paragraphs for stretch in stretches if stretch.voice.encoding]
    trusted = {e.name for e in encodings() if gains(e, (s.text for s in told if s.voice.encoding is e))}
    by_letters = judged("".join(s.text for s in stretches if not s.voice.encoding) for stretches in paragraphs)
    names: list[str] = []
    lines: list[tuple[str, str]] = []
    for stretches in paragraphs:
        before = "".join(stretch.text for stretch in stretches)
        for stretch in stretches:
            encoding, text = stretch.voice.encoding, stretch.text
            if encoding is not None and encoding.name in trusted and is_old(text, encoding):
                capitals = stretch.voice.capitals
                stretch.write(encoding.read(text, capitals=True) if capitals else encoding.read_line(text))
            elif encoding is None and by_letters is not None and is_old(before, by_letters):
                encoding = by_letters
                stretch.write(encoding.read_line(text))
            else:
                continue
            names.extend([encoding.name] if stretch.text != text else [])
        lines.append((before, "".join(stretch.text for stretch in stretches)))
    return conversion_of(names, lines) if names else None


def _paragraph_of(run: Any) -> Any:
    return next(run.iterancestors(W + "p"), None)


def _stretches(runs: Iterable[Any], fonts: "_Fonts") -> Iterator[_Stretch]:
    open_stretch: _Stretch | None = None
    for run in runs:
        voice = fonts.voice(run)
        for child in list(run):
            is_letter = voice.encoding is not None and child.tag in (W + "softHyphen", W + "sym")
            node = _as_text(run, child) if is_letter else child
            if node.tag == W + "t":
                if open_stretch is None or open_stretch.voice != voice:
                    if open_stretch is not None:
                        yield open_stretch
                    open_stretch = _Stretch(voice)
                open_stretch.nodes.append(node)
            elif open_stretch is not None and node.tag not in (W + "rPr", W + "lastRenderedPageBreak"):
                yield open_stretch
                open_stretch = None
    if open_stretch is not None:
        yield open_stretch


def _as_text(run: Any, sign: Any) -> Any:
    """The letter that Word took for a sign, put in as text; a symbol's code has the byte in its lower half."""
    code = sign.get(W + "char", "AD")
    text = etree.Element(W + "t")
    text.text = chr(int(code[-2:], 16)) if all(c in "0123456789abcdefABCDEF" for c in code[-2:]) else ""
    run.replace(sign, text)
    return text


class _Fonts:
    """The fonts of runs: their own, that of their style, of the paragraph's style, of the document."""

    def __init__(self, styles: Any | None) -> None:
        self._styles: dict[str, tuple[str | None, str | None]] = {}
        self._default: str | None = None
        self._base: str | None = None
        self._voices: dict[str | None, _Voice] = {None: _UNICODE}
        for node in styles.iter(W + "style") if styles is not None else ():
            style_id = node.get(W + "styleId", "")
            self._styles[style_id] = _font(node.find(W + "rPr")), _value(node, "basedOn")
            if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true", "on"):
                self._default = style_id
        for node in styles.iter(W + "rPrDefault") if styles is not None else ():
            self._base = _font(node.find(W + "rPr"))

    def voice(self, run: Any) -> _Voice:
        """How a run is typed, by its font."""
        properties, paragraph = run.find(W + "rPr"), _paragraph_of(run)
        own = None if paragraph is None else paragraph.find(W + "pPr")
        name = (
            _font(properties)
            or self._of_style(_value(properties, "rStyle"))
            or self._of_style(_value(own, "pStyle") or self._default)
            or self._base
        )
        if name not in self._voices:
            self._voices[name] = _voice((name or "").lower())
        return self._voices[name]

    def _of_style(self, style_id: str | None) -> str | None:
        for _ in range(_MAX_PARENTS):
            font, parent = self._styles.get(style_id or "", (None, None))
            if font or not parent:
                return font
            style_id = parent
        return None


def _voice(font: str) -> _Voice:
    for encoding in encodings():
        if font.startswith(encoding.fonts):
            return _Voice(encoding, bool(encoding.capital_fonts) and font.endswith(encoding.capital_fonts))
    return _UNICODE


def _font(properties: Any | None) -> str | None:
    fonts = None if properties is None else properties.find(W + "rFonts")
    name = None if fonts is None else fonts.get(W + "hAnsi") or fonts.get(W + "ascii")
    return name if isinstance(name, str) else None


def _value(node: Any | None, tag: str) -> str | None:
    found = None if node is None else node.find(W + tag)
    value = None if found is None else found.get(W + "val")
    return value if isinstance(value, str) else None
