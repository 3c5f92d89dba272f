"""The rule file of checkpoints: read into kinds of product; a faulty file is refused in a sentence."""

from pathlib import Path

import pytest

from dondoc.calendarfile import RuleFileFaulty, product_kinds
from dondoc.core.checkpoints import At, ProductKind, Rhythm, Step
from dondoc.core.periods import Frequency

LAST = """
[[kind]]
title = "Khác"
products = []
tasks = []
each = { text = "Kết quả {period}", frequency = "month", at = "end" }
"""


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`keep(text)`: the administrator keeps this file."""

    def write(text: str) -> None:
        file = tmp_path / "moc.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("DONDOC_CHECKPOINTS", str(file))

    return write


def test_shipped_file_ends_with_the_kind_without_words() -> None:
    *named, last = product_kinds()
    assert [kind.title for kind in named if not (kind.products and kind.tasks)] == []
    assert (last.title, last.products, last.tasks) == ("Nhiệm vụ khác", (), ())
    assert last.way == Rhythm("Kết quả {period}", Frequency.QUARTER, At.REPORT, 15)


def test_kept_file_takes_the_place_of_the_shipped_one(keep) -> None:
    steps = 'steps = [{ text = "Có dự thảo", percent = 50 }, { text = "Trình ký", percent = 100 }]'
    keep(f'[[kind]]\ntitle = "Văn bản"\nproducts = ["quyết định"]\ntasks = ["ban hành"]\n{steps}\n{LAST}')
    assert product_kinds() == (
        ProductKind("Văn bản", ("quyết định",), ("ban hành",), (Step("Có dự thảo", 50), Step("Trình ký", 100))),
        ProductKind("Khác", (), (), Rhythm("Kết quả {period}", Frequency.MONTH, At.END, 15)),
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[[kind]]", "[[kinds]]", "thiếu kind"),
        ('title = "Khác"\n', "", "thiếu title"),
        ("products = []", 'products = ["báo cáo"]', "loại cuối cùng phải có each và không có từ nhận biết nào"),
        ("products = []", 'products = ["Báo cáo"]', "từ nhận biết của “Khác” phải là chữ thường"),
        ("products = []", "products = [1]", "từ nhận biết của “Khác” phải là chữ thường"),
        ('"month"', '"week"', "không nhận frequency hoặc at"),
        ('"end"', '"start"', "không nhận frequency hoặc at"),
        ('at = "end"', 'at = "end", day = 31', "31 không phải ngày có trong mọi tháng"),
        ('at = "end"', 'at = "end", hour = 8', "không nhận mục hour"),
        ("each = {", "steps = [{ text = 'Xong', percent = 100 }]\neach = {", "loại “Khác” cần steps hoặc each"),
        (LAST.splitlines()[-1], "steps = [{ text = 'Xong', percent = 0 }]", "0 không phải tỷ lệ từ 1 đến 100"),
        (LAST.splitlines()[-1], "", "loại “Khác” cần steps hoặc each"),
        (LAST, "kind = []", "loại cuối cùng phải có each"),
        ("[[kind]]", "[[kind", "không đúng định dạng TOML"),
    ],
)
def test_faulty_file_is_refused_with_what_is_wrong(keep, old: str, new: str, sentence: str) -> None:
    assert old in LAST
    keep(LAST.replace(old, new))
    with pytest.raises(RuleFileFaulty, match=sentence):
        product_kinds()
