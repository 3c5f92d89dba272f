"""Criteria sets: adopted from text, shipped, or read from an annex; facts bound to sources. Rights: test_rights."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from assessing import SET
from assessment_rows import HEAD, LAST_ROW, ROW, annex
from factories import AT, LATER, Organisation, confirmed, sample_plan

from dondoc.actions import criteria_sets, set_drafts
from dondoc.actions.criteria_sets import Source
from dondoc.actions.set_drafts import CriterionRow
from dondoc.core.plan import Target
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.scoring.bindings import BindingKind
from dondoc.core.scoring.criteria import CountCapped, YesNo
from dondoc.core.workflow import WrongState
from dondoc.criteriafile import shipped_sets
from dondoc.models import AdoptedSet, AuditRow, SetDraft
from dondoc.queries import criteria_sets as found


@pytest.fixture
def office(organisation: Organisation):
    return organisation.people.coordinator


def fields(refused: pytest.ExceptionInfo[Faulty]) -> list[str]:
    return [fault.field for fault in refused.value.faults]


def test_set_is_kept_whole_with_its_digest(office):
    made = criteria_sets.adopt(SET, actor=office, at=AT)
    assert (made.set_id, made.title, made.decision, made.content) == ("thu-2026", "Bộ chỉ số thử", "unofficial", SET)
    assert made.sha256 == hashlib.sha256(SET.encode()).hexdigest()
    assert found.set_of(made).criterion("2.1").rule == CountCapped("meetings", 5)
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_kind, row.object_id) == ("set.adopt", "adoptedset", made.pk)


def test_faulty_set_is_refused_with_every_fault(office):
    broken = (
        SET.replace("max = 40", "max = 41").replace('kind = "tiers"', 'kind = "tears"').replace('"ratio"', '"rate"')
    )
    with pytest.raises(Faulty) as refused:
        criteria_sets.adopt(broken, actor=office, at=AT)
    assert set(fields(refused)) == {"1.2", "2.2", "scale"}
    assert not AdoptedSet.objects.exists()


def test_set_finer_than_the_points_that_can_be_kept_is_refused(office):
    fine = SET.replace("criterion = 2, total = 2", "criterion = 5, total = 2").replace(
        'code = "2.2"', f'code = "{"2" * 21}"'
    )
    with pytest.raises(Faulty) as refused:
        criteria_sets.adopt(fine, actor=office, at=AT)
    assert fields(refused) == ["decimals", "2" * 21]


def test_same_set_is_adopted_once_a_department(office, elsewhere: Organisation):
    criteria_sets.adopt(SET, actor=office, at=AT)
    with pytest.raises(Faulty) as refused:
        criteria_sets.adopt(SET, actor=office, at=AT)
    assert fields(refused) == ["content"]
    assert criteria_sets.adopt(SET, actor=elsewhere.people.coordinator, at=AT).pk


def test_set_goes_on_from_an_earlier_one_by_pairs(office):
    old = criteria_sets.adopt(SET, actor=office, at=AT)
    text = SET.replace("thu-2026", "thu-2027")
    with pytest.raises(Faulty) as refused:
        criteria_sets.adopt(text, earlier_id=old.pk, pairs=[("1.1", "1.1"), ("1.1", "9")], actor=office, at=AT)
    assert fields(refused) == ["pairs"]
    new = criteria_sets.adopt(text, earlier_id=old.pk, pairs=[("1.1", "1.1")], actor=office, at=AT)
    assert (new.earlier, new.pairs) == (old, [["1.1", "1.1"]])


@pytest.mark.parametrize("set_id", [path.stem for path in shipped_sets()])
def test_every_shipped_set_can_be_adopted(office, set_id: str):
    assert criteria_sets.adopt_shipped(set_id, actor=office, at=AT).set_id == set_id


def test_shipped_set_goes_on_from_last_years(office):
    old = criteria_sets.adopt_shipped("so-mau-2025", actor=office, at=AT)
    new = criteria_sets.adopt_shipped("so-mau-2026", actor=office, at=AT)
    assert new.earlier == old
    assert ["1.1", "1.1"] in new.pairs


def test_unknown_shipped_set_is_not_there(office):
    with pytest.raises(NotVisible):
        criteria_sets.adopt_shipped("../so-mau-2026", actor=office, at=AT)


def test_facts_are_bound_to_the_one_target_whose_text_has_the_words(office):
    given = replace(
        sample_plan(),
        targets=(
            Target(
                "Tỷ lệ hồ sơ thủ tục hành chính được nộp và giải quyết trực tuyến toàn trình", ">=", Decimal(80), "%"
            ),
        ),
    )
    plan = confirmed(given, actor=office)
    adopted = criteria_sets.adopt_shipped("so-mau-2026", actor=office, at=AT)
    bindings = found.bindings_of(adopted)
    assert bindings["dossiers_fully_online"].target == plan.targets.get()
    assert (bindings["survey_points"].kind, bindings["survey_points"].target) == ("typed", None)


def test_plan_imported_later_is_found_on_asking_again(office):
    adopted = criteria_sets.adopt_shipped("so-mau-2026", actor=office, at=AT)
    assert found.bindings_of(adopted)["dossiers_fully_online"].target is None
    text = "Tỷ lệ hồ sơ thủ tục hành chính được nộp và giải quyết trực tuyến toàn trình"
    plan = confirmed(replace(sample_plan(), targets=(Target(text, ">=", Decimal(80), "%"),)), actor=office)
    criteria_sets.bind_defaults(adopted.pk, actor=office, at=LATER)
    assert found.bindings_of(adopted)["dossiers_fully_online"].target == plan.targets.get()


def test_person_corrects_a_source(office, plan):
    adopted = criteria_sets.adopt(SET, actor=office, at=AT)
    task_id = plan.tasks.get(number="1").pk
    criteria_sets.bind(adopted.pk, sources={"has_page": Source(BindingKind.TASK, task_id=task_id)}, actor=office, at=AT)
    criteria_sets.bind(adopted.pk, sources={"has_page": Source(BindingKind.TYPED)}, actor=office, at=LATER)
    assert found.bindings_of(adopted)["has_page"].task is None
    row = AuditRow.objects.latest("id")
    assert row.before == {"has_page": {"kind": "task", "target": None, "task": task_id}}


def test_source_that_cannot_give_the_value_is_refused(office, plan):
    adopted = criteria_sets.adopt(SET, actor=office, at=AT)
    target_id = plan.targets.get(position=1).pk
    sources = {
        "has_page": Source(BindingKind.TARGET, target_id=target_id),
        "online": Source(BindingKind.TARGET),
        "meetings": Source(BindingKind.TYPED, target_id=target_id),
    }
    with pytest.raises(Faulty) as refused:
        criteria_sets.bind(adopted.pk, sources=sources, actor=office, at=AT)
    assert fields(refused) == ["has_page", "online", "meetings"]


def test_source_of_another_department_is_not_there(office, elsewhere: Organisation):
    adopted = criteria_sets.adopt(SET, actor=office, at=AT)
    theirs = confirmed(sample_plan(), actor=elsewhere.people.coordinator).targets.first()
    with pytest.raises(NotVisible):
        criteria_sets.bind(
            adopted.pk, sources={"online": Source(BindingKind.TARGET, target_id=theirs.pk)}, actor=office, at=AT
        )
    with pytest.raises(NotVisible):
        criteria_sets.bind(adopted.pk, sources={"unknown": Source(BindingKind.TYPED)}, actor=office, at=AT)


# ---- from an annex


@pytest.fixture
def draft(office) -> SetDraft:
    return set_drafts.begin(annex(), name="phu-luc.xlsx", actor=office, at=AT)


def test_annex_is_read_into_rows_to_be_confirmed(draft: SetDraft):
    rows = draft.content["criteria"]
    assert [(row["code"], row["title"], row["max"], row["is_confirmed"]) for row in rows] == [
        ("1.1", "Có chuyên mục chuyển đổi số", "60", False),
        ("2.1", "Số cuộc họp", "40", False),
    ]
    assert [row["code"] for row in draft.content["pillars"]] == ["1", "2"]
    assert rows[1]["rule"] == ""
    assert draft.content["doubts"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4"])
def test_file_without_a_table_is_refused_with_the_reason(office, data: bytes):
    with pytest.raises(Faulty) as refused:
        set_drafts.begin(data, name="a.xlsx", actor=office, at=AT)
    assert fields(refused) == ["file"]
    assert not SetDraft.objects.exists()


def test_confirmed_rows_become_a_set(office, draft: SetDraft):
    with pytest.raises(Faulty) as refused:
        set_drafts.adopt_draft(draft.pk, head=HEAD, actor=office, at=AT)
    assert fields(refused) == ["1.1", "2.1"]
    set_drafts.confirm(draft.pk, "1.1", row=ROW, actor=office, at=AT)
    set_drafts.confirm(draft.pk, "2.1", row=LAST_ROW, actor=office, at=AT)
    made = found.set_of(set_drafts.adopt_draft(draft.pk, head=HEAD, actor=office, at=LATER))
    assert [(c.code, c.max, c.rule) for c in made.criteria] == [
        ("1.1", Decimal(60), YesNo("has_page")), ("2.1", Decimal(40), CountCapped("meetings", 10)),
    ]  # fmt: skip
    assert (made.id, made.decision, made.scale) == ("phu-luc-2026", "12/QĐ-UBND", Decimal(100))
    with pytest.raises(WrongState):
        set_drafts.confirm(draft.pk, "1.1", row=ROW, actor=office, at=LATER)


def test_row_left_out_is_no_criterion(office, draft: SetDraft):
    set_drafts.confirm(draft.pk, "1.1", row=replace(ROW, max=Decimal(100)), actor=office, at=AT)
    set_drafts.confirm(draft.pk, "2.1", row=None, actor=office, at=AT)
    with pytest.raises(NotVisible):
        set_drafts.confirm(draft.pk, "9.9", row=None, actor=office, at=AT)
    made = found.set_of(set_drafts.adopt_draft(draft.pk, head=HEAD, actor=office, at=LATER))
    assert [c.code for c in made.criteria] == ["1.1"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (replace(ROW, title=" ", pillar="9"), ["title", "pillar"]),
        (replace(ROW, max=Decimal(-1)), ["max"]),
        (replace(ROW, rule="yes-no"), ["rule"]),
        (replace(ROW, rule='{ kind = "yes-no", fact = "a" }\nother = 1'), ["rule"]),
        (replace(ROW, rule='{ kind = "count-table", fact = "a", steps = [{ from = 1, points = 61 }] }'), ["rule"]),
    ],
)
def test_row_that_makes_no_criterion_is_refused(office, draft: SetDraft, row: CriterionRow, wrong: list[str]):
    with pytest.raises(Faulty) as refused:
        set_drafts.confirm(draft.pk, "1.1", row=row, actor=office, at=AT)
    assert fields(refused) == wrong
    assert SetDraft.objects.get().content == draft.content


def test_head_is_judged_with_the_whole_set(office, draft: SetDraft):
    set_drafts.confirm(draft.pk, "1.1", row=ROW, actor=office, at=AT)
    set_drafts.confirm(draft.pk, "2.1", row=LAST_ROW, actor=office, at=AT)
    with pytest.raises(Faulty) as refused:
        set_drafts.adopt_draft(draft.pk, head=replace(HEAD, scale=Decimal(90), id=" "), actor=office, at=AT)
    assert set(fields(refused)) == {"id", "scale"}


def test_set_that_pages_and_columns_cannot_hold_is_refused(office):
    text = SET.replace('"without-procedures"]', f'"without-procedures", "{"n" * 61}"]')
    finer = SET.replace("max = 40", "max = 40.005").replace("max = 30", "max = 29.995")
    found_faults = []
    for faulty in (text, finer):
        with pytest.raises(Faulty) as refused:
            criteria_sets.adopt(faulty, actor=office, at=AT)
        found_faults.append(fields(refused))
    assert found_faults == [["profiles"], ["1.1", "1.2"]]
