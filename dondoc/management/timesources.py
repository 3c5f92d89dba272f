"""What keeps this machine's clock right, in a few words for the daily head of the audit chains."""

import ctypes
from datetime import date
from pathlib import Path

_PROGRAMS = (
    ("/run/chrony/chronyd.pid", "chrony"),
    ("/run/systemd/timesync/synchronized", "systemd-timesyncd"),
    ("/run/ntpd.pid", "ntpd"),
)
_UNSYNCHRONISED = 0x0040  # STA_UNSYNC of Linux


class _Clock(ctypes.Structure):
    """The beginning of Linux's `struct timex`, and room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("frequency", ctypes.c_long),
        ("most_error", ctypes.c_long),
        ("error", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


def time_source(pretended: date | None = None) -> str:
    """As people read it: the program that sets the clock, or that none does; the day that a demonstration pretends."""
    if pretended:
        return f"ngày trình diễn {pretended:%d/%m/%Y}, không phải giờ thật"
    program = next((name for path, name in _PROGRAMS if Path(path).exists()), "")
    return ", ".join(filter(None, ["đã đồng bộ" if _is_synchronised() else "đồng hồ máy, chưa đồng bộ", program]))


def _is_synchronised() -> bool:
    """Whether the kernel's clock is set by something; `False` where nobody can tell."""
    try:
        ask = ctypes.CDLL(None).adjtimex
    except (AttributeError, OSError):
        return False
    clock = _Clock(modes=0)
    return ask(ctypes.byref(clock)) >= 0 and not clock.status & _UNSYNCHRONISED
