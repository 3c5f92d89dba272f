"""Makes the figures of equal width beside this file; VERSION says how to run it. Not part of the product."""

from pathlib import Path

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
WIDTH = 630
ROOM = 590  # a wider outline is narrowed to this


def tabular(source: Path, target: Path, *, weight: str) -> None:
    """Writes the ten digits of `source` to `target`, each WIDTH units wide, its outline in the middle."""
    font = TTFont(source)
    options = Options(layout_features=[], hinting=False, flavor="woff2", name_IDs=[0, 1, 2, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text="0123456789")
    subsetter.subset(font)
    glyphs, outlines = font.getGlyphSet(), font["glyf"]
    for name in font.getBestCmap().values():
        old = outlines[name]
        scale = min(1, ROOM / (old.xMax - old.xMin))
        shift = (WIDTH - scale * (old.xMax + old.xMin)) / 2
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, 1, shift, 0)))
        outlines[name] = pen.glyph()
        outlines[name].recalcBounds(outlines)
        font["hmtx"][name] = (WIDTH, outlines[name].xMin)
    font["name"].setName("Don Doc Figures", 1, 3, 1, 0x409)
    font["name"].setName(weight, 2, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(target)


for number, weight in ((400, "Regular"), (600, "SemiBold")):
    tabular(HERE.parent / "be-vietnam-pro" / f"latin-{number}.woff2", HERE / f"figures-{number}.woff2", weight=weight)
