"""The code of a dossier as a list shows it. Not here: values of columns (test_dossier_values)."""

import pytest

from dondoc.core.dossiers import masked_code


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("H99.13-260105-0012", "H99.13-260105-****"),
        ("000.00.15.H99-260105-0012", "000.00.15.H99-260105-****"),
        ("H99.13-260105-0012-", "H99.13-260105-*****"),
        ("H99.13-0012-BTP", "H99.13-********"),
        ("0012-BTP", "********"),
        ("H99.13.260105.0012", "******************"),
        ("HS", "**"),
    ],
)
def test_last_part_that_has_a_number_is_hidden_with_what_follows(code: str, shown: str) -> None:
    assert masked_code(code) == shown
