"""The checks ask for every address and operation: the lists of them stand beside the tests of pages and interface."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("web", "api")]
