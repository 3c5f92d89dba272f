"""The form that sets checkpoints of many tasks at once: what is kept or proposed, open to change.

Not here: which checkpoints are proposed (queries/checkpoints).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dondoc.actions.checkpoints import CheckpointDraft
from dondoc.core.refusals import Fault
from dondoc.core.vietnamese import date_text
from dondoc.queries.checkpoints import KindGroup, VagueTask
from dondoc.web.forms.fields import DayField, Words, WordsField


@dataclass(frozen=True)
class StepRow:
    """The fields of one checkpoint and why it is proposed for that day; an empty row at the end adds one."""

    text: BoundField
    day: BoundField
    reason: str


@dataclass
class TaskRows:
    """One task with its checkpoints; `take` is ticked to set them, and missing where they are set already."""

    vague: VagueTask
    take: BoundField | None
    steps: list[StepRow] = field(default_factory=list)


class CheckpointsForm(forms.Form):
    """Rows `text-<task>-<n>` and `day-<task>-<n>` for each task; `take-<task>` where nothing is set yet.

    A task that has checkpoints takes whatever stands in its rows; rows left empty fall out.
    """

    def __init__(self, data: QueryDict | None, *, groups: Sequence[KindGroup], is_ticked: bool = True) -> None:
        super().__init__(data)
        self._rows: list[tuple[str, list[TaskRows]]] = []
        for group in groups:
            self._rows.append((group.title, [self._task(vague, is_ticked) for vague in group.tasks]))

    @property
    def groups(self) -> Sequence[tuple[str, list[TaskRows]]]:
        """The tasks by kind of product, each with its rows."""
        return self._rows

    @property
    def chosen(self) -> Mapping[int, Sequence[CheckpointDraft]]:
        """By id of each chosen task the checkpoints entered. Of a valid form only."""
        return {task.vague.task.pk: [draft for _step, draft in self._drafts(task)] for task in self._taken()}

    def add_fault(self, fault: Fault) -> None:
        """Puts a fault that the action found beside its field."""
        task_id, _, place = fault.field.partition(".")
        task = next((task for task in self._taken() if str(task.vague.task.pk) == task_id), None)
        if task is None:
            self.add_error(None, fault.sentence)
            return
        number, _, column = place.partition(".")
        step = [step for step, _draft in self._drafts(task)][int(number)]
        self.add_error((step.text if column == "text" else step.day).name, fault.sentence)

    def _task(self, vague: VagueTask, is_ticked: bool) -> TaskRows:
        task, take = vague.task, None
        if not vague.kept:
            name = f"take-{task.pk}"
            self.fields[name] = forms.BooleanField(required=False, initial=is_ticked and bool(vague.proposed))
            take = self[name]
        rows = TaskRows(vague, take)
        entries = vague.kept or vague.proposed
        count = self._sent_count(task.pk) if self.is_bound else len(entries) + 1
        for number in range(count):
            entry = entries[number] if number < len(entries) else None
            text, day = f"text-{task.pk}-{number}", f"day-{task.pk}-{number}"
            names = {"task": task.number, "number": number + 1}
            self.fields[text] = WordsField(
                required=False,
                max_length=300,
                initial=entry.text if entry else None,
                label=_("Nhiệm vụ %(task)s, nội dung mốc %(number)s") % names,
            )
            self.fields[day] = DayField(
                required=False,
                initial=date_text(entry.due_on) if entry else None,
                label=_("Nhiệm vụ %(task)s, ngày của mốc %(number)s") % names,
                widget=Words(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "figure"}),
            )
            rows.steps.append(StepRow(self[text], self[day], getattr(entry, "reason", "")))
        return rows

    def _sent_count(self, task_id: int) -> int:
        """How many rows of this task were sent: what is kept may have changed since the page was made."""
        number = 0
        while f"text-{task_id}-{number}" in self.data:
            number += 1
        return number

    def _taken(self) -> Iterator[TaskRows]:
        for _title, tasks in self._rows:
            yield from (task for task in tasks if task.take is None or self.cleaned_data.get(task.take.name))

    def _drafts(self, task: TaskRows) -> Iterator[tuple[StepRow, CheckpointDraft]]:
        for step in task.steps:
            text, day = self.cleaned_data.get(step.text.name), self.cleaned_data.get(step.day.name)
            if text or day:
                yield step, CheckpointDraft(text or "", day)
