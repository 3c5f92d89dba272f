"""Places in the source of a plan, in words. Not here: how a place comes about (planfile), where it leads (web)."""

PARTS = {"table": "bảng", "row": "dòng", "column": "cột", "paragraph": "đoạn", "frame": "khung"}
WHOLE = "cả văn bản"


def place_words(where: str) -> str:
    """`table 1 row 4 column 5` as `bảng 1, dòng 4, cột 5`; a place that names no part is the whole document."""
    words = where.split()
    pairs = zip(words[::2], words[1::2], strict=False)
    return ", ".join(f"{PARTS[part]} {number}" for part, number in pairs if part in PARTS) or WHOLE
