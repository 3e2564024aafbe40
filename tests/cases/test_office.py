"""The office's hours: nine to five in Dublin on working days, from the organisation file that is shipped."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.office import is_working, next_working_moment, office_day


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of 2026 in UTC; until 25 October Dublin is an hour ahead."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(10, 5, 7, 59), at(10, 5, 8)),  # Monday before nine
        (at(10, 5, 8), at(10, 5, 8)),
        (at(10, 5, 15, 59), at(10, 5, 15, 59)),
        (at(10, 5, 16), at(10, 6, 8)),  # five o'clock is over
        (at(10, 2, 20), at(10, 5, 8)),  # Friday night
        (at(10, 3, 12), at(10, 5, 8)),  # Saturday
        (at(10, 26, 12), at(10, 27, 9)),  # October Bank Holiday, and winter time
        (at(12, 24, 18), at(12, 28, 9)),  # Christmas on a Friday
    ],
)
def test_what_happens_outside_the_hours_waits_for_the_next_opening(moment: datetime, opens: datetime) -> None:
    assert next_working_moment(moment) == opens
    assert is_working(moment) == (moment == opens)


def test_on_a_closing_day_the_office_does_not_work(settings: Any) -> None:
    settings.ORGANISATION = replace(settings.ORGANISATION, closing_days=frozenset({date(2026, 10, 5)}))
    assert next_working_moment(at(10, 5, 10)) == at(10, 6, 8)


def test_hours_are_those_of_the_offices_own_time_zone(settings: Any) -> None:
    tokyo = replace(
        settings.ORGANISATION, time_zone=ZoneInfo("Asia/Tokyo"), home_place="JP", opens_at=time(8), closes_at=time(18)
    )
    settings.ORGANISATION = tokyo
    assert next_working_moment(at(10, 5, 12)) == at(10, 5, 23)
    assert office_day(at(10, 5, 20)) == date(2026, 10, 6)
