"""Words and numbers that stand nowhere else, one in each text of a department, and who may meet them.

`Crawl` goes wherever a page leads: links, forms, fragments, files, unpacked. Not here: the comparison (test_isolation).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from askings import Form, Page, body_of, is_page, texts_of
from assessing import VALUES, brought, case_of
from django.http import HttpResponse
from django.test import Client
from factories import (
    AT,
    PDF,
    QUARTERLY,
    TODAY,
    Organisation,
    close_period,
    confirmed,
    duties_of,
    give_targets,
    sample_plan,
    uploaded,
)
from rights import Place, Right, reaches, undone

from dondoc.actions import assessments, checkpoints, disputes, evidence, facts, proofs, reports, scores
from dondoc.actions.checkpoints import CheckpointDraft
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import AnswerDraft
from dondoc.core.assessments import Move as ScoreMove
from dondoc.core.assessments import State
from dondoc.core.permissions import MATRIX, Act, Letter, Role, Thing, Viewer
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import READ_ACTS, Move, ReportState
from dondoc.models import Plan, ReportingPeriod, Unit

_WORD = re.compile(r"zq\d{4}x")
_NUMBER = re.compile(r"\b61\d{4}\b")
_VARIANTS = 6  # of one path: as it is, narrowed, searched
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3})")
_WAYS = {
    ReportState.DRAFT: (),
    ReportState.SUBMITTED: (Move.SUBMIT,),
    ReportState.APPROVED: (Move.SUBMIT, Move.APPROVE),
    ReportState.ACCEPTED: (Move.SUBMIT, Move.APPROVE, Move.ACCEPT),
    ReportState.RETURNED: (Move.SUBMIT, Move.SEND_BACK),
}
_PERIODS = dict(zip(("2026-01", "2026-02", "2026-03", "2026-04", "2026-05"), ReportState, strict=True))
# Whoever may do one of these sees the criterion: of the whole body, or of the own units.
_SCORE_RIGHTS = (Act.SCORE_READ, Act.SCORE_WRITE, Act.CHECK_READ)
_CLOSED, _GUARDED = "2026-06", "2026-04"


@dataclass(frozen=True)
class Canary:
    """What it stands in, at which place, and the rights of which all (`rights`), or any (`any_of`), show it.

    `assignment` is the one (period, obligation) whose answer it stands in; `masked` what some roles do not see of it.
    """

    about: str
    place: Place
    rights: tuple[Right, ...] = ()
    any_of: tuple[Right, ...] = ()
    assignment: tuple[int, int] | None = None
    masked: bool = False

    def is_for(self, role: Role) -> bool:
        """Whether the table lets the role see it."""
        if self.masked and MATRIX[Thing.EVIDENCE_RESTRICTED][role].conditions.get(Letter.READ) == "masked":
            return False
        if not all(reaches(role, right, self.place) for right in self.rights):
            return False
        return not self.any_of or any(reaches(role, right, self.place) for right in self.any_of)


@dataclass
class Cage:
    """The canaries that were let in, by what is printed of them."""

    known: dict[str, Canary] = field(default_factory=dict)

    def word(self, about: str, place: Place, *rights: Right, **more: Any) -> str:
        marker = f"zq{len(self.known):04}x"
        self.known[marker] = Canary(about, place, rights, **more)
        return marker

    def number(self, about: str, place: Place, *rights: Right, **more: Any) -> Decimal:
        marker = str(610_000 + len(self.known))
        self.known[marker] = Canary(about, place, rights, **more)
        return Decimal(marker)

    def met_in(self, text: str) -> set[str]:
        """The canaries in a text."""
        return {m for m in {*_WORD.findall(text), *_NUMBER.findall(_THOUSANDS.sub("", text))} if m in self.known}


def settle(cage: Cage, organisation: Organisation, *, is_own: bool) -> Plan:
    """A department in which every text holds a canary; in the own one the division's are at hand, the other's not."""
    people, units = organisation.people, organisation.units
    own, other = (Place.OWN, Place.OTHER) if is_own else (Place.ELSEWHERE, Place.ELSEWHERE)

    def said(words: str, right: Right) -> str:
        return f"{words} {cage.word(words, own, right)}"

    def plan_of(right: Right, number: str):
        whole = sample_plan()
        return replace(
            whole,
            number=number,
            title=said("Tên kế hoạch", right),
            reporting=(replace(QUARTERLY, frequency="month"),),
            targets=tuple(replace(t, text=said("Chỉ tiêu", right)) for t in whole.targets),
            tasks=tuple(
                replace(
                    t,
                    text=said("Nhiệm vụ", right),
                    group=f"Nhóm {cage.word('nhóm', own, right)}",
                    solutions=(said("Giải pháp", right),),
                    products=(said("Sản phẩm", right),),
                )
                for t in whole.tasks
            ),
        )

    uploaded(
        plan_of(Act.DRAFT_READ, "77/KH-STP"),
        actor=people.coordinator,
        name=f"{cage.word('tên tệp bản thảo', own, Act.DRAFT_READ)}.txt",
    )
    plan = confirmed(plan_of(Act.PLAN_READ, "12/KH-STP"), actor=people.coordinator)
    give_targets(plan, [units.division, units.other_division], actor=people.coordinator)
    task = plan.tasks.get(number="3")
    mark = CheckpointDraft(said("Mốc", Act.PLAN_READ), TODAY)
    checkpoints.set_checkpoints(plan.pk, chosen={task.pk: [mark]}, actor=people.coordinator, at=AT)
    teams = [(units.division, people.reporter, people.head, own)]
    teams.append((units.other_division, people.other_reporter, people.other_head, other))
    for unit, reporter, head, place in teams:
        for code, state in [*_PERIODS.items(), (_CLOSED, ReportState.APPROVED)]:
            right = Act.ANSWER_READ if code == _CLOSED else READ_ACTS[state]
            _answer(cage, plan, code, unit, place, right, reporter)
            for move in _WAYS[state]:
                actor = {Move.SUBMIT: reporter, Move.ACCEPT: people.coordinator}.get(move, head)
                looking = (Act.ANSWER_LOOK, right)
                given = cage.word("lý do trả lại", place, any_of=looking) if move is Move.SEND_BACK else ""
                period_id = plan.periods.get(code=code).pk
                reports.move(period_id, unit.pk, move=move, on=TODAY, reason=given, actor=actor, at=AT)
    close_period(plan.periods.get(code=_CLOSED), people)
    return plan


def _answer(cage: Cage, plan: Plan, code: str, unit: Unit, place: Place, right: Right, reporter: Viewer) -> None:
    """Answers and a proof of each obligation, a canary in each field; a closed period's are in its issued report."""
    period = plan.periods.get(code=code)
    shown = (Act.SNAPSHOT_READ, right) if code == _CLOSED else (right,)
    about = f"{unit.code} {code}"
    answers = []
    for duty in duties_of(period, unit):
        where = {"any_of": shown, "assignment": (period.pk, duty.pk)}
        given = AnswerDraft(
            duty.pk,
            words=cage.word(f"lời {about}", place, **where),
            difficulties=cage.word(f"khó khăn {about}", place, **where),
        )
        if duty.task_id:
            given = replace(given, state=AnswerState.IN_PROGRESS, percent=50)
        else:
            is_rate = duty.target.unit == "%"
            number = cage.number(f"số {about}", place, shown[0], assignment=(period.pk, duty.pk))
            given = replace(given, numerator=number, denominator=Decimal(699_999) if is_rate else None)
        answers.append(given)
    reports.save_answers(period.pk, unit.pk, answers=answers, actor=reporter, at=AT)
    seen = {"any_of": shown}
    _prove(cage, answers[0].obligation_id, period, unit, reporter, place, seen, (Act.EVIDENCE_READ, right))
    if code == _GUARDED:
        guarded = {"rights": (Act.RESTRICTED_READ, right)}
        _prove(cage, answers[0].obligation_id, period, unit, reporter, place, guarded, guarded["rights"], masked=True)


