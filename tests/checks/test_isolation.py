"""Check 4: nobody meets what the table of rights hides, whatever way is taken: pages, files, interface, mail.

Not here: what is hidden where, and the crawl (canaries).
"""

import re
from datetime import timedelta
from email.message import Message

import pytest
from canaries import Cage, Crawl, settle, settle_assessment
from django.core import mail
from django.urls import reverse
from factories import AT, Organisation, duties_of
from keepsakes import kept
from programs import ALL as SCOPES
from programs import bearer, token_of
from rights import Place, actors, browser

from dondoc.actions import glass, keys
from dondoc.api.operations import OPERATIONS, url_name
from dondoc.core.permissions import HELD_ROLES, Act, Role
from dondoc.models import Assessment, DossierLoad, Plan, User

pytestmark = pytest.mark.usefixtures("moment", "quiet")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNSERVED = ("Mốc", "ruột tệp", "tên tệp")  # checkpoints, files and their names: no operation has them
# Of operations that are asked for otherwise than with a plan alone.
KEYWORDS = {"plans": set(), "assessments": set(), "assessment": {"assessment_id"}}
KEYWORDS |= {name: {"plan_id", "period_id"} for name in ("report", "report_document")}
KEYWORDS |= {"dossier_loads": set(), "dossier_load": {"load_id"}}
UNASKED = {"figure_put", "dossier_give", "dossier_measures"}  # what is written; what needs a period
# Seen, but no link leads the role there: it is found by others (checkpoints of earlier days, the title of a draft that
# waits, reports of periods past, answers that an appraiser reads in the issued report).
UNLED = {
    Role.ADMINISTRATOR: "^Mốc$",
    Role.DIRECTOR: "^Tên kế hoạch$",
    Role.AUDITOR: "^Tên kế hoạch$",
    Role.REPORTER: "HCTP 2026-05|TTR 2026-06|^lý do trả lại$",
    Role.HEAD: "HCTP 2026-05|TTR 2026-06|^lý do trả lại$",
    Role.APPRAISER: "^(lời|khó khăn|số) ",
}


@pytest.fixture
def cage(organisation: Organisation, elsewhere: Organisation) -> Cage:
    def make() -> Cage:
        found = Cage()
        settle(found, organisation, is_own=True)
        settle(found, elsewhere, is_own=False)
        settle_assessment(found, organisation, is_own=True)
        settle_assessment(found, elsewhere, is_own=False)
        return found

    return kept("cage", make)


def led_to(cage: Cage, role: Role) -> set[str]:
    """What the role's crawl has to meet: all that the table lets it see, where a link leads there."""
    unled = re.compile(UNLED.get(role, "-"))
    return {m for m, canary in cage.known.items() if canary.is_for(role) and not unled.search(canary.about)}


def out_of_place(cage: Cage, crawl: Crawl, role: Role) -> dict[str, str]:
    """What the role met against the table, and where."""
    found = {cage.known[marker]: address for marker, address in crawl.found.items()}
    return {f"{role}: {c.about} ({c.place})": address for c, address in found.items() if not c.is_for(role)}


@pytest.mark.parametrize("role", [*HELD_ROLES, Role.PUBLIC])
def test_check_4_crawl_meets_no_canary_that_the_table_hides(role: Role, cage: Cage, organisation: Organisation) -> None:
    viewers = {**actors(organisation), Role.PUBLIC: None}
    crawl = Crawl(cage, browser(viewers[role])).from_("/")
    assert out_of_place(cage, crawl, role) == {}
    assert max(status for _, status in crawl.statuses) < 500
    unmet = led_to(cage, role) - crawl.found.keys()
    assert {cage.known[marker].about for marker in unmet} == set()  # a crawl that meets nothing proves nothing
    if role is Role.AUDITOR:
        assert crawl.kinds > {"text/html", DOCX, XLSX, "application/pdf", "application/octet-stream"}


def test_check_4_crawls_meet_between_them_whatever_anybody_may_see(cage: Cage) -> None:
    seen = {marker for marker, canary in cage.known.items() if any(canary.is_for(role) for role in HELD_ROLES)}
    assert set().union(*(led_to(cage, role) for role in HELD_ROLES)) == seen
    assert len(seen) > 300


