"""The register of cited documents: it grows with plans, is settled, added to by hand, gathered from older plans."""

from dataclasses import replace
from datetime import date

import pytest
from factories import AT, LATER, Organisation, confirmed, sample_plan, uploaded

from dondoc.actions import drafts, plans, registers
from dondoc.actions.registers import Particulars
from dondoc.core.plan import Citation, PlanDraft
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.models import AuditRow, Plan, PlanLevel, RegisteredDocument


def rows() -> list[tuple[str, str, date | None, str | None]]:
    return list(RegisteredDocument.objects.order_by("pk").values_list("number", "key", "issued_on", "issuer"))


def citing(people, title: str, *citations: Citation) -> Plan:
    """A running plan of that title that cites these documents."""
    return confirmed(replace(sample_plan(), title=title, citations=citations), actor=people.coordinator)


def faults(people, number: str, known: Particulars) -> list[tuple[str, str]]:
    """What is told of a document that cannot be entered; nothing may be stored."""
    before = rows()
    with pytest.raises(Faulty) as refusal:
        registers.add(number=number, known=known, actor=people.coordinator, at=LATER)
    assert rows() == before
    return [(fault.field, fault.sentence) for fault in refusal.value.faults]


def test_confirmed_plan_enters_what_it_cites(plan, people):
    assert rows() == [
        ("88/KH-UBND", "88/KH-UBND", date(2026, 1, 5), "UBND tỉnh"),
        ("99/QĐ-UBND", "99/QĐ-UBND", None, None),
    ]
    document = RegisteredDocument.objects.first()
    assert (document.department_id, document.origin, document.settled_by) == (plan.department_id, plan.draft, None)


def test_later_plan_adds_only_what_the_register_lacks(plan, people):
    citing(
        people,
        "Kế hoạch hai",
        Citation("088/kh-ubnd", date(2025, 1, 5), "UBND tỉnh Hà Phong"),
        Citation("99/QĐ-UBND", date(2026, 2, 2), "UBND tỉnh"),
        Citation("5/NQ-CP", None, "Chính phủ"),
    )

    assert rows() == [
        ("88/KH-UBND", "88/KH-UBND", date(2026, 1, 5), "UBND tỉnh"),
        ("99/QĐ-UBND", "99/QĐ-UBND", date(2026, 2, 2), "UBND tỉnh"),
        ("5/NQ-CP", "5/NQ-CP", None, "Chính phủ"),
    ]
    assert RegisteredDocument.objects.get(key="99/QĐ-UBND").origin == plan.draft


def test_document_cited_twice_in_a_plan_is_entered_once(people):
    citing(people, "Một", Citation("5/NQ-CP"), Citation("05/NQ-CP", date(2026, 1, 2), "Chính phủ"))
    assert rows() == [("5/NQ-CP", "5/NQ-CP", date(2026, 1, 2), "Chính phủ")]


def test_superior_plan_says_best_what_its_own_particulars_are(plan, people):
    content = PlanDraft(
        number="088/KH-UBND",
        issued_on=date(2026, 1, 15),
        issuer="Ủy ban nhân dân tỉnh Hà Phong",
        title="Chuyển đổi số tỉnh Hà Phong năm 2026",
        year=2026,
        citations=(Citation("1/CT-TTg"),),
        tasks=sample_plan().tasks[:1],
    )
    draft = uploaded(content, actor=people.coordinator)
    drafts.choose_level(draft.pk, level=PlanLevel.SUPERIOR, actor=people.coordinator, at=LATER)
    plans.confirm(draft.pk, actor=people.coordinator, at=LATER)

    assert rows() == [
        ("88/KH-UBND", "88/KH-UBND", date(2026, 1, 15), "Ủy ban nhân dân tỉnh Hà Phong"),
        ("99/QĐ-UBND", "99/QĐ-UBND", None, None),
        ("1/CT-TTg", "1/CT-TTG", None, None),
    ]
    assert RegisteredDocument.objects.get(key="88/KH-UBND").title == "Chuyển đổi số tỉnh Hà Phong năm 2026"


def test_own_plan_is_not_entered_itself(plan):
    assert not RegisteredDocument.objects.filter(key="12/KH-STP").exists()


def test_register_of_another_department_stays_as_it_is(plan, elsewhere: Organisation):
    confirmed(sample_plan(), actor=elsewhere.people.coordinator)
    assert RegisteredDocument.objects.filter(department=elsewhere.department).count() == 2
    assert RegisteredDocument.objects.filter(department=plan.department).count() == 2


