"""A document as printed: the file made into PDF by LibreOffice, page by page. Skips where that is not installed."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pytest

from dondoc.officialdoc import render
from dondoc.officialdoc.documents import OfficialDocument

FONTS = {"Times New Roman", "Liberation Serif"}


def _font_with_vietnamese() -> str:
    """The family that stands in for Times New Roman where ạ is asked for."""
    if not shutil.which("fc-match"):
        return ""
    asked = ["fc-match", "--format=%{family}", "Times New Roman:charset=1ea1"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


@contextmanager
def printed(document: OfficialDocument, place: Path) -> Iterator[list[pypdfium2.PdfPage]]:
    """The pages, made in the folder `place`."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not installed")
    if _font_with_vietnamese() not in FONTS:
        pytest.skip("no Times New Roman with Vietnamese letters (fonts-liberation2) is installed")
    (place / "document.docx").write_bytes(render(document))
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "document.docx"]
    subprocess.run(command, cwd=place, capture_output=True, check=True, timeout=180)
    with pypdfium2.PdfDocument(place / "document.pdf") as file:
        yield list(file)


def text_of(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_bounded().replace("\r\n", "\n")
