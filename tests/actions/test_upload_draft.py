"""From an uploaded file to a draft: kept as it came, corrected, put aside; refused without a trace."""

import hashlib
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from factories import AT, LATER, confirmed, plan_text, sample_plan, uploaded

from dondoc.actions import drafts, plans
from dondoc.actions.drafts import FileKnown
from dondoc.core.plan import PlanDraft
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, Draft
from dondoc.planfile import UnreadableFile

DATA = plan_text(sample_plan())


def files(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_file_is_kept_as_it_came_with_its_reading(people, department, media):
    draft = drafts.upload(DATA, name="Kế hoạch.txt", actor=people.coordinator, at=AT)
    draft = Draft.objects.get(pk=draft.pk)
    assert (draft.file_name, draft.sha256) == ("Kế hoạch.txt", hashlib.sha256(DATA).hexdigest())
    assert (draft.department, draft.uploaded_by_id, draft.uploaded_at) == (department, people.coordinator.user_id, AT)
    assert draft.state == Draft.State.OPEN
    assert draft.as_read == draft.content == PlanDraft.from_json(draft.content).to_json()
    assert [task["text"] for task in draft.content["tasks"]] == [task.text for task in sample_plan().tasks]
    assert [path.read_bytes() for path in files(media)] == [DATA]


def test_upload_writes_one_audit_row(people):
    before = AuditRow.objects.count()
    draft = drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=AT)
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.object_kind, row.object_id) == ("draft.write", "draft", draft.pk)
    assert (row.actor_id, row.at, row.before) == (people.coordinator.user_id, AT, None)
    assert row.after == {"file_name": "a.txt", "sha256": draft.sha256}


def test_same_file_again_names_the_draft_that_waits(people, media):
    first = drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=AT)
    before = AuditRow.objects.count()
    with pytest.raises(FileKnown) as refusal:
        drafts.upload(DATA, name="b.txt", actor=people.coordinator, at=LATER)
    assert refusal.value.draft == first
    assert refusal.value.sentence == "Tệp này đã được nhập trước đây: bản đọc đang chờ xác nhận “a.txt”."
    assert (Draft.objects.count(), len(files(media)), AuditRow.objects.count()) == (1, 1, before)


def test_same_file_again_names_the_running_plan(people, units):
    plan = confirmed(sample_plan(), actor=people.coordinator)
    with pytest.raises(FileKnown) as refusal:
        drafts.upload(DATA, name="b.txt", actor=people.coordinator, at=LATER)
    assert refusal.value.draft.plan == plan
    assert refusal.value.sentence == "Tệp này đã được nhập trước đây: kế hoạch “Kế hoạch số 12/KH-STP”."


def test_file_may_come_again_after_its_draft_was_put_aside(people):
    first = drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=AT)
    drafts.discard(first.pk, actor=people.coordinator, at=AT)
    second = drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=LATER)
    assert second.pk != first.pk
    assert list(Draft.objects.order_by("pk").values_list("state", flat=True)) == ["discarded", "open"]
    with pytest.raises(FileKnown):
        drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=LATER)


def test_same_file_in_another_department_is_another_draft(people, elsewhere):
    first = drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=AT)
    second = drafts.upload(DATA, name="a.txt", actor=elsewhere.people.coordinator, at=AT)
    assert (first.sha256, first.department_id) == (second.sha256, people.coordinator.department_id)
    assert second.department_id == elsewhere.department.pk
    assert first.file.name != second.file.name


@pytest.mark.parametrize(
    "data",
    [b"", b"   \n", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"],
)
def test_unreadable_file_leaves_no_row_and_no_file(people, media, data: bytes):
    before = AuditRow.objects.count()
    with pytest.raises(UnreadableFile) as refusal:
        drafts.upload(data, name="hong.docx", actor=people.coordinator, at=AT)
    assert "hong.docx" in refusal.value.sentence
    assert (Draft.objects.count(), AuditRow.objects.count(), files(media)) == (0, before, [])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.txt", "../../../etc/passwd.txt"),
        ("..\\..\\boot.txt", "..\\..\\boot.txt"),
        ("%2e%2e%2fa.txt", "%2e%2e%2fa.txt"),
        ("CON.txt", "CON.txt"),
        ("<script>.txt", "<script>.txt"),
        (unicodedata.normalize("NFD", "Kế hoạch số hóa.txt"), "Kế hoạch số hóa.txt"),
        ("đ" * 300 + ".txt", "đ" * 251 + ".txt"),
    ],
)
def test_hostile_name_is_kept_as_text_only(people, media, name: str, kept: str):
    draft = drafts.upload(DATA, name=name, actor=people.coordinator, at=AT)
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.file_name == kept
    assert draft.file.name == f"plans/{draft.sha256[:16]}.txt"
    assert files(media) == [media / draft.file.name]


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("a.docm", "có đuôi .docm"),
        ("a.txt.", "không có đuôi"),
        ("", "không có đuôi"),
        ("a.html.txt", "đuôi của chương trình (.html)"),
        ("a\x00.txt", "ký tự ẩn"),
        ("a.txt\u202ecod.exe", "ký tự ẩn"),
        ("a.docx", "Tệp a.docx có đuôi .docx nhưng nội dung là .txt. Hãy đổi lại đuôi tệp cho đúng rồi tải lên."),
    ],
)
def test_file_under_a_false_name_leaves_no_row_and_no_file(people, media, name: str, cause: str):
    with pytest.raises(UnreadableFile) as refusal:
        drafts.upload(DATA, name=name, actor=people.coordinator, at=AT)
    assert cause in refusal.value.sentence
    assert (Draft.objects.count(), files(media)) == (0, [])


