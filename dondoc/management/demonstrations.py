"""The demonstration: the sample department, its two plans with the province's above them, a quarter of sample answers,
its dossiers; beside it a second department, which the first one never sees. All of it goes through the actions.

Not here: the samples themselves (samples/).
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from dondoc.actions import assignments, bases, departments, drafts, evidence, plans, reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.permissions import Viewer
from dondoc.core.plan import ReportingRule
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import Move
from dondoc.management import demonstration_dossiers, demonstration_rounds
from dondoc.management.demonstration_rounds import Team
from dondoc.models import Department, Plan, ReportingPeriod, Unit, User
from dondoc.queries.people import viewer_for

SAMPLES = Path(__file__).parents[2] / "samples"
_UPLOADED = date(2026, 2, 9)
_MOVES = {
    "accepted": (Move.SUBMIT, Move.APPROVE, Move.ACCEPT),
    "approved": (Move.SUBMIT, Move.APPROVE),
    "submitted": (Move.SUBMIT,),
    "returned": (Move.SUBMIT, Move.APPROVE, Move.RETURN),
    "draft": (),
}
_MOVE_KEYS = {
    Move.SUBMIT: ("submitted_on", "reporter"),
    Move.APPROVE: ("approved_on", "head"),
    Move.ACCEPT: ("accepted_on", "coordinator"),
    Move.RETURN: ("returned_on", "coordinator"),
}


def is_loaded() -> bool:
    """Whether the sample department is there already."""
    return Department.objects.filter(code=organisation()["department"]["code"]).exists()


def organisation() -> dict[str, Any]:
    """The sample organisation, the sample password included."""
    return _toml("organisation.toml")


def neighbour() -> dict[str, Any]:
    """The organisation of the second department."""
    return _toml("organisation-noi-vu.toml")


def load(tell: Callable[[str], None]) -> None:
    """Loads everything, telling each step in a line."""
    given = organisation()
    departments.set_up(given, password=given["password"], at=_moment(_UPLOADED))
    people = _People(given)
    tell(f"Sở mẫu: {len(given['units'])} đơn vị, {len(given['people'])} người.")
    running = {}
    for given_plan in _toml("assignments.toml")["plans"]:
        name = given_plan["plan"]
        running[name] = plan = _import(SAMPLES / "plans" / name, people.coordinator)
        _assign(plan, given_plan, people)
        tell(f"Đã nhập {name} (kế hoạch {plan.pk}): {plan.tasks.count()} nhiệm vụ, {plan.targets.count()} chỉ tiêu.")
    tell(_rest(running, people))
    answers = _toml("answers_2026Q1.toml")
    proofs = {proof["key"]: proof for proof in answers["evidence"]}
    for report in answers["reports"]:
        _answer(running[report["plan"]], answers["period"], report, proofs, people)
    tell(f"Đã ghi {len(answers['reports'])} báo cáo mẫu của kỳ {answers['period']}.")
    administrator = people.viewers["VP", "administrator"]
    demonstration_dossiers.load(people.coordinator, administrator, running, tell)
    beside = _load_neighbour(given["password"], tell)
    appraiser = viewer_for(User.objects.get(username="thamdinh"), on=_UPLOADED, department_id=people.department_id)
    assert appraiser is not None
    demonstration_rounds.load(people.team("first"), beside.team("second"), appraiser, tell)


def _load_neighbour(password: str, tell: Callable[[str], None]) -> "_People":
    """Sets up the second department with its plan, telling so in a line."""
    given = neighbour()
    departments.set_up(given, password=password, at=_moment(_UPLOADED))
    people = _People(given)
    plan = _import(SAMPLES / "plans" / "ke-hoach-so-noi-vu-2026.txt", people.coordinator)
    tell(f"{given['department']['name']} mẫu: {len(given['units'])} đơn vị, kế hoạch {plan.pk}.")
    return people


class _People:
    """Viewers of an organisation by unit code and role, and its units by code."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        department = Department.objects.get(code=given["department"]["code"])
        self.department_id = department.pk
        self.units = {unit.code: unit for unit in Unit.objects.filter(department=department)}
        self.viewers: dict[tuple[str, str], Viewer] = {}
        for person in given["people"]:
            user: AbstractUser = User.objects.get(username=person["username"])
            viewer = viewer_for(user, on=_UPLOADED, department_id=department.pk)  # type: ignore[arg-type]
            if viewer is not None:
                self.viewers.setdefault((person.get("unit", ""), person["role"]), viewer)
        self.coordinator = next(v for (_, role), v in self.viewers.items() if role == "coordinator")

    def team(self, key: str) -> Team:
        """Who acts in the assessments of this department."""
        return Team(key, self.coordinator, next(v for (_, role), v in self.viewers.items() if role == "director"))

    def unit_ids(self, codes: list[str]) -> list[int]:
        return [unit.pk for code, unit in self.units.items() if code in codes or codes == ["all"]]


