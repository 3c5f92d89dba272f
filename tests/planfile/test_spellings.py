"""Phrases of plans with marks that were misread."""

import pytest

from dondoc.planfile.spellings import with_phrases
from dondoc.planfile.tesseract import Printed


def read_as(text: str) -> str:
    words = [Printed(word, 0, 0, 0, 0, 95, 0.0, 0.0, 1) for word in text.split()]
    return " ".join(word.text for word in with_phrases(words))


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("I. MỤC TIỂU, CHỈ TIÊU", "I. MỤC TIÊU, CHỈ TIÊU"),
        ("I.MỤC TIỂU", "I.MỤC TIÊU"),
        ("về chuyển đối số, năm 2026", "về chuyển đổi số, năm 2026"),
        ("II. CHỈ TIỂU", "II. CHỈ TIÊU"),
        ("CHỈ TIỀÊU CHỦ YẾU", "CHỈ TIÊU CHỦ YẾU"),
        ("CÁI CÁCH THẾ CHẾ", "CẢI CÁCH THỂ CHẾ"),
        ("(Uỷ bạn nhân dân tỉnh)", "(Uỷ ban nhân dân tỉnh)"),
    ],
)
def test_known_phrase_gets_its_marks(misread: str, right: str) -> None:
    assert read_as(misread) == right


@pytest.mark.parametrize("text", ["định mức chi tiêu nội bộ", "đối số lượng", "Uỷ ban nhân dân", "muc luc"])
def test_other_words_stay_as_read(text: str) -> None:
    assert read_as(text) == text
