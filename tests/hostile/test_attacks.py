"""Every hostile file is refused with its cause or read within the limits, and nothing of it is stored half."""

from pathlib import Path

import pytest
from factories import AT, People

from dondoc.actions import drafts
from dondoc.models import AuditRow, Draft
from dondoc.planfile import UnreadableFile
from tests.hostile.attacks import KINDS, Attack, attacks
from tests.hostile.watched import Outcome, outcomes

READABLE = {"bombs", "PDF: loops and giants", "truncated", "one byte changed", "text"}
CAUSES = {
    "bombs": ("lớn bất thường", "tệp nén", "bị hỏng", "không phải một kế hoạch", "quá nhiều bộ nhớ"),
    "lying directories": ("bị hỏng", "lớn bất thường"),
    "entities": ("khai báo lạ",),
    "references outside": ("gọi nội dung từ bên ngoài", "nhúng đối tượng"),
    "macros and objects": ("macro", "nhúng đối tượng", "tệp nén hoặc tài liệu khác", "DDE", "diệt virus"),
    "polyglots": (
        *(
            "vừa là loại khác",
            "bị hỏng",
            "không phải tệp văn bản",
            "không phải văn bản Word",
            "không phải một kế hoạch",
        ),
        *("là ảnh", ".rtf", "Unicode"),
    ),
    "PDF: programs": ("mã lệnh tự chạy", "diệt virus"),
    "locked": ("mật khẩu", "bị hỏng"),
}
BEFORE_ANY_PARSER = 0.05  # seconds


@pytest.fixture(scope="module")
def ends() -> dict[Attack, Outcome]:
    """What became of each file."""
    return dict(zip(attacks(), outcomes(attacks()), strict=True))


def test_there_are_two_hundred_different_files() -> None:
    assert len({(attack.kind, attack.what) for attack in attacks()}) == len({attack.data for attack in attacks()})
    assert len({attack.data for attack in attacks()}) == len(attacks()) >= 200


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_file_is_refused_or_read_within_the_limits(kind: str, ends: dict[Attack, Outcome]) -> None:
    for attack, outcome in ends.items():
        if attack.kind != kind:
            continue
        assert outcome.end in (("read", "refused", "takes long") if kind in READABLE else ("refused",)), attack
        assert outcome.seconds < 20, attack
        assert set(outcome.opened) <= {"subprocess.Popen tesseract"}, attack  # whether it is installed
        if outcome.end == "refused":
            assert attack.name in outcome.sentence, attack
            assert "Hãy " in outcome.sentence, attack
            assert outcome.sentence.endswith("."), attack
            assert any(cause in outcome.sentence for cause in CAUSES.get(kind, ("",))), (attack, outcome.sentence)


def test_directory_is_judged_before_any_parser(ends: dict[Attack, Outcome]) -> None:
    judged = {
        attack.what: outcome.seconds
        for attack, outcome in ends.items()
        if attack.kind == "lying directories" or ("lớn bất thường" in outcome.sentence and attack.kind == "bombs")
    }
    assert len(judged) >= 28
    assert {what: seconds for what, seconds in judged.items() if seconds >= BEFORE_ANY_PARSER} == {}


# A fresh child for each takes a while: every eighth of each class.
@pytest.mark.parametrize("kind", KINDS)
def test_upload_keeps_a_hostile_file_whole_or_not_at_all(kind: str, people: People, media: Path) -> None:
    def stored() -> tuple[int, int, list[bytes]]:
        files = sorted((path for path in media.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)
        return Draft.objects.count(), AuditRow.objects.count(), [path.read_bytes() for path in files]

    for attack in [attack for attack in attacks() if attack.kind == kind][::8]:
        drafts_before, rows_before, files_before = stored()
        is_kept = True
        try:
            drafts.upload(attack.data, name=attack.name, actor=people.coordinator, at=AT)
        except UnreadableFile:
            is_kept = False
        assert stored() == (drafts_before + is_kept, rows_before + is_kept, files_before + [attack.data] * is_kept)
