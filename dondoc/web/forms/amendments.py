"""An amendment as its pages show it: each change with the words that differ marked, and the questions to answer.

Not here: what changes (core/amendments).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dondoc.core.amendments import Change, Changes, Choices, Duties, Entry, Held, Kind, Listing
from dondoc.core.likenesses import Sureness
from dondoc.core.plan import TaskDraft
from dondoc.core.refusals import Fault
from dondoc.models import Draft, Plan
from dondoc.queries.amendments import Preview

_TITLES = {
    "kind": gettext_lazy("Loại văn bản"),
    "number": gettext_lazy("Số, ký hiệu"),
    "symbol": gettext_lazy("Ký hiệu"),
    "issued_on": gettext_lazy("Ngày ban hành"),
    "place": gettext_lazy("Địa danh"),
    "issuer": gettext_lazy("Cơ quan ban hành"),
    "title": gettext_lazy("Trích yếu"),
    "year": gettext_lazy("Năm của kế hoạch"),
    "office": gettext_lazy("Đơn vị theo dõi, đôn đốc"),
    "signer": gettext_lazy("Người ký"),
    "recipients": gettext_lazy("Nơi nhận"),
    "citations": gettext_lazy("Căn cứ"),
    "reporting": gettext_lazy("Chế độ báo cáo"),
    "group": gettext_lazy("Nhóm nhiệm vụ"),
    "solutions": gettext_lazy("Giải pháp thực hiện"),
    "due_text": gettext_lazy("Thời hạn như văn bản ghi"),
    "due": gettext_lazy("Hạn (ngày cuối cùng)"),
    "lead": gettext_lazy("Đơn vị chủ trì"),
    "cooperating": gettext_lazy("Đơn vị phối hợp"),
    "products": gettext_lazy("Sản phẩm, kết quả"),
    "comparator": gettext_lazy("So sánh"),
    "value": gettext_lazy("Giá trị"),
    "unit": gettext_lazy("Đơn vị tính"),
    "position": gettext_lazy("Thứ tự trong văn bản"),
}
_OF_TASKS = {"number": gettext_lazy("Số thứ tự"), "text": gettext_lazy("Nhiệm vụ")}
_OF_TARGETS = {"text": gettext_lazy("Chỉ tiêu")}
_GONE = "none"
_WORD = re.compile(r"\s*\S+")

# A line of text in pieces: the words, and whether they differ from the other version.
Pieces = Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class ShownChange:
    """One field: lines of the old and of the new version, in pieces."""

    title: str
    before: Sequence[Pieces]
    after: Sequence[Pieces]


@dataclass(frozen=True)
class ShownEntry:
    """One task or target with its changes, what it keeps, and which units come and go."""

    entry: Entry
    changes: Sequence[ShownChange]
    held: Held | None
    duties: Duties | None
    set_day: date | None
    parting: BoundField | None

    @property
    def keeps_set_day(self) -> bool:
        """Whether the Office's last day stays, because the document now names none."""
        due = self.entry.of("due")
        return self.set_day is not None and due is not None and not due.after


@dataclass(frozen=True)
class ShownListing:
    """All tasks, or all targets: how many became what, and those of each kind that tells of a change."""

    name: str
    title: str
    listing: Listing
    parts: Sequence[tuple[Kind, str, Sequence[ShownEntry]]]
    kept: Sequence[ShownEntry]

    @property
    def is_changed(self) -> bool:
        return any(entries for _kind, _title, entries in self.parts)


class Shown:
    """An amendment, for reading; with the form of its questions while it is not confirmed."""

    def __init__(self, changes: Changes, form: "ChoiceForm | None" = None) -> None:
        self._form, self._changes = form, changes
        comparison = changes.comparison
        self.held = changes.held
        self.head = [_change(change, _TITLES) for change in comparison.head]
        self.listings = [
            self._listing("tasks", _("Nhiệm vụ"), comparison.tasks, changes.held_tasks),
            self._listing("targets", _("Chỉ tiêu"), comparison.targets, changes.held_targets),
        ]

    def _listing(self, name: str, title: str, listing: Listing, held: Mapping[int, Held]) -> ShownListing:
        is_task = name == "tasks"
        titles = _TITLES | (_OF_TASKS if is_task else _OF_TARGETS)

        def shown(kind: Kind) -> list[ShownEntry]:
            return [
                ShownEntry(
                    entry=entry,
                    changes=[_change(change, titles) for change in entry.changes],
                    held=held.get(entry.old),
                    duties=self._changes.duties.get(entry.old) if is_task else None,
                    set_day=self._changes.set_days.get(entry.old) if is_task else None,
                    parting=self._form.parting(name, entry.old) if self._form else None,
                )
                for entry in listing.of(kind)
            ]

        parts = [(kind, title, shown(kind)) for kind, title in kind_titles().items() if kind is not Kind.KEPT]
        return ShownListing(name, title, listing, parts, shown(Kind.KEPT))


