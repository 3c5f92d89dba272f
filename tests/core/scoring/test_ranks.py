"""Places 1-2-2-4, each profile by itself, excluded bodies aside."""

from decimal import Decimal

from dondoc.core.scoring.ranks import Contender, ranked


def test_places_are_shared_by_equal_totals_and_the_next_are_skipped():
    totals = ["80.00", "91.25", "80.00", "75.00"]
    assert ranked([Contender(f"b{n}", "p", Decimal(each)) for n, each in enumerate(totals)]) == (2, 1, 2, 4)


def test_equal_totals_are_equal_however_they_are_written():
    assert ranked([Contender("a", "p", Decimal("80.0")), Contender("b", "p", Decimal("80.00"))]) == (1, 1)


def test_totals_that_differ_in_the_last_digit_are_not_tied():
    assert ranked([Contender("a", "p", Decimal("80.00")), Contender("b", "p", Decimal("80.01"))]) == (2, 1)


def test_each_profile_has_places_of_its_own():
    contenders = [
        Contender("a", "with", Decimal(10)),
        Contender("b", "without", Decimal(99)),
        Contender("c", "with", Decimal(20)),
        Contender("d", "without", Decimal(1)),
    ]
    assert ranked(contenders) == (2, 1, 1, 2)


def test_excluded_body_has_no_place_and_takes_none():
    contenders = [
        Contender("a", "p", Decimal(90), is_excluded=True),
        Contender("b", "p", Decimal(80)),
        Contender("c", "p", Decimal(80), is_excluded=True),
        Contender("d", "p", Decimal(70)),
    ]
    assert ranked(contenders) == (None, 1, None, 2)


def test_nobody_has_no_places():
    assert ranked([]) == ()
