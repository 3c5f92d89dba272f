"""Groups, their order and their numbers, on stores of a few rows; and what the command prints and refuses."""

import csv
import io
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from dondoc.analytics.figures import KEYS, Counts, Group, KeysUnknown, keys_of, measure, measures
from dondoc.analytics.measures import MEASURES
from dondoc.analytics.stores import StoreMissing
from dondoc.calendarfile import load_rule
from dondoc.cli import main
from tests.analytics.stored_rows import write

AS_OF = date(2026, 6, 1)
COLUMNS = [name for each in MEASURES for name in (f"{each.name}_num", f"{each.name}_den", each.name)]


def told(groups: list[Group]) -> dict[tuple[str, ...], dict[str, tuple[int, int]]]:
    """By keys, the numbers of the measures that have a denominator."""
    return {
        group.keys: {
            name: (counts.numerator, counts.denominator) for name, counts in group.counts.items() if counts.denominator
        }
        for group in groups
    }


def test_a_dossier_counts_in_the_period_of_each_measure_when_it_runs_over_a_quarter(tmp_path: Path) -> None:
    row = {"received_at": datetime(2026, 3, 30, 9), "finished_at": datetime(2026, 4, 2), "channel": "online"}
    groups = told(measure(write(tmp_path, row), by=["quarter"], as_of=AS_OF))
    assert groups["2026Q1",]["online_rate"] == (1, 1)
    assert "fully_online_rate" not in groups["2026Q1",]
    assert groups["2026Q2",]["fully_online_rate"] == (0, 1)
    assert "online_rate" not in groups["2026Q2",]


def test_an_open_dossier_is_overdue_when_due_before_the_day_in_the_period_of_its_due_day(tmp_path: Path) -> None:
    opened: dict[str, Any] = {"status": "open", "finished_at": None}
    store = write(tmp_path, opened | {"due_at": datetime(2026, 4, 30, 23, 59, 59, 999999)})
    on_the_day = told(measure(store, by=["month"], as_of=date(2026, 4, 30)))
    after = told(measure(store, by=["month"], as_of=date(2026, 5, 1)))
    assert [*on_the_day] == [("2026-01",)]
    assert after["2026-04",] == {"on_time_rate": (0, 1)}


def test_a_dossier_is_on_time_when_finished_at_the_very_moment_it_was_due(tmp_path: Path) -> None:
    due = datetime(2026, 1, 20, 16)
    late = {"due_at": due, "finished_at": datetime(2026, 1, 20, 16, 0, 0, 1)}
    (group,) = measure(write(tmp_path, {"due_at": due, "finished_at": due}, late), by=["year"], as_of=AS_OF)
    assert group.counts["on_time_rate"] == Counts(1, 2)


def test_a_measure_is_null_when_no_row_has_the_column_it_needs(tmp_path: Path) -> None:
    lacking = {each.needs: None for each in MEASURES if each.needs}
    (group,) = measure(write(tmp_path, lacking | {"fee": None, "channel": "online"}), by=["year"], as_of=AS_OF)
    needing = [each.name for each in MEASURES if each.needs]
    assert [group.counts[name] for name in needing] == [Counts(0, 0)] * len(needing)
    assert {group.counts[name].value for name in needing} == {None}
    assert group.counts["online_rate"] == Counts(1, 1)


def test_rows_that_lack_a_column_are_left_out_when_others_have_it(tmp_path: Path) -> None:
    rows = [{"fee": Decimal(5), "paid_online": paid} for paid in (True, False, None)] + [{"fee": None}]
    (group,) = measure(write(tmp_path, *rows), by=["year"], as_of=AS_OF)
    assert group.counts["online_payment_rate"] == Counts(1, 2)