def _import(path: Path, coordinator: Viewer) -> Plan:
    at = _moment(_UPLOADED)
    draft = drafts.upload(path.read_bytes(), name=path.name, actor=coordinator, at=at)
    return plans.confirm(draft.pk, actor=coordinator, at=at)


def _assign(plan: Plan, given: Mapping[str, Any], people: _People) -> None:
    actor, at = people.coordinator, _moment(_UPLOADED)
    if given.get("reporting"):
        rules = [ReportingRule(r["frequency"], r["due_day"], r["due_month"]) for r in given["reporting"]]
        plans.set_reporting(plan.pk, rules=rules, actor=actor, at=at)
    for row in given.get("tasks", ()):
        task = plan.tasks.get(number=row["number"])
        units = people.unit_ids(row["units"])
        assignments.assign_tasks(
            plan.pk, task_ids=[task.pk], unit_ids=units, due_on=row.get("due_on"), actor=actor, at=at
        )
    for row in given.get("targets", ()):
        target = plan.targets.get(position=row["order"])
        units = people.unit_ids(row["units"])
        assignments.assign_targets(plan.pk, target_ids=[target.pk], unit_ids=units, actor=actor, at=at)


def _rest(running: Mapping[str, Plan], people: _People) -> str:
    """Imports the plan from above and confirms what tasks rest on in it; says so in a line."""
    given = _toml("bases.toml")
    above = _import(SAMPLES / "plans" / given["superior"], people.coordinator)
    for name, plan in running.items():
        pairs = [
            (plan.tasks.get(number=row["task"]).pk, above.tasks.get(number=row["item"]).pk)
            for row in given["bases"]
            if row["plan"] == name
        ]
        bases.decide(plan.pk, confirmed=pairs, actor=people.coordinator, at=_moment(_UPLOADED))
    count = len(given["bases"])
    return f"Đã nhập {given['superior']} (kế hoạch cấp trên {above.pk}): {above.tasks.count()} mục, {count} căn cứ."


def _answer(
    plan: Plan, code: str, given: Mapping[str, Any], proofs: Mapping[str, Mapping[str, Any]], people: _People
) -> None:
    period = ReportingPeriod.objects.get(plan=plan, code=code)
    unit = people.units[given["unit"]]
    reporter = people.viewers[unit.code, "reporter"]
    at = _moment(given.get("submitted_on", date(2026, 3, 12)))
    written = [(row, _obligation(plan, unit, row)) for row in [*given.get("tasks", ()), *given.get("targets", ())]]
    answers = [_answer_draft(row, obligation_id) for row, obligation_id in written]
    reports.save_answers(period.pk, unit.pk, answers=answers, actor=reporter, at=at)
    for row, obligation_id in written:
        for pointer in row.get("evidence", ()):
            _attach(period, unit, obligation_id, proofs[pointer["key"]], pointer, reporter, at)
    for move in _MOVES[given["outcome"]]:
        key, role = _MOVE_KEYS[move]
        actor = people.coordinator if role == "coordinator" else people.viewers[unit.code, role]
        reason = given.get("reason", "") if move is Move.RETURN else ""
        moved = _moment(given[key])
        reports.move(period.pk, unit.pk, move=move, on=given[key], actor=actor, at=moved, reason=reason)


def _obligation(plan: Plan, unit: Unit, row: Mapping[str, Any]) -> int:
    owner = plan.tasks.get(number=row["number"]) if "number" in row else plan.targets.get(position=row["order"])
    return owner.obligations.get(unit=unit).pk


def _answer_draft(row: Mapping[str, Any], obligation_id: int) -> AnswerDraft:
    figures = {key: Decimal(str(row[key])) for key in ("numerator", "denominator") if key in row}
    return AnswerDraft(
        obligation_id=obligation_id,
        words=row.get("words", ""),
        state=AnswerState(row["state"]) if "state" in row else None,
        percent=row.get("percent"),
        not_applicable=row.get("not_applicable", False),
        difficulties=row.get("difficulties", ""),
        **figures,
    )


def _attach(
    period: ReportingPeriod,
    unit: Unit,
    obligation_id: int,
    proof: Mapping[str, Any],
    pointer: Mapping[str, Any],
    reporter: Viewer,
    at: datetime,
) -> None:
    path = SAMPLES / proof["file"]
    texts = {key: proof.get(key, "") for key in ("number", "issuer", "abstract")}
    evidence.attach(
        period.pk,
        unit.pk,
        obligation_id,
        data=path.read_bytes(),
        name=path.name,
        particulars=evidence.Particulars(issued_on=proof.get("issued_on"), page=pointer.get("page", ""), **texts),
        actor=reporter,
        at=at,
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((SAMPLES / name).read_text(encoding="utf-8"))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
