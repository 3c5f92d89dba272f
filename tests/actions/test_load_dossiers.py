"""Files of dossiers: who gives them, what is kept, what becomes of each, what the small tables then say.

Not here: reading and storing rows (tests/analytics), the worker (test_dossier_jobs).
"""

import os
import resource
from io import BytesIO

import duckdb
import pytest
from django.core.management import CommandError, call_command
from dossier_files import csv_of, give, loaded
from factories import AT, LATER, Organisation, People, Units

from dondoc.actions import dossier_figures, dossiers, reorganisations
from dondoc.core import dossier_uploads
from dondoc.core.dossier_gaps import Rate
from dondoc.core.periods import Period
from dondoc.core.permissions import Viewer
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.reorganisations import Kind, Order
from dondoc.models import AuditRow, DossierFigures, DossierLoad, DossierUnit, OverdueCount, ProcedureMonth, UnitMonth
from dondoc.queries import dossiers as rates
from dondoc.queries.dossier_stores import given_files, store_of


def counts(measure: str, calendar: str = "calendar") -> dict[tuple[str, str], tuple[int, int]]:
    """By unit as written and month."""
    rows = UnitMonth.objects.filter(measure=measure, calendar=calendar)
    return {(row.unit.name, row.month): (row.numerator, row.denominator) for row in rows.select_related("unit")}


def test_given_file_waits_with_its_row_its_job_and_its_trail(people: People, units: Units) -> None:
    data = csv_of({}, {})

    load = give(data, actor=people.coordinator, at=AT)

    assert (load.state, load.file_name, load.size, load.requested_at) == ("waiting", "ho-so.csv", len(data), AT)
    assert load.requested_by_id == people.coordinator.user_id
    kept = given_files() / str(load.pk) / "ho-so.csv"
    assert kept.read_bytes() == data
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_kind, row.object_id) == ("dossier.upload", "dossierload", load.pk)
    assert row.detail.after == {"file_name": "ho-so.csv", "sha256": load.sha256, "size": len(data)}
    assert not DossierFigures.objects.exists()


def test_loaded_file_is_counted_by_unit_procedure_and_month_of_both_calendars(people: People, units: Units) -> None:
    load = loaded({}, {"channel": "direct", "received_at": "2026-01-10"}, {"unit": ""}, actor=people.coordinator, at=AT)

    assert (load.state, load.rows_read, load.rows_stored, load.rows_rejected, load.rows_unchanged, load.number) == (
        "done", 3, 3, 0, 0, 1,
    )  # fmt: skip
    figures = DossierFigures.objects.get()
    assert (figures.last_load, figures.as_of, figures.department_id) == (
        load,
        AT.date(),
        people.coordinator.department_id,
    )
    assert counts("online_rate") == {("Phòng Bổ trợ tư pháp", "2026-01"): (1, 2), ("", "2026-01"): (1, 1)}
    assert counts("online_rate", "cutoff") == {
        ("Phòng Bổ trợ tư pháp", "2026-01"): (0, 1),
        ("Phòng Bổ trợ tư pháp", "2026-02"): (1, 1),
        ("", "2026-02"): (1, 1),
    }
    assert counts("on_time_rate") == {("Phòng Bổ trợ tư pháp", "2026-02"): (2, 2), ("", "2026-02"): (1, 1)}
    procedure = ProcedureMonth.objects.get(measure="online_rate", calendar="calendar", unit__name="")
    assert (procedure.procedure_code, procedure.field, procedure.month) == ("1.001", "Hộ tịch", "2026-01")
    assert not given_files().joinpath(str(load.pk)).exists()
    assert (store_of(load.department_id) / "manifest.json").exists()


