"""The dispute file: each criterion with its rule, points, reason, answer, figures; each proof with its particulars."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dondoc.officialdoc import Annex, Bullet, Clause, GroupRow, OfficialDocument, Paragraph, Row, Table, render
from dondoc.officialdoc.disputes import describe
from tests.officialdoc.sample_disputes import DOSSIERS, FILE, MEETINGS, WEBSITE
from tests.officialdoc.sample_improvements import HEADING

APPRAISER = "Sở Khoa học và Công nghệ tỉnh Hà Phong"
LETTER = replace(HEADING, addressed_to=(APPRAISER,), recipients=("Lưu: VT, VP",))
OFFICIAL = replace(FILE, is_unofficial=False)


def texts(document: OfficialDocument, section: int) -> list[str]:
    return [b.text for b in document.sections[section].blocks if isinstance(b, Paragraph | Clause | Bullet)]


def table_of(blocks: tuple[object, ...]) -> Table:
    (table,) = (block for block in blocks if isinstance(block, Table))
    return table


def test_letter_goes_to_the_appraiser_with_number_and_date_blank() -> None:
    document = describe(FILE, LETTER)
    assert (document.kind, document.symbol, document.number, document.issued_on) == ("Báo cáo", "BC-STP", None, None)
    assert document.addressed_to == (APPRAISER,)
    assert document.summary == "Giải trình, kiến nghị về kết quả thẩm định chuyển đổi số (DTI) năm 2026"


def test_summary_gives_points_of_each_criterion_and_their_sums() -> None:
    table = table_of(describe(OFFICIAL, LETTER).sections[0].blocks)
    assert table.rows == (
        Row(("1", "4.1. Hồ sơ thủ tục hành chính trực tuyến toàn trình", "30", "30", "15", "15")),
        Row(("2", "2.4. Họp Ban Chỉ đạo chuyển đổi số", "10", "10", "5", "5")),
        Row(("3", "4.4. Trang thông tin điện tử", "12", "12", "0", "12")),
        Row(("", "Tổng cộng", "52", "52", "20", "32"), total=True),
    )


def test_each_criterion_is_answered_in_full() -> None:
    assert texts(describe(OFFICIAL, LETTER), 1)[:7] == [
        "Chỉ số 4.1: Hồ sơ thủ tục hành chính trực tuyến toàn trình",
        f"Cách tính điểm: {DOSSIERS.rule}.",
        "Điểm: tối đa 30; tự chấm 30; thẩm định 15; chênh lệch 15.",
        f"Lý do của cơ quan thẩm định: {DOSSIERS.reason}.",
        f"Giải trình: {DOSSIERS.answer}",
        (
            "Số liệu: Hồ sơ được tiếp nhận trực tuyến toàn trình: 812/1.003 (80,95%), đến ngày 31/10/2026, "
            "nguồn: Hệ thống thông tin giải quyết thủ tục hành chính."
        ),
        "Minh chứng: từ số 1 đến số 2 tại Phụ lục kèm theo.",
    ]
    assert texts(describe(OFFICIAL, LETTER), 1)[13] == "Minh chứng: số 3 tại Phụ lục kèm theo."


def test_what_is_lacking_is_said() -> None:
    assert texts(describe(OFFICIAL, LETTER), 1)[14:] == [
        "Chỉ số 4.4: Trang thông tin điện tử",
        "Cách tính điểm: Có chuyên mục chuyển đổi số được cập nhật hằng tháng.",
        "Điểm: tối đa 12; tự chấm 12; thẩm định 0; chênh lệch 12.",
        "Lý do của cơ quan thẩm định: không nêu.",
        "Giải trình: Chuyên mục hoạt động liên tục từ ngày 02/01/2026.",
        "Chưa có minh chứng kèm theo.",
    ]


def test_requests_name_the_points_asked_for() -> None:
    assert texts(describe(OFFICIAL, LETTER), 2) == [
        "Đề nghị cơ quan thẩm định xem xét, công nhận điểm của các chỉ số sau:",
        "Chỉ số 4.1: từ 15 thành 30 điểm.",
        "Chỉ số 2.4: từ 5 thành 10 điểm.",
        "Chỉ số 4.4: từ 0 thành 6 điểm.",
    ]


def test_annex_lists_every_proof_with_page_and_hash() -> None:
    (annex,) = describe(OFFICIAL, LETTER).annexes
    assert isinstance(annex, Annex)
    assert annex.landscape
    rows = table_of(annex.blocks).rows
    assert [row.title for row in rows if isinstance(row, GroupRow)] == [
        "Chỉ số 4.1: Hồ sơ thủ tục hành chính trực tuyến toàn trình",
        "Chỉ số 2.4: Họp Ban Chỉ đạo chuyển đổi số",
        "Chỉ số 4.4: Trang thông tin điện tử",
    ]
    code = DOSSIERS.proofs[1].sha256
    second = rows[2]
    assert isinstance(second, Row)
    assert second.cells == (
        "2",
        "1207/TTPVHCC-TH",
        "6/11/2026",
        "Trung tâm Phục vụ hành chính công tỉnh",
        "Xác nhận số liệu hồ sơ trực tuyến của Sở Tư pháp",
        "1–2",
        "1207-TTPVHCC-TH.pdf",
        "\n".join((code[:16], code[16:32], code[32:48], code[48:])),
    )


def test_a_proof_without_particulars_shows_dashes() -> None:
    (given,) = MEETINGS.proofs
    bare = replace(given, proof=replace(given.proof, number="", issued_on=None, page=""), sha256="")
    file = replace(OFFICIAL, disputes=(replace(MEETINGS, proofs=(bare,)),))
    row = table_of(describe(file, LETTER).annexes[0].blocks).rows[1]
    assert isinstance(row, Row)
    assert row.cells == (
        *("1", "–", "–", "Sở Tư pháp", "Kết luận cuộc họp Ban Chỉ đạo chuyển đổi số quý III năm 2026"),
        *("–", "88-TB-STP.pdf", "–"),
    )


def test_one_dispute_has_no_sum_and_without_proofs_no_annex() -> None:
    document = describe(replace(OFFICIAL, disputes=(WEBSITE,)), LETTER)
    assert len(table_of(document.sections[0].blocks).rows) == 1
    assert document.annexes == ()


def test_a_sample_set_is_marked_wherever_points_stand() -> None:
    document = describe(FILE, LETTER)
    mark = "(bộ chỉ số mẫu, không chính thức)"
    points = [text for text in (*texts(document, 1), *texts(document, 2)) if text.startswith(("Điểm", "Đề nghị"))]
    assert len(points) == 4
    assert all(mark in text for text in (*points, *document.opening))
    assert {column.above for column in table_of(document.sections[0].blocks).columns[2:]} == {f"Điểm {mark}"}
    assert mark not in str(describe(OFFICIAL, LETTER))


def test_a_file_without_disputes_is_refused() -> None:
    with pytest.raises(ValueError, match="a dispute"):
        describe(replace(FILE, disputes=()), LETTER)


def test_difference_may_be_in_the_body_s_favour() -> None:
    assert replace(WEBSITE, own_points=Decimal(3), appraised_points=Decimal(5)).difference == Decimal(-2)


def test_same_file_gives_same_bytes() -> None:
    assert render(describe(FILE, LETTER)) == render(describe(FILE, LETTER))
