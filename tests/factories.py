"""Departments, people and plans of the tests. Everything that an action can make is made through it.

Not here: what a single test changes (the test itself). All names are made up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from dondoc.actions import assignments, confirmations, departments, drafts, periods, plans, reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Role, Viewer
from dondoc.core.plan import Citation, Doubt, PlanDraft, ReportingRule, Signer, Target, TaskDraft
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import Move
from dondoc.models import (
    Department,
    Draft,
    Obligation,
    Plan,
    PlanLevel,
    ReportingPeriod,
    Snapshot,
    Unit,
    UnitReport,
    User,
)
from dondoc.queries import consolidations
from dondoc.queries.people import viewer_for

TODAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 9, 0, tzinfo=timezone(timedelta(hours=7)))
PASSWORD = "mat-khau-mau-2026"
LATER = AT + timedelta(hours=1)
QUARTERLY = ReportingRule(frequency="quarter", due_day=15, due_month="last")
YEARLY = ReportingRule(frequency="year", due_day=15, due_month=12)

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Units:
    """The units of a department of the tests; two handle procedures (`division`, `attached`)."""

    office: Unit
    division: Unit
    other_division: Unit
    attached: Unit


@dataclass(frozen=True)
class People:
    """One viewer a role. `reporter` and `head` are of the division, the others of `other_division`."""

    coordinator: Viewer
    reporter: Viewer
    head: Viewer
    other_reporter: Viewer
    other_head: Viewer
    director: Viewer
    administrator: Viewer

    def __iter__(self):
        return iter(vars(self).values())


@dataclass(frozen=True)
class Organisation:
    """A department with its units and people."""

    department: Department
    units: Units
    people: People


def found_department(code: str = "H99.13") -> Organisation:
    """A department with an Office, three units and seven people; two departments share every name but the codes.

    People sign in as `<role>.<unit code>@<department code>` (`head.hctp@h99.13`, `director@h99.13`).
    """
    department = departments.set_up(_organisation(code), password=PASSWORD, at=AT)
    by_code = {unit.code: unit for unit in department.units.all()}
    return Organisation(
        department,
        Units(by_code["VP"], by_code["HCTP"], by_code["TTR"], by_code["CC1"]),
        People(**{key: _viewer(username, code) for key, (username, *_) in _PEOPLE.items()}),
    )


def sample_plan() -> PlanDraft:
    """Six tasks in two groups and three targets: each kind of lead, each kind of deadline, one of each doubt."""
    return PlanDraft(
        kind="Kế hoạch",
        number="12/KH-STP",
        symbol="KH-STP",
        issued_on=date(2026, 1, 20),
        place="Hà Phong",
        issuer="Sở Tư pháp",
        title="Chuyển đổi số năm 2026 của Sở Tư pháp",
        year=2026,
        citations=(Citation("88/KH-UBND", date(2026, 1, 5), "UBND tỉnh"), Citation("99/QĐ-UBND")),
        targets=(
            Target("Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình", ">=", Decimal(80), "%"),
            Target("Tỷ lệ công chức được tập huấn kỹ năng số", "=", Decimal(100), "%"),
            Target("Số công chức chuyên trách chuyển đổi số", ">=", Decimal(2), "công chức"),
        ),
        tasks=(
            _task("1", "Hạ tầng số", "Rà soát đường truyền, thiết bị mạng", "Văn phòng Sở", "Quý II/2026", (6, 30)),
            _task("2", "Hạ tầng số", "Cập nhật hồ sơ an toàn", "Các phòng, đơn vị thuộc Sở", "2026", (12, 31)),
            _task("3", "Nhân lực số", "Phân công đầu mối số hóa", "Phòng Hành chính tư pháp", "28/2/2026", (2, 28)),
            _task("4", "Nhân lực số", "Kiểm tra việc thực hiện", "Thanh tra Sở", "Thường xuyên", None),
            _task("5", "Nhân lực số", "Số hóa kết quả giải quyết", "Phòng, đơn vị thuộc Sở có TTHC", "2026", (12, 31)),
            _task("6", "Nhân lực số", "Đấu nối nền tảng dùng chung", "Sở Khoa học và Công nghệ", None, None),
        ),
        reporting=(QUARTERLY, YEARLY),
        office="Văn phòng Sở",
        signer=Signer("GIÁM ĐỐC", "Vũ Văn Mẫu Giang"),
        recipients=("UBND tỉnh", "Lưu: VT, VP"),
        warnings=(Doubt("no-due", "Nhiệm vụ 6 không ghi thời hạn.", "table 1 row 8"),),
    )


def superior_plan() -> PlanDraft:
    """Four items of the province: two like tasks 1 and 5 of the sample plan, one for the department, one for others."""
    given = [
        ("1", "Rà soát đường truyền, thiết bị mạng tại trụ sở cơ quan nhà nước", "Các sở, ban, ngành cấp tỉnh"),
        ("2", "Số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực", "Các sở, ban, ngành cấp tỉnh"),
        ("3", "Thí điểm trợ giúp pháp lý bằng hình thức trực tuyến", "Sở Tư pháp"),
        ("4", "Diễn tập ứng cứu sự cố an toàn thông tin mạng cấp tỉnh", "Công an tỉnh"),
    ]
    return PlanDraft(
        number="88/KH-UBND",
        symbol="KH-UBND",
        issued_on=date(2026, 1, 5),
        issuer="Ủy ban nhân dân tỉnh Hà Phong",
        title="Chuyển đổi số năm 2026 của tỉnh Hà Phong",
        year=2026,
        targets=(Target("Tỷ lệ hồ sơ trực tuyến toàn trình của tỉnh", ">=", Decimal(70), "%"),),
        tasks=tuple(_task(number, "Hạ tầng số", text, lead, "Năm 2026", (12, 31)) for number, text, lead in given),
        reporting=(QUARTERLY,),
        office="Sở Khoa học và Công nghệ",
    )


def plan_of(task_count: int, target_count: int) -> PlanDraft:
    """A plan of so many tasks, every third one owed by all units, and so many targets."""
    leads = ("Phòng Hành chính tư pháp", "Thanh tra Sở", "Các phòng, đơn vị thuộc Sở")
    return replace(
        sample_plan(),
        tasks=tuple(
            _task(str(n), f"Nhóm {n % 2 + 1}", f"Việc mẫu số {n}", leads[n % 3], "Năm 2026", (12, 31))
            for n in range(1, task_count + 1)
        ),
        targets=tuple(Target(f"Tỷ lệ mẫu số {n}", ">=", Decimal(80), "%") for n in range(1, target_count + 1)),
        warnings=(),
    )


def uploaded(content: PlanDraft, *, actor: Viewer, at: datetime = AT, name: str = "ke-hoach.txt") -> Draft:
    """A draft read from a text of this plan, with the reading then corrected to be exactly this plan."""
    draft = drafts.upload(plan_text(content), name=name, actor=actor, at=at)
    return drafts.correct(draft.pk, content=content.to_json(), actor=actor, at=at)


def confirmed(content: PlanDraft, *, actor: Viewer, at: datetime = AT) -> Plan:
    """The running plan; its targets wait for units."""
    return plans.confirm(uploaded(content, actor=actor, at=at).pk, actor=actor, at=at)


def confirmed_superior(content: PlanDraft, *, actor: Viewer, at: datetime = AT) -> Plan:
    """The plan from above, kept to rest on."""
    draft = uploaded(content, actor=actor, at=at)
    drafts.choose_level(draft.pk, level=PlanLevel.SUPERIOR, actor=actor, at=at)
    return plans.confirm(draft.pk, actor=actor, at=at)


def later_version(content: PlanDraft, *, actor: Viewer, at: datetime = AT, version: int = 2) -> Draft:
    """The draft of a later version of a plan: another file, whatever it says."""
    data = plan_text(content) + f"\nBản thứ {version}.".encode()
    draft = drafts.upload(data, name=f"ban-{version}.txt", actor=actor, at=at)
    return drafts.correct(draft.pk, content=content.to_json(), actor=actor, at=at)


def plan_text(content: PlanDraft) -> bytes:
    """The plan as a small text file that can be read as a plan; other titles or tasks give other bytes."""
    lines = [
        "ỦY BAN NHÂN DÂN TỈNH HÀ PHONG",
        "SỞ TƯ PHÁP",
        f"Số: {content.number or '  /KH-STP'}",
        "KẾ HOẠCH",
        content.title or "Chuyển đổi số",
        "I. MỤC TIÊU",
        *(f"- {target.text}: {target.value} {target.unit}." for target in content.targets),
        "II. NHIỆM VỤ",
        *(f"{n}. {task.text}." for n, task in enumerate(content.tasks, start=1)),
        "III. TỔ CHỨC THỰC HIỆN",
        "Các phòng, đơn vị báo cáo kết quả hằng quý trước ngày 15 của tháng cuối quý.",
    ]
    return "\n".join(lines).encode()


def give_targets(plan: Plan, units: Sequence[Unit], *, actor: Viewer, at: datetime = AT) -> None:
    """Asks these units for the figures of every target of the plan."""
    target_ids = list(plan.targets.values_list("pk", flat=True))
    unit_ids = [unit.pk for unit in units]
    assignments.assign_targets(plan.pk, target_ids=target_ids, unit_ids=unit_ids, actor=actor, at=at)


def answers_of(period: ReportingPeriod, unit: Unit) -> list[AnswerDraft]:
    """A full answer: every task done by half, every rate 8 of 9, every count 2."""
    duties = duties_of(period, unit)
    return [_task_answer(duty) if duty.task_id else _figure(duty) for duty in duties]


def duties_of(period: ReportingPeriod, unit: Unit) -> Collection[Obligation]:
    """What the unit owes in the period: tasks in the plan's order, then targets."""
    of_tasks = Obligation.objects.filter(task__plan=period.plan_id, unit=unit).order_by("task__position")
    of_targets = Obligation.objects.filter(target__plan=period.plan_id, unit=unit).order_by("target__position")
    return [*of_tasks.select_related("task"), *of_targets.select_related("target")]


