"""Dossiers: a dirty export is given on the page, its report read, a rate followed to its procedures and dossiers."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from background import work_off
from playwright.sync_api import expect
from python_calamine import load_workbook
from visitors import PHONE, SignIn

from dondoc.actions import positions
from dondoc.models import AuditRow, DossierUnit, Position, User
from dondoc.queries.people import viewer_for

pytestmark = pytest.mark.journey

HEADER = "Mã hồ sơ;Mã TTHC;Lĩnh vực;Đơn vị;Họ và tên;Kênh tiếp nhận;Toàn trình;Ngày tiếp nhận;Hạn trả;Ngày trả kết quả"
LINES = (
    "A-1;2.000488;Lý lịch tư pháp;Phòng HCTP;Lê Mẫu A;Trực tuyến;x;05/01/2026;15/01/2026;12/01/2026",
    "A-2;2.000488;Lý lịch tư pháp;Phòng HCTP;Lê Mẫu B;Trực tuyến;x;06/01/2026;16/01/2026;13/01/2026",
    "A-3;2.002039;Quốc tịch;Bộ phận Một cửa;Lê Mẫu C;Trực tiếp;;07/01/2026;20/01/2026;19/01/2026",
    "A-4;2.002039;Quốc tịch;Bộ phận Một cửa;Lê Mẫu D;Trực tiếp;;32/01/2026;20/02/2026;19/02/2026",
    "A-1;2.000488;Lý lịch tư pháp;Phòng HCTP;Lê Mẫu A;Trực tuyến;x;05/01/2026;15/01/2026;12/01/2026",
)
DIRTY = "\n".join([f"{HEADER};Trạng thái", *(f"{line};Đã giải quyết" for line in LINES)]) + "\n"


def make_analyst() -> None:
    """The Office's coordinator may look at single dossiers."""
    at = datetime(2026, 3, 18, 9, tzinfo=UTC)
    administrator = viewer_for(User.objects.get(username="quantri"), on=at.date())
    position = Position.objects.get(user__username="dieuphoi", role="coordinator")
    positions.mark_analyst(position.pk, is_analyst=True, actor=administrator, at=at)


def test_dirty_export_is_loaded_and_a_rate_followed_to_its_dossiers(
    department: None, sign_in: SignIn, tmp_path: Path
) -> None:
    make_analyst()
    export = tmp_path / "thang-01.csv"
    export.write_text(DIRTY, encoding="utf-8-sig")
    office = sign_in("dieuphoi")
    office.follow("Hồ sơ TTHC")
    office.sees("Chưa có hồ sơ nào được nạp")

    office.follow("Nạp tệp hồ sơ")
    office.page.get_by_label("Tệp hồ sơ").set_input_files(export)
    office.press("Nạp tệp")
    office.sees("Đang chờ nạp")
    work_off()
    # The list tells by itself.
    expect(office.page.locator("#loads")).to_contain_text("Đã nạp")
    office.look()
    office.follow("thang-01.csv")
    assert "Dòng đọc 5 = Lưu 3 + Bị loại 2 + Không đổi 0" in office.text
    assert office.fact("Cột cá nhân đã bỏ, không lưu") == "Họ và tên"
    rejected = load_workbook(BytesIO(office.fetch("Tải các dòng bị loại (.xlsx)"))).get_sheet_by_index(0).to_python()
    assert [line[:3] for line in rejected[1:]] == [[5, "Ngày tiếp nhận", "32/01/2026"], [6, "Mã hồ sơ", "A-1"]]

    office.follow("Việc của tôi")
    office.sees("Chọn đơn vị cho 1 tên trong tệp hồ sơ")
    office.follow("Sửa 2 dòng bị loại của tệp thang-01.csv")
    office.follow("Xem các tỷ lệ")
    office.sees("2/3 · 66,7 %")
    office.follow("Chọn đơn vị cho các tên này")
    office.page.get_by_label("Bộ phận Một cửa").select_option(label="Văn phòng Sở")
    office.press("Lưu")
    assert DossierUnit.objects.get(name="Bộ phận Một cửa").unit.code == "VP"

    office.follow("Các tỷ lệ")
    office.follow("1 hồ sơ không đạt: xem thủ tục")
    assert "Thủ tục kéo thấp tỷ lệ" in office.text
    office.follow("1 hồ sơ không đạt: xem danh sách")
    assert not AuditRow.objects.filter(act="dossier-rows.read").exists()
    office.press("Xem danh sách hồ sơ")
    assert "A-* 2.002039 Bộ phận Một cửa Trực tiếp 7/1/2026 20/1/2026 19/1/2026" in office.text
    office.sees("dòng 4")
    assert "Lê Mẫu" not in office.page.content()
    assert AuditRow.objects.get(act="dossier-rows.read").actor_name == "Trần Mẫu Hà"


def test_export_is_loaded_on_a_phone_without_script(department: None, sign_in: SignIn, tmp_path: Path) -> None:
    export = tmp_path / "thang-01.csv"
    export.write_text(DIRTY, encoding="utf-8")
    office = sign_in("dieuphoi", viewport=PHONE, java_script_enabled=False)
    office.visit("/dossiers/loads/")
    office.page.get_by_label("Tệp hồ sơ").set_input_files(export)
    office.press("Nạp tệp")
    work_off()
    office.visit("/dossiers/loads/")
    office.sees("Đã nạp")
    office.visit("/dossiers/?measure=online_rate")
    office.sees("2/3 · 66,7 %")
