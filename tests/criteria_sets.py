"""Small criteria sets and facts for tests: as files parse them, and what comes of them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.faults import ShapeRefused
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.core.scoring.sheets import ScoreSheet, sheet_object

Rule = Mapping[str, Any]
BANDS = [
    {"name": "Dẫn dắt", "above": 75},
    {"name": "Nâng cao", "above": 50},
    {"name": "Hình thành", "above": 25},
    {"name": "Khởi động", "from": 0},
]


def criterion(code: str, rule: Rule, maximum: int | str = 20, **more: Any) -> dict[str, Any]:
    most = maximum if isinstance(maximum, int) else Decimal(maximum)
    return {"code": code, "pillar": code.split(".")[0], "title": f"Chỉ số {code}", "max": most, "rule": rule, **more}


def parsed_set(*criteria: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A set as its file parses: the scale is what the maxima of the first profile add up to, unless given."""
    profiles = head.get("profiles", ["with", "without"])
    first = [each["max"] for each in criteria if profiles[0] in each.get("profiles", profiles)]
    pillars = dict.fromkeys(each["pillar"] for each in criteria)
    return {
        "set": {
            "id": "thu-2026",
            "title": "Bộ thử",
            "decision": "unofficial",
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
            "scale": sum(first),
            "decimals": {"criterion": 2, "total": 2},
            "profiles": profiles,
            "not_applicable": "rescale",
            "bands": deepcopy(BANDS),
            **head,
        },
        "pillar": [{"code": code, "title": f"Nhóm {code}"} for code in pillars],
        "criterion": deepcopy(list(criteria)),
    }


def built_set(*criteria: dict[str, Any], **head: Any) -> CriteriaSet:
    return criteria_set_of(parsed_set(*criteria, **head))


def parsed_facts(values: Mapping[str, Any], **head: Any) -> dict[str, Any]:
    return {"body": "so-tu-phap", "year": 2026, "profile": "with", "facts": dict(values), **head}


def sheet(
    criteria_set: CriteriaSet, values: Mapping[str, Any], *, peers: Sequence[Facts] | None = None, **head: Any
) -> ScoreSheet:
    return score(criteria_set, facts_of(parsed_facts(values, **head), criteria_set), peers=peers)


def printed(
    criteria_set: CriteriaSet, values: Mapping[str, Any], *, peers: Sequence[Facts] | None = None, **head: Any
) -> dict[str, Any]:
    """The score sheet as the command prints it."""
    return sheet_object(sheet(criteria_set, values, peers=peers, **head), criteria_set)


def row(rule: Rule, values: Mapping[str, Any], maximum: int | str = 20) -> dict[str, Any]:
    """The printed row of a single criterion `1.1` under that rule; a criterion `1.2` of 10 points stands beside it."""
    beside = criterion("1.2", {"kind": "yes-no", "fact": "beside"}, 10)
    found: dict[str, Any] = printed(built_set(criterion("1.1", rule, maximum), beside), {"beside": True, **values})[
        "criteria"
    ][0]
    return found


def points(rule: Rule, values: Mapping[str, Any], maximum: int | str = 20) -> str | None:
    found: str | None = row(rule, values, maximum)["points"]
    return found


def ratio(numerator: int | str, denominator: int | str) -> dict[str, Any]:
    """A ratio as facts files write it; text stands for a decimal."""
    return {
        "numerator": numerator if isinstance(numerator, int) else Decimal(numerator),
        "denominator": denominator if isinstance(denominator, int) else Decimal(denominator),
    }


def sentences(refusal: ShapeRefused) -> list[str]:
    return [fault.sentence for fault in refusal.faults]
