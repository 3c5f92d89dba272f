"""A hundred and twenty hostile file names: each is refused, or kept as text only beside a name of our own."""

import re
import unicodedata
from pathlib import Path

from factories import AT, PDF, People, Units, duties_of, plan_text, sample_plan

from dondoc.actions import drafts, evidence
from dondoc.actions.evidence import Particulars
from dondoc.models import Draft, Evidence, ReportingPeriod
from dondoc.planfile import UnreadableFile

STEMS = (
    "../../../etc/passwd", "..\\..\\boot", "%2e%2e%2fa", "..%c0%af..%c0%afa", "/etc/cron.d/a", "\\\\server\\share\\a",
    "C:\\Windows\\a", "file:///etc/passwd", "~root/a", "CON", "NUL", "COM1", "aux.h", "-rf", "--help", "$(id)", "`id`",
    "a;id", "a|id", "a&b", "a'b", 'a"b', "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "%s%n", "a\x00", "a\r\nX: b",
    "a\x1b[2J", "a\u202exfdp", "a\u2066b\u2069", "a\u200bb", "a\xadb", "\ufeffa", "a\u2028b", "a．exe", "a:b", "*", "?",
    "đ" * 300, "a" * 4_000, unicodedata.normalize("NFD", "Kế hoạch số hóa"), "a\u0301" * 90, "\U0001f4a9", "a .exe ",
    "a.exe", "a.html", "a.php", "a.svg", ".htaccess", "..", ".",
)  # fmt: skip
WHOLE = ("", ".txt.", "a.txt ", "a.TXT", "a.txt::$DATA", "a.txt/", "a.txt\\", "a.txt#", "a.txt?x=1", "a.docx", "a.pdf")
# Under the ending of what it is every third: each of these is read in a child of its own.
NAMES = sorted({*STEMS, *(f"{stem}.exe" for stem in STEMS), *(f"{stem}.txt" for stem in STEMS[::3]), *WHOLE})
OWN_NAME = re.compile(r"(plans|evidence)/[0-9a-f]{16}(_\w{7})?\.(txt|pdf)")


def kept_names(media: Path) -> list[str]:
    return [str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()]


def is_plain(name: str) -> bool:
    """Whether a kept name is in the normal form and shows what it is."""
    return len(name) <= 255 and unicodedata.normalize("NFC", name) == name and (name.isprintable() or not name)


def test_there_are_120_names() -> None:
    assert len(NAMES) >= 120


def test_plan_file_under_a_hostile_name_is_refused_or_kept_under_our_own(people: People, media: Path) -> None:
    taken = 0
    for number, name in enumerate(NAMES):
        data = plan_text(sample_plan()) + f"\n{number}".encode()
        try:
            draft = drafts.upload(data, name=name, actor=people.coordinator, at=AT)
        except UnreadableFile:
            pass
        else:
            taken += 1
            assert OWN_NAME.fullmatch(draft.file.name), name
            assert is_plain(draft.file_name), name
            assert draft.file_name.lower().endswith(".txt"), name
        assert len(kept_names(media)) == Draft.objects.count() == taken
    assert 10 <= taken <= 30
    assert all(map(OWN_NAME.fullmatch, kept_names(media)))


def test_proof_under_a_hostile_name_is_kept_under_our_own(
    period: ReportingPeriod, units: Units, people: People, media: Path
) -> None:
    place = (period.pk, units.division.pk, duties_of(period, units.division)[0].pk)
    before = len(kept_names(media))
    for number, name in enumerate(NAMES):
        data, actor = PDF + f"\n{number}".encode(), people.reporter
        proof = evidence.attach(*place, data=data, name=name, particulars=Particulars(), actor=actor, at=AT)
        assert OWN_NAME.fullmatch(proof.file.name), name
        assert is_plain(proof.file_name), name
    assert len(kept_names(media)) - before == Evidence.objects.count() == len(NAMES)
    assert all(map(OWN_NAME.fullmatch, kept_names(media)))
