"""The half-yearly review of accounts and rights, and the page of what is opened rarely."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, PASSWORD, TODAY
from page_texts import text_of
from python_calamine import CalamineWorkbook
from rights import newcomer

from dondoc.actions import reviews
from dondoc.actions.reviews import ListChanged
from dondoc.core.permissions import Role
from dondoc.core.refusals import Faulty, NotAllowed
from dondoc.models import AccountReview, AuditRow, SignInTry, User
from dondoc.queries import reviews as queries

REVIEW = "Lần rà soát gần nhất đã quá sáu tháng"
NEVER = "Chưa có lần rà soát nào được ký"


@pytest.fixture(autouse=True)
def pretended_day(settings):
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def director(client: Client, people, sign_in) -> Client:
    return sign_in(client, people.director)


def seen_by(viewer) -> str:
    return reviews.list_digest(queries.as_kept(queries.lines(viewer, today=AT.date())))


def sign(viewer, **given) -> AccountReview:
    entered = {"name": viewer.full_name, "password": PASSWORD, "seen": seen_by(viewer), **given}
    return reviews.sign(**entered, actor=viewer, at=AT)


def test_check_19_review_that_is_missing_or_older_than_six_months_shows_red(director, people, settings):
    page = reverse("account_review")
    assert f'<b class="red">{NEVER}' in director.get(page).content.decode()
    sign(people.director)
    body = director.get(page).content.decode()
    assert "Lần rà soát tiếp theo: trước ngày 10/9/2026." in body
    assert 'class="red"' not in body

    settings.PRETEND_TODAY = date(2026, 9, 10)
    assert 'class="red"' not in director.get(page).content.decode()
    settings.PRETEND_TODAY = date(2026, 9, 11)
    assert f'<b class="red">{REVIEW}; hạn rà soát tiếp là ngày 10/9/2026.</b>' in director.get(page).content.decode()


def test_check_19_review_lists_why_an_account_is_off_and_how_long_it_was_idle(director, people):
    User.objects.filter(pk=people.other_head.user_id).update(
        is_active=False, off_reason="45 ngày không đăng nhập", last_login=AT.replace(month=1, day=24)
    )
    text = text_of(director.get(reverse("account_review")))
    assert (
        "Đỗ Thị Mẫu Đào head.ttr@h99.13 Lãnh đạo đơn vị, Thanh tra Sở "
        "24/1/2026 45 Không Đã khóa 45 ngày không đăng nhập" in text
    )


def test_signature_keeps_the_list_as_it_was_with_its_hash(people):
    review = sign(people.director, note="Khóa hai tài khoản")
    assert review.sha256 == reviews.list_digest(review.listed)
    assert {line["username"] for line in review.listed} == {
        User.objects.get(pk=viewer.user_id).username for viewer in people
    }
    assert (review.signed_name, review.signed_by_id) == (people.director.full_name, people.director.user_id)
    row = AuditRow.objects.get(act="review.sign")
    assert row.after == {"sha256": review.sha256, "count": len(review.listed)}


def test_signature_is_the_own_full_name_and_password(people):
    with pytest.raises(Faulty) as refusal:
        sign(people.director, name="Giám đốc", password="sai")
    assert {fault.field for fault in refusal.value.faults} == {"name", "password"}
    for viewer in (people.coordinator, people.head, people.reporter):
        with pytest.raises(NotAllowed):
            sign(viewer, seen="")
    assert AccountReview.objects.count() == 0


def test_wrong_password_of_a_signature_counts_as_a_wrong_sign_in(people):
    for _ in range(5):
        with pytest.raises(Faulty, match="Mật khẩu chưa đúng"):
            sign(people.director, password="sai")
    assert SignInTry.objects.filter(user=people.director.user_id, outcome=SignInTry.Outcome.WRONG).count() == 5
    assert AuditRow.objects.filter(act="sign-in.wrong", is_refused=True).count() == 5
    with pytest.raises(Faulty, match="Đã nhập sai mật khẩu 5 lần"):
        sign(people.director)
    assert AccountReview.objects.count() == 0


def test_list_that_changed_after_the_look_is_looked_at_again(people):
    seen = seen_by(people.director)
    User.objects.filter(pk=people.reporter.user_id).update(is_active=False)
    with pytest.raises(ListChanged):
        sign(people.director, seen=seen)


def test_page_signs_and_gives_the_signed_list_as_a_workbook(director, people):
    page = director.get(reverse("account_review"))
    sent = {"seen": page.context["digest"], "name": people.director.full_name, "password": PASSWORD, "note": ""}
    assert director.post(reverse("account_review"), sent).status_code == 302
    review = AccountReview.objects.get()
    assert review.sha256 in director.get(reverse("account_review")).content.decode()

    sheet = director.get(reverse("account_review_sheet", args=[review.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[2][0] == f"Mã SHA-256 của danh sách: {review.sha256}"
    assert rows[4][:2] == ["Họ và tên", "Tên đăng nhập"]
    assert len(rows) == 5 + len(review.listed)


def test_review_of_another_department_does_not_exist(director, elsewhere):
    theirs = sign(elsewhere.people.director)
    assert director.get(reverse("account_review_sheet", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("director", 200), ("coordinator", 403), ("head", 403), ("reporter", 403)],
)
def test_review_is_for_administrators_and_directors(client, people, sign_in, who, status):
    assert sign_in(client, getattr(people, who)).get(reverse("account_review")).status_code == status


def test_list_has_one_query_count_however_many_accounts(director, elsewhere, people):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries_made:
            assert director.get(reverse("account_review")).status_code == 200
        return len(queries_made)

    few = count()
    assert few <= 20
    for number in range(30):
        user = User.objects.create(username=f"them{number}", full_name=f"Người Mẫu {number}")
        user.positions.create(department_id=people.director.department_id, role="director", title="Phó Giám đốc")
    assert count() == few


def test_administration_page_lists_only_what_its_reader_may_open(client, people, sign_in):
    for viewer in people:
        browser = sign_in(Client(), viewer)
        page = browser.get(reverse("administration"))
        assert page.status_code == 200
        for url, *_words in page.context["pages"]:
            assert browser.get(url).status_code in {200, 302}, f"{url} as {viewer.role_names}"
    titles = {
        role: [str(title) for _url, title, _words in sign_in(Client(), viewer).get("/administration/").context["pages"]]
        for role, viewer in vars(people).items()
    }
    assert "Rà soát tài khoản và quyền" in titles["director"]
    assert "Rà soát tài khoản và quyền" not in titles["coordinator"]
    assert titles["reporter"] == ["Phiên làm việc của bạn", "Xác thực hai bước của bạn"]


def test_auditor_finds_links_and_tokens_on_the_administration_page(organisation, sign_in):
    browser = sign_in(Client(), newcomer(organisation, Role.AUDITOR))
    urls = [url for url, *_words in browser.get(reverse("administration")).context["pages"]]
    for url in (reverse("links"), reverse("tokens")):
        assert urls.count(url) == 1
        assert browser.get(url).status_code == 200


def test_auditor_finds_the_requests_to_restore_on_the_administration_page(organisation, sign_in):
    browser = sign_in(Client(), newcomer(organisation, Role.AUDITOR))
    urls = [url for url, *_words in browser.get(reverse("administration")).context["pages"]]
    assert urls.count(reverse("restores")) == 1
    assert browser.get(reverse("restores")).status_code == 200


def test_administration_stands_in_the_bar_for_those_who_have_pages_there(client, people, sign_in):
    for viewer, stands in ((people.administrator, True), (people.director, True), (people.reporter, False)):
        body = sign_in(Client(), viewer).get(reverse("home")).content.decode()
        assert (f'href="{reverse("administration")}"' in body) is stands
