"""The list of security checks with the tests that answer each: docs/security.md.

A test answers a check by its number in its name, `test_check_11_…`. Not here: the tests.
"""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"^\s*(?:async )?def (test_check_(\d+)_\w+)", re.MULTILINE)

CHECKS = {
    1: "every cell of the table of rights answers as the table says, on pages, API and actions",
    2: "every address, API operation, public action and command has a row in the policy",
    3: "the requests of one unit, replayed by another unit or department, find nothing",
    4: "a crawl as each actor finds no marker of what the actor may not see",
    5: "no field, order or filter reaches through relations to what is hidden",
    6: "no form takes a field beyond what its act may write",
    7: "every move from every state by every role: only those of the table succeed",
    8: "nobody approves own work, confirms own request, grants the own role, restores alone",
    9: "a right taken away is gone with the next request",
    10: "a job whose asker lost the right ends refused, with nothing kept",
    11: "signed links: changed, expired, revoked, used elsewhere, prefetched, too often",
    12: "restricted proof is closed to the administrator; broken glass has a reason, an end and an alarm",
    13: "two departments in one installation stay apart; dropping one leaves the other as it was",
    14: "guessing locks the guesser, not the owner; locks survive a restart; forged addresses change nothing",
    15: "known and unknown names are answered alike",
    16: "passwords after the tcvn profile",
    17: "a second factor on every way in; codes work once",
    18: "sessions end when idle and after a time, and are dead on the server",
    19: "accounts idle for 45 days are switched off; a review older than six months shows red",
    20: "single sign-on refuses forged, replayed and foreign answers; a user is issuer and subject",
    21: "links in mails use the configured address whatever the request says",
    22: "API tokens: hashed, scoped, expiring, never in an address or a log",
    69: "everything works with no model configured",
    70: "every act writes exactly one audit row in its own transaction",
    71: "tampering with the trail is found, and the first bad row named",
    72: "the database refuses to change or delete audit rows and snapshots",
    73: "what users type stays one line of valid JSON in the logs",
    74: "audit rows say who, from where, what, when and with what outcome",
    76: "personal data are masked, sealed, revealed on record; terms are counted in working days",
}


def security() -> str:
    """The page: each check with its tests, in the order of the numbers."""
    tests = _tests()
    rows = [
        f"| {number} | {claim} | {'<br>'.join(tests[number]) or '**none yet**'} |" for number, claim in CHECKS.items()
    ]
    return "\n".join(
        [
            "# Security checks",
            "",
            "Printed by `make docs` from the names of the tests. The numbers are those of the project's requirements",
            "for reliability and security; `.ci/run` runs every test below on SQLite and, but for the matrix of",
            "pages, on PostgreSQL. How long known and unknown names take to be answered (15) is measured by",
            "`python bench/sign_ins.py` on a quiet machine.",
            "",
            "| check | what holds | tests |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _tests() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, number in _NAMED.findall(path.read_text(encoding="utf-8")):
            found[int(number)].append(f"`{path.relative_to(ROOT)}` {name.removeprefix(f'test_check_{number}_')}")
    return found
