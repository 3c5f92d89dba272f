"""Loading files into a store: what is kept, replaced, left as it is and rejected; the same in any order of loads."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dondoc.analytics import rejects, stores
from dondoc.analytics.loads import Progress, Stage, load
from tests.analytics.small_exports import (
    Dossier,
    content_of,
    export,
    rejects_of,
    rows_in,
    text_of,
    told_of,
)

DOUBLE_OF_2 = "Mã hồ sơ đã có ở dòng 2 của tệp này."


def counts(report) -> tuple[int, int, int, int]:
    assert report.read == report.stored + report.rejected + report.unchanged
    return report.read, report.stored, report.rejected, report.unchanged


def test_rows_stand_in_their_month_with_the_way_to_their_source(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", Dossier("A1"), Dossier("A2", "2026-03-31 23:59"), Dossier("A3", "2026-02-28"))

    (report,) = load([file], tmp_path / "store")

    assert counts(report) == (3, 3, 0, 0)
    assert [(r["dossier_code"], r["month"], r["load"], r["row"]) for r in rows_in(tmp_path / "store")] == [
        ("A1", "2026-02", 1, 2),
        ("A2", "2026-03", 1, 3),
        ("A3", "2026-02", 1, 4),
    ]
    assert rejects_of(tmp_path / "store") == []


def test_the_first_of_doubles_is_kept_and_the_others_are_told_in_order_of_rows(tmp_path: Path) -> None:
    file = export(
        tmp_path / "a.csv",
        Dossier("A1", unit="X"),
        Dossier("A2", channel="bay"),
        Dossier("A1", "2026-05-01", unit="Y"),
        Dossier("A2", unit="Z"),
        Dossier("A1", unit="X"),
    )

    (report,) = load([file], tmp_path / "store")

    assert counts(report) == (5, 2, 3, 0)
    assert told_of(tmp_path / "store") == {
        "A1": ("X", "2026-02-01", "online"),
        "A2": ("Z", "2026-02-01", "online"),
    }
    told = rejects_of(tmp_path / "store")
    assert [line[:4] for line in told] == [
        ("a.csv", "3", "channel", "bay"),
        ("a.csv", "4", "dossier_code", "A1"),
        ("a.csv", "6", "dossier_code", "A1"),
    ]
    assert [line[4] for line in told[1:]] == [DOUBLE_OF_2, DOUBLE_OF_2]


def test_a_later_file_replaces_moves_adds_and_leaves_as_it_is(tmp_path: Path) -> None:
    first = export(
        tmp_path / "a.csv",
        *(Dossier("same"), Dossier("moved"), Dossier("changed"), Dossier("other", "2026-01-05"), Dossier("untold")),
    )
    second = export(
        tmp_path / "b.csv",
        *(Dossier("new", "2026-04-01"), Dossier("changed", unit="Y"), Dossier("moved", "2026-03-02"), Dossier("same")),
    )

    load([first], tmp_path / "store")
    before = content_of(tmp_path / "store")
    (report,) = load([second], tmp_path / "store")

    assert counts(report) == (4, 3, 0, 1)
    assert [(r["dossier_code"], r["month"], r["load"], r["row"]) for r in rows_in(tmp_path / "store")] == [
        ("changed", "2026-02", 2, 3),
        ("moved", "2026-03", 2, 4),
        ("new", "2026-04", 2, 2),
        ("other", "2026-01", 1, 5),
        ("same", "2026-02", 1, 2),
        ("untold", "2026-02", 1, 6),
    ]
    place = "month=2026-01/1-1.parquet"
    assert content_of(tmp_path / "store")[place] == before[place]


def test_a_double_of_a_stored_row_is_rejected_even_where_it_equals_it(tmp_path: Path) -> None:
    load([export(tmp_path / "a.csv", Dossier("A1", unit="X"))], tmp_path / "store")

    second = export(tmp_path / "b.csv", Dossier("A1", unit="Y"), Dossier("A1", unit="X"))
    (report,) = load([second], tmp_path / "store")

    assert counts(report) == (2, 1, 1, 0)
    assert told_of(tmp_path / "store") == {"A1": ("Y", "2026-02-01", "online")}


def test_a_column_that_a_later_file_lacks_is_no_longer_known(tmp_path: Path) -> None:
    load([export(tmp_path / "a.csv", Dossier("A1"), Dossier("A2"))], tmp_path / "store")
    lines = text_of([Dossier("A1")]).replace("Đơn vị", "Ghi chú")
    (tmp_path / "b.csv").write_text(lines, encoding="utf-8")

    (report,) = load([tmp_path / "b.csv"], tmp_path / "store")

    assert counts(report) == (1, 1, 0, 0)
    assert report.passed_over == ("Ghi chú",)
    assert "unit" in report.absent
    assert [row["unit"] for row in rows_in(tmp_path / "store")] == [None, "Phòng Tư pháp"]


def test_the_same_content_changes_nothing_whatever_its_name(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", Dossier("A1"), Dossier("A1"), Dossier("A2", due=""))
    load([file], tmp_path / "store")
    before = content_of(tmp_path / "store")

    (report,) = load([file.rename(tmp_path / "b.csv")], tmp_path / "store")

    assert (report.name, report.is_known, counts(report)) == ("b.csv", True, (3, 0, 2, 1))
    assert content_of(tmp_path / "store") == before


def test_a_store_is_one_file_a_month_again_after_many_small_loads(tmp_path: Path) -> None:
    for number in range(1, 13):
        load([export(tmp_path / "a.csv", Dossier(f"A{number}"), Dossier(f"B{number}", f"2025-{number:02d}-01"))],
             tmp_path / "store")  # fmt: skip

        assert len(stores.opened(tmp_path / "store").paths["2026-02"]) <= 8

    assert [row["load"] for row in rows_in(tmp_path / "store") if row["month"] == "2026-02"] == [
        int(code[1:]) for code in sorted(f"A{n}" for n in range(1, 13))
    ]
    assert len(rows_in(tmp_path / "store")) == 24
    assert len(list((tmp_path / "store").glob("month=2026-02/*"))) <= 8


def test_rows_of_more_months_than_files_are_open_are_all_there(tmp_path: Path) -> None:
    months = [f"{year}-{month:02d}-15" for year in range(1990, 2020) for month in range(1, 13)]

    (report,) = load(
        [export(tmp_path / "a.csv", *(Dossier(f"{n}-{day}", day) for n in range(3) for day in months))],
        tmp_path / "store",
    )

    assert report.stored == 3 * len(months)
    assert len(told_of(tmp_path / "store")) == 3 * len(months)


def test_large_and_small_batches_fill_row_groups(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", *(Dossier(f"A{n:06d}", f"2026-0{1 + n % 3}-01") for n in range(400_000)))

    (report,) = load([file], tmp_path / "store")

    assert counts(report) == (400_000, 400_000, 0, 0)
    for paths in stores.opened(tmp_path / "store").paths.values():
        (path,) = paths
        told = pq.ParquetFile(path).metadata
        assert told.row_group(0).num_rows >= 122_880
        assert told.num_rows in (133_333, 133_334)


def test_a_file_without_rows_is_loaded_and_changes_no_row(tmp_path: Path) -> None:
    (report,) = load([export(tmp_path / "a.csv")], tmp_path / "store")

    assert counts(report) == (0, 0, 0, 0)
    assert rows_in(tmp_path / "store") == []


def test_a_file_of_which_nothing_can_be_read_is_refused_and_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Một tệp khác hẳn\n1\n", encoding="utf-8")

    (report,) = load([tmp_path / "a.csv"], tmp_path / "store")

    assert report.refusal
    assert counts(report) == (0, 0, 0, 0)
    assert not (tmp_path / "store").exists()


def test_the_files_beside_a_refused_one_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Một tệp khác hẳn\n1\n", encoding="utf-8")
    files = [tmp_path / "a.csv", export(tmp_path / "b.csv", Dossier("A1"))]

    assert [bool(report.refusal) for report in load(files, tmp_path / "store")] == [True, False]
    assert set(told_of(tmp_path / "store")) == {"A1"}


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", Dossier("A1"))
    load([export(tmp_path / "b.csv", Dossier("B1"))], tmp_path / "store")
    before = content_of(tmp_path / "store")

    def append(progress: Progress) -> None:
        if progress.stage is Stage.READING:
            with file.open("a", encoding="utf-8") as stream:
                stream.write(",".join(Dossier("A2").cells) + "\n")

    (report,) = load([file], tmp_path / "store", append)

    assert report.refusal == "Tệp a.csv bị thay đổi trong lúc đang đọc. Hãy nạp lại khi tệp đã ghi xong."
    assert content_of(tmp_path / "store") == before


def test_a_load_that_is_given_up_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    load([export(tmp_path / "b.csv", Dossier("B1"), Dossier("B1"))], tmp_path / "store")
    before = content_of(tmp_path / "store")

    def give_up(progress: Progress) -> None:
        if progress.stage is Stage.COMPARING:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load([export(tmp_path / "a.csv", Dossier("B1", unit="Y"), Dossier("B1"))], tmp_path / "store", give_up)

    assert content_of(tmp_path / "store") == before


def test_progress_tells_every_stage_with_the_rows_read(tmp_path: Path) -> None:
    told: list[Progress] = []

    load([export(tmp_path / "a.csv", Dossier("A1"), Dossier("A1"))], tmp_path / "store", told.append)

    assert told == [
        Progress("a.csv", Stage.READING, 2),
        Progress("a.csv", Stage.COMPARING, 2),
        Progress("a.csv", Stage.DONE, 2),
    ]


def test_progress_ends_too_when_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    told: list[Progress] = []

    load([tmp_path / "a.csv"], tmp_path / "store", told.append)

    assert told == [Progress("a.csv", Stage.DONE)]


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_text("=1+1"), lambda path: os.truncate(path, 50)]
)
def test_a_list_of_rejects_that_somebody_spoilt_is_set_right_by_the_next_load(tmp_path: Path, spoil) -> None:
    store = tmp_path / "store"
    load([export(tmp_path / "a.csv", Dossier("A1"), Dossier("A1"))], store)
    load([export(tmp_path / "b.csv", Dossier("A1", due="hôm nay"), Dossier("A3"))], store)
    before = (store / "rejects.csv").read_bytes()
    spoil(store / "rejects.csv")

    load([tmp_path / "a.csv"], store)

    assert (store / "rejects.csv").read_bytes() == before
    assert [(fault.row, fault.value) for fault in rejects.faults_of(store, 2)] == [(2, "hôm nay")]
    assert list(rejects.faults_of(store, 3)) == []


def test_a_part_of_the_rejects_that_is_gone_is_named_when_the_list_has_to_be_made_of_it(tmp_path: Path) -> None:
    store, file = tmp_path / "store", export(tmp_path / "a.csv", Dossier("A1"), Dossier("A1"))
    load([file], store)
    rejects.part_of(store, 1).unlink()
    load([file], store)
    (store / "rejects.csv").unlink()

    with pytest.raises(stores.StoreUnusable) as loading:
        load([file], store)

    gone = store / "rejects" / "1.csv.zst"
    assert loading.value.sentence == f"Kho hồ sơ thiếu tệp {gone}. Hãy khôi phục tệp này từ bản sao lưu."


@pytest.mark.parametrize(
    "value", ["=1+1", "+84", "-1", "@a", 'một "hai"', "a,b", "dòng\nmới", "dòng\rmới", "\ttab", "é"]
)
def test_the_value_of_a_reject_is_what_stood_in_the_cell(tmp_path: Path, value: str) -> None:
    load([export(tmp_path / "a.csv", Dossier("A1", channel=value), Dossier("A2"))], tmp_path / "store")

    ((file, row, column, told, _),) = rejects_of(tmp_path / "store")

    assert (file, row, column, told) == ("a.csv", "2", "channel", value.strip())


def test_doubles_are_told_in_their_order_when_cells_hold_line_ends_and_codes_are_very_long(tmp_path: Path) -> None:
    code = "A" * 200_000
    load(
        [export(tmp_path / "a.csv", Dossier(code), Dossier("B", channel="bay\rxa"), Dossier(code))], tmp_path / "store"
    )

    told = [("a.csv", "3", "channel", "bay\rxa"), ("a.csv", "4", "dossier_code", "A" * 200 + "…")]
    assert [line[:4] for line in rejects_of(tmp_path / "store")] == told
    assert [fault.value for fault in rejects.faults_of(tmp_path / "store", 1)] == [line[3] for line in told]


def test_a_store_may_stand_in_a_folder_with_any_name(tmp_path: Path) -> None:
    store = tmp_path / "kho 'số' [1]*? % x=1"

    load([export(tmp_path / "a.csv", Dossier("A1"), Dossier("A2"))], store)
    load([export(tmp_path / "b.csv", Dossier("A1", unit="Y"), Dossier("A2"), Dossier("A2"))], store)

    assert told_of(store) == {
        "A1": ("Y", "2026-02-01", "online"),
        "A2": ("Phòng Tư pháp", "2026-02-01", "online"),
    }


def test_a_file_may_be_named_by_any_bytes(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"h\xf4 s\xa1.csv")
    export(file, Dossier("A1"), Dossier("A1"))

    (report,) = load([file], tmp_path / "store")

    assert report.name == r"h\udcf4 s\udca1.csv"
    assert rejects_of(tmp_path / "store")[0][:2] == (report.name, "3")
    assert stores.opened(tmp_path / "store").loads[0].file == report.name


def test_a_refused_file_is_named_by_its_bytes_too(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"h\xf4 s\xa1.csv")
    file.write_bytes(b"")

    (report,) = load([file], tmp_path / "store")

    assert report.refusal == r"Tệp h\udcf4 s\udca1.csv trống (0 byte): hãy chọn lại tệp hoặc xuất lại."


DOSSIERS = st.builds(
    Dossier,
    code=st.sampled_from("ABCDE"),
    received=st.sampled_from(["2026-01-31", "2026-02-01", "2026-03-05"]),
    unit=st.sampled_from(["X", "Y"]),
    channel=st.sampled_from(["Trực tuyến", "Trực tuyến", "Trực tiếp", "bay"]),
)
CHANNELS = {"Trực tuyến": "online", "Trực tiếp": "direct"}


def as_defined(
    files: Sequence[Sequence[Dossier]],
) -> tuple[dict[str, tuple[str, str, str]], list[tuple[int, ...]], int]:
    """What a store holds after files were loaded in turn, by the contract: rows, counts of each load, rejected rows."""
    rows: dict[str, tuple[str, str, str]] = {}
    contents: dict[str, int] = {}
    told = []
    for file in files:
        good: dict[str, Dossier] = {}
        for dossier in file:
            if dossier.channel in CHANNELS:
                good.setdefault(dossier.code, dossier)
        new = {code: (each.unit, each.received, CHANNELS[each.channel]) for code, each in good.items()}
        is_known = text_of(file) in contents
        stored = {} if is_known else {code: row for code, row in new.items() if rows.get(code) != row}
        contents[text_of(file)] = len(file) - len(good)
        told.append((len(file), len(stored), len(file) - len(good), len(good) - len(stored)))
        rows |= stored
    return rows, told, sum(contents.values())


@given(
    st.lists(st.lists(DOSSIERS, max_size=7), min_size=1, max_size=3).flatmap(
        lambda files: st.lists(st.sampled_from(files), min_size=1, max_size=5)
    )
)
@example([[Dossier("A", unit="X")], [Dossier("A", unit="Y")], [Dossier("A", unit="X")]])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sequence_of_loads_gives_what_the_definition_says(files: list[list[Dossier]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        told = [counts(load([export(Path(folder) / "a.csv", *file)], store)[0]) for file in files]

        assert (told_of(store), told, len(rejects_of(store))) == as_defined(files)
