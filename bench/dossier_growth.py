"""Time and memory of all twelve measures by unit × quarter as the rows grow: a table and docs/growth.svg.

Run: `python bench/dossier_growth.py [--sizes 0.1,1,10,100] [--rounds 3] [--folder DIR] [--svg docs/growth.svg]`,
sizes in millions of rows. The slope is that of the least squares through the logarithms: 1 means twice the rows, twice
the time.
"""

import argparse
import shutil
import tempfile
from math import log10
from pathlib import Path

from dossier_stores import write_store
from dossiers import Result, measured

WIDTH, HEIGHT, MARGIN = 640, 360, 60
COLOURS = {"seconds": "#1d4ed8", "MB": "#b45309"}


def slope(points: list[tuple[int, float]]) -> float:
    """Of the straight line through the logarithms."""
    xs, ys = [log10(rows) for rows, _ in points], [log10(value) for _, value in points]
    middle, height = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - middle) ** 2 for x in xs)
    return sum((x - middle) * (y - height) for x, y in zip(xs, ys, strict=True)) / across


def drawn(curves: dict[str, list[tuple[int, float]]]) -> str:
    """Both curves over the same rows, every axis logarithmic, each value beside its point."""
    rows = [log10(number) for number, _ in next(iter(curves.values()))]
    values = [log10(value) for points in curves.values() for _, value in points]
    bottom, top = int(min(values)) - 1, int(max(values)) + 1

    def x(number: float) -> float:
        return MARGIN + (log10(number) - rows[0]) / (rows[-1] - rows[0]) * (WIDTH - 2 * MARGIN)

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (log10(value) - bottom) / (top - bottom) * (HEIGHT - 2 * MARGIN)

    told = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"',
        ' font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for power in range(bottom, top + 1):
        place = y(10.0**power)
        told.append(f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{place:.1f}" y2="{place:.1f}" stroke="#ddd"/>')
        told.append(f'<text x="{MARGIN - 8}" y="{place + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for number, _ in next(iter(curves.values())):
        told.append(f'<text x="{x(number):.1f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{number:,}</text>')
    for place, (name, points) in enumerate(curves.items()):
        line = " ".join(f"{x(number):.1f},{y(value):.1f}" for number, value in points)
        told.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        for number, value in points:
            told.append(f'<circle cx="{x(number):.1f}" cy="{y(value):.1f}" r="3" fill="{COLOURS[name]}"/>')
            told.append(f'<text x="{x(number):.1f}" y="{y(value) - 8:.1f}" text-anchor="middle">{value:.3g}</text>')
        title = f"{name}, slope {slope(points):.2f}"
        told.append(f'<text x="{MARGIN}" y="{20 + 16 * place}" fill="{COLOURS[name]}">{title}</text>')
    told.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">rows</text></svg>')
    return "\n".join(told) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="0.1,1,10,100", help="millions of rows")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where there is room; else the system's temporary folder")
    parser.add_argument("--svg", type=Path, default=Path(__file__).parents[1] / "docs" / "growth.svg")
    given = parser.parse_args()
    found: list[tuple[int, Result]] = []
    print("| rows | seconds | of processors | rows a second | MB |\n| ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="dondoc-growth-", dir=given.folder) as folder:
        for size in map(float, given.sizes.split(",")):
            rows, store = round(size * 1_000_000), Path(folder) / "store"
            write_store(store, rows)
            result = measured(store, ["dondoc"], given.rounds)["dondoc"]
            shutil.rmtree(store)
            found.append((rows, result))
            told = (
                f"| {rows:,} | {result.seconds:.2f} | {result.cpu:.2f} | {rows / result.seconds:,.0f} | {result.peak} |"
            )
            print(told, flush=True)
    times = [(rows, result.seconds) for rows, result in found]
    if len(found) > 1:
        print(f"Slope of time {slope(times):.2f}, between the two largest {slope(times[-2:]):.2f}.")
        given.svg.write_text(drawn({"seconds": times, "MB": [(rows, float(each.peak)) for rows, each in found]}))


if __name__ == "__main__":
    main()
