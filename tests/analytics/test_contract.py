"""`dondoc dossiers load` and `measure` against the contract in plain Python, on dirty exports nobody has seen.

`python -m tests.analytics.test_contract 500 SEED` runs 500 seeds from SEED on and prints each disagreement with the
smallest exports that show it.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dondoc.cli import main
from tests.analytics.dirty_exports import Export, Question, Scenario, scenario
from tests.analytics.reference import Counts, State, load, measure
from tests.analytics.small_exports import DONDOC

SEEDS = 16


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code and what was printed, of the command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(["dossiers", *map(str, arguments)])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 2
    return code, _printed(out), _printed(err)


def _printed(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def run_apart(*arguments: str | Path) -> tuple[int, str, str]:
    """The same in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
    done = subprocess.run(
        [*DONDOC, "dossiers", *map(str, arguments)],
        env=environment,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def disagreements(given: Scenario, folder: Path, *, command: Any = run) -> list[str]:
    """What the commands say otherwise than the contract, in words; empty when they agree."""
    state, store = State(), folder / "store"
    paths = [export.write(folder) for export in given.exports]
    found: list[str] = []
    for batch in [paths] if given.together else [[path] for path in paths]:
        expected = [load(state, path) for path in batch]
        code, out, err = command("load", *batch, "--store", store, "--format", "json")
        if code != 0 and (code != 2 or any(counts.read > counts.rejected for counts in expected)):
            return [*found, f"load {[path.name for path in batch]} ended with {code}: {err}"]
        if (told := counts_told(out)) != expected:
            found.append(f"load {[path.name for path in batch]}: {told}, by the contract {expected}")
        found += rejects_otherwise(store / "rejects.csv", state)
    for question in given.questions:
        found += measures_otherwise(store, state, question, command)
    return found


def counts_told(out: str) -> list[Counts]:
    """The counts of each file in the report that `load` prints."""
    return [Counts(*(each[name] for name in ("read", "stored", "rejected", "unchanged"))) for each in json.loads(out)]


def rejects_otherwise(path: Path, state: State) -> Iterator[str]:
    """Lines of rejects.csv that the contract has not, and the other way round."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    if header != ["file", "row", "column", "value", "reason"]:
        yield f"rejects.csv begins with {header}"
        return
    if speechless := [line for line in lines if len(line) != 5 or not line[4].strip()]:
        yield f"rejects without a reason: {speechless}"
        return
    expected = Counter((name, row, column, _as_told(column, value)) for name, row, column, value in state.rejects)
    left_open = {line[:3] for line in expected if line[3] is None}
    told = Counter(
        (*place, None if place in left_open else _as_told(column, value))
        for name, row, column, value, _ in lines
        if (place := (name, int(row), column))
    )
    if told != expected:
        yield f"rejects beyond the contract: {_few(told - expected)}; missing: {_few(expected - told)}"


def _as_told(column: str, value: Any) -> str | None:
    """A value as a reject tells it; None where the contract leaves the words open (a ragged row, a typed moment)."""
    if not column or isinstance(value, bool | date | datetime | float | Decimal):
        return None
    return unicodedata.normalize("NFC", "" if value is None else str(value)).strip()


def _few(counted: Counter[Any]) -> list[Any]:
    return sorted(counted.elements(), key=str)[:4]


def measures_otherwise(store: Path, state: State, question: Question, command: Any = run) -> Iterator[str]:
    """The first group of `measure` that the contract has otherwise."""
    asked = f"--by {','.join(question.by)} --calendar {question.calendar} --as-of {question.as_of}"
    asked += f" --format {question.form}"
    code, out, err = command("measure", "--store", store, *asked.split())
    if code != 0:
        yield f"measure {asked} ended with {code}: {err}"
        return
    expected = measure(state, list(question.by), question.calendar, question.as_of)
    told = groups_told(out, question)
    if told == expected and all(list(one) == list(other) for one, other in zip(told, expected, strict=True)):
        return
    for one, other in zip([*told, {}], [*expected, {}], strict=False):
        if one != other or list(one) != list(other):
            here = {name: one.get(name) for name in {**one, **other} if one.get(name) != other.get(name)}
            there = {name: other.get(name) for name in here}
            keys = [other.get(key, one.get(key)) for key in question.by]
            sizes = f"{len(told)} groups against {len(expected)}"
            yield f"measure {asked}: {sizes}; {keys}: {here}, by the contract {there}"
            return


def groups_told(out: str, question: Question) -> list[dict[str, Any]]:
    """The groups that `measure` prints, numbers exact."""
    if question.form == "json":
        groups: list[dict[str, Any]] = json.loads(out, parse_float=Decimal)
        return groups
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    return [{name: text if name in question.by else _number(name, text) for name, text in row.items()} for row in rows]


def _number(name: str, text: str) -> Any:
    if name.endswith(("_num", "_den")):
        return int(text)
    return Decimal(text) if text else None


# The smallest that shows it


def shrunk(given: Scenario) -> Scenario:
    """A smaller scenario that still shows some disagreement: fewer questions, exports, rows, columns."""
    changed = True
    while changed:
        changed = False
        for smaller in _smaller(given):
            if found(smaller):
                given, changed = smaller, True
                break
    return given


def _smaller(given: Scenario) -> Iterator[Scenario]:
    for place in range(len(given.questions)):
        yield replace(given, questions=_without(given.questions, place, place + 1))
    for place in range(len(given.exports)):
        if len(given.exports) > 1:
            yield replace(given, exports=_without(given.exports, place, place + 1))
    for place, export in enumerate(given.exports):
        for smaller in _smaller_export(export):
            yield replace(given, exports=(*given.exports[:place], smaller, *given.exports[place + 1 :]))


def _smaller_export(export: Export) -> Iterator[Export]:
    size = len(export.rows) // 2
    while size:
        for start in range(0, len(export.rows), size):
            yield replace(export, rows=_without(export.rows, start, start + size))
        size //= 2
    for place in range(len(export.header)):
        yield replace(
            export,
            header=_without(export.header, place, place + 1),
            types=_without(export.types, place, place + 1),
            rows=tuple(row and _without(row, place, place + 1) for row in export.rows),
        )


def _without(items: Sequence[Any], start: int, end: int) -> tuple[Any, ...]:
    return (*items[:start], *items[end:])


def found(given: Scenario) -> list[str]:
    """The disagreements of a scenario, in a folder of its own; a scenario that is none says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            for export in given.exports:
                load(State(), export.write(Path(folder)))
        except Exception:  # shrinking went too far: no export any more
            return []
    with tempfile.TemporaryDirectory() as folder:
        try:
            return disagreements(given, Path(folder))
        except Exception as fault:
            return [f"{type(fault).__name__}: {fault}"]


def try_seeds(number: int, first: int) -> int:
    """Runs seeds and prints what disagrees; how many do."""
    faulty = 0
    for seed in range(first, first + number):
        if said := found(scenario(seed)):
            faulty += 1
            print(f"seed {seed}: {said[0]}")
            small = shrunk(scenario(seed))
            for export in small.exports:
                print(f"  {export}")
            for line in found(small):
                print(f"  → {line}", flush=True)
    print(f"{number} seeds from {first}: {faulty} disagree")
    return faulty


# Tests


@pytest.mark.parametrize("seed", range(SEEDS))
def test_commands_agree_with_the_contract_when_exports_are_dirty(seed: int, tmp_path: Path) -> None:
    assert disagreements(scenario(seed), tmp_path) == []


def test_commands_agree_with_the_contract_when_run_from_outside(tmp_path: Path) -> None:
    given = scenario(1000)
    assert (
        disagreements(replace(given, questions=given.questions[:1], together=True), tmp_path, command=run_apart) == []
    )


def test_load_takes_the_readable_files_when_others_in_the_command_are_not(tmp_path: Path) -> None:
    good, late = (tmp_path / name for name in ("tốt.csv", "muộn.csv"))
    good.write_text(BY_HAND, encoding="utf-8")
    late.write_text(BY_HAND.replace("A1;", "B1;"), encoding="utf-8-sig")
    broken, headless, absent = (tmp_path / name for name in ("hỏng.xlsx", "không tiêu đề.csv", "không có.csv"))
    broken.write_bytes(b"PK\x03\x04")
    headless.write_text("Mã hồ sơ;Đơn vị\nA1;Sở Nội vụ\n", encoding="utf-8")
    code, out, err = run(
        *("load", broken, good, headless, absent, tmp_path, good, late, "--store", tmp_path / "kho", "--format", "json")
    )
    told = json.loads(out)
    assert (code, [each["name"] for each in told if not each["refusal"]]) == (0, ["tốt.csv", "tốt.csv", "muộn.csv"])
    counts = [Counts(each["read"], each["stored"], each["rejected"], each["unchanged"]) for each in told]
    assert counts == [
        *(Counts(), Counts(read=7, stored=5, rejected=2), Counts(), Counts(), Counts()),
        *(Counts(read=7, rejected=2, unchanged=5), Counts(read=7, stored=1, rejected=2, unchanged=4)),
    ]
    assert [name in err for name in ("hỏng.xlsx", "không tiêu đề.csv", "không có.csv", tmp_path.name)] == [True] * 4
    assert err.count("\n") == 4


def test_load_takes_a_file_when_its_name_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/h\xf4 so,\n.csv"))
    path.write_text(BY_HAND, encoding="utf-8")
    for counts in (Counts(read=7, stored=5, rejected=2), Counts(read=7, rejected=2, unchanged=5)):
        code, out, err = run_apart("load", path, "--store", tmp_path / "kho", "--format", "json")
        assert (code, err, counts_told(out)) == (0, "", [counts])
    rejects = (tmp_path / "kho" / "rejects.csv").read_text(encoding="utf-8")
    lines = list(csv.reader(io.StringIO(rejects, newline="")))
    assert [line[0] for line in lines[1:]] == ["h\\udcf4 so,\n.csv"] * 4


def test_resolved_dossiers_count_as_received_alone_when_the_file_lacks_the_day_they_were_finished(
    tmp_path: Path,
) -> None:
    path = tmp_path / "hồ sơ.csv"
    path.write_text(
        "dossier_code,channel,received_at,due_at,status,satisfaction\nA1,online,2026-02-03,2026-02-10,resolved,3\n",
        encoding="utf-8",
    )
    assert run("load", path, "--store", tmp_path / "kho")[0] == 0
    for key, told in (("channel", "online"), ("quarter", "2026Q1")):
        code, out, err = run("measure", "--store", tmp_path / "kho", "--by", key, "--as-of", "2026-11-22")
        (group,) = json.loads(out)
        counted = {name: group[name] for name in group if name.endswith("_den") and group[name]}
        assert (code, err, group[key], counted) == (0, "", told, {"online_rate_den": 1, "contact_free_rate_den": 1})


@pytest.mark.parametrize("calendar", ["calendar", "cutoff"])
def test_every_dossier_counts_by_both_calendars_when_days_lie_at_the_ends_of_what_is_taken(
    calendar: str, tmp_path: Path
) -> None:
    path = tmp_path / "hồ sơ.csv"
    days = ["31/12/1900", "01/01/1901", "31/12/2098", "01/01/2099", "20/12/2099"]
    lines = [f"A{number};online;{day};31/12/2099;withdrawn" for number, day in enumerate(days)]
    lines.append("B1;online;01/01/1901;01/01/2100;open")
    path.write_text("\n".join(["dossier_code;channel;received_at;due_at;status", *lines]), encoding="utf-8")
    assert run("load", path, "--store", tmp_path / "kho")[0] == 0
    with (tmp_path / "kho" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejected = [tuple(line[1:]) for line in list(csv.reader(file))[1:]]
    far = "Năm phải từ 1901 đến 2098."
    assert rejected == [
        *(("2", "received_at", "31/12/1900", far), ("5", "received_at", "01/01/2099", far)),
        *(("6", "received_at", "20/12/2099", far), ("7", "due_at", "01/01/2100", "Năm phải từ 1900 đến 2099.")),
    ]
    asked = ("measure", "--store", tmp_path / "kho", "--by", "year", "--as-of", "2026-11-22", "--calendar", calendar)
    code, out, err = run(*asked)
    years = {"calendar": ["1901", "2098"], "cutoff": ["1901", "2099"]}[calendar]
    assert (code, err, [group["year"] for group in json.loads(out)]) == (0, "", years)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"Ma ho so\nA1\n", b"PK\x03\x04", b"PAR1", b"%PDF-1.7"])
