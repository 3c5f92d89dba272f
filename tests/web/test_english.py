"""The English pages: a whole catalogue, an English frame, Vietnamese documents. Not here: the choice (search pages)."""

import gettext
import re
import shutil
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from factories import TODAY

from dondoc.analytics import measures
from dondoc.core import (
    assessments,
    findings,
    indicators,
    keys,
    permissions,
    privacy_terms,
    progress,
    verifications,
    vietnamese,
    workflow,
)
from dondoc.core.calendars import HolidayTable, countdown
from dondoc.core.checkpoints import At, DatedTask, ProductKind, Rhythm, Step, proposals
from dondoc.core.periods import Frequency, Period
from dondoc.core.places import place_words
from dondoc.core.scoring import bindings, changes
from dondoc.models import PlanLevel, SubjectRequest
from dondoc.web.words import LISTED, spoken

CATALOGUE = Path(site.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
TOOLS = ("xgettext", "msguniq", "msgmerge", "msgattrib")
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
_FIELD = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:"[^\n]*"\n?)+)', re.MULTILINE)
_FILLED = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?[a-z][^>]*>")
_FRAME = re.compile(
    r"<(nav|h1|h2|dt|label|legend|summary|button|th(?= [^>]*scope=\"col\"))\b[^>]*>(.*?)</\1>", re.DOTALL
)


def entries(path: Path) -> Iterator[Mapping[str, str]]:
    """The entries of a catalogue but its head: `msgid`, `msgid_plural`, `msgstr`, `msgstr[0]`… to their texts."""
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        yield {
            name: "".join(literal_eval(line) for line in texts.splitlines()) for name, texts in _FIELD.findall(block)
        }


def filled(text: str) -> list[str]:
    """The places of a text that are filled in, and its tags."""
    return sorted(_FILLED.findall(text))


@pytest.fixture
def english(client: Client, sign_in, settings) -> Callable[..., Client]:
    """`english(viewer)`: that person's browser, on the day of the tests, with English chosen."""
    settings.PRETEND_TODAY = TODAY

    def chosen(viewer) -> Client:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return sign_in(client, viewer)

    return chosen


# ---- the catalogue


def test_every_entry_is_translated_and_certain() -> None:
    found = list(entries(CATALOGUE))

    assert len(found) > 500
    assert [entry for entry in found if not all(entry.values())] == []
    assert "fuzzy" not in CATALOGUE.read_text(encoding="utf-8")


def test_every_entry_is_filled_in_alike() -> None:
    for entry in entries(CATALOGUE):
        told = [text for name, text in entry.items() if name.startswith("msgstr")]
        assert [filled(text) for text in told] == [filled(entry["msgid"])] * len(told)


def test_no_entry_shouts() -> None:
    assert [entry for entry in entries(CATALOGUE) if "!" in "".join(entry.values())] == []


