"""The form of a unit's report: one block an obligation, numbers the Vietnamese way, every fault beside its field.

Not here: what may be written and when (actions/reports), the page around it (web/reports).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from dondoc.actions.reports import AnswerDraft
from dondoc.core.indicators import Figure, asked_text, figure_text, standing
from dondoc.core.periods import Period
from dondoc.core.progress import STATE_TITLES, AnswerState
from dondoc.core.refusals import Fault
from dondoc.models import Answer
from dondoc.queries.reports import Question, ReportPage
from dondoc.web.forms.fields import Lines, NumberField, PercentField, Unseen

_SAID = ("words", "state", "percent", "numerator", "denominator", "not_applicable", "difficulties")
_FIGURES = ("numerator", "denominator", "not_applicable")
_OVERTAKEN = _(
    "%(who)s đã sửa nội dung này lúc %(time)s, sau khi bạn mở trang: “%(words)s”. "
    "Phần của bạn chưa lưu. Hãy đối chiếu rồi bấm “Lưu” nếu muốn giữ phần của bạn."
)

_NO_STATE = _("Nhiệm vụ %(number)s chưa chọn tình trạng.")


class _AnswerForm(forms.Form):
    """One block. What the browser was given travels hidden, so that only what was touched is written."""

    use_required_attribute = False

    difficulties = forms.CharField(label=_("Khó khăn, vướng mắc (nếu có)"), widget=Lines)

    def __init__(self, question: Question, *, data: Mapping[str, str] | None, seen_by: "Reader") -> None:
        given = {name: getattr(question.answer, name) for name in _SAID} if question.answer else {}
        super().__init__(data, prefix=str(question.obligation.pk), initial=given)
        self.question = question
        self.seen_by = seen_by
        self.cleaned_data = {}  # an action's faults can be told on a form in which nobody has typed, too
        for field in self.fields.values():
            field.required = False
            field.show_hidden_initial, field.hidden_widget = True, Unseen

    def clean(self) -> dict[str, Any]:
        if self.has_changed() and self._is_overtaken:
            answer = self.question.answer
            raise forms.ValidationError(
                _OVERTAKEN,
                params={
                    "who": answer.updated_by or _("Người không có tài khoản"),
                    "time": f"{localtime(answer.updated_at):%H:%M}",
                    "words": answer.words or "–",
                },
            )
        return self.cleaned_data

    @property
    def is_to_write(self) -> bool:
        """Whether there is something to write: touched, or written before by the same person and changed back."""
        return not self.errors and (self.has_changed() or self._is_own)

    @property
    def _is_own(self) -> bool:
        answer = self.question.answer
        return answer is not None and answer.updated_by_id == self.seen_by.user_id

    @property
    def _is_overtaken(self) -> bool:
        """Whether somebody else has written here since the page was opened."""
        answer, opened_at = self.question.answer, self.seen_by.opened_at
        return answer is not None and opened_at is not None and not self._is_own and answer.updated_at > opened_at

    def draft(self) -> AnswerDraft:
        """What is to be written; what the form does not ask stays as it is."""
        answer = self.question.answer
        kept = {name: getattr(answer, name) for name in _FIGURES if name not in self.fields} if answer else {}
        return AnswerDraft(self.question.obligation.pk, **kept | self.cleaned_data)


class TaskAnswerForm(_AnswerForm):
    """What a unit says of a task."""

    words = forms.CharField(label=_("Kết quả đã thực hiện"), widget=Lines(attrs={"rows": 5}))
    state = forms.TypedChoiceField(
        label=_("Tình trạng"),
        choices=[(state.value, _(STATE_TITLES[state])) for state in AnswerState],
        coerce=AnswerState,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    percent = PercentField(label=_("Tỷ lệ hoàn thành (%)"))

    @property
    def has_no_state(self) -> bool:
        """Whether no state was chosen; of a block that was not touched, whether none is stored."""
        if "state" in self.errors:
            return False
        if self.has_changed():
            return self.cleaned_data.get("state") is None
        return not self.question.is_answered


class TargetAnswerForm(_AnswerForm):
    """The figure that a unit gives for a target: a rate in two numbers, anything else in one."""

    numerator = NumberField(label=_("Tử số"))
    denominator = NumberField(label=_("Mẫu số"))
    not_applicable = forms.BooleanField(
        label=_("Không phát sinh trong kỳ"), help_text=_("Chọn khi đơn vị không có gì để tính; số liệu để trống.")
    )
    words = forms.CharField(label=_("Ghi chú về số liệu (nếu có)"), widget=Lines)

    def __init__(self, question: Question, *, writes_figures: bool, **given: Any) -> None:
        super().__init__(question, **given)
        if not writes_figures:
            for name in _FIGURES:
                del self.fields[name]
        elif question.obligation.target.unit != "%":
            del self.fields["denominator"]
            self.fields["numerator"].label = _("Số liệu (%(unit)s)") % {"unit": question.obligation.target.unit}


@dataclass(frozen=True)
class Reader:
    """Who fills the form in, and when the page was opened (`None`: not known)."""

    user_id: int
    opened_at: datetime | None


@dataclass(frozen=True)
class Block:
    """One obligation on the page: its short title, the question, its form."""

    title: str
    question: Question
    form: _AnswerForm

    @property
    def anchor(self) -> str:
        return f"q-{self.question.obligation.pk}"

    @property
    def text(self) -> str:
        """The task or the target as the plan prints it."""
        duty = self.question.obligation
        return duty.task.text if duty.task else duty.target.text

    @property
    def asked(self) -> str:
        """`≥ 80 %`."""
        target = self.question.obligation.target
        return asked_text(target.comparator, target.value, target.unit) if target else ""

    @property
    def figure(self) -> str:
        return self._figure(self.question.answer)

    @property
    def figure_before(self) -> str:
        return self._figure(self.question.before)

    @property
    def inherited(self) -> list[tuple[str, str, Answer, str]]:
        """What was said before the duty was taken over: unit, period, answer, figure."""
        told = [(said.unit_name, said.answer) for said in self.question.inherited]
        return [(name, Period.parse(a.report.period.code).title, a, self._figure(a)) for name, a in told]

    @property
    def title_before(self) -> str:
        """`Quý IV/2025`: the period of the last counted answer."""
        before = self.question.before
        return Period.parse(before.report.period.code).title if before else ""

    @property
    def is_unchanged(self) -> bool:
        """Whether it says word for word what it said last time."""
        now, before = self.question.answer, self.question.before
        return bool(now and before) and all(getattr(now, name) == getattr(before, name) for name in _SAID)

    @property
    def is_unproved(self) -> bool:
        answer = self.question.answer
        return answer is not None and not answer.evidence.all()

    def _figure(self, answer: Answer | None) -> str:
        target = self.question.obligation.target
        if target is None or answer is None:
            return ""
        figure = Figure("", answer.numerator, answer.denominator, answer.not_applicable)
        stands = standing([figure], comparator=target.comparator, target=target.value, unit=target.unit)
        return figure_text(stands, target.unit)


@dataclass(frozen=True)
class Told:
    """A fault in the list over the form: the place with its anchor, and the sentence."""

    anchor: str
    place: str
    sentence: str


class AnswerSheet:
    """The whole form, `tasks` and `targets`; with `data`, as the unit has typed it."""

    def __init__(
        self,
        page: ReportPage,
        reader: Reader,
        data: Mapping[str, str] | None = None,
        *,
        writes_figures: bool = True,
    ) -> None:
        self.tasks = tuple(
            Block(
                _("Nhiệm vụ %(number)s") % {"number": q.obligation.task.number},
                q,
                TaskAnswerForm(q, data=data, seen_by=reader),
            )
            for q in page.tasks
        )
        self.targets = tuple(
            Block(
                _("Chỉ tiêu %(number)s") % {"number": n},
                q,
                TargetAnswerForm(q, data=data, seen_by=reader, writes_figures=writes_figures),
            )
            for n, q in enumerate(page.targets, start=1)
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.tasks + self.targets

    def drafts(self) -> list[AnswerDraft]:
        """What is to be written: every block in which something was typed and nothing is wrong."""
        return [block.form.draft() for block in self.blocks if block.form.is_to_write]

    def tell(self, faults: Iterable[Fault]) -> None:
        """Puts the faults that an action found (`<obligation id>.<name>`) beside their fields."""
        forms_by_id = {str(block.question.obligation.pk): block.form for block in self.blocks}
        for fault in faults:
            obligation_id, _dot, name = fault.field.partition(".")
            forms_by_id[obligation_id].add_error(name, fault.sentence)

    def miss_states(self) -> None:
        """Tells each task that would be handed in without a state. What was typed counts, kept or not."""
        for block in self.tasks:
            if block.form.has_no_state:
                block.form.add_error("state", _NO_STATE % {"number": block.question.obligation.task.number})

    @property
    def faults(self) -> list[Told]:
        """Every fault of every block, in the order of the page."""
        return [told for block in self.blocks for told in _told(block)]

    @property
    def unproved_count(self) -> int:
        return sum(block.is_unproved for block in self.blocks)

    @property
    def unchanged_count(self) -> int:
        return sum(block.is_unchanged for block in self.blocks)


def _told(block: Block) -> list[Told]:
    found = [Told(block.anchor, block.title, sentence) for sentence in block.form.non_field_errors()]
    for field in block.form:
        anchor = field.id_for_label or f"{field.auto_id}_0"  # of a choice, its first button
        found += [Told(anchor, f"{block.title} – {field.label}", sentence) for sentence in field.errors]
    return found
