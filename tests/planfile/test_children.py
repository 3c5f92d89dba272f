"""A file read in a child process: the same reading, the limits held, nothing left behind."""

from pathlib import Path

import pytest

from dondoc.planfile import UnreadableFile, read, read_in_child
from tests.planfile.builders import plan

PLAN = plan("I. NHIỆM VỤ", "1. Rà soát thủ tục hành chính.")
GOLDEN = Path(__file__).parents[1] / "golden"


def test_reading_is_the_same_as_in_this_process() -> None:
    for data in (PLAN, (GOLDEN / "dev-01.docx").read_bytes(), (GOLDEN / "text-table.txt").read_bytes()):
        assert read_in_child(data, name="a") == read(data, name="a")


def test_refusal_is_the_same_as_in_this_process() -> None:
    name = 'hai\ndòng "và" \x00 \udc80 dấu.docx'
    for data in (b"", PLAN[: len(PLAN) // 2], "Kính gửi bác".encode()):
        with pytest.raises(UnreadableFile) as here:
            read(data, name=name)
        with pytest.raises(UnreadableFile) as there:
            read_in_child(data, name=name)
        assert there.value.sentence == here.value.sentence
