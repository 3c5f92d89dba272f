"""A round of twenty bodies by the sample set through all stages: people click where they decide, the bulk is acted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from acts import PROOF
from factories import LATER
from playwright.sync_api import expect
from rounds_of_twenty import (
    UNRANKED,
    AssessedBody,
    adopted_by,
    appraiser_of,
    bring_to_signature,
    found_bodies,
    profile_of,
    prove,
)
from visitors import SignIn, Visitor

from dondoc.actions import assessments, disputes, scores
from dondoc.core.assessments import Move, Stage
from dondoc.core.permissions import Viewer
from dondoc.management import demonstrations
from dondoc.models import Assessment, CriterionScore, ScoreSnapshot, ScoringRound, User

pytestmark = pytest.mark.journey

# What twenty bodies get once body 5 is lowered to 10 meetings' points and raised to 15 on its dispute.
PLACES = {
    "Có thủ tục hành chính": ["04 1", *(f"{n:02} 1" for n in range(6, 14)), "05 10", "02 11", "01 12", "00 13", "03 –"],
    "Không có thủ tục hành chính": ["14 1", "16 1", "17 1", "18 1", "19 1", "15 –"],
}


def test_round_of_twenty_bodies_goes_from_its_opening_to_the_ranking(site: str, sign_in: SignIn) -> None:
    bodies = found_bodies()
    first, second = appraiser_of(bodies), appraiser_of(bodies, "doc-lai")
    give_passwords(first, second, bodies[5].director)
    adopted_by(first)
    appraiser = sign_in("tham-dinh.chung")

    scoring_round = open_the_round(appraiser, bodies)
    ids = dict(scoring_round.assessments.values_list("department__name", "pk"))
    prove(ids["Cơ quan 05"], bodies[5], "2.2", data=PROOF.read_bytes(), page="2")
    bring_to_signature(scoring_round, bodies, sign=set(range(20)) - {5})
    sign_the_last(sign_in("director.05"))

    draw_a_sample(appraiser, scoring_round)
    lower_one_and_agree(appraiser, scoring_round)
    agree_with_the_rest(ids, first)
    read_again(sign_in("doc-lai"), scoring_round)
    tell_all(ids, first)
    disputed = disputes.write(
        ids["Cơ quan 05"], "2.2", words="Có đủ kết luận", asked_points=Decimal(20), actor=bodies[5].office, at=LATER
    )
    assessments.move(disputed.assessment_id, move=Move.DISPUTE, actor=bodies[5].director, at=LATER)
    decide_in_part(appraiser)
    for assessment_id in ids.values():
        assessments.move(assessment_id, move=Move.CONCLUDE, actor=first, at=LATER)

    publish(appraiser, scoring_round)
    assert places_on(appraiser) == PLACES
    told = {f"{a.department.name[-2:]} {a.rank or '–'}" for a in Assessment.objects.select_related("department")}
    assert told == {place for places in PLACES.values() for place in places}
    counted = CriterionScore.objects.filter(assessment=ids["Cơ quan 00"], stage=Stage.FINAL.value, points__isnull=False)
    assert (counted.count(), ScoreSnapshot.objects.filter(assessment__round=scoring_round).count()) == (36, 20 * 5)


def give_passwords(*viewers: Viewer) -> None:
    """The sample password for those who come to the site."""
    for user in User.objects.filter(pk__in=[viewer.user_id for viewer in viewers]):
        user.set_password(demonstrations.organisation()["password"])
        user.save()


def open_the_round(appraiser: Visitor, bodies: Sequence[AssessedBody]) -> ScoringRound:
    appraiser.visit("/dti/bench/")
    appraiser.follow("Mở đợt đánh giá")
    page = appraiser.page
    page.get_by_label("Hạn tự chấm").fill("30/6/2026")
    page.get_by_label("Hạn thẩm định").fill("31/7/2026")
    for body in bodies:
        name = body.department.name
        page.get_by_label(name, exact=True).check()
        page.get_by_label(f"Nhóm đơn vị của {name}").select_option(profile_of(body.number))
        page.get_by_label(f"Lý do không xếp hạng {name}").fill(UNRANKED.get(body.number, ""))
    appraiser.press("Mở đợt đánh giá")
    assert "20/20 cơ quan chưa có điểm chính thức." in appraiser.text
    assert "không xếp hạng: Mới thành lập" in appraiser.text
    return ScoringRound.objects.get()


def sign_the_last(director: Visitor) -> None:
    director.follow("Ký phiếu đánh giá, gửi thẩm định")
    move(director, "Ký, gửi thẩm định")
    assert "Chờ thẩm định" in director.text


def draw_a_sample(appraiser: Visitor, scoring_round: ScoringRound) -> None:
    appraiser.visit(f"/dti/bench/{scoring_round.pk}/sample/")
    appraiser.page.get_by_label("Mã gieo").fill("18/3/2026")
    appraiser.page.get_by_label("Số chỉ số rút").fill("12")
    appraiser.press("Rút mẫu")
    expect(appraiser.page.get_by_role("region", name="Các chỉ số của mẫu").get_by_role("link")).to_have_count(12)


def lower_one_and_agree(appraiser: Visitor, scoring_round: ScoringRound) -> None:
    """From home over the bench to one criterion: the proof is looked at, body 5 gets less, body 6 what it signed."""
    appraiser.go("/")
    appraiser.follow("Thẩm định 20 cơ quan")
    by_criterion = appraiser.page.get_by_role("region", name="Theo chỉ số", exact=True)
    appraiser.follow("2.2. Số phiên họp của Ban chỉ đạo (Tổ) chuyển đổi số trong năm", within=by_criterion)
    assert "Cơ quan 03 3 phiên 15,00 15,00" in appraiser.text
    appraiser.go(f"/dti/bench/{scoring_round.pk}/criteria/2.2/?body={assessment_of('Cơ quan 05')}")
    picture = appraiser.page.get_by_alt_text("Ảnh trang 2 của quyet-dinh.pdf")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.complete && image.naturalWidth > 500")
    appraiser.page.get_by_label("Điểm", exact=True).fill("10")
    appraiser.page.get_by_label("Lý do khác điểm cơ quan đã ký").select_option(label="Minh chứng chưa đủ")
    appraiser.press("Ghi điểm thẩm định")
    assert "Còn 19/20 cơ quan chờ thẩm định." in appraiser.text
    appraiser.press("Đồng ý Cơ quan 06")
    assert "Còn 18/20 cơ quan chờ thẩm định." in appraiser.text
    assert "10,00 Minh chứng chưa đủ" in appraiser.text


def assessment_of(name: str) -> int:
    return Assessment.objects.get(department__name=name).pk


def agree_with_the_rest(ids: Mapping[str, int], appraiser: Viewer) -> None:
    for assessment_id in ids.values():
        scores.agree_all(assessment_id, stage=Stage.APPRAISED, actor=appraiser, at=LATER)


def read_again(reader: Visitor, scoring_round: ScoringRound) -> None:
    reader.visit(f"/dti/bench/{scoring_round.pk}/sample/")
    reader.follow("Đọc chỉ số tiếp theo")
    reader.page.get_by_label("Điểm", exact=True).fill(reader.fact("Điểm đã ký"))
    reader.press("Ghi điểm đọc lần hai")
    assert "Hai lần đọc giống nhau 1/1 · 100 %." in reader.text


def tell_all(ids: Mapping[str, int], appraiser: Viewer) -> None:
    for assessment_id in ids.values():
        assessments.move(assessment_id, move=Move.RELEASE, actor=appraiser, at=LATER)


def decide_in_part(appraiser: Visitor) -> None:
    appraiser.go("/")
    appraiser.follow("Trả lời giải trình của 1 cơ quan")
    appraiser.follow("Mở giải trình đầu tiên")
    appraiser.sees("Có đủ kết luận")
    appraiser.page.get_by_label("Chấp nhận một phần").check()
    appraiser.page.get_by_label("Điểm sau giải trình").fill("15")
    appraiser.page.get_by_label("Ý kiến trả lời").fill("Đủ ba phiên")
    appraiser.press("Trả lời giải trình")


def publish(appraiser: Visitor, scoring_round: ScoringRound) -> None:
    appraiser.visit(f"/dti/rounds/{scoring_round.pk}/")
    assert "Thứ hạng nếu công bố bây giờ" in appraiser.text
    move(appraiser, "Công bố kết quả")
    assert "Đã công bố kết quả của đợt đánh giá." in appraiser.text


def move(visitor: Visitor, name: str) -> None:
    """Presses what asks first, and says yes."""
    visitor.page.get_by_role("button", name=name, exact=True).click()
    visitor.press(name, within=visitor.page.get_by_role("dialog", name="Xin xác nhận"))


def places_on(visitor: Visitor) -> dict[str, list[str]]:
    """By profile, number and place of each body in the order of the table."""
    found: dict[str, list[str]] = {}
    for row in visitor.page.get_by_role("region", name="Các cơ quan trong đợt").locator("tbody tr").all():
        cells = row.locator("th, td").all_inner_texts()
        if len(cells) == 1:
            found[cells[0]] = []
        else:
            found[list(found)[-1]].append(f"{cells[0].split()[2]} {cells[1].strip()}")
    return found
