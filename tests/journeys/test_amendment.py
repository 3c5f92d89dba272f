"""A later version of a plan imported over a quarter of running answers: nothing is lost, and the difference is right.

Pictures of each step are left in the folder of the test.
"""

import hashlib
import re
from pathlib import Path

import figures
import pytest
from acts import SAMPLES, open_quarter, upload
from visitors import PHONE, SignIn, Visitor

from dondoc.models import Answer, Evidence, Plan, ReportMove, UnitReport

pytestmark = pytest.mark.journey

FILE = SAMPLES / "plans" / "ke-hoach-chuyen-doi-so-2026-dieu-chinh.docx"
TITLE = "Chuyển đổi số của Sở Tư pháp năm 2026"
QUARTER = "Quý I/2026"
SPLIT = "6. Rà soát quy trình nội bộ, bỏ thành phần hồ sơ đã có dữ liệu số"
GOES_ON = "6. Rà soát quy trình nội bộ lĩnh vực hành chính tư pháp, bỏ thành phần hồ sơ đã có dữ liệu số"


def test_later_version_over_running_answers_loses_nothing(demonstration: None, sign_in: SignIn, tmp_path: Path) -> None:
    kept = stored()
    office = sign_in("dieuphoi")
    open_quarter(office, QUARTER, TITLE)
    before = figures.of_page(office.page)

    compare(office, tmp_path)
    apply(office, tmp_path)
    look_at_what_was_dropped(office, tmp_path)
    read_the_amendment_again(office, tmp_path)

    assert stored() == kept
    open_quarter(office, QUARTER, "41/KH-STP")
    after = figures.of_page(office.page)
    assert figures_of(after) == figures_of(before)
    assert results_of(after) == {
        **{number: result for number, result in results_of(before).items() if number not in {"7", "9", "10"}},
        "7": ("–", "Chưa thực hiện"),
        "9": results_of(before)["10"],
        "10": results_of(before)["9"],
        "11": ("–", "Chưa thực hiện"),
    }
    assert after.difficulties == before.difficulties
    report = figures.of_document(office.fetch("Lập báo cáo (.docx)", role="button"))
    assert (report.counted, report.groups, report.targets) == (after.counted, after.groups, after.targets)
    assert results_of(report) == {**results_of(after), "7": ("–", "Chưa giao đơn vị thực hiện")}


def test_comparison_needs_neither_script_nor_width(demonstration: None, sign_in: SignIn, tmp_path: Path) -> None:
    office = sign_in("dieuphoi", viewport=PHONE, java_script_enabled=False)
    office.visit("/drafts/new/")
    office.page.get_by_label("Tệp kế hoạch").set_input_files(FILE)
    office.press("Tải lên và đọc")
    office.follow("Là bản điều chỉnh của kế hoạch khác")
    office.follow(f"Kế hoạch {TITLE}")
    office.press("Xem lại theo lựa chọn")
    assert "1 chỗ cần chọn" in office.text
    office.page.get_by_role("radio", name="Không còn trong văn bản mới: bỏ").check()
    office.press("Xem lại theo lựa chọn")
    assert office.page.get_by_role("radio", name="Không còn trong văn bản mới: bỏ").is_checked()
    picture(office, tmp_path, "phone")

    office.press("Áp dụng bản điều chỉnh")

    assert "Đã bỏ theo bản điều chỉnh (2)" in office.text