def test_groups_are_sorted_by_code_point_in_the_order_of_the_keys(tmp_path: Path) -> None:
    rows = [
        {"unit": unit, "channel": channel} for unit in ("Ủy ban", "Ban", None, "đội", "Đội") for channel in ("post",)
    ]
    groups = measure(write(tmp_path, *rows, {"channel": "online"}), by=["channel", "unit"], as_of=AS_OF)
    units = ["", "Ban", "Đội", "đội", "Ủy ban"]
    assert [group.keys for group in groups] == [("online", "Sở Nội vụ"), *(("post", unit) for unit in units)]


def test_all_keys_can_be_asked_at_once(tmp_path: Path) -> None:
    (group,) = measure(write(tmp_path, {}), by=KEYS, as_of=AS_OF)
    assert group.keys == ("Sở Nội vụ", "1.010", "Hộ tịch", "direct", "2026-01", "2026Q1", "2026H1", "2026")


def test_a_withdrawn_dossier_leaves_no_group_when_nothing_is_received_there(tmp_path: Path) -> None:
    row = {"status": "withdrawn", "finished_at": datetime(2026, 5, 3)}
    assert [group.keys for group in measure(write(tmp_path, row), by=["month"], as_of=AS_OF)] == [("2026-01",)]


def test_there_are_no_groups_when_the_store_is_empty(tmp_path: Path) -> None:
    assert measure(write(tmp_path), by=["unit"], as_of=AS_OF) == []


def test_both_calendars_come_in_one_go_as_they_do_one_by_one(tmp_path: Path) -> None:
    rows = [{"received_at": datetime(2026, 3, day, 9), "unit": f"Đơn vị {day}"} for day in (10, 14, 15, 20)]
    store, both = write(tmp_path / "some", *rows), (None, load_rule(AS_OF))
    one_by_one = [measure(store, by=["unit", "quarter"], as_of=AS_OF, windows=each) for each in both]
    assert list(measures(store, by=["unit", "quarter"], as_of=AS_OF, calendars=both)) == one_by_one
    assert one_by_one[0] != one_by_one[1]
    assert list(measures(write(tmp_path / "none"), by=["unit"], as_of=AS_OF, calendars=both)) == [[], []]


@pytest.mark.parametrize("name", ["kho *", "kho ?", "kho [ab]", "kho {a,b}"])
def test_only_the_store_that_is_named_is_counted_when_its_name_is_a_pattern(tmp_path: Path, name: str) -> None:
    for other in ("kho a", "kho b"):
        write(tmp_path / other, {}, {})
    (group,) = measure(write(tmp_path / name, {}), by=["year"], as_of=AS_OF)
    assert group.counts["online_rate"].denominator == 1


def test_value_has_six_decimals_and_rounds_halves_up() -> None:
    assert str(Counts(1, 3).value) == "0.333333"
    assert str(Counts(2, 3).value) == "0.666667"
    assert str(Counts(1, 2_000_000).value) == "0.000001"  # 0.0000005
    assert str(Counts(0, 7).value) == "0.000000"
    assert str(Counts(7, 7).value) == "1.000000"
    assert Counts(0, 0).value is None


@pytest.mark.parametrize("text", ["", "unit,", "unit,Quarter", "unit;quarter", "dossier_code"])
def test_keys_are_refused_when_unknown(text: str) -> None:
    with pytest.raises(KeysUnknown, match="Không chia nhóm được theo"):
        keys_of(text)


def test_keys_are_refused_when_said_twice() -> None:
    with pytest.raises(KeysUnknown, match="mỗi cách một lần"):
        keys_of("unit,month,unit")


