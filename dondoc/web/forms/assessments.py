"""Forms of an assessment as a whole: a move. Not here: facts (facts), one criterion (criteria)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dondoc.core.assessments import NEEDS_REASON, Move


class MoveForm(forms.Form):
    """A move, with a reason where it takes one."""

    use_required_attribute = False

    move = forms.TypedChoiceField(choices=[(each.value, each.value) for each in Move], coerce=Move)
    reason = forms.CharField(
        label=_("Lý do trả lại"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if given.get("move") in NEEDS_REASON and not given.get("reason"):
            self.add_error("reason", _("Hãy ghi lý do trả lại để người nhận biết cần bổ sung gì."))
        return given
