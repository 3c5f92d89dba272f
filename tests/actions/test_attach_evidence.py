"""Proof of an answer: kinds, sizes, repeats, names; gone only while the answer may be written."""

import contextlib
import hashlib
import io
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.test import TestCase
from factories import AT, LATER, PDF, approve, duties_of, write

from dondoc.actions import evidence
from dondoc.actions.evidence import Particulars
from dondoc.core.proof_files import LARGEST
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import Answer, AuditRow, Evidence, UnitReport


def container(*parts: str) -> bytes:
    """A zip with these parts, the same bytes every time."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for part in parts:
            archive.writestr(zipfile.ZipInfo(part), b"<x/>")
    return kept.getvalue()


DOCX = container("[Content_Types].xml", "word/document.xml")
XLSX = container("[Content_Types].xml", "xl/workbook.xml")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPG = b"\xff\xd8\xff\xe0" + bytes(20)


@pytest.fixture
def attach(period, units, people):
    """Attaches to the division's first task as its reporter."""
    duty = duties_of(period, units.division)[0]

    def attaching(data: bytes = PDF, *, name: str = "a.pdf", particulars: Particulars | None = None, at=AT) -> Evidence:
        return evidence.attach(
            period.pk,
            units.division.pk,
            duty.pk,
            data=data,
            name=name,
            particulars=particulars or Particulars(),
            actor=people.reporter,
            at=at,
        )

    return attaching


def files(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("evidence/*"))


def refused(attach, media: Path, data: bytes, **given) -> list[tuple[str, str]]:
    """Field and sentence of every fault; no row and no file may be left."""
    before = (Evidence.objects.count(), Answer.objects.count(), AuditRow.objects.count(), files(media))
    with pytest.raises(Faulty) as refusal:
        attach(data, **given)
    assert (Evidence.objects.count(), Answer.objects.count(), AuditRow.objects.count(), files(media)) == before
    return [(fault.field, fault.sentence) for fault in refusal.value.faults]


def test_proof_is_kept_with_its_particulars(attach, media, people):
    particulars = Particulars("15/QĐ-STP", date(2026, 2, 3), "Sở Tư pháp", "Phân công đầu mối", "trang 2")
    proof = Evidence.objects.get(pk=attach(name="Quyết định.pdf", particulars=particulars).pk)
    assert (proof.number, proof.issued_on, proof.issuer) == ("15/QĐ-STP", date(2026, 2, 3), "Sở Tư pháp")
    assert (proof.abstract, proof.page, proof.file_name) == ("Phân công đầu mối", "trang 2", "Quyết định.pdf")
    assert (proof.sha256, proof.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert (proof.added_by_id, proof.added_at) == (people.reporter.user_id, AT)
    assert (media / proof.file.name).read_bytes() == PDF
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_kind, row.object_id) == ("evidence.attach", "evidence", proof.pk)
    assert row.after == {"file_name": "Quyết định.pdf", "sha256": proof.sha256, "number": "15/QĐ-STP"}


def test_proof_begins_the_answer_and_the_report_when_there_is_none(attach, period, units):
    proof = attach()
    assert (proof.answer.state, proof.answer.words, proof.answer.numerator) == (None, "", None)
    report = UnitReport.objects.get()
    assert (report, report.period, report.unit) == (proof.answer.report, period, units.division)


def test_proof_leaves_an_answer_as_it_was(attach, period, units, people):
    write(period, units.division, actor=people.reporter)
    before = list(Answer.objects.values())
    attach(at=LATER)
    assert list(Answer.objects.values()) == before


@pytest.mark.parametrize(
    ("data", "suffix"), [(PDF, ".pdf"), (DOCX, ".docx"), (XLSX, ".xlsx"), (PNG, ".png"), (JPG, ".jpg")]
)
def test_five_kinds_are_taken_by_their_content_whatever_their_name(attach, media, data: bytes, suffix: str):
    proof = attach(data, name="khong-co-duoi")
    assert proof.file.name == f"evidence/{proof.sha256[:16]}{suffix}"
    assert files(media) == [proof.file.name]


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00",
        b"GIF89a",
        b" %PDF-1.4",
        container("a.txt"),
        container("word/document.xml", "word/vbaProject.bin"),
        container("xl/workbook.xml", "xl/VBAPROJECT.BIN"),
        DOCX[:40],
        DOCX[:-30] + bytes(30),
        "Quyết định".encode(),
    ],
)
def test_other_kinds_are_refused_whatever_their_name(attach, media, data: bytes):
    assert refused(attach, media, data, name="quyet-dinh.pdf") == [
        ("file", "Chỉ nhận tệp .pdf, .docx, .xlsx, .png, .jpg: hãy lưu sang một trong các dạng này.")
    ]


def test_damaged_container_is_taken_or_refused_and_never_breaks(attach, people):
    taken = 0
    for place in range(len(DOCX)):
        damaged = bytearray(DOCX)
        damaged[place] ^= 0xFF
        with contextlib.suppress(Faulty):
            taken += attach(bytes(damaged)).file.name.endswith(".docx")
    assert 0 < taken == Evidence.objects.count() < len(DOCX)


