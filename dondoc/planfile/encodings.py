"""Text typed in the old Vietnamese encodings (TCVN3, VNI), told from Unicode by its letters.

Not here: converting it.
"""

import re
from collections.abc import Iterable

from dondoc.planfile.blocks import Block, Paragraph
from dondoc.planfile.refusals import UnreadableFile

_VIETNAMESE = re.compile(r"[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
_FOREIGN = re.compile(r"[µ¶·¸¹©ª«¬®¦§¨°±²³´»¼½¾¿åæçëïîñöøûüäÿßÅÆÇËÏÎÑÖØÛÜÄ]")
_SAMPLE = 20_000
_ENOUGH = 100


def refuse_old_encoding(blocks: Iterable[Block], name: str) -> None:
    """Raises UnreadableFile where letters that Vietnamese has are missing and others stand in their place."""
    letters = "".join(char for char in _sample(blocks) if not char.isspace())
    vietnamese, foreign = len(_VIETNAMESE.findall(letters)), len(_FOREIGN.findall(letters))
    if len(letters) >= _ENOUGH and foreign * 20 > len(letters) and vietnamese * 50 < len(letters):
        raise UnreadableFile(
            f"Tệp {name} gõ bằng bảng mã cũ (TCVN3 hoặc VNI) nên chữ không đọc đúng được. "
            "Hãy chuyển văn bản sang Unicode rồi tải lên."
        )


def _sample(blocks: Iterable[Block]) -> str:
    texts: list[str] = []
    length = 0
    for block in blocks:
        found = [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]
        texts.extend(found)
        length += sum(map(len, found))
        if length > _SAMPLE:
            break
    return "".join(texts)[:_SAMPLE]
