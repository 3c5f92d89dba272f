"""Cells that a file holds as numbers, moments or truths → the text that a person would have written.

Not here: the rule (core/dossier_values), the files (spreadsheets, parquetfiles).
"""

from collections.abc import Sequence
from datetime import MAXYEAR, datetime, timedelta
from decimal import Decimal
from math import isfinite, isnan
from typing import Any

import pyarrow as pa

from dondoc.core.dossiers import COLUMNS, Kind

KINDS = {column.name: column.kind for column in COLUMNS}
_HALF_SECOND = timedelta(milliseconds=500)


def cell_text(value: Any, kind: Kind) -> str:
    """`true`, `2026-02-03 14:05:00`, `1234,5` for an amount and `1234.5` elsewhere; empty for nothing and NaN."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() | Decimal():
            return _number_text(value, kind)
        case datetime():
            nearest = value + _HALF_SECOND if value.year < MAXYEAR else value  # "never" is the last moment of all
            return nearest.replace(microsecond=0).isoformat(" ")
        case _:
            return str(value)


def column_of_texts(texts: Sequence[str], name: str) -> pa.Array:
    """Texts as a batch holds them: by distinct text wherever they are likely to repeat."""
    array = pa.array(texts, pa.string())
    return array if name == "dossier_code" else array.dictionary_encode()


def _number_text(number: float | Decimal, kind: Kind) -> str:
    if isnan(number):
        return ""
    if not isfinite(number):
        return str(number)
    whole = int(number)
    text = str(whole) if whole == number else f"{Decimal(str(number)):f}"
    return text.replace(".", ",") if kind is Kind.AMOUNT else text