def test_correction_keeps_what_was_read_and_names_what_changed(people):
    draft = drafts.upload(DATA, name="a.txt", actor=people.coordinator, at=AT)
    as_read, audit_count = draft.as_read, AuditRow.objects.count()
    content = {**draft.content, "title": "Tên đã sửa", "year": 2027}
    drafts.correct(draft.pk, content=content, actor=people.coordinator, at=LATER)
    draft = Draft.objects.get(pk=draft.pk)
    assert (draft.as_read, draft.content) == (as_read, content)
    [row] = AuditRow.objects.all()[audit_count:]
    assert (row.act, row.object_id, row.at) == ("draft.correct", draft.pk, LATER)
    assert row.before == {"title": as_read["title"], "year": as_read["year"]}
    assert row.after == {"title": "Tên đã sửa", "year": 2027}


def test_correction_that_changes_nothing_writes_nothing(people):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    before = AuditRow.objects.count()
    drafts.correct(draft.pk, content=sample_plan().to_json(), actor=people.coordinator, at=LATER)
    assert AuditRow.objects.count() == before


def test_correction_typed_in_decomposed_letters_is_kept_composed(people):
    def decomposed(text: str) -> str:
        return unicodedata.normalize("NFD", f" {text}\u200b ")

    plan = sample_plan()
    typed = replace(
        plan,
        title=decomposed(plan.title),
        recipients=tuple(decomposed(text) for text in plan.recipients),
        tasks=tuple(
            replace(
                task,
                text=decomposed(task.text),
                solutions=tuple(decomposed(text) for text in task.solutions),
                lead=tuple(decomposed(text) for text in task.lead),
            )
            for task in plan.tasks
        ),
    )
    draft = uploaded(typed, actor=people.coordinator)
    assert Draft.objects.get(pk=draft.pk).content == plan.to_json()


@pytest.mark.parametrize(
    "change", [{"tasks": None}, {"title": 5}, {"targets": [{"text": "x"}]}, {"issued_on": "hôm nay"}]
)
def test_correction_of_another_shape_is_refused(people, change: dict[str, object]):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    with pytest.raises(ValueError, match=r"\w"):
        drafts.correct(draft.pk, content=sample_plan().to_json() | change, actor=people.coordinator, at=LATER)
    assert Draft.objects.get(pk=draft.pk).content == sample_plan().to_json()


def test_confirmed_draft_is_neither_corrected_nor_put_aside(plan, people):
    for act in (
        lambda: drafts.correct(plan.draft_id, content=sample_plan().to_json(), actor=people.coordinator, at=LATER),
        lambda: drafts.discard(plan.draft_id, actor=people.coordinator, at=LATER),
    ):
        with pytest.raises(WrongState):
            act()
    assert Draft.objects.get(pk=plan.draft_id).state == Draft.State.CONFIRMED


def test_discarded_draft_is_gone_for_every_act_and_its_row_is_audited(people):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    drafts.discard(draft.pk, actor=people.coordinator, at=LATER)
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_id) == ("draft.discard", draft.pk)
    with pytest.raises(NotVisible):
        drafts.correct(draft.pk, content=sample_plan().to_json(), actor=people.coordinator, at=LATER)
    with pytest.raises(NotVisible):
        drafts.discard(draft.pk, actor=people.coordinator, at=LATER)


def test_values_of_targets_keep_their_decimals(people):
    target = replace(sample_plan().targets[0], value=Decimal("99.9"))
    draft = uploaded(replace(sample_plan(), targets=(target,)), actor=people.coordinator)
    assert PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content).targets == (target,)


def test_converted_text_makes_no_plan_before_somebody_found_it_right(people, units):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(conversion={"encoding": "TCVN3", "samples": [["KÕ ho¹ch", "Kế hoạch"]]})

    with pytest.raises(Faulty) as refusal:
        plans.confirm(draft.pk, actor=people.coordinator, at=LATER)
    assert [(fault.field, fault.sentence) for fault in refusal.value.faults] == [
        ("conversion", "Hãy so các dòng mẫu rồi đánh dấu là chữ đã chuyển đúng.")
    ]
    drafts.settle_conversion(draft.pk, is_right=True, actor=people.coordinator, at=LATER)
    drafts.settle_conversion(draft.pk, is_right=True, actor=people.coordinator, at=LATER)
    assert AuditRow.objects.filter(act="draft.settle-conversion").count() == 1
    assert plans.confirm(draft.pk, actor=people.coordinator, at=LATER).draft_id == draft.pk


def test_conversion_may_be_doubted_again(people):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(conversion={"encoding": "VNI", "samples": []})
    for is_right in (True, False):
        drafts.settle_conversion(draft.pk, is_right=is_right, actor=people.coordinator, at=LATER)
    assert Draft.objects.get(pk=draft.pk).conversion == {"encoding": "VNI", "samples": [], "is_right": False}
