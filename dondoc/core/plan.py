"""The plan as data: what a reader of plan files hands on, key for key the object of the plan contract.

Not here: how a file is read (planfile), what is stored (models).
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class Citation:
    """A legal basis, first mention only; `number` as printed, e.g. `56/KH-UBND`."""

    number: str
    issued_on: date | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class Target:
    """A measurable target. `comparator` is `=`, `>=` or `<=`; `unit` is `%` or a noun such as `công chức`."""

    text: str
    comparator: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class TaskDraft:
    """One task as printed; `due` is the last day meant by `due_text`; `where` its place in the source."""

    number: str
    group: str | None
    text: str
    solutions: tuple[str, ...] = ()
    due_text: str | None = None
    due: date | None = None
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class ReportingRule:
    """A periodic report. `frequency`: month, quarter, half_year, year; `due_month`: 1 to 12, or `last`."""

    frequency: str
    due_day: int
    due_month: int | str


@dataclass(frozen=True)
class Signer:
    """Who signs: the title line (`GIÁM ĐỐC`) and the name."""

    position: str
    name: str | None


@dataclass(frozen=True)
class Doubt:
    """What the reader doubts: a code of the contract, a Vietnamese sentence, a place."""

    code: str
    message: str
    where: str


@dataclass(frozen=True)
class PlanDraft:
    """One plan document. What the document does not say is `None` or empty, never a guess."""

    kind: str = "Kế hoạch"
    number: str | None = None
    symbol: str | None = None
    issued_on: date | None = None
    place: str | None = None
    issuer: str | None = None
    title: str = ""
    year: int | None = None
    citations: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[TaskDraft, ...] = ()
    reporting: tuple[ReportingRule, ...] = ()
    office: str | None = None
    signer: Signer | None = None
    recipients: tuple[str, ...] = ()
    warnings: tuple[Doubt, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The object of the plan contract, ready for `json.dumps`; whole numbers stay whole."""
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanDraft":
        """The draft that `to_json` printed. Raises ValueError for what is missing or of another type, all at once."""
        if missing := PlanDraft().to_json().keys() - data.keys():
            raise ValueError(f"not an object of the plan contract: {', '.join(sorted(missing))} missing")
        return _adapter().validate_python(data)


def _plain(value: object) -> object:
    match value:
        case dict():
            return {k: _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return value


@cache
def _adapter() -> "TypeAdapter[PlanDraft]":
    from pydantic import TypeAdapter  # slow import  # noqa: PLC0415

    return TypeAdapter(PlanDraft)
