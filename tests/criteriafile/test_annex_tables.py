"""A set printed as an annex, in .xlsx and .docx, and read back: maxima, titles, proofs, proposed rules, every doubt."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from xlsxwriter import Workbook

from dondoc.core.archives import UnreadableFile
from dondoc.core.scoring.bindings import fact_forms
from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    CountCapped,
    CountTable,
    CriteriaSet,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Source,
    Sum,
    Tiers,
    YesNo,
    ZeroDenominator,
    fact_names,
)
from dondoc.core.vietnamese import number_text
from dondoc.criteriafile import read_set
from dondoc.criteriafile.tables import draft_set

SETS = Path(__file__).parents[2] / "rules" / "criteria"
HEADER = [
    "STT",
    "Chỉ số/Chỉ số thành phần",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Tài liệu kiểm chứng",
    "Nguồn thu thập dữ liệu",
    "Đơn vị phối hợp xác minh số liệu",
]
SOURCES = {
    Source.SELF: "Sở tự báo cáo",
    Source.AUTOMATIC: "Hệ thống đo tự động",
    Source.EXTERNAL: "Cơ quan khác cung cấp",
    Source.SURVEY: "Điều tra xã hội học",
}
ROMAN = ("I", "II", "III", "IV", "V", "VI")
COMPOUND = (Sum, BestOf, Gate, Average)


def points_words(points: Points) -> str:
    if not points.is_share:
        return f"{number_text(Decimal(int(points.amount)))} điểm"
    return "điểm tối đa" if points.amount == 1 else f"{points.amount} điểm tối đa" if points.amount else "0"


def rule_words(rule: Rule) -> str:
    """A rule as annexes print it; the compound ones in free words."""
    match rule:
        case YesNo():
            return "Có: điểm tối đa; Không: 0 điểm"
        case Tiers(_, levels):
            return "; ".join(f"{name}: {points_words(points)}" for name, points in levels)
        case CountTable(_, steps):
            return "; ".join(f"{count} lần: {points_words(points)}" for count, points in steps) + "; còn lại: 0"
        case Ratio(_, zero):
            nothing = "\nKhông phát sinh: 0 điểm" if zero is ZeroDenominator.ZERO else ""
            return "Tỷ lệ = a/b\nĐiểm = Tỷ lệ × Điểm tối đa" + nothing
        case RatioToTarget(_, target):
            percent = f"{number_text(Decimal(int(target * 100)))}%"
            return f"Từ {percent} trở lên: điểm tối đa; dưới {percent}: Tỷ lệ/{percent} × Điểm tối đa"
        case RatioBands(_, bands):
            percents = [f"{int(bound.value * 100)}%" for bound, _ in bands]
            lines = [f"{percents[0]}: điểm tối đa"]
            for above, percent, (_, points) in zip(percents, percents[1:], bands[1:], strict=False):
                lines.append(f"từ {percent} đến dưới {above}: {points_words(points)}")
            return "; ".join([*lines, f"dưới {percents[-1]}: 0"])
        case CountCapped(_, each):
            return f"Mỗi mục được {int(each)} điểm, không vượt quá điểm tối đa"
        case Deduction(faults):
            return "\n".join(
                f"- Mỗi lỗi thứ {'nhất' if not n else 'hai'} trừ {int(e)} điểm;" for n, (_, e) in enumerate(faults)
            )
        case Peer():
            return "Giá trị của cơ quan / giá trị cao nhất của các cơ quan × Điểm tối đa"
        case External():
            return "Điểm do đơn vị điều tra công bố"
        case Information():
            return "Không tính điểm"
        case _:
            return "Tính theo hướng dẫn riêng của từng phần"


def rows_of(criteria_set: CriteriaSet) -> Iterator[list[str]]:
    """The rows of the annex, numbers the Vietnamese way; the total last."""
    for roman, pillar in zip(ROMAN, criteria_set.pillars, strict=True):
        own = [each for each in criteria_set.criteria if each.pillar == pillar.code]
        yield [roman, pillar.title, number_text(sum(each.max for each in own)), "", "", "", ""]
        for each in own:
            evidence = "\n".join(f"- {proof};" for proof in each.evidence)
            words = rule_words(each.rule)
            yield [each.code, each.title, number_text(each.max), words, evidence, SOURCES[each.source], each.verifier]
    yield ["", "Tổng cộng", number_text(criteria_set.scale), "", "", "", ""]


def workbook(rows: Sequence[Sequence[object]], *, above: Sequence[str] = ()) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Phụ lục")
    for number, line in enumerate(above):
        sheet.write_string(number, 0, line)
    for number, row in enumerate(rows, start=len(above)):
        for place, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, str(value))
    book.close()
    return stream.getvalue()


def word(rows: Sequence[Sequence[str]], *, above: Sequence[str] = (), split_at: int | None = None) -> bytes:
    """A Word file with one table, or with two where the page breaks; a group's title is merged to the right."""
    document = Document()
    for line in above:
        document.add_paragraph(line)
    parts = [rows] if split_at is None else [rows[:split_at], rows[split_at:]]
    for part in parts:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in part:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
            if row[0] in ROMAN:
                cells[3].merge(cells[6])
        document.add_paragraph("")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def sample() -> CriteriaSet:
    return read_set(SETS / "so-mau-2026.toml")