@pytest.mark.parametrize("who", ["reporter", "head", "director", "administrator"])
def test_file_of_somebody_without_the_right_leaves_nothing(people: People, who: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        give(csv_of({}), actor=getattr(people, who), at=AT)

    assert refused.value.lifted_by == "Chuyên viên Văn phòng Sở"
    assert not DossierLoad.objects.exists()
    assert not given_files().exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("ho-so.csv", b"", "Tệp trống (0 byte): hãy xuất lại dữ liệu rồi chọn lại tệp."),
        ("ho-so.exe", b"MZ", "Tệp ho-so.exe có đuôi .exe nên không được nhận. Hãy chọn tệp .csv, .xlsx, .parquet."),
        ("ho-so", b"a,b", "Tệp ho-so không có đuôi nên không được nhận. Hãy chọn tệp .csv, .xlsx, .parquet."),
    ],
)
def test_file_that_is_not_taken_is_told_and_leaves_nothing(people: People, name: str, data: bytes, said: str) -> None:
    with pytest.raises(Faulty) as refused:
        give(data, name=name, actor=people.coordinator, at=AT)

    assert [(fault.field, fault.sentence) for fault in refused.value.faults] == [("file", said)]
    assert not DossierLoad.objects.exists()
    assert not given_files().exists() or list(given_files().iterdir()) == []


def test_file_too_large_is_stopped_while_it_comes_in(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_uploads, "LARGEST", 100)

    with pytest.raises(Faulty, match="lớn hơn 2 GB"):
        give(csv_of({}), actor=people.coordinator, at=AT)

    assert list(given_files().iterdir()) == []


def test_twenty_first_file_waits_outside(people: People) -> None:
    for _time in range(20):
        give(csv_of({}), actor=people.coordinator, at=AT)

    with pytest.raises(Faulty, match="Đang có 20 tệp chờ nạp"):
        give(csv_of({}), actor=people.coordinator, at=AT)
    assert len(list(given_files().iterdir())) == DossierLoad.objects.count() == 20


def test_name_of_a_file_never_leads_out_of_its_folder(people: People) -> None:
    load = give(csv_of({}), name="../../tren/" + "hồ sơ " * 40 + ".csv", actor=people.coordinator, at=AT)

    [kept] = (given_files() / str(load.pk)).iterdir()
    assert (kept.name, len(load.file_name)) == (load.file_name, 60)
    assert dossiers.finish_load(load.pk, actor=people.coordinator, at=AT).state == "done"


def test_name_of_long_letters_fits_the_disk(people: People) -> None:
    load = give(csv_of({}), name="𠀋" * 90 + ".csv", actor=people.coordinator, at=AT)

    assert load.file_name == "𠀋" * 56 + ".csv"
    assert dossiers.finish_load(load.pk, actor=people.coordinator, at=AT).state == "done"


class Filling(BytesIO):
    """A file during whose upload the disk grows full."""

    def read(self, size: int | None = -1, /) -> bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        return super().read(size)


