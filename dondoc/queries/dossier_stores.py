"""Where the dossiers of a department are kept. Not here: what stands there (analytics/stores), who may see it."""

from pathlib import Path

from django.conf import settings


def store_of(department_id: int) -> Path:
    """The folder of the department's store; there is none until something was loaded."""
    return Path(settings.DATA_DIR) / "dossiers" / str(department_id)


def given_files() -> Path:
    """The folder of files that wait to be loaded, each in a folder that is called by its load."""
    return Path(settings.DATA_DIR) / "dossiers" / "given"
