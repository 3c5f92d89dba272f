"""Codes of agencies and their units in the form of Decision 20/2020/QĐ-TTg.

Not here: which code an agency has been given (stored with the department).
"""

import re

from dondoc.core.refusals import Refused
from dondoc.core.vietnamese import normalise

LONGEST = 35
_CODE = re.compile(r"(?:[A-Y][0-9]{2}|Z[0-9A-Z]{2})(?:\.[0-9A-Z]+)*")
_PART = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*")
_LEVEL_ONE = re.compile(r"[A-Y][0-9]{2}")
_EMPTY_GROUP = re.compile(r"0+")


class WrongCode(Refused):
    """What was given is no code of an agency, or no part of one."""


def canonical(raw: str) -> str:
    """The code of an agency, high level first: `H53.13`.

    The older form is written low level first, filled up with groups of zeros: `000.00.13.H53` is `H53.13`. Raises
    WrongCode unless there are at most 35 characters, groups of `0-9 A-Z` separated by points, the first a letter A–Y
    and two digits, or Z and two characters for a body without such a code. Source: Decision 20/2020/QĐ-TTg, article 4.
    """
    groups = _tidy(raw).split(".")
    if len(groups) > 1 and _LEVEL_ONE.fullmatch(groups[-1]) and not _LEVEL_ONE.fullmatch(groups[0]):
        groups = [groups[-1], *(group for group in reversed(groups[:-1]) if not _EMPTY_GROUP.fullmatch(group))]
    code = ".".join(groups)
    if len(code) > LONGEST or not _CODE.fullmatch(code):
        raise WrongCode(
            f"Mã “{raw}” không đúng Quyết định số 20/2020/QĐ-TTg: mã cấp 1 gồm một chữ cái và hai chữ số, các nhóm sau "
            "cách nhau bằng dấu chấm, chỉ dùng 0-9 và A-Z, không quá 35 ký tự; ví dụ H53.13."
        )
    return code


def unit_part(raw: str, department_code: str) -> str:
    """The part of a unit's code that follows the department's: `VP` of `VP`, of `H99.13.VP` and of `000.VP.13.H99`.

    Raises WrongCode where the whole would be no code, or longer than 35 characters.
    """
    tidy = _tidy(raw)
    start = f"{department_code}."
    try:
        part = canonical(tidy).removeprefix(start)
    except WrongCode:
        part = tidy
    if not _PART.fullmatch(part) or len(start + part) > LONGEST:
        raise WrongCode(
            f"Mã đơn vị “{raw}” chỉ gồm các nhóm 0-9 và A-Z cách nhau bằng dấu chấm, "
            f"cùng mã {department_code} không quá {LONGEST} ký tự; ví dụ VP hoặc {department_code}.VP."
        )
    return part


def _tidy(raw: str) -> str:
    return re.sub(r"\s*\.\s*", ".", normalise(raw)).upper()
