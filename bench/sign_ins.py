"""Signing in with a wrong password and asking for a new one: a name that is known against one that nobody has.

Run on a quiet machine: `python bench/sign_ins.py [tries]`. So many tries of each, by turns, each with a name and from a
source of its own, so that none is locked; the passwords are hashed as an installation hashes them. Medians of wall
time; they should differ by less than 10 ms.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="dondoc-bench-")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DONDOC_DATA_DIR": FOLDER.name}
os.environ.pop("DONDOC_DATABASE_URL", None)
sys.path.insert(0, str(Path(__file__).parents[1]))

import django  # noqa: E402

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from dondoc.models import User  # noqa: E402

TRIES = 200
AIM = 10  # milliseconds
WORDS = "mat-khau-khong-dung"
PAGES = {"sign-in": ("/sign-in/", {"password": WORDS}), "reset": ("/password/forgotten/", {})}


def milliseconds(address: str, name: str, more: dict[str, str], source: str) -> float:
    """How long one try takes, from the request to the answer."""
    client = Client(REMOTE_ADDR=source)
    begun = time.perf_counter()
    client.post(address, {"username": name, **more})
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else TRIES
    call_command("migrate", verbosity=0)
    password = make_password("mat-khau-mau-2026")
    User.objects.bulk_create(User(username=f"known-{n}", full_name="Mẫu", password=password) for n in range(tries))
    is_far = False
    for number, (page, (address, more)) in enumerate(PAGES.items()):
        spent: dict[str, list[float]] = {"known": [], "unknown": []}
        for n in range(tries):
            for place, kind in enumerate(spent):
                source = f"10.{number * 2 + place}.{n // 200}.{n % 200 + 1}"
                spent[kind].append(milliseconds(address, f"{kind}-{n}", more, source))
        medians = {kind: statistics.median(times) for kind, times in spent.items()}
        apart = abs(medians["known"] - medians["unknown"])
        is_far |= apart >= AIM
        print(f"{page}: known {medians['known']:.1f} ms, unknown {medians['unknown']:.1f} ms, {apart:.1f} ms apart")
    return int(is_far)


if __name__ == "__main__":
    raise SystemExit(main())
