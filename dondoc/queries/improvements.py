"""The plan drafted from the points that a body can still win, and the frame of the documents of an assessment.

Not here: how the plan is drafted (core/improvements), how it is printed (officialdoc/improvement_plans).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dondoc.core.improvements import ImprovementDraft, TaskGroup, draft_improvements, gap_of
from dondoc.core.permissions import Act, Viewer
from dondoc.models import Assessment, Unit
from dondoc.officialdoc import SignatureBlock
from dondoc.officialdoc.headings import Heading
from dondoc.queries import winnables
from dondoc.queries.criteria_sets import fact_names
from dondoc.queries.people import live_units_of
from dondoc.queries.winnables import WinnablePage


@dataclass(frozen=True)
class Chosen:
    """A criterion to be improved: the unit that leads, the last day."""

    code: str
    lead: str
    due_on: date


def page(viewer: Viewer, assessment_id: int, *, on: date) -> WinnablePage:
    """The gaps that a plan can take up. Raises NotVisible; NotAllowed for who sees only criteria of a unit."""
    found = winnables.page(viewer, assessment_id, on=on)
    found.located.check(Act.SCORE_READ)
    return found


def leads(gaps: WinnablePage) -> Sequence[Unit]:
    """The units that can lead a task."""
    return list(live_units_of(gaps.located.viewer))


def draft(gaps: WinnablePage, chosen: Sequence[Chosen]) -> ImprovementDraft:
    """The plan for the gaps chosen, by their full steps, in the order of the set; its groups are the set's pillars."""
    gaps.located.check(Act.SCORE_EXPORT)
    names = fact_names(gaps.assessment.round.adopted_set)
    by_code = {row.winnable.criterion.code: row.winnable for row in gaps.steps}
    of_code = {each.code: each for each in chosen}
    order = [each.code for each in gaps.criteria_set.criteria if each.code in of_code]
    return draft_improvements(
        [
            gap_of(replace(by_code[code], owner=of_code[code].lead), names, due_on=of_code[code].due_on)
            for code in order
        ],
        groups=[TaskGroup(pillar.title, (pillar.code,)) for pillar in gaps.criteria_set.pillars],
        year=max((each.due_on.year for each in chosen), default=gaps.assessment.round.year),
        set_title=gaps.criteria_set.title,
        is_unofficial=gaps.criteria_set.is_unofficial,
    )


def heading(assessment: Assessment, *, year: int) -> Heading:
    """The frame of a document of the body; number, date and the name under it are left to people."""
    body = assessment.department
    return Heading(
        parent_body=body.parent_body,
        department=body.name,
        symbol=body.symbol,
        place=body.place,
        year=year,
        signer=SignatureBlock("Giám đốc"),
        recipients=(*body.reports_to, "Giám đốc, Phó Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"),
        addressed_to=tuple(body.reports_to),
    )
