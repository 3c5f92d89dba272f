"""Sheets for the tests, printed in a type whose letters are all half as wide as high."""

from collections.abc import Iterable, Sequence

from dondoc.planfile.sheets import Rule, Sheet, Word

SIZE = 12.0
WIDTH, HEIGHT = 600.0, 800.0
FULL = "Aaaa " + "aaaa " * 15 + "aaaaaaa."


def line(
    text: str, *, left: float = 60, top: float, size: float = SIZE, bold: bool = False, confidence: int | None = None
) -> list[Word]:
    """The words of a line; a space is a quarter of the size wide."""
    words = []
    for piece in text.split(" "):
        right = left + len(piece) * size / 2
        if piece:
            words.append(Word(piece, left, top, right, top + size, size, bold, False, confidence))
        left = right + size / 4
    return words


def lines(*texts: str, left: float = 60, top: float, step: float = 16) -> list[Word]:
    """Lines one under the other."""
    return [word for n, text in enumerate(texts) for word in line(text, left=left, top=top + n * step)]


def centred(text: str, *, top: float, middle: float = WIDTH / 2, bold: bool = False) -> list[Word]:
    """A line around a middle."""
    words = line(text, left=0, top=top, bold=bold)
    aside = middle - words[-1].right / 2
    return [word._replace(left=word.left + aside, right=word.right + aside) for word in words]


def filler(*, top: float) -> list[Word]:
    """A full line of running text, which tells how wide the text is: from 60 to 540."""
    return line(FULL, top=top)


def sheet(number: int, *words: Iterable[Word], rules: Iterable[Rule] = ()) -> Sheet:
    """A page."""
    return Sheet(number, WIDTH, HEIGHT, tuple(word for group in words for word in group), tuple(rules))


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """The lines of a table without merged cells."""
    across = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return across + [Rule(x, ys[0], x, ys[-1]) for x in xs]
