"""The demonstration and the commands at the machine: the real samples through the real actions."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from keepsakes import kept

from dondoc.core.workflow import ReportState
from dondoc.management import demonstrations
from dondoc.models import (
    Assessment,
    AuditRow,
    Basis,
    Draft,
    Obligation,
    Plan,
    PlanLevel,
    ReportingPeriod,
    UnitReport,
    User,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration() -> list[str]:
    """The demonstration loaded, with what it told."""

    def load() -> list[str]:
        told: list[str] = []
        demonstrations.load(told.append)
        return told

    return kept("demonstration", load)


def test_demonstration_has_two_plans_running_and_a_quarter_answered(demonstration: list[str]) -> None:
    first, second, above, beside = Plan.objects.order_by("pk").values_list("pk", flat=True)
    assert demonstration == [
        "Sở mẫu: 10 đơn vị, 26 người.",
        f"Đã nhập ke-hoach-dti-2026.docx (kế hoạch {first}): 11 nhiệm vụ, 11 chỉ tiêu.",
        f"Đã nhập ke-hoach-chuyen-doi-so-2026.docx (kế hoạch {second}): 10 nhiệm vụ, 12 chỉ tiêu.",
        f"Đã nhập ke-hoach-tinh-2026.docx (kế hoạch cấp trên {above}): 17 mục, 5 căn cứ.",
        "Đã ghi 12 báo cáo mẫu của kỳ 2026Q1.",
        "Đã nạp dossiers_2026.csv: 1492 hồ sơ, 8 dòng bị loại.",
        f"Sở Nội vụ mẫu: 3 đơn vị, kế hoạch {beside}.",
        "Đã nhập đánh giá của hai Sở: năm 2025 (đã công bố), năm 2026 (đang tự chấm).",
    ]
    states = UnitReport.objects.filter(period__plan__number="27/KH-STP").values_list("unit__code", "state")
    assert dict(states) == {
        "VP": ReportState.ACCEPTED,
        "XDKT": ReportState.ACCEPTED,
        "QLXL": ReportState.RETURNED,
        "PBGD": ReportState.APPROVED,
        "HCTP": ReportState.ACCEPTED,
        "BTTP": ReportState.ACCEPTED,
        "TGPL": ReportState.SUBMITTED,
        "CC1": ReportState.ACCEPTED,
        "CC2": ReportState.DRAFT,
    }


def test_demonstration_has_a_published_assessment_and_one_under_way(demonstration: list[str]) -> None:
    states = Assessment.objects.order_by("round__year", "department__code").values_list(
        "round__year", "department__code", "state", "rank"
    )
    assert list(states) == [
        (2025, "H99.13", "published", 2),
        (2025, "H99.16", "published", 1),
        (2026, "H99.13", "self", None),
        (2026, "H99.16", "self", None),
    ]
    under_way = Assessment.objects.get(round__year=2026, department__code="H99.13")
    assert under_way.scores.filter(state="missing").exists()
    assert under_way.facts.filter(is_typed=False).exists()
    assert sorted(under_way.proofs.values_list("criterion", flat=True)) == ["1.1", "1.3", "2.5"]


def test_demonstration_rests_on_the_plan_of_the_province_and_follows_it_not(demonstration: list[str]) -> None:
    above = Plan.objects.get(number="31/KH-UBND")
    assert above.level == PlanLevel.SUPERIOR
    assert (Obligation.objects.filter(task__plan=above).count(), above.periods.count()) == (0, 0)
    pairs = Basis.objects.filter(is_confirmed=True).values_list("task__number", "superior_task__number")
    assert set(pairs) == {("1", "3"), ("4", "6"), ("6", "8"), ("9", "12"), ("2", "14")}


def test_demonstration_gives_a_collective_lead_to_every_unit(demonstration: list[str]) -> None:
    units = Obligation.objects.filter(task__plan__number="27/KH-STP", task__number="2").values_list(
        "unit__code", flat=True
    )
    assert list(units) == ["VP", "XDKT", "QLXL", "PBGD", "HCTP", "BTTP", "TGPL", "CC1", "CC2", "DGTS"]


def test_demonstration_asks_on_the_days_that_the_calendar_shifts(demonstration: list[str]) -> None:
    period = ReportingPeriod.objects.get(plan__number="27/KH-STP", code="2026Q1")
    told = (period.printed_due_on.isoformat(), period.due_on.isoformat(), period.shifted_because)
    assert told == ("2026-03-15", "2026-03-16", "Chủ nhật")


def test_demo_load_run_twice_keeps_what_is_there() -> None:
    call_command("demo_load", stdout=StringIO())
    rows = AuditRow.objects.count()
    out = StringIO()
    call_command("demo_load", stdout=out)
    assert out.getvalue().startswith("Dữ liệu trình diễn đã có sẵn, giữ nguyên.\n")
    assert AuditRow.objects.count() == rows


def test_every_sample_account_signs_in_with_the_sample_password(demonstration: list[str]) -> None:
    password = demonstrations.organisation()["password"]
    assert [user.username for user in User.objects.all() if not user.check_password(password)] == []


def test_compose_report_writes_the_file(demonstration: list[str], tmp_path: Path) -> None:
    plan, out, file = Plan.objects.get(number="27/KH-STP"), StringIO(), tmp_path / "bao-cao.docx"
    call_command("compose_report", f"--plan={plan.pk}", "--period=2026Q1", f"--out={file}", stdout=out)
    assert out.getvalue() == f"Đã lập báo cáo: {file}\n"
    texts = [paragraph.text for paragraph in Document(str(file)).paragraphs]
    assert "Kết quả Quý I/2026 thực hiện Kế hoạch số 27/KH-STP" in texts


@pytest.mark.parametrize("given", [["--plan=999999", "--period=2026Q1"], ["--plan=1", "--period=2031Q1"]])
def test_compose_report_refuses_what_is_not_there(demonstration: list[str], tmp_path: Path, given: list[str]) -> None:
    file = tmp_path / "bao-cao.docx"
    with pytest.raises(CommandError, match=r"^Không tìm thấy nội dung này") as refused:
        call_command("compose_report", *given, f"--out={file}")
    assert refused.value.returncode == 2
    assert not file.exists()


def test_import_plan_refuses_a_file_that_is_known(demonstration: list[str]) -> None:
    with pytest.raises(CommandError, match=r"^Tệp này đã được nhập trước đây: kế hoạch “Kế hoạch số 27/KH-STP”\.$"):
        call_command("import_plan", str(demonstrations.SAMPLES / "plans" / "ke-hoach-dti-2026.docx"))


@pytest.mark.parametrize(
    ("flags", "level", "kind"),
    [((), PlanLevel.OWN, "kế hoạch"), (("--superior",), PlanLevel.SUPERIOR, "kế hoạch cấp trên")],
)
def test_import_plan_follows_a_plan_unless_told_that_it_is_from_above(people, flags, level, kind: str) -> None:
    out = StringIO()
    call_command("import_plan", str(demonstrations.SAMPLES / "plans" / "ke-hoach-tinh-2026.docx"), *flags, stdout=out)
    plan = Plan.objects.get()
    assert (plan.level, plan.periods.exists()) == (level, level == PlanLevel.OWN)
    assert out.getvalue() == f"Đã nhập {kind} số {plan.pk}: Kế hoạch số 31/KH-UBND (17 nhiệm vụ, 3 chỉ tiêu).\n"


def test_import_plan_stores_nothing_of_a_file_that_is_no_plan(demonstration: list[str], tmp_path: Path) -> None:
    file = tmp_path / "anh.docx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    before = Draft.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("import_plan", str(file))
    assert refused.value.returncode == 2
    assert Draft.objects.count() == before


def test_import_plan_says_when_nobody_can_stand_in() -> None:
    with pytest.raises(CommandError, match=r"^Chưa có tài khoản phù hợp để đứng tên"):
        call_command("import_plan", str(demonstrations.SAMPLES / "plans" / "ke-hoach-dti-2026.docx"))
