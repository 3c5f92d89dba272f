"""`dondoc parse FILE` and `dondoc lint FILE`: what a plan file says, and what is found in it.

Not here: the command line itself (cli).
"""

import json
from pathlib import Path
from typing import TextIO

from dondoc.core.citations import Registered
from dondoc.planfile import Reading, UnreadableFile, read_in_child
from dondoc.planfile.findings import findings, to_json, to_text


def parse_command(path: str | Path, *, out: TextIO, err: TextIO) -> int:
    """Prints the object of the plan contract to `out`; 0, or 2 with one sentence on `err` and nothing on `out`."""
    reading = _read(path, err, tells_size=True)
    if reading is None:
        return 2
    json.dump(reading.draft.to_json(), out, ensure_ascii=False, indent=1)
    out.write("\n")
    return 0


def lint_command(path: str | Path, *, as_json: bool, registered: Registered, out: TextIO, err: TextIO) -> int:
    """Prints what is found in a plan file to `out`: 1, or 0 when nothing is; 2 with one sentence on `err` alone."""
    reading = _read(path, err)
    if reading is None:
        return 2
    found = findings(reading, registered)
    out.write((to_json(found) if as_json else to_text(found)) + "\n")
    return 1 if found else 0


def _read(path: str | Path, err: TextIO, *, tells_size: bool = False) -> Reading | None:
    """The reading of a file; None after a sentence on `err`."""
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError:
        err.write(f"Không mở được tệp {path}. Hãy kiểm tra lại đường dẫn và quyền đọc tệp.\n")
        return None
    if tells_size:
        err.write(f"Đang đọc {file.name} ({len(data)} byte)\n")
    try:
        return read_in_child(
            data, name=file.name, on_page=lambda done, in_all: print(f"Đã đọc trang {done}/{in_all}", file=err)
        )
    except UnreadableFile as refusal:
        err.write(f"{refusal.sentence}\n")
        return None
