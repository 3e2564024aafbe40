"""When the office works: its hours, in its own time zone, on the working days of its home place."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from cases.organisation import organisation
from cases.places import home_place
from law.calendars import Calendar, calendar_for
from law.promise import WORKING_WEEK

DAY = timedelta(days=1)


def is_working(moment: datetime) -> bool:
    """Tell whether the office works at this moment (aware)."""
    return next_working_moment(moment) == moment


def next_working_moment(moment: datetime) -> datetime:
    """Give the moment itself when the office works then, else when it opens next (UTC)."""
    current = organisation()
    local = moment.astimezone(current.time_zone)
    day = local.date()
    if local.time() >= current.closes_at:
        day += DAY
    opens = _at(_calendar().next_working_day(day), current.opens_at)
    return max(moment, opens)


def office_day(moment: datetime) -> date:
    """Give the office's date at this moment."""
    return moment.astimezone(organisation().time_zone).date()


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=organisation().time_zone).astimezone(UTC)


def _calendar() -> Calendar:
    return calendar_for(home_place(), replace(WORKING_WEEK, days=organisation().closing_days))