def write(period: ReportingPeriod, unit: Unit, *, actor: Viewer, at: datetime = AT) -> UnitReport:
    """The unit's report with a full answer, still a draft."""
    return reports.save_answers(period.pk, unit.pk, answers=answers_of(period, unit), actor=actor, at=at)


def approve(
    period: ReportingPeriod, unit: Unit, *, reporter: Viewer, head: Viewer, on: date = TODAY, at: datetime = AT
) -> UnitReport:
    """The unit's report as it stands, handed in and approved by the head."""
    reports.move(period.pk, unit.pk, move=Move.SUBMIT, on=on, actor=reporter, at=at)
    return reports.move(period.pk, unit.pk, move=Move.APPROVE, on=on, actor=head, at=at)


def seen_figures(period: ReportingPeriod, viewer: Viewer) -> str:
    """The digest of the figures of the period as this viewer is shown them."""
    return confirmations.figures_digest(consolidations.consolidate(viewer, period))


def close_period(period: ReportingPeriod, people: People, *, at: datetime = AT) -> Snapshot:
    """The period closed: asked for by the Office, confirmed by the director."""
    asked = confirmations.request_closing(period.pk, actor=people.coordinator, at=at)
    return periods.close(asked.pk, seen=seen_figures(period, people.director), actor=people.director, at=at)


