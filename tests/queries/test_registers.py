"""The register of cited documents: what it knows, who cites it, conflicts, searching, what it says of a draft."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import LATER, Organisation, confirmed, sample_plan, uploaded

from dondoc.actions import drafts
from dondoc.actions import registers as acts
from dondoc.actions.registers import Particulars
from dondoc.core.plan import Citation, PlanDraft
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.models import Plan, RegisteredDocument
from dondoc.queries import findings, registers
from dondoc.queries.registers import DepartmentUnknown

RIGHT, WRONG = date(2026, 1, 5), date(2025, 1, 5)


def plan_citing(people, title: str, *citations: Citation) -> Plan:
    content = replace(sample_plan(), number=None, title=title, citations=citations)
    return confirmed(content, actor=people.coordinator)


def entry(people, key: str) -> registers.Entry:
    return registers.one(people.coordinator, RegisteredDocument.objects.get(key=key).pk)


@pytest.fixture
def conflict(plan, people) -> Plan:
    """A second plan that dates 88/KH-UBND a year earlier than the first one does."""
    return plan_citing(people, "Kế hoạch hai", Citation("88/KH-UBND", WRONG, "UBND tỉnh"))


def test_entry_names_every_plan_that_cites_the_document(plan, people):
    other = plan_citing(people, "Kế hoạch hai", Citation("088/KH–UBND", RIGHT, "Ủy ban nhân dân tỉnh Hà Phong"))
    found = entry(people, "88/KH-UBND")

    assert [citation.plan for citation in found.citations] == [other, plan]
    assert (found.plan_count, found.others, found.is_in_conflict) == (2, (), False)


def test_plans_that_date_a_document_differently_are_in_conflict(plan, conflict, people):
    found = entry(people, "88/KH-UBND")

    assert found.is_in_conflict
    assert [(v.issued_on, v.issuer, [c.plan for c in v.citations]) for v in found.others] == [
        (WRONG, "UBND tỉnh", [conflict])
    ]
    assert [citation.plan for citation in found.differing] == [conflict]


def test_plans_that_name_another_issuer_are_in_conflict(plan, people):
    plan_citing(people, "Kế hoạch hai", Citation("88/KH-UBND", RIGHT, "Sở Tài chính"))
    assert [version.issuer for version in entry(people, "88/KH-UBND").others] == ["Sở Tài chính"]


@pytest.mark.parametrize("day", [RIGHT, WRONG])
def test_settled_row_wins_and_the_plan_that_differs_stays_named(plan, conflict, people, day: date):
    document = RegisteredDocument.objects.get(key="88/KH-UBND")
    acts.settle(document.pk, known=Particulars(day, "UBND tỉnh"), actor=people.coordinator, at=LATER)
    found = entry(people, "88/KH-UBND")

    assert not found.is_in_conflict
    assert [citation.plan for citation in found.differing] == [conflict if day == RIGHT else plan]


def test_second_document_of_the_number_takes_its_citations_over(plan, conflict, people):
    acts.add(number="88/KH-UBND", known=Particulars(WRONG, "UBND tỉnh"), actor=people.coordinator, at=LATER)
    first, second = entry(people, "88/KH-UBND"), entry(people, "88/KH-UBND 2025-01-05")

    assert ([c.plan for c in first.citations], first.others) == ([plan], ())
    assert ([c.plan for c in second.citations], second.others) == ([conflict], ())


def test_list_puts_conflicts_first_and_counts(plan, people):
    plan_citing(people, "Kế hoạch hai", Citation("5/NQ-CP"), Citation("99/QĐ-UBND", WRONG))
    plan_citing(people, "Kế hoạch ba", Citation("99/QĐ-UBND", RIGHT))
    RegisteredDocument.objects.get(key="5/NQ-CP").delete()
    found = registers.listed(people.coordinator)

    assert [e.document.number for e in found.entries] == ["99/QĐ-UBND", "88/KH-UBND"]
    assert (found.document_count, found.conflict_count, found.missing_count) == (2, 1, 1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ["5/NQ-CP", "88/KH-UBND", "99/QĐ-UBND"]),
        ("qd-ub", ["99/QĐ-UBND"]),
        ("QĐ", ["99/QĐ-UBND"]),
        ("cai cach", ["5/NQ-CP"]),
        ("cải  cách", ["5/NQ-CP"]),
        ("ubnd tinh", ["88/KH-UBND"]),
        ("không có", []),
    ],
)
def test_list_is_searched_with_and_without_diacritics(plan, people, text: str, numbers: list[str]):
    known = Particulars(date(2026, 1, 8), "Chính phủ", "Cải cách hành chính")
    acts.add(number="5/NQ-CP", known=known, actor=people.coordinator, at=LATER)

    assert [e.document.number for e in registers.listed(people.coordinator, text=text).entries] == numbers


def test_list_reads_as_often_for_thirty_documents_as_for_two(plan, people):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            found = registers.listed(people.director)
            assert all(str(e.document.settled_by) and [c.plan.heading for c in e.citations] for e in found.entries)
        return len(queries)

    before = count()
    plan_citing(people, "Kế hoạch hai", *(Citation(f"{n}/KH-UBND", RIGHT) for n in range(100, 128)))
    assert len(registers.listed(people.director).entries) == 30
    assert count() == before <= 20


def test_register_is_for_those_who_read_plans(plan, people):
    assert [registers.listed(viewer).document_count for viewer in people] == [2] * len(list(people))
    with pytest.raises(NotAllowed):
        registers.listed(replace(people.reporter, grants=frozenset()))


def test_register_of_another_department_is_hidden(plan, elsewhere: Organisation):
    stranger = elsewhere.people.coordinator
    assert registers.listed(stranger).entries == ()
    assert (registers.listed(stranger).missing_count, registers.registered(stranger)) == (0, {})
    with pytest.raises(NotVisible):
        registers.one(stranger, RegisteredDocument.objects.first().pk)


def test_what_the_register_knows_is_the_same_at_the_machine(plan, people):
    acts.add(number="88/KH-UBND", known=Particulars(WRONG), actor=people.coordinator, at=LATER)

    assert registers.registered_in("H99.13") == registers.registered(people.coordinator)
    assert registers.registered_in("H99.13") == {
        "88/KH-UBND": [Citation("88/KH-UBND", RIGHT, "UBND tỉnh"), Citation("88/KH-UBND", WRONG)],
        "99/QĐ-UBND": [Citation("99/QĐ-UBND")],
    }
    with pytest.raises(DepartmentUnknown) as refusal:
        registers.registered_in("X01")
    assert str(refusal.value) == "Không có sở nào mang mã X01."


def test_draft_is_doubted_by_the_register_as_it_now_stands(plan, people):
    content = PlanDraft(title="Kế hoạch hai", citations=(Citation("088/KH-UBND", WRONG),))
    draft = uploaded(content, actor=people.coordinator)

    assert [(d.code, d.where, d.message) for d in registers.doubts(people.coordinator, draft)] == [
        (
            "citation-mismatch",
            "document",
            "Văn bản số 088/KH-UBND được dẫn với ngày 5/1/2025, Sổ văn bản viện dẫn ghi ngày 5/1/2026",
        )
    ]
    document = RegisteredDocument.objects.get(key="88/KH-UBND")
    acts.settle(document.pk, known=Particulars(WRONG), actor=people.coordinator, at=LATER)
    assert registers.doubts(people.coordinator, draft) == []
    draft.content = {}  # while it is being read
    assert registers.doubts(people.coordinator, draft) == []


def test_findings_of_a_draft_are_those_of_its_file(plan, people):
    text = """KẾ HOẠCH
Truyền thông năm 2026
Thực hiện Kế hoạch số 88/KH-UBND ngày 05/01/2025 của UBND tỉnh.
I. NHIỆM VỤ
1. Tuyên truyền của của Sở (Văn phòng Sở chủ trì; trước ngày 30/6/2026; sản phẩm: báo cáo).
"""
    from_file = findings.of_file(people.reporter, text.encode(), name="du-thao.txt")[1]
    assert [(f.code, f.place) for f in from_file] == [
        ("number-missing", "cả văn bản"),
        ("date-missing", "cả văn bản"),
        ("citation-mismatch", "đoạn 3"),
        ("repeated-words", "đoạn 5"),
    ]
    draft = drafts.upload(text.encode(), name="du-thao.txt", actor=people.coordinator, at=LATER)
    kept, found = findings.of_draft(people.coordinator, draft.pk)
    assert (kept, found) == (draft, from_file)