def kind_titles() -> dict[Kind, str]:
    """What became of a row, in the order of reading."""
    return {
        Kind.ADDED: _("Thêm"),
        Kind.CHANGED: _("Sửa"),
        Kind.MOVED: _("Chuyển chỗ"),
        Kind.DROPPED: _("Bỏ"),
        Kind.KEPT: _("Giữ nguyên"),
    }


class ChoiceForm(forms.Form):
    """What must be asked (ties) and what may be (pairs whose texts are only alike).

    `seen` tells the versions that were compared: what was chosen for others is not taken.
    """

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, object] | None, *, plan: Plan, draft: Draft, found: Preview) -> None:
        self._seen = hashlib.sha256(json.dumps([plan.draft_id, draft.content], sort_keys=True).encode()).hexdigest()
        super().__init__(data, initial={"seen": self._seen})
        comparison = found.changes.comparison
        self.ties = 0
        for name, listing in (("tasks", comparison.tasks), ("targets", comparison.targets)):
            olds, news = getattr(found.old, name), getattr(found.new, name)
            for tie in listing.ties:
                self.ties += len(tie.olds)
                options = [(str(new), _described(news[new])) for new in tie.news]
                options.append((_GONE, _("Không còn trong văn bản mới: bỏ")))
                for old in tie.olds:
                    self.fields[f"{name}-{old}"] = forms.ChoiceField(
                        label=_described(olds[old]),
                        choices=options,
                        widget=forms.RadioSelect,
                        error_messages={"required": _("Chưa chọn: hãy chọn dòng tương ứng trong văn bản mới.")},
                    )
            for entry in listing.entries:
                if entry.sureness is Sureness.ALIKE:
                    self.fields[f"{name}-{entry.old}-parted"] = forms.BooleanField(
                        label=_("Không phải là một: bỏ dòng cũ, thêm dòng mới"), required=False
                    )

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self._seen:
            raise forms.ValidationError(_("Bản đọc hoặc kế hoạch vừa thay đổi: hãy mở lại trang này để so sánh lại."))
        return self._seen

    @property
    def may_choose(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.fields) > 1

    def asked(self) -> Iterator[BoundField]:
        """The questions that must be answered."""
        return (bound for bound in self if isinstance(bound.field, forms.ChoiceField))

    def parting(self, name: str, old: int | None) -> BoundField | None:
        """The tick that parts a pair, where there is one."""
        key = f"{name}-{old}-parted"
        return self[key] if key in self.fields else None

    def choices(self) -> Choices:
        """What was chosen so far; what was not is left out."""
        self.is_valid()
        return Choices(tasks=dict(self._chosen("tasks")), targets=dict(self._chosen("targets")))

    def add_fault(self, fault: Fault) -> None:
        """Puts a fault that the action found beside the question it names, or on top."""
        name = fault.field.replace(".", "-")
        self.add_error(name if name in self.fields else None, fault.sentence)

    def _chosen(self, name: str) -> Iterator[tuple[int, int | None]]:
        for key, value in self.cleaned_data.items():
            place, _dash, rest = key.partition("-")
            if place != name or not value:
                continue
            old = int(rest.removesuffix("-parted"))
            yield old, None if value in (_GONE, True) else int(value)


def _described(row: object) -> str:
    """A row in one line: `6. Rà soát quy trình nội bộ`."""
    number = f"{row.number}. " if isinstance(row, TaskDraft) and row.number else ""
    return f"{number}{getattr(row, 'text', '')}"


def _change(change: Change, titles: Mapping[str, object]) -> ShownChange:
    before, after = [[(line, True)] for line in change.before], [[(line, True)] for line in change.after]
    if len(before) == len(after) == 1:
        before[0], after[0] = _marked(change.before[0], change.after[0])
    return ShownChange(str(titles[change.field]), before, after)


def _marked(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both lines with the words that differ marked; whole lines where little is left in common."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.4:
        return [(before, True)], [(after, True)]
    steps = matcher.get_opcodes()
    olds = [_piece(old[i:j], tag != "equal") for tag, i, j, _k, _l in steps if i < j]
    news = [_piece(new[i:j], tag != "equal") for tag, _k, _l, i, j in steps if i < j]
    return [piece for pieces in olds for piece in pieces], [piece for pieces in news for piece in pieces]


def _piece(words: Sequence[str], differs: bool) -> list[tuple[str, bool]]:
    """Words as one piece, the space before them unmarked."""
    text = "".join(words)
    bare = text.lstrip()
    space = text.removesuffix(bare)
    return [(space, False), (bare, differs)] if space else [(bare, differs)]
