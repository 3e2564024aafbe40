"""Where a case's days are counted: the person's place, or the organisation's home when it is not known."""

from datetime import UTC, date, datetime, time

from cases.models import Case
from cases.organisation import organisation
from law.places import Place, local_date, time_zone


def home_place() -> Place:
    """Give the place of the organisation's main establishment."""
    return Place.parse(organisation().home_place)


def local_day(*, place: str, moment: datetime) -> date:
    """Give the day on which `moment` (aware) falls in a place given by code; in the home time zone when it is empty."""
    if not place:
        return moment.astimezone(organisation().time_zone).date()
    return local_date(Place.parse(place), moment)


def today_for(case: Case, now: datetime) -> date:
    """Give today's date in the case's place."""
    return local_day(place=case.place, moment=now)


def day_begins(*, place: str, on: date) -> datetime:
    """Give the moment (UTC) at which a day begins in a place given by code; in the home time zone when it is empty."""
    zone = time_zone(Place.parse(place)) if place else organisation().time_zone
    return datetime.combine(on, time.min, tzinfo=zone).astimezone(UTC)
