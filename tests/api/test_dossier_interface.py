"""Dossier data through the interface: a file given, its load, measures by unit. Rights: test_role_operations."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from dossier_files import csv_of, loaded
from factories import AT, Organisation, People, Units
from programs import ask, bearer, token_of

from dondoc.actions import dossiers
from dondoc.core.permissions import Act
from dondoc.models import AuditRow, DossierLoad, Plan
from dondoc.queries.dossier_stores import given_files
from dondoc.web import clocks


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives at the moment of these tests."""
    monkeypatch.setattr(clocks, "now", lambda: AT)


def post(data: bytes | None, secret: str | None, *, name: str = "ho-so.csv"):
    """A file sent with this token."""
    sent = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
    return Client().post("/api/v1/dossiers/files/", sent, headers=bearer(secret))


def test_given_file_is_accepted_with_the_address_of_its_load(people: People) -> None:
    secret = token_of(people, Act.DOSSIER_LOAD, Act.DOSSIER_READ)

    answer = post(csv_of({}, {"status": "open"}), secret)

    load = DossierLoad.objects.get()
    address = f"/api/v1/dossiers/loads/{load.pk}/"
    assert (answer.status_code, answer["Location"]) == (202, address)
    assert answer.json() == {"id": load.pk, "state": "waiting", "address": address}
    assert (load.via, load.requested_with.name) == ("api", "Kho dữ liệu mẫu")
    assert AuditRow.objects.latest("id").act == "dossier.load"

    dossiers.finish_load(load.pk, actor=people.coordinator, at=AT)
    told = ask(f"dossiers/loads/{load.pk}/", secret).json()
    assert {key: told[key] for key in told if key.startswith(("state", "rows", "number", "file"))} == {
        "file_name": "ho-so.csv", "state": "done", "number": 1,
        "rows_read": 2, "rows_stored": 1, "rows_rejected": 1, "rows_unchanged": 0,
    }  # fmt: skip
    assert told["remarks"] == {"passed_over": [], "personal": [], "absent": [], "refusal": ""}
    listed = ask("dossiers/loads/", secret).json()
    assert (listed["total"], listed["items"]) == (1, [told])


def test_file_that_cannot_be_taken_is_told_in_the_shape_of_the_interface(people: People) -> None:
    secret = token_of(people, Act.DOSSIER_LOAD)

    for data, name, said in (
        (b"", "ho-so.csv", "Tệp trống (0 byte): hãy xuất lại dữ liệu rồi chọn lại tệp."),
        (b"x", "ho-so.pdf", "Tệp ho-so.pdf có đuôi .pdf nên không được nhận. Hãy chọn tệp .csv, .xlsx, .parquet."),
        (None, "", "Yêu cầu chưa đúng: file (Field required)."),
    ):
        answer = post(data, secret, name=name)
        assert (answer.status_code, answer.json()) == (422, {"sentence": said, "lifted_by": ""})
    assert not DossierLoad.objects.exists()


def test_file_without_the_scope_is_refused_and_the_refusal_recorded(people: People, plan: Plan) -> None:
    limited = token_of(people, Act.DOSSIER_LOAD, plan=plan)
    for secret in (token_of(people, Act.DOSSIER_READ), limited):
        before = AuditRow.objects.count()
        answer = post(csv_of({}), secret)
        assert (answer.status_code, answer.json()["lifted_by"]) == (403, "Chuyên viên Văn phòng Sở")
        [row] = AuditRow.objects.order_by("id")[before:]
        assert (row.act, row.is_refused, row.object_kind, row.object_id) == ("dossier.load", True, "", None)
    assert post(csv_of({}), None).status_code == 401
    assert not DossierLoad.objects.exists()
    assert not given_files().exists()


def test_measures_come_by_unit_for_a_period_of_either_calendar(people: People, units: Units) -> None:
    loaded(
        {"unit": units.division.name}, {"unit": units.division.name, "channel": "direct"},
        {"unit": "Phòng Lạ", "received_at": "2026-02-14", "finished_at": "2026-02-15"},
        {"received_at": "2025-12-20", "unit": ""},
        actor=people.coordinator, at=AT,
    )  # fmt: skip
    secret = token_of(people, Act.DOSSIER_READ)

    def online(**query) -> dict[str, tuple[int, int]]:
        items = ask("dossiers/measures/", secret, **query).json()["items"]
        return {
            each["name"]: (each["numerator"], each["denominator"]) for each in items if each["measure"] == "online_rate"
        }

    assert online(period="2026Q1") == {"Phòng Hành chính tư pháp": (1, 2), "Phòng Lạ": (1, 1)}
    assert online(period="2026Q1", calendar="cutoff") == {
        "": (1, 1), "Phòng Hành chính tư pháp": (1, 2), "Phòng Lạ": (1, 1),
    }  # fmt: skip
    assert online(period="2026-02", calendar="cutoff") == {"Phòng Hành chính tư pháp": (1, 2), "Phòng Lạ": (1, 1)}
    assert online(period="2024") == {}
    items = ask("dossiers/measures/", secret, period="2026Q1").json()["items"]
    assert {each["name"]: each["unit"] for each in items} == {
        "Phòng Hành chính tư pháp": {"id": units.division.pk, "code": "HCTP", "name": units.division.name},
        "Phòng Lạ": None,
        "": None,
    }


def test_measures_are_asked_for_a_period_that_there_is(people: People) -> None:
    secret = token_of(people, Act.DOSSIER_READ)

    assert ask("dossiers/measures/", secret).status_code == 400
    wrong = ask("dossiers/measures/", secret, period="2026Q5")
    assert (wrong.status_code, wrong.json()["sentence"]) == (400, "Không có kỳ báo cáo “2026Q5”.")
    assert ask("dossiers/measures/", secret, period="2026", calendar="lunar").status_code == 400
    assert ask("dossiers/measures/", secret, period="2026").json() == {"page": 1, "total": 0, "items": []}


def test_unit_sees_its_own_dossiers_and_no_files(people: People, units: Units, sign_in) -> None:
    loaded({"unit": units.division.name}, {"unit": "Thanh tra Sở"}, actor=people.coordinator, at=AT)
    own = sign_in(Client(), people.head)

    items = own.get("/api/v1/dossiers/measures/", {"period": "2026"}).json()["items"]

    assert {each["name"] for each in items} == {"Phòng Hành chính tư pháp"}
    assert own.get("/api/v1/dossiers/loads/").status_code == 403


def test_another_department_sees_nothing_here(people: People, elsewhere: Organisation) -> None:
    load = loaded({}, actor=people.coordinator, at=AT)
    secret = token_of(elsewhere.people, Act.DOSSIER_LOAD, Act.DOSSIER_READ)

    assert ask(f"dossiers/loads/{load.pk}/", secret).status_code == 404
    assert ask("dossiers/loads/", secret).json()["total"] == 0
    assert ask("dossiers/measures/", secret, period="2026").json()["total"] == 0
