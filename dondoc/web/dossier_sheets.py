"""Rates of dossiers as a workbook, rows that were rejected as another. Not here: which rates (queries/dossiers)."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from dondoc.analytics.headers import title_of
from dondoc.analytics.measures import MEASURES
from dondoc.core.dossier_gaps import Rate
from dondoc.core.dossiers import Fault
from dondoc.core.periods import Frequency, Period
from dondoc.core.permissions import Act, check
from dondoc.core.refusals import NotVisible
from dondoc.core.vietnamese import date_text
from dondoc.queries import dossiers
from dondoc.web.dossier_words import measure_title, window_words
from dondoc.web.dossiers import Opened, opened
from dondoc.web.score_sheets import WORKBOOK, fetched
from dondoc.web.words import spoken

_LONGEST = 32_000  # a cell of Excel holds 32,767 characters
_MOST_FAULTS = 1_000_000  # a sheet of Excel holds 1,048,576 rows
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}

# Numbers, shares that are shown as percentages, texts; None stays empty.
_Line = tuple[int | Fraction | str | None, ...]


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The rates of the chosen period and year, and the procedures of the chosen measure: numbers as numbers."""
    check(request.viewer, Act.DOSSIER_EXPORT)
    page = opened(request)
    if page is None:
        raise NotVisible
    name = f"Ho-so-TTHC-{page.seen.figures.department.symbol}-{page.asked.period.code}.xlsx"
    return fetched(_workbook(page), WORKBOOK, name)


def faults_workbook(faults: Iterable[Fault], *, found_at: datetime) -> bytes:
    """What was wrong with the rows of a file, a line each. Values are text: nothing in them is ever worked out."""
    stream = io.BytesIO()
    with Workbook(stream, {"constant_memory": True, "in_memory": False, **_OPTIONS}) as book:
        book.set_properties({"created": _wall_clock(found_at)})
        sheet, bold = book.add_worksheet(_("Dòng bị loại")), book.add_format({"bold": True})
        titles = [(_("Dòng"), 8), (_("Cột"), 18), (_("Giá trị"), 36), (_("Lý do"), 80)]
        for column, (title, width) in enumerate(titles):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        for line, fault in zip(range(1, _MOST_FAULTS), faults, strict=False):
            sheet.write_number(line, 0, fault.row)
            title = fault.column and title_of(fault.column)
            for column, text in enumerate((title, fault.value, fault.reason), start=1):
                sheet.write_string(line, column, text[:_LONGEST])
    return stream.getvalue()


def _wall_clock(moment: datetime) -> datetime:
    """When a workbook says it was made: with the figures in it, so that the same figures make the same file."""
    return localtime(moment).replace(tzinfo=None)


def _workbook(page: Opened) -> bytes:
    asked, stream = page.asked, io.BytesIO()
    period = f"{spoken(asked.period.title)} ({window_words(asked, page.seen.figures.as_of)})"
    measure = measure_title(asked.measure)
    with Workbook(stream, {"in_memory": True, **_OPTIONS}) as book:
        book.set_properties({"created": _wall_clock(page.seen.figures.computed_at), "title": _("Hồ sơ TTHC")})
        formats = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.0%"})
        _write(book, formats, _("Các tỷ lệ"), period, _rates(page))
        _write(book, formats, _("Đơn vị theo quý"), measure, _units(page))
        _write(book, formats, _("Thủ tục"), f"{measure}: {period}", _procedures(page))
        day = date_text(page.seen.figures.as_of)
        _write(book, formats, _("Quá hạn"), _("Tính đến ngày %(day)s") % {"day": day}, _overdue(page))
    return stream.getvalue()


def _write(book: Workbook, formats: tuple[Format, Format], title: str, note: str, lines: Iterable[_Line]) -> None:
    """One sheet: what it is of, the head (the first line), the rows; the first column is wide."""
    bold, percent = formats
    sheet = book.add_worksheet(title)
    sheet.write_string(0, 0, note)
    for line, cells in enumerate(lines, start=2):
        for column, value in enumerate(cells):
            if line == 2:
                sheet.set_column(column, column, 14 if column else 48)
                sheet.write_string(line, column, str(value), bold)
            elif isinstance(value, Fraction):
                sheet.write_number(line, column, float(value), percent)
            elif isinstance(value, int):
                sheet.write_number(line, column, value)
            elif value:
                sheet.write_string(line, column, value[:_LONGEST])
    sheet.freeze_panes(3, 1)


def _numbers(rate: Rate) -> tuple[int, int, Fraction | None]:
    return rate.numerator, rate.denominator, Fraction(rate.numerator, rate.denominator) if rate.denominator else None


def _rates(page: Opened) -> Iterator[_Line]:
    heads = (_("Tử số"), _("Mẫu số"), _("Tỷ lệ của hồ sơ"))
    yield _("Các tỷ lệ"), *heads, *(f"{_('Kỳ trước')}: {head}" for head in heads), _("Chỉ tiêu"), _("Hồ sơ không đạt")
    for row in dossiers.rates(page.seen, page.asked, [each.name for each in MEASURES]):
        asked = None if row.asked is None else Fraction(row.asked) / 100
        yield measure_title(row.measure), *_numbers(row.rate), *_numbers(row.before), asked, row.rate.misses


def _units(page: Opened) -> Iterator[_Line]:
    year = page.asked.year
    titles = [Period(Frequency.QUARTER, year.year, number).title for number in range(1, 5)] + [year.title]
    heads = (_("tử số"), _("mẫu số"), _("tỷ lệ"))
    yield _("Đơn vị"), *(f"{spoken(title)}: {head}" for title in titles for head in heads)
    for row in dossiers.by_unit(page.seen, page.asked):
        name = row.name or _("(không ghi đơn vị)")
        yield name, *(number for rate in (*row.quarters, row.year) for number in _numbers(rate))


def _procedures(page: Opened) -> Iterator[_Line]:
    yield _("Mã thủ tục"), _("Hồ sơ không đạt"), _("Tử số"), _("Mẫu số"), _("Tỷ lệ của hồ sơ"), _("Lĩnh vực")
    for row in dossiers.procedures(page.seen, page.asked):
        yield row.code, row.rate.misses, *_numbers(row.rate), row.field


def _overdue(page: Opened) -> Iterator[_Line]:
    yield _("Đơn vị"), _("Mã thủ tục"), _("Hồ sơ quá hạn"), _("Hạn trả sớm nhất")
    for row in dossiers.overdue(page.seen):
        yield row.unit or _("(không ghi đơn vị)"), row.code, row.count, date_text(row.oldest_due_on)
