"""The checks ask for every address and operation: the lists of them stand beside the tests of pages and interface."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import AT

from dondoc.web import clocks

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("web", "api")]


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives at the moment of these tests."""
    monkeypatch.setattr(clocks, "now", lambda: AT)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are expected: none is written to the log."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
