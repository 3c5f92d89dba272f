"""The store itself: one writer, readers that never wait, and everything that is refused rather than overwritten."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dondoc.analytics import stores
from dondoc.analytics.loads import load
from dondoc.analytics.stores import StoreMissing, StoreUnusable
from tests.analytics.small_exports import DONDOC, Dossier, content_of, export, told_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one dossier in each of two months."""
    load([export(tmp_path / "a.csv", Dossier("A1"), Dossier("A2", "2026-03-01"))], tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def later(tmp_path: Path) -> Path:
    return export(tmp_path / "later.csv", Dossier("A1", unit="Y"), Dossier("A3"))


def refusal(store: Path, file: Path) -> str:
    """The sentence with which reader and load refuse a store, which stays as it is."""
    before = content_of(store)
    with pytest.raises(StoreUnusable) as reading:
        stores.opened(store)
    with pytest.raises(StoreUnusable) as loading:
        load([file], store)
    assert content_of(store) == before
    assert reading.value.sentence == loading.value.sentence
    return loading.value.sentence


def test_a_folder_without_a_store_is_told_to_a_reader(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing) as missing:
        stores.opened(tmp_path / "store")

    assert missing.value.sentence == (
        f"Chưa có kho hồ sơ ở thư mục {tmp_path / 'store'}. Hãy nạp tệp hồ sơ trước (dondoc dossiers load)."
    )
    assert not (tmp_path / "store").exists()


def test_a_version_names_loads_and_files_by_month(store: Path, later: Path) -> None:
    version = stores.opened(store)

    assert version.number == 1
    assert {month: [path.name for path in paths] for month, paths in version.paths.items()} == {
        "2026-02": ["1-1.parquet"],
        "2026-03": ["1-1.parquet"],
    }
    assert [(file.month, file.rows) for file in version.files] == [("2026-02", 1), ("2026-03", 1)]
    (only,) = version.loads
    assert version.load_of(only.sha256) == only
    assert version.load_of("0" * 64) is None


@pytest.mark.parametrize("folder", ["unit=H20", "Month=9", "load=7"])
def test_a_store_below_a_folder_named_like_a_column_is_refused(tmp_path: Path, later: Path, folder: str) -> None:
    assert f"“{folder}”" in refusal(tmp_path / folder / "store", later)
    assert not (tmp_path / folder).exists()


def test_a_store_by_a_newer_program_is_refused(store: Path, later: Path) -> None:
    told = json.loads((store / "manifest.json").read_text())
    (store / "manifest.json").write_text(json.dumps({"format": 2, "anything": told}))

    assert refusal(store, later) == (
        f"Kho hồ sơ {store} do phiên bản mới hơn của chương trình ghi. Hãy nâng cấp chương trình rồi chạy lại."
    )


def without_a_key(told: dict[str, Any]) -> Any:
    return {key: value for key, value in told.items() if key != "files"}


def with_an_unknown_key(told: dict[str, Any]) -> Any:
    return told | {"files": [each | {"more": 1} for each in told["files"]]}


def with_a_file_elsewhere(told: dict[str, Any]) -> Any:
    return told | {"files": [each | {"name": "../../../etc/passwd"} for each in told["files"]]}


@pytest.mark.parametrize(
    "spoil",
    [without_a_key, with_an_unknown_key, with_a_file_elsewhere, list, lambda _: None, lambda _: {"format": "1"}],
)
def test_a_manifest_of_another_shape_is_refused(store: Path, later: Path, spoil: Any) -> None:
    told = json.loads((store / "manifest.json").read_text())
    (store / "manifest.json").write_text(json.dumps(spoil(told)))

    assert refusal(store, later) == (
        f"Tệp {store / 'manifest.json'} của kho hồ sơ bị hỏng; kho được giữ nguyên. Hãy khôi phục từ bản sao lưu."
    )


def test_a_manifest_cut_anywhere_is_refused(store: Path, later: Path) -> None:
    whole = (store / "manifest.json").read_bytes()
    for length in range(0, len(whole) - 1, 97):
        (store / "manifest.json").write_bytes(whole[:length])

        assert "bị hỏng; kho được giữ nguyên" in refusal(store, later)


def test_a_store_whose_manifest_is_gone_is_refused(store: Path, later: Path) -> None:
    (store / "manifest.json").unlink()
    before = content_of(store)

    with pytest.raises(StoreUnusable) as loading:
        load([later], store)

    assert "không có manifest.json" in loading.value.sentence
    assert content_of(store) == before
    with pytest.raises(StoreMissing, match=r"thiếu manifest\.json"):
        stores.opened(store)


def test_a_folder_that_holds_something_else_is_no_store(tmp_path: Path, later: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thư.txt").write_text("giữ lại")

    with pytest.raises(StoreUnusable) as loading:
        load([later], tmp_path / "home")

    assert loading.value.sentence == (
        f"Thư mục {tmp_path / 'home'} đã có nội dung khác (thư.txt) mà không có manifest.json. Nếu đây là kho hồ sơ "
        "thì hãy khôi phục từ bản sao lưu; nếu không, hãy chọn một thư mục trống."
    )
    assert content_of(tmp_path / "home") == {"thư.txt": "giữ lại".encode()}


def test_a_missing_data_file_is_named(store: Path, later: Path) -> None:
    (store / "month=2026-03" / "1-1.parquet").unlink()

    assert refusal(store, later) == (
        f"Kho hồ sơ thiếu tệp dữ liệu {store / 'month=2026-03/1-1.parquet'}. Hãy khôi phục tệp này từ bản sao lưu."
    )


def test_a_data_file_that_was_cut_is_named(store: Path, later: Path) -> None:
    path = store / "month=2026-03" / "1-1.parquet"
    size = path.stat().st_size
    os.truncate(path, 100)

    assert refusal(store, later) == (
        f"Tệp dữ liệu {path} của kho hồ sơ bị hỏng (100 byte thay vì {size}). Hãy khôi phục tệp này từ bản sao lưu."
    )


@pytest.mark.parametrize(("start", "end"), [(4, 40), (40, 400), (-300, -250), (-4, None)])
def test_a_data_file_that_went_bad_without_growing_or_shrinking_is_named(
    store: Path, later: Path, start: int, end: int | None
) -> None:
    path = store / "month=2026-02" / "1-1.parquet"
    data = bytearray(path.read_bytes())
    data[start:end] = bytes(byte ^ 0xA5 for byte in data[start:end])
    path.write_bytes(data)
    before = content_of(store)

    with pytest.raises(StoreUnusable) as loading:
        load([later], store)

    assert loading.value.sentence == (
        f"Tệp dữ liệu {path} của kho hồ sơ bị hỏng, không đọc được. Hãy khôi phục tệp này từ bản sao lưu."
    )
    assert content_of(store) == before


def test_files_stay_while_a_reader_holds_their_version(store: Path, tmp_path: Path) -> None:
    version = stores.opened(store)
    held = [path for paths in version.paths.values() for path in paths]
    for number in range(3):
        file = export(tmp_path / "b.csv", Dossier("A1", unit=f"{number}"), Dossier("A2", "2026-03-01", f"{number}"))
        load([file], store)

    assert [pq.ParquetFile(path).metadata.num_rows for path in held] == [1, 1]
    assert {unit for unit, _, _ in told_of(store).values()} == {"2"}

    del version
    load([tmp_path / "a.csv"], store)
    assert len(list(store.glob("month=*/*.parquet"))) == 2


def test_what_a_reader_put_aside_stays_while_it_reads(store: Path, tmp_path: Path) -> None:
    version = stores.opened(store)
    spills = [version.spills(), version.spills()]
    for folder in spills:
        folder.mkdir()
        (folder / "part").touch()

    load([tmp_path / "a.csv"], store)
    assert [(folder / "part").exists() for folder in spills] == [True, True]

    del version
    load([tmp_path / "a.csv"], store)
    assert list((store / "work").iterdir()) == []


def test_a_reader_does_not_wait_for_a_load(store: Path) -> None:
    with stores.opened_for_writing(store):
        assert stores.opened(store).number == 1


def test_a_load_waits_for_another_one_and_says_so(store: Path, later: Path) -> None:
    command = [*DONDOC, "dossiers", "load", str(later), "--store", str(store)]
    with stores.opened_for_writing(store) as version:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert child.stderr is not None
        said = child.stderr.readline().decode()
        assert stores.opened(store).number == version.number == 1
    out, err = child.communicate()

    assert said == "later.csv: kho hồ sơ đang được nạp bởi một lệnh khác, chờ đến lượt.\n"
    assert (child.returncode, err) == (0, b"")
    assert out.decode().startswith("later.csv: đọc 2 dòng; lưu 2, loại 0, không đổi 0.\n")
    assert stores.opened(store).number == 2


def test_what_an_interrupted_load_left_is_swept_and_nothing_else(store: Path, tmp_path: Path) -> None:
    (store / "work" / "month=2026-02").mkdir(parents=True)
    (store / "work" / "month=2026-02" / "2-1.parquet").touch()
    (store / "month=2026-02" / "2-1.parquet").touch()
    (store / "month=2026-02" / "ghi chú.txt").touch()

    load([tmp_path / "a.csv"], store)

    assert sorted(str(path.relative_to(store)) for path in store.rglob("*") if path.is_file()) == [
        "lock",
        "manifest.json",
        "month=2026-02/1-1.parquet",
        "month=2026-02/ghi chú.txt",
        "month=2026-03/1-1.parquet",
        "readers",
        "rejects.csv",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is writable for root")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, later: Path) -> None:
    (tmp_path / "sealed").mkdir(mode=0o500)

    with pytest.raises(StoreUnusable, match="Không ghi được vào kho hồ sơ"):
        load([later], tmp_path / "sealed" / "store")


def test_a_file_in_the_place_of_the_store_is_refused(tmp_path: Path, later: Path) -> None:
    (tmp_path / "store").write_text("x")

    with pytest.raises(StoreUnusable, match="Không ghi được vào kho hồ sơ"):
        load([later], tmp_path / "store")
    with pytest.raises(StoreUnusable, match="Không đọc được kho hồ sơ"):
        stores.opened(tmp_path / "store")