_PEOPLE: dict[str, tuple[str, str, Role, str | None]] = {
    "coordinator": ("coordinator.vp", "Nguyễn Thị Mẫu An", Role.COORDINATOR, "VP"),
    "reporter": ("reporter.hctp", "Trần Văn Mẫu Bình", Role.REPORTER, "HCTP"),
    "head": ("head.hctp", "Lê Thị Mẫu Chi", Role.HEAD, "HCTP"),
    "other_reporter": ("reporter.ttr", "Phạm Văn Mẫu Dũng", Role.REPORTER, "TTR"),
    "other_head": ("head.ttr", "Đỗ Thị Mẫu Đào", Role.HEAD, "TTR"),
    "director": ("director", "Vũ Văn Mẫu Giang", Role.DIRECTOR, None),
    "administrator": ("administrator", "Hồ Thị Mẫu Hoa", Role.ADMINISTRATOR, None),
}


def _organisation(code: str) -> dict[str, Any]:
    people = [
        {
            "username": f"{username}@{code.lower()}",
            "full_name": name,
            "role": role.value,
            "unit": unit,
            "title": "Chuyên viên",
        }
        for username, name, role, unit in _PEOPLE.values()
    ]
    return {
        "department": {
            "code": code,
            "name": "Sở Tư pháp",
            "symbol": "STP",
            "parent_body": "Ủy ban nhân dân tỉnh Hà Phong",
            "place": "Hà Phong",
            "reports_to": ["Ủy ban nhân dân tỉnh Hà Phong"],
        },
        "units": [
            _unit("VP", "Văn phòng Sở", "Văn phòng", UnitKind.OFFICE, handles_procedures=False),
            _unit("HCTP", "Phòng Hành chính tư pháp", "P. HCTP", UnitKind.DIVISION, handles_procedures=True),
            _unit("TTR", "Thanh tra Sở", "Thanh tra", UnitKind.DIVISION, handles_procedures=False),
            _unit("CC1", "Phòng Công chứng số 1", "PCC 1", UnitKind.ATTACHED, handles_procedures=True),
        ],
        "people": people,
    }


def _unit(code: str, name: str, short_name: str, kind: UnitKind, *, handles_procedures: bool) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "short_name": short_name,
        "aliases": [],
        "kind": kind.value,
        "handles_procedures": handles_procedures,
    }


def _viewer(username: str, code: str) -> Viewer:
    found = viewer_for(User.objects.get(username=f"{username}@{code.lower()}"), on=TODAY)
    assert found is not None
    return found


def _task(
    number: str, group: str, text: str, lead: str, due_text: str | None, due: tuple[int, int] | None
) -> TaskDraft:
    return TaskDraft(
        number=number,
        group=group,
        text=text,
        solutions=(f"Lập danh mục cho việc {number}", "Phân công người thực hiện"),
        due_text=due_text,
        due=date(2026, *due) if due else None,
        lead=(lead,),
        cooperating=("Sở Khoa học và Công nghệ",),
        products=("Báo cáo kết quả",),
        where=f"table 1 row {int(number) + 1}",
    )


def _task_answer(duty: Obligation) -> AnswerDraft:
    return AnswerDraft(duty.pk, words="Đã làm được một nửa", state=AnswerState.IN_PROGRESS, percent=50)


def _figure(duty: Obligation) -> AnswerDraft:
    assert duty.target is not None
    if duty.target.unit == "%":
        return AnswerDraft(duty.pk, numerator=Decimal(8), denominator=Decimal(9))
    return AnswerDraft(duty.pk, numerator=Decimal(2))