def test_store_is_missing_when_the_folder_holds_none(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        measure(tmp_path / "nowhere", by=["unit"], as_of=AS_OF)


# The command


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main(["dossiers", "measure", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def test_json_has_keys_then_numerator_denominator_and_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"channel": "online"}, {}, {}]
    code, out, err = run(capsys, "--store", write(tmp_path, *rows), "--by", "unit, quarter", "--as-of", "2026-06-01")
    assert (code, err) == (0, "")
    (group,) = json.loads(out, parse_float=Decimal)
    assert list(group) == ["unit", "quarter", *COLUMNS]
    assert (group["unit"], group["quarter"]) == ("Sở Nội vụ", "2026Q1")
    assert (group["online_rate_num"], group["online_rate_den"]) == (1, 3)
    assert '"online_rate": 0.333333,' in out
    assert (group["satisfaction_rate_den"], group["satisfaction_rate"]) == (0, None)


def test_csv_has_the_columns_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write(tmp_path, {"unit": 'Phòng "Một cửa", tầng 1'})
    code, out, _ = run(capsys, "--store", store, "--by", "unit", "--as-of", "2026-06-01", "--format", "csv")
    (group,) = csv.DictReader(io.StringIO(out, newline=""))
    assert code == 0
    assert list(group) == ["unit", *COLUMNS]
    assert group["unit"] == 'Phòng "Một cửa", tầng 1'
    assert (group["on_time_rate"], group["satisfaction_rate"]) == ("1.000000", "")


def test_csv_keeps_a_unit_whole_when_a_line_ends_in_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = write(tmp_path, *({"unit": f"Phòng{end}Một cửa"} for end in ("\n", "\r", "\r\n")))
    _, out, _ = run(capsys, "--store", store, "--by", "unit", "--as-of", "2026-06-01", "--format", "csv")
    found = [row["unit"] for row in csv.DictReader(io.StringIO(out, newline=""))]
    assert found == ["Phòng\nMột cửa", "Phòng\r\nMột cửa", "Phòng\rMột cửa"]


def test_an_empty_store_prints_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--store", write(tmp_path), "--by", "unit")
    assert (code, json.loads(out)) == (0, [])


def test_cutoff_windows_move_the_middle_of_a_month_into_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = write(tmp_path, {"received_at": datetime(2025, 12, 15)}, {"received_at": datetime(2025, 12, 14, 23, 59)})
    words = ("--store", store, "--by", "year", "--as-of", "2026-06-01", "--format", "csv")
    received = {}
    for calendar in ("calendar", "cutoff"):
        _, out, _ = run(capsys, *words, "--calendar", calendar)
        rows = csv.DictReader(io.StringIO(out, newline=""))
        received[calendar] = {row["year"]: row["online_rate_den"] for row in rows}
    assert received == {"calendar": {"2025": "2", "2026": "0"}, "cutoff": {"2025": "1", "2026": "1"}}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--by", "sở"], f"Không chia nhóm được theo “sở”; chọn trong: {', '.join(KEYS)}."),
        (["--by", "unit", "--as-of", "31/12/2026"], "“31/12/2026” không phải ngày; viết như 2026-12-31."),
        (["--by", "unit", "--as-of", "2026-02-30"], "“2026-02-30” không phải ngày; viết như 2026-12-31."),
        (
            ["--by", "unit", "--as-of", "2019-01-01", "--calendar", "cutoff"],
            "Không có quy định chốt số liệu báo cáo nào có hiệu lực vào ngày 1/1/2019.",
        ),
    ],
)
def test_command_refuses_in_one_sentence(
    words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "--store", write(tmp_path, {}), *words) == (2, "", f"{sentence}\n")


def test_command_refuses_when_there_is_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--store", tmp_path / "kho", "--by", "unit")
    assert (code, out) == (2, "")
    assert err.startswith(f"Chưa có kho hồ sơ ở thư mục {tmp_path / 'kho'}.")


def test_spark_is_refused_with_the_way_to_install_it_when_it_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    words = ("--store", write(tmp_path, {}), "--by", "unit", "--engine", "spark")
    assert run(capsys, *words) == (2, "", "Chưa cài Spark; hãy chạy lệnh `make spark` rồi chạy lại.\n")


@pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed: make spark")
def test_spark_is_refused_with_the_way_to_install_it_when_java_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("JAVA_HOME", "DONDOC_SPARK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    words = ("--store", write(tmp_path, {}), "--by", "unit", "--engine", "spark")
    assert run(capsys, *words) == (2, "", "Spark cần Java; hãy chạy lệnh `make spark` rồi chạy lại.\n")
