"""A store of dossiers copied as one version of it stands, while loads go on. Not here: where to (actions/backups)."""

import shutil
from pathlib import Path

from dondoc.analytics import rejects, stores


def copy(store: Path, into: Path) -> None:
    """Copies the current version of a store, with what was rejected, into a folder that does not exist yet.

    What a load is writing meanwhile is no part of it. Raises StoreUnusable, OSError.
    """
    version, manifest = _held(store)
    parts = [rejects.part_of(store, load.number) for load in version.loads if load.rejects_size]
    for path in [*(store / file.place for file in version.files), *parts]:
        place = into / path.relative_to(store)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    into.mkdir(parents=True, exist_ok=True)
    (into / stores.MANIFEST).write_bytes(manifest)
    with stores.opened_for_writing(into) as copied:  # finds every file of its size
        rejects.set_right(copied)


def _held(store: Path) -> tuple[stores.StoreVersion, bytes]:
    """The current version, whose files stay for as long as it is referred to, and the manifest it was read from."""
    while True:
        before = (store / stores.MANIFEST).read_bytes()
        version = stores.opened(store)
        if (store / stores.MANIFEST).read_bytes() == before:
            return version, before
