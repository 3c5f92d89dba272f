"""A corrected reading as an example file: the source, the reading it should have given, and what was changed.

Not here: what the examples are used for (samples/corrections, tests/planfile/test_corrections).
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import Any

from django.db.models import F
from django.utils.text import slugify

from dondoc.core.permissions import Viewer
from dondoc.core.plan import PlanDraft
from dondoc.core.refusals import NotVisible
from dondoc.core.vietnamese import fold
from dondoc.models import Draft
from dondoc.queries import drafts

_LISTS = ("citations", "targets", "tasks", "reporting")
_NOTE = """# {name}

What somebody corrected in the reading of `{file}`: field, as read, as corrected. `reading.json` is the corrected
reading; doubts (`warnings`) are those of the reader, also where somebody found nothing to correct.

| field | as read | corrected |
| --- | --- | --- |
{rows}
"""


@dataclass(frozen=True)
class Example:
    """`files` by their names in the folder `name`: the source under `plan` with its ending, reading.json, note.md."""

    name: str
    files: Mapping[str, bytes]

    def zipped(self) -> bytes:
        """The folder as a zip."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files.items():
                archive.writestr(f"{self.name}/{name}", data)
        return packed.getvalue()


def corrected(viewer: Viewer) -> list[int]:
    """Ids of the drafts in whose reading something was corrected. Raises NotAllowed."""
    changed = drafts.visible_to(viewer).defer(None).exclude(content=F("as_read"))
    return [draft.pk for draft in changed if has_corrections(draft)]


def example_of(viewer: Viewer, draft_id: int) -> Example:
    """The example that a draft makes. Raises NotAllowed, NotVisible (also where nothing was corrected)."""
    draft = drafts.one(viewer, draft_id)
    # Put in the order of the plan contract again: a database may keep the keys in its own.
    read, corrected = (PlanDraft.from_json(kept).to_json() for kept in (draft.as_read, draft.content))
    rows = [_row(*change) for change in changes(read, corrected)]
    if not rows:
        raise NotVisible
    path = PurePath(draft.file.path)
    with draft.file.open("rb") as file:
        data = file.read()
    name = f"{slugify(fold(PurePath(draft.file_name).stem))[:40] or 'plan'}-{draft.sha256[:8]}"
    note = _NOTE.format(name=name, file=f"plan{path.suffix}", rows="\n".join(rows))
    reading = json.dumps({**corrected, "warnings": read["warnings"]}, ensure_ascii=False, indent=1) + "\n"
    return Example(name, {f"plan{path.suffix}": data, "reading.json": reading.encode(), "note.md": note.encode()})


def has_corrections(draft: Draft) -> bool:
    """Whether anything stands there otherwise than it was read."""
    return any(True for _change in changes(draft.as_read, draft.content))


def changes(read: Mapping[str, Any], corrected: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(path in the plan contract, as read, as corrected); a row that was added or dropped as a whole has one side."""
    for key in read:
        if key in _LISTS:
            yield from _row_changes(key, read[key], corrected[key])
        elif key != "warnings" and read[key] != corrected[key]:
            yield key, read[key], corrected[key]


def _row_changes(key: str, read: Sequence[Any], corrected: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    before, after = ([json.dumps(row, sort_keys=True) for row in rows] for rows in (read, corrected))
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "replace" and a2 - a1 == b2 - b1:
            for was, now, number in zip(read[a1:a2], corrected[b1:b2], range(a1, a2), strict=True):
                yield from (
                    (f"{key}.{number}.{field}", was[field], now[field]) for field in was if was[field] != now[field]
                )
        elif tag != "equal":
            yield from ((f"{key}.{number}", read[number], None) for number in range(a1, a2))
            yield from ((f"{key}.{number}", None, corrected[number]) for number in range(b1, b2))


def _row(path: str, read: Any, corrected: Any) -> str:
    said = (json.dumps(value, ensure_ascii=False).replace("|", "\\|") for value in (read, corrected))
    return f"| `{path}` | {' | '.join(said)} |"
