"""From tries to locks: who guesses is locked out, nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from dondoc.core.lockouts import Lock, LockKind, Tally, lock_of, name_key, source_key

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def minutes(*counts: float) -> list[datetime]:
    return [START + timedelta(minutes=count) for count in counts]


def test_fifth_wrong_try_locks_the_pair_for_twelve_hours() -> None:
    tally = Tally(pair_wrong=minutes(0, 1, 2, 3, 4))

    assert lock_of(Tally(pair_wrong=minutes(0, 1, 2, 3)), START + timedelta(minutes=4)) is None
    assert lock_of(tally, START + timedelta(minutes=4)) == Lock(LockKind.PAIR, START + timedelta(hours=12, minutes=4))
    assert lock_of(tally, START + timedelta(hours=12, minutes=3, seconds=59)) is not None
    assert lock_of(tally, START + timedelta(hours=12, minutes=4)) is None


def test_wrong_tries_count_anew_after_a_lock_has_ended() -> None:
    later = [START + timedelta(hours=12, minutes=5 + n) for n in range(5)]

    assert lock_of(Tally(pair_wrong=minutes(0, 1, 2, 3, 4) + later[:4]), later[3]) is None
    assert lock_of(Tally(pair_wrong=minutes(0, 1, 2, 3, 4) + later), later[4]) == Lock(
        LockKind.PAIR, later[4] + timedelta(hours=12)
    )


def test_five_wrong_tries_spread_over_twelve_hours_lock_nothing() -> None:
    tally = Tally(pair_wrong=minutes(0, 180, 360, 540, 720))
    assert lock_of(tally, START + timedelta(minutes=721)) is None


def test_source_with_twenty_failed_names_in_an_hour_is_refused_until_the_oldest_is_an_hour_old() -> None:
    failed = minutes(*range(20))

    assert lock_of(Tally(source_wrong=failed[:19]), failed[18]) is None
    assert lock_of(Tally(source_wrong=failed), failed[19]) == Lock(LockKind.SOURCE, START + timedelta(hours=1))


def test_name_tried_from_everywhere_opens_only_to_sources_that_it_knows() -> None:
    tries = minutes(*range(30))

    assert lock_of(Tally(name_wrong=tries[:29]), tries[28]) is None
    assert lock_of(Tally(name_wrong=tries), tries[29]) == Lock(LockKind.NAME, START + timedelta(days=1))
    assert lock_of(Tally(name_wrong=tries, is_known_source=True), tries[29]) is None


def test_longest_of_several_locks_is_told() -> None:
    at = START + timedelta(minutes=30)
    tally = Tally(minutes(0, 1, 2, 3, 4), minutes(*range(20)), minutes(*range(30)))
    assert lock_of(tally, at) == Lock(LockKind.NAME, START + timedelta(days=1))


@pytest.mark.parametrize("typed", ["Trần.Hà", "trần.hà", "  TRAN.HA ", "Tra\u0302\u0300n.Ha\u0300"])
def test_name_counts_as_one_however_it_is_typed(typed: str) -> None:
    assert name_key(typed) == name_key("tran.ha")
    assert name_key(typed) != name_key("tran.hb")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("", ""),
        ("nowhere", "nowhere"),
    ],
)
def test_source_is_an_address_or_a_whole_network_of_one_machine(address: str, key: str) -> None:
    assert source_key(address) == key
