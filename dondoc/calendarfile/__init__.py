"""Rule files of the calendar into values of the core: data windows, days off, checkpoints. This is the front door.

Not here: what follows from the rules (core/periods, core/calendars, core/checkpoints).
"""

from dondoc.calendarfile.checkpoints import product_kinds
from dondoc.calendarfile.files import RuleFileFaulty
from dondoc.calendarfile.holidays import holiday_table
from dondoc.calendarfile.windows import load_rule

__all__ = ["RuleFileFaulty", "holiday_table", "load_rule", "product_kinds"]
