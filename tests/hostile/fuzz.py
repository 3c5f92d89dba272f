"""Odd inputs by the thousand for the readers of text, deadlines, citations and numbers: none may crash or hang.

Run: `python tests/hostile/fuzz.py [inputs] [seed]`; the same seed makes the same inputs. Exit code 1 after a find.
"""

import random
import re
import signal
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it runs as a script too

from dondoc.core.citations import citation_key, same_issuer  # noqa: E402
from dondoc.core.deadlines import due_date, parts_named  # noqa: E402
from dondoc.core.plan import PlanDraft  # noqa: E402
from dondoc.core.vietnamese import fold, normalise, parse_number, sort_key  # noqa: E402
from dondoc.planfile import UnreadableFile, read  # noqa: E402
from dondoc.planfile.citations import mentions  # noqa: E402
from dondoc.planfile.comparators import figure_of_cell, figures  # noqa: E402
from dondoc.planfile.dues import due_at_end, due_clause, due_of  # noqa: E402
from dondoc.planfile.targets import targets_of_sentence  # noqa: E402

LONGEST = 5.0  # seconds of processor for one input
GOLDEN = ROOT / "tests" / "golden"
HEAD = "UBND TỈNH SÔNG LAM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nKẾ HOẠCH\nCông tác năm 2026\nI. NHIỆM VỤ\n"
PIECES = tuple(
    "".join(
        (
            "Quý II/2026|Trước ngày 30/6/2026|ngày 31/02/2026|Thường xuyên|6 tháng đầu năm|",
            "tháng 9, 10 và 12/2026|hằng quý|Quý I, II, III và IV năm 2026|từ tháng 3 đến tháng 5|",
            "cuối năm 2026|Năm 2026 - 2030|29/02/2027|00/00/0000|99/99/9999|",
            "Quyết định số 405/QĐ-BKHCN ngày 03/4/2026 của Bộ Khoa học và Công nghệ|Nghị quyết số 57-NQ/TW|",
            "số 12/KH-UBND|Luật số 60/2024/QH15 ngày 30 tháng 11 năm 2024|Thông tư liên tịch|",
            "của Ủy ban nhân dân tỉnh|Điều 5 Khoản 2|100%|1.234,5|1,234.5|1.000.000 lượt|12,5 %|٣|½|1e999|",
            "NaN|-|0|80% trở lên|tối thiểu|không quá|ít nhất 02 lần|từ 85% đến 90%|≥ 95%|<= 3|gấp 2 lần|",
            "tăng 5%|(|)|[|]|;|:|,|.|/|-|–|…|\t|\n|*|**|<p>|</li>|&#x110;|&amp;|§|“|”|'|\\|\u200b|\xad|",
            "\u202e|\ufeff|\xa0|\u0301|\u0323|😀|\x00|\x1b[2J|İ|ß|ﬁ|٤٥|Ⅱ|Ⅳ|²|KẾ HOẠCH|Số:|PHỤ LỤC|Nơi nhận:|",
            "Chủ trì: Văn phòng Sở; Thời gian: |phối hợp với|I. NHIỆM VỤ|1.1.|a)|- |",
            "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian",
        )
    ).split("|")
)


@dataclass(frozen=True)
class Find:
    """An input that a reader did not stand: the seed that makes it, what happened."""

    reader: str
    number: int
    fault: str
    text: str


@dataclass
class Tally:
    """What one reader was given: inputs, those it made something of, the slowest."""

    inputs: int = 0
    answered: int = 0
    seconds: float = 0.0
    slowest: float = 0.0


class Hangs(Exception):
    """An input took longer than anything may."""


def _deadline(text: str) -> bool:
    parts_named(text)
    due_of(text, None)
    due_at_end(text, 2026)
    return bool(due_date(text, year=2026)) or due_clause(text, 2026) is not None


def _citation(text: str) -> bool:
    citation_key(text)
    same_issuer(text, text[::-1])
    return bool(list(mentions([("paragraph 1", text)], own_number="15/KH-STP")))


def _number(text: str) -> bool:
    with suppress(ValueError):
        parse_number(text)
    found = figure_of_cell(text) or list(figures(text))
    return bool(list(targets_of_sentence(text, year=2026, in_goals=True))) or bool(found)


