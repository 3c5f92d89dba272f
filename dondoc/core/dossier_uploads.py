"""Which files of dossiers are taken in, and for how many there is room. Not here: reading them (analytics)."""

from dondoc.core.filenames import name_fault
from dondoc.core.refusals import Fault

ENDINGS = (".csv", ".xlsx", ".parquet")
LARGEST = 2_000_000_000  # bytes: some ten million rows; larger exports are cut, or loaded at the machine
MOST_WAITING = 20  # files of one department at a time: whoever holds a key does not fill the disk
# While a file is loaded, its rows stand on the disk once more; and something is left for the rest of the work.
ROOM_FOR_ONE, ROOM_LEFT = 2, 500_000_000


def upload_faults(name: str, *, waiting_count: int) -> list[Fault]:
    """Why no file of that name is taken, or none at all while so many of the department wait."""
    sentence = name_fault(name, ENDINGS)
    faults = [Fault("file", sentence)] if sentence else []
    if waiting_count >= MOST_WAITING:
        faults.append(Fault("file", f"Đang có {waiting_count} tệp chờ nạp: hãy chờ nạp xong rồi gửi tiếp."))
    return faults


def size_faults(size: int, *, free: int) -> list[Fault]:
    """Why a file of that many bytes is not taken on a disk that had so many bytes free before."""
    if size == 0:
        return [Fault("file", "Tệp trống (0 byte): hãy xuất lại dữ liệu rồi chọn lại tệp.")]
    if size > LARGEST:
        return [Fault("file", "Tệp lớn hơn 2 GB: hãy xuất theo từng quý hoặc từng tháng rồi nạp từng tệp.")]
    if free < size * ROOM_FOR_ONE + ROOM_LEFT:
        return [Fault("file", "Ổ đĩa của máy chủ không đủ chỗ để nạp tệp này: hãy báo quản trị hệ thống.")]
    return []