def test_disk_that_grows_full_meanwhile_is_told_and_nothing_left(people: People) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(Faulty, match="Ổ đĩa của máy chủ không đủ chỗ"):
            dossiers.give_file(Filling(csv_of({})), name="ho-so.csv", actor=people.coordinator, at=AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(given_files().iterdir()) == []
    assert not DossierLoad.objects.exists()


def test_same_file_again_changes_nothing(people: People) -> None:
    first = loaded({}, {}, {}, actor=people.coordinator, at=AT)
    before = counts("online_rate")

    again = loaded({}, {}, {}, actor=people.coordinator, at=LATER, name="ten-khac.csv")

    assert (again.rows_read, again.rows_stored, again.rows_unchanged, again.number) == (3, 0, 3, first.number)
    assert counts("online_rate") == before
    assert (first.rows_stored, first.rows_unchanged) == (3, 0)


def test_file_of_an_earlier_load_given_again_does_not_hide_the_newest_load(people: People) -> None:
    first = loaded({}, actor=people.coordinator, at=AT)
    second = loaded({}, {}, actor=people.coordinator, at=AT)

    again = loaded({}, actor=people.coordinator, at=LATER)

    assert (first.number, second.number, again.number) == (1, 2, 1)
    assert DossierFigures.objects.get().last_load == second
    assert dossier_figures.refresh(first.department_id, as_of=AT.date(), at=LATER).last_load == second


def test_page_that_found_the_counts_before_they_were_made_anew_still_finds_counts(people: People) -> None:
    office = people.coordinator
    loaded({}, actor=office, at=AT)
    found = rates.seen(office)

    late = {"status": "open", "finished_at": "", "due_at": "2026-03-01", "unit": "Phòng Lạ"}
    loaded(late, {}, actor=office, at=LATER)

    assert found is not None
    asked = rates.Asked(Period.parse("2026Q1"), rates.CALENDAR, "online_rate")
    assert rates.rate_of(found, asked) == Rate(2, 2)
    assert [(row.unit, row.count) for row in rates.overdue(found)] == [("Phòng Lạ", 1)]


def test_later_export_replaces_dossiers_and_counts_with_them(people: People) -> None:
    loaded({"status": "open", "finished_at": ""}, {}, actor=people.coordinator, at=AT)
    assert counts("fully_online_rate") == {("Phòng Bổ trợ tư pháp", "2026-02"): (1, 1)}

    later = loaded({}, {}, actor=people.coordinator, at=LATER)

    assert (later.rows_stored, later.rows_unchanged, later.number) == (1, 1, 2)
    assert counts("fully_online_rate") == {("Phòng Bổ trợ tư pháp", "2026-02"): (2, 2)}
    assert DossierFigures.objects.get().last_load == later


def test_rejected_rows_are_counted_and_the_rest_is_loaded(people: People) -> None:
    load = loaded({}, {"channel": "bồ câu"}, {"status": "open"}, actor=people.coordinator, at=AT)

    assert (load.state, load.rows_read, load.rows_stored, load.rows_rejected) == ("done", 3, 1, 2)
    assert AuditRow.objects.latest("id").detail.after == {
        "state": "done", "rows_read": 3, "rows_stored": 1, "rows_rejected": 2, "rows_unchanged": 0
    }  # fmt: skip


def test_file_that_cannot_be_read_says_why_and_goes(people: People) -> None:
    load = give("Chẳng có gì\n".encode(), actor=people.coordinator, at=AT)

    ended = dossiers.finish_load(load.pk, actor=people.coordinator, at=LATER)

    assert (ended.state, ended.rows_read, ended.number) == ("refused", 0, None)
    assert ended.remarks["refusal"] == AuditRow.objects.latest("id").detail.reason != ""
    assert not given_files().joinpath(str(load.pk)).exists()
    assert not DossierFigures.objects.exists()


def test_store_that_is_damaged_keeps_the_file_waiting(people: People, caplog: pytest.LogCaptureFixture) -> None:
    loaded({}, actor=people.coordinator, at=AT)
    manifest = store_of(people.coordinator.department_id) / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:20])
    load = give(csv_of({}, {}), actor=people.coordinator, at=AT)
    DossierLoad.objects.filter(pk=load.pk).update(rows_read=1)  # of a run that broke off

    waiting = dossiers.finish_load(load.pk, actor=people.coordinator, at=AT)

    assert (waiting.state, waiting.rows_read, "bị hỏng" in waiting.remarks["refusal"]) == ("waiting", 0, True)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert counts("online_rate") == {("Phòng Bổ trợ tư pháp", "2026-01"): (1, 1)}
    manifest.write_bytes(whole)
    done = dossiers.finish_load(load.pk, actor=people.coordinator, at=LATER)
    assert (done.state, done.rows_stored, done.rows_unchanged, done.remarks["refusal"]) == ("done", 1, 1, "")


def test_load_of_another_department_is_not_there(people: People, elsewhere: Organisation) -> None:
    load = give(csv_of({}), actor=people.coordinator, at=AT)

    with pytest.raises(NotVisible):
        dossiers.finish_load(load.pk, actor=elsewhere.people.coordinator, at=AT)
    assert DossierLoad.objects.get().state == "waiting"


