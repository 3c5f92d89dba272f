"""Labels of lines, and the labels that Word prints by itself."""

import pytest
from lxml import etree

from dondoc.planfile.labels import CAPITAL, DASH, DECIMAL, LETTER, PART, PLUS, ROMAN, Label, label_of
from dondoc.planfile.numberings import Numbering

CASES = {
    "I. MỤC TIÊU": Label("I", ROMAN, "MỤC TIÊU"),
    "II- Nhiệm vụ": Label("II", ROMAN, "Nhiệm vụ"),
    "IV/ TỔ CHỨC": Label("IV", ROMAN, "TỔ CHỨC"),
    "A. QUAN ĐIỂM": Label("A", CAPITAL, "QUAN ĐIỂM"),
    "1. Mục đích": Label("1", DECIMAL, "Mục đích"),
    "1- Mục đích": Label("1", DECIMAL, "Mục đích"),
    "1.Mục đích": Label("1", DECIMAL, "Mục đích"),
    "1.2. Rà soát": Label("1.2", DECIMAL + 1, "Rà soát"),
    "1.2 Rà soát": Label("1.2", DECIMAL + 1, "Rà soát"),
    "1.2.3. Rà soát": Label("1.2.3", DECIMAL + 2, "Rà soát"),
    "II.3. Rà soát": Label("II.3", DECIMAL, "Rà soát"),
    "2a. Rà soát": Label("2a", DECIMAL, "Rà soát"),
    "a) Rà soát": Label("a", LETTER, "Rà soát"),
    "đ)Rà soát": Label("đ", LETTER, "Rà soát"),
    "- Rà soát": Label("", DASH, "Rà soát"),
    "• Rà soát": Label("", DASH, "Rà soát"),
    "+ Rà soát": Label("", PLUS, "Rà soát"),
    "2a) Rà soát": Label("2a", LETTER, "Rà soát"),
    "(3) Rà soát": Label("3", LETTER, "Rà soát"),
    "Nhiệm vụ 3: Rà soát": Label("3", DECIMAL, "Rà soát"),
    "Điều 2. Tổ chức": Label("2", PART, "Tổ chức"),
    "Phần I. Mục tiêu": Label("I", PART, "Mục tiêu"),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_label_of_a_line(text: str, expected: Label) -> None:
    assert label_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "100% hồ sơ",
        "15/6/2026 là hạn",
        "2026 - 2030",
        "6 tháng đầu năm",
        "3.000 người",
        "Rà soát",
        "1.",
        "-",
        "24/7",
    ],
)
def test_line_without_label_has_none(text: str) -> None:
    assert label_of(text) is None


def numbering(levels: str, nums: str) -> Numbering:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
    return Numbering(etree.fromstring(f"<w:numbering {space}>{levels}{nums}</w:numbering>"))


def level(place: int, shape: str, text: str, start: int = 1) -> str:
    inside = f'<w:start w:val="{start}"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{place}">{inside}</w:lvl>'


LISTS = (
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_word_counts_levels_and_begins_lower_ones_again() -> None:
    word = numbering(
        level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "%3)"), LISTS
    )
    asked = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1), ("1", 2)]
    assert [word.label(*place) for place in asked] == ["I.", "I.1", "I.2", "a)", "II.", "II.1", "a)"]


def test_word_goes_on_counting_in_a_list_of_the_same_kind_unless_told_where_to_start() -> None:
    word = numbering(level(0, "decimalZero", "%1", start=3), LISTS)
    assert [word.label("1", 0), word.label("1", 0), word.label("2", 0), word.label("2", 0)] == ["03", "04", "05", "06"]


def test_bullet_is_a_dash_and_an_unknown_list_nothing() -> None:
    word = numbering(level(0, "bullet", "\uf0b7") + level(1, "bullet", "o") + level(2, "none", ""), LISTS)
    assert [word.label("1", 0), word.label("1", 1), word.label("1", 2), word.label("9", 0)] == ["-", "+", "", ""]
