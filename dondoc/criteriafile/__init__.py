"""Files of criteria sets and of facts into values of core/scoring, and sets back into files. This is the front door.

Not here: what a set must hold (core/scoring/shapes), how a score comes about (core/scoring/scores).
"""

from dondoc.core.scoring.drafts import SetDraft
from dondoc.criteriafile.bindings import read_bindings
from dondoc.criteriafile.commands import check_text, score_text
from dondoc.criteriafile.facts import read_facts, read_peers
from dondoc.criteriafile.mappings import read_mapping
from dondoc.criteriafile.sets import read_rule, read_set, rule_table, shipped_sets
from dondoc.criteriafile.writing import write_rule, write_set

__all__ = [
    "check_text",
    "draft_set",
    "read_bindings",
    "read_facts",
    "read_mapping",
    "read_peers",
    "read_rule",
    "read_set",
    "rule_table",
    "score_text",
    "shipped_sets",
    "write_rule",
    "write_set",
]


def draft_set(data: bytes, name: str) -> SetDraft:
    """The set that the tables of an .xlsx or .docx file print, as proposals. Raises UnreadableFile."""
    from dondoc.criteriafile import tables  # slow import: the reader of Word files  # noqa: PLC0415

    return tables.draft_set(data, name)
