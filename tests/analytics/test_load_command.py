"""`dondoc dossiers load` as a person and a scheduler meet it: what is printed where, exit codes, a full disk."""

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from dondoc.analytics.commands import load_command
from dondoc.cli import main
from tests.analytics.small_exports import DONDOC, Dossier, content_of, export, told_of

Load = Callable[..., tuple[int, str, str]]


@pytest.fixture
def load(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Load:
    """Loads into one store: exit code, what was printed, what was said."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["dossiers", "load", *map(str, arguments), "--store", str(tmp_path / "store")])
        told = capfd.readouterr()
        return code, told.out, told.err

    return run


def test_the_report_tells_what_became_of_every_row_and_column(tmp_path: Path, load: Load) -> None:
    file = export(tmp_path / "a.csv", *(Dossier(f"A{n % 1500}") for n in range(1600)))
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(f"{line},{cell}" for line, cell in zip(lines, ["Họ và tên", *"x" * 1600], strict=True)))

    code, out, err = load(file)

    assert (code, err) == (0, "")
    assert out == (
        "a.csv: đọc 1.600 dòng; lưu 1.500, loại 100, không đổi 0.\n"
        f"  Dòng bị loại và lý do: {tmp_path / 'store' / 'rejects.csv'}\n"
        "  Cột dữ liệu cá nhân, không lưu: Họ và tên\n"
        "  Cột tệp không có (tỷ lệ cần đến cột này để trống): Mã TTHC; Lĩnh vực; Toàn trình; Phí, lệ phí; "
        "Thanh toán trực tuyến; Số hóa thành phần hồ sơ; Kết quả điện tử; Lưu Kho dữ liệu điện tử; "
        "Tái sử dụng dữ liệu; Xử lý trên hệ thống của Bộ; Phi địa giới; Mức độ hài lòng\n"
    )


def test_a_file_loaded_before_is_told_and_ends_well(tmp_path: Path, load: Load) -> None:
    file = export(tmp_path / "a.csv", Dossier("A1"), Dossier("A1"))
    load(file)

    code, out, err = load(file)

    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == [
        "a.csv: đọc 2 dòng; lưu 0, loại 1, không đổi 1.",
        "  Nội dung tệp này đã được nạp trước đây; kho giữ nguyên.",
    ]


def test_json_tells_the_reports_of_all_files(tmp_path: Path, load: Load) -> None:
    (tmp_path / "b.csv").write_text("Một tệp khác\n1\n", encoding="utf-8")

    code, out, err = load(export(tmp_path / "a.csv", Dossier("A1")), tmp_path / "b.csv", "--format", "json")

    first, second = json.loads(out)
    assert code == 0
    counted = [first[key] for key in ("name", "read", "stored", "rejected", "unchanged", "is_known", "refusal")]
    assert counted == ["a.csv", 1, 1, 0, 0, False, ""]
    assert (second["name"], second["refusal"]) == ("b.csv", err.rstrip("\n"))
    assert second["refusal"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_files_of_which_nothing_can_be_read_end_with_2_and_a_sentence_each(
    tmp_path: Path, load: Load, form: str
) -> None:
    (tmp_path / "a.csv").write_text("Một tệp khác\n1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"")

    code, out, err = load(tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "none.csv", "--format", form)

    assert (code, out) == (2, "")
    said = err.splitlines()
    assert [name in line for name, line in zip(("a.csv", "b.csv", "none.csv"), said, strict=True)] == [True] * 3


def test_a_file_whose_every_row_is_rejected_ends_with_2_and_keeps_the_reasons(tmp_path: Path, load: Load) -> None:
    file = export(tmp_path / "a.csv", Dossier("A1", channel="bay"))

    for _ in range(2):
        code, out, err = load(file)

        rejects = tmp_path / "store" / "rejects.csv"
        assert code == 2
        assert err == f"Tệp a.csv: không lưu được dòng nào, cả 1 dòng đều bị loại. Lý do ghi ở {rejects}.\n"
        assert out.startswith("a.csv: đọc 1 dòng; lưu 0, loại 1, không đổi 0.\n")
        assert len(rejects.read_text().splitlines()) == 2


def test_a_file_of_no_dossiers_ends_with_2_and_says_what_to_do(tmp_path: Path, load: Load) -> None:
    code, out, err = load(export(tmp_path / "a.csv"))

    assert code == 2
    assert err == "Tệp a.csv không có dòng hồ sơ nào: hãy kiểm tra điều kiện lọc rồi xuất lại.\n"
    assert out.startswith("a.csv: đọc 0 dòng; lưu 0, loại 0, không đổi 0.\n")


class Terminal(StringIO):
    """What is told to a person who watches, while somebody still writes to one of the files."""

    def __init__(self, unfinished: Path) -> None:
        super().__init__()
        self._unfinished = unfinished

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if f"{self._unfinished.name}: đã đọc" in text:
            with self._unfinished.open("a", encoding="utf-8") as stream:
                stream.write("\n")
        return super().write(text)

    @property
    def lines(self) -> list[str]:
        """What is left on the screen in the end."""
        left = []
        for line in self.getvalue().split("\n"):
            on_screen = ""
            for written in line.split("\r"):
                on_screen = written + on_screen[len(written) :]
            left.append(on_screen.rstrip())
        return left


def test_a_terminal_is_told_how_far_the_load_is_and_left_clean(tmp_path: Path) -> None:
    files = [export(tmp_path / f"{name}.csv", *(Dossier(f"{name}{n}") for n in range(9))) for name in "ab"]
    err = Terminal(files[1])

    assert load_command(files, tmp_path / "store", as_json=False, out=StringIO(), err=err) == 0

    assert "\ra.csv: đã đọc 9 dòng\ra.csv: đã đọc 9 dòng, đang đối chiếu với kho\r" in err.getvalue()
    assert "\rb.csv: đã đọc 9 dòng" in err.getvalue()
    assert err.lines == ["Tệp b.csv bị thay đổi trong lúc đang đọc. Hãy nạp lại khi tệp đã ghi xong.", ""]


def test_a_damaged_store_ends_with_2_and_one_sentence(tmp_path: Path, load: Load) -> None:
    file = export(tmp_path / "a.csv", Dossier("A1"))
    load(file)
    (tmp_path / "store" / "manifest.json").write_text("{")

    code, out, err = load(file)

    assert (code, out) == (2, "")
    assert err == (
        f"Tệp {tmp_path / 'store' / 'manifest.json'} của kho hồ sơ bị hỏng; kho được giữ nguyên. "
        "Hãy khôi phục từ bản sao lưu.\n"
    )


@pytest.fixture
def begun(tmp_path: Path, load: Load) -> Path:
    """A store with a hundred dossiers, and a double among its rejects."""
    load(export(tmp_path / "first.csv", *(Dossier(f"A{n}") for n in range(100)), Dossier("A1")))
    return tmp_path / "store"


def many(path: Path) -> Path:
    rows = (
        Dossier(f"H{n * 7919 % 100_003:06d}-{n * 104_729 % 1_000_003}", f"2026-0{1 + n % 9}-01") for n in range(60_000)
    )
    return export(path, *rows, Dossier("A1", unit="Z"), *(Dossier("A2") for _ in range(20_000)))


@pytest.mark.parametrize("room", [4_000, 20_000, 60_000])
def test_a_disk_that_fills_up_leaves_the_store_as_it_was(tmp_path: Path, begun: Path, load: Load, room: int) -> None:
    before, file = content_of(begun), many(tmp_path / "many.csv")

    done = subprocess.run(
        [*DONDOC, "dossiers", "load", str(file), "--store", str(begun)],
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},  # what it compiled would be cut off for everybody
    )

    assert (done.returncode, done.stdout) == (2, b"")
    (said,) = done.stderr.decode().splitlines()
    assert said.startswith(f"Ổ đĩa của kho hồ sơ {begun} không đủ chỗ để nạp tệp many.csv: cần khoảng ")
    assert "Kho vẫn như trước khi nạp. Hãy dành thêm" in said
    assert content_of(begun) == before
    assert load(file)[0] == 0
    assert len(told_of(begun)) == 60_100
    assert told_of(begun)["A1"][0] == "Z"


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="a small disk can only be made by root")
def test_a_small_disk_tells_how_much_room_is_missing(tmp_path: Path) -> None:
    disk, file = tmp_path / "disk", many(tmp_path / "many.csv")
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        first = export(tmp_path / "first.csv", Dossier("A1"))
        command = [*DONDOC, "dossiers", "load", "--store", str(disk / "store")]
        assert subprocess.run([*command, str(first)], capture_output=True, check=False).returncode == 0
        done = subprocess.run([*command, str(file)], capture_output=True, check=False)

        assert done.returncode == 2
        needed = -(-2 * file.stat().st_size // 1_000_000)
        said = done.stderr.decode()
        assert f"cần khoảng {needed} MB, còn 0 MB." in said
        assert f"Hãy dành thêm {needed} MB chỗ" in said or f"Hãy dành thêm {needed - 1} MB chỗ" in said
        assert told_of(disk / "store") == {"A1": ("Phòng Tư pháp", "2026-02-01", "online")}
    finally:
        subprocess.run(["umount", str(disk)], check=True)
