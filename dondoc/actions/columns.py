"""Whether columns can hold what was given, told in words before anything is stored. Not here: rules of the domain."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Model

from dondoc.core.refusals import Fault


def column_faults(row: Model, columns: Collection[str]) -> list[Fault]:
    """What is missing, too long or no choice in these columns of a row not yet stored; the field is the column."""
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(columns))
    except ValidationError as error:
        return [Fault(column, " ".join(sentences)) for column, sentences in error.message_dict.items()]
    return []
