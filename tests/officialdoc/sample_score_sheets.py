"""The score sheet of a sample department over six pillars, three stages. Every figure is made up."""

from dataclasses import replace
from decimal import Decimal

from dondoc.officialdoc.score_sheets import ScoredCriterion, ScoredPillar, Sheet, StageTotals
from tests.officialdoc.sample_improvements import GAPS, GROUPS


def _criterion(place: int) -> ScoredCriterion:
    given = GAPS[place]
    maximum = Decimal(20)
    own = maximum - given.lost if place % 3 else maximum
    checked = own - Decimal("1.25") if place % 5 == 2 else own
    return ScoredCriterion(
        code=given.code,
        title=given.title,
        max=maximum,
        own=own,
        checked=checked,
        appraised=checked - 5 if place % 7 == 4 else checked,
        reason="Minh chứng ngoài kỳ đánh giá (tháng 12/2025)" if place % 7 == 4 else "",
        proofs=tuple(f"{kind} số {place + 10}/STP ngày 05/11/2026, trang 2" for kind in given.evidence),
    )


_ALL = [_criterion(place) for place in range(len(GAPS))]
_ALL[1] = replace(
    _ALL[1], proofs=(), explanation="Phần mềm quản trị tập trung chưa xuất được danh sách máy; Sở sẽ bổ sung."
)
_ALL[5] = replace(_ALL[5], max=None, own=None, checked=None, appraised=None)
_ALL[9] = replace(_ALL[9], own=Decimal(0), checked=Decimal(0), appraised=Decimal(0), proofs=())
_ALL[17] = replace(_ALL[17], own=None, checked=None, appraised=Decimal("13.75"), proofs=())

PILLARS = tuple(
    ScoredPillar(code, group.title, tuple(c for c in _ALL if c.code.startswith(f"{code}.")))
    for group in GROUPS
    for code in group.pillars
)


def _total(points: Decimal) -> StageTotals:
    percent = (points / 4).quantize(Decimal("0.01"))
    return StageTotals(points, Decimal(400), percent, points / 4 * 10, "Nâng cao" if percent > 50 else "Hình thành")


SHEET = Sheet(
    body="Sở Tư pháp",
    year=2026,
    set_title="Bộ chỉ số đánh giá chuyển đổi số cấp sở năm 2026",
    is_unofficial=True,
    pillars=PILLARS,
    own=_total(sum((c.own for c in _ALL if c.own is not None), Decimal(0))),
    checked=_total(sum((c.checked for c in _ALL if c.checked is not None), Decimal(0))),
    appraised=_total(sum((c.appraised for c in _ALL if c.appraised is not None), Decimal(0))),
    difficulties=("Hệ thống thông tin của Bộ chưa chia sẻ số liệu theo từng đơn vị.",),
    proposals=("Đề nghị cung cấp số liệu hồ sơ trực tuyến theo từng đơn vị trước ngày 10 hằng tháng.",),
)