def _prove(
    cage: Cage,
    duty_id: int,
    period: ReportingPeriod,
    unit: Unit,
    reporter: Viewer,
    place: Place,
    seen: dict[str, tuple[Right, ...]],
    opened: tuple[Right, ...],
    *,
    masked: bool = False,
) -> None:
    """A proof that is `seen` in lists by some and `opened` by others; a `masked` one holds personal data."""
    about = f"{unit.code} {period.code}"

    def word(name: str) -> str:
        return cage.word(f"{name} {about}", place, *seen.get("rights", ()), any_of=seen.get("any_of", ()))

    body = cage.word(f"ruột tệp {about}", place, *opened, masked=masked)
    particulars = {name: word(name) for name in ("number", "issuer", "abstract", "page")}
    evidence.attach(
        period.pk,
        unit.pk,
        duty_id,
        data=PDF + body.encode(),
        name=f"{word('tên tệp')}.pdf",
        particulars=Particulars(**particulars, is_restricted=masked),
        actor=reporter,
        at=AT,
    )


def settle_assessment(cage: Cage, organisation: Organisation, *, is_own: bool) -> None:
    """An assessment whose every text holds a canary: 1.1 of the division, 2.1 of the other one, 2.2 of nobody.

    The points are told, a dispute of each of 1.1 and 2.1 is sent.
    """
    people, case = organisation.people, case_of(organisation)
    places = {"1.1": Place.OWN, "2.1": Place.OTHER, "2.2": Place.OTHER}
    # Not all points, so that there is something to dispute.
    given = {"1.1": {"has_page": False}, "2.1": {"meetings": Decimal(1)}, "2.2": {"head": "deputy"}}
    stamp = {"actor": people.coordinator, "at": AT}
    for code, found in places.items():
        place = found if is_own else Place.ELSEWHERE

        def word(name: str, code: str = code, place: Place = place) -> str:
            return cage.word(f"{name} {code}", place, any_of=_SCORE_RIGHTS)

        facts.enter(case.assessment_id, values=given[code], as_of=TODAY, source=word("nguồn số liệu"), **stamp)
        scores.explain(case.assessment_id, words={code: word("giải thích")}, **stamp)
        told = Particulars(**{name: word(f"minh chứng {name}") for name in ("number", "issuer", "abstract", "page")})
        data, name = PDF + word("ruột tệp minh chứng").encode(), f"{word('tên tệp minh chứng')}.pdf"
        proofs.attach(case.assessment_id, code, data=data, name=name, particulars=told, **stamp)
    brought(case, State.RELEASED, values={fact: VALUES[fact] for fact in ("online", "systems")})
    for code in ("1.1", "2.1"):
        place = places[code] if is_own else Place.ELSEWHERE
        said = cage.word(f"lời giải trình {code}", place, Act.DISPUTE_READ)
        disputes.write(case.assessment_id, code, words=said, asked_points=Decimal(20), **stamp)
    assessments.move(case.assessment_id, move=ScoreMove.DISPUTE, actor=people.director, at=AT)