def named(rule: Rule, names: dict[str, str]) -> Rule:
    """The rule with its facts under the names that a draft gives them."""
    match rule:
        case Deduction(faults):
            return Deduction(tuple((names[fact], each) for fact, each in faults))
        case _:
            return type(rule)(**{**vars(rule), "fact": names[rule.fact]})


def proposed(criteria_set: CriteriaSet, code: str) -> Rule | None:
    """What a draft should propose: the rule itself for the simple kinds, nothing for the compound ones."""
    criterion = criteria_set.criterion(code)
    if isinstance(criterion.rule, COMPOUND):
        return None
    facts = list(fact_names(criterion.rule))
    stem = "criterion_" + code.replace(".", "_")
    numbered = isinstance(criterion.rule, Deduction)
    return named(criterion.rule, {f: f"{stem}_{n}" if numbered else stem for n, f in enumerate(facts, start=1)})


@pytest.mark.parametrize("kind", ["xlsx", "docx", "docx over two pages"])
def test_a_set_printed_as_an_annex_comes_back(sample: CriteriaSet, kind: str):
    above = ["PHỤ LỤC (bản mẫu, không chính thức)", "BỘ CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP SỞ NĂM 2026"]
    rows = [HEADER, *rows_of(sample)]
    data = (
        workbook(rows, above=above)
        if kind == "xlsx"
        else word(rows, above=above, split_at=20 if "two" in kind else None)
    )
    draft = draft_set(data, "phu-luc")

    assert draft.title == "BỘ CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP SỞ NĂM 2026"
    assert [(each.code, each.title, each.max) for each in draft.pillars] == [
        ("1", "Hạ tầng và nền tảng số", 150),
        ("2", "Nhân lực số", 150),
        ("3", "An toàn thông tin, an ninh mạng", 150),
        ("4", "Hoạt động chính quyền số", 400),
        ("5", "Hoạt động kinh tế số", 75),
        ("6", "Hoạt động xã hội số", 75),
    ]
    assert [(c.code, c.pillar, c.title, c.max, c.evidence, c.source, c.verifier) for c in draft.criteria] == [
        (c.code, c.pillar, c.title, c.max, c.evidence, c.source, c.verifier) for c in sample.criteria
    ]
    assert {c.code: c.rule for c in draft.criteria} == {c.code: proposed(sample, c.code) for c in sample.criteria}
    compound = [c.code for c in sample.criteria if isinstance(c.rule, COMPOUND)]
    assert [(doubt.code, doubt.message.split()[5]) for doubt in draft.doubts] == [("rule-unclear", c) for c in compound]


