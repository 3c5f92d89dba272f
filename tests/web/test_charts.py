"""Charts: exact coordinates, gaps for what is missing, and a table that says what the picture shows."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from dondoc.web.charts import (
    MISSING,
    Bars,
    Radar,
    Ranks,
    Score,
    Step,
    TableRow,
    Trend,
    bars,
    radar,
    ranks,
    trend,
    waterfall,
)

NUMBER = re.compile(r"-?\d+(\.\d)?")
GEOMETRY = ("x", "y", "width", "height", "cx", "cy", "d", "points", "viewBox")
LONG = "Mức độ sẵn sàng của cơ quan, đơn vị trong cung cấp, khai thác và chia sẻ dữ liệu dùng chung của tỉnh"


def of_hundred(points: int | None) -> Score:
    return Score(None if points is None else Decimal(points), Decimal(100))


def axes(count: int) -> list[tuple[str, str]]:
    return [(str(n), f"Chỉ số chính {n}") for n in range(1, count + 1)]


def one_sheet(*points: int | None) -> Radar:
    return radar(axes(len(points)), [("Tự chấm", [of_hundred(each) for each in points])], key="r", title="Điểm")


def drawn(template: str, chart: Radar | Bars | Ranks | Trend) -> Any:
    text = render_to_string(f"charts/{template}.html", {"chart": chart})
    assert "style=" not in text
    assert "<script" not in text
    return html.fromstring(text)


def texts(page: Any, path: str) -> list[str]:
    return ["".join(node.itertext()) for node in page.xpath(path)]


def table_rows(page: Any) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in page.xpath("//tbody/tr")]


def assert_finite(page: Any) -> None:
    """Every coordinate of the picture is a number of at most one decimal."""
    for node in page.xpath("//*[local-name()='svg']//* | //*[local-name()='svg']"):
        for name in GEOMETRY:
            for piece in re.split(r"[\sA-Za-z,]+", node.get(name) or node.get(name.lower()) or ""):
                assert not piece or NUMBER.fullmatch(piece), (name, node.get(name))


def test_radar_of_four_pillars_stands_exactly() -> None:
    chart = one_sheet(100, 50, 0, 25)
    assert (chart.width, chart.centre) == ("360", ("180", "133"))
    assert [(spoke.x, spoke.y) for spoke in chart.spokes] == [
        ("180", "41"),
        ("272", "133"),
        ("180", "225"),
        ("88", "133"),
    ]
    assert chart.rings[3] == "180,41 272,133 180,225 88,133"
    assert chart.rings[0] == "180,110 203,133 180,156 157,133"
    (series,) = chart.series
    assert series.outline == "M180 41 L226 133 L180 133 L157 133 Z"
    assert [(label.x, label.y, label.text, label.anchor) for label in chart.spokes[1].labels] == [
        ("281", "129", "Chỉ số chính", "start"),
        ("281", "144", "2", "start"),
    ]
    assert [spoke.labels[0].anchor for spoke in chart.spokes] == ["middle", "start", "middle", "end"]
    assert chart.rows == (
        TableRow("1. Chỉ số chính 1", ("100/100 · 100 %",)),
        TableRow("2. Chỉ số chính 2", ("50/100 · 50 %",)),
        TableRow("3. Chỉ số chính 3", ("0/100 · 0 %",)),
        TableRow("4. Chỉ số chính 4", ("25/100 · 25 %",)),
    )


def test_radar_leaves_a_gap_where_a_score_is_missing() -> None:
    (series,) = one_sheet(100, None, 100, 100).series
    assert series.outline == "M180 225 L88 133 L180 41"
    assert len(series.marks) == 3
    (series,) = one_sheet(100, None, 100, None).series
    assert (series.outline, len(series.marks)) == ("", 2)


@pytest.mark.parametrize("points", [(), (40,), (40, 60)])
def test_radar_of_fewer_than_three_pillars_is_a_table_alone(points: tuple[int, ...]) -> None:
    page = drawn("radar", one_sheet(*points))
    assert page.xpath("//*[local-name()='svg']") == []
    assert [row[1] for row in table_rows(page)] == [f"{each}/100 · {each} %" for each in points]


def test_radar_of_twenty_pillars_names_them_by_code() -> None:
    chart = one_sheet(*range(0, 100, 5))
    assert [spoke.labels[0].text for spoke in chart.spokes] == [str(n) for n in range(1, 21)]
    assert all(0 <= Decimal(spoke.labels[0].x) <= 360 for spoke in chart.spokes)


def test_radar_takes_four_sheets_and_no_more() -> None:
    sheets = [(str(n), [of_hundred(50)] * 3) for n in range(5)]
    assert len({series.legend for series in radar(axes(3), sheets[:4], key="r", title="").series}) == 4
    with pytest.raises(ValueError, match="5 sheets over 3 pillars"):
        radar(axes(3), sheets, key="r", title="")
    with pytest.raises(ValueError, match="1 sheets over 4 pillars"):
        radar(axes(4), sheets[:1], key="r", title="")


def test_radar_shows_the_figures_of_its_table() -> None:
    sheets = [
        ("Tự chấm", [of_hundred(80), Score(Decimal("12.5"), Decimal(50)), of_hundred(None)]),
        ("Thẩm định", [of_hundred(70), Score(Decimal(0), Decimal(0)), of_hundred(1)]),
    ]
    page = drawn("radar", radar(axes(3), sheets, key="r", title="Điểm các chỉ số chính"))
    assert texts(page, "//thead//th") == ["Chỉ số chính", "Tự chấm", "Thẩm định"]
    assert [text.strip() for text in texts(page, "//ul/li")] == ["Tự chấm", "Thẩm định"]
    assert table_rows(page) == [
        ["1. Chỉ số chính 1", "80/100 · 80 %", "70/100 · 70 %"],
        ["2. Chỉ số chính 2", "12,5/50 · 25 %", "không tính điểm"],
        ["3. Chỉ số chính 3", MISSING, "1/100 · 1 %"],
    ]
    assert [len(page.xpath(f"//*[@class='series-{n}']/*[@class='chart-mark']")) for n in (1, 2)] == [3, 3]
    assert_finite(page)


def test_bars_are_as_long_as_their_shares() -> None:
    scores = [
        ("1. Hạ tầng số", Score(Decimal("75.5"), Decimal(100))),
        ("2. Nhân lực số", Score(None, Decimal(80))),
        ("3. Đô thị thông minh", Score(Decimal(0), Decimal(0))),
        ("4. Xã hội số", Score(Decimal(0), Decimal(50))),
    ]
    chart = bars(scores, key="b", title="Điểm")
    assert [(bar.kind, bar.y, bar.x, bar.width) for bar in chart.bars] == [
        ("score", "19", "0", "271.8"),
        ("score", "66", None, None),
        ("unscored", "113", None, None),
        ("score", "160", "0", "0"),
    ]
    assert chart.height == "174"
    assert [bar.value.text for bar in chart.bars] == ["75,5/100 · 75,5 %", MISSING, "không tính điểm", "0/50 · 0 %"]


def test_bars_draw_no_bar_for_what_is_missing_and_their_table_is_the_picture() -> None:
    scores = [("1. Hạ tầng số", of_hundred(40)), ("2. Nhân lực số", of_hundred(None)), (LONG, of_hundred(7))]
    page = drawn("bars", bars(scores, key="b", title="Điểm"))
    assert len(page.xpath("//*[@class='chart-fill']")) == 2
    assert len(page.xpath("//*[@class='chart-ground chart-unknown']")) == 1
    assert [row[1] for row in table_rows(page)] == texts(page, "//*[@class='chart-value']")
    assert table_rows(page)[2][0] == LONG
    assert_finite(page)


def test_long_titles_are_wrapped_to_three_lines_beside_their_figure() -> None:
    (bar,) = bars([(LONG, Score(Decimal("731.61"), Decimal(1000)))], key="b", title="Điểm").bars
    assert [label.text for label in bar.labels] == [
        "Mức độ sẵn sàng của cơ",
        "quan, đơn vị trong cung",
        "cấp, khai thác và chia sẻ…",
    ]
    assert [label.y for label in bar.labels] == ["12", "27", "42"]
    assert bar.y == "49"


def test_a_score_above_its_maximum_stays_inside() -> None:
    assert Score(Decimal(120), Decimal(100)).share == 1
    assert Score(Decimal(-5), Decimal(100)).share == 0


def test_waterfall_goes_down_from_the_maximum_to_what_is_left() -> None:
    losses = [("1. Hạ tầng số", Decimal("24.5")), ("2. Nhân lực số", None), ("3. Dữ liệu số", Decimal(0))]
    chart = waterfall(Decimal(100), losses, key="w", title="Điểm mất")
    assert [(bar.kind, bar.x, bar.width, bar.value.text) for bar in chart.bars] == [
        ("total", "0", "360", "100"),
        ("loss", "271.8", "88.2", "-24,5"),
        ("loss", None, None, MISSING),
        ("loss", "271.8", "0", "0"),
        ("total", "0", "271.8", "75,5"),
    ]
    assert [row.cells for row in chart.rows] == [
        ("100", "100"),
        ("-24,5", "75,5"),
        (MISSING, "75,5"),
        ("0", "75,5"),
        ("75,5", "75,5"),
    ]


def test_waterfall_of_nothing_to_score_stands_still() -> None:
    chart = waterfall(Decimal(0), [("1. Hạ tầng số", Decimal(0))], key="w", title="Điểm mất")
    assert {(bar.x, bar.width) for bar in chart.bars} == {("0", "0")}


def test_waterfall_shows_the_figures_of_its_table() -> None:
    losses = [(f"{n}. {LONG}", Decimal(n)) for n in range(1, 21)]
    page = drawn("waterfall", waterfall(Decimal(1000), losses, key="w", title="Điểm mất"))
    assert [row[1] for row in table_rows(page)] == texts(page, "//*[@class='chart-value']")
    assert table_rows(page)[-1] == ["Điểm đạt được", "790", "790"]
    assert len(page.xpath("//*[@class='chart-lost']")) == 20
    assert_finite(page)


def test_ranks_put_the_first_place_on_top_and_break_at_a_gap() -> None:
    years = [(2021, 11, 21), (2022, 6, 21), (2023, None, 21), (2024, 1, 19), (2025, 21, 21)]
    chart = ranks(years, key="k", title="Thứ hạng")
    assert chart.marks == (("44", "105"), ("112", "67.5"), ("248", "30"), ("316", "180"))
    assert chart.paths == ("M44 105 L112 67.5", "M248 30 L316 180")
    assert [(line.y, line.text) for line in chart.grid] == [("30", "1"), ("105", "11"), ("180", "21")]
    assert [label.text for label in chart.values] == ["11/21", "6/21", "1/19", "21/21"]
    assert [(row.title, row.cells) for row in chart.rows][2] == ("2023", (MISSING,))


def test_ranks_break_at_a_year_left_out() -> None:
    assert ranks([(2021, 3, 9), (2023, 2, 9)], key="k", title="").paths == ()


@pytest.mark.parametrize(
    ("years", "marks"),
    [([(2025, 3, 19)], (("180", "46.7"),)), ([(2025, 1, 1)], (("180", "105"),)), ([(2025, None, 9)], ()), ([], ())],
)
def test_ranks_of_one_year_or_none(years: list[tuple[int, int | None, int | None]], marks: tuple[Any, ...]) -> None:
    chart = ranks(years, key="k", title="Thứ hạng")
    assert chart.marks == marks
    assert chart.paths == ()


def test_ranks_over_twenty_years_tell_the_first_and_the_last_only() -> None:
    chart = ranks([(2006 + n, 20 - n, 20) for n in range(20)], key="k", title="Thứ hạng")
    assert [label.text for label in chart.values] == ["20/20", "1/20"]
    assert [label.text for label in chart.years] == ["2007", "2010", "2013", "2016", "2019", "2022", "2025"]
    page = drawn("ranks", chart)
    assert [row[1] for row in table_rows(page)] == [f"{20 - n}/20" for n in range(20)]
    assert_finite(page)


def steps(*percents: int | None) -> list[Step]:
    """Quarters of 2025 and after with these percentages."""
    shares = [None if percent is None else Decimal(percent) / 100 for percent in percents]
    titles = [f"{['I', 'II', 'III', 'IV'][n % 4]}/{2025 + n // 4}" for n in range(len(shares))]
    return [
        Step(title, f"Quý {title}", MISSING if share is None else f"{share:.0%}", share)
        for title, share in zip(titles, shares, strict=True)
    ]


def test_trend_rises_with_the_rate_and_breaks_at_a_quarter_without_one() -> None:
    chart = trend(steps(0, 50, None, 80, 100), goal=Decimal(80), key="k", title="Tỷ lệ trực tuyến")
    assert chart.marks == (("44", "180"), ("112", "105"), ("248", "60"), ("316", "30"))
    assert chart.paths == ("M44 180 L112 105", "M248 60 L316 30")
    assert chart.goal is not None
    assert (chart.goal.y, chart.goal.text) == ("60", "80 %")
    assert [(line.y, line.text) for line in chart.grid] == [("180", "0 %"), ("105", "50 %"), ("30", "100 %")]
    assert [label.text for label in chart.values] == ["0 %", "50 %", "80 %", "100 %"]
    assert [label.text for label in chart.steps] == ["I/2025", "II/2025", "III/2025", "IV/2025", "I/2026"]
    page = drawn("trend", chart)
    assert table_rows(page)[2] == ["Quý III/2025", MISSING]
    assert texts(page, "//figcaption") == ["Tỷ lệ trực tuyến (nét đứt: yêu cầu 80 %)"]
    assert_finite(page)


def test_trend_of_two_years_tells_the_first_and_the_last_figure_only() -> None:
    chart = trend(steps(*range(10, 90, 10)), goal=None, key="k", title="Tỷ lệ trực tuyến")
    assert [label.text for label in chart.values] == ["10 %", "80 %"]
    assert [label.text for label in chart.steps] == ["II/2025", "IV/2025", "II/2026", "IV/2026"]
    assert chart.goal is None


@pytest.mark.parametrize(("percents", "marks"), [([], ()), ([None], ()), ([50], (("180", "105"),))])
def test_trend_of_one_quarter_or_none(percents: list[int | None], marks: tuple[Any, ...]) -> None:
    chart = trend(steps(*percents), goal=None, key="k", title="Tỷ lệ trực tuyến")
    assert (chart.marks, chart.paths) == (marks, ())
    assert_finite(drawn("trend", chart))


def test_a_picture_has_a_name_a_description_and_its_own_ids() -> None:
    page = drawn("bars", bars([("1. Hạ tầng số", of_hundred(4))], key="own-2026", title="Điểm “tự chấm” <2026>"))
    (picture,) = page.xpath("//*[local-name()='svg']")
    assert picture.get("role") == "img"
    named = [page.xpath(f"//*[@id='{each}']")[0] for each in picture.get("aria-labelledby").split()]
    assert [node.get("id") for node in named] == ["own-2026-title", "own-2026-desc"]
    assert "".join(named[0].itertext()) == "Điểm “tự chấm” <2026>"
    assert texts(page, "//figcaption") == ["Điểm “tự chấm” <2026>"]


AMOUNTS = st.none() | st.decimals(0, 2000, places=2)


@given(st.lists(st.tuples(AMOUNTS, st.decimals(0, 1000, places=2)), max_size=20))
def test_any_scores_stay_within_the_picture(given_scores: list[tuple[Decimal | None, Decimal]]) -> None:
    scores = [Score(points, maximum) for points, maximum in given_scores]
    chart = bars([("A", score) for score in scores], key="b", title="")
    assert all(bar.width is None or 0 <= Decimal(bar.width) <= 360 for bar in chart.bars)
    fall = waterfall(sum((s.max for s in scores), Decimal(0)), [("A", s.points) for s in scores], key="w", title="")
    for bar in fall.bars:
        assert bar.x is None or Decimal(bar.x) + Decimal(bar.width or 0) <= Decimal("360.1")
    web = radar(axes(len(scores)), [("A", scores)], key="r", title="")
    assert all(NUMBER.fullmatch(piece) for piece in re.findall(r"[^\sMLZ]+", web.series[0].outline))
