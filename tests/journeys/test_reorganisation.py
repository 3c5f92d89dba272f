"""A merge in the middle of a period, from the administrator's page to the report: nothing that was written is lost."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from factories import AT, LATER, PDF, TODAY, approve, close_period, duties_of, write

from dondoc.actions import evidence, reports
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import AnswerDraft
from dondoc.core.permissions import Viewer
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import Move
from dondoc.models import Answer, Evidence, Unit, User
from dondoc.queries import consolidations
from dondoc.queries.people import viewer_for

SENT = {
    "kind": "merge", "heir": "", "new0_name": "Phòng Pháp luật", "new0_short_name": "P. PL", "new0_code": "PL",
    "new0_kind": "division", "effective_on": "9/3/2026", "decision": "15/QĐ-STP",
}  # fmt: skip


@pytest.fixture(autouse=True)
def day(settings) -> None:
    settings.PRETEND_TODAY = TODAY


def signed_in(viewer: Viewer) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=viewer.user_id))
    return browser


def said_by(period, unit, number: str, words: str, actor) -> Answer:
    duty = next(duty for duty in duties_of(period, unit) if duty.task and duty.task.number == number)
    given = AnswerDraft(duty.pk, words=words, state=AnswerState.IN_PROGRESS, percent=40, difficulties="Thiếu người")
    reports.save_answers(period.pk, unit.pk, answers=[given], actor=actor, at=AT)
    return Answer.objects.get(obligation=duty, report__period=period)


def test_running_answers_go_through_a_merge_with_nothing_lost(plan, period, units, people):
    write(period, units.division, actor=people.reporter)
    first = said_by(period, units.division, "2", "Phòng Hành chính đã lập danh mục", people.reporter)
    second = said_by(period, units.other_division, "2", "Thanh tra đã rà soát", people.other_reporter)
    for answer, actor, name in ((first, people.reporter, "a.pdf"), (second, people.other_reporter, "b.pdf")):
        evidence.attach(
            period.pk, answer.report.unit_id, answer.obligation_id,
            data=PDF + name.encode(), name=name, particulars=Particulars(number=name), actor=actor, at=AT,
        )  # fmt: skip
    before = set(Answer.objects.exclude(words="").values_list("words", flat=True))

    administrator = signed_in(people.administrator)
    sent = SENT | {"units": [units.division.pk, units.other_division.pk]}
    assert administrator.post(reverse("unit_reorganise"), sent).status_code == 200
    assert administrator.post(reverse("unit_reorganise"), sent | {"confirm": "1"}).status_code == 302

    heir = Unit.objects.get(code="PL")
    report = period.reports.get(unit=heir)
    joined = report.answers.get(obligation__task__number="2")
    assert joined.words == (
        "Phòng Hành chính tư pháp: Phòng Hành chính đã lập danh mục\nThanh tra Sở: Thanh tra đã rà soát"
    )
    assert joined.difficulties == "Phòng Hành chính tư pháp: Thiếu người\nThanh tra Sở: Thiếu người"
    assert sorted(joined.evidence.values_list("file_name", flat=True)) == ["a.pdf", "b.pdf"]
    assert Evidence.objects.count() == 2
    new = "\n".join(report.answers.values_list("words", flat=True))
    assert [words for words in before if words not in new] == []
    assert before <= set(Answer.objects.filter(report__unit__valid_to__isnull=False).values_list("words", flat=True))

    reporter = viewer_for(User.objects.get(pk=people.reporter.user_id), on=TODAY)
    head = viewer_for(User.objects.get(pk=people.head.user_id), on=TODAY)
    browser = signed_in(people.reporter)
    page = browser.get(reverse("report", args=[period.pk, heir.pk])).content.decode()
    assert "Thanh tra đã rà soát" in page
    proof = browser.get(reverse("evidence", args=[joined.evidence.get(file_name="b.pdf").pk]))
    assert b"".join(proof.streaming_content) == PDF + b"b.pdf"

    assert not report.answers.filter(obligation__task__isnull=False, state=None).exists()
    answered = set(report.answers.values_list("obligation", flat=True))
    rest = [duty for duty in duties_of(period, heir) if duty.pk not in answered and duty.task_id]
    given = [AnswerDraft(duty.pk, words="Đang làm", state=AnswerState.IN_PROGRESS, percent=10) for duty in rest]
    reports.save_answers(period.pk, heir.pk, answers=given, actor=reporter, at=LATER)
    approve(period, heir, reporter=reporter, head=head, at=LATER)
    reports.move(period.pk, heir.pk, move=Move.ACCEPT, on=TODAY, actor=people.coordinator, at=LATER)

    gathered = consolidations.consolidate(people.coordinator, period)
    assert [unit.unit_name for unit in gathered.units] == ["Văn phòng Sở", "Phòng Công chứng số 1", "Phòng Pháp luật"]
    task = next(task for task in gathered.tasks if task.number == "2")
    told = next(answer for answer in task.answers if answer.unit_name == "Phòng Pháp luật")
    assert (told.words, len(told.proofs)) == (joined.words, 2)

    close_period(period, people)
    seen = browser.get(reverse("task", args=[plan.pk, plan.tasks.get(number="2").pk])).content.decode()
    assert re.search(r"Tiếp nhận từ Phòng Hành chính tư pháp \(thực hiện đến hết ngày 8/3/2026\)", seen)
    assert heir.valid_from == date(2026, 3, 9)