def test_load_ends_with_2_and_makes_no_store_when_nothing_can_be_read(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hồ sơ.csv"
    path.write_bytes(content)
    code, out, err = run("load", path, "--store", tmp_path / "kho")
    assert (code, out, err.count("\n"), (tmp_path / "kho").exists()) == (2, "", 1, False)


BY_HAND = """\
Mã hồ sơ;Đơn vị;Kênh tiếp nhận;Toàn trình;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;Trạng thái;Phí, lệ phí;\
Thanh toán trực tuyến;Mức độ hài lòng
A1;Sở Nội vụ;Trực tuyến;Có;14/12/2025;20/12/2025;20/12/2025 17:00;Đã giải quyết;50.000;x;3
A2;Sở Nội vụ;Trực tuyến;;15/12/2025;20/12/2025 16:00;20/12/2025 16:01;Đã trả kết quả;1,5;;1
A3;Sở Nội vụ;Bưu chính công ích;;05/01/2026;10/01/2026;;Đang xử lý;;;
A4;Sở Tư pháp;TRUC TIEP;khong;46027;15/03/2026;14/03/2026;resolved;0;1;2
A5;;post;;2026-01-06;2026-04-01;;Rút hồ sơ;;;
A1;Sở Nội vụ;Trực tuyến;Có;14/12/2025;20/12/2025;;Đang xử lý;;;

A6;Sở Nội vụ;Trực tuyến;Có;30/02/2026;20/12/2025;;Chờ;-1;;
"""


def test_contract_in_plain_python_agrees_with_a_case_worked_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "hồ sơ.csv"
    path.write_text(BY_HAND, encoding="utf-8")
    state = State()
    assert load(state, path) == Counts(read=7, stored=5, rejected=2)
    assert load(state, path) == Counts(read=7, rejected=2, unchanged=5)
    assert state.rejects == [
        ("hồ sơ.csv", 7, "dossier_code", "A1"),
        ("hồ sơ.csv", 9, "received_at", "30/02/2026"),
        ("hồ sơ.csv", 9, "status", "Chờ"),
        ("hồ sơ.csv", 9, "fee", "-1"),
    ]
    quarters = measure(state, ["unit", "quarter"], "cutoff", date(2026, 1, 11))
    named = {(group["unit"], group["quarter"]): group for group in quarters}
    units = ["", "Sở Nội vụ", "Sở Nội vụ", "Sở Tư pháp"]
    assert list(named) == list(zip(units, ["2026Q1", "2025Q4", "2026Q1", "2026Q1"], strict=True))
    told = {
        (*key, name.removesuffix("_den")): (group[name.removesuffix("_den") + "_num"], group[name])
        for key, group in named.items()
        for name in group
        if name.endswith("_den") and group[name]
    }
    assert told == {
        ("", "2026Q1", "online_rate"): (0, 1),
        ("", "2026Q1", "contact_free_rate"): (1, 1),
        ("Sở Nội vụ", "2025Q4", "online_rate"): (1, 1),  # A1 came in the day before the window of Q1 opened
        ("Sở Nội vụ", "2025Q4", "contact_free_rate"): (1, 1),
        ("Sở Nội vụ", "2026Q1", "fully_online_rate"): (1, 2),
        ("Sở Nội vụ", "2026Q1", "online_rate"): (1, 2),
        ("Sở Nội vụ", "2026Q1", "on_time_rate"): (1, 3),  # A1; not A2, a minute late; not A3, overdue on 11 January
        ("Sở Nội vụ", "2026Q1", "online_payment_rate"): (1, 2),
        ("Sở Nội vụ", "2026Q1", "contact_free_rate"): (2, 2),
        ("Sở Nội vụ", "2026Q1", "satisfaction_rate"): (1, 2),
        ("Sở Tư pháp", "2026Q1", "fully_online_rate"): (0, 1),
        ("Sở Tư pháp", "2026Q1", "online_rate"): (0, 1),
        ("Sở Tư pháp", "2026Q1", "on_time_rate"): (1, 1),
        ("Sở Tư pháp", "2026Q1", "contact_free_rate"): (0, 1),
        ("Sở Tư pháp", "2026Q1", "satisfaction_rate"): (1, 1),
    }


if __name__ == "__main__":
    sys.exit(1 if try_seeds(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEEDS) else 0)
