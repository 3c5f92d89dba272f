"""A JSON value on one line that stays one line, whatever somebody typed into it: for logs and exported trails."""

import json
import re
from typing import Any

# What JSON lets stand and a terminal, an editor or a log reader acts upon: C1 controls (one of them begins an ANSI
# sequence), line and paragraph separators, direction marks, byte order mark.
_ACTED_UPON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")


def json_line(value: Any) -> str:
    """The value in one line of JSON, without the line end; letters stay readable, everything invisible is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return _ACTED_UPON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
