"""Which units a printed lead means."""

import pytest

from dondoc.core.leads import LeadMatch, UnitKind, UnitNames, match_lead

UNITS = (
    UnitNames(1, UnitKind.OFFICE, False, ("Văn phòng Sở", "VP", "Văn phòng")),
    UnitNames(2, UnitKind.DIVISION, True, ("Phòng Hành chính tư pháp", "HCTP")),
    UnitNames(3, UnitKind.DIVISION, False, ("Thanh tra Sở", "TTR")),
    UnitNames(4, UnitKind.ATTACHED, True, ("Phòng Công chứng số 1",)),
)


@pytest.mark.parametrize(
    ("printed", "unit_ids", "is_collective"),
    [
        ("Văn phòng Sở", (1,), False),
        ("Sở Tư pháp (Văn phòng Sở)", (1,), False),
        ("Văn phòng sở", (1,), False),
        ("VĂN PHÒNG SỞ;", (1,), False),
        ("Phòng hành chính Tư pháp thuộc Sở", (2,), False),
        ("Thanh tra", (3,), False),
        ("Sở Tư pháp (Các phòng, đơn vị thuộc Sở)", (1, 2, 3, 4), True),
        ("các phòng, đơn vị thuộc Sở", (1, 2, 3, 4), True),
        ("Trưởng các phòng, đơn vị", (1, 2, 3, 4), True),
        ("Sở Tư pháp (Phòng, đơn vị thuộc Sở có TTHC)", (2, 4), True),
        ("Các phòng chuyên môn thuộc Sở", (2, 3), True),
        ("Các đơn vị trực thuộc Sở", (4,), True),
        ("Các sở, ban, ngành cấp tỉnh", (), False),
        ("UBND các xã, phường", (), False),
        ("Công an tỉnh", (), False),
        ("Sở Tư pháp", (), False),
    ],
)
def test_lead_is_matched_as_an_official_reads_it(printed: str, unit_ids: tuple[int, ...], is_collective: bool) -> None:
    assert match_lead(printed, UNITS) == LeadMatch(unit_ids, is_collective)
