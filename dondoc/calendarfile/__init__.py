"""Rule files of the calendar into values of the core: data windows, days off, checkpoints, terms. The front door.

Not here: what follows from the rules (core/periods, core/calendars, core/checkpoints).
"""

from dondoc.calendarfile.checkpoints import product_kinds
from dondoc.calendarfile.files import RuleFileFaulty
from dondoc.calendarfile.holidays import holiday_table
from dondoc.calendarfile.privacy_terms import privacy_terms
from dondoc.calendarfile.windows import load_rule

__all__ = ["RuleFileFaulty", "holiday_table", "load_rule", "privacy_terms", "product_kinds"]
