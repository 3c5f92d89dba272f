"""The sets that come with the software: each loads, adds up and says what it is; so do mappings and bindings."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from dondoc.core.scoring.bindings import BINDING_TITLES, BY_WORDS, BindingKind
from dondoc.core.scoring.changes import ChangeKind, changes
from dondoc.core.scoring.criteria import External, Information, fact_names
from dondoc.core.scoring.facts import Facts, Quotient
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import CriterionState
from dondoc.criteriafile import read_facts, read_set, shipped_sets
from dondoc.criteriafile.bindings import read_bindings
from dondoc.criteriafile.mappings import read_mapping
from dondoc.planfile import read

ROOT = Path(__file__).parents[2]
SETS = ROOT / "rules" / "criteria"
PLANS = ("ke-hoach-dti-2026", "ke-hoach-chuyen-doi-so-2026")


def pillar_sums(name: str) -> list[tuple[str, Decimal]]:
    found = read_set(SETS / name)
    return [(p.code, sum((c.max for c in found.criteria if c.pillar == p.code), Decimal(0))) for p in found.pillars]


def test_the_shipped_sets_are_these():
    assert [path.name for path in shipped_sets()] == [
        "qd-766-2022.toml",
        "so-mau-2025.toml",
        "so-mau-2026.toml",
        "tinh-qd-922-2022.toml",
    ]


@pytest.mark.parametrize("path", shipped_sets(), ids=lambda path: path.stem)
def test_a_shipped_set_loads_and_says_what_it_is(path: Path):
    found = read_set(path)
    assert found.id == path.stem
    words = "chưa đầy đủ" if found.id == "tinh-qd-922-2022" else "không chính thức"
    assert words in found.title
    assert found.is_unofficial == (found.id != "tinh-qd-922-2022")


@pytest.mark.parametrize("name", ["so-mau-2025.toml", "so-mau-2026.toml"])
def test_the_sample_department_sets_add_up(name: str):
    assert pillar_sums(name) == [("1", 150), ("2", 150), ("3", 150), ("4", 400), ("5", 75), ("6", 75)]
    found = read_set(SETS / name)
    assert sum(each.max for each in found.criteria_of("without-procedures")) == 750
    assert all(each.evidence and each.verifier for each in found.criteria if each.max)


def test_the_provincial_set_has_no_points_that_are_not_confirmed():
    found = read_set(SETS / "tinh-qd-922-2022.toml")
    assert [points for _, points in pillar_sums("tinh-qd-922-2022.toml")] == [100] * 5 + [0, 200, 150, 150]
    assert {type(each.rule) for each in found.criteria if each.max} == {External}
    assert [each.code for each in found.criteria if isinstance(each.rule, Information)] == ["6.0"]


def test_the_service_set_has_the_five_groups_of_the_portal():
    assert pillar_sums("qd-766-2022.toml") == [("1", 18), ("2", 20), ("3", 22), ("4", 22), ("5", 18)]
    found = read_set(SETS / "qd-766-2022.toml")
    unconfirmed = ["3.1", "3.2", "4.3", "4.7", "5.1"]
    assert [each.code for each in found.criteria if isinstance(each.rule, External)] == unconfirmed


@pytest.mark.parametrize("path", sorted((SETS / "mappings").iterdir()), ids=lambda path: path.stem)
def test_a_shipped_mapping_fits_the_sets_it_is_named_after(path: Path):
    old, new = (read_set(SETS / f"{name}.toml") for name in path.stem.split("--"))
    assert read_mapping(path, old, new)


@pytest.mark.parametrize("path", sorted((SETS / "bindings").iterdir()), ids=lambda path: path.stem)
def test_shipped_bindings_fit_the_set_they_are_named_after(path: Path):
    assert read_bindings(path, read_set(SETS / path.name))


def test_the_mapping_of_the_sample_years_shows_what_changed():
    old, new = read_set(SETS / "so-mau-2025.toml"), read_set(SETS / "so-mau-2026.toml")
    pairs = read_mapping(SETS / "mappings" / "so-mau-2025--so-mau-2026.toml", old, new)
    found = {
        (each.old.code if each.old else None, each.new.code if each.new else None): [kind.value for kind in each.kinds]
        for each in changes(old, new, pairs)
        if each.kinds != (ChangeKind.SAME,)
    }
    assert found == {
        ("1.4", "1.4"): ["max", "rule"],
        (None, "1.5"): ["new"],
        ("2.4", "2.4"): ["rule"],
        (None, "2.5"): ["new"],
        ("2.6", "2.7"): ["max"],
        ("3.4", "3.4"): ["rule", "title"],
        ("4.1", "4.1"): ["rule", "title"],
        ("4.7", "4.7"): ["rule"],
        ("4.13", "4.13"): ["title"],
        ("1.5", None): ["dropped"],
    }


def test_each_fact_of_the_sample_has_one_source_and_each_word_finds_one_place_in_the_sample_plans():
    bindings = read_bindings(SETS / "bindings" / "so-mau-2026.toml", read_set(SETS / "so-mau-2026.toml"))
    drafts = [read((ROOT / "samples" / "plans" / f"{name}.docx").read_bytes(), name=name).draft for name in PLANS]
    targets = [target.text for draft in drafts for target in draft.targets]
    tasks = [task.text for draft in drafts for task in draft.tasks]
    found = {
        binding.fact: sum(map(binding.suits, targets if binding.kind is BindingKind.TARGET else tasks))
        for binding in bindings
        if binding.kind in BY_WORDS
    }
    assert found == dict.fromkeys(found, 1)
    assert Counter(binding.kind for binding in bindings) == {
        BindingKind.TARGET: 16,
        BindingKind.TASK: 2,
        BindingKind.EVIDENCE: 2,
        BindingKind.REGISTER: 5,
        BindingKind.DOSSIERS: 2,
        BindingKind.TYPED: 17,
    }
    assert set(BINDING_TITLES) == set(BindingKind)


def test_the_service_set_gives_the_points_seen_on_the_portal():
    found = read_set(SETS / "qd-766-2022.toml")
    seen = {
        "dossiers_on_time": Quotient(Decimal(653), Decimal(654)),
        "petitions_on_time": Quotient(Decimal(0), Decimal(0)),
    }
    sheet = score(found, Facts("so-a", 2026, "with-procedures", seen))
    points = {each.code: each.points for each in sheet.criteria}
    assert (points["2.1"], points["5.2"]) == (Decimal("19.97"), Decimal("6.00"))


def test_published_points_of_a_province_add_up_to_its_index():
    found = read_set(SETS / "tinh-qd-922-2022.toml")
    facts = [fact for each in found.criteria if each.max for fact in fact_names(each.rule)]
    values = dict.fromkeys(facts, Decimal("90.5")) | {"smart_city": None}
    sheet = score(found, Facts("tinh-a", 2023, "province", values))
    assert (sheet.points, sheet.percent) == (Decimal("724.00"), Decimal("72.40"))


def test_every_fact_of_a_shipped_set_is_explained_in_its_comments():
    for name in ("so-mau-2025.toml", "so-mau-2026.toml"):
        text = (SETS / name).read_text(encoding="utf-8")
        comments = " ".join(line for line in text.splitlines() if line.startswith("#"))
        facts = {fact for each in read_set(SETS / name).criteria for fact in fact_names(each.rule)}
        assert [fact for fact in sorted(facts) if f"fact {fact}" not in comments] == []


def test_the_sample_facts_of_last_year_make_a_sheet():
    found = read_set(SETS / "so-mau-2025.toml")
    sheet = score(found, read_facts(ROOT / "samples" / "facts_so-mau-2025.json", found))
    assert (sheet.points, sheet.max, sheet.percent, sheet.band) == (
        Decimal("626.80"),
        1000,
        Decimal("62.68"),
        "Nâng cao",
    )
    assert [c.code for c in sheet.criteria if c.state is CriterionState.MISSING] == ["5.1"]


def test_the_sample_facts_of_this_year_are_those_that_the_sample_plans_do_not_give():
    found = read_set(SETS / "so-mau-2026.toml")
    facts = read_facts(ROOT / "samples" / "facts_so-mau-2026.json", found)
    bindings = read_bindings(SETS / "bindings" / "so-mau-2026.toml", found)
    others = {binding.fact for binding in bindings if binding.kind not in BY_WORDS}
    assert {fact for fact, value in facts.values.items() if value is not None} == others - {
        "practices_with_contracts",  # missing on purpose
        "survey_points",
    }
