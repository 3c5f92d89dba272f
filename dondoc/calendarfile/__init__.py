"""Rule files of the calendar into values of the core: data windows and days off. This is the front door.

Not here: what follows from the rules (core/periods, core/calendars).
"""

from dondoc.calendarfile.files import RuleFileFaulty
from dondoc.calendarfile.holidays import holiday_table
from dondoc.calendarfile.windows import load_rule

__all__ = ["RuleFileFaulty", "holiday_table", "load_rule"]
