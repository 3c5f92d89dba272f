"""Which files of dossiers are taken in."""

import pytest

from dondoc.core.dossier_uploads import LARGEST, MOST_WAITING, ROOM_FOR_ONE, ROOM_LEFT, size_faults, upload_faults

MUCH = 10**12


def said(faults) -> list[tuple[str, str]]:
    return [(fault.field, fault.sentence) for fault in faults]


@pytest.mark.parametrize("name", ["ho-so.csv", "Hồ sơ Q1.XLSX", "xuat.2026.parquet"])
def test_file_of_a_kind_that_is_read_is_taken(name: str) -> None:
    assert upload_faults(name, waiting_count=MOST_WAITING - 1) == []


@pytest.mark.parametrize("name", ["ho-so.xls", "ho-so.txt", "ho-so", "ho-so.exe.csv", "ho-so\u202evsc.csv"])
def test_file_of_another_kind_is_not(name: str) -> None:
    [(field, _sentence)] = said(upload_faults(name, waiting_count=0))
    assert field == "file"


def test_everything_wrong_is_told_at_once() -> None:
    assert len(upload_faults("ho-so.pdf", waiting_count=MOST_WAITING)) == 2


def test_size_is_told_against_limit_and_disk() -> None:
    assert size_faults(1, free=MUCH) == size_faults(LARGEST, free=MUCH) == []
    empty, large = said(size_faults(0, free=MUCH)), said(size_faults(LARGEST + 1, free=MUCH))
    assert empty == [("file", "Tệp trống (0 byte): hãy xuất lại dữ liệu rồi chọn lại tệp.")]
    assert large == [("file", "Tệp lớn hơn 2 GB: hãy xuất theo từng quý hoặc từng tháng rồi nạp từng tệp.")]
    needed = ROOM_FOR_ONE * 100 + ROOM_LEFT
    assert size_faults(100, free=needed) == []
    assert said(size_faults(100, free=needed - 1)) == [
        ("file", "Ổ đĩa của máy chủ không đủ chỗ để nạp tệp này: hãy báo quản trị hệ thống.")
    ]
