"""The profile `tcvn`: lengths, classes, guessable ones, and when a password has to be changed."""

import tomllib
import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest

from dondoc.core.passwords import Known, Profile, entered, faults, is_change_due, is_guessable
from dondoc.core.permissions import Role

RULES = tomllib.loads((Path(__file__).parents[2] / "rules" / "passwords.toml").read_text(encoding="utf-8"))
PROFILE = Profile(**RULES["profile"])
WORDS = sorted(set(chain.from_iterable(RULES["words"].values())))
KNOWN = Known(frozenset({"sunshine", "p@ssw0rd", "qwerty123", "iloveyou"}), frozenset(WORDS))
NAMES = ("hctp.baocao", "Trần Mẫu Hà", "Sở Tư pháp", "Phòng Hành chính tư pháp", "Hà Phong")
AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def said(password: str, *, has_factor: bool = False) -> list[str]:
    return faults(password, profile=PROFILE, known=KNOWN, names=NAMES, has_factor=has_factor)


def test_check_16_thirteen_characters_without_a_second_factor_are_refused_and_fourteen_taken() -> None:
    assert said("Gừng-cay9muối") == ["Mật khẩu cần ít nhất 14 ký tự."]
    assert len("Gừng-cay9muối") == 13
    assert said("Gừng-cay9muốim") == []


def test_check_16_eight_characters_of_any_class_are_taken_with_a_second_factor() -> None:
    assert said("gừngcay9", has_factor=True) == []
    assert said("gừngcay", has_factor=True) == ["Mật khẩu cần ít nhất 8 ký tự."]


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("GỪNG CAY MUỐI MẶN 9", "chữ thường"),
        ("gừng cay muối mặn 9", "chữ hoa"),
        ("Gừng cay muối mặn!", "chữ số"),
        ("Gừngcaymuốimặn9", "dấu câu hoặc ký hiệu"),
        ("gừngcaymuốimặnn", "chữ hoa, chữ số, dấu câu hoặc ký hiệu"),
    ],
)
def test_check_16_without_a_second_factor_all_four_classes_are_needed(password: str, missing: str) -> None:
    assert said(password) == [f"Mật khẩu còn thiếu {missing}."]
    assert said(password, has_factor=True) == []


def test_check_16_long_ones_spaces_and_vietnamese_letters_are_taken() -> None:
    sentence = "Mưa dầm thấm lâu, 7 ngày 8 đêm không ngớt trên mái nhà ngoại ở quê"
    assert len(sentence) > 64
    assert said(sentence) == []
    assert said(sentence + " và" * 40) == []
    assert said("a" * 257) == ["Mật khẩu dài không quá 256 ký tự."]


def test_check_16_composed_and_decomposed_letters_are_the_same_password() -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, "Gừng-cay9muốim")
        assert (entered(typed), said(typed)) == ("Gừng-cay9muốim", [])
    assert entered("  hai  dấu cách ") == "  hai  dấu cách "


def test_check_16_two_hundred_vietnamese_words_are_refused_with_the_endings_that_people_add() -> None:
    taken = [
        password
        for word in WORDS
        for password in (f"{word.capitalize()}@123", f"{word}@2026", f"{word}123456789", f"@{word.upper()}#1975")
        if not is_guessable(password, known=KNOWN)
    ]
    assert taken == []
    assert len(WORDS) >= 200


@pytest.mark.parametrize(
    "password",
    [
        "Matkhau@123",
        "Mật khẩu 2026!",
        "M@tkhau#2026",
        "Matkhau@123456789",
        "Sotuphap@2026",
        "SoTuPhap.HaPhong@2026",
        "Sở Tư pháp 2026 !",
        "Hctp.Baocao@2026",
        "TranMauHa@1990!!",
        "Trần Mẫu Hà #2026",
        "Phonghanhchinhtuphap@1",
        "@dmin-2026-2027",
        "AnhYeuEm!!141414",
        "P@ssw0rd",
        "QWERTY123",
        "Sunshine!2026!!",
        "19051990-1905!",
        "0912 345 678 !",
        "Aa1!Aa1!Aa1!Aa1!",
        "************",
    ],
)
def test_check_16_names_years_and_common_ones_are_refused_even_with_a_second_factor(password: str) -> None:
    assert "Mật khẩu này dễ đoán: quá thông dụng, hoặc chỉ ghép từ tên người, tên đơn vị, năm." in said(
        password, has_factor=True
    )


@pytest.mark.parametrize(
    "password", ["Con ếch 7 màu nhảy!", "Gió 9 nhịp qua Khe-Ngang", "k8#TzqW!pL3v$Xn", "Ba cây chụm lại 1 hòn núi"]
)
def test_check_16_sentences_of_ones_own_and_random_ones_are_taken(password: str) -> None:
    assert said(password) == []


def due(**given) -> bool:
    default = {"set_at": AT, "until": None, "roles": {Role.REPORTER}, "profile": PROFILE, "at": AT}
    return is_change_due(**{**default, **given})


def test_first_password_is_to_be_changed_at_once() -> None:
    assert due(until=AT + timedelta(hours=72))
    assert not due()


def test_administrator_changes_every_sixty_days_and_others_never() -> None:
    day_59, day_60 = AT + timedelta(days=59, hours=23), AT + timedelta(days=60)
    assert not due(roles={Role.ADMINISTRATOR}, at=day_59)
    assert due(roles={Role.ADMINISTRATOR, Role.DIRECTOR}, at=day_60)
    assert not due(roles=set(Role) - {Role.ADMINISTRATOR}, at=AT + timedelta(days=3650))
    assert not due(roles={Role.ADMINISTRATOR}, set_at=None)
