"""Pages: paper, margins, sections and the page number at the top. What stands on them is elsewhere."""

from dondoc.officialdoc.elements import Element, element, paragraph, run, twips

PAPER = (210.0, 297.0)  # A4, millimetres
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0
_HEADER_DISTANCE = 10.0

NUMBERED_HEADER = "rIdNumbered"
FIRST_HEADER = "rIdFirst"


def text_width(landscape: bool) -> float:
    """Millimetres between the margins."""
    return PAPER[1 if landscape else 0] - LEFT - RIGHT


def section_properties(landscape: bool) -> Element:
    """A section on new pages numbered from 1, the number not shown on its first page."""
    width, height = (twips(side) for side in (reversed(PAPER) if landscape else PAPER))
    paper = element("pgSz", w=width, h=height)
    if landscape:
        paper = element("pgSz", w=width, h=height, orient="landscape")
    margins = dict(zip(("top", "right", "bottom", "left"), map(twips, (TOP, RIGHT, BOTTOM, LEFT)), strict=True))
    distance = twips(_HEADER_DISTANCE)
    return element(
        "sectPr",
        element("headerReference", type="default", r_id=NUMBERED_HEADER),
        element("headerReference", type="first", r_id=FIRST_HEADER),
        element("type", val="nextPage"),
        paper,
        element("pgMar", **margins, header=distance, footer=distance, gutter=0),
        element("pgNumType", start=1),
        element("cols", space=twips(12.7)),
        element("titlePg"),
    )


def numbered_header() -> Element:
    """The header of every page but a first one: its number, centred."""
    line = paragraph("Header")
    line.append(element("fldSimple", run("2"), instr=" PAGE "))
    return element("hdr", line)


def first_header() -> Element:
    """The empty header of a first page."""
    return element("hdr", paragraph("Header"))
