"""A file of dossiers: given, kept until it is loaded, loaded in the background into the store of its department.

Not here: reading and storing the rows (analytics/loads), the small tables of counts (dossier_figures), figures of
targets that come from them (measured_targets).
"""

from datetime import datetime
from typing import IO

from dondoc.core.permissions import Origin, Viewer
from dondoc.models import DossierLoad


def give_file(upload: IO[bytes], *, name: str, actor: Viewer, at: datetime) -> DossierLoad:
    """Keeps a file, streamed to disk, and has it loaded in the background: the load waits with the state `waiting`.

    By whoever may upload on the page, or by a token with the scope. Raises NotAllowed; Faulty (field `file`) for a
    file that is empty, of another kind, too large, for which the disk has no room, or that waits already.
    """
    raise NotImplementedError


def finish_load(load_id: int, *, actor: Viewer, at: datetime) -> DossierLoad:
    """Loads the file of a load that waits or broke off, and counts anew. One that is done stays as it is.

    Raises NotVisible, NotAllowed.
    """
    raise NotImplementedError


def take_up(*, actor: Origin, at: datetime) -> int:
    """Asks again for every load that waits or broke off, of all departments; how many."""
    raise NotImplementedError
