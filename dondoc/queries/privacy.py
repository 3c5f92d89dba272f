"""Personal data as far as a viewer may see it: an answer with its numbers, the registers of requests and incidents."""

from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import NotVisible
from dondoc.models import Answer
from dondoc.queries.reports import reads_answers


def answer(viewer: Viewer, answer_id: int) -> Answer:
    """An answer whose words the viewer may read, with its proofs. Raises NotVisible."""
    found = Answer.objects.filter(pk=answer_id, report__period__plan__department_id=viewer.department_id)
    one = found.select_related("report__period__plan", "report__unit", "obligation__task", "obligation__target").first()
    if one is None or not reads_answers(viewer, one.report):
        raise NotVisible
    return one


def may_reveal(viewer: Viewer, unit_id: int) -> bool:
    """Whether the viewer may have the numbers in the unit's answers shown."""
    return may(viewer, Act.PRIVACY_REVEAL, unit_id=unit_id)
