"""Rules, sets and facts of all kinds for property tests, as files parse them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from criteria_sets import criterion, parsed_set
from hypothesis import strategies as st

POLICIES = ["full", "zero", "not-applicable"]
LEVELS = ["cao", "vừa", "thấp"]
# Facts of one kind have one name, so that two rules never want the same fact in two forms.
BOOLEANS, COUNTS, RATIOS, NUMBERS = ([f"{kind}_{n}" for n in range(3)] for kind in ("yes", "count", "ratio", "number"))


def decimals(low: int, high: int, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


def points(maximum: Decimal) -> st.SearchStrategy[Any]:
    shares = st.fractions(0, 1, max_denominator=12).map(lambda each: f"{each.numerator}/{each.denominator}")
    numbers = st.fractions(0, 1, max_denominator=8).map(
        lambda part: Decimal(int(part * Fraction(maximum) * 4)) / 4  # a quarter at the finest, never above the maximum
    )
    return st.one_of(st.sampled_from(["max", "0"]), shares, numbers)


@st.composite
def steps(draw: st.DrawFn, maximum: Decimal) -> list[dict[str, Any]]:
    starts = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=4)), reverse=True)
    return [{"from": start, "points": draw(points(maximum))} for start in starts]


@st.composite
def bands(draw: st.DrawFn, maximum: Decimal) -> list[dict[str, Any]]:
    bounds = draw(st.sets(st.tuples(decimals(0, 1), st.booleans()), min_size=1, max_size=4))
    return [
        {"above" if strict else "from": value, "points": draw(points(maximum))}
        for value, strict in sorted(bounds, reverse=True)
    ]


@st.composite
def rules(draw: st.DrawFn, maximum: Decimal, depth: int = 0) -> dict[str, Any]:
    kinds = ["yes-no", "tiers", "count-table", "ratio", "ratio-to-target", "ratio-bands", "count-capped", "average"]
    kinds += ["peer", "deduction", "external", *(["sum", "best-of", "gate"] if depth < 3 else [])]
    kind = draw(st.sampled_from(kinds))
    policy = {"zero_denominator": draw(st.sampled_from(POLICIES[:2] if depth else POLICIES))}
    number = decimals(0, 9).filter(bool)
    match kind:
        case "yes-no":
            body: dict[str, Any] = {"fact": draw(st.sampled_from(BOOLEANS))}
        case "tiers":
            body = {"fact": "level", "levels": {name: draw(points(maximum)) for name in LEVELS}}
        case "count-table":
            body = {"fact": draw(st.sampled_from(COUNTS)), "steps": draw(steps(maximum))}
        case "ratio":
            body = {"fact": draw(st.sampled_from(RATIOS)), **policy}
        case "ratio-to-target":
            body = {"fact": draw(st.sampled_from(RATIOS)), "target": draw(decimals(0, 1).filter(bool)), **policy}
        case "ratio-bands":
            body = {"fact": draw(st.sampled_from(RATIOS)), "bands": draw(bands(maximum)), **policy}
        case "count-capped":
            body = {"fact": draw(st.sampled_from(COUNTS)), "each": draw(number)}
        case "average":
            body = {"fact": "scores", "decimals": draw(st.integers(0, 3)), "out_of": 2, **policy}
        case "peer":
            body = {"fact": draw(st.sampled_from(NUMBERS))}
        case "deduction":
            lost = st.fixed_dictionaries({"fact": st.sampled_from(COUNTS), "each": number})
            body = {"faults": draw(st.lists(lost, min_size=1, max_size=3))}
        case "external":
            body = {"fact": "survey"}
        case "gate":
            body = {"unless": draw(st.sampled_from(BOOLEANS)), "rule": draw(rules(maximum, depth + 1))}
        case "best-of":
            body = {"of": draw(st.lists(rules(maximum, depth + 1), min_size=1, max_size=3))}
        case _:
            half = Decimal(int(maximum * 50)) / 100
            tops = draw(st.lists(st.sampled_from([half, half / 2]), min_size=1, max_size=2))
            body = {"parts": [{"max": top, "rule": draw(rules(top, depth + 1))} for top in tops]}
    return {"kind": kind, **body}


MAXIMA = decimals(0, 60).filter(lambda value: value >= 4)


@st.composite
def parsed_sets(draw: st.DrawFn) -> dict[str, Any]:
    rows = [
        criterion(f"{n % 2 + 1}.{n}", draw(rules(most)), str(most), title=draw(titles), **draw(columns))
        for n, most in enumerate(draw(st.lists(MAXIMA, min_size=1, max_size=5)))
    ]
    if draw(st.booleans()):
        rows.append(criterion("3.1", {"kind": "information", "fact": "note"}, 0))
    places = st.integers(0, 4)
    return parsed_set(
        *rows,
        decimals={"criterion": draw(st.integers(2, 4)), "total": draw(places)},
        not_applicable=draw(st.sampled_from(["rescale", "smaller-max"])),
    )


columns = st.fixed_dictionaries(
    {},
    optional={
        "evidence": st.just(["Báo cáo", "Ảnh màn hình"]),
        "source": st.sampled_from(["self", "automatic", "external", "survey"]),
        "verifier": st.just("Sở Khoa học và Công nghệ"),
        "profiles": st.sampled_from([["with"], ["with", "without"]]),
    },
)
titles = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20).map(lambda text: f"Chỉ số {text}.")
ratios = st.one_of(
    st.just({"numerator": 0, "denominator": 0}),
    st.builds(lambda a, b: {"numerator": a, "denominator": b}, st.integers(0, 50), st.integers(1, 40)),
)
full_facts = st.fixed_dictionaries(
    {
        **dict.fromkeys(BOOLEANS, st.booleans()),
        **dict.fromkeys(COUNTS, st.integers(0, 60)),
        **dict.fromkeys(RATIOS, ratios),
        **dict.fromkeys(NUMBERS, decimals(0, 99)),
        "level": st.sampled_from(LEVELS),
        "scores": st.lists(decimals(0, 2), max_size=6),
        "survey": decimals(0, 1).map(lambda value: value / 20),  # no part inside parts has a smaller maximum
        "note": st.integers(0, 9),
    }
)
