"""Two hundred hostile files, the same ones every time, by class. Not here: what must become of them (test_attacks)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.hostile import pdfs, texts, zips


@dataclass(frozen=True)
class Attack:
    """A hostile file: its class, what it does, the name under which it comes, its bytes."""

    kind: str
    what: str
    name: str
    data: bytes = field(repr=False)


def attacks() -> list[Attack]:
    """All of them."""
    chance = random.Random(2026)
    classes = {
        "bombs": (zips.bombs(), "docx"),
        "lying directories": (zips.lying_directories(), "docx"),
        "entities": (zips.entities(), "docx"),
        "references outside": (zips.references(), "docx"),
        "macros and objects": (zips.programs(), "docx"),
        "polyglots": (pdfs.polyglots(), "pdf"),
        "PDF: programs": (pdfs.programs(), "pdf"),
        "PDF: loops and giants": (pdfs.loops(), "pdf"),
        "truncated": (_chained(zips.damaged(chance), pdfs.damaged(chance)), "docx"),
        "locked": (_chained(zips.locked(), pdfs.locked()), "docx"),
        "one byte changed": (
            _chained(zips.one_byte_changed(zips.SOUND, 12, chance), pdfs.changed(12, chance)), "docx"
        ),
        "text": (texts.attacks(), "txt"),
    }  # fmt: skip
    return [
        Attack(kind, what, f"ke-hoach-{number}.{ending}", data)
        for kind, (made, ending) in classes.items()
        for number, (what, data) in enumerate(made, 1)
    ]


def _chained(*made: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for one in made:
        yield from one