def test_check_4_bearer_of_a_link_meets_the_one_assignment(cage: Cage, organisation: Organisation) -> None:
    people, unit = organisation.people, organisation.units.division
    period = Plan.objects.get(department=organisation.department, level="own").periods.get(code="2026-01")
    duty = duties_of(period, unit)[0]
    ends = AT + timedelta(days=7)
    asked = {"obligation_ids": [duty.pk], "given_to": "Phòng mẫu", "expires_at": ends}
    [made] = keys.create_links(period.pk, **asked, actor=people.coordinator, at=AT)

    crawl = Crawl(cage, browser(None)).from_(f"/answer/{made.secret}/")

    task = duty.task
    said = cage.met_in(" ".join([task.text, *task.solutions, *task.products, period.plan.title]))
    answers = {m for m, canary in cage.known.items() if canary.assignment == (period.pk, duty.pk)}
    assert {cage.known[m]: address for m, address in crawl.found.items() if m not in said | answers} == {}
    assert answers <= crawl.found.keys()
    assert 429 not in dict(crawl.statuses).values()


def starts(organisation: Organisation) -> list[str]:
    """Every operation that is read, of every plan, period and assessment of the department."""
    plans = Plan.objects.filter(department=organisation.department)
    ids = [{}, *({"plan_id": plan.pk} for plan in plans)]
    ids += [{"plan_id": plan.pk, "period_id": period.pk} for plan in plans for period in plan.periods.all()]
    assessed = Assessment.objects.filter(department=organisation.department)
    ids += [{"assessment_id": one.pk} for one in assessed]
    ids += [{"load_id": one.pk} for one in DossierLoad.objects.filter(department=organisation.department)]
    return [
        reverse(url_name(name), kwargs=given)
        for name in OPERATIONS
        for given in ids
        if name not in UNASKED and set(given) == KEYWORDS.get(name, {"plan_id"})
    ]


def test_check_4_programs_meet_what_their_scopes_say(
    cage: Cage, organisation: Organisation, elsewhere: Organisation
) -> None:
    addresses = [*starts(organisation), *starts(elsewhere), "/", "/api/v1/openapi.json"]
    found = {}
    for name, scopes in {"whole": SCOPES, "bare": ()}.items():
        program = browser(None)
        program.defaults["HTTP_AUTHORIZATION"] = bearer(token_of(organisation.people, *scopes))["Authorization"]
        crawl = Crawl(cage, program).from_(*addresses)
        assert out_of_place(cage, crawl, Role.TOKEN) == {}
        found[name] = crawl
    wanted = {m for m, c in cage.known.items() if c.is_for(Role.TOKEN) and not c.about.startswith(UNSERVED)}
    assert {cage.known[m].about for m in wanted - found["whole"].found.keys()} == set()
    assert {cage.known[m].rights for m in found["bare"].found} == {(Act.PLAN_READ,)}
    assert {"application/json", DOCX} <= found["whole"].kinds


def words_of(message: Message) -> str:
    """The whole letter, its parts decoded."""
    parts = [part.get_payload(decode=True) or b"" for part in message.walk()]
    return "\n".join([str(message.items()), *(part.decode() for part in parts)])


# The other letters, of passwords and of daily heads, hold a name and a link: check 21, test_audit_trail.
def test_check_4_letters_tell_nobody_what_the_table_hides(
    cage: Cage, organisation: Organisation, elsewhere: Organisation, settings, django_capture_on_commit_callbacks
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    people = {f"{role}@own.example": (role, viewer) for role, viewer in actors(organisation).items()}
    people |= {f"{role}@elsewhere.example": (role, viewer) for role, viewer in actors(elsewhere).items()}
    for address, (_role, viewer) in people.items():
        User.objects.filter(pk=viewer.user_id).update(email=address)
    told = (Act.GLASS_SEE, Act.GLASS_BREAK)
    reason = f"Kiểm tra khi có sự cố {cage.word('lý do truy cập khẩn cấp', Place.OWN, any_of=told)}"

    with django_capture_on_commit_callbacks(execute=True):
        glass.break_glass(reason=reason, actor=organisation.people.administrator, at=AT - timedelta(hours=1))

    for letter in mail.outbox:
        for address in letter.to:
            role, viewer = people[address]
            assert viewer.department_id == organisation.department.pk
            met = cage.met_in(words_of(letter.message()))
            assert [cage.known[m].about for m in met if not cage.known[m].is_for(role)] == []
    assert {role for letter in mail.outbox if cage.met_in(words_of(letter.message())) for role in letter.to} == {
        "director@own.example",
        "auditor@own.example",
    }
