"""Which criterion of last year's set is which of this year's, from a .toml file.

Not here: what changed between the two (core/scoring/changes).
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dondoc.core.scoring.changes import MappingRefused, Pair
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.faults import ShapeFault
from dondoc.core.scoring.tables import Table
from dondoc.criteriafile.tomlfiles import table_of

_PAIRS = 'cần các bảng [[pair]] với from = "…" và to = "…"'


def read_mapping(path: Path, old: CriteriaSet, new: CriteriaSet) -> tuple[Pair, ...]:
    """The pairs of the file; each criterion of both sets stands in it once: in a pair, in `dropped` or in `new`.

    Raises MappingRefused with every fault at once: a code that no set has, that is left out or stands there twice.
    """
    table = table_of(path, MappingRefused)
    dropped = table.texts("dropped", "cần danh sách mã chỉ số bị bỏ, có thể để trống: []")
    added = table.texts("new", "cần danh sách mã chỉ số mới, có thể để trống: []")
    pairs = tuple(_pair(row) for row in table.tables("pair", _PAIRS, may_be_empty=True))
    table.close()
    if not table.faults:
        _check(old, [*(pair.old for pair in pairs), *dropped], "from, dropped", table.faults)
        _check(new, [*(pair.new for pair in pairs), *added], "to, new", table.faults)
    if table.faults:
        raise MappingRefused(table.faults)
    return pairs


def _pair(row: Table) -> Pair:
    pair = Pair(row.text("from"), row.text("to"))
    row.close()
    return pair


def _check(criteria_set: CriteriaSet, named: Iterable[str], keys: str, faults: list[ShapeFault]) -> None:
    counts = Counter(named)
    known = [each.code for each in criteria_set.criteria]
    for code, count in counts.items():
        if code not in known:
            faults.append(ShapeFault(code, f"bộ “{criteria_set.id}” không có chỉ số này", "cần mã có trong bộ"))
        elif count > 1:
            faults.append(ShapeFault(code, f"đứng {count} lần ở {keys}", "mỗi chỉ số chỉ đứng một lần"))
    for code in known:
        if code not in counts:
            what = f"chỉ số của bộ “{criteria_set.id}” chưa được nêu"
            faults.append(ShapeFault(code, what, f"cần đứng một lần ở {keys}"))
