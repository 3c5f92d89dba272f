"""Whether a chain of audit rows is as it was written, and if not, which row is the first that is not.

An edited, deleted, inserted or moved row shows in the chain itself. Rows cut off at the end, and a chain written anew
from some row on, show only against what is kept apart from the rows: the chain's end and the heads kept outside.
Not here: where rows and heads come from (queries/audit, deploy/verify_audit.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from dondoc.core.chains import ERASURE, ROW_KIND, START, Link, detail_digest

# A head is copied from paper: at least so many of its 64 digits.
FEWEST_DIGITS = 16


class Detail(NamedTuple):
    """What a row's act changed and why, as it is kept beside the row."""

    salt: str
    before: Any
    after: Any
    reason: str


class KeptRow(NamedTuple):
    """One row as it is found. `row_id` is what a later row names to say that the detail was erased."""

    row_id: int
    link: Link
    previous_hash: str
    hash: str
    detail: Detail | None


@dataclass(frozen=True)
class Head:
    """The hash of one row, kept apart from the rows: whole, or its first digits."""

    number: int
    hash: str
    kept: str = ""  # where: a day, or the chain's own end

    def agrees(self, found: str) -> bool:
        return found.startswith(self.hash)


class Cause(StrEnum):
    """In what way the first bad row is bad."""

    CHANGED = "changed"
    DETAIL_CHANGED = "detail-changed"
    DETAIL_GONE = "detail-gone"
    MISSING = "missing"
    OUT_OF_PLACE = "out-of-place"
    UNLINKED = "unlinked"
    CUT = "cut"
    ADDED = "added"
    REWRITTEN = "rewritten"


SENTENCES = {
    Cause.CHANGED: "nội dung dòng {number} không khớp mã của dòng",
    Cause.DETAIL_CHANGED: "phần chi tiết của dòng {number} không khớp mã đã ghi",
    Cause.DETAIL_GONE: "phần chi tiết của dòng {number} đã mất mà không có dòng nào ghi việc xóa",
    Cause.MISSING: "thiếu dòng {number}",
    Cause.OUT_OF_PLACE: "ở vị trí dòng {number} là một dòng khác: bị chèn thêm hoặc đổi chỗ",
    Cause.UNLINKED: "dòng {number} không nối tiếp dòng trước",
    Cause.CUT: "các dòng từ {number} đến {until} đã bị cắt khỏi cuối nhật ký",
    Cause.ADDED: "dòng {number} được thêm ngoài hệ thống vào cuối nhật ký",
    Cause.REWRITTEN: "nhật ký đã bị viết lại từ một dòng trong khoảng {number} đến {until}: mã khác với mã đã giữ",
}


@dataclass(frozen=True)
class Fault:
    """The first row that is not as it was written; of what was written anew, the first that no kept head vouches for
    (`until` is then the row whose kept head says otherwise)."""

    number: int
    cause: Cause
    until: int

    @property
    def sentence(self) -> str:
        return SENTENCES[self.cause].format(number=self.number, until=self.until)


@dataclass(frozen=True)
class Verdict:
    """What was found in a chain: how many rows were gone through, the last one's number and hash, the first fault."""

    row_count: int
    last_number: int
    last_hash: str
    fault: Fault | None

    @property
    def sound_until(self) -> int:
        return self.fault.number - 1 if self.fault else self.last_number


def verify(
    rows: Iterable[KeptRow], *, end: Head | None = None, heads: Iterable[Head] = (), after: Head | None = None
) -> Verdict:
    """Goes through one chain's rows in their order, from the first or from the one that follows `after`.

    `end` is where the chain says that it ends; rows beyond it were not written by the application.
    """
    kept = _by_number([*heads, *([end] if end else [])])
    number, previous = (after.number, after.hash) if after else (0, START)
    proven, count, one_before = number, 0, ""
    fault: Fault | None = None
    without_detail: dict[int, int] = {}
    erased: set[int | None] = set()
    for row in rows:
        count += 1
        link = row.link
        if link.act == ERASURE and link.object_kind == ROW_KIND and not link.is_refused:
            erased.add(link.object_id)
        if fault:  # read on: later rows say which details were erased
            continue
        fault = _fault(row, number + 1, previous)
        if fault and row.previous_hash == one_before:  # it follows the row before the last: that one was put between
            fault = Fault(number, Cause.OUT_OF_PLACE, number)
        if fault is None:
            one_before, number, previous = previous, link.number, row.hash
            if row.detail is None:
                without_detail[row.row_id] = number
            if number in kept:
                if not all(head.agrees(previous) for head in kept[number]):
                    fault = Fault(proven + 1, Cause.REWRITTEN, number)
                proven = number
    gone = [Fault(at, Cause.DETAIL_GONE, at) for row_id, at in without_detail.items() if row_id not in erased]
    faults = [*([fault] if fault else _faults_of_end(number, kept, end)), *gone]
    return Verdict(count, number, previous, min(faults, key=lambda each: each.number, default=None))


def heads_in(text: str) -> dict[str, list[Head]]:
    """The heads of a kept list, by the chain's code (`-` for the installation): lines of code, day, number and hash.

    The hash may stand in groups, and may break off after 16 digits. Lines of another form are passed over.
    """
    found: dict[str, list[Head]] = {}
    for line in text.splitlines():
        match = _HEAD_LINE.fullmatch(line.strip())
        digits = re.sub(r"\s", "", match[4]).lower() if match else ""
        if match and FEWEST_DIGITS <= len(digits) <= 64:
            found.setdefault(match[1], []).append(Head(int(match[3]), digits, match[2]))
    return found


_HEAD_LINE = re.compile(r"(\S+)\s+(\d{4}-\d\d-\d\d)\s+(\d+)\s+([0-9a-fA-F\s]+)")


def _by_number(heads: Iterable[Head]) -> dict[int, list[Head]]:
    found: dict[int, list[Head]] = {}
    for head in heads:
        if head.number:
            found.setdefault(head.number, []).append(head)
    return found


def _fault(row: KeptRow, wanted: int, previous: str) -> Fault | None:
    link = row.link
    if link.number != wanted:
        return Fault(wanted, Cause.MISSING if link.number > wanted else Cause.OUT_OF_PLACE, wanted)
    if row.previous_hash != previous:
        return Fault(wanted, Cause.UNLINKED, wanted)
    if link.hash(previous) != row.hash:
        return Fault(wanted, Cause.CHANGED, wanted)
    if row.detail is not None and detail_digest(*row.detail) != link.detail_digest:
        return Fault(wanted, Cause.DETAIL_CHANGED, wanted)
    return None


def _faults_of_end(number: int, kept: dict[int, list[Head]], end: Head | None) -> list[Fault]:
    furthest = max(kept, default=0)
    if furthest > number:
        return [Fault(number + 1, Cause.CUT, furthest)]
    if end and end.number < number:
        return [Fault(end.number + 1, Cause.ADDED, number)]
    return []