def test_compiled_catalogue_says_the_same() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for entry in entries(CATALOGUE):
        if "msgid_plural" in entry:
            told = [compiled.ngettext(entry["msgid"], entry["msgid_plural"], count) for count in (1, 2)]
            assert told == [entry["msgstr[0]"], entry["msgstr[1]"]]
        else:
            assert compiled.gettext(entry["msgid"]) == entry["msgstr"]


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="gettext's tools (Debian package gettext) are missing")
def test_catalogue_has_every_text_of_pages_and_code(tmp_path: Path, monkeypatch, settings) -> None:
    copy = tmp_path / "dondoc"
    shutil.copytree(site.BASE_DIR / "dondoc", copy, ignore=shutil.ignore_patterns("static", "locale", "__pycache__"))
    monkeypatch.chdir(copy)
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    call_command("makemessages", locale=["en"], no_location=True, no_wrap=True, verbosity=0)

    asked = {entry["msgid"] for entry in entries(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po")}
    assert asked == {entry["msgid"] for entry in entries(CATALOGUE)}


# ---- the words of the rules


def texts_of_rules() -> Iterator[str]:
    """Every title of core's tables, every period's title, every kind of countdown and figure."""
    tables = (
        progress.STATE_TITLES, progress.CLOSING_TITLES, workflow.STATE_TITLES, workflow.MOVE_TITLES,
        indicators.VERDICT_TITLES, permissions.ROLE_TITLES, keys.SCOPE_TITLES, keys.KEY_STATE_TITLES,
        assessments.STAGE_TITLES, assessments.STATE_TITLES, assessments.MOVE_TITLES, assessments.REASON_TITLES,
        assessments.OUTCOME_TITLES, changes.CHANGE_TITLES, bindings.BINDING_TITLES,
    )  # fmt: skip
    yield from chain.from_iterable(table.values() for table in tables)
    yield from chain.from_iterable((kind.title, kind.advice) for kind in findings.KINDS.values())
    places = ("document", "table 1", "table 1 row 4", "table 1 row 4 column 5", "paragraph 12", "frame 3")
    yield from map(place_words, places)
    yield from vietnamese.WEEKDAYS
    for frequency in Frequency:
        yield from (Period(frequency, 2026, n + 1).title for n in range(12 // frequency.months))
    days = [TODAY + timedelta(days=n) for n in range(7)]
    yield from (countdown(today, due_on, HolidayTable(2026, 2026, {})) for today in days for due_on in days)
    counts = [indicators.Figure(name, Decimal(2)) for name in ("A", "B")]
    stands = indicators.standing(counts, comparator=">=", target=Decimal(2), unit="công chức")
    yield indicators.figure_text(stands, "công chức")
    yield from (measure.title for measure in measures.MEASURES)
    yield from PlanLevel.labels
    yield from SubjectRequest.Kind.labels
    yield from (step.title for step in steps_owed())
    yield from (verifications.Fault(7, cause, 9).sentence for cause in verifications.Cause)
    ways = (
        (Step("Có dự thảo", 40), Step("Trình ký", 100)),
        Rhythm("{period}", Frequency.QUARTER, At.REPORT),
        Rhythm("{period}", Frequency.QUARTER, At.END),
    )
    for way in ways:
        found = proposals(
            DatedTask("Việc mẫu"),
            year=2026,
            today=date(2025, 12, 31),
            kinds=[ProductKind("Loại mẫu", (), (), way)],
            report_days={Period.parse("2026Q1"): date(2026, 3, 16)},
            holidays=HolidayTable(2026, 2026, {}),
        )
        yield from (checkpoint.reason for checkpoint in found)


def steps_owed() -> Iterator[privacy_terms.Step]:
    """What is owed on a request about personal data, and on a serious incident."""
    terms = privacy_terms.PrivacyTerms(
        receipt_working_days=2,
        requests={"view": privacy_terms.RequestTerm(10, 15)},
        first_notice_hours=24,
        full_notice_hours=72,
        decisions=(),
        is_checked=True,
    )
    yield from privacy_terms.request_steps(
        kind="view",
        received_on=TODAY,
        has_processor=False,
        extended_to=None,
        acknowledged_on=None,
        answered_on=None,
        terms=terms,
        holidays=HolidayTable(2026, 2026, {}),
    )
    yield from privacy_terms.incident_steps(
        found_at=datetime(TODAY.year, TODAY.month, TODAY.day),
        is_serious=True,
        touches_personal_data=True,
        first_notice_at=None,
        full_notice_at=None,
        terms=terms,
    )


def test_every_text_of_the_rules_is_listed_and_nothing_else() -> None:
    told = set(texts_of_rules())

    assert {text if text in LISTED else re.sub(r"\d+", "{}", text) for text in told} == LISTED


def test_spoken_when_english_or_vietnamese_is_chosen() -> None:
    texts = [
        "Quý I/2026",
        "6 tháng đầu năm 2026",
        "còn 3 ngày làm việc",
        "còn 1 ngày",
        "Lãnh đạo đơn vị",
        "2/2 đơn vị đạt",
    ]

    with translation.override("en"):
        assert [spoken(text) for text in texts] == [
            "Q1/2026", "First 6 months of 2026", "3 working days left", "1 day left", "Unit head", "2/2 units reach it",
        ]  # fmt: skip
    with translation.override("vi"):
        assert [spoken(text) for text in texts] == texts


def test_spoken_when_the_text_is_of_a_document() -> None:
    with translation.override("en"):
        assert spoken("Nâng chỉ số DTI {2026} %(x)s") == "Nâng chỉ số DTI {2026} %(x)s"


# ---- the pages


def frame(page: str) -> list[str]:
    """Navigation, headings, column heads, labels and buttons of a page, the official report shown on it aside."""
    around = re.sub(r'<div class="paper preview" lang="vi">.*?</details>', "", page, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", inside).split()) for _tag, inside in _FRAME.findall(around)]


@pytest.mark.parametrize("name", ["home", "plans", "plan_targets", "period", "calendar", "plan_reporting"])
def test_frame_is_english_when_english_is_chosen(name: str, english, answered, period, plan, people) -> None:
    ids = {"plan_targets": [plan.pk], "plan_reporting": [plan.pk], "period": [period.pk]}.get(name, [])
    response = english(people.coordinator).get(reverse(name, args=ids))

    page = response.content.decode()
    said = [text for text in frame(page) if people.coordinator.full_name not in text and text != "Tiếng Việt"]
    assert response.headers["Content-Language"] == "en"
    assert '<html lang="en">' in page
    assert [text for text in said if VIETNAMESE.search(text)] == []
    assert any("My work Plans Reports DTI scoring Dossiers Calendar Accounts" in text for text in said)


def test_period_is_named_in_english_when_english_is_chosen(english, answered, period, people) -> None:
    page = english(people.coordinator).get(reverse("period", args=[period.pk])).content.decode()

    assert "<h1>Report Q1/2026</h1>" in page
    assert "4 working days left" in page


def test_official_document_is_vietnamese_when_english_is_chosen(english, answered, period, people) -> None:
    address, office = reverse("period_document", args=[period.pk]), english(people.coordinator)
    in_english = office.post(address).content
    office.cookies.pop(site.LANGUAGE_COOKIE_NAME)

    assert in_english.startswith(b"PK")
    assert in_english == office.post(address).content
