"""`dondoc parse FILE`: prints the plan of a file as JSON. Not here: the command line itself (cli)."""

import json
from pathlib import Path
from typing import TextIO

from dondoc.planfile import UnreadableFile, read


def parse_command(path: str, *, out: TextIO, err: TextIO) -> int:
    """Prints the object of the plan contract to `out`; 0, or 2 with one sentence on `err` and nothing on `out`."""
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError:
        err.write(f"Không mở được tệp {path}. Hãy kiểm tra lại đường dẫn và quyền đọc tệp.\n")
        return 2
    err.write(f"Đang đọc {file.name} ({len(data)} byte)\n")
    try:
        reading = read(data, name=file.name)
    except UnreadableFile as refusal:
        err.write(f"{refusal.sentence}\n")
        return 2
    json.dump(reading.draft.to_json(), out, ensure_ascii=False, indent=1)
    out.write("\n")
    return 0
