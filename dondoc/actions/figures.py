"""One figure written by itself, as programs do; what the unit says beside it stays."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dondoc.actions.reports import AnswerDraft, save_answers
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import NotVisible
from dondoc.models import Answer, Obligation


@transaction.atomic
def put(
    period_id: int,
    obligation_id: int,
    *,
    numerator: Decimal | None,
    denominator: Decimal | None,
    not_applicable: bool,
    actor: Viewer,
    at: datetime,
) -> Answer:
    """Writes the figure of a target's obligation in an open period. Raises what `save_answers` raises.

    Whoever may write words as well sends them along as they stand; for others `save_answers` leaves them alone.
    """
    of_target = Obligation.objects.filter(target__isnull=False, unit__department_id=actor.department_id)
    duty = of_target.filter(pk=obligation_id).first()
    if duty is None:
        raise NotVisible
    writes_words = may(actor, Act.ANSWER_WRITE, unit_id=duty.unit_id)
    kept = Answer.objects.filter(report__period=period_id, obligation=duty).first() if writes_words else None
    draft = AnswerDraft(
        duty.pk,
        words=kept.words if kept else "",
        numerator=numerator,
        denominator=denominator,
        not_applicable=not_applicable,
        difficulties=kept.difficulties if kept else "",
    )
    report = save_answers(period_id, duty.unit_id, answers=[draft], actor=actor, at=at)
    return report.answers.select_related("report__unit", "obligation").get(obligation=duty)
