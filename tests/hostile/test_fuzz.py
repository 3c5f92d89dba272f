"""A few thousand of the odd inputs that `make fuzz` makes. What it finds becomes a test beside the reader's own."""

import pytest

from tests.hostile.fuzz import READERS, fuzz


def test_no_odd_input_breaks_a_reader() -> None:
    tallies, finds = fuzz(2_000, seed=7_000_000)
    assert finds == []
    assert {name: tally.inputs for name, tally in tallies.items()} == dict.fromkeys(READERS, 500)
    assert all(tally.answered for tally in tallies.values())


def test_a_reader_that_breaks_or_hangs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(text: str) -> bool:
        raise KeyError(text[:1])

    def hanging(text: str) -> bool:
        while True:
            pass

    monkeypatch.setattr("tests.hostile.fuzz.LONGEST", 0.05)
    monkeypatch.setitem(READERS, "number", breaking)
    monkeypatch.setitem(READERS, "citation", hanging)
    _, finds = fuzz(4)
    assert [(find.reader, find.fault.split(":")[0]) for find in finds] == [
        ("citation", "Hangs"),
        ("number", "KeyError"),
    ]