def named(department_id: int) -> dict[str, str | None]:
    """By name in the files, the unit it stands for."""
    found = DossierUnit.objects.filter(department=department_id).select_related("unit")
    return {each.name: each.unit.code if each.unit else None for each in found}


def test_names_of_units_are_known_by_name_short_name_and_former_name(people: People, units: Units) -> None:
    order = Order(Kind.RENAME, (units.attached.pk,), AT.date(), "9/QĐ", name="Phòng Công chứng Một", short_name="CC M")
    reorganisations.carry_out(order, on=AT.date(), actor=people.administrator, at=AT)

    names = ["PHÒNG HÀNH CHÍNH TƯ PHÁP", "p. hctp", "Phong Cong chung so 1", "CC M", "Phòng Lạ", ""]
    loaded(*({"unit": name} for name in names), actor=people.coordinator, at=AT)

    assert named(people.coordinator.department_id) == {
        "PHÒNG HÀNH CHÍNH TƯ PHÁP": "HCTP", "p. hctp": "HCTP", "Phong Cong chung so 1": "CC1", "CC M": "CC1",
        "Phòng Lạ": None, "": None,
    }  # fmt: skip


def test_unit_that_the_office_settled_stays_settled(people: People, units: Units) -> None:
    loaded({"unit": "Phòng Lạ"}, {"unit": "Thanh tra"}, actor=people.coordinator, at=AT)
    strange, inspectors = DossierUnit.objects.get(name="Phòng Lạ"), DossierUnit.objects.get(name="Thanh tra")

    dossier_figures.match_unit(strange.pk, unit_id=units.division.pk, actor=people.coordinator, at=LATER)
    dossier_figures.match_unit(inspectors.pk, unit_id=None, actor=people.coordinator, at=LATER)
    dossier_figures.refresh(people.coordinator.department_id, as_of=LATER.date(), at=LATER)

    assert named(people.coordinator.department_id) == {"Phòng Lạ": "HCTP", "Thanh tra": None}
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_id, row.detail.before, row.detail.after) == (
        "dossier.match-unit", inspectors.pk, units.other_division.pk, None,
    )  # fmt: skip


def test_unit_of_another_department_cannot_be_meant(people: People, elsewhere: Organisation) -> None:
    loaded({"unit": "Phòng Lạ"}, actor=people.coordinator, at=AT)
    strange = DossierUnit.objects.get()

    for unit_id, actor in ((elsewhere.units.division.pk, people.coordinator), (None, elsewhere.people.coordinator)):
        with pytest.raises(NotVisible):
            dossier_figures.match_unit(strange.pk, unit_id=unit_id, actor=actor, at=LATER)
    with pytest.raises(NotAllowed):
        dossier_figures.match_unit(strange.pk, unit_id=None, actor=people.head, at=LATER)


OPEN = {"status": "open", "finished_at": ""}


def overdue(department: Viewer) -> dict[str, tuple[int, str]]:
    rows = OverdueCount.objects.filter(figures__department=department.department_id)
    return {row.procedure_code: (row.count, row.oldest_due_on.isoformat()) for row in rows}


def test_overdue_dossiers_grow_with_the_day_of_the_nightly_count(people: People) -> None:
    office = people.coordinator
    loaded(
        OPEN | {"due_at": "2026-03-02"}, OPEN | {"due_at": "2026-03-09"}, OPEN | {"due_at": "2026-03-10"},
        OPEN | {"due_at": "2026-03-09", "procedure_code": ""}, actor=office, at=AT,
    )  # fmt: skip
    assert overdue(office) == {"1.001": (2, "2026-03-02"), "": (1, "2026-03-09")}
    assert counts("on_time_rate") == {("Phòng Bổ trợ tư pháp", "2026-03"): (0, 3)}
    first = DossierFigures.objects.get()

    after = dossier_figures.refresh(office.department_id, as_of=AT.date().replace(day=11), at=LATER)

    assert overdue(office) == {"1.001": (3, "2026-03-02"), "": (1, "2026-03-09")}
    assert counts("on_time_rate") == {("Phòng Bổ trợ tư pháp", "2026-03"): (0, 4)}
    assert (after.as_of.isoformat(), after.computed_at, after.last_load) == ("2026-03-11", LATER, first.last_load)
    assert DossierFigures.objects.count() == 1


