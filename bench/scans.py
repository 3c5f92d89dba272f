"""How quickly scans are read: pages a minute through `read`, beside bare Tesseract on the same pages in one run."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import cv2
import numpy as np

from dondoc.planfile import UnreadableFile, read
from tests.planfile.scanned import DPI, as_pdf, page, soiled, turned

PAGES = 6
LINES = [(text, 200, 200 + 80 * n) for n, text in enumerate(["Rà soát, đơn giản hóa thủ tục hành chính năm 2025."] * 8)]


def main() -> None:
    """Prints both rates and their ratio."""
    first, others = soiled(turned(page(), 1.0)), soiled(turned(page(LINES, table=True), -0.5))
    pages = [first, *[others] * (PAGES - 1)]
    data = as_pdf(*pages)
    started, spent = time.perf_counter(), processor()
    try:
        reading = read(data, name="scan.pdf")
    except UnreadableFile as refusal:
        print(f"scans: {refusal.sentence}")
        return
    ours, our_seconds = PAGES * 60 / (time.perf_counter() - started), processor() - spent
    spent = processor()
    bare = PAGES * 60 / bare_tesseract(pages)
    print(
        f"scans: {PAGES} pages, {len(reading.source)} lines: {ours:.0f} pages a minute through read, "
        f"{bare:.0f} through bare Tesseract; ratio of times {bare / ours:.2f}, "
        f"of processor time {our_seconds / (processor() - spent):.2f}"
    )


def processor() -> float:
    """Seconds of processor time of this process and of those that it started and that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def bare_tesseract(pages: list[np.ndarray]) -> float:
    """Seconds for the words of the same pages, one after the other, one thread each."""
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place, f"{number}.png") for number in range(len(pages))]
        for file, pixels in zip(files, pages, strict=True):
            cv2.imwrite(str(file), pixels)
        started = time.perf_counter()
        for file in files:
            subprocess.run(
                ["tesseract", str(file), "-", "-l", "vie", "--dpi", str(DPI), "tsv"],
                check=True,
                capture_output=True,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
