"""`dondoc score` and `dondoc rules check`: what they print. Not here: the command line itself (cli)."""

import json
from collections.abc import Sequence
from pathlib import Path

from dondoc.core.scoring.faults import SetRefused, ShapeFault
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import sheet_object
from dondoc.core.vietnamese import number_text
from dondoc.criteriafile.facts import read_facts, read_peers
from dondoc.criteriafile.sets import read_set


def score_text(set_file: Path, facts_file: Path, peers_folder: Path | None) -> str:
    """The score sheet as JSON. Raises SetRefused or FactsRefused."""
    criteria_set = read_set(set_file)
    facts = read_facts(facts_file, criteria_set)
    peers = read_peers(peers_folder, facts, criteria_set) if peers_folder else None
    sheet = sheet_object(score(criteria_set, facts, peers=peers), criteria_set)
    return json.dumps(sheet, ensure_ascii=False, indent=1)


def check_text(files: Sequence[Path]) -> str:
    """One line saying which sets were checked. Raises SetRefused with the faults of all files.

    Of several files, the faults of each stand under its name.
    """
    checked, faults = list[str](), list[ShapeFault]()
    for path in files:
        try:
            found = read_set(path)
        except SetRefused as refusal:
            faults += [_under(path, fault) if len(files) > 1 else fault for fault in refusal.faults]
        else:
            checked.append(f"{found.id} ({len(found.criteria)} chỉ số, {number_text(found.scale)} điểm)")
    if faults:
        raise SetRefused(faults)
    return f"Đã kiểm tra {len(files)} bộ chỉ số, không có lỗi: {'; '.join(checked)}."


def _under(path: Path, fault: ShapeFault) -> ShapeFault:
    return fault if fault.place == path.name else ShapeFault(f"{path.name} {fault.place}", fault.what, fault.expected)
