"""A dossier file → typed batches, whatever its format. This is the reader's door: open_source().

Not here: the formats (textfiles, spreadsheets, parquetfiles), keeping what was read (loads).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dondoc.analytics import textfiles
from dondoc.analytics.batches import TextBatch, TypedBatch
from dondoc.analytics.headers import Header, UnreadableDossiers
from dondoc.analytics.typing_rows import RowTyping

__all__ = ["Header", "Source", "UnreadableDossiers", "open_source"]


@dataclass(frozen=True)
class Source:
    """A file whose header was understood; `texts` reads its rows from the first one each time it is called."""

    header: Header
    texts: Callable[[], Iterator[TextBatch]]

    def typed(self) -> Iterator[TypedBatch]:
        """The rows in the order of the file. Raises UnreadableDossiers where the rest of the file cannot be read."""
        typing = RowTyping()
        for batch in self.texts():
            yield typing.typed(batch)


def open_source(path: Path) -> Source:
    """The file at `path`, its format told by its content. Raises UnreadableDossiers with one sentence to show."""
    header, texts = textfiles.opened(path)
    return Source(header, texts)
