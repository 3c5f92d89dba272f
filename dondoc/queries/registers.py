"""The register of documents that plans cite: what it knows, which plans cite it, where they say otherwise.

Not here: how it grows and is settled (actions/registers).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dondoc.core import plan as core_plan
from dondoc.core.citations import Registered, citation_key, same_issuer, unregistered_dates
from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.plan import Doubt
from dondoc.core.refusals import NotVisible, Refused
from dondoc.core.vietnamese import fold, normalise
from dondoc.models import Citation, Department, Draft, RegisteredDocument


class DepartmentUnknown(Refused):
    """No department has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Không có sở nào mang mã {code}.")


@dataclass(frozen=True)
class Version:
    """One way in which plans cite a document, and the citations that say so."""

    issued_on: date | None
    issuer: str | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Entry:
    """A registered document. `citations` are all of it; `others` the versions that contradict what is registered."""

    document: RegisteredDocument
    citations: tuple[Citation, ...]
    others: tuple[Version, ...]

    @property
    def plan_count(self) -> int:
        return len({citation.plan_id for citation in self.citations})

    @property
    def differing(self) -> tuple[Citation, ...]:
        """The citations that contradict what is registered."""
        return tuple(citation for version in self.others for citation in version.citations)

    @property
    def is_in_conflict(self) -> bool:
        """Whether plans contradict each other and nobody has settled it."""
        return bool(self.others) and self.document.settled_at is None


@dataclass(frozen=True)
class Register:
    """The entries found, conflicts first, and how much there is beside them.

    `missing_count`: numbers that plans cite and the register does not hold yet.
    """

    entries: tuple[Entry, ...]
    document_count: int
    conflict_count: int
    missing_count: int


def visible_to(viewer: Viewer) -> QuerySet[RegisteredDocument]:
    """The documents of the department's register by number. Raises NotAllowed."""
    check(viewer, Act.PLAN_READ)
    return RegisteredDocument.objects.filter(department_id=viewer.department_id).select_related("settled_by")


def listed(viewer: Viewer, *, text: str = "") -> Register:
    """The register, narrowed to what holds the text (number, issuer, title; diacritics aside). Raises NotAllowed."""
    documents, citations = list(visible_to(viewer)), _citations(viewer)
    entries = _entries(documents, citations)
    wanted = fold(normalise(text))
    found = [entry for entry in entries if wanted in _searched(entry.document)]
    keys = {_number_key(document) for document in documents}
    return Register(
        entries=tuple(sorted(found, key=lambda entry: not entry.is_in_conflict)),
        document_count=len(documents),
        conflict_count=sum(entry.is_in_conflict for entry in entries),
        missing_count=len({citation_key(citation.number) for citation in citations} - keys),
    )


def one(viewer: Viewer, document_id: int) -> Entry:
    """A document of the register with the plans that cite it. Raises NotVisible."""
    if not may(viewer, Act.PLAN_READ):
        raise NotVisible
    for entry in _entries(list(visible_to(viewer)), _citations(viewer)):
        if entry.document.pk == document_id:
            return entry
    raise NotVisible


def registered(viewer: Viewer) -> Registered:
    """What the department's register knows, by the key of the number. Raises NotAllowed."""
    return _known(visible_to(viewer))


def registered_in(department_code: str) -> Registered:
    """The same for a command at the machine, where nobody looks. Raises DepartmentUnknown."""
    department = Department.objects.filter(code=department_code).first()
    if department is None:
        raise DepartmentUnknown(department_code)
    return _known(department.registered_documents.all())


def doubts(viewer: Viewer, draft: Draft) -> Sequence[Doubt]:
    """Citations of a draft, as corrected, dated otherwise than the register. Raises NotAllowed."""
    if not draft.content:  # its reading goes on, or failed
        return []
    content = core_plan.PlanDraft.from_json(draft.content)
    places = {
        citation_key(cited["number"]): draft.places.get(f"citations.{n}", "document")
        for n, cited in enumerate(draft.as_read["citations"])
    }
    cited = [(citation, places.get(citation_key(citation.number), "document")) for citation in content.citations]
    return list(unregistered_dates(cited, registered(viewer)))


def _citations(viewer: Viewer) -> Sequence[Citation]:
    """Every citation in the department's plans, the newest plan first."""
    told = ("number", "issued_on", "issuer", "plan__kind", "plan__number", "plan__title")
    found = Citation.objects.filter(plan__department_id=viewer.department_id).select_related("plan").only(*told)
    return list(found.order_by("-plan__confirmed_at", "-plan_id", "position"))


def _known(documents: Iterable[RegisteredDocument]) -> Registered:
    known: dict[str, list[core_plan.Citation]] = {}
    for document in documents:
        cited = core_plan.Citation(document.number, document.issued_on, document.issuer)
        known.setdefault(_number_key(document), []).append(cited)
    return known


def _entries(documents: Sequence[RegisteredDocument], citations: Sequence[Citation]) -> list[Entry]:
    same_number: dict[str, list[RegisteredDocument]] = {}
    for document in documents:
        same_number.setdefault(_number_key(document), []).append(document)
    citing: dict[int, list[Citation]] = {}
    for citation in citations:
        candidates = same_number.get(citation_key(citation.number), ())
        meant = next((d for d in candidates if d.issued_on == citation.issued_on), next(iter(candidates), None))
        if meant is not None:
            citing.setdefault(meant.pk, []).append(citation)
    return [_entry(document, citing.get(document.pk, ())) for document in documents]


def _entry(document: RegisteredDocument, citations: Sequence[Citation]) -> Entry:
    others: dict[tuple[date | None, str | None], list[Citation]] = {}
    for citation in citations:
        other_day = citation.issued_on and document.issued_on and citation.issued_on != document.issued_on
        if other_day or not same_issuer(citation.issuer, document.issuer):
            others.setdefault((citation.issued_on, citation.issuer), []).append(citation)
    versions = tuple(Version(day, issuer, tuple(same)) for (day, issuer), same in others.items())
    return Entry(document, tuple(citations), versions)


def _number_key(document: RegisteredDocument) -> str:
    """The key of the number alone: a further document of the same number has its day behind it."""
    return document.key.partition(" ")[0]


def _searched(document: RegisteredDocument) -> str:
    return fold(f"{document.number} {document.key} {document.issuer or ''} {document.title or ''}")
