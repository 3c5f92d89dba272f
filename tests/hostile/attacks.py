"""Two hundred hostile files, the same ones every time, by class. Not here: what must become of them (test_attacks)."""

import random
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from tests.hostile import pdfs, texts, zips


@dataclass(frozen=True)
class Attack:
    """A hostile file: its class, what it does, the name under which it comes, its bytes."""

    kind: str
    what: str
    name: str
    data: bytes = field(repr=False)


KINDS = (
    "bombs",
    "lying directories",
    "entities",
    "references outside",
    "macros and objects",
    "polyglots",
    "PDF: programs",
    "PDF: loops and giants",
    "truncated",
    "locked",
    "one byte changed",
    "text",
)


@cache
def attacks() -> tuple[Attack, ...]:
    """All of them, class by class."""
    chance = random.Random(2026)
    made = (
        (zips.bombs(), "docx"),
        (zips.lying_directories(), "docx"),
        (zips.entities(), "docx"),
        (zips.references(), "docx"),
        (zips.programs(), "docx"),
        (pdfs.polyglots(), "pdf"),
        (pdfs.programs(), "pdf"),
        (pdfs.loops(), "pdf"),
        (chain(zips.damaged(chance), pdfs.damaged(chance)), "docx"),
        (chain(zips.locked(), pdfs.locked()), "docx"),
        (chain(zips.one_byte_changed(zips.SOUND, 12, chance), pdfs.changed(12, chance)), "docx"),
        (texts.attacks(), "txt"),
    )
    return tuple(
        Attack(kind, what, f"ke-hoach-{number}.{'pdf' if data.startswith(b'%PDF') else ending}", data)
        for kind, (files, ending) in zip(KINDS, made, strict=True)
        for number, (what, data) in enumerate(files, 1)
    )
