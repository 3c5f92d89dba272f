"""Opening a rule file: the shipped one in rules/ and, on top of it, the one that the administrator keeps.

Not here: what the tables of a file mean (windows, holidays).
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SHIPPED = Path(__file__).parents[2] / "rules"


class RuleFileFaulty(ValueError):
    """A rule file that cannot be read or understood; carries the Vietnamese sentence to show."""


def rule_files(name: str, *, local: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The shipped file of that name, then the file that the environment variable `local` names, if set.

    Raises RuleFileFaulty.
    """
    paths = [_SHIPPED / name]
    if os.environ.get(local):
        paths.append(Path(os.environ[local]))
    for path in paths:
        try:
            yield path, tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise RuleFileFaulty(f"Không đọc được tệp quy tắc {path}.") from error
        except ValueError as error:
            raise RuleFileFaulty(f"Tệp quy tắc {path} không đúng định dạng TOML: {error}") from error


def check_entry(
    path: Path, entry: Any, required: Mapping[str, type], optional: Mapping[str, type] | None = None
) -> None:
    """Refuses an entry with a key that is missing, misspelt or of another type. Raises RuleFileFaulty."""
    known = {**required, **(optional or {})}
    keys = entry.keys() if isinstance(entry, dict) else set()
    if missing := [key for key in required if key not in keys]:
        raise RuleFileFaulty(f"Tệp quy tắc {path}: có mục thiếu {', '.join(missing)}.")
    for key in keys:
        if key not in known:
            raise RuleFileFaulty(f"Tệp quy tắc {path}: không nhận mục {key}.")
        if type(entry[key]) is not known[key] or entry[key] == "":
            raise RuleFileFaulty(f"Tệp quy tắc {path}: giá trị của {key} không hợp lệ: {entry[key]}.")
