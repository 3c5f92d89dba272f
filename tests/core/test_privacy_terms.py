"""Clocks of personal data: requests of people across holidays, incidents to the minute across Tết."""

from datetime import date, datetime, timedelta, timezone

import pytest

from dondoc.calendarfile import RuleFileFaulty, holiday_table, privacy_terms
from dondoc.core.privacy_terms import Clocks, Step, incident_steps, request_steps

HANOI = timezone(timedelta(hours=7))
# Tết 2026: days off from Monday 16 to Friday 20 February, weekends around them.
EVE = date(2026, 2, 12)


def steps(kind: str, received_on: date, *, has_processor: bool = False, **given):
    entered = {"extended_to": None, "acknowledged_on": None, "answered_on": None, **given}
    return request_steps(
        kind=kind,
        received_on=received_on,
        has_processor=has_processor,
        terms=privacy_terms(),
        holidays=holiday_table([2026]),
        **entered,
    )


def test_receipt_is_owed_within_two_working_days_that_tet_does_not_count():
    assert steps("view", date(2026, 3, 3))[0].due == date(2026, 3, 5)
    assert steps("view", date(2026, 3, 6))[0].due == date(2026, 3, 10)
    assert steps("view", EVE)[0].due == date(2026, 2, 23)


@pytest.mark.parametrize(
    ("kind", "has_processor", "due"),
    [
        ("view", False, date(2026, 3, 13)),
        ("view", True, date(2026, 3, 18)),
        ("restrict", False, date(2026, 3, 18)),
        ("restrict", True, date(2026, 3, 23)),
        ("erase", False, date(2026, 3, 23)),
        ("erase", True, date(2026, 4, 2)),
    ],
)
def test_answer_is_owed_after_the_days_of_its_kind(kind: str, has_processor: bool, due: date):
    assert steps(kind, date(2026, 3, 3), has_processor=has_processor)[1].due == due


def test_last_day_that_is_off_moves_to_the_next_working_day():
    # Ten days after 6 February is Monday 16 February, the first day off of Tết.
    assert steps("view", date(2026, 2, 6))[1].due == date(2026, 2, 23)


def test_extension_takes_the_place_of_the_term():
    assert steps("view", date(2026, 3, 3), extended_to=date(2026, 3, 20))[1].due == date(2026, 3, 20)


def test_next_is_what_is_due_first_and_not_done():
    received_on = date(2026, 3, 3)
    owed = steps("view", received_on)
    assert Clocks(owed, received_on).next == owed[0]
    assert Clocks(steps("view", received_on, acknowledged_on=date(2026, 3, 4)), received_on).next == owed[1]
    done = steps("view", received_on, acknowledged_on=date(2026, 3, 4), answered_on=date(2026, 3, 9))
    assert Clocks(done, received_on).next is None


def test_step_is_late_from_the_day_after_its_term_and_stays_late_when_done_late():
    due = date(2026, 3, 5)
    assert [Step("Báo", due, None).is_late(day) for day in (due, due + timedelta(days=1))] == [False, True]
    assert Step("Báo", due, date(2026, 3, 6)).is_late(date(2026, 5, 1))
    assert not Step("Báo", due, date(2026, 3, 5)).is_late(date(2026, 5, 1))


def incident(found_at: datetime, *, serious: bool = True, personal: bool = False, **given):
    entered = {"first_notice_at": None, "full_notice_at": None, **given}
    return incident_steps(
        found_at=found_at, is_serious=serious, touches_personal_data=personal, terms=privacy_terms(), **entered
    )


def test_hours_of_an_incident_run_through_tet_to_the_minute():
    found = datetime(2026, 2, 15, 23, 47, tzinfo=HANOI)
    first, full = incident(found)
    assert first.due == datetime(2026, 2, 16, 23, 47, tzinfo=HANOI)
    assert full.due == datetime(2026, 2, 18, 23, 47, tzinfo=HANOI)
    assert not first.is_late(datetime(2026, 2, 16, 23, 47, tzinfo=HANOI))
    assert first.is_late(datetime(2026, 2, 16, 23, 48, tzinfo=HANOI))


def test_notices_depend_on_what_the_incident_is():
    found = datetime(2026, 2, 15, 23, 47, tzinfo=HANOI)
    titles = {
        (serious, personal): [step.title for step in incident(found, serious=serious, personal=personal)]
        for serious in (True, False)
        for personal in (True, False)
    }
    assert titles == {
        (True, True): ["Báo cáo ban đầu", "Báo cáo đầy đủ"],
        (True, False): ["Báo cáo ban đầu", "Báo cáo đầy đủ"],
        (False, True): ["Báo cáo đầy đủ"],
        (False, False): [],
    }


def test_shipped_terms_say_that_they_were_not_held_against_the_originals():
    terms = privacy_terms()
    assert not terms.is_checked
    assert terms.decisions[0].startswith("Nghị định 356/2025/NĐ-CP")
    assert [terms.requests[kind].extension_days for kind in ("view", "restrict", "erase")] == [None, 15, None]


def test_file_of_the_administrator_takes_the_place_of_the_shipped_one(tmp_path, monkeypatch):
    own = tmp_path / "terms.toml"
    own.write_text("[requests]\ndecision = 'x'\n", encoding="utf-8")
    monkeypatch.setenv("DONDOC_PRIVACY_TERMS", str(own))
    privacy_terms.cache_clear()
    try:
        with pytest.raises(RuleFileFaulty, match="thiếu incidents"):
            privacy_terms()
    finally:
        privacy_terms.cache_clear()
