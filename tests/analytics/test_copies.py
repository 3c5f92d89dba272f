"""A store copied while loads go on: one version of it, whole."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dondoc.analytics import copies, loads, stores

HEADER = "Mã hồ sơ,Kênh tiếp nhận,Ngày tiếp nhận,Hạn trả,Trạng thái\n"
FIRST = HEADER + "A1,Trực tuyến,05/01/2026,09/01/2026,Đang xử lý\nA2,Fax,05/01/2026,09/01/2026,Đang xử lý\n"
SECOND = HEADER + "A1,Trực tiếp,05/01/2026,09/01/2026,Đang xử lý\nB1,Bưu chính,06/02/2026,10/02/2026,Đang xử lý\n"


def rows_of(store: Path) -> list[tuple[str, str]]:
    """Code and channel of every dossier of a store."""
    version = stores.opened(store)
    files = [pq.ParquetFile(path) for paths in version.paths.values() for path in paths]
    rows = [row for file in files for row in file.read(columns=["dossier_code", "channel"]).to_pylist()]
    return sorted((row["dossier_code"], row["channel"]) for row in rows)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one load that rejected one row."""
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "second.csv").write_text(SECOND, encoding="utf-8")
    loads.load([tmp_path / "first.csv"], tmp_path / "store")
    return tmp_path / "store"


def test_copy_holds_rows_rejects_and_loads_and_goes_on_as_a_store(store: Path, tmp_path: Path):
    copies.copy(store, tmp_path / "copy")
    assert rows_of(tmp_path / "copy") == [("A1", "online")]
    assert (tmp_path / "copy" / "rejects.csv").read_bytes() == (store / "rejects.csv").read_bytes()
    assert (tmp_path / "copy" / "manifest.json").read_bytes() == (store / "manifest.json").read_bytes()
    [again] = loads.load([tmp_path / "first.csv"], tmp_path / "copy")
    assert again.is_known
    [later] = loads.load([tmp_path / "second.csv"], tmp_path / "copy")
    assert later.stored == 2
    assert rows_of(tmp_path / "copy") == [("A1", "direct"), ("B1", "post")]
    assert rows_of(store) == [("A1", "online")]


def test_load_that_commits_while_a_store_is_copied_is_no_part_of_the_copy(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    copyfile = shutil.copyfile

    def load_and_copy(path: Path, place: Path) -> None:
        monkeypatch.setattr(shutil, "copyfile", copyfile)
        loads.load([tmp_path / "second.csv"], store)
        copyfile(path, place)

    monkeypatch.setattr(shutil, "copyfile", load_and_copy)
    copies.copy(store, tmp_path / "copy")
    assert rows_of(tmp_path / "copy") == [("A1", "online")]
    assert rows_of(store) == [("A1", "direct"), ("B1", "post")]


def test_damaged_store_is_not_copied(store: Path, tmp_path: Path):
    next(store.glob("month=*/*.parquet")).unlink()
    with pytest.raises(stores.StoreUnusable, match="khôi phục"):
        copies.copy(store, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
