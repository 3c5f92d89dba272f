"""A load that is killed leaves the old version or the new one; run again it ends as if nothing had happened."""

from pathlib import Path

from tests.analytics.killed_loads import kill_loads


def test_a_store_is_whole_after_loads_were_killed_at_random_moments(tmp_path: Path) -> None:
    found = kill_loads(5, tmp_path, rows=3_000)

    assert found.faults == []
