"""What must hold for any file: it is read or refused, and how its letters are composed changes nothing."""

import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.core.plan import PlanDraft
from dondoc.planfile import Reading, UnreadableFile, read
from dondoc.planfile.wordfiles import read_word
from tests.planfile.builders import part_of, plan, with_parts

GOLDEN = Path(__file__).parents[1] / "golden"
PIECES = """KẾ HOẠCH|Số: 12/KH-STP|I. NHIỆM VỤ|II. MỤC TIÊU|1. Rà soát|a) Tổ chức|- 80% trở lên hồ sơ|Nơi nhận:
GIÁM ĐỐC|PHỤ LỤC|STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian|1\tRà soát\tVăn phòng Sở\tQuý II/2026|I\tNhóm\t\t|(|)|;
:|./.|ngày 31/02/2026|tối thiểu|không quá|báo cáo quý trước ngày 15|Văn phòng Sở chủ trì, phối hợp với|Điều 1.|1.1.
Căn cứ Quyết định số 405/QĐ-BKHCN ngày 03/4/2026 của|<p>- A</p>|<ul><li>B|II.3|2a|theo dõi, đôn đốc"""
WORDS = st.sampled_from(PIECES.replace("\n", "|").split("|"))


def read_or_refused(data: bytes) -> Reading | None:
    try:
        return read(data, name="a")
    except UnreadableFile:
        return None


@settings(deadline=None)  # the first picture loads its reader
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refused(data)
    read_or_refused(b"PK\x03\x04" + data)


@given(st.lists(st.one_of(WORDS, st.text(max_size=30)), max_size=40), st.sampled_from(["\n", "\n\n", " "]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(lines: list[str], glue: str) -> None:
    reading = read_or_refused(glue.join(["KẾ HOẠCH", *lines]).encode("utf-8", "ignore"))
    if reading is not None:
        assert PlanDraft.from_json(reading.draft.to_json()) == reading.draft
        assert Reading.from_json(reading.to_json()) == reading
        known = {line.where for line in reading.source}
        assert {where.split(" column ")[0] for where in reading.places.values()} <= known


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_word_file_is_read_or_refused(data: st.DataObject) -> None:
    original = (GOLDEN / "dev-03.docx").read_bytes()
    at = data.draw(st.integers(0, len(original) - 1))
    cut = data.draw(st.integers(0, 40))
    new = data.draw(st.binary(max_size=8))
    read_or_refused(original[:at] + new + original[at + cut :])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_word_file_with_elements_lost_is_read_or_refused(data: st.DataObject) -> None:
    original = (GOLDEN / "dev-03.docx").read_bytes()
    xml = part_of(original, "word/document.xml")
    tag = data.draw(st.sampled_from(["w:tcPr", "w:pPr", "w:vMerge", "w:gridSpan", "w:numPr", "w:r", "w:t", "w:rPr"]))
    name = data.draw(st.sampled_from(["w:x", "w:ins", "w:del", "w:p", "w:tc"]))
    changed = xml.replace(f"<{tag}>", f"<{name}>").replace(f"</{tag}>", f"</{name}>").replace(f"<{tag} ", f"<{name} ")
    read_or_refused(with_parts(original, {"word/document.xml": changed}))


def test_composed_and_decomposed_letters_give_the_same_reading() -> None:
    for file in sorted(GOLDEN.glob("*.docx")):
        data = file.read_bytes()
        apart = unicodedata.normalize("NFD", part_of(data, "word/document.xml"))
        decomposed = read(with_parts(data, {"word/document.xml": apart}), name="a")
        assert decomposed == read(data, name="a")


CELLS = st.sampled_from(["A", "B\nC", "", "<", "^", "- D", "100%", "Năm 2026"])


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=5)
    )
)
@settings(max_examples=40, deadline=None)
def test_spans_lose_no_text(rows: list[list[str]]) -> None:
    grid = [
        [f"{y}{x}{text}" if text not in ("<", "^") else text for x, text in enumerate(row)]
        for y, row in enumerate(rows)
    ]
    for y, row in enumerate(grid):
        for x, text in enumerate(row):
            if (text == "<" and x == 0) or (text == "^" and (y == 0 or grid[y - 1][x] in "<^")):
                row[x] = f"{y}{x}"
            if text == "<" and x and (row[x - 1] == "^" or (y + 1 < len(grid) and "^" in grid[y + 1])):
                row[x] = f"{y}{x}"
    header = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"][: len(grid[0])]
    blocks, _ = read_word(
        plan(after=[f"| {' | '.join(row)} |".replace("\n", " // ") for row in (header, *grid)]), "a.docx"
    )
    table = next(block for block in blocks if hasattr(block, "rows") and block.rows[0][0].text == "STT")
    shown = "\n".join(cell.text for row in table.rows for cell in row)
    for row in grid:
        for text in row:
            if text not in ("<", "^"):
                assert text.replace("\n", " ") in shown.replace("\n", " ")
    assert {len(row) for row in table.rows} == {len(header)}