def test_an_annex_as_provinces_print_it_is_read():
    rows = [
        ["TT", "Chỉ số/\nChỉ số thành phần", *HEADER[2:]],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        ["A", "NHÓM CHỈ SỐ NỀN TẢNG CHUNG", "500", "", "", "", ""],
        ["I", "NHẬN THỨC SỐ", "60", "", "", "", ""],
        ["1.1", "Họp", "20", "- Họp 04 lần: 20 điểm;\n- 02 lần: 10 điểm;\n- Không họp: 0 điểm.", "Thông báo", "", ""],
        ["1.2", "Ký văn bản", "20", "a= Số do người đứng đầu ký;\nb= Tổng số;\nĐiểm=a/b*Điểm tối đa", "", "", ""],
        ["1.3", "Chủ trì", "20", "- Dự họp: 1/2*Điểm tối đa;\n- Chủ trì họp: 1/2*Điểm tối đa;\n- Không: 0", "", "", ""],
        ["", "TỔNG CỘNG", "60", "", "", "", ""],
    ]
    for data in (word(rows), workbook(rows)):
        draft = draft_set(data, "a")
        assert [(each.code, each.title, each.max) for each in draft.pillars] == [("1", "NHẬN THỨC SỐ", 60)]
        assert [type(each.rule) for each in draft.criteria] == [CountTable, Ratio, type(None)]
        assert [doubt.code for doubt in draft.doubts] == ["rule-unclear", "group-dropped"]


def test_the_sample_asks_for_every_kind_of_rule_and_every_form_of_fact(sample: CriteriaSet):
    kinds = {type(each.rule) for each in sample.criteria}
    assert kinds | {YesNo} == {
        YesNo, Tiers, CountTable, Ratio, RatioToTarget, RatioBands, CountCapped, Sum, BestOf, Average, Peer, Gate,
        Deduction, External, Information,
    }  # fmt: skip
    assert len({form for forms in fact_forms(sample).values() if len(forms) == 1 for form in forms}) == 5


def test_the_place_of_each_row_is_told():
    rows = [HEADER, ["I", "Hạ tầng", "20", "", "", "", ""], ["1", "Đường truyền", "20", "Có: 20; không: 0", "", "", ""]]
    assert [c.where for c in draft_set(workbook(rows, above=["Bộ chỉ số"]), "a.xlsx").criteria] == [
        "trang tính “Phụ lục”, dòng 4"
    ]
    draft = draft_set(word(rows), "a.docx")
    assert [(c.where, c.code, c.rule) for c in draft.criteria] == [("bảng 1, dòng 3", "1.1", YesNo("criterion_1_1"))]
    assert draft.doubts == ()


def test_numbers_are_read_as_a_workbook_keeps_them_and_as_vietnamese_print_them():
    rows = [
        HEADER,
        ["I", "Nhóm (1.040,5 điểm)"],
        [1.1, "Một", 12.5, "Tỷ lệ × điểm tối đa"],
        ["1.2", "Hai", "1.000 điểm", "Tỷ lệ × điểm tối đa"],
        ["1.3", "Ba", "28", "Tỷ lệ × điểm tối đa"],
    ]
    draft = draft_set(workbook(rows), "a.xlsx")
    assert [(c.code, c.max) for c in draft.criteria] == [("1.1", Decimal("12.5")), ("1.2", 1000), ("1.3", 28)]
    assert (draft.pillars[0].title, draft.pillars[0].max) == ("Nhóm", Decimal("1040.5"))
    assert draft.doubts == ()


def test_a_last_zero_that_a_workbook_dropped_is_put_back_and_doubted():
    rows = [HEADER, ["I", "Nhóm"], *([f"1.{n}", f"Chỉ số {n}", 1, "Có: 1; không: 0"] for n in range(1, 10))]
    draft = draft_set(workbook([*rows, [1.1, "Chỉ số 10", 1, "Có: 1; không: 0"]]), "a.xlsx")
    assert [c.code for c in draft.criteria][-2:] == ["1.9", "1.10"]
    assert [doubt.message for doubt in draft.doubts] == [
        "Số thứ tự 1.1 có hai lần: bảng tính đã bỏ số 0 ở cuối; tạm đặt là 1.10, hãy kiểm tra lại."
    ]


