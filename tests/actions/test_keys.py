"""Links and tokens: made once and kept as hashes, what they open, and what an answer through a link writes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from factories import AT, LATER, PDF, Organisation, People, Units, approve, duties_of, write

from dondoc.actions import keys, rates
from dondoc.actions.evidence import Particulars
from dondoc.actions.keys import Proof
from dondoc.actions.reports import AnswerDraft, PeriodClosed
from dondoc.core.keys import LINK_REQUESTS, TooManyRequests, check_rate, digest
from dondoc.core.permissions import Act, Origin, Viewer
from dondoc.core.progress import AnswerState
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import Answer, ApiToken, AuditRow, Evidence, Plan, ReportingPeriod, SignedLink
from dondoc.queries.keys import link_page, viewer_of_token

END = AT + timedelta(days=6)
ORIGIN = Origin("link", "203.0.113.7")
SCOPES = (Act.PLAN_READ,)


def send(period: ReportingPeriod, duty_id: int, people: People, *, at=AT, expires_at=END) -> str:
    """The secret of a link to one obligation."""
    [new] = keys.create_links(
        period.pk, obligation_ids=[duty_id], given_to="Ông Mẫu", expires_at=expires_at, actor=people.coordinator, at=at
    )
    return new.secret


def holder(secret: str, at=AT) -> Viewer:
    return link_page(secret, at=at, origin=ORIGIN).viewer


@pytest.fixture
def task_duty(period: ReportingPeriod, units: Units) -> int:
    return next(duty for duty in duties_of(period, units.division) if duty.task_id).pk


@pytest.fixture
def rate_duty(period: ReportingPeriod, units: Units) -> int:
    return next(duty for duty in duties_of(period, units.division) if duty.target_id).pk


def answered(secret: str, answer: AnswerDraft | None, *, proof=None, hands_in=False, at=AT) -> SignedLink:
    page = link_page(secret, at=at, origin=ORIGIN)
    return keys.answer_link(page.link.pk, answer=answer, proof=proof, hands_in=hands_in, actor=page.viewer, at=at)


def done(duty_id: int) -> AnswerDraft:
    return AnswerDraft(duty_id, words="Đã phân công", state=AnswerState.DONE, percent=100)


def test_link_is_kept_as_hash_alone(period: ReportingPeriod, task_duty: int, people: People) -> None:
    secret = send(period, task_duty, people)

    link = SignedLink.objects.get()
    assert link.sha256 == digest(secret)
    assert len(secret) == 22  # 128 bits in base64
    assert secret not in str(link.__dict__.values())
    assert not AuditRow.objects.filter(detail__after__icontains=secret).exists()


def test_links_of_several_obligations_are_made_at_once(period: ReportingPeriod, units: Units, people: People) -> None:
    duties = [duty.pk for duty in duties_of(period, units.division)]

    made = keys.create_links(
        period.pk, obligation_ids=duties, given_to="Ông Mẫu", expires_at=END, actor=people.coordinator, at=AT
    )

    assert [new.link.obligation_id for new in made] == duties
    assert len({new.secret for new in made}) == len(duties)
    assert AuditRow.objects.filter(act="link.create").count() == len(duties)


def test_link_is_made_by_the_office_alone(period: ReportingPeriod, task_duty: int, people: People) -> None:
    for person in people:
        if person is not people.coordinator:
            with pytest.raises(NotAllowed):
                keys.create_links(
                    period.pk, obligation_ids=[task_duty], given_to="Ai đó", expires_at=END, actor=person, at=AT
                )
    assert not SignedLink.objects.exists()


def test_link_has_a_receiver_an_obligation_and_an_end(period: ReportingPeriod, task_duty: int, people: People) -> None:
    with pytest.raises(Faulty) as told:
        keys.create_links(period.pk, obligation_ids=[], given_to=" ", expires_at=AT, actor=people.coordinator, at=AT)
    assert [fault.field for fault in told.value.faults] == ["given_to", "expires_on", "obligation_ids"]
    with pytest.raises(Faulty, match="Thời hạn dài nhất là 93 ngày"):
        send(period, task_duty, people, expires_at=AT + timedelta(days=95))


def test_link_to_what_the_period_does_not_ask_is_not_made(
    period: ReportingPeriod, elsewhere: Organisation, people: People
) -> None:
    with pytest.raises(NotVisible):
        send(period, 999_999, people)
    with pytest.raises(NotVisible):
        keys.create_links(
            period.pk, obligation_ids=[1], given_to="Ai", expires_at=END, actor=elsewhere.people.coordinator, at=AT
        )


def test_link_is_not_made_once_the_unit_has_handed_in(
    period: ReportingPeriod, units: Units, people: People, task_duty: int
) -> None:
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    with pytest.raises(WrongState):
        send(period, task_duty, people)


def test_later_link_takes_the_earlier_one_back(period: ReportingPeriod, task_duty: int, people: People) -> None:
    first = send(period, task_duty, people)
    second = send(period, task_duty, people, at=LATER)

    with pytest.raises(NotVisible):
        holder(first, LATER)
    assert holder(second, LATER).user_id is None


def test_check_11_link_opens_one_assignment_and_nothing_else_when_changed_late_or_taken_back(
    period: ReportingPeriod, task_duty: int, rate_duty: int, people: People, units: Units, plan: Plan
) -> None:
    secret = send(period, task_duty, people)
    viewer = holder(secret)
    changed = [secret[:n] + ("A" if secret[n] != "A" else "B") + secret[n + 1 :] for n in range(len(secret))]
    for wrong in [*changed, secret[:-1], secret + "A", "", secret.swapcase()]:
        with pytest.raises(NotVisible):
            holder(wrong)
    with pytest.raises(NotVisible):
        holder(secret, END)
    assert holder(secret, END - timedelta(microseconds=1)) == viewer

    # another obligation, another period: not there
    link = SignedLink.objects.get()
    with pytest.raises(NotVisible):
        keys.answer_link(
            link.pk, answer=AnswerDraft(rate_duty, words="x"), proof=None, hands_in=False, actor=viewer, at=AT
        )
    year = plan.periods.exclude(pk=period.pk).first()
    other = SignedLink.objects.get(pk=_sent_link(year, task_duty, people))
    with pytest.raises(NotAllowed):
        keys.answer_link(other.pk, answer=None, proof=None, hands_in=False, actor=viewer, at=AT)

    keys.revoke_link(link.pk, actor=people.coordinator, at=LATER)
    with pytest.raises(NotVisible):
        holder(secret, LATER)
    with pytest.raises(NotVisible):
        keys.answer_link(link.pk, answer=done(task_duty), proof=None, hands_in=False, actor=viewer, at=LATER)
    assert not Answer.objects.exists()


def _sent_link(period: ReportingPeriod, duty_id: int, people: People) -> int:
    [new] = keys.create_links(
        period.pk, obligation_ids=[duty_id], given_to="Ai", expires_at=END, actor=people.coordinator, at=AT
    )
    return new.link.pk


def test_answer_through_a_link_names_the_link(period: ReportingPeriod, task_duty: int, people: People) -> None:
    secret = send(period, task_duty, people)

    answered(secret, done(task_duty), proof=Proof(PDF, "anh.pdf", Particulars(number="04/BB")))

    answer = Answer.objects.get()
    assert (answer.words, answer.state, answer.updated_by_id) == ("Đã phân công", "done", None)
    proof = Evidence.objects.get()
    assert (proof.number, proof.added_by_id, proof.answer_id) == ("04/BB", None, answer.pk)
    link = SignedLink.objects.get()
    rows = AuditRow.objects.filter(origin="link")
    assert {row.actor_name for row in rows} == {f"Liên kết số {link.pk} (Ông Mẫu)"}
    assert {row.address for row in rows} == {"203.0.113.7"}


def test_handed_in_answer_waits_for_the_office_to_send_a_new_link(
    period: ReportingPeriod, task_duty: int, people: People
) -> None:
    secret = send(period, task_duty, people)
    answered(secret, done(task_duty), hands_in=True)

    assert SignedLink.objects.get().handed_in_at == AT
    assert link_page(secret, at=LATER, origin=ORIGIN).is_writable is False
    with pytest.raises(WrongState, match="đã gửi"):
        answered(secret, AnswerDraft(task_duty, words="Sửa lại"), at=LATER)
    assert Answer.objects.get().words == "Đã phân công"

    again = send(period, task_duty, people, at=LATER)
    answered(again, AnswerDraft(task_duty, words="Sửa lại", state=AnswerState.DONE), at=LATER)
    assert Answer.objects.get().words == "Sửa lại"


def test_silence_is_not_handed_in(period: ReportingPeriod, task_duty: int, rate_duty: int, people: People) -> None:
    with pytest.raises(Faulty) as told:
        answered(send(period, task_duty, people), AnswerDraft(task_duty, words="Đang làm"), hands_in=True)
    assert [fault.field for fault in told.value.faults] == [f"{task_duty}.state"]
    with pytest.raises(Faulty) as told:
        answered(send(period, rate_duty, people), AnswerDraft(rate_duty), hands_in=True)
    assert [fault.field for fault in told.value.faults] == [f"{rate_duty}.numerator"]
    assert not Answer.objects.exists()

    answered(send(period, rate_duty, people), AnswerDraft(rate_duty, words="Chưa có số liệu của quý"), hands_in=True)
    assert Answer.objects.get().words == "Chưa có số liệu của quý"


def test_wrong_answer_and_wrong_file_are_told_together(period: ReportingPeriod, task_duty: int, people: People) -> None:
    secret = send(period, task_duty, people)
    with pytest.raises(Faulty) as told:
        answered(secret, AnswerDraft(task_duty, percent=101), proof=Proof(b"MZ", "a.exe", Particulars()), hands_in=True)
    assert [fault.field for fault in told.value.faults] == [f"{task_duty}.percent", "file", f"{task_duty}.state"]
    assert not Answer.objects.exists()


def test_files_through_links_have_a_limit(
    period: ReportingPeriod, task_duty: int, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "LINK_PROOFS", 2)
    secret = send(period, task_duty, people)
    for number in range(2):
        answered(secret, None, proof=Proof(PDF + b"%" * number, "anh.pdf", Particulars()))
    with pytest.raises(Faulty, match="nhiều nhất 2 tệp"):
        answered(send(period, task_duty, people), None, proof=Proof(PDF + b"%%%", "anh.pdf", Particulars()))
    assert Evidence.objects.count() == 2


def test_requests_counted_by_several_at_once_are_all_counted() -> None:
    with ThreadPoolExecutor(4) as several:
        counts = list(several.map(lambda _: rates.count("a", at=AT), range(200)))
    assert rates.count("a", at=AT) == 201
    assert max(counts) == 200


def test_closed_period_takes_nothing_through_a_link(period: ReportingPeriod, task_duty: int, people: People) -> None:
    secret = send(period, task_duty, people)
    ReportingPeriod.objects.filter(pk=period.pk).update(closed_at=AT, closed_by=people.director.user_id)

    with pytest.raises(PeriodClosed):
        answered(secret, done(task_duty))


def test_token_is_kept_as_hash_and_reads_plans_always(plan: Plan, people: People) -> None:
    made = keys.create_token(
        name="IOC", scopes=[Act.FIGURE_READ], plan_id=plan.pk, expires_at=END, actor=people.administrator, at=AT
    )

    token = ApiToken.objects.get()
    assert (token.sha256, token.prefix) == (digest(made.secret), made.secret[:12])
    assert token.scopes == ["plan.read", "figure.read"]
    assert made.secret not in str(list(AuditRow.objects.values_list("detail__after", flat=True)))
    viewer, found = viewer_of_token(made.secret, at=AT, origin=Origin("api"))
    [grant] = viewer.grants
    assert (found.pk, grant.scopes, grant.plan_id) == (token.pk, {Act.PLAN_READ, Act.FIGURE_READ}, plan.pk)
    for wrong in (made.secret[:-1], made.secret + "x", token.prefix, token.sha256):
        with pytest.raises(NotVisible):
            viewer_of_token(wrong, at=AT, origin=Origin("api"))
    with pytest.raises(NotVisible):
        viewer_of_token(made.secret, at=END, origin=Origin("api"))


def test_token_is_made_by_the_administrator_within_the_scopes_of_the_table(
    plan: Plan, people: People, elsewhere: Organisation
) -> None:
    given = {"name": "IOC", "plan_id": None, "expires_at": END, "at": AT}
    for person in people:
        if person is not people.administrator:
            with pytest.raises(NotAllowed):
                keys.create_token(**given, scopes=SCOPES, actor=person)
    with pytest.raises(Faulty, match="Khóa không thể có quyền này"):
        keys.create_token(**given, scopes=[Act.REPORT_APPROVE], actor=people.administrator)
    with pytest.raises(NotVisible):
        keys.create_token(**{**given, "plan_id": plan.pk}, scopes=SCOPES, actor=elsewhere.people.administrator)
    with pytest.raises(Faulty, match="Thời hạn dài nhất là 366 ngày"):
        keys.create_token(
            **{**given, "expires_at": AT + timedelta(days=368)}, scopes=SCOPES, actor=people.administrator
        )
    with pytest.raises(Faulty, match="Hãy chọn ít nhất một quyền cho khóa") as nothing:
        keys.create_token(**given, scopes=[], actor=people.administrator)
    assert [fault.field for fault in nothing.value.faults] == ["scopes"]
    assert not ApiToken.objects.exists()


def test_use_of_a_token_is_marked_once_an_hour(people: People) -> None:
    made = keys.create_token(name="IOC", scopes=SCOPES, plan_id=None, expires_at=END, actor=people.administrator, at=AT)
    viewer, token = viewer_of_token(made.secret, at=AT, origin=Origin("api"))

    for minutes in (0, 30, 59, 61):
        keys.mark_used(token.pk, actor=viewer, at=AT + timedelta(minutes=minutes))
        last = ApiToken.objects.get().last_used_at
        assert last == AT + timedelta(minutes=61 if minutes == 61 else 0)


def test_key_is_taken_back_once_and_only_by_its_keeper(
    period: ReportingPeriod, task_duty: int, people: People, elsewhere: Organisation
) -> None:
    link = SignedLink.objects.get(pk=_sent_link(period, task_duty, people))
    token = keys.create_token(
        name="IOC", scopes=SCOPES, plan_id=None, expires_at=END, actor=people.administrator, at=AT
    ).token
    with pytest.raises(NotVisible):
        keys.revoke_link(link.pk, actor=elsewhere.people.coordinator, at=AT)
    with pytest.raises(NotVisible):
        keys.revoke_token(token.pk, actor=elsewhere.people.administrator, at=AT)
    with pytest.raises(NotAllowed):
        keys.revoke_link(link.pk, actor=people.administrator, at=AT)
    with pytest.raises(NotAllowed):
        keys.revoke_token(token.pk, actor=people.coordinator, at=AT)

    keys.revoke_link(link.pk, actor=people.coordinator, at=AT)
    keys.revoke_token(token.pk, actor=people.administrator, at=AT)

    with pytest.raises(WrongState):
        keys.revoke_link(link.pk, actor=people.coordinator, at=AT)
    with pytest.raises(WrongState):
        keys.revoke_token(token.pk, actor=people.administrator, at=AT)


def test_requests_are_counted_by_subject_and_minute(settings) -> None:
    assert [rates.count("a", at=AT) for _ in range(3)] == [1, 2, 3]
    assert rates.count("b", at=AT) == 1
    assert rates.count("a", at=AT + timedelta(minutes=1)) == 1
    assert rates.count("a", at=AT) == 4  # the minute before is still there
    assert rates.count("a", at=AT + timedelta(minutes=3)) == 1
    assert [folder.name for folder in sorted((settings.DATA_DIR / "rates").iterdir())] == [
        f"{AT.timestamp() // 60 + 3:.0f}"
    ]


def test_request_over_the_limit_is_told_when_to_come_again() -> None:
    at = AT + timedelta(seconds=45)
    check_rate(LINK_REQUESTS, LINK_REQUESTS, at=at)
    with pytest.raises(TooManyRequests) as told:
        check_rate(LINK_REQUESTS + 1, LINK_REQUESTS, at=at)
    assert told.value.retry_after == 15
