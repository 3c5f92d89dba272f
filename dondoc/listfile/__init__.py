"""Lists of units and of people: .xlsx and .csv files into lines, and lines into an .xlsx file. This is the front door.

Not here: what a list changes (core/rosters), who may change it (actions/rosters).
"""

from dondoc.core.archives import UnreadableFile
from dondoc.listfile.lines import read_people, read_units
from dondoc.listfile.workbooks import write

__all__ = ["UnreadableFile", "read_people", "read_units", "write"]
