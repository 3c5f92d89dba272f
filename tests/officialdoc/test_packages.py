"""The file itself: the same bytes for the same document, nothing from the clock or the machine."""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from sample_report import REPORT

from dondoc.officialdoc import render

_PRINT_DIGEST = (
    "import hashlib; from sample_report import REPORT; from dondoc.officialdoc import render; "
    "print(hashlib.sha256(render(REPORT)).hexdigest())"
)


def test_same_document_gives_the_same_bytes():
    assert render(REPORT) == render(REPORT)


def test_other_document_gives_other_bytes():
    assert render(REPORT) != render(replace(REPORT, number="5"))


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0"},
    ],
)
def test_bytes_are_the_same_on_another_machine(surroundings):
    here = Path(__file__).parent
    places = os.pathsep.join((str(here), str(here.parents[1])))
    printed = subprocess.run(
        [sys.executable, "-c", _PRINT_DIGEST],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": places, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.strip() == hashlib.sha256(render(REPORT)).hexdigest()


def test_file_tells_no_moment_and_no_system():
    with ZipFile(io.BytesIO(render(REPORT))) as archive:
        assert {(entry.date_time, entry.create_system) for entry in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.testzip() is None
    properties = docx.Document(io.BytesIO(render(REPORT))).core_properties
    assert (properties.created, properties.modified) == (None, None)


def test_file_is_titled_for_readers_that_announce_it():
    properties = docx.Document(io.BytesIO(render(REPORT))).core_properties
    assert properties.title.startswith("Báo cáo Kết quả thực hiện Kế hoạch")
    assert properties.author == "Sở Tư pháp"
