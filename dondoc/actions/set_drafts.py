"""A criteria set read from the tables of an annex: begun, its criteria confirmed one by one by a person, adopted.

Not here: reading tables (criteriafile), sets in use (criteria_sets).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.criteria_sets import adopt
from dondoc.core.archives import UnreadableFile
from dondoc.core.permissions import Viewer
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.scoring.criteria import NotApplicable, Source
from dondoc.core.scoring.drafts import CriterionDraft
from dondoc.core.scoring.drafts import SetDraft as Reading
from dondoc.core.scoring.faults import SetRefused
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.criteriafile import draft_set, read_rule, rule_table, write_rule, write_set
from dondoc.models import AdoptedSet, SetDraft
from dondoc.queries import criteria_sets

_LARGEST = 20_000_000


@dataclass(frozen=True)
class CriterionRow:
    """A criterion as a person confirms it; `rule` is the inline table of a set file: `{ kind = "ratio", … }`."""

    pillar: str
    title: str
    max: Decimal
    rule: str
    evidence: tuple[str, ...] = ()
    source: Source = Source.SELF
    verifier: str = ""
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetHead:
    """What an annex does not print in its table; `bands` are (name, percent above which), highest first."""

    id: str
    title: str
    decision: str
    valid_from: date
    valid_to: date | None
    scale: Decimal
    profiles: tuple[str, ...]
    not_applicable: NotApplicable
    bands: tuple[tuple[str, Decimal], ...]
    criterion_decimals: int = 2
    total_decimals: int = 2


@transaction.atomic
def begin(data: bytes, *, name: str, actor: Viewer, at: datetime) -> SetDraft:
    """Reads the tables of an .xlsx or .docx annex and keeps what was read, rules as proposals, with every doubt.

    Raises NotAllowed, Faulty (`file`, why it cannot be read).
    """
    criteria_sets.check_keeper(actor)
    if len(data) > _LARGEST:
        refuse_faulty([Fault("file", "Tệp lớn hơn 20 MB: hãy tách riêng phụ lục bộ chỉ số.")])
    draft = SetDraft.objects.create(
        department_id=actor.department_id,
        file_name=normalise(name).replace("\n", " ")[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        content=_content(_reading(data, name)),
        created_by_id=actor.person_id,
        created_at=at,
    )
    after = {"file_name": draft.file_name, "sha256": draft.sha256, "criteria": len(draft.content["criteria"])}
    record("set-draft.begin", draft, actor=actor, at=at, after=after)
    return draft


@transaction.atomic
def confirm(draft_id: int, code: str, *, row: CriterionRow | None, actor: Viewer, at: datetime) -> SetDraft:
    """Keeps a criterion as a person has confirmed or corrected it; None leaves the row out of the set.

    Raises NotAllowed, NotVisible, WrongState (adopted already), Faulty (`rule`, `max`, `title`, `pillar`).
    """
    draft = _opened(draft_id, actor)
    kept = next((each for each in draft.content["criteria"] if each["code"] == code), None)
    if kept is None:
        raise NotVisible
    before = dict(kept)
    if row is None:
        kept |= {"is_confirmed": False, "is_left_out": True}
    else:
        refuse_faulty(_row_faults(code, row, draft))
        kept |= _plain(row) | {"is_confirmed": True, "is_left_out": False}
    draft.save(update_fields=["content"])
    changed = {key: value for key, value in kept.items() if before.get(key) != value}
    was = {key: before.get(key) for key in changed}
    record("set-draft.confirm", draft, actor=actor, at=at, before=was, after={"code": code, **changed})
    return draft


@transaction.atomic
def adopt_draft(draft_id: int, *, head: SetHead, actor: Viewer, at: datetime) -> AdoptedSet:
    """Takes the set into use once every criterion is confirmed or left out.

    Raises NotAllowed, NotVisible, WrongState (adopted already), Faulty with every fault (codes, keys of the head).
    """
    draft = _opened(draft_id, actor)
    rows = [each for each in draft.content["criteria"] if not each["is_left_out"]]
    waiting = [each["code"] for each in rows if not each["is_confirmed"]]
    refuse_faulty([Fault(code, f"Chỉ số {code} chưa được xác nhận cách tính.") for code in waiting])
    parsed = {
        "set": _head(head),
        "pillar": [{"code": each["code"], "title": each["title"]} for each in draft.content["pillars"]],
        "criterion": [_criterion(each) for each in rows],
    }
    try:
        built = criteria_set_of(parsed)
    except SetRefused as refused:
        refuse_faulty([Fault(fault.place, f"{fault.sentence}.") for fault in refused.faults])
        raise
    adopted = adopt(write_set(built), actor=actor, at=at)
    draft.adopted = adopted
    draft.save(update_fields=["adopted"])
    return adopted


def _reading(data: bytes, name: str) -> Reading:
    try:
        return draft_set(data, name)
    except UnreadableFile as unreadable:
        refuse_faulty([Fault("file", unreadable.sentence)])
        raise


def _content(reading: Reading) -> dict[str, Any]:
    return {
        "title": reading.title,
        "pillars": [{"code": each.code, "title": each.title, "where": each.where} for each in reading.pillars],
        "criteria": [_as_read(each) for each in reading.criteria],
        "doubts": [{"code": each.code, "message": each.message, "where": each.where} for each in reading.doubts],
    }


def _as_read(read: CriterionDraft) -> dict[str, Any]:
    return {
        "code": read.code,
        "pillar": read.pillar,
        "title": read.title,
        "max": None if read.max is None else format(read.max, "f"),
        "rule_text": read.rule_text,
        "rule": write_rule(read.rule) if read.rule else "",
        "evidence": list(read.evidence),
        "source_text": read.source_text,
        "source": (read.source or Source.SELF).value,
        "verifier": read.verifier,
        "profiles": [],
        "where": read.where,
        "is_confirmed": False,
        "is_left_out": False,
    }


def _opened(draft_id: int, actor: Viewer) -> SetDraft:
    found = criteria_sets.draft(actor, draft_id)
    draft = SetDraft.objects.select_for_update().get(pk=found.pk)
    if draft.adopted_id is not None:
        raise WrongState("Bộ chỉ số này đã được đưa vào sử dụng nên không sửa được nữa.")
    return draft


def _plain(row: CriterionRow) -> dict[str, Any]:
    return {
        "pillar": row.pillar,
        "title": normalise(row.title),
        "max": format(row.max, "f"),
        "rule": normalise(row.rule),
        "evidence": [text for text in map(normalise, row.evidence) if text],
        "source": row.source.value,
        "verifier": normalise(row.verifier),
        "profiles": list(row.profiles),
    }


def _row_faults(code: str, row: CriterionRow, draft: SetDraft) -> Sequence[Fault]:
    found = [] if normalise(row.title) else [Fault("title", "Hãy ghi tên chỉ số.")]
    if row.pillar not in {each["code"] for each in draft.content["pillars"]}:
        found.append(Fault("pillar", "Hãy chọn nhóm chỉ số của chỉ số."))
    if not row.max.is_finite() or row.max < 0:
        return [*found, Fault("max", "Điểm tối đa phải là một số không âm.")]
    try:
        read_rule(row.rule, row.max, place=code)
    except SetRefused as refused:
        found += [Fault("rule", f"{fault.sentence}.") for fault in refused.faults]
    return found


def _head(head: SetHead) -> dict[str, object]:
    last = {"valid_to": head.valid_to} if head.valid_to else {}
    return {
        "id": normalise(head.id),
        "title": normalise(head.title),
        "decision": normalise(head.decision),
        "valid_from": head.valid_from,
        **last,
        "scale": head.scale,
        "decimals": {"criterion": head.criterion_decimals, "total": head.total_decimals},
        "profiles": list(head.profiles),
        "not_applicable": head.not_applicable.value,
        "bands": [{"name": name, "above" if percent else "from": percent} for name, percent in head.bands],
    }


def _criterion(kept: Mapping[str, Any]) -> dict[str, object]:
    found = {"code": kept["code"], "pillar": kept["pillar"], "title": kept["title"], "max": Decimal(kept["max"])}
    found |= {"rule": rule_table(kept["rule"]), "evidence": kept["evidence"], "source": kept["source"]}
    return found | {key: kept[key] for key in ("verifier", "profiles") if kept[key]}