def test_everything_doubtful_is_told_at_once():
    rows = [
        HEADER,
        ["A", "NỀN TẢNG CHUNG", "500"],
        ["I", "Nhận thức số", "60"],
        ["1", "Trang tin có chuyên mục", "20", "Có: 20; không: 0"],
        ["2", "Họp", "hai mươi", "4 lần: 20; 3: 15; còn lại: 0"],
        ["2", "Ký văn bản", "20", "Xem hướng dẫn"],
        ["", "Kế hoạch", "10", "", "Kế hoạch"],
        ["3", "Điều hành", "10", "Đạt từng phần như sau:"],
        ["a)", "Dự họp", "5", "Có: 5; không: 0"],
        ["b)", "Chủ trì", "5", "Có: 5; không: 0"],
        ["", "Tổng điểm", "100"],
    ]
    draft = draft_set(workbook(rows), "a.xlsx")
    assert [(c.code, c.max) for c in draft.criteria] == [
        ("1.1", 20), ("1.2", None), ("1.3", 20), ("1.4", 10), ("1.5", 10),
    ]  # fmt: skip
    assert draft.criteria[-1].rule_text == (
        "Đạt từng phần như sau:\na) Dự họp\n5\nCó: 5; không: 0\nb) Chủ trì\n5\nCó: 5; không: 0"
    )
    assert [(doubt.code, doubt.where.rpartition(" ")[2]) for doubt in draft.doubts] == [
        ("max-unread", "5"),
        ("code-given", "6"),
        ("code-given", "7"),
        ("code-given", "8"),
        ("rule-unclear", "6"),
        ("rule-missing", "7"),
        ("rule-parts", "8"),
        ("group-dropped", "2"),
        ("sum-differs", "11"),
    ]
    assert draft.doubts[-1].message == "Bộ chỉ số ghi 100 điểm, các chỉ số cộng lại được 60."


def test_groups_may_be_rows_without_a_number_and_numbers_that_their_criteria_carry_on():
    rows = [
        ["TT", "Chỉ số", "Điểm", "Hướng dẫn chấm điểm", "Điểm tự chấm"],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["", "HẠ TẦNG"],
        ["1.1", "Một", 5, "Có: 5; không: 0", ""],
        ["2", "Nhân lực", 5],
        ["2.1", "Hai", 5, "Có: 5; không: 0", ""],
        ["3. An toàn", "", ""],
        ["3.1", "Ba", 5, "Có: 5; không: 0", ""],
    ]
    draft = draft_set(workbook(rows), "a.xlsx")
    assert [(each.code, each.title) for each in draft.pillars] == [
        ("1", "HẠ TẦNG"),
        ("2", "Nhân lực"),
        ("3", "An toàn"),
    ]
    assert [(c.pillar, c.code) for c in draft.criteria] == [("1", "1.1"), ("2", "2.1"), ("3", "3.1")]
    assert draft.doubts == ()


def test_cells_merged_over_two_rows_are_one_criterion():
    rows = [
        HEADER,
        ["I", "Nhóm", "", "", "", "", ""],
        ["1.1", "Họp", "20", "4 lần: 20; 3: 15;", "Thông báo", "", ""],
        ["", "", "", "còn lại: 0", "Giấy mời", "", ""],
    ]
    document = Document(io.BytesIO(word(rows)))
    table = document.tables[0]
    for column in (0, 1, 2):
        text = rows[2][column]
        table.cell(2, column).merge(table.cell(3, column)).text = text
    stream = io.BytesIO()
    document.save(stream)
    for data in (stream.getvalue(), workbook(rows)):
        (criterion,) = draft_set(data, "a").criteria
        assert criterion.rule == CountTable(
            "criterion_1_1",
            ((Fraction(4), Points(Fraction(20), is_share=False)), (Fraction(3), Points(Fraction(15), is_share=False))),
        )
        assert criterion.evidence == ("Thông báo", "Giấy mời")