def test_settled_row_says_what_was_settled_and_who(plan, people):
    document = RegisteredDocument.objects.get(key="88/KH-UBND")
    known = Particulars(date(2025, 1, 5), "  Ủy ban nhân dân\u00a0tỉnh ", "Chuyển đổi số năm 2026")
    registers.settle(document.pk, known=known, actor=people.coordinator, at=LATER)

    document.refresh_from_db()
    assert (document.issued_on, document.issuer, document.title) == (
        date(2025, 1, 5),
        "Ủy ban nhân dân tỉnh",
        "Chuyển đổi số năm 2026",
    )
    assert (document.settled_by_id, document.settled_at) == (people.coordinator.user_id, LATER)
    row = AuditRow.objects.get(act="register.settle")
    assert (row.object_kind, row.object_id) == ("registereddocument", document.pk)
    assert row.before == {"number": "88/KH-UBND", "issued_on": "2026-01-05", "issuer": "UBND tỉnh", "title": None}
    assert row.after == {
        "number": "88/KH-UBND",
        "issued_on": "2025-01-05",
        "issuer": "Ủy ban nhân dân tỉnh",
        "title": "Chuyển đổi số năm 2026",
    }


def test_settled_row_takes_nothing_more_from_plans(plan, people):
    document = RegisteredDocument.objects.get(key="99/QĐ-UBND")
    registers.settle(document.pk, known=Particulars(issuer="UBND tỉnh"), actor=people.coordinator, at=LATER)
    citing(people, "Kế hoạch hai", Citation("99/QĐ-UBND", date(2026, 2, 2), "Chính phủ"))

    document.refresh_from_db()
    assert (document.issued_on, document.issuer) == (None, "UBND tỉnh")


def test_document_of_another_department_is_hidden_from_settling(plan, elsewhere: Organisation):
    document = RegisteredDocument.objects.get(key="88/KH-UBND")
    with pytest.raises(NotVisible):
        registers.settle(document.pk, known=Particulars(), actor=elsewhere.people.coordinator, at=LATER)


def test_document_entered_by_hand_counts_as_settled(department, people):
    made = registers.add(
        number=" 5 / NQ – CP", known=Particulars(date(2026, 1, 2), "Chính phủ"), actor=people.coordinator, at=LATER
    )
    assert (made.number, made.key, made.issued_on) == ("5 / NQ – CP", "5/NQ-CP", date(2026, 1, 2))
    assert (made.settled_by_id, made.settled_at, made.origin) == (people.coordinator.user_id, LATER, None)
    assert AuditRow.objects.get(act="register.add").object_id == made.pk


def test_second_document_of_a_number_is_told_by_its_day(plan, people):
    registers.add(number="88/KH-UBND", known=Particulars(date(2025, 3, 4)), actor=people.coordinator, at=LATER)
    registers.add(number="88/KH-UBND", known=Particulars(date(2024, 3, 4)), actor=people.coordinator, at=LATER)

    assert [row[1:3] for row in rows()] == [
        ("88/KH-UBND", date(2026, 1, 5)),
        ("99/QĐ-UBND", None),
        ("88/KH-UBND 2025-03-04", date(2025, 3, 4)),
        ("88/KH-UBND 2024-03-04", date(2024, 3, 4)),
    ]


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("88/KH-UBND", Particulars()),
        ("88/kh-ubnd", Particulars(date(2026, 1, 5), "UBND tỉnh")),
        ("99/QĐ-UBND", Particulars(date(2026, 1, 5))),
    ],
)
def test_document_that_is_there_already_is_not_entered_again(plan, people, number: str, known: Particulars):
    assert faults(people, number, known) == [("number", f"Văn bản số {number} đã có trong sổ: hãy mở dòng đó để sửa.")]


def test_document_that_the_columns_cannot_hold_is_refused(department, people):
    assert faults(people, "  ", Particulars()) == [("number", "Hãy ghi số, ký hiệu của văn bản.")]
    too_long = faults(people, "5/NQ-CP" + "Đ" * 60, Particulars(issuer="Sở " * 80))
    assert {field for field, _sentence in too_long} == {"number", "issuer"}


def test_register_is_gathered_from_plans_confirmed_before_it_was_kept(plan, people):
    citing(people, "Kế hoạch hai", Citation("88/KH-UBND", date(2025, 1, 5)), Citation("5/NQ-CP"))
    RegisteredDocument.objects.all().delete()

    assert registers.gather(actor=people.coordinator, at=AT) == 3
    assert [row[:3] for row in rows()] == [
        ("88/KH-UBND", "88/KH-UBND", date(2026, 1, 5)),
        ("99/QĐ-UBND", "99/QĐ-UBND", None),
        ("5/NQ-CP", "5/NQ-CP", None),
    ]
    assert registers.gather(actor=people.coordinator, at=AT) == 0
    assert [row.after for row in AuditRow.objects.filter(act="register.gather")] == [{"count": 3}, {"count": 0}]