def test_empty_file_is_refused(attach, media):
    assert refused(attach, media, b"") == [("file", "Tệp minh chứng trống (0 byte): hãy chọn lại tệp.")]


def test_file_of_20_million_bytes_is_taken_and_one_byte_more_refused(attach, media):
    largest = PDF + bytes(LARGEST - len(PDF))
    assert LARGEST == 20_000_000
    assert refused(attach, media, largest + b"\x00") == [
        ("file", "Tệp minh chứng lớn hơn 20 MB: hãy nén ảnh hoặc tách tệp rồi gửi lại.")
    ]
    assert attach(largest).size == LARGEST


def test_same_file_is_attached_once_to_an_answer(attach, media, period, units, people):
    attach(name="a.pdf")
    assert refused(attach, media, PDF, name="b.pdf") == [("file", "Tệp này đã được đính kèm cho nội dung này rồi.")]
    second = duties_of(period, units.division)[1].pk
    proof = evidence.attach(
        period.pk,
        units.division.pk,
        second,
        data=PDF,
        name="a.pdf",
        particulars=Particulars(),
        actor=people.reporter,
        at=AT,
    )
    assert proof.answer.obligation_id == second
    assert len(files(media)) == 2


def test_removed_file_may_be_attached_again(attach, people):
    evidence.remove(attach().pk, actor=people.reporter, at=LATER)
    assert attach(at=LATER).answer.evidence.count() == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../settings.py", "../../settings.py"),
        ("..\\..\\web.config", "..\\..\\web.config"),
        ("/etc/cron.d/x", "/etc/cron.d/x"),
        ("a\x00.pdf", "a.pdf"),
        ("a\r\nContent-Type: text/html", "a Content-Type: text/html"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('"><script>.pdf', '"><script>.pdf'),
        ("NUL", "NUL"),
        (unicodedata.normalize("NFD", "Quyết định.pdf"), "Quyết định.pdf"),
        ("đ" * 300 + ".pdf", "đ" * 251 + ".pdf"),
    ],
)
def test_hostile_name_is_kept_as_text_only(attach, media, name: str, kept: str):
    proof = Evidence.objects.get(pk=attach(name=name).pk)
    assert proof.file_name == kept
    assert files(media) == [proof.file.name] == [f"evidence/{proof.sha256[:16]}.pdf"]
    assert [path.name for path in media.iterdir() if path.name != "plans"] == ["evidence"]


def test_particulars_are_kept_in_the_normal_form(attach):
    typed = unicodedata.normalize("NFD", " Số\u00a0hóa ")
    proof = Evidence.objects.get(pk=attach(particulars=Particulars(typed, None, typed, typed, typed)).pk)
    assert (proof.number, proof.issuer, proof.abstract, proof.page) == ("Số hóa",) * 4


def test_particulars_too_long_are_refused_all_at_once(attach, media):
    particulars = Particulars("1" * 61, None, "S" * 201, "x" * 5000, "t" * 41)
    assert [field for field, _ in refused(attach, media, PDF, particulars=particulars)] == ["number", "issuer", "page"]
    assert [field for field, _ in refused(attach, media, b"", particulars=particulars)] == [
        "file",
        "number",
        "issuer",
        "page",
    ]


def test_removing_takes_the_row_at_once_and_the_file_after_the_transaction(attach, media, people):
    proof = attach()
    with TestCase.captureOnCommitCallbacks() as later:
        evidence.remove(proof.pk, actor=people.reporter, at=LATER)
    assert not Evidence.objects.exists()
    assert len(files(media)) == 1
    for act in later:
        act()
    assert files(media) == []
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_id, row.after) == ("evidence.remove", proof.pk, None)
    assert row.before == {"file_name": "a.pdf", "sha256": proof.sha256, "number": ""}


def test_proof_stays_once_the_report_is_handed_in(attach, period, units, people, media):
    write(period, units.division, actor=people.reporter)
    proof = attach()
    approve(period, units.division, reporter=people.reporter, head=people.head)
    for act in (lambda: evidence.remove(proof.pk, actor=people.reporter, at=LATER), lambda: attach(PNG, at=LATER)):
        with pytest.raises(WrongState):
            act()
    assert Evidence.objects.count() == len(files(media)) == 1


def test_obligation_of_another_unit_is_not_visible(period, units, people):
    foreign = duties_of(period, units.other_division)[0].pk
    with pytest.raises(NotVisible):
        evidence.attach(
            period.pk,
            units.division.pk,
            foreign,
            data=PDF,
            name="a",
            particulars=Particulars(),
            actor=people.reporter,
            at=AT,
        )
    assert not UnitReport.objects.exists()


def test_unknown_proof_is_not_visible(people):
    with pytest.raises(NotVisible):
        evidence.remove(10**9, actor=people.reporter, at=AT)