def _text(text: str) -> bool:
    sort_key(text[:200])
    assert normalise(normalise(text)) == normalise(text)
    fold(text)
    try:
        reading = read((HEAD + text).encode("utf-8", "surrogatepass"), name="a.txt")
    except UnreadableFile:
        return False
    assert PlanDraft.from_json(reading.draft.to_json()) == reading.draft
    return True


READERS: dict[str, Callable[[str], bool]] = {
    "deadline": _deadline, "citation": _citation, "number": _number, "text": _text,
}  # fmt: skip


def corpus() -> list[str]:
    """Lines of sound documents, and pieces of what the readers look for."""
    files = sorted([*GOLDEN.glob("*.form"), *GOLDEN.glob("*.txt")])
    lines = [line for file in files for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [*sorted({line for line in lines if line.strip()}), *PIECES]


def odd_text(number: int, seeds: list[str], *, lines: int) -> str:
    """The odd input of that number."""
    chance = random.Random(number)
    return "\n".join(_odd_line(chance, seeds) for _ in range(chance.randint(1, lines)))


def _odd_line(chance: random.Random, seeds: list[str]) -> str:
    text = chance.choice(seeds)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8))):
        start = chance.randint(0, len(text))
        end = min(start + int(chance.expovariate(0.15)), len(text))
        match chance.randrange(9):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + text[start:end] * chance.choice((2, 3, 9, 40)) + text[end:]
            case 2:
                text = text[:start] + chance.choice(seeds) + text[end:]
            case 3:
                text = text[:start] + chance.choice(PIECES) + text[start:]
            case 4:
                text = text[:start] + chr(chance.randrange(1, chance.choice((0x250, 0x2FFF, 0x110000)))) + text[end:]
            case 5:
                text = text[:start] + text[start:end].swapcase() + text[end:]
            case 6:
                text = unicodedata.normalize(chance.choice(("NFD", "NFC", "NFKD")), text)
            case 7:
                text = re.sub(r"\d+", lambda _: str(chance.choice((0, 13, 99, 2026, 10**30))), text)
            case 8:
                text = text[:start] + text[start : start + 1] * chance.choice((10, 100, 600)) + text[start:]
        text = text[:4_000]
    return text


def fuzz(count: int, *, seed: int = 0) -> tuple[dict[str, Tally], list[Find]]:
    """Gives `count` inputs to the readers in turn, each an equal share."""
    seeds, finds = corpus(), []
    tallies = {name: Tally() for name in READERS}
    signal.signal(signal.SIGPROF, _stop)
    for number, (name, reader) in zip(range(seed, seed + count), _turns(), strict=False):
        text = odd_text(number, seeds, lines=12 if name == "text" else 1)
        tally = tallies[name]
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            tally.answered += reader(text)
        except Exception as fault:  # whatever it is, it is a find
            finds.append(Find(name, number, f"{type(fault).__name__}: {fault}", text))
        signal.setitimer(signal.ITIMER_PROF, 0)
        spent = time.process_time() - started
        tally.inputs, tally.seconds = tally.inputs + 1, tally.seconds + spent
        tally.slowest = max(tally.slowest, spent)
    return tallies, finds


def _turns() -> Iterator[tuple[str, Callable[[str], bool]]]:
    while True:
        yield from READERS.items()


def _stop(*_: object) -> None:
    raise Hangs(f"more than {LONGEST:.0f} seconds")


def main() -> int:
    """Prints what each reader was given and every find."""
    given = [int(number) for number in sys.argv[1:]]
    count, seed = given[0] if given else 20_000, given[1] if len(given) > 1 else 0
    tallies, finds = fuzz(count, seed=seed)
    for name, tally in tallies.items():
        print(
            f"{name:10}{tally.inputs:>9,} inputs {tally.answered:>9,} understood {tally.seconds:>8.1f} s"
            f"   slowest {tally.slowest * 1000:>7.1f} ms"
        )
    for find in finds:
        print(f"FOUND {find.reader} {find.number}: {find.fault}\n      {find.text[:2_000]!r}")
    print(f"{count:,} inputs from number {seed:,}: {len(finds)} finds")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