@dataclass
class Crawl:
    """Everything that one browser can reach from where it starts; what it met, and where first."""

    cage: Cage
    client: Client
    found: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    _asked: Counter[str] = field(default_factory=Counter)
    statuses: list[tuple[str, int]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)  # of what was answered

    def from_(self, *starts: str) -> "Crawl":
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            path = urlsplit(address).path
            if address in self.seen or _ends_something(address) or self._asked[path] >= _VARIANTS:
                continue
            self.seen.add(address)
            self._asked[path] += 1
            for page in self._read(address):
                waiting += [link for link in self._ways(address, page) if link not in self.seen]
        return self

    def _read(self, address: str) -> Iterator[str]:
        """What leads on from there; a file is unpacked and searched only. `#panel` asks for the part of a page."""
        path, _, part = address.partition("#")
        with undone():
            response = self.client.get(path, headers={"HX-Request": "true", "HX-Target": part} if part else {})
            text = self._met(address, response)
        if response.status_code in {301, 302}:
            yield f'<a href="{response["Location"]}">'
        elif is_page(response):
            yield text

    def _met(self, address: str, response: HttpResponse) -> str:
        told = (f"{name}: {value}" for name, value in response.items() if name != "Location")
        text = "\n".join([*told, *texts_of(body_of(response))])
        self.statuses.append((address, response.status_code))
        self.kinds.add(response.get("Content-Type", "").partition(";")[0])
        for marker in self.cage.met_in(text):
            self.found.setdefault(marker, address)
        return text

    def _ways(self, address: str, page: str) -> Iterator[str]:
        parsed = Page(page)
        for link, part in [*((link, "") for link in parsed.links), *((link, "#panel") for link in parsed.fragments)]:
            way = urlsplit(urljoin(f"http://testserver{address}", link))
            if way.netloc == "testserver":
                yield way.path + (f"?{way.query}" if way.query else "") + part
        for form in parsed.forms:
            target = urlsplit(urljoin(f"http://testserver{address}", form.action or address))
            if target.netloc != "testserver" or _ends_something(target.path):
                continue
            if form.method == "get":
                yield from (f"{target.path}?{urlencode(sent)}" for sent in _sent(form))
            elif form.method == "post":
                self._post(target.path, form)

    def _post(self, path: str, form: Form) -> None:
        """What a form answers as it stands, a reason given, each button once; what it did is undone."""
        for button in form.buttons or {("", "")}:
            key = f"POST {path} {button} {sorted(form.names)}"
            if key in self.seen:
                continue
            self.seen.add(key)
            sent = form.fields | ({button[0]: button[1]} if button[0] else {})
            sent |= {"reason": "Xem xét theo đơn"} if "reason" in sent else {}
            with undone():
                self._met(key, self.client.post(path, sent))


def _sent(form: Form) -> Iterator[dict[str, str]]:
    """A form as it stands, and with the beginning of every canary in each of its texts."""
    yield form.fields
    for name in sorted(form.texts):
        for beginning in ("zq", "61"):
            yield form.fields | {name: beginning}


def _ends_something(address: str) -> bool:
    """Ways out of the crawl: the end of the session, another language."""
    path = urlsplit(address).path
    return path.startswith(("/sign-out/", "/language/", "/sessions/", "/static/", "/department/")) or any(
        len(value) > 200 for _, value in parse_qsl(urlsplit(address).query)
    )