def test_refresh_counts_nothing_where_nothing_was_loaded(people: People) -> None:
    assert dossier_figures.refresh(people.coordinator.department_id, as_of=AT.date(), at=AT) is None
    assert not DossierFigures.objects.exists()


def test_departments_have_stores_and_counts_apart(people: People, elsewhere: Organisation) -> None:
    loaded({}, {}, actor=people.coordinator, at=AT)
    there = loaded({}, actor=elsewhere.people.coordinator, at=AT)

    assert (there.number, there.rows_stored) == (1, 1)
    own = UnitMonth.objects.filter(figures__department=people.coordinator.department_id, measure="online_rate")
    assert {row.denominator for row in own} == {2}
    other = UnitMonth.objects.filter(figures__department=elsewhere.department, measure="online_rate")
    assert {row.denominator for row in other} == {1}


APART = """
[[rule]]
decision = "12/QĐ-UBND"
valid_from = 2020-01-01
opens = { month = { months = -1, day = 20 }, quarter = { months = -1, day = 15 }, \
half_year = { months = -1, day = 15 }, year = { months = -1, day = 15 } }
closes = { month = { months = 0, day = 14 }, quarter = { months = 0, day = 14 }, \
half_year = { months = 0, day = 14 }, year = { months = 0, day = 14 } }
"""


def test_load_that_cannot_be_counted_waits_and_then_goes_on(people: People, tmp_path, monkeypatch, caplog) -> None:
    rule = tmp_path / "windows.toml"
    rule.write_text(APART, encoding="utf-8")
    load = give(csv_of({}, {}), actor=people.coordinator, at=AT)

    with monkeypatch.context() as patch:
        patch.setenv("DONDOC_WINDOWS", str(rule))
        waiting = dossiers.finish_load(load.pk, actor=people.coordinator, at=AT)
    assert (waiting.state, waiting.number) == ("waiting", None)
    assert "không nối tiếp nhau" in waiting.remarks["refusal"]
    assert not DossierFigures.objects.exists()

    done = dossiers.finish_load(load.pk, actor=people.coordinator, at=LATER)

    assert (done.state, done.rows_read, done.rows_stored, done.rows_unchanged, done.number) == ("done", 2, 2, 0, 1)
    assert counts("online_rate") == {("Phòng Bổ trợ tư pháp", "2026-01"): (2, 2)}


def test_load_that_cannot_be_counted_by_a_rule_file_waits(people: People, tmp_path, monkeypatch, caplog) -> None:
    load = give(csv_of({}), actor=people.coordinator, at=AT)
    monkeypatch.setenv("DONDOC_WINDOWS", str(tmp_path / "none.toml"))

    waiting = dossiers.finish_load(load.pk, actor=people.coordinator, at=AT)

    assert (waiting.state, waiting.remarks["refusal"]) == (
        "waiting", f"Không đọc được tệp quy tắc {tmp_path / 'none.toml'}.",
    )  # fmt: skip


