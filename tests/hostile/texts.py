"""Text files that attack: bytes that are no text, lines that bring patterns to their knees, marks that mislead."""

import unicodedata
from collections.abc import Iterator

from tests.hostile.zips import EICAR

Made = Iterator[tuple[str, bytes]]
HEAD = "KẾ HOẠCH\nCông tác năm 2026\n\nI. NHIỆM VỤ\n"


def attacks() -> Made:
    """Each begins as a plan does, so that every reader has its turn."""
    yield "zero byte", (HEAD + "1. Rà\x00 soát.\n").encode()
    yield "bytes that are no text", HEAD.encode() + b"\xff\xfe\xfa\x80"
    yield "half a UTF-16", "\ufeff".encode("utf-16-le") + HEAD.encode("utf-16-le") + b"\xd8"
    yield "letters alone that need another", HEAD.encode() + b"\xed\xa0\x80"
    yield "text turned around", (HEAD + "1. \u202egnos nòx\u202c \u2066Rà soát\u2069.\n").encode()
    yield "a letter under 100,000 marks", (HEAD + "1. a" + "\u0301\u0323" * 50_000 + "\n").encode()
    yield "letters of no width", (HEAD + "1." + "\u200b\u200d\u2060\ufeff" * 100_000 + " Rà soát\n").encode()
    yield "letters apart", unicodedata.normalize("NFD", HEAD * 2_000).encode()
    for name, piece in {
        "brackets": "(", "figures": "9", "blanks": " x", "stars": "*a", "tags": "<p ", "references": "&#x110;",
        "dashes": "- ", "semicolons": ";", "dots": "1.", "slashes": "30/6/", "commas": "a, ", "colons": "chủ trì: ",
    }.items():  # fmt: skip
        yield f"300,000 {name} in a line", (HEAD + "1. " + piece * (300_000 // len(piece)) + "\n").encode()
    yield "a row of 100,000 cells", (HEAD + "\t".join(["STT", "Nhiệm vụ", *["x"] * 100_000]) + "\n").encode()
    yield "100,000 rows", (HEAD + "1\tRà soát\tVăn phòng Sở\n" * 100_000).encode()
    yield "four million letters", (HEAD + "Rà soát thủ tục. " * 250_000).encode()
    yield "numbers beyond numbers", (HEAD + "1. Đạt 1e999 %, NaN %, ٣ %, 99999999999999999999999 %.\n").encode()
    yield "days that do not exist", (HEAD + "1. Trước ngày 99/99/99999, ngày 31/02/2026, ngày 0/0/0.\n").encode()
    yield "terminal commands", (HEAD + "1. \x1b[2J\x1b]0;a\x07 Rà soát \x08\x0c.\n").encode()
    yield "virus sample", EICAR
    yield "citations without an end", (HEAD + "Căn cứ Quyết định số " + "1/QĐ-" * 60_000 + "\n").encode()
    yield "deadlines without an end", (HEAD + "1. Trước ngày " + "30/6/2026, quý II, " * 15_000 + "\n").encode()
