"""Scans and pictures: straightened, recognised, every word with its place and its confidence."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dondoc.planfile import Reading, TakesLong, UnreadableFile, picture, read
from dondoc.planfile.scans import sheets_of_scan
from dondoc.planfile.sheets import Sheet
from tests.planfile.scanned import EDGES, as_pdf, as_picture, needs_tesseract, page, soiled, turned

UPRIGHT = as_pdf(page())


@cache
def scan() -> tuple[Reading, list[tuple[int, int]]]:
    """A scan of two pages: one turned a degree and soiled, one upside down; and what was told of its progress."""
    told: list[tuple[int, int]] = []
    data = as_pdf(soiled(turned(page(), 1.0)), np.rot90(page((), table=True), 2))
    return read(data, name="quet.pdf", on_page=lambda done, total: told.append((done, total))), told


def sheet(pixels: Any) -> Sheet:
    [found] = sheets_of_scan(as_picture(pixels), "anh.png", [1], None)
    return found


def texts(found: Sheet) -> list[str]:
    return [word.text for word in found.words]


@needs_tesseract
def test_scan_is_read_when_turned_soiled_and_upside_down() -> None:
    reading, told = scan()
    assert reading.draft.kind == "Kế hoạch"
    assert reading.draft.title == "Ứng dụng công nghệ thông tin năm 2025"
    assert [line.text for line in reading.source if line.kind == "item"] == [
        "1. Rà soát thủ tục hành chính của cơ quan.",
        "2. Công khai kết quả giải quyết hồ sơ.",
    ]
    assert [line.cells for line in reading.source if line.kind == "row"] == [
        ("TT", "Nhiệm vụ", "Kết quả"),
        ("1", "Tập huấn kỹ năng số", "Quý III/2025"),
        ("2", "Họp báo", "Quý II/2025"),
    ]
    assert told == [(1, 2), (2, 2)]
    assert reading.page_count == 2
    assert reading.page_shapes == pytest.approx((2339 / 1654, 2339 / 1654), abs=0.01)


@needs_tesseract
def test_places_and_confidence_of_a_scan_are_kept() -> None:
    reading, _ = scan()
    [row] = [line for line in reading.source if line.cells[:2] == ("2", "Họp báo")]
    [spot] = row.cell_traces[1].spots
    columns, rows = EDGES
    assert spot.page == 2
    assert columns[1] / 1654 < spot.left < spot.right < columns[2] / 1654
    assert rows[2] / 2339 < spot.top < spot.bottom < rows[3] / 2339
    assert row.trace.confidence is not None
    assert 0 < row.trace.confidence <= 100


@needs_tesseract
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_page_is_turned_upright_when_it_lies_on_its_side(quarters: int) -> None:
    found = sheet(np.ascontiguousarray(np.rot90(page(), quarters)))
    assert texts(found)[:5] == ["SỞ", "TƯ", "PHÁP", "KẾ", "HOẠCH"]
    assert found.height > found.width


@needs_tesseract
def test_lines_of_a_table_are_found_and_are_no_letters() -> None:
    found = sheet(soiled(turned(page(table=True), -0.7)))
    upright = [rule for rule in found.rules if rule.bottom - rule.top > rule.right - rule.left]
    assert len(upright) == 4
    assert len(found.rules) - len(upright) == 4
    assert not {"|", "_", "—"} & set(texts(found))


@needs_tesseract
def test_doubtful_word_is_a_doubt_with_its_place() -> None:
    marred = page()
    marred[575:587, 300:420] = 255  # a white streak through a word of the first task
    reading = read(as_pdf(marred), name="quet.pdf")
    [doubt, *_] = [doubt for doubt in reading.draft.warnings if doubt.code == "low-ocr-confidence"]
    assert doubt.message.startswith("Chữ nhận dạng chưa chắc (thấp nhất ")
    assert doubt.message.endswith("hãy so với ảnh của trang")
    assert doubt.where in {line.where for line in reading.source if line.trace.unsure}


@needs_tesseract
def test_page_without_a_word_is_no_fault() -> None:
    assert texts(sheet(np.full((1200, 900), 255, np.uint8))) == []


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_picture_file_is_one_page(kind: str) -> None:
    reading = read(as_picture(page(), kind), name="anh")
    assert reading.draft.title == "Ứng dụng công nghệ thông tin năm 2025"
    assert reading.page_count == 1


@needs_tesseract
def test_red_stamp_over_letters_does_no_harm() -> None:
    paper = np.repeat(page()[:, :, None], 3, axis=2)
    stamp = paper[300:440, 650:900]
    stamp[stamp[:, :, 1] > 128] = (255, 90, 90)
    out = BytesIO()
    Image.fromarray(paper).save(out, "PNG")
    [found] = sheets_of_scan(out.getvalue(), "anh.png", [1], None)
    assert texts(found)[3:5] == ["KẾ", "HOẠCH"]


@needs_tesseract
def test_scan_takes_long_when_nobody_waits() -> None:
    with pytest.raises(TakesLong) as long:
        read(as_pdf(page(), page()), name="quet.pdf", patient=False)
    assert long.value.page_count == 2


@needs_tesseract
def test_page_of_a_scan_is_pictured_upright() -> None:
    data = as_pdf(np.rot90(page(), 2))
    shown = Image.open(BytesIO(picture(data, page=1, name="quet.pdf"))).convert("L")
    assert shown.size == (910, 1286)
    upper, lower = (np.asarray(shown)[rows] for rows in (slice(0, 640), slice(640, 1286)))
    assert (upper < 128).sum() > 1_000 > (lower < 128).sum()


@pytest.mark.parametrize("number", [0, 2])
def test_page_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(UnreadableFile, match=rf"^Tệp quet.pdf không có trang {number}\.$"):
        picture(UPRIGHT, page=number, name="quet.pdf")


def test_scan_is_refused_with_what_to_install_when_there_is_no_tesseract(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for patient in (True, False):
        with pytest.raises(UnreadableFile) as refusal:
            read(UPRIGHT, name="quet.pdf", patient=patient)
        assert refusal.value.sentence == (
            "Tệp quet.pdf là bản quét hoặc ảnh, mà máy chủ chưa có bộ nhận dạng chữ tiếng Việt: hãy nhờ người quản trị "
            "cài đặt (sudo apt install tesseract-ocr tesseract-ocr-vie), hoặc tải lên bản Word (.docx) của kế hoạch."
        )


def test_picture_of_too_many_points_is_refused_undecoded() -> None:
    out = BytesIO()
    Image.new("1", (8_000, 6_000)).save(out, "PNG")
    with pytest.raises(UnreadableFile, match="48 triệu điểm ảnh, giới hạn 40 triệu"):
        read(out.getvalue(), name="anh.png")


@pytest.mark.parametrize("size", [30, 200, 2_000])
def test_broken_picture_is_refused(size: int) -> None:
    with pytest.raises(UnreadableFile, match="bị hỏng"):
        read(as_picture(soiled(page()))[:size], name="anh.png")


@needs_tesseract
def test_scan_of_too_many_pages_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="61 trang quét, quá giới hạn 60 trang"):
        read(as_pdf(*[np.full((200, 140), 255, np.uint8)] * 61), name="quet.pdf")