def test_load_that_breaks_off_unexpectedly_waits_says_so_and_goes_on(people: People, monkeypatch) -> None:
    load = give(csv_of({}), actor=people.coordinator, at=AT)

    def too_much(**_settings: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(duckdb, "connect", too_much)
        with pytest.raises(MemoryError):
            dossiers.finish_load(load.pk, actor=people.coordinator, at=AT)
    load.refresh_from_db()
    assert (load.state, load.rows_read) == ("waiting", 0)
    assert load.remarks["refusal"].startswith("Việc nạp bị dừng vì lỗi của máy chủ; tệp vẫn được giữ")

    done = dossiers.finish_load(load.pk, actor=people.coordinator, at=LATER)
    assert (done.state, done.rows_stored, done.remarks["refusal"]) == ("done", 1, "")


def test_file_that_is_gone_is_found_in_the_store_or_asked_for_again(people: People) -> None:
    office, done = people.coordinator, loaded({}, {"channel": "bồ câu"}, actor=people.coordinator, at=AT)
    # As a restored database has it that was copied while the file still waited.
    DossierFigures.objects.all().delete()
    fields = {"state": "waiting", "number": None, "rows_read": 0, "rows_stored": 0, "rows_rejected": 0}
    DossierLoad.objects.filter(pk=done.pk).update(**fields)
    lost = give(csv_of({}, {}), actor=office, at=AT)
    (given_files() / str(lost.pk) / "ho-so.csv").unlink()

    found, told = (dossiers.finish_load(load.pk, actor=office, at=LATER) for load in (done, lost))

    assert (found.state, found.number, found.rows_read, found.rows_stored, found.rows_rejected) == ("done", 1, 2, 1, 1)
    assert counts("online_rate") == {("Phòng Bổ trợ tư pháp", "2026-01"): (1, 1)}
    assert (told.state, told.number) == ("refused", None)
    assert told.remarks["refusal"] == "Tệp đã gửi không còn trên máy chủ: hãy gửi lại tệp."


def test_command_takes_a_file_whose_name_is_no_text(people: People, tmp_path, settings) -> None:
    settings.PRETEND_TODAY = AT.date()
    file = tmp_path / os.fsdecode(b"quy-1\xff.csv")
    file.write_bytes(csv_of({}))

    call_command("load_dossiers", file, department="H99.13")

    assert (DossierLoad.objects.get().file_name, DossierLoad.objects.get().state) == ("quy-1?.csv", "done")


def test_command_loads_files_of_a_department_and_tells_what_became_of_each(
    people: People, elsewhere: Organisation, tmp_path, settings, capsys: pytest.CaptureFixture
) -> None:
    settings.PRETEND_TODAY = AT.date()
    good, bad = tmp_path / "quy-1.csv", tmp_path / "trong.csv"
    good.write_bytes(csv_of({}, {"channel": "bồ câu"}))
    bad.write_bytes(b"a,b\n1,2\n")

    call_command("load_dossiers", str(bad), str(good), department="H99.14")

    told = capsys.readouterr()
    assert told.out == "quy-1.csv: đọc 2 dòng, nạp 1, loại 1, không đổi 0.\n"
    assert told.err.startswith("trong.csv: Tệp trong.csv thiếu cột bắt buộc")
    loads = DossierLoad.objects.filter(department=elsewhere.department).order_by("pk")
    assert [(load.state, load.via, load.requested_by_id) for load in loads] == [
        ("refused", "command", elsewhere.people.coordinator.user_id),
        ("done", "command", elsewhere.people.coordinator.user_id),
    ]
    assert DossierFigures.objects.get().as_of == AT.date()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"department": "X"}, "Không có cơ quan nào mang mã X: hãy kiểm tra lại mã định danh."),
        ({}, "Hãy ghi mã cơ quan: --department MÃ."),
        ({"department": "H99.13", "username": "head.hctp@h99.13"}, "Bạn không có quyền thực hiện việc này."),
        ({"department": "H99.13", "username": "coordinator.vp@h99.14"}, "Chưa có tài khoản phù hợp để đứng tên"),
    ],
)
def test_command_refuses_in_words(people: People, elsewhere: Organisation, tmp_path, given, said: str) -> None:
    file = tmp_path / "quy-1.csv"
    file.write_bytes(csv_of({}))

    with pytest.raises(CommandError, match=said) as refused:
        call_command("load_dossiers", str(file), **given)

    assert refused.value.returncode == 2
    assert not DossierLoad.objects.exists()