def compare(office: Visitor, shots: Path) -> None:
    """The review page proposes the plan; the comparison tells each change and asks what it cannot know."""
    upload(office, FILE)
    office.sees(re.compile(f"có vẻ là bản điều chỉnh của Kế hoạch {TITLE}"))
    picture(office, shots, "review")
    office.follow("Xem từng chỗ thay đổi")
    assert counts(office) == [("Nhiệm vụ", "1", "2", "1", "1", "5"), ("Chỉ tiêu", "0", "1", "0", "0", "11")]
    assert "Mọi thứ đã có được giữ: 32 câu trả lời, 1 minh chứng." in office.text
    told = office.page.get_by_role("article").all_inner_texts()
    assert [figures.plain(text).split(" Giữ ")[0] for text in told] == [
        (
            "+ Thêm 11. Thí điểm trợ lý ảo tra cứu văn bản quy phạm pháp luật cho công chức của Sở"
            " Thời hạn như văn bản ghi Mới Quý III/2026 Hạn (ngày cuối cùng) Mới 30/9/2026"
            " Đơn vị chủ trì Mới Văn phòng Sở Sản phẩm, kết quả Mới Báo cáo kết quả thí điểm"
        ),
        (
            "≠ Sửa 8. Triển khai Phong trào “Bình dân học vụ số” theo Kế hoạch số 09-KH/BCĐ ngày 22/8/2025 của Tỉnh ủy"
            " Hà Phong Đơn vị chủ trì Mới Phòng Phổ biến, giáo dục pháp luật"
        ),
        (
            "≠ Sửa 10. Tổ chức hội nghị, tập huấn về kỹ năng số, trí tuệ nhân tạo và bảo vệ dữ liệu cá nhân cho công"
            " chức, viên chức, người lao động Số thứ tự Cũ 9 Mới 10 Thời hạn như văn bản ghi Mới trước ngày 30/9/2026"
            " Hạn (ngày cuối cùng) Mới 30/9/2026 Hạn 30/6/2026 do Văn phòng Sở đặt được thay bằng hạn của văn bản."
        ),
        (
            "↕ Chuyển chỗ 9. Duy trì phần mềm phòng, chống mã độc quản lý tập trung cho 100% máy tính; thực hiện đủ"
            " biện pháp bảo đảm an toàn thông tin mạng Số thứ tự Cũ 10 Mới 9"
        ),
        (
            "− Bỏ 7. Lập, gửi báo cáo định kỳ trên Hệ thống báo cáo đa ngành của tỉnh;"
            " đối chiếu số liệu trước khi gửi"
        ),
        (
            "≠ Sửa Tối thiểu 80% giao dịch hành chính được thực hiện mà người dân không phải đến trụ sở"
            " Chỉ tiêu Cũ Tối thiểu 70% giao dịch hành chính được thực hiện mà người dân không phải đến trụ sở"
            " Mới Tối thiểu 80% giao dịch hành chính được thực hiện mà người dân không phải đến trụ sở"
            " Giá trị Cũ 70 Mới 80"
        ),
    ]  # fmt: skip
    picture(office, shots, "comparison")


def apply(office: Visitor, shots: Path) -> None:
    """Not before the question is answered."""
    office.press("Áp dụng bản điều chỉnh")
    assert "Chưa chọn: hãy chọn dòng tương ứng" in office.text
    picture(office, shots, "question")
    office.page.get_by_role("group", name=SPLIT).get_by_label(GOES_ON).check()
    office.press("Xem lại theo lựa chọn")
    assert counts(office)[0] == ("Nhiệm vụ", "2", "3", "1", "1", "5")
    office.press("Áp dụng bản điều chỉnh")
    assert "Đã áp dụng bản điều chỉnh" in office.text
    assert "Đã điều chỉnh theo ke-hoach-chuyen-doi-so-2026-dieu-chinh.docx ngày 18/3/2026" in office.text
    picture(office, shots, "plan")


def look_at_what_was_dropped(office: Visitor, shots: Path) -> None:
    office.page.get_by_text("Đã bỏ theo bản điều chỉnh (1)").click()
    office.follow(re.compile("^Lập, gửi báo cáo định kỳ"))
    assert "không còn được hỏi và theo dõi; câu trả lời và minh chứng được giữ" in office.text
    assert "Báo cáo định kỳ Quý I được lập, gửi" in office.text
    picture(office, shots, "dropped")


def read_the_amendment_again(office: Visitor, shots: Path) -> None:
    office.follow("Xem bản điều chỉnh")
    assert counts(office)[0] == ("Nhiệm vụ", "2", "3", "1", "1", "5")
    assert "Tải bản cũ" in office.text
    picture(office, shots, "amendment")
    office.follow("Văn bản")
    assert "Bản đầu: ke-hoach-chuyen-doi-so-2026.docx" in office.text


def stored() -> list[object]:
    """Every answer, report, move and proof of all plans, each file by its bytes; the periods of the plan."""
    proofs = [
        (proof["id"], proof["answer_id"], proof["sha256"], hashlib.sha256(Path(path).read_bytes()).hexdigest())
        for proof, path in zip(
            Evidence.objects.order_by("id").values(),
            [evidence.file.path for evidence in Evidence.objects.order_by("id")],
            strict=True,
        )
    ]
    rows = [list(model.objects.order_by("id").values()) for model in (Answer, UnitReport, ReportMove)]
    return [*rows, proofs, list(Plan.objects.get(title=TITLE).periods.values_list("code", flat=True))]


def counts(office: Visitor) -> list[tuple[str, ...]]:
    rows = office.page.get_by_role("region", name="Số mục thay đổi").get_by_role("row").all()[1:]
    return [tuple(row.inner_text().split("\t")) for row in rows]


def figures_of(shown: figures.PeriodFigures) -> list[str]:
    """The figure of each target."""
    return [row[2] for row in shown.targets]


def results_of(shown: figures.PeriodFigures) -> dict[str, tuple[str, str]]:
    """Rate and state of each task, by its number."""
    return {number: (rate, state) for number, rate, state in shown.tasks}


def picture(office: Visitor, shots: Path, name: str) -> None:
    office.page.screenshot(path=shots / f"{name}.png", full_page=True)