def test_what_is_deleted_in_word_is_not_read_and_what_is_inserted_is():
    rows = [HEADER, ["I", "Nhóm", "", "", "", "", ""], ["1.1", "Họp", "20", "Có: 20; không: 0", "", "", ""]]
    data = word(rows)
    old, new = b"<w:r><w:t>20</w:t></w:r>", b"<w:ins><w:r><w:t>25</w:t></w:r></w:ins>"
    deleted = b"<w:del><w:r><w:delText>20</w:delText></w:r></w:del>"
    data = changed(data, "word/document.xml", old, new + deleted)
    assert [c.max for c in draft_set(data, "a.docx").criteria] == [25]


BAD = {
    "empty": (b"", "Tệp a trống (0 byte): hãy chọn lại tệp."),
    "text": (b"STT;Tieu chi", "Tệp a không phải .xlsx hoặc .docx."),
    "broken": (workbook([HEADER])[:-40], "Tệp a bị hỏng, không mở được."),
    "columns": (
        workbook([["STT", "Chỉ số", "Ghi chú"], ["1", "Họp", ""]]),
        "Tệp a không có bảng chỉ số nào đủ cột: thiếu cột “Điểm tối đa”, “Cách tính”.",
    ),
    "other table": (
        workbook([["TT", "Họ và tên"], ["1", "Lê Mẫu Sơn"]]),
        "Tệp a không có bảng chỉ số nào đủ cột: thiếu cột “Chỉ số”, “Điểm tối đa”, “Cách tính”.",
    ),
    "rule column": (
        workbook([["STT", "Chỉ số", "Điểm tối đa"], ["1", "Họp", 5]]),
        "Tệp a không có bảng chỉ số nào đủ cột: thiếu cột “Cách tính”.",
    ),
    "nothing": (workbook([HEADER]), "Tệp a có tiêu đề bảng nhưng không có chỉ số nào"),
    "no table": (word([[""]]), "Tệp a không có bảng chỉ số nào đủ cột"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_without_an_annex_is_refused_with_a_sentence(name: str):
    data, sentence = BAD[name]
    with pytest.raises(UnreadableFile) as refused:
        draft_set(data, "a")
    assert refused.value.sentence.startswith(sentence)


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The file with some bytes of a part replaced, or with the part added where there is none."""
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.namelist():
            content = source.read(item)
            if item == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(item, content)
        if part not in source.namelist():
            target.writestr(part, new)
    return stream.getvalue()


SHEET, ENTITY = "xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'
BOOK = workbook([HEADER, ["I", "Nhóm"], ["1.1", "Họp", 20, "Có: 20; không: 0"]])
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
HOSTILE = {
    "entities in a workbook": (changed(BOOK, "xl/sharedStrings.xml", b"<sst", ENTITY + b"<sst"), "bị hỏng"),
    "entities in a document": (
        changed(word([HEADER]), "word/document.xml", b"<w:document", ENTITY + b"<w:document"),
        "hỏng",
    ),
    "one far cell": (changed(BOOK, SHEET, b"</sheetData>", FAR), "có ô nằm quá xa"),
    "a far cell without its place": (
        changed(BOOK, SHEET, b"</sheetData>", b'<row r="1048576">' + b"<c><v>1</v></c>" * 10 + b"</row></sheetData>"),
        "có ô nằm quá xa",
    ),
    "another encoding": (changed(BOOK, SHEET, b'encoding="UTF-8"', b'encoding="UTF-16"'), "bị hỏng"),
    "two kinds": (changed(BOOK, "content.xml", b"", b"<a/>"), "bị hỏng"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_before_a_reader_opens_it(name: str):
    data, words = HOSTILE[name]
    with pytest.raises(UnreadableFile) as refused:
        draft_set(data, "a")
    assert words in refused.value.sentence


def test_a_cell_over_millions_of_columns_takes_no_more_than_the_table_has():
    rows = [HEADER, ["I", "Nhóm", "", "", "", "", ""], ["1.1", "Họp", "20", "Có: 20; không: 0", "", "", ""]]
    data = changed(word(rows), "word/document.xml", b'<w:gridSpan w:val="4"/>', b'<w:gridSpan w:val="400000000"/>')
    assert [each.code for each in draft_set(data, "a").criteria] == ["1.1"]
